#include "node/core/sessions.h"

#include "node/core/retention.h"
#include "node/core/roster.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"
#include "policy/describe.h"
#include "policy/verdict.h"
#include "protocol/limits.h"
#include "protocol/seal/session.h"

namespace tocsin::node {
namespace {

constexpr std::size_t followers_max = 8;  // sessions per topic: a person's devices, or a post's desks

std::string user_of(Turn& turn, const KeyId& id, const Device& device) {
  switch (device.kind) {
    case DeviceKind::commission:
    case DeviceKind::mandate: return "device:" + to_hex(id.view());
    case DeviceKind::invitation: return "invite:" + to_hex(device.subject);
    case DeviceKind::operating: return "node:" + to_hex(turn.self().view());
  }
  return {};
}

// The operator's line may have been opened before this node's keys changed.
bool is_its_line(Turn& turn, const std::string& user, const KeyId& id, const Device& device) {
  if (device.kind != DeviceKind::operating) return user == user_of(turn, id, device);
  for (const auto* set : honoured_sets(turn))
    if (user == "node:" + to_hex(seal::key_id(set->signing.public_key).view())) return true;
  return false;
}

// A counter is accepted once, at most counter_window below the highest.
bool take_counter(Turn& turn, const KeyId& id, std::uint64_t counter) {
  std::uint64_t highest = 0, seen = 0;
  if (auto row = turn.txn.get(table::counters, id.view())) {
    ByteReader read(*row);
    highest = read.u64();
    seen = read.u64();
  }
  if (counter == 0) return false;
  if (counter > highest) {
    auto shift = counter - highest;
    seen = shift >= 64 ? 0 : seen << shift;
    highest = counter;
  } else if (highest - counter >= limits::counter_window) {
    return false;
  }
  auto bit = std::uint64_t{1} << (highest - counter);
  if (seen & bit) return false;
  turn.txn.put(table::counters, id.view(), ByteWriter().u64(highest).u64(seen | bit).view());
  return true;
}

void respond(Turn& turn, SessionId session, std::uint32_t reference, const wire::Reply& reply,
             bool known = false) {
  turn.effects.reply.push_back(
      {session, wire::encode(wire::ClientFrame{wire::FrameKind::reply, reference, wire::encode(reply)}),
       known});
}

wire::Reply open_request(Turn& turn, ByteView bytes, const Answers& answers) {
  auto request = wire::decode_request(bytes);
  if (!request) return failed(turn, request.error().code, request.error().detail);
  if (request->verb != wire::Verb::hello) {
    auto answer = answers.answer_anyone(turn, *request);
    return answer ? std::move(*answer) : failed(turn, Errc::not_allowed, "this request must be signed");
  }
  auto device = *KeyId::from(request->subject);
  auto reply = ok(turn);
  auto challenge = seal::challenge_for(turn.identity.boot_secret, device, turn.now);
  reply.data = seal::sign_hello(turn.keys().signing, device, challenge, turn.now);
  return reply;
}

// `known` becomes true once the request is its device's own and fresh.
wire::Reply signed_request(Turn& turn, const ClientMessage& message, ByteView bytes, const Answers& answers,
                           bool& known) {
  auto parsed = wire::decode_signed_request(bytes);
  if (!parsed) return failed(turn, parsed.error().code, parsed.error().detail);
  if (!speaks_for_us(turn, parsed->recipient))
    return failed(turn, Errc::not_allowed, "the request is for another node");
  auto device = find_device(turn, parsed->device);
  if (!device) return failed(turn, Errc::not_found, "no document here names this device");
  // A gateway knows no devices: on its line the signature alone counts, and everything that it covers.
  const bool by_gateway = message.user.starts_with(gateway_user);
  if (!by_gateway && !is_its_line(turn, message.user, parsed->device, *device))
    return failed(turn, Errc::not_allowed, "the line was opened by another device");
  if (!seal::challenge_valid(turn.identity.boot_secret, parsed->device, parsed->challenge, turn.now))
    return failed(turn, Errc::expired, "challenge unknown: say hello again and sign the same bytes");
  if (!seal::verify_request(bytes, *parsed, device->key)) {
    turn.event(EventCode::request_refused, to_hex(parsed->device.view()),
               static_cast<std::uint64_t>(Errc::bad_signature));
    return failed(turn, Errc::bad_signature, "the request's signature does not verify");
  }
  if (!take_counter(turn, parsed->device, parsed->counter))
    return failed(turn, Errc::conflict, "this request counter was used or is too old");
  known = true;
  Caller caller{
      message.session, parsed->device, *device, standing(turn, parsed->device, *device), {}, {}, {}};
  auto request = wire::decode_request(parsed->bytes);
  if (!request) return failed(turn, request.error().code, request.error().detail);
  caller.request = std::move(*request);
  caller.command = seal::command_hash(parsed->bytes);
  caller.signed_request.assign(bytes.begin(), bytes.end());
  if (!wire::needs_command(caller.request.verb)) return answers.answer(turn, caller);

  auto key = ByteWriter().raw(caller.id).raw(caller.request.command).take();
  if (auto row = turn.txn.get(table::answers, key)) {
    ByteReader read(*row);
    if (read.id<Hash>() != caller.command)
      return failed(turn, Errc::conflict, "this command id was used for another command");
    auto stored = wire::decode_reply(read.rest());
    if (stored) return *stored;
  }
  auto reply = answers.answer(turn, caller);
  if (reply.outcome != wire::Outcome::failed)  // what failed changed nothing, and may be asked again
    put_until(turn, table::answers, key, ByteWriter().raw(caller.command).raw(wire::encode(reply)).view(),
              turn.now + limits::answer_kept);
  return reply;
}

}  // namespace

void put_device(Turn& turn, const KeyId& id, const Device& device) {
  turn.txn.put(table::devices, id.view(),
               ByteWriter()
                   .u8(static_cast<std::uint8_t>(device.kind))
                   .u8(static_cast<std::uint8_t>(device.role))
                   .raw(device.key)
                   .raw(ByteView(device.subject))
                   .view());
}

void erase_device(Turn& turn, const KeyId& id) {
  turn.txn.erase(table::devices, id.view());
}

std::optional<Device> find_device(Turn& turn, const KeyId& id) {
  for (const auto* set : honoured_sets(turn))
    if (id == seal::key_id(set->signing.public_key))
      return Device{DeviceKind::operating, Role::citizen, set->signing.public_key, {}};
  auto row = turn.txn.get(table::devices, id.view());
  if (!row) return std::nullopt;
  ByteReader read(*row);
  Device device;
  device.kind = static_cast<DeviceKind>(read.u8());
  device.role = static_cast<Role>(read.u8());
  device.key = read.id<SigningPublic>();
  auto subject = read.raw(16);
  if (!read.finished()) return std::nullopt;
  std::copy(subject.begin(), subject.end(), device.subject.begin());
  return device;
}

void handle_client(Turn& turn, const ClientMessage& message, const Answers& answers) {
  auto frame = wire::decode_client_frame(message.frame);
  if (!frame) return turn.event(EventCode::frame_malformed, message.user);
  if (frame->kind == wire::FrameKind::open_request)
    return respond(turn, message.session, frame->reference, open_request(turn, frame->bytes, answers));
  if (frame->kind == wire::FrameKind::signed_request) {
    bool known = false;
    const auto reply = signed_request(turn, message, frame->bytes, answers, known);
    return respond(turn, message.session, frame->reference, reply, known);
  }
  turn.event(EventCode::frame_malformed, message.user);
}

void follow(Turn& turn, ByteView topic, SessionId session) {
  std::vector<Bytes> held;
  scan_prefix(turn.txn, table::followers, topic, [&](ByteView key, ByteView) {
    held.emplace_back(key.begin(), key.end());
    return true;
  });
  // Session numbers rise: the oldest makes room. A session that is gone costs one undeliverable frame.
  if (held.size() >= followers_max) turn.txn.erase(table::followers, held.front());
  turn.txn.put(table::followers, ByteWriter().raw(topic).sorted64(session).view(), {});
}

void tell_followers(Turn& turn, ByteView topic, const wire::Item& item) {
  std::vector<SessionId> sessions;
  scan_prefix(turn.txn, table::followers, topic, [&](ByteView key, ByteView) {
    sessions.push_back(ByteReader(key.subspan(topic.size())).sorted64());
    return true;
  });
  if (sessions.empty()) return;
  auto reply = ok(turn);
  reply.items.push_back(item);
  auto frame = wire::encode(wire::ClientFrame{wire::FrameKind::event, 0, wire::encode(reply)});
  for (auto session : sessions) turn.effects.reply.push_back({session, frame});
}

wire::Reply ok(Turn& turn) {
  wire::Reply reply;
  reply.at = turn.now;
  return reply;
}

wire::Reply failed(Turn& turn, Errc code, std::string detail) {
  auto reply = ok(turn);
  reply.outcome = wire::Outcome::failed;
  reply.errc = static_cast<std::uint8_t>(code);
  if (detail.size() > limits::text_bytes_max) detail.resize(limits::text_bytes_max);
  reply.detail = std::move(detail);
  return reply;
}

wire::Reply refused(Turn& turn, const policy::Verdict& verdict) {
  auto reply = ok(turn);
  reply.outcome = wire::Outcome::refused;
  reply.rule = static_cast<std::uint8_t>(verdict.rule);
  reply.detail = std::string(policy::slug(verdict.detail));
  return reply;
}

wire::Reply busy(Turn& turn, std::uint32_t retry_after_ms) {
  auto reply = failed(turn, Errc::busy, "the node cannot store more just now: try again");
  reply.retry_after_ms = retry_after_ms;
  return reply;
}

}  // namespace tocsin::node
