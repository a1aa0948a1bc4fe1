// Names of things: fixed-size byte strings that cannot be mistaken for one another.
#pragma once
#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// A public byte string of N bytes. Comparison is bytewise and not constant-time: never for secrets.
template <class Tag, std::size_t N>
struct FixedBytes {
  static constexpr std::size_t size = N;
  std::array<std::uint8_t, N> bytes{};

  auto operator<=>(const FixedBytes&) const = default;
  bool is_zero() const { return bytes == std::array<std::uint8_t, N>{}; }
  ByteView view() const { return ByteView(bytes); }
  // Copies exactly N bytes; nullopt for any other length.
  static std::optional<FixedBytes> from(ByteView from) {
    if (from.size() != N) return std::nullopt;
    FixedBytes made;
    std::copy(from.begin(), from.end(), made.bytes.begin());
    return made;
  }
};

using AlertId = FixedBytes<struct AlertIdTag, 16>;  // 48-bit ms since 1970 big-endian, then 80 random bits
using CommandId = FixedBytes<struct CommandIdTag, 16>;    // same shape as AlertId
using MandateId = FixedBytes<struct MandateIdTag, 16>;    // the invitation's id where there is one
using ReferentId = FixedBytes<struct ReferentIdTag, 16>;  // random; the same in every later mandate
using NoticeId = FixedBytes<struct NoticeIdTag, 16>;      // same shape as AlertId
using InviteId = FixedBytes<struct InviteIdTag, 16>;
using MailboxId = FixedBytes<struct MailboxIdTag, 16>;          // random, one per (relay, node)
using KeyId = FixedBytes<struct KeyIdTag, 16>;                  // BLAKE2b-128(public key)
using TargetTag = FixedBytes<struct TargetTagTag, 16>;          // see protocol/README.md, "Target tags"
using Hash = FixedBytes<struct HashTag, 32>;                    // BLAKE2b-256 unless said otherwise
using SigningPublic = FixedBytes<struct SigningPublicTag, 32>;  // Ed25519
using BoxPublic = FixedBytes<struct BoxPublicTag, 32>;          // X25519; CURVE transport keys too
using Signature = FixedBytes<struct SignatureTag, 64>;          // Ed25519, detached
using Challenge = FixedBytes<struct ChallengeTag, 32>;

// INSEE code of a commune: five characters, digits, or 2A/2B then three digits. Zero bytes = none.
using Insee = FixedBytes<struct InseeTag, 5>;
std::optional<Insee> parse_insee(std::string_view text);
std::string to_string(const Insee& insee);

// A post's name in documents: "P" + department (2-3 characters) + "-" + three digits, such as P25-014.
// Held zero-padded in eight bytes.
using PostId = FixedBytes<struct PostIdTag, 8>;
std::optional<PostId> parse_post_id(std::string_view text);
std::string to_string(const PostId& post);

using SectorId = std::uint16_t;  // 1 … 999 inside one charter; 0 is never a sector

std::string to_hex(ByteView bytes);
// Lower or upper case; nullopt on odd length or any other character.
std::optional<Bytes> from_hex(std::string_view text);
template <class Id>
std::optional<Id> id_from_hex(std::string_view text) {
  auto bytes = from_hex(text);
  return bytes ? Id::from(*bytes) : std::nullopt;
}

}  // namespace tocsin
