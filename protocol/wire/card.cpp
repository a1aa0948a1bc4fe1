#include <algorithm>
#include <cassert>

#include "check.hpp"
#include "protocol/bytes.h"
#include "protocol/wire/message.h"
#include "protocol/wire/text.h"

namespace tocsin::wire {
namespace {

constexpr std::string_view prefix = "TOCSIN1:";
constexpr std::string_view prefix_as_read = "T0CS1N1:";  // with the letters that are taken for digits
constexpr std::string_view family_as_read = "T0CS1N";
constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford: no I, L, O, U
constexpr std::size_t group_digits = 5;
constexpr std::size_t text_max = 1024;  // the longest card with every group on a line of its own
constexpr std::size_t checksum_bytes = 4;
constexpr unsigned gateway_bit = 0x80;  // of the address's length, at most 120: a gateway's key follows

// CRC-32C (Castagnoli, reflected): finds typing errors; it is no protection against anybody.
std::uint32_t crc32c(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (auto byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78 : 0);
  }
  return ~crc;
}

// Most significant bits first; the last digit is filled up with zero bits.
std::string to_base32(ByteView bytes) {
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (auto byte : bytes) {
    held = held << 8 | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += digits[held >> (bits - 5) & 31];
    held &= 31;
  }
  if (bits > 0) text += digits[held << (5 - bits) & 31];
  return text;
}

// nullopt for other characters, for a digit too many, and for a last digit that is not filled up with zero
// bits.
std::optional<Bytes> from_base32(std::string_view text) {
  Bytes bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    auto digit = digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = (held & 127) << 5 | static_cast<std::uint32_t>(digit);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(held >> bits));
    }
  }
  bool filled_with_zeros = (held & ((1u << bits) - 1)) == 0;
  return bits < 5 && filled_with_zeros ? std::optional(bytes) : std::nullopt;
}

// As a program reads what a person typed: upper case, no spaces, no hyphens, I and L for 1, O for 0.
std::string as_read(std::string_view typed) {
  std::string text;
  for (char c : typed) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'I' || c == 'L') c = '1';
    if (c == 'O') c = '0';
    text += c;
  }
  return text;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

tl::unexpected<Error> malformed(const char* detail) {
  return fail(Errc::malformed, detail);
}

}  // namespace

Status check(const EnrolmentCard& card) {
  Check is("card");
  is.that(is_address(card.address), "address", "not tcp://host:port");
  is.set(card.node, "node");
  is.set(Hash{card.root_sha256}, "root");
  is.set(card.invitation, "invitation");
  is.set(InviteId{card.secret}, "secret");
  return std::move(is).result();
}

std::string to_text(const EnrolmentCard& card) {
  assert(check(card));
  ByteWriter out;
  const bool by_gateway = !card.gateway.is_zero();
  out.u8(static_cast<std::uint8_t>(card.address.size() | (by_gateway ? gateway_bit : 0)));
  out.text(card.address);
  if (by_gateway) out.raw(card.gateway);
  out.raw(card.node).raw(ByteView(card.root_sha256)).raw(card.invitation).raw(ByteView(card.secret));
  out.u32(crc32c(out.view()));
  auto all = to_base32(out.view());
  std::string text(prefix);
  for (std::size_t at = 0; at < all.size(); at += group_digits) {
    if (at > 0) text += '-';
    text += all.substr(at, group_digits);
  }
  return text;
}

Result<EnrolmentCard> parse_card(std::string_view typed) {
  if (typed.size() > text_max) return malformed("card: too long; type or scan one card only");
  auto text = as_read(typed);
  if (!starts_with(text, prefix_as_read)) {
    if (starts_with(text, family_as_read))
      return fail(Errc::unsupported, "card: of another version of the format");
    return malformed("card: does not begin with TOCSIN1:");
  }
  auto bytes = from_base32(std::string_view(text).substr(prefix_as_read.size()));
  if (!bytes)
    return malformed("card: a character is missing, or is not one of the digits and letters that cards use");
  ByteReader in(*bytes);
  EnrolmentCard card;
  const auto length = in.u8();
  auto address = in.raw(length & ~gateway_bit);
  card.address.assign(address.begin(), address.end());
  const bool by_gateway = (length & gateway_bit) != 0;
  if (by_gateway) card.gateway = in.id<BoxPublic>();
  card.node = in.id<BoxPublic>();
  auto root = in.id<Hash>();
  card.root_sha256 = root.bytes;
  card.invitation = in.id<InviteId>();
  auto secret = in.id<InviteId>();
  card.secret = secret.bytes;
  auto checksum = in.u32();
  if (!in.finished()) return malformed("card: characters are missing or too many");
  if (checksum != crc32c(ByteView(*bytes).first(bytes->size() - checksum_bytes)))
    return malformed("card: the check does not come out; a character is wrong");
  if (by_gateway && card.gateway.is_zero()) return malformed("card: a gateway without a key");
  if (auto ranges = check(card); !ranges) return tl::unexpected<Error>(ranges.error());
  return card;
}

}  // namespace tocsin::wire
