// What the programs of this folder have in common on their command line: --init, --config, --make-key,
// --version, --help, one exit code for each kind of failure.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::relay::host {

// `--init DIR [--listen ENDPOINT] [--address ENDPOINT]`; what was not given is empty.
struct InitWish {
  std::string folder;  // absolute
  std::string listen;
  std::string address;  // as others reach it
};

struct Program {
  const char* name;     // "tocsin-relay"
  const char* version;  // "0.1.0"
  const char* help;
  std::function<Status(const std::string& config_file)> run;
  std::function<Result<BoxPublic>(const InitWish&)> init;
};

// 0 ended as asked, 1 failure, 2 usage, 3 configuration; talk on stderr.
int run_program(const Program& program, const std::vector<std::string>& args);

}  // namespace tocsin::relay::host
