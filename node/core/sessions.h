// Who is asking: signed requests of devices, their challenges and counters, stored answers, and sessions that
// follow.
#pragma once
#include "node/core/context.h"
#include "policy/standing.h"
#include "protocol/wire/message.h"

namespace tocsin::node {

enum class DeviceKind : std::uint8_t { commission = 1, mandate = 2, invitation = 3, operating = 4 };

// A key that may sign requests here, as its document says. Whether the document is in force is asked each
// time.
struct Device {
  DeviceKind kind{};
  Role role = Role::citizen;  // of a commission; referent for a mandate; citizen for an invitation
  SigningPublic key;
  std::array<std::uint8_t, 16> subject{};  // mandate or invitation id; else zero
};
void put_device(Turn& turn, const KeyId& id, const Device& device);
void erase_device(Turn& turn, const KeyId& id);
std::optional<Device> find_device(Turn& turn, const KeyId& id);

// A verified request.
struct Caller {
  SessionId session;
  KeyId id;
  Device device;
  policy::Term
      term;  // of its commission or mandate; an invitation's and the operator's own are always in force
  wire::Request request;
  Hash command;          // of the request's bytes: what receipts embed
  Bytes signed_request;  // whole, as it came: what the log shows an auditor
};

// What a kind of node does with verified requests. Pure virtual on purpose: the core knows no verbs but
// `hello`.
class Answers {
 public:
  virtual ~Answers() = default;
  // What nobody signed; nullopt: this must be signed.
  virtual std::optional<wire::Reply> answer_anyone(Turn& turn, const wire::Request& request) const = 0;
  virtual wire::Reply answer(Turn& turn, const Caller& caller) const = 0;
};

// One frame of the client port: parses, verifies in the order of cost, answers. A changing request that was
// answered before gets its stored answer.
void handle_client(Turn& turn, const ClientMessage& message, const Answers& answers);

// Makes a session receive items about `topic` (a mandate id, or "post"). Ends when the session is gone.
void follow(Turn& turn, ByteView topic, SessionId session);
void tell_followers(Turn& turn, ByteView topic, const wire::Item& item);

wire::Reply ok(Turn& turn);
wire::Reply failed(Turn& turn, Errc code, std::string detail);
wire::Reply refused(Turn& turn, const struct policy::Verdict& verdict);
wire::Reply busy(Turn& turn, std::uint32_t retry_after_ms);

}  // namespace tocsin::node
