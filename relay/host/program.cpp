#include "relay/host/program.h"

#include <filesystem>
#include <iostream>

#include "relay/host/start.h"

namespace tocsin::relay::host {
namespace {

constexpr int ok = 0, failure = 1, usage = 2, configuration = 3;

int complain(const Program& program, int code, const std::string& what) {
  std::cerr << program.name << ": " << what << "\n";
  return code;
}

int failed(const Program& program, const Error& error) {
  const bool theirs =
      error.code == Errc::configuration || error.code == Errc::not_found || error.code == Errc::conflict;
  return complain(program, theirs ? configuration : failure, error.detail);
}

int told(const Program& program, const Result<BoxPublic>& made) {
  if (!made) return failed(program, made.error());
  std::cout << to_hex(made->view()) << "\n";
  return ok;
}

int init(const Program& program, const std::vector<std::string>& args) {
  InitWish wish;
  for (std::size_t i = 2; i < args.size(); i += 2) {
    const bool whole = i + 1 < args.size() && !args[i + 1].empty();
    if (whole && args[i] == "--listen") {
      wish.listen = args[i + 1];
    } else if (whole && args[i] == "--address") {
      wish.address = args[i + 1];
    } else {
      return complain(program, usage,
                      "after --init DIR: --listen ENDPOINT, --address ENDPOINT; --help explains");
    }
  }
  std::error_code error;
  const auto folder = std::filesystem::absolute(args[1], error);
  if (error) return complain(program, configuration, args[1] + ": " + error.message());
  wish.folder = folder.string();
  return told(program, program.init(wish));
}

}  // namespace

int run_program(const Program& program, const std::vector<std::string>& args) {
  if (args.size() == 1 && args[0] == "--help") {
    std::cout << program.help;
    return ok;
  }
  if (args.size() == 1 && args[0] == "--version") {
    std::cout << program.name << " " << program.version << "\n";
    return ok;
  }
  if (args.size() == 2 && args[0] == "--config") {
    const auto ended = program.run(args[1]);
    return ended ? ok : failed(program, ended.error());
  }
  if (args.size() == 2 && args[0] == "--make-key") return told(program, make_key(args[1]));
  if (args.size() >= 2 && args[0] == "--init") return init(program, args);
  return complain(program, usage, "expected --config FILE, --init DIR or --make-key FILE; --help explains");
}

}  // namespace tocsin::relay::host
