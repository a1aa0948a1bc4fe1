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
  // The newest transport key has addresses of its own, if the configuration names some: a port has one key.
  std::vector<const seal::BoxKey*> keys;
  for (const auto& each : parts_.open.keys)
    if (keys.empty() || keys.back()->public_key != each.curve.public_key) keys.push_back(&each.curve);
  const auto& config = parts_.config;
  const bool moves = !config.client_listen_next.empty() || !config.mailbox_listen_next.empty();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool newest = moves && i + 1 == keys.size() && (i > 0 || parts_.open.keys.front().number > 1);
    if (i > 0 && !newest)
      return fail(Errc::configuration,
                  "there are two transport keys: name client_listen_next and mailbox_listen_next");
    auto opened = open_transport(*keys[i], newest ? config.client_listen_next : config.client_listen,
                                 newest ? config.mailbox_listen_next : config.mailbox_listen);
    if (!opened) return opened;
  }
  links_.emplace(*context_, transports_.front()->curve);
  return {};
}

Status Loop::open_transport(const seal::BoxKey& key, const std::string& clients,
                            const std::string& mailboxes) {
  auto made = std::make_unique<Transport>();
  made->key = seal::box_key_from(key.secret.clone());
  made->curve =
      relay::io::curve_keys_of(std::span<const std::uint8_t, 32>(key.secret.data(), std::size_t{32}));
  relay::io::ListenOptions options;
  if (!clients.empty()) {
    options.endpoint = clients;
    auto opened = relay::io::Listener::open(*context_, made->curve, options);
    if (!opened) return fail(opened.error().code, clients + " (for devices): " + opened.error().detail);
    made->clients.emplace(std::move(*opened));
  }
  if (!mailboxes.empty()) {
    options.endpoint = mailboxes;
    options.sessions.messages = mailbox_rate;
    auto opened = relay::io::Listener::open(*context_, made->curve, options);
    if (!opened) return fail(opened.error().code, mailboxes + " (for nodes): " + opened.error().detail);
    made->mailboxes.emplace(std::move(*opened));
  }
  made->gateways.emplace(*context_, made->curve, made->key, parts_.entropy, parts_.config.gateway_local);
  transports_.push_back(std::move(made));
  return {};
}

Status Loop::run() {
  if (auto opened = open(); !opened) return opened;
  if (auto cared = care_for_keyring(wall_now()); !cared) return cared;
  if (auto started = turn({Started{}}); !started) return started;
  refresh_links(wall_now());
  for (const auto& each : transports_)
    parts_.log.say(Level::info,
                   "listening clients=" + (each->clients ? each->clients->endpoint() : "at_gateways_only") +
                       " mailboxes=" + (each->mailboxes ? each->mailboxes->endpoint() : "at_relays_only"));
  tell_ready();
  while (!stop_asked(parts_.signals))
    if (auto done = once(); !done) return done;
  tell_stopping();
  return {};
}

Status Loop::once() {
  std::vector<relay::io::Waitable> waitables{relay::io::Waitable::descriptor(parts_.signals.get())};
  for (const auto& each : transports_) {
    if (each->clients) waitables.push_back(each->clients->waitable());
    if (each->mailboxes) waitables.push_back(each->mailboxes->waitable());
    each->gateways->add_waitables(waitables);
  }
  links_->add_waitables(waitables);
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
    if (auto looked = look_for_keys(); !looked) return looked;
    inputs.emplace_back(Tick{steady, parts_.open.store->nearly_full()});
  }
  if (alive_every_ && boot - last_alive_ >= *alive_every_) {
    last_alive_ = boot;
    tell_alive();
  }
  auto turned = inputs.empty() ? Status{} : turn(std::move(inputs));
  if (turned)
    for (const auto& each : transports_) each->gateways->handled();
  return turned;
}

Duration Loop::until_next(Instant now) const {
  auto tick = tick_max - std::min(tick_max, since_boot() - last_tick_);
  if (wake_at_) tick = std::min(tick, std::max(*wake_at_ - now, tick_min));
  return alive_every_ ? std::min(tick, *alive_every_) : tick;
}

void Loop::gather(std::vector<Input>& inputs) {
  asked_now_.clear();
  for (const auto& each : transports_) {
    if (each->clients) gather_from(*each->clients, true, inputs);
    if (each->mailboxes) gather_from(*each->mailboxes, false, inputs);
  }
  links_->drain(line_messages_max, wall_now(), inputs);
  std::vector<Gateways::Hurried> hurried;
  for (const auto& each : transports_)
    each->gateways->drain(listener_messages_max, wall_now(), inputs, hurried);
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
  for (const auto& each : transports_) {
    if (each->gateways->has(session)) {
      each->gateways->send(session, frame, known);
      return;
    }
    if (each->clients && each->clients->send(session, frame)) return;
  }
}

