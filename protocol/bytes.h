// Writing and reading fixed layouts: little endian numbers, raw bytes, bytes with a length before them.
// Header only; what a layout means is said where it is used.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "protocol/ids.h"

namespace tocsin {

class ByteWriter {
 public:
  ByteWriter& u8(std::uint8_t value) { return number(value, 1); }
  ByteWriter& u16(std::uint16_t value) { return number(value, 2); }
  ByteWriter& u32(std::uint32_t value) { return number(value, 4); }
  ByteWriter& u64(std::uint64_t value) { return number(value, 8); }
  ByteWriter& boolean(bool value) { return u8(value ? 1 : 0); }
  // Big endian, for keys that sort by their number.
  ByteWriter& sorted64(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<std::uint8_t>(value >> shift));
    return *this;
  }
  ByteWriter& sorted16(std::uint16_t value) {
    out_.push_back(static_cast<std::uint8_t>(value >> 8));
    out_.push_back(static_cast<std::uint8_t>(value));
    return *this;
  }
  ByteWriter& raw(ByteView bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  template <class Tag, std::size_t N>
  ByteWriter& raw(const FixedBytes<Tag, N>& id) {
    return raw(id.view());
  }
  // The characters, without length or final zero.
  ByteWriter& text(std::string_view text) {
    out_.insert(out_.end(), text.begin(), text.end());
    return *this;
  }
  // Length u32, then the bytes.
  ByteWriter& sized(ByteView bytes) { return u32(static_cast<std::uint32_t>(bytes.size())).raw(bytes); }
  Bytes take() { return std::move(out_); }
  ByteView view() const { return out_; }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }

 private:
  ByteWriter& number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    return *this;
  }
  Bytes out_;
};

// Reads within its view and never past it. After the first shortage everything reads as zero or empty and
// `ok` is false; the caller asks `finished` once at the end.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : left_(bytes) {}
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  bool boolean() { return u8() != 0; }
  std::uint64_t sorted64() {
    auto bytes = raw(8);
    std::uint64_t value = 0;
    for (auto byte : bytes) value = value << 8 | byte;
    return value;
  }
  // A view into the source.
  ByteView raw(std::size_t count) {
    if (count > left_.size()) {
      ok_ = false;
      left_ = {};
      return {};
    }
    auto taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }
  template <class Id>
  Id id() {
    auto taken = raw(Id::size);
    auto made = Id::from(taken);
    return made ? *made : Id{};
  }
  ByteView sized() { return raw(u32()); }
  ByteView rest() { return raw(left_.size()); }
  std::size_t left() const { return left_.size(); }
  bool ok() const { return ok_; }
  bool finished() const { return ok_ && left_.empty(); }

 private:
  std::uint64_t number(std::size_t width) {
    auto bytes = raw(width);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
    return value;
  }
  ByteView left_;
  bool ok_ = true;
};

}  // namespace tocsin
