// The configuration of a node: what is read is written as a file that reads the same.
#include "node/config/config.h"

#include "fuzz.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::filesystem::path file = "/etc/tocsin/node.toml";
  if (auto read = config::parse_config(fuzz::text(data, size), file, {}, {})) {
    const auto written = config::to_toml(*read);
    auto again = config::parse_config(written, file, {}, {});
    fuzz::must(again.has_value() && config::to_toml(*again) == written);
  }
  return 0;
}
