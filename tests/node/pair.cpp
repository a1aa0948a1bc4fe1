#include "tests/node/pair.h"

#include <cassert>
#include <stdexcept>

#include "node/txn/overlay.h"

namespace tocsin::tests {
namespace {

using node::Input;

constexpr Day keyring_days = 400;
constexpr std::size_t spares = 64;

node::KeySet set_of(const NodeSecrets& secrets) {
  return {seal::signing_key_from(secrets.signing.seed.clone()),
          seal::box_key_from(secrets.parcel.secret.clone()), seal::signing_key_from(secrets.log.seed.clone()),
          secrets.curve.public_key};
}

node::Identity identity_of(NodeKind kind, const NodeSecrets& secrets, Entropy& entropy) {
  return {set_of(secrets), kind, seal::Secret32::random(entropy)};
}

}  // namespace

const txn::KeyBytes* MemoryKeyring::find(txn::KeyName name) const {
  auto found = keys_.find(name);
  return found == keys_.end() ? nullptr : &found->second;
}

std::vector<txn::KeyName> MemoryKeyring::all(txn::KeyUse use) const {
  std::vector<txn::KeyName> names;
  for (auto at = keys_.lower_bound({use, 0}); at != keys_.end() && at->first.use == use; ++at)
    names.push_back(at->first);
  return names;
}

std::vector<txn::KeyName> MemoryKeyring::below(txn::KeyName name) const {
  std::vector<txn::KeyName> names;
  for (auto at = keys_.lower_bound({name.use, 0}); at != keys_.end() && at->first < name; ++at)
    names.push_back(at->first);
  return names;
}

void MemoryKeyring::top_up(Day today, bool epochs, Entropy& entropy) {
  auto make = [&](txn::KeyName name) {
    if (keys_.count(name) || destroyed_.count(name)) return;
    entropy.fill(keys_[name].data(), keys_[name].size());
  };
  for (Day day = today; day <= today + keyring_days; ++day) make({txn::KeyUse::erasure_day, day});
  while (all(txn::KeyUse::spare).size() < spares) make({txn::KeyUse::spare, next_spare_++});
  if (epochs)
    for (Day day = today; day <= today + limits::epoch_days_published; ++day) make({txn::KeyUse::epoch, day});
}

void MemoryKeyring::put(txn::KeyName name, ByteView key) {
  std::copy(key.begin(), key.end(), keys_[name].begin());
}

void MemoryKeyring::destroy(const std::vector<txn::KeyName>& names) {
  for (auto name : names) {
    keys_.erase(name);
    destroyed_.insert(name);
  }
}

TestNode::TestNode(NodeKind kind, const NodeSecrets& secrets, Ceremony& ceremony)
    : identity(identity_of(kind, secrets, ceremony.entropy)),
      present(secrets.signing.public_key),
      all_signing{present},
      ceremony_(ceremony),
      kind_(kind) {
  core =
      kind == NodeKind::commune ? node::make_intake(identity, keyring) : node::make_inbox(identity, keyring);
  keyring.top_up(day_of(ceremony.now), kind == NodeKind::post, ceremony.entropy);
}

void TestNode::import(const std::vector<Bytes>& documents) {
  auto transaction = store.begin();
  for (const auto& document : documents) {
    auto done =
        node::import_document(**transaction, identity, keyring, document, ceremony_.now, ceremony_.entropy);
    if (!done) throw std::runtime_error(done.error().detail);
  }
  if (!(*transaction)->commit()) throw std::runtime_error("import did not commit");
}

bool TestNode::run(std::vector<Input> inputs, Instant now) {
  keyring.top_up(day_of(now), kind_ == NodeKind::post, ceremony_.entropy);
  inputs.emplace_back(node::Settle{});
  auto transaction = store.begin();
  if (!transaction) return false;
  std::vector<node::Effects> all;
  for (const auto& input : inputs) {
    txn::Overlay overlay(**transaction);
    auto effects = core->handle(overlay, input, now, ceremony_.entropy);
    if (!effects) continue;
    overlay.merge();
    all.push_back(std::move(*effects));
  }
  if (!(*transaction)->commit()) return false;
  for (auto& effects : all) {
    for (auto& each : effects.send) sends.push_back(std::move(each));
    for (auto& each : effects.reply) replies.push_back(std::move(each));
    for (auto& each : effects.mailbox_reply) mailbox_replies.push_back(std::move(each));
    keyring.destroy(effects.destroy_keys);
    for (const auto& id : effects.destroy_sets) destroy_set(id);
    for (auto& each : effects.events) events.push_back(std::move(each));
    if (effects.wake_at && (!wake_at || *effects.wake_at < *wake_at)) wake_at = effects.wake_at;
  }
  return true;
}

void TestNode::add_keys(const NodeSecrets& secrets) {
  identity.others.push_back(set_of(secrets));
  all_signing.push_back(secrets.signing.public_key);
}

// As the loop does with the files.
void TestNode::destroy_set(const KeyId& id) {
  auto is_it = [&](const node::KeySet& set) { return seal::key_id(set.signing.public_key) == id; };
  auto& others = identity.others;
  if (is_it(identity) && !others.empty()) {
    static_cast<node::KeySet&>(identity) = std::move(others.front());
    others.erase(others.begin());
  } else {
    std::erase_if(others, is_it);
  }
}

void TestNode::restart(Instant now) {
  sends.clear();
  replies.clear();
  mailbox_replies.clear();
  store.restart();
  identity.boot_secret = seal::Secret32::random(ceremony_.entropy);
  run({node::Started{}}, now);
}

std::uint64_t TestNode::count(node::EventCode code) const {
  std::uint64_t found = 0;
  for (const auto& event : events) found += event.code == code;
  return found;
}

Pair::Pair(std::uint64_t seed, const WorldWish& wish)
    : world(seed, Ceremony::default_now(), wish),
      now(world.now),
      commune(NodeKind::commune, world.commune.node, world),
      post(NodeKind::post, world.post.node, world) {
  for (const auto& epoch : world.post.epochs)
    post.keyring.put({txn::KeyUse::epoch, epoch.day}, epoch.key.secret.view());
  auto bytes = [](const SignedDocument& document) { return wire::encode(document); };
  std::vector<Bytes> shared{bytes(world.root_document), bytes(world.rules_document),
                            bytes(world.post.document)};
  auto at_commune = shared;
  at_commune.push_back(bytes(world.commune.document));
  for (const auto* each : {&world.commune.mayor, &world.commune.clerk})
    at_commune.push_back(bytes(each->document));
  auto at_post = shared;
  for (const auto* each : {&world.post.commander, &world.post.officer_a, &world.post.officer_b})
    at_post.push_back(bytes(each->document));
  at_post.push_back(bytes(world.commune.document));
  if (world.above) {
    above.emplace(NodeKind::post, world.above->node, world);
    for (const auto& epoch : world.above->epochs)
      above->keyring.put({txn::KeyUse::epoch, epoch.day}, epoch.key.secret.view());
    for (auto* documents : {&shared, &at_commune, &at_post})
      documents->insert(documents->begin() + 2, bytes(world.above->document));
    auto at_above = shared;
    for (const auto* each : {&world.above->commander, &world.above->officer_a, &world.above->officer_b})
      at_above.push_back(bytes(each->document));
    at_above.push_back(bytes(world.commune.document));
    above->import(at_above);
    above->run({node::Started{}}, now);
  }
  post.import(at_post);
  commune.import(at_commune);
  make_relays();
  post.run({node::Started{}}, now);
  commune.run({node::Started{}}, now);
  set_line(true);
  pass(seconds(2), seconds(1));
  auto mayor = device(world.commune.mayor.device);
  auto enrolled = ask(commune, mayor, wire::Verb::publish, bytes(world.referent.document));
  if (enrolled.outcome != wire::Outcome::ok) throw std::runtime_error("mandate: " + enrolled.detail);
  deliver();
}

TestDevice Pair::device(const seal::SigningKey& key, std::string user) {
  TestDevice made;
  made.id = seal::key_id(key.public_key);
  made.key = &key;
  made.user = std::move(user);
  made.session = next_session_++;
  auto& counter = counters_[made.id];
  if (!counter) counter = std::make_shared<std::uint64_t>(0);
  made.counter = counter;
  return made;
}

TestDevice Pair::device(const Device& of) {
  return device(of.signing, "device:" + to_hex(of.id().view()));
}

wire::Request Pair::request(wire::Verb verb, Bytes data, ByteView subject, std::uint8_t code) {
  wire::Request made;
  made.command = seal::time_ordered_id<CommandId>(now, world.entropy);
  made.verb = verb;
  std::copy(subject.begin(), subject.end(), made.subject.begin());
  made.data = std::move(data);
  made.code = code;
  return made;
}

Bytes Pair::frame_for(TestNode& node, TestDevice& device, const wire::Request& request) {
  if (!device.challenge) {
    wire::Request hello;
    hello.verb = wire::Verb::hello;
    hello.subject = device.id.bytes;
    auto reply = ask_frame(
        node, device, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(hello)}));
    auto heard = seal::verify_hello(reply.data, node.present, device.id);
    if (!heard) throw std::runtime_error("hello: " + heard.error().detail + " " + reply.detail);
    device.challenge = heard->challenge;
  }
  auto bytes = seal::sign_request(*device.key, node.present, *device.challenge, ++*device.counter,
                                  wire::encode(request));
  return wire::encode(wire::ClientFrame{wire::FrameKind::signed_request, 7, bytes});
}

