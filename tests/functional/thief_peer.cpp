#include <algorithm>
#include <array>
#include <chrono>

#include "node/config/config.h"
#include "node/config/node_keys.h"
#include "protocol/bytes.h"
#include "protocol/seal/session.h"
#include "protocol/seal/trust.h"
#include "relay/io/dial.h"
#include "thief.h"

namespace tocsin::thief {
namespace {

constexpr std::chrono::seconds patience{30};

template <class Document>
Document document_of(const std::string& path) {
  const auto document = need(wire::decode_document(read_file(path)));
  return need(wire::decode<Document>(document.bytes));
}

// A line to the mailbox of the other node, in the name and with every key of the robbed one.
class Peer {
 public:
  explicit Peer(const Options& options)
      : config_(need(config::read_config(options.one("config"), {}, {}))),
        keys_(std::move(need(config::read_node_keys(config_.keys, {})).generations.front())),
        charter_(document_of<wire::Charter>(options.one("charter"))),
        record_(document_of<wire::PostRecord>(options.one("record"))),
        context_(need(relay::io::Context::for_dialling())) {
    const bool at_commune = config_.kind == NodeKind::commune;
    const auto& keys = at_commune ? record_.node : charter_.node;
    to_ = {seal::key_id(keys.signing), keys.parcel};
    mailbox_ = (at_commune ? record_.mailboxes : charter_.mailboxes).front();
    relay::io::DialOptions dial;
    dial.endpoint = mailbox_.address;
    dial.server_key = mailbox_.server;
    const auto own =
        relay::io::curve_keys_of(std::span<const std::uint8_t, 32>(keys_.curve.secret.data(), 32));
    line_.emplace(need(relay::io::Dial::open(context_, own, dial)));
  }
  // What the mailbox says to it.
  Json put(relay::Lane lane, wire::ParcelKind kind, Bytes content) {
    const auto bytes = wire::encode(wire::ParcelContent{kind, std::move(content)});
    std::uint64_t sequence = 0;
    entropy_.fill(reinterpret_cast<std::uint8_t*>(&sequence), 7);
    const auto parcel = need(seal::seal_parcel(keys_.signing, to_, sequence, bytes, entropy_));
    const auto frame = relay::encode(relay::Put{mailbox_.id, sequence, lane, parcel});
    const auto end = std::chrono::steady_clock::now() + patience;
    for (bool sent = false; std::chrono::steady_clock::now() < end;) {
      while (line_->signal()) {
      }
      if (!sent) sent = line_->send(frame);
      while (auto received = line_->receive())
        if (auto answer = shown(received->bytes)) return *answer;
      auto on = line_->waitables();
      need(context_.wait(on, std::chrono::milliseconds(50)));
    }
    throw Impossible("the mailbox does not answer");
  }
  const config::Generation& keys() const { return keys_; }
  const wire::Charter& charter() const { return charter_; }
  const wire::PostRecord& record() const { return record_; }
  NodeKind kind() const { return config_.kind; }
  Entropy& entropy() { return entropy_; }

 private:
  static std::optional<Json> shown(const Bytes& bytes) {
    const auto message = need(relay::decode(bytes));
    if (const auto* stored = std::get_if<relay::Stored>(&message))
      return Json{{"answer", "taken"}, {"signed", !stored->acknowledgement.empty()}};
    if (std::holds_alternative<relay::Busy>(message)) return Json{{"answer", "busy"}};
    if (const auto* refused = std::get_if<relay::Refused>(&message))
      return Json{{"answer", "refused"}, {"code", static_cast<int>(refused->code)}};
    return std::nullopt;
  }

