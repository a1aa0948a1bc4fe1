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
  bytes.u16(static_cast<std::uint16_t>(names.size()));
  for (const auto& name : names) bytes.raw(name);
  return bytes.take();
}

Result<std::vector<Hash>> decode_lacking(ByteView bytes) {
  ByteReader read(bytes);
  const std::size_t count = read.u16();
  std::vector<Hash> names;
  if (read.left() == count * Hash::size)
    while (read.left() > 0) names.push_back(read.id<Hash>());
  if (!read.ok() || names.size() != count || !is_list(names))
    return fail(Errc::malformed, "lacking: no ascending list of names");
  return names;
}

}  // namespace tocsin::wire
