#include "relay/gate_message.h"

#include <cassert>

#include "protocol/bytes.h"

namespace tocsin::relay {
namespace {

enum class Kind : std::uint8_t { serve = 9, serving, call, carry, handled, held, ended, still };

bool is_known(Lane lane) {
  return lane >= Lane::control && lane <= Lane::rest;
}
bool is_known(EndCode code) {
  return code >= EndCode::done && code <= EndCode::unknown;
}
bool is_right(const Serve& serve) {
  return serve.sessions >= 1 && serve.sessions <= sessions_of_node_max && serve.window >= window_min &&
         serve.window <= window_max;
}
bool is_carried(ByteView bytes) {
  return !bytes.empty() && bytes.size() <= carried_bytes_max;
}

ByteWriter begin(Kind kind) {
  return ByteWriter().u8(static_cast<std::uint8_t>(kind));
}
std::uint8_t number(Lane lane) {
  return static_cast<std::uint8_t>(lane);
}

struct Encode {
  Bytes operator()(const Serve& serve) const {
    assert(is_right(serve));
    return begin(Kind::serve).u16(serve.sessions).u16(serve.window).take();
  }
  Bytes operator()(const Serving&) const { return begin(Kind::serving).take(); }
  Bytes operator()(const Call& call) const {
    assert(is_known(call.lane) && is_carried(call.bytes));
    return begin(Kind::call).u8(number(call.lane)).raw(call.node).raw(call.bytes).take();
  }
  Bytes operator()(const Carry& carry) const {
    assert(is_known(carry.lane) && is_carried(carry.bytes));
    auto to = begin(Kind::carry);
    return to.u64(carry.session).u8(number(carry.lane)).boolean(carry.known).raw(carry.bytes).take();
  }
  Bytes operator()(const Handled& handled) const {
    assert(is_known(handled.lane));
    return begin(Kind::handled).u64(handled.session).u8(number(handled.lane)).take();
  }
  Bytes operator()(const Held& held) const { return begin(Kind::held).u32(held.retry_after_ms).take(); }
  Bytes operator()(const Ended& ended) const {
    assert(is_known(ended.code));
    return begin(Kind::ended).u64(ended.session).u8(static_cast<std::uint8_t>(ended.code)).take();
  }
  Bytes operator()(const Still&) const { return begin(Kind::still).take(); }
};

tl::unexpected<Error> wrong(const char* what) {
  return fail(Errc::malformed, std::string("gateway message: ") + what);
}

Lane read_lane(ByteReader& from) {
  return static_cast<Lane>(from.u8());
}

Result<GateMessage> decode_serve(ByteReader& from) {
  Serve serve{};
  serve.sessions = from.u16();
  serve.window = from.u16();
  if (!from.finished()) return wrong("wrong length");
  if (!is_right(serve)) return wrong("a number out of range");
  return serve;
}

Result<GateMessage> decode_call(ByteReader& from) {
  Call call{};
  call.lane = read_lane(from);
  call.node = from.id<BoxPublic>();
  const auto carried = from.rest();
  if (!from.ok() || !is_carried(carried)) return wrong("wrong length");
  if (!is_known(call.lane)) return wrong("unknown lane");
  call.bytes.assign(carried.begin(), carried.end());
  return call;
}

Result<GateMessage> decode_carry(ByteReader& from) {
  Carry carry{};
  carry.session = from.u64();
  carry.lane = read_lane(from);
  const auto known = from.u8();
  const auto carried = from.rest();
  if (!from.ok() || !is_carried(carried)) return wrong("wrong length");
  if (!is_known(carry.lane)) return wrong("unknown lane");
  if (known > 1) return wrong("unknown flag");
  carry.known = known == 1;
  carry.bytes.assign(carried.begin(), carried.end());
  return carry;
}

Result<GateMessage> decode_handled(ByteReader& from) {
  Handled handled{};
  handled.session = from.u64();
  handled.lane = read_lane(from);
  if (!from.finished()) return wrong("wrong length");
  if (!is_known(handled.lane)) return wrong("unknown lane");
  return handled;
}

Result<GateMessage> decode_held(ByteReader& from) {
  const Held held{from.u32()};
  if (!from.finished()) return wrong("wrong length");
  return held;
}

Result<GateMessage> decode_ended(ByteReader& from) {
  Ended ended{};
  ended.session = from.u64();
  ended.code = static_cast<EndCode>(from.u8());
  if (!from.finished()) return wrong("wrong length");
  if (!is_known(ended.code)) return wrong("unknown code");
  return ended;
}

template <class Empty>
Result<GateMessage> decode_empty(const ByteReader& from) {
  if (!from.finished()) return wrong("wrong length");
  return Empty{};
}

}  // namespace

Bytes encode(const GateMessage& message) {
  return std::visit(Encode{}, message);
}

Result<GateMessage> decode_gate(ByteView bytes) {
  if (bytes.empty()) return wrong("empty");
  if (bytes.size() > limits::message_bytes_max) return wrong("too long");
  ByteReader from(bytes.subspan(1));
  switch (static_cast<Kind>(bytes[0])) {
    case Kind::serve: return decode_serve(from);
    case Kind::serving: return decode_empty<Serving>(from);
    case Kind::call: return decode_call(from);
    case Kind::carry: return decode_carry(from);
    case Kind::handled: return decode_handled(from);
    case Kind::held: return decode_held(from);
    case Kind::ended: return decode_ended(from);
    case Kind::still: return decode_empty<Still>(from);
  }
  return wrong("unknown kind");
}

}  // namespace tocsin::relay