  seal::SystemEntropy entropy_;
  config::Config config_;
  config::Generation keys_;
  wire::Charter charter_;
  wire::PostRecord record_;
  seal::ParcelAddress to_;
  wire::Mailbox mailbox_;
  relay::io::Context context_;
  std::optional<relay::io::Dial> line_;
};

Bytes accepted(Peer& peer, ByteView envelope) {
  wire::Receipt receipt;
  receipt.state = AlertState::accepted;
  receipt.issuer_kind = NodeKind::commune;
  receipt.issuer = seal::key_id(peer.keys().signing.public_key);
  receipt.header_hash = seal::header_hash(envelope.first(limits::header_bytes));
  receipt.number = 1;
  receipt.at = wall_now();
  const auto bytes = seal::sign_receipt(receipt, peer.keys().signing);
  return Bytes(bytes.begin(), bytes.end());
}

Json put_alert(Peer& peer, const forge::Forged& alert) {
  auto json = peer.put(
      relay::Lane::in_progress, wire::ParcelKind::alert,
      ByteWriter().raw(ByteView(alert.envelope)).raw(ByteView(accepted(peer, alert.envelope))).u32(0).take());
  json["alert"] = to_hex(alert.alert.view());
  return json;
}

// Signed again by a key that the node has.
forge::Forged signed_by(const seal::SigningKey& key, forge::Forged alert) {
  const auto header = ByteView(alert.envelope).first(limits::header_bytes);
  const auto signature = seal::sign(key, seal::Tag::alert_header, header);
  std::copy(signature.bytes.begin(), signature.bytes.end(), alert.envelope.begin() + limits::header_bytes);
  return alert;
}

Json put_signed(Peer& peer, wire::SignedDocument document, const std::vector<seal::Tag>& tags) {
  for (auto tag : tags) seal::add_signature(document, peer.keys().signing, tag);
  return peer.put(relay::Lane::control, wire::ParcelKind::document, wire::encode(document));
}

wire::Commission commission(Peer& peer, Role role) {
  wire::Commission made;
  made.role = role;
  role == Role::desk ? void(made.commune = peer.charter().commune) : void(made.post = peer.record().post);
  made.key = seal::make_signing_key(peer.entropy()).public_key;
  made.transport = seal::make_box_key(peer.entropy()).public_key;
  if (role == Role::desk) made.tag_commitment = seal::hash256(made.key.view());
  made.from = wall_now() - hours(1);
  made.until = made.from + days(30);
  return made;
}

}  // namespace

Json put_alerts(const Options& options) {
  forge::Device device(options.one("profile"));
  Peer peer(options);
  const auto how = options.one("how");
  if (how != "stranger" && how != "referent") throw Impossible("--how stranger or referent");
  Json answers = Json::array();
  for (int left = std::stoi(options.one("count", "1")); left > 0; --left) {
    auto draft = device.draft();
    draft.header.urgency = Urgency::ordinary;
    draft.header.flags &= static_cast<std::uint8_t>(~header_flag::called17);
    auto alert = device.seal_honestly(draft);
    if (how == "stranger") alert = signed_by(peer.keys().signing, std::move(alert));
    answers.push_back(put_alert(peer, alert));
  }
  return Json{{"answers", answers}};
}

Json put_document(const Options& options) {
  Peer peer(options);
  const auto what = options.one("what");
  if (what == "desk")
    return put_signed(peer, seal::draft(commission(peer, Role::desk)), {seal::Tag::commission_mairie});
  if (what == "commander")
    return put_signed(peer, seal::draft(commission(peer, Role::commander)), {seal::Tag::commission_post});
  if (what == "charter") {
    auto looser = peer.charter();
    looser.previous = seal::hash256(wire::encode(looser));
    ++looser.sequence;
    looser.limits.clear();
    looser.categories =
        static_cast<std::uint16_t>(looser.categories | 1u << static_cast<unsigned>(Category::incivility));
    return put_signed(peer, seal::draft(looser),
                      {seal::Tag::charter_root, seal::Tag::charter_mairie, seal::Tag::charter_post});
  }
  if (what != "mandate") throw Impossible("--what mandate, desk, commander or charter");
  forge::Device device(options.one("profile"));
  auto mandate = device.mandate();
  peer.entropy().fill(mandate.mandate.bytes.data(), mandate.mandate.bytes.size());
  peer.entropy().fill(mandate.referent.bytes.data(), mandate.referent.bytes.size());
  mandate.device = seal::make_signing_key(peer.entropy()).public_key;
  mandate.transport = seal::make_box_key(peer.entropy()).public_key;
  auto document = seal::draft(mandate);
  const auto other = seal::make_signing_key(peer.entropy());
  const bool at_commune = peer.kind() == NodeKind::commune;
  seal::add_signature(document, other, at_commune ? seal::Tag::mandate_vet : seal::Tag::mandate_nominate);
  return put_signed(peer, std::move(document),
                    {at_commune ? seal::Tag::mandate_nominate : seal::Tag::mandate_vet});
}

}  // namespace tocsin::thief
