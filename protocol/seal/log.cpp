#include "protocol/seal/log.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <charconv>
#include <optional>

#include "protocol/bytes.h"
#include "protocol/limits.h"

namespace tocsin::seal {
namespace {

constexpr std::size_t note_bytes_max = 8 * 1024;         // a checkpoint with some 60 cosignatures
constexpr std::string_view signature_start = "\u2014 ";  // em dash, space
constexpr std::uint8_t note_ed25519 = 0x01;

ByteView bytes_of(std::string_view text) {
  return ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::string base64(ByteView bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the final zero
  return text;
}

// Exactly N bytes, in the one way of writing them: libsodium refuses other padding, spare bits and spaces.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> from_base64(std::string_view text) {
  std::array<std::uint8_t, N> bytes;
  std::size_t count = 0;
  if (sodium_base642bin(bytes.data(), N, text.data(), text.size(), nullptr, &count, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  if (count != N) return std::nullopt;
  return bytes;
}

bool is_origin(std::string_view name) {
  return !name.empty() && name.size() <= limits::text_bytes_max &&
         std::none_of(name.begin(), name.end(),
                      [](unsigned char c) { return c <= ' ' || c == 0x7f || c == '+'; });
}

// Takes the text up to the next newline off the front; nullopt when there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// True if one of the signature lines is by `key` under `name`, over `text`.
bool is_signed(std::string_view lines, std::string_view text, std::string_view name,
               const SigningPublic& key) {
  auto hash = note_key_hash(name, key);
  std::string start = std::string(signature_start) + std::string(name) + ' ';
  while (auto line = take_line(lines)) {
    if (line->substr(0, start.size()) != start) continue;
    auto bytes = from_base64<4 + Signature::size>(line->substr(start.size()));
    if (!bytes || !std::equal(hash.begin(), hash.end(), bytes->begin())) continue;
    if (crypto_sign_verify_detached(bytes->data() + 4, bytes_of(text).data(), text.size(),
                                    key.bytes.data()) == 0)
      return true;
  }
  return false;
}

std::optional<Checkpoint> parse_checkpoint(std::string_view text) {
  auto origin = take_line(text), size = take_line(text), root = take_line(text);
  if (!origin || !size || !root || !text.empty() || !is_origin(*origin)) return std::nullopt;
  Checkpoint checkpoint;
  checkpoint.origin = *origin;
  auto parsed = std::from_chars(size->data(), size->data() + size->size(), checkpoint.size);
  if (parsed.ec != std::errc{} || std::to_string(checkpoint.size) != *size) return std::nullopt;
  auto hash = from_base64<32>(*root);
  if (!hash) return std::nullopt;
  checkpoint.root = *hash;
  return checkpoint;
}

}  // namespace

TreeHash leaf_hash(ByteView leaf) {
  ByteWriter bytes;
  return sha256(bytes.u8(0).raw(leaf).view());
}

TreeHash node_hash(const TreeHash& left, const TreeHash& right) {
  std::array<std::uint8_t, 65> bytes{1};
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  return sha256(bytes);
}

void append(TreeEdge& edge, const TreeHash& leaf) {
  assert(edge.peaks.size() == static_cast<std::size_t>(std::popcount(edge.size)));
  TreeHash made = leaf;
  for (std::uint64_t rest = edge.size; rest & 1; rest >>= 1) {
    made = node_hash(edge.peaks.back(), made);
    edge.peaks.pop_back();
  }
  edge.peaks.push_back(made);
  edge.size++;
}

TreeHash root_of(const TreeEdge& edge) {
  if (edge.peaks.empty()) return sha256({});
  TreeHash root = edge.peaks.back();
  for (std::size_t i = edge.peaks.size() - 1; i-- > 0;) root = node_hash(edge.peaks[i], root);
  return root;
}

Bytes encode(const TreeEdge& edge) {
  ByteWriter bytes;
  bytes.u64(edge.size);
  for (const auto& peak : edge.peaks) bytes.raw(ByteView(peak));
  return bytes.take();
}

Result<TreeEdge> decode_tree_edge(ByteView bytes) {
  ByteReader reader(bytes);
  TreeEdge edge;
  edge.size = reader.u64();
  auto count = static_cast<std::size_t>(std::popcount(edge.size));
  if (!reader.ok() || reader.left() != count * 32)
    return fail(Errc::malformed, "log: the edge of the tree does not match its size");
  edge.peaks.resize(count);
  for (auto& peak : edge.peaks) {
    auto hash = reader.raw(32);
    std::copy(hash.begin(), hash.end(), peak.begin());
  }
  return edge;
}

Bytes log_leaf(std::uint8_t kind, Instant at, const Secret32& salt, ByteView event) {
  ByteWriter leaf;
  leaf.u8(kind).u32(static_cast<std::uint32_t>(to_ms(at) / 3'600'000));
  return leaf.raw(keyed_hash256(salt.view(), event)).take();
}

bool leaf_matches(ByteView leaf, ByteView salt, ByteView event) {
  return leaf.size() == 1 + 4 + Hash::size && salt.size() == 32 &&
         equal(leaf.subspan(5), keyed_hash256(salt, event).view());
}

std::array<std::uint8_t, 4> note_key_hash(std::string_view name, const SigningPublic& log_key) {
  ByteWriter bytes;
  auto hash = sha256(bytes.text(name).text("\n").u8(note_ed25519).raw(log_key).view());
  return {hash[0], hash[1], hash[2], hash[3]};
}

std::string note_verifier_key(std::string_view name, const SigningPublic& log_key) {
  ByteWriter key;
  key.u8(note_ed25519).raw(log_key);
  return std::string(name) + '+' + to_hex(note_key_hash(name, log_key)) + '+' + base64(key.view());
}

std::string sign_checkpoint(const SigningKey& log_key, std::string_view origin, const TreeEdge& edge) {
  assert(is_origin(origin));
  std::string note(origin);
  note += '\n' + std::to_string(edge.size) + '\n' + base64(root_of(edge)) + '\n';

  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> expanded;  // seed ‖ public key
  std::copy_n(log_key.seed.data(), 32, expanded.begin());
  std::copy_n(log_key.public_key.bytes.begin(), 32, expanded.begin() + 32);
  Signature signature;
  crypto_sign_detached(signature.bytes.data(), nullptr, bytes_of(note).data(), note.size(), expanded.data());
  wipe(expanded);

  ByteWriter signed_by;
  signed_by.raw(note_key_hash(origin, log_key.public_key)).raw(signature);
  note += '\n' + std::string(signature_start) + std::string(origin) + ' ' + base64(signed_by.view()) + '\n';
  return note;
}

Result<Checkpoint> verify_checkpoint(std::string_view note, const SigningPublic& log_key) {
  if (note.size() > note_bytes_max) return fail(Errc::malformed, "checkpoint: larger than 8 KiB");
  auto blank = note.find("\n\n");
  if (blank == note.npos || note.back() != '\n')
    return fail(Errc::malformed, "checkpoint: not a signed note");
  std::string_view text = note.substr(0, blank + 1), lines = note.substr(blank + 2);
  if (!is_signed(lines, text, text.substr(0, text.find('\n')), log_key))
    return fail(Errc::bad_signature, "checkpoint: not signed by this log's key");
  auto checkpoint = parse_checkpoint(text);
  if (!checkpoint) return fail(Errc::malformed, "checkpoint: not exactly origin, size and root");
  return std::move(*checkpoint);
}

}  // namespace tocsin::seal
