#include "tests/sim/liars.h"

#include "protocol/wire/message.h"
#include "relay/message.h"

namespace tocsin::sim {
namespace {

constexpr minutes lie_every{15};
constexpr std::size_t said_max = 256;

}  // namespace

Liars::Liars(Town& town, Agenda& agenda, Random& random, Network& network, Oracle& oracle,
             Clockwork& clockwork, Report& report)
    : town_(town),
      agenda_(agenda),
      random_(random),
      network_(network),
      oracle_(oracle),
      clockwork_(clockwork),
      report_(report) {}

void Liars::begin(Instant end) {
  end_ = end;
  node_ = random_.below(town_.nodes.size());
  oracle_.distrust(node_);
  clockwork_.say("node " + std::to_string(node_) + " lies");
  network_.pass = [this](std::size_t node, const node::LineSend& what) { return pass(node, what); };
  agenda_.in(random_.until_next(lie_every), [this] { lie(); });
}

const tests::NodeSecrets& Liars::secrets() const {
  return town_.is_post(node_) ? town_.posts[node_]->made.node
                              : town_.communes[node_ - town_.posts.size()]->made.node;
}

bool Liars::pass(std::size_t node, const node::LineSend& what) {
  if (node != node_ || agenda_.now >= end_) return true;
  auto message = relay::decode(what.frame);
  if (!message || !std::holds_alternative<relay::Put>(*message)) return true;
  if (said_.size() < said_max)
    said_.push_back(what);
  else
    said_[random_.below(said_max)] = what;
  if (!random_.one_in(5)) return true;
  count(Fault::node_drops);
  return false;
}

void Liars::replay() {
  if (said_.empty()) return;
  count(Fault::node_replays);
  network_.say(node_, said_[random_.below(said_.size())]);
}

void Liars::lie() {
  if (agenda_.now >= end_) return;
  agenda_.in(random_.until_next(lie_every), [this] { lie(); });
  if (!town_.nodes[node_]->running) return;
  replay();
  if (oracle_.alerts.empty()) return;
  auto at = oracle_.alerts.begin();
  std::advance(at, random_.below(oracle_.alerts.size()));
  const auto& alert = at->second;
  if (town_.is_post(node_))
    forge_to_commune(alert);
  else if (town_.communes[alert.commune]->node == node_)
    forge_to_post(alert);
}

wire::Receipt Liars::statement(const AlertTruth& alert, AlertState state) const {
  wire::Receipt receipt;
  receipt.state = state;
  receipt.issuer_kind = town_.is_post(node_) ? NodeKind::post : NodeKind::commune;
  receipt.issuer = seal::key_id(secrets().signing.public_key);
  receipt.header_hash = alert.header_hash;
  receipt.number = 1;
  receipt.at = agenda_.now;
  receipt.leaf = 1'000'000;
  return receipt;
}

void Liars::forge_to_post(const AlertTruth& alert) {
  if (alert.envelope.empty()) return;
  auto& post = town_.posts[alert.post]->made;
  Bytes envelope = alert.envelope;
  if (random_.one_in(3)) {
    auto state = random_.one_in(2) ? AlertState::expired : AlertState::withdrawn;
    auto receipt = seal::sign_receipt(statement(alert, state), secrets().signing);
    envelope.resize(limits::header_bytes + Signature::size);
    return put(post.record.node, post.record.mailboxes, wire::ParcelKind::ended,
               ByteWriter().raw(envelope).raw(ByteView(receipt)).take());
  }
  if (random_.one_in(4)) envelope[random_.below(envelope.size())] ^= 1;
  auto receipt = seal::sign_receipt(statement(alert, AlertState::accepted), secrets().signing);
  put(post.record.node, post.record.mailboxes, wire::ParcelKind::alert,
      ByteWriter().raw(envelope).raw(ByteView(receipt)).u32(0).take());
}

void Liars::forge_to_commune(const AlertTruth& alert) {
  static constexpr AlertState states[] = {AlertState::delivered, AlertState::refused, AlertState::opened,
                                          AlertState::taken, AlertState::closed};
  auto& commune = town_.communes[alert.commune]->made;
  auto receipt = statement(alert, states[random_.below(std::size(states))]);
  receipt.number = static_cast<std::uint32_t>(1 + random_.below(6));
  if (receipt.state == AlertState::closed) receipt.code = static_cast<std::uint8_t>(ClosingCode::handled);
  if (receipt.state == AlertState::refused) receipt.refusal = static_cast<std::uint8_t>(wire::Refusal::epoch);
  const bool by_officer = receipt.state != AlertState::delivered && receipt.state != AlertState::refused;
  if (by_officer) receipt.command.bytes.fill(1);
  auto bytes = seal::sign_receipt(receipt, secrets().signing);
  put(commune.charter.node, commune.charter.mailboxes, wire::ParcelKind::receipt,
      ByteWriter().raw(alert.id).raw(alert.mandate).raw(ByteView(bytes)).take());
}

void Liars::put(const wire::NodeKeys& to, const std::vector<wire::Mailbox>& mailboxes, wire::ParcelKind kind,
                Bytes bytes) {
  auto content = wire::encode(wire::ParcelContent{kind, std::move(bytes)});
  auto parcel = seal::seal_parcel(secrets().signing, {seal::key_id(to.signing), to.parcel}, next_number_,
                                  content, town_.world.entropy);
  if (!parcel) return;
  count(Fault::node_lies);
  clockwork_.say("node " + std::to_string(node_) + " tells a lie");
  for (const auto& mailbox : mailboxes)
    network_.say(node_, {node::LineTo{mailbox.address, mailbox.server},
                         relay::encode(relay::Put{mailbox.id, next_number_, relay::Lane::rest, *parcel})});
  ++next_number_;
}

}  // namespace tocsin::sim
