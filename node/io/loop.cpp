#include "node/io/loop.h"

#include <algorithm>
#include <utility>

#include "node/io/answers.h"

namespace tocsin::node::io {
namespace {

constexpr std::size_t listener_messages_max = 128;  // of one listener in one batch
constexpr std::size_t line_messages_max = 32;       // of one dialled line in one batch: a window of answers
constexpr milliseconds tick_max{1000};              // a Tick comes at least this often
constexpr milliseconds tick_min{10};                // and never more often than this
constexpr milliseconds busy_wait{1000};             // what a session over its rate is told to wait
constexpr relay::Rate mailbox_rate{2000, 4000};     // a peer sends for all its referents on one line

Level level_of_failure(Errc code) {
  return code == Errc::store_damaged ? Level::error : Level::warn;
}

}  // namespace

Loop::Loop(Parts parts) : parts_(parts), clock_(wall_now(), since_boot()), alive_every_(io::alive_every()) {}

Status Loop::open() {
  relay::io::Doors doors;
  doors.admit = [this](const BoxPublic& key, std::string_view) { return admit(key); };
  doors.still_admitted = [this](std::string_view user) { return still_admitted(std::string(user)); };
  auto context = relay::io::Context::with_doors(std::move(doors));
  if (!context) return tl::unexpected<Error>(context.error());
  context_.emplace(std::move(*context));
  relay::io::ListenOptions options;
  if (!parts_.config.client_listen.empty()) {
    options.endpoint = parts_.config.client_listen;
    auto clients = relay::io::Listener::open(*context_, parts_.curve, options);
    if (!clients) return fail(clients.error().code, "client_listen: " + clients.error().detail);
    clients_.emplace(std::move(*clients));
  }
  if (!parts_.config.mailbox_listen.empty()) {
    options.endpoint = parts_.config.mailbox_listen;
    options.sessions.messages = mailbox_rate;
    auto mailboxes = relay::io::Listener::open(*context_, parts_.curve, options);
    if (!mailboxes) return fail(mailboxes.error().code, "mailbox_listen: " + mailboxes.error().detail);
    mailboxes_.emplace(std::move(*mailboxes));
  }
  links_.emplace(*context_, parts_.curve);
  gateways_.emplace(*context_, parts_.curve, parts_.tunnels, parts_.entropy, parts_.config.gateway_local);
  return {};
}

Status Loop::run() {
  if (auto opened = open(); !opened) return opened;
  if (auto cared = care_for_keyring(wall_now()); !cared) return cared;
  if (auto started = turn({Started{}}); !started) return started;
  refresh_links(wall_now());
  parts_.log.say(Level::info, "listening clients=" + (clients_ ? clients_->endpoint() : "at_gateways_only") +
                                  " mailboxes=" + (mailboxes_ ? mailboxes_->endpoint() : "at_relays_only"));
  tell_ready();
  while (!stop_asked(parts_.signals))
    if (auto done = once(); !done) return done;
  tell_stopping();
  return {};
}

Status Loop::once() {
  std::vector<relay::io::Waitable> waitables{relay::io::Waitable::descriptor(parts_.signals.get())};
  if (clients_) waitables.push_back(clients_->waitable());
  if (mailboxes_) waitables.push_back(mailboxes_->waitable());
  links_->add_waitables(waitables);
  gateways_->add_waitables(waitables);
  if (auto waited = context_->wait(waitables, until_next(wall_now())); !waited) return waited;

  std::vector<Input> inputs;
  gather(inputs);
  auto boot = since_boot();
  auto now = wall_now();
  if (boot - last_tick_ >= tick_max || (wake_at_ && *wake_at_ <= now && boot - last_tick_ >= tick_min)) {
    bool steady = clock_.steady(now, boot);
    if (steady)  // a clock that jumps a year makes no keys for that year
      if (auto cared = care_for_keyring(now); !cared) return cared;
    last_tick_ = boot;
    wake_at_.reset();
    inputs.emplace_back(Tick{steady, parts_.store.nearly_full()});
  }
  if (alive_every_ && boot - last_alive_ >= *alive_every_) {
    last_alive_ = boot;
    tell_alive();
  }
  auto turned = inputs.empty() ? Status{} : turn(std::move(inputs));
  if (turned) gateways_->handled();
  return turned;
}

Duration Loop::until_next(Instant now) const {
  auto tick = tick_max - std::min(tick_max, since_boot() - last_tick_);
  if (wake_at_) tick = std::min(tick, std::max(*wake_at_ - now, tick_min));
  return alive_every_ ? std::min(tick, *alive_every_) : tick;
}

void Loop::gather(std::vector<Input>& inputs) {
  asked_now_.clear();
  if (clients_) gather_from(*clients_, true, inputs);
  if (mailboxes_) gather_from(*mailboxes_, false, inputs);
  links_->drain(line_messages_max, wall_now(), inputs);
  std::vector<Gateways::Hurried> hurried;
  gateways_->drain(listener_messages_max, wall_now(), inputs, hurried);
  for (const auto& one : hurried) answer_hurried(one.frame, one.session);
}

void Loop::gather_from(relay::io::Listener& listener, bool clients, std::vector<Input>& inputs) {
  for (std::size_t taken = 0; taken < listener_messages_max; ++taken) {
    auto message = listener.receive();
    if (!message) return;
    if (message->over_rate) {
      Error busy{Errc::busy, "too many messages; wait"};
      auto answer = clients ? failed_reply(message->bytes, busy, busy_wait, wall_now())
                            : busy_reply(message->bytes, busy_wait);
      if (answer) listener.send(message->session, *answer);
    } else if (clients) {
      inputs.push_back(ClientMessage{message->session, std::move(message->user), std::move(message->bytes)});
    } else {
      inputs.push_back(MailboxMessage{message->session, std::move(message->user), std::move(message->bytes)});
    }
  }
}

void Loop::answer_hurried(ByteView frame, SessionId session) {
  Error busy{Errc::busy, "too many messages; wait"};
  if (auto answer = failed_reply(frame, busy, busy_wait, wall_now())) send_to(session, *answer, false);
}

void Loop::send_to(SessionId session, ByteView frame, bool known) {
  if (gateways_->has(session))
    gateways_->send(session, frame, known);
  else if (clients_)
    clients_->send(session, frame);
}

Status Loop::turn(std::vector<Input> inputs) {
  inputs.emplace_back(std::in_place_type<Settle>);
  auto now = wall_now();
  auto outcomes = run_batch(parts_.node, parts_.store, inputs, now, parts_.entropy);
  if (!outcomes) return tl::unexpected<Error>(outcomes.error());
  if (std::any_of(outcomes->begin(), outcomes->end(),
                  [](const Outcome& one) { return one.effects.lines_changed; }))
    refresh_links(now);
  for (const auto& outcome : *outcomes)
    if (auto done = carry_out(inputs[outcome.input], outcome, now); !done) return done;
  return {};
}

Status Loop::carry_out(const Input& input, const Outcome& outcome, Instant now) {
  if (outcome.dropped) {
    answer_dropped(input, *outcome.dropped, now);
    return {};
  }
  const auto& effects = outcome.effects;
  // What is not sent here is sent again from the outbox, or asked again by the device.
  for (const auto& send : effects.send) links_->send(send.line, send.frame, now);
  for (const auto& reply : effects.reply) send_to(reply.session, reply.frame, reply.known);
  for (const auto& reply : effects.mailbox_reply) mailboxes_->send(reply.session, reply.frame);
  if (!effects.destroy_keys.empty()) {
    if (auto destroyed = parts_.keyring.destroy(effects.destroy_keys); !destroyed) return destroyed;
    keyring_cared_for_.reset();
    wake_at_ = now;  // the core hears of it by finding the keys gone at the next Tick
  }
  for (const auto& event : effects.events) parts_.log.event(event, since_boot());
  if (effects.wake_at && (!wake_at_ || *effects.wake_at < *wake_at_)) wake_at_ = effects.wake_at;
  return {};
}

void Loop::answer_dropped(const Input& input, const Error& error, Instant now) {
  parts_.log.say(level_of_failure(error.code), std::string("input_dropped code=") + name(error.code));
  if (const auto* message = std::get_if<ClientMessage>(&input)) {
    bool later = error.code == Errc::store_full;
    Error told = later ? Error{Errc::busy, "the node has no room now"} : error;
    if (auto reply = failed_reply(message->frame, told, busy_wait, now))
      send_to(message->session, *reply, false);
  } else if (const auto* parcel = std::get_if<MailboxMessage>(&input)) {
    if (auto reply = busy_reply(parcel->frame, busy_wait)) mailboxes_->send(parcel->session, *reply);
  }
}

void Loop::refresh_links(Instant now) {
  auto transaction = parts_.store.begin();
  if (!transaction) return;  // the next batch meets the same failure and ends the process
  for (const auto& error : links_->set(parts_.node.lines(**transaction), now))
    parts_.log.say(Level::warn, "line_not_dialled " + error.detail);
  for (const auto& error : gateways_->set(parts_.node.gateways(**transaction), now))
    parts_.log.say(Level::warn, "gateway_not_dialled " + error.detail);
}

Status Loop::care_for_keyring(Instant now) {
  if (keyring_cared_for_ == day_of(now)) return {};
  if (auto done = parts_.keyring.top_up(day_of(now)); !done) return done;
  keyring_cared_for_ = day_of(now);
  return {};
}

std::optional<std::string> Loop::admit(const BoxPublic& key) {
  auto transaction = parts_.store.begin();
  if (!transaction) return std::nullopt;
  auto user = parts_.node.admit(**transaction, key, wall_now());
  if (user) keys_of_users_[*user] = key;
  return user;
}

bool Loop::still_admitted(const std::string& user) {
  if (auto known = asked_now_.find(user); known != asked_now_.end()) return known->second;
  auto key = keys_of_users_.find(user);
  bool yes = key != keys_of_users_.end() && admit(key->second) == user;
  if (!yes) keys_of_users_.erase(user);
  asked_now_[user] = yes;
  return yes;
}

}  // namespace tocsin::node::io
