// What the fuzzers share. A finding is an abort, a sanitizer's report, or a time-out.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocol/ids.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tocsin::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}
inline void must(bool holds) {
  if (!holds) std::abort();
}
// Whatever decodes is encoded to the same bytes again.
template <class Again>
void must_be(ByteView bytes, const Again& again) {
  must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
}

}  // namespace tocsin::fuzz
