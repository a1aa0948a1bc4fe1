// A device and its node over a gateway that both of them distrust: what the gateway carries is sealed from
// end to end, so that it reads nothing, and can neither change, repeat, reorder nor make a frame. The node
// proves its CURVE key; the device proves nothing here, its requests are signed. Forward secret. Format:
// protocol/README.md, "Through a gateway".
#pragma once
#include "protocol/seal/keys.h"

namespace tocsin::seal {

constexpr std::size_t tunnel_call_bytes = 1 + 32, tunnel_answer_bytes = 1 + 32 + 16, tunnel_overhead = 16;

// One side of an agreed tunnel. Frames of one direction are numbered and open in that order alone.
class Tunnel {
 public:
  // tunnel_overhead longer than `frame`, which is not empty.
  Bytes seal(ByteView frame);
  // nullopt: altered, repeated, out of order or of another tunnel. Nothing opens after that: end the session.
  std::optional<Bytes> open(ByteView sealed);

 private:
  friend struct TunnelKeys;
  Tunnel(Secret32 out, Secret32 in) : out_(std::move(out)), in_(std::move(in)) {}
  Secret32 out_, in_;
  std::uint64_t sent_ = 0, received_ = 0;
  bool broken_ = false;
};

// The device begins: `bytes` go to the node, the key stays until the answer.
struct TunnelCall {
  Bytes bytes;
  BoxKey ephemeral;
};
TunnelCall call_tunnel(Entropy& entropy);

// The node answers. unsupported: another version; malformed: not a call, or a key of small order.
struct TunnelAnswer {
  Bytes bytes;
  Tunnel tunnel;
};
Result<TunnelAnswer> answer_tunnel(const BoxKey& node, ByteView call, Entropy& entropy);

// The device goes on. cannot_open: not the answer of that node to this call.
Result<Tunnel> join_tunnel(const TunnelCall& call, const BoxPublic& node, ByteView answer);

}  // namespace tocsin::seal
