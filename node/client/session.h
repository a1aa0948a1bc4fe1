// A conversation with one node: a challenge taken once, requests signed under it, answers matched, events
// kept. After a node's restart the same bytes are signed again under its new challenge. One thread.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "node/client/answer.h"
#include "node/client/line.h"
#include "protocol/entropy.h"
#include "protocol/seal/session.h"

namespace tocsin::client {

struct SessionOptions {
  Duration answer_timeout = seconds(10);
};

class Session {
 public:
  // `node` signs its time and is named in every request; `device` signs. All references must outlive the
  // session.
  Session(std::unique_ptr<FrameLine> line, const SigningPublic& node, const seal::SigningKey& device,
          Entropy& entropy, Clock clock, SessionOptions options = {});

  // Unsigned: hello and public documents only.
  Result<wire::Reply> ask_open(wire::Request request);
  // Signed. A request without command id is given one; with one, the node answers equal bytes alike for 24 h.
  // The reply may be a refusal or a failure: see accept(). unreachable: no answer, and it is not known
  // whether the request arrived, so ask again with the same command id. bad_signature: not the node that we
  // know.
  Result<wire::Reply> ask(wire::Request request);
  // The next event, at once if one came meanwhile; nullopt when nothing came in `timeout`.
  Result<std::optional<wire::Reply>> event(Duration timeout);

  // Asked when whoever answers does not sign as the node that we know: the key by which it does, if its
  // newest paper names another. nullopt: it is not that node.
  using NewerKey = std::function<std::optional<SigningPublic>(Session&)>;
  void ask_for_newer_key(NewerKey newer) { newer_ = std::move(newer); }

  // Says hello unless it was said: afterwards the node's signed time is known. Errors as for ask.
  Status learn_time();
  // Node's clock less the device's, at the last signed hello; nullopt before it.
  std::optional<Duration> clock_offset() const { return clock_offset_; }
  // The exact bytes of the last request signed; receipts of an officer's acts embed their hash.
  const Bytes& last_request() const { return last_request_; }

 private:
  Status hello();
  Result<wire::Reply> exchange(wire::FrameKind kind, Bytes bytes);
  std::uint64_t next_counter();
  void give_command(wire::Request& request);

  std::unique_ptr<FrameLine> line_;
  SigningPublic node_;
  NewerKey newer_;
  const seal::SigningKey* device_;
  Entropy* entropy_;
  Clock clock_;
  SessionOptions options_;
  std::optional<Challenge> challenge_;
  std::optional<Duration> clock_offset_;
  std::uint64_t counter_ = 0;
  std::size_t counter_base_ = 0;  // which start above the clock the node took so far
  std::uint32_t reference_ = 0;
  std::deque<wire::Reply> events_;
  Bytes last_request_;
};

}  // namespace tocsin::client