void Loop::send_to_peer(SessionId session, ByteView frame) {
  for (const auto& each : transports_)
    if (each->mailboxes && each->mailboxes->send(session, frame)) return;
}

Status Loop::turn(std::vector<Input> inputs) {
  inputs.emplace_back(std::in_place_type<Settle>);
  auto now = wall_now();
  auto outcomes = run_batch(*parts_.open.node, *parts_.open.store, inputs, now, parts_.entropy);
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
  for (const auto& reply : effects.mailbox_reply) send_to_peer(reply.session, reply.frame);
  if (!effects.destroy_keys.empty()) {
    if (auto destroyed = parts_.open.keyring->destroy(effects.destroy_keys); !destroyed) return destroyed;
    keyring_cared_for_.reset();
    wake_at_ = now;  // the core hears of it by finding the keys gone at the next Tick
  }
  if (auto destroyed = destroy_keys(effects.destroy_sets); !destroyed) return destroyed;
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
    if (auto reply = busy_reply(parcel->frame, busy_wait)) send_to_peer(parcel->session, *reply);
  }
}

void Loop::refresh_links(Instant now) {
  auto transaction = parts_.open.store->begin();
  if (!transaction) return;  // the next batch meets the same failure and ends the process
  for (const auto& error : links_->set(parts_.open.node->lines(**transaction), now))
    parts_.log.say(Level::warn, "line_not_dialled " + error.detail);
  for (const auto& each : transports_)
    for (const auto& error : each->gateways->set(parts_.open.node->gateways(**transaction), now))
      parts_.log.say(Level::warn, "gateway_not_dialled " + error.detail);
}

// The next generation, made beside this process: nothing is served by its transport key before a restart.
Status Loop::look_for_keys() {
  auto taken = take_in_keys(parts_.open, parts_.config);
  if (!taken) {
    parts_.log.say(Level::warn, "node_keys_not_read " + taken.error().detail);
    return {};
  }
  if (*taken > 0) parts_.log.say(Level::info, "node_keys_read number=" + std::to_string(*taken));
  auto abandoned = abandon_if_asked(parts_.open, parts_.config, wall_now(), parts_.entropy);
  if (!abandoned) {
    parts_.log.say(Level::warn, "node_keys_stay " + abandoned.error().detail);
  } else if (*abandoned) {
    parts_.log.say(Level::info, "node_keys_abandoned subject=" + to_hex((*abandoned)->view()));
    close_transports();
  }
  return {};
}

Status Loop::destroy_keys(const std::vector<KeyId>& sets) {
  for (const auto& id : sets) {
    auto done = node::io::destroy_keys(parts_.open, parts_.config, id);
    if (!done && done.error().code != Errc::not_allowed) return done;
    if (!done) parts_.log.say(Level::error, "node_keys_left " + done.error().detail);
  }
  if (sets.empty()) return {};
  wake_at_ = wall_now();  // the core hears of it by finding them gone at the next Tick
  close_transports();
  return {};
}

// Those of keys that are gone.
void Loop::close_transports() {
  const auto& kept = parts_.open.keys;
  auto gone = [&](const auto& each) {
    return std::none_of(kept.begin(), kept.end(),
                        [&](const OpenKeys& keys) { return keys.curve.public_key == each->key.public_key; });
  };
  if (transports_.size() < 2) return;
  const bool dialled_by_it = gone(transports_.front());
  if (dialled_by_it) links_.reset();
  std::erase_if(transports_, gone);
  if (!dialled_by_it) return;
  links_.emplace(*context_, transports_.front()->curve);  // dialled anew, by the key that is left
  refresh_links(wall_now());
}

Status Loop::care_for_keyring(Instant now) {
  if (keyring_cared_for_ == day_of(now)) return {};
  if (auto done = parts_.open.keyring->top_up(day_of(now)); !done) return done;
  keyring_cared_for_ = day_of(now);
  return {};
}

std::optional<std::string> Loop::admit(const BoxPublic& key) {
  auto transaction = parts_.open.store->begin();
  if (!transaction) return std::nullopt;
  auto user = parts_.open.node->admit(**transaction, key, wall_now());
  if (user) keys_of_users_[*user] = key;
  return user;
}

bool Loop::still_admitted(const std::string& user) {
  if (auto known = asked_now_.find(user); known != asked_now_.end()) return known->second;
  auto key = keys_of_users_.find(user);
  auto now = key == keys_of_users_.end() ? std::nullopt : admit(key->second);
  // A node keeps its lines when its paper names another signing key: the core knows it by either.
  auto is_node = [](const std::string& name) { return name.rfind("node:", 0) == 0; };
  bool yes = now && (*now == user || (is_node(*now) && is_node(user)));
  if (!yes) keys_of_users_.erase(user);
  asked_now_[user] = yes;
  return yes;
}

}  // namespace tocsin::node::io
