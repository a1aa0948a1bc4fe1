#include "node/client/session.h"

#include <algorithm>
#include <chrono>

#include "protocol/wire/alert.h"

namespace tocsin::client {
namespace {

constexpr int tries_per_request = 6;  // a node that restarts more often during one request is not well
// How far above the clock the counter goes when the node has seen this device's clock later than it is now: a
// millisecond or two, an hour, four years; then by the node's own clock, which is all that a phone that wakes
// in 1970 has; then further, for each time that the clock was set back once more.
struct CounterLead {
  std::uint64_t lead;
  bool by_node;
};
constexpr CounterLead counter_leads[] = {
    {0, false},
    {std::uint64_t{1} << 11, false},
    {std::uint64_t{1} << 32, false},
    {std::uint64_t{1} << 47, false},
    {std::uint64_t{1} << 11, true},
    {std::uint64_t{1} << 50, false},
    {std::uint64_t{1} << 53, false},
    {std::uint64_t{1} << 56, false},
    {std::uint64_t{1} << 59, false},
};

bool asks_for_hello(const wire::Reply& reply) {
  return reply.outcome == wire::Outcome::failed && reply.errc == static_cast<std::uint8_t>(Errc::expired) &&
         reply.detail.find("challenge") != std::string::npos;
}

bool asks_for_counter(const wire::Reply& reply) {
  return reply.outcome == wire::Outcome::failed && reply.errc == static_cast<std::uint8_t>(Errc::conflict) &&
         reply.detail.find("counter") != std::string::npos;
}

bool is_urgent(const wire::Request& request) {
  if (request.verb != wire::Verb::submit || request.data.size() < limits::header_bytes) return false;
  const auto header = wire::decode_header(ByteView(request.data).first(limits::header_bytes));
  return header && header->urgency == Urgency::in_progress;
}

// Rounded up, so that a wait of this length does not end before the deadline.
Duration until(std::chrono::steady_clock::time_point deadline) {
  return std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now());
}

Errc errc_of(std::uint8_t code) {
  return code >= 1 && code <= static_cast<std::uint8_t>(Errc::untrusted) ? static_cast<Errc>(code) : Errc::io;
}

}  // namespace

Answer<wire::Reply> accept(const Result<wire::Reply>& reply) {
  if (!reply) return pass_on(reply);
  switch (reply->outcome) {
    case wire::Outcome::ok: return *reply;
    case wire::Outcome::refused: return refusal(reply->rule, reply->detail);
    case wire::Outcome::failed: return failure(errc_of(reply->errc), reply->detail);
  }
  return failure(Errc::malformed, "the node's answer is of no known kind");
}

Session::Session(std::unique_ptr<FrameLine> line, const SigningPublic& node, const seal::SigningKey& device,
                 Entropy& entropy, Clock clock, SessionOptions options)
    : line_(std::move(line)),
      node_(node),
      device_(&device),
      entropy_(&entropy),
      clock_(std::move(clock)),
      options_(options) {}

void Session::give_command(wire::Request& request) {
  if (request.command.is_zero()) request.command = seal::time_ordered_id<CommandId>(clock_(), *entropy_);
}

// Rises by the clock, so that another process of this device, before or beside this one, has not used it.
std::uint64_t Session::next_counter() {
  const auto [lead, by_node] = counter_leads[counter_base_];
  const Instant now = clock_() + (by_node && clock_offset_ ? *clock_offset_ : Duration(0));
  counter_ = std::max(counter_ + 1, (to_ms(now) << 10) + lead);
  return counter_;
}

Result<wire::Reply> Session::exchange(wire::FrameKind kind, Bytes bytes) {
  const std::uint32_t reference = ++reference_;
  auto sent = line_->send(wire::encode(wire::ClientFrame{kind, reference, std::move(bytes)}));
  if (!sent) return tocsin::pass_on(sent);
  const auto deadline = std::chrono::steady_clock::now() + options_.answer_timeout;
  for (;;) {
    const auto left = until(deadline);
    if (left <= Duration::zero()) return fail(Errc::unreachable, "the node did not answer in time");
    auto received = line_->receive(left);
    if (!received) return tocsin::pass_on(received);
    auto frame = wire::decode_client_frame(*received);
    if (!frame) return tocsin::pass_on(frame);
    auto reply = wire::decode_reply(frame->bytes);
    if (!reply) return reply;
    if (frame->kind == wire::FrameKind::event) {
      events_.push_back(std::move(*reply));
    } else if (frame->kind == wire::FrameKind::reply && frame->reference == reference) {
      return reply;
    }  // an answer to a request that was given up: nobody waits for it
  }
}

Result<wire::Reply> Session::ask_open(wire::Request request) {
  give_command(request);
  return exchange(wire::FrameKind::open_request, wire::encode(request));
}

Status Session::hello() {
  const KeyId id = seal::key_id(device_->public_key);
  wire::Request request;
  request.verb = wire::Verb::hello;
  request.subject = id.bytes;
  auto reply = ask_open(std::move(request));
  if (!reply) return tocsin::pass_on(reply);
  if (reply->outcome != wire::Outcome::ok) return tl::unexpected<Error>(accept(reply).error().error);
  auto hello = seal::verify_hello(reply->data, node_, id);
  if (!hello && newer_)
    if (auto key = newer_(*this); key && *key != node_) {
      hello = seal::verify_hello(reply->data, *key, id);
      if (hello) node_ = *key;
    }
  if (!hello) {
    return fail(Errc::bad_signature,
                "who answers is not the node that the charter or record names; nothing was sent");
  }
  challenge_ = hello->challenge;
  clock_offset_ = hello->node_time - clock_();
  return {};
}

Status Session::learn_time() {
  return challenge_ ? Status{} : hello();
}

Result<wire::Reply> Session::ask(wire::Request request) {
  give_command(request);
  line_->set_urgent(is_urgent(request));
  last_request_ = wire::encode(request);
  for (int restarts = 0;;) {
    if (auto known = learn_time(); !known) return tocsin::pass_on(known);
    auto reply = exchange(wire::FrameKind::signed_request,
                          seal::sign_request(*device_, node_, *challenge_, next_counter(), last_request_));
    if (!reply) return reply;
    if (asks_for_hello(*reply) && ++restarts < tries_per_request) {
      challenge_.reset();
    } else if (asks_for_counter(*reply) && counter_base_ + 1 < std::size(counter_leads)) {
      ++counter_base_;
    } else {
      return reply;
    }
  }
}

Result<std::optional<wire::Reply>> Session::event(Duration timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (events_.empty()) {
    const auto left = until(deadline);
    if (left <= Duration::zero()) return std::optional<wire::Reply>{};
    auto received = line_->receive(left);
    if (!received) {
      // Silence until the deadline is no fault of the line; before it, the line went down.
      if (received.error().code == Errc::unreachable && std::chrono::steady_clock::now() >= deadline) {
        return std::optional<wire::Reply>{};
      }
      return tocsin::pass_on(received);
    }
    auto frame = wire::decode_client_frame(*received);
    if (!frame) return tocsin::pass_on(frame);
    if (frame->kind != wire::FrameKind::event) continue;
    auto reply = wire::decode_reply(frame->bytes);
    if (!reply) return tocsin::pass_on(reply);
    events_.push_back(std::move(*reply));
  }
  std::optional<wire::Reply> next(std::move(events_.front()));
  events_.pop_front();
  return next;
}

}  // namespace tocsin::client