wire::Reply Pair::ask_frame(TestNode& node, TestDevice& device, const Bytes& frame) {
  node.replies.clear();
  node.run({node::ClientMessage{device.session, device.user, frame}}, now);
  for (const auto& reply : node.replies) {
    if (reply.session != device.session) continue;
    auto parsed = wire::decode_client_frame(reply.frame);
    if (!parsed || parsed->kind != wire::FrameKind::reply) continue;
    auto decoded = wire::decode_reply(parsed->bytes);
    if (!decoded) throw std::runtime_error("reply: " + decoded.error().detail);
    return *decoded;
  }
  wire::Reply silence;
  silence.outcome = wire::Outcome::failed;
  silence.detail = "no reply";
  return silence;
}

wire::Reply Pair::ask(TestNode& node, TestDevice& device, wire::Request request) {
  auto reply = ask_frame(node, device, frame_for(node, device, request));
  if (reply.outcome == wire::Outcome::failed && reply.errc == static_cast<std::uint8_t>(Errc::expired) &&
      reply.detail.rfind("challenge", 0) == 0) {
    device.challenge.reset();
    reply = ask_frame(node, device, frame_for(node, device, request));
  }
  return reply;
}

wire::Reply Pair::ask(TestNode& node, TestDevice& device, wire::Verb verb, Bytes data, ByteView subject,
                      std::uint8_t code) {
  return ask(node, device, request(verb, std::move(data), subject, code));
}

