#include "protocol/seal/tunnel.h"

#include <sodium.h>

#include <cassert>

#include "protocol/bytes.h"

namespace tocsin::seal {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::string_view label = "tocsin/v1/tunnel";

std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> nonce_of(std::uint64_t number) {
  std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> nonce{};
  for (std::size_t i = 0; i < 8; ++i) nonce[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return nonce;
}

// False for a key of small order.
bool agree(const Secret32& own, const BoxPublic& other, std::uint8_t* out) {
  return is_usable(other) && crypto_scalarmult(out, own.data(), other.bytes.data()) == 0;
}

Secret32 derived(const Hash& from, std::string_view direction) {
  ByteWriter what;
  auto key = keyed_hash256(from.view(), what.text(direction).view());
  Secret32 secret(std::span<const std::uint8_t, 32>(key.bytes));
  wipe(key.bytes);
  return secret;
}

}  // namespace

// Both agreements, and who took part: BLAKE2b-256(key = DH(device, node) ‖ DH(device, node's ephemeral),
// label ‖ the three public keys), then one key for each direction.
struct TunnelKeys {
  Secret32 to_node, to_device;

  static TunnelKeys of(std::array<std::uint8_t, 64>& shared, const BoxPublic& device,
                       const BoxPublic& ephemeral, const BoxPublic& node) {
    ByteWriter who;
    who.text(label).raw(device).raw(ephemeral).raw(node);
    auto both = keyed_hash256(shared, who.view());
    wipe(shared);
    TunnelKeys keys{derived(both, "to node"), derived(both, "to device")};
    wipe(both.bytes);
    return keys;
  }
  Tunnel at_node() && { return Tunnel(std::move(to_device), std::move(to_node)); }
  Tunnel at_device() && { return Tunnel(std::move(to_node), std::move(to_device)); }
  static Bytes confirm(Tunnel& tunnel) { return tunnel.seal({}); }
};

Bytes Tunnel::seal(ByteView frame) {
  static_assert(tunnel_overhead == crypto_aead_xchacha20poly1305_ietf_ABYTES);
  Bytes sealed(frame.size() + tunnel_overhead);
  const auto nonce = nonce_of(sent_++);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), nullptr, frame.data(), frame.size(), nullptr, 0,
                                             nullptr, nonce.data(), out_.data());
  return sealed;
}

std::optional<Bytes> Tunnel::open(ByteView sealed) {
  if (broken_ || sealed.size() < tunnel_overhead) {
    broken_ = true;
    return std::nullopt;
  }
  Bytes frame(sealed.size() - tunnel_overhead);
  const auto nonce = nonce_of(received_++);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(frame.data(), nullptr, nullptr, sealed.data(), sealed.size(),
                                                 nullptr, 0, nonce.data(), in_.data()) != 0) {
    broken_ = true;
    return std::nullopt;
  }
  return frame;
}

TunnelCall call_tunnel(Entropy& entropy) {
  TunnelCall call{{}, make_box_key(entropy)};
  call.bytes = ByteWriter().u8(version).raw(call.ephemeral.public_key).take();
  return call;
}

Result<TunnelAnswer> answer_tunnel(const BoxKey& node, ByteView call, Entropy& entropy) {
  ByteReader read(call);
  const auto said = read.u8();
  const auto device = read.id<BoxPublic>();
  if (read.ok() && said != version) return fail(Errc::unsupported, "tunnel: of another version");
  if (!read.finished()) return fail(Errc::malformed, "tunnel: not a call");
  const auto ephemeral = make_box_key(entropy);
  std::array<std::uint8_t, 64> shared;
  if (!agree(node.secret, device, shared.data()) || !agree(ephemeral.secret, device, shared.data() + 32))
    return fail(Errc::malformed, "tunnel: not a usable key");
  auto keys = TunnelKeys::of(shared, device, ephemeral.public_key, node.public_key);
  TunnelAnswer answer{{}, std::move(keys).at_node()};
  answer.bytes =
      ByteWriter().u8(version).raw(ephemeral.public_key).raw(TunnelKeys::confirm(answer.tunnel)).take();
  return answer;
}

Result<Tunnel> join_tunnel(const TunnelCall& call, const BoxPublic& node, ByteView answer) {
  const auto wrong = [] {
    return fail(Errc::cannot_open, "tunnel: who answers does not hold the node's key");
  };
  ByteReader read(answer);
  const auto said = read.u8();
  const auto ephemeral = read.id<BoxPublic>();
  const auto proof = read.rest();
  if (!read.ok() || said != version || answer.size() != tunnel_answer_bytes) return wrong();
  std::array<std::uint8_t, 64> shared;
  if (!agree(call.ephemeral.secret, node, shared.data()) ||
      !agree(call.ephemeral.secret, ephemeral, shared.data() + 32))
    return wrong();
  auto keys = TunnelKeys::of(shared, call.ephemeral.public_key, ephemeral, node);
  auto tunnel = std::move(keys).at_device();
  if (auto opened = tunnel.open(proof); !opened || !opened->empty()) return wrong();
  return tunnel;
}

}  // namespace tocsin::seal
