#include "tests/node/pair.h"

#include <cassert>
#include <stdexcept>

#include "node/txn/overlay.h"

namespace tocsin::tests {
namespace {

using node::Input;

constexpr Day keyring_days = 400;
constexpr std::size_t spares = 64;

node::Identity identity_of(NodeKind kind, const NodeSecrets& secrets, Entropy& entropy) {
  return {kind,
          seal::signing_key_from(secrets.signing.seed.clone()),
          seal::box_key_from(secrets.parcel.secret.clone()),
          seal::signing_key_from(secrets.log.seed.clone()),
          secrets.curve.public_key,
          seal::Secret32::random(entropy)};
}

}  // namespace

const txn::KeyBytes* MemoryKeyring::find(txn::KeyName name) const {
  auto found = keys_.find(name);
  return found == keys_.end() ? nullptr : &found->second;
}

std::vector<txn::KeyName> MemoryKeyring::all(txn::KeyUse use) const {
  std::vector<txn::KeyName> names;
  for (const auto& [name, key] : keys_)
    if (name.use == use) names.push_back(name);
  return names;
}

void MemoryKeyring::top_up(Day today, bool epochs, Entropy& entropy) {
  auto make = [&](txn::KeyName name) {
    if (keys_.count(name)) return;
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
  for (auto name : names) keys_.erase(name);
}

TestNode::TestNode(NodeKind kind, const NodeSecrets& secrets, Ceremony& ceremony)
    : identity(identity_of(kind, secrets, ceremony.entropy)), ceremony_(ceremony), kind_(kind) {
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
    for (auto& each : effects.events) events.push_back(std::move(each));
    if (effects.wake_at && (!wake_at || *effects.wake_at < *wake_at)) wake_at = effects.wake_at;
  }
  return true;
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
  post.import(at_post);
  commune.import(at_commune);
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
    auto heard = seal::verify_hello(reply.data, node.identity.signing.public_key, device.id);
    if (!heard) throw std::runtime_error("hello: " + heard.error().detail + " " + reply.detail);
    device.challenge = heard->challenge;
  }
  auto bytes = seal::sign_request(*device.key, node.identity.signing.public_key, *device.challenge,
                                  ++*device.counter, wire::encode(request));
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

void Pair::deliver() {
  auto hop = [&](TestNode& from, TestNode& to) {
    bool moved = false;
    std::vector<Input> inputs;
    auto user = "node:" + to_hex(seal::key_id(from.identity.signing.public_key).view());
    while (!from.sends.empty()) {
      inputs.emplace_back(node::MailboxMessage{1, user, std::move(from.sends.front().frame)});
      from.sends.pop_front();
      moved = true;
    }
    if (!line_up) return false;
    if (moved) to.run(std::move(inputs), now);
    std::vector<Input> answers;
    while (!to.mailbox_replies.empty()) {
      answers.emplace_back(node::LinkMessage{seal::key_id(to.identity.signing.public_key),
                                             std::move(to.mailbox_replies.front().frame)});
      to.mailbox_replies.pop_front();
    }
    if (!answers.empty()) from.run(std::move(answers), now);
    return moved;
  };
  while (static_cast<int>(hop(commune, post)) + static_cast<int>(hop(post, commune)) > 0) {
  }
}

void Pair::tick(TestNode& node) {
  node.run({node::Tick{true, node.store.nearly_full()}}, now);
}

void Pair::pass(Duration time, Duration step) {
  auto end = now + time;
  while (now < end) {
    now = std::min(end, now + step);
    tick(commune);
    tick(post);
    deliver();
  }
}

void Pair::set_line(bool up) {
  line_up = up;
  commune.run({node::LinkChange{seal::key_id(post.identity.signing.public_key), up}}, now);
  post.run({node::LinkChange{seal::key_id(commune.identity.signing.public_key), up}}, now);
  if (up) deliver();
}

void Pair::restart(TestNode& node) {
  node.restart(now);
  set_line(false);
  set_line(true);
}

std::vector<AlertState> Pair::states_of(const AlertId& alert) {
  auto sender = device(world.referent.device);
  auto reply = ask(commune, sender, wire::Verb::follow);
  std::vector<AlertState> states;
  for (const auto& item : reply.items) {
    if (AlertId::from(item.id) != alert) continue;
    auto by_commune = seal::verify_receipt(item.data, commune.identity.signing.public_key);
    auto by_post = seal::verify_receipt(item.data, post.identity.signing.public_key);
    if (by_commune) states.push_back(by_commune->state);
    if (by_post) states.push_back(by_post->state);
  }
  return states;
}

}  // namespace tocsin::tests