std::vector<TestNode*> Pair::nodes() {
  std::vector<TestNode*> all{&commune, &post};
  if (above) all.push_back(&*above);
  return all;
}

bool Pair::carry_direct(TestNode& from) {
  auto user = "node:" + to_hex(seal::key_id(from.identity.signing.public_key).view());
  std::deque<node::LineSend> sends;
  sends.swap(from.sends);
  if (!line_up) return false;
  bool moved = false;
  for (auto* to : nodes()) {
    std::vector<Input> inputs, answers;
    node::LineTo line;
    for (auto& send : sends) {
      if (send.line.server != to->identity.curve || to == cut_) continue;
      line = send.line;
      inputs.emplace_back(node::MailboxMessage{1, user, std::move(send.frame)});
    }
    if (inputs.empty() || &from == cut_) continue;
    moved = true;
    to->run(std::move(inputs), now);
    while (!to->mailbox_replies.empty()) {
      answers.emplace_back(node::LinkMessage{line, std::move(to->mailbox_replies.front().frame)});
      to->mailbox_replies.pop_front();
    }
    if (!answers.empty()) from.run(std::move(answers), now);
  }
  return moved;
}

void Pair::set_cut(TestNode& of, bool cut) {
  cut_ = cut ? &of : nullptr;
  const auto server = of.identity.curve;
  for (auto* each : nodes()) {
    auto transaction = each->store.begin();
    auto lines = each->core->lines(**transaction);
    transaction->reset();
    std::vector<Input> changes;
    for (const auto& line : lines)
      if (each == &of || line.server == server) changes.emplace_back(node::LinkChange{line, !cut});
    each->run(std::move(changes), now);
  }
  deliver();
}

