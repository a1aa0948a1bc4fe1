// Every format of the wire; TOCSIN_FORMAT names the one: alert_content, charter, request, client_frame …
// `list` prints them.
#include <cstdio>
#include <set>
#include <string>

#include "fuzz.h"
#include "tests/protocol/wire_samples.h"

using namespace tocsin;

namespace {
const test::Sample* chosen = nullptr;
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* format = std::getenv("TOCSIN_FORMAT");
  std::set<std::string> formats;
  for (const auto& sample : test::samples()) {
    formats.insert(sample.format);
    if (format != nullptr && sample.format == format) chosen = &sample;
  }
  if (chosen != nullptr) return 0;
  for (const auto& name : formats) std::puts(name.c_str());
  std::exit(format != nullptr && std::string(format) == "list" ? 0 : 2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (auto again = chosen->read_again(bytes)) fuzz::must_be(bytes, *again);
  return 0;
}
