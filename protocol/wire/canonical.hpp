// The one place that speaks to Cap'n Proto: values to canonical bytes and back. Internal to this layer (it is
// not a
// `.h`, so nobody else sees it). Canonical means: one segment, no segment table, nothing after the end.
#pragma once
#include <capnp/message.h>

#include <array>
#include <cassert>
#include <cstring>
#include <functional>

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "protocol/result.h"

namespace tocsin::wire {

// Runs `read` over the message in `bytes`. malformed when empty, not whole words, above
// limits::frame_bytes_max, not canonical, or when the library refuses anything that `read` asks of it. Works
// on an aligned copy, which is wiped. At most 4 words are read per word of the message, through at most 8
// pointers.
Status read_canonical(ByteView bytes, const char* what,
                      const std::function<void(capnp::MessageReader&)>& read);

// The canonical form of what `message` holds.
Bytes canonical_bytes(capnp::MessageBuilder& message);
// The same for a pointer-free struct, which is canonical as built because its last word is not zero. Asserts
// that it fills `out` exactly.
void copy_single_segment(capnp::MessageBuilder& message, std::span<std::uint8_t> out);

// Bytes of a pointer-free struct; `fill` sets its fields. Nothing of it stays behind in memory.
template <class Schema, std::size_t N, class Fill>
std::array<std::uint8_t, N> encode_fixed(const Fill& fill) noexcept {
  static_assert(N % sizeof(capnp::word) == 0);
  capnp::word scratch[N / sizeof(capnp::word)];
  std::memset(static_cast<void*>(scratch), 0, sizeof scratch);
  std::array<std::uint8_t, N> out;
  capnp::MallocMessageBuilder message(
      kj::arrayPtr(scratch, N / sizeof(capnp::word)));  // zeroes it at its end
  fill(message.initRoot<Schema>());
  copy_single_segment(message, out);
  return out;
}

// A byte string in a group of words w0, w1 … of the schema; shorter ones are filled up with zeros.
template <class Builder>
void put_words(Builder group, ByteView bytes) {
  auto word = [bytes](std::size_t index) {
    std::uint64_t value = 0;
    for (std::size_t i = index * 8; i < bytes.size() && i < index * 8 + 8; ++i)
      value |= std::uint64_t{bytes[i]} << (8 * (i % 8));
    return value;
  };
  group.setW0(word(0));
  if constexpr (requires { group.setW1(0); }) group.setW1(word(1));
  if constexpr (requires { group.setW2(0); }) group.setW2(word(2)), group.setW3(word(3));
}
template <class Reader>
void take_words(Reader group, std::span<std::uint8_t> bytes) {
  auto word = [bytes](std::size_t index, std::uint64_t value) {
    for (std::size_t i = index * 8; i < bytes.size() && i < index * 8 + 8; ++i)
      bytes[i] = static_cast<std::uint8_t>(value >> (8 * (i % 8)));
  };
  word(0, group.getW0());
  if constexpr (requires { group.getW1(); }) word(1, group.getW1());
  if constexpr (requires { group.getW2(); }) word(2, group.getW2()), word(3, group.getW3());
}

// The eight characters of a last word.
constexpr std::uint64_t magic_word(const char (&text)[9]) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  return value;
}

}  // namespace tocsin::wire
