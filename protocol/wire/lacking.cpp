#include "protocol/wire/lacking.h"

#include <cassert>

#include "protocol/bytes.h"

namespace tocsin::wire {
namespace {

bool is_list(std::span<const Hash> names) {
  if (names.empty() || names.size() > lacking_max) return false;
  for (std::size_t i = 1; i < names.size(); ++i)
    if (!(names[i - 1] < names[i])) return false;
  return true;
}

}  // namespace

Bytes encode(std::span<const Hash> names) {
  assert(is_list(names));
  ByteWriter bytes;
  for (const auto& name : names) bytes.raw(name);
  return bytes.take();
}

Result<std::vector<Hash>> decode_lacking(ByteView bytes) {
  std::vector<Hash> names;
  if (bytes.size() % Hash::size == 0 && bytes.size() <= lacking_max * Hash::size)
    for (ByteReader read(bytes); read.left() > 0;) names.push_back(read.id<Hash>());
  if (!is_list(names)) return fail(Errc::malformed, "lacking: no ascending list of names");
  return names;
}

}  // namespace tocsin::wire