// What a node says to its relays, and what they say to either node because of it.
bool Pair::carry_to_relays(TestNode& from) {
  std::deque<node::LineSend> sends;
  sends.swap(from.sends);
  std::vector<Input> to_commune, to_post;
  for (auto& send : sends) {
    auto* relay = relay_at(send.line);
    if (relay == nullptr || !relay->up) continue;
    for (auto& frame : relay->says(from.identity.curve, session_of(from), send.frame, now))
      (frame.line == 1 ? to_commune : to_post)
          .emplace_back(node::LinkMessage{send.line, relay::encode(frame.message)});
  }
  if (!to_commune.empty()) commune.run(std::move(to_commune), now);
  if (!to_post.empty()) post.run(std::move(to_post), now);
  return !sends.empty();
}

void Pair::deliver() {
  for (bool moved = true; moved;) {
    moved = false;
    for (auto* from : nodes()) moved |= relays.empty() ? carry_direct(*from) : carry_to_relays(*from);
  }
}

void Pair::make_relays() {
  relay::host::Grants grants;
  const auto& own = world.commune.charter;
  const auto& its_post = world.post.record;
  for (std::size_t i = 0; i < world.relays.size(); ++i) {
    grants.clear();
    grants[own.mailboxes[i].id] = {own.node.curve, {its_post.node.curve}};
    grants[its_post.mailboxes[i].id] = {its_post.node.curve, {own.node.curve}};
    relays.push_back(
        std::make_unique<TestRelay>(node::LineTo{own.mailboxes[i].address, world.relays[i]}, grants));
  }
}

TestRelay* Pair::relay_at(const node::LineTo& line) {
  for (const auto& relay : relays)
    if (relay->line == line) return relay.get();
  return nullptr;
}

void Pair::connect(TestNode& node, bool own_port_up) {
  auto transaction = node.store.begin();
  auto lines = node.core->lines(**transaction);
  transaction->reset();
  std::vector<Input> changes;
  for (const auto& line : lines) {
    auto* relay = relay_at(line);
    changes.emplace_back(node::LinkChange{line, relay == nullptr ? own_port_up : relay->up});
  }
  node.run(std::move(changes), now);
}

void Pair::tick(TestNode& node) {
  node.run({node::Tick{true, node.store.nearly_full()}}, now);
}

void Pair::pass(Duration time, Duration step) {
  auto end = now + time;
  while (now < end) {
    now = std::min(end, now + step);
    for (auto* each : nodes()) tick(*each);
    deliver();
  }
}

void Pair::set_line(bool up) {
  line_up = up;
  for (auto& relay : relays) relay->up = up;
  for (auto* each : nodes()) connect(*each, up);
  if (up) deliver();
}

void Pair::set_relay(std::size_t number, bool up) {
  auto& relay = *relays.at(number);
  relay.up = up;
  for (auto* each : {&commune, &post})
    if (each != away_) each->run({node::LinkChange{relay.line, up}}, now);
  deliver();
}

void Pair::restart_relay(std::size_t number) {
  set_relay(number, false);
  relays.at(number)->restart();
  set_relay(number, true);
}

void Pair::set_away(TestNode& of, bool away) {
  away_ = away ? &of : nullptr;
  for (const auto& relay : relays) {
    relay->hang_up(session_of(of));
    if (relay->up) of.run({node::LinkChange{relay->line, !away}}, now);
  }
  deliver();
}

relay::SessionId Pair::session_of(const TestNode& node) const {
  return &node == &commune ? 1 : 2;
}

void Pair::restart(TestNode& node) {
  node.restart(now);
  connect(node, false);
  connect(node, line_up);
  deliver();
}

std::vector<AlertState> Pair::states_of(const AlertId& alert) {
  auto sender = device(world.referent.device);
  auto reply = ask(commune, sender, wire::Verb::follow);
  std::vector<AlertState> states;
  for (const auto& item : reply.items) {
    if (AlertId::from(item.id) != alert) continue;
    auto by = [&](const TestNode& node) -> std::optional<wire::Receipt> {
      for (const auto& key : node.all_signing)
        if (auto receipt = seal::verify_receipt(item.data, key)) return *receipt;
      return std::nullopt;
    };
    auto by_commune = by(commune), by_post = by(post);
    if (by_commune) states.push_back(by_commune->state);
    if (by_post) states.push_back(by_post->state);
    if (by_post || by_commune || !above) continue;
    if (auto there = seal::verify_receipt(item.data, above->identity.signing.public_key))
      states.push_back(there->state);
  }
  return states;
}

}  // namespace tocsin::tests
