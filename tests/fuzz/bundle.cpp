// The manifest of a web bundle and its signature file.
#include "relay/http/bundle.h"

#include "fuzz.h"

using namespace tocsin::relay::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto manifest = parse_manifest(text); manifest && to_text(*manifest) != text) __builtin_trap();
  if (auto signature = parse_signature(text); signature && to_text(*signature) != text) __builtin_trap();
  return 0;
}
