#include "node/core/roster.h"

#include <algorithm>

#include "node/core/drift.h"
#include "node/core/freshness.h"
#include "node/core/law.h"
#include "node/core/people.h"
#include "node/core/reviews.h"
#include "node/core/rotation.h"
#include "node/core/superseded.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

// The end of a charter as its signatories renewed it.
Instant renewed_until(Turn& turn, const wire::Charter& charter, const Hash& hash) {
  Instant until = charter.until;
  auto about = ByteWriter().raw(charter.commune).raw(hash).take();
  for (const auto& each : stored_documents(turn, wire::DocumentType::charter_renewal, about))
    if (auto renewal = wire::decode<wire::CharterRenewal>(each.bytes))
      until = std::max(until, renewal->until);
  return until;
}

CharterRef decode_charter(Turn& turn, ByteView about) {
  auto document = stored_document(turn, wire::DocumentType::charter, about);
  if (!document) return nullptr;
  auto charter = stored<wire::Charter>(turn, about);
  if (!charter) return nullptr;
  CharterHere here{std::move(*charter), seal::document_hash(*document), {}};
  here.facts.signed_by_all = true;  // accept.h took nothing less
  here.facts.from = here.charter.from;
  here.facts.until = renewed_until(turn, here.charter, here.hash);
  here.facts.exercise = here.charter.exercise;
  auto other = stored<wire::Charter>(turn, fork_of(here.charter.commune));
  here.facts.forked = other && other->sequence == here.charter.sequence;
  here.facts.heard = heard_of(turn, here.charter);
  std::uint32_t stopped = 0, resumed = 0;
  Instant stopped_at{};
  for (const auto& each : stored_documents(turn, wire::DocumentType::node_act, here.charter.commune.view())) {
    auto act = wire::decode<wire::NodeAct>(each.bytes);
    if (!act) continue;
    if (act->kind == wire::NodeActKind::resume) {
      resumed = std::max(resumed, act->sequence);
    } else if (act->sequence > stopped) {
      stopped = act->sequence;
      stopped_at = act->at;
    }
  }
  if (stopped > resumed) here.facts.suspended_at = stopped_at;
  return std::make_shared<const CharterHere>(std::move(here));
}

// ceiling ⊓ rules ⊓ charter and overlays of a commune, without a mandate.
policy::Limits commune_limits(Turn& turn, const wire::Charter& charter) {
  for (const auto& seen : turn.memo.limits)
    if (seen.commune == charter.commune && seen.sequence == charter.sequence) return seen.limits;
  auto here = charter_of(turn, charter.commune);
  if (here && here->charter.sequence != charter.sequence)
    here = honoured_charter(turn, charter.commune, charter.sequence, turn.now);
  auto overlays = policy::ceiling();
  if (here)
    for (const auto& each : overlays_of(turn, charter.commune, here->hash))
      if (in_force(turn, each))
        overlays = policy::meet(overlays, with_values(policy::ceiling(), each.overlay.limits));
  auto limits =
      policy::effective(agreed_rules(turn, charter.commune), limits_in(charter), overlays, policy::ceiling());
  turn.memo.limits.push_back({charter.commune, charter.sequence, limits});
  return limits;
}

PeerNode peer_from(Turn& turn, ByteView who, const wire::NodeKeys& keys,
                   const std::vector<wire::Mailbox>& mailboxes) {
  PeerNode peer;
  peer.former = former_nodes(turn, who);
  peer.id = seal::key_id(keys.signing);
  peer.signing = keys.signing;
  peer.parcel = keys.parcel;
  peer.curve = keys.curve;
  peer.mailboxes = mailboxes;
  return peer;
}

struct Suspension {
  CommandId act;
  bool by_mairie;
  Instant at, until;
};
struct ActsUpon {
  std::optional<Instant> revoked_at;
  std::vector<Suspension> suspensions;  // neither lifted nor over
};
ActsUpon acts_upon(Turn& turn, wire::ActTarget target, ByteView subject) {
  ActsUpon upon;
  auto about = ByteWriter().u8(static_cast<std::uint8_t>(target)).raw(subject).take();
  std::vector<Suspension> all;
  std::vector<std::pair<bool, Instant>> lifts;
  for (const auto& document : stored_documents(turn, wire::DocumentType::act, about)) {
    auto act = wire::decode<wire::Act>(document.bytes);
    if (!act || document.signatures.empty()) continue;
    bool by_mairie = document.signatures.front().tag == static_cast<std::uint16_t>(seal::Tag::act_mairie);
    switch (act->kind) {
      case wire::ActKind::revoke:
        if (!upon.revoked_at || act->at < *upon.revoked_at) upon.revoked_at = act->at;
        break;
      case wire::ActKind::suspend: all.push_back({act->id, by_mairie, act->at, act->until}); break;
      case wire::ActKind::lift: lifts.emplace_back(by_mairie, act->at); break;
    }
  }
  for (const auto& suspension : all) {
    bool lifted = std::any_of(lifts.begin(), lifts.end(), [&](const auto& lift) {
      return lift.first == suspension.by_mairie && lift.second >= suspension.at;
    });
    if (!lifted && suspension.until > turn.now) upon.suspensions.push_back(suspension);
  }
  return upon;
}

void add_suspension(policy::Term& term, const Suspension& suspension) {
  bool first = !term.suspended_from;
  term.suspended_from = first ? suspension.at : std::min(*term.suspended_from, suspension.at);
  term.suspended_until = first ? suspension.until : std::max(term.suspended_until, suspension.until);
}

// What suspends this referent under another mandate of his.
void add_suspensions_of_person(Turn& turn, const wire::Mandate& mandate, policy::Term& term) {
  std::vector<std::pair<MandateId, CommandId>> noted;
  auto prefix = drift_row(DriftRow::suspension).raw(mandate.referent).take();
  scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
    ByteReader read(key.subspan(prefix.size()));
    auto other = read.id<MandateId>();
    if (other != mandate.mandate) noted.emplace_back(other, read.id<CommandId>());
    return true;
  });
  for (const auto& [other, act] : noted)
    for (const auto& suspension : acts_upon(turn, wire::ActTarget::mandate, other.view()).suspensions)
      if (suspension.act == act) add_suspension(term, suspension);
}

}  // namespace

Bytes document_key(wire::DocumentType type, ByteView about) {
  return ByteWriter().sorted16(static_cast<std::uint16_t>(type)).raw(about).take();
}

std::optional<wire::SignedDocument> stored_document(Turn& turn, wire::DocumentType type, ByteView about) {
  auto row = turn.txn.get(table::documents, document_key(type, about));
  if (!row) return std::nullopt;
  auto document = wire::decode_document(*row);
  return document ? std::optional(std::move(*document)) : std::nullopt;
}

std::vector<wire::SignedDocument> stored_documents(Turn& turn, wire::DocumentType type, ByteView about) {
  std::vector<wire::SignedDocument> found;
  scan_prefix(turn.txn, table::documents, document_key(type, about), [&](ByteView, ByteView value) {
    auto document = wire::decode_document(value);
    if (document) found.push_back(std::move(*document));
    return true;
  });
  return found;
}

Self self_of(Turn& turn) {
  Self self;
  auto row = turn.txn.get(table::meta, named("self"));
  if (!row) return self;
  ByteReader read(*row);
  self.commune = read.id<Insee>();
  self.post = read.id<PostId>();
  return self;
}

std::string node_name(Turn& turn) {
  auto self = self_of(turn);
  if (!self.commune.is_zero()) return to_string(self.commune);
  if (!self.post.is_zero()) return to_string(self.post);
  return "unnamed";
}

CharterRef charter_about(Turn& turn, ByteView about) {
  Bytes key(about.begin(), about.end());
  if (auto seen = turn.memo.charters.find(key); seen != turn.memo.charters.end()) return seen->second;
  auto here = decode_charter(turn, about);
  if (turn.memo.charters.size() < Memo::values_max) turn.memo.charters.emplace(std::move(key), here);
  return here;
}

CharterRef charter_of(Turn& turn, const Insee& commune) {
  return charter_about(turn, commune.view());
}

Bytes fork_of(const Insee& commune) {
  return ByteWriter().raw(commune).u8('f').take();
}

std::vector<CharterRef> charters(Turn& turn) {
  auto& communes = turn.memo.communes;
  if (!communes) {
    communes.emplace();
    scan_prefix(turn.txn, table::documents, document_key(wire::DocumentType::charter, {}),
                [&](ByteView key, ByteView) {
                  if (auto commune = Insee::from(key.subspan(2)))
                    communes->push_back(*commune);  // not those of superseded ones
                  return true;
                });
  }
  std::vector<CharterRef> found;
  for (const auto& commune : *communes)
    if (auto here = charter_of(turn, commune)) found.push_back(std::move(here));
  return found;
}

bool election(Turn& turn) {
  auto rules = stored<wire::Rules>(turn);
  if (!rules) return false;
  std::vector<policy::ElectionPeriod> periods;
  for (const auto& each : rules->elections) periods.push_back({each.from, each.until});
  return policy::election(periods, turn.now);
}

policy::Limits with_values(policy::Limits start, std::span<const wire::LimitValue> values) {
  for (const auto& value : values) policy::set(start, value.limit, value.value);
  return start;
}

policy::Limits limits_of(Turn& turn, const wire::Charter& charter, const wire::Mandate* mandate) {
  auto limits = commune_limits(turn, charter);
  return mandate ? policy::meet(limits, with_values(policy::ceiling(), mandate->limits)) : limits;
}

policy::Term term_of(Turn& turn, wire::ActTarget target, ByteView subject, Instant from, Instant until) {
  auto acts = acts_upon(turn, target, subject);
  policy::Term term;
  term.from = from;
  term.until = until;
  term.revoked_at = acts.revoked_at;
  for (const auto& suspension : acts.suspensions) add_suspension(term, suspension);
  return term;
}

std::optional<wire::Commission> commission_of(Turn& turn, const KeyId& id) {
  return stored<wire::Commission>(turn, id.view());
}

policy::Term standing(Turn& turn, const KeyId& id, const Device& device) {
  switch (device.kind) {
    case DeviceKind::commission:
      if (auto commission = commission_of(turn, id))
        return term_of(turn, wire::ActTarget::commission, id.view(), commission->from, commission->until);
      return {};
    case DeviceKind::mandate:
      if (auto mandate = mandate_of(turn, *MandateId::from(device.subject))) return mandate->term;
      return {};
    case DeviceKind::invitation:
    case DeviceKind::operating: {
      policy::Term always;
      always.until = Instant::max();
      return always;
    }
  }
  return {};
}

std::optional<MandateHere> mandate_of(Turn& turn, const MandateId& id) {
  auto document = stored_document(turn, wire::DocumentType::mandate, id.view());
  if (!document) return std::nullopt;
  auto mandate = stored<wire::Mandate>(turn, id.view());
  if (!mandate) return std::nullopt;
  MandateHere here;
  here.hash = seal::document_hash(*document);
  here.statement = stored<wire::MandateInForce>(turn, id.view());
  here.term = term_of(turn, wire::ActTarget::mandate, id.view(), mandate->from, mandate->until);
  add_suspensions_of_person(turn, *mandate, here.term);
  if (auto revoked = revoked_by_review(turn, mandate->referent, mandate->from))
    here.term.revoked_at = std::min(*revoked, here.term.revoked_at.value_or(*revoked));
  here.term = ended_by_successors(turn, *mandate, here.term);
  here.document = std::move(*document);
  here.mandate = std::move(*mandate);
  return here;
}

std::vector<MandateHere> mandates(Turn& turn) {
  std::vector<MandateHere> found;
  for (const auto& document : stored_documents(turn, wire::DocumentType::mandate))
    if (auto mandate = wire::decode<wire::Mandate>(document.bytes))
      if (auto here = mandate_of(turn, mandate->mandate)) found.push_back(std::move(*here));
  return found;
}

std::vector<SigningPublic> commissioned(Turn& turn, Role role, const Insee& commune, const PostId& post) {
  std::vector<SigningPublic> keys;
  for (const auto& document : stored_documents(turn, wire::DocumentType::commission)) {
    auto commission = wire::decode<wire::Commission>(document.bytes);
    if (!commission || commission->role != role || commission->commune != commune || commission->post != post)
      continue;
    auto id = seal::key_id(commission->key);
    auto term = term_of(turn, wire::ActTarget::commission, id.view(), commission->from, commission->until);
    if (policy::r3_in_force(term, turn.now).permitted()) keys.push_back(commission->key);
  }
  return keys;
}

Charge charge_of(Turn& turn, const wire::Charter& charter) {
  auto self = self_of(turn);
  if (self.post.is_zero()) return Charge::none;
  if (charter.post == self.post) return Charge::own;
  auto record = stored<wire::PostRecord>(turn, charter.post.view());
  return record && record->supervising == self.post ? Charge::supervised : Charge::none;
}

PostId own_post(Turn& turn) {
  auto self = self_of(turn);
  if (!self.post.is_zero()) return self.post;
  auto here = charter_of(turn, self.commune);
  return here ? here->charter.post : PostId{};
}

PostId supervising_post(Turn& turn) {
  auto record = stored<wire::PostRecord>(turn, own_post(turn).view());
  return record ? record->supervising : PostId{};
}

std::optional<PeerNode> peer_of_post(Turn& turn, const PostId& post) {
  auto record = stored<wire::PostRecord>(turn, post.view());
  return record ? std::optional(peer_from(turn, post.view(), record->node, record->mailboxes)) : std::nullopt;
}

static std::vector<PeerNode> find_peers(Turn& turn) {
  std::vector<PeerNode> peers;
  if (turn.identity.kind == NodeKind::commune) {
    auto own = own_post(turn);
    if (own.is_zero()) return peers;
    for (const auto& post : {own, supervising_post(turn)})
      if (auto peer = peer_of_post(turn, post)) peers.push_back(std::move(*peer));
    return peers;
  }
  for (const auto& here : charters(turn))
    if (charge_of(turn, here->charter) != Charge::none)
      peers.push_back(
          peer_from(turn, here->charter.commune.view(), here->charter.node, here->charter.mailboxes));
  return peers;
}

Peers peer_nodes(Turn& turn) {
  if (!turn.memo.peers) turn.memo.peers = std::make_shared<const std::vector<PeerNode>>(find_peers(turn));
  return Peers(turn.memo.peers);
}

std::optional<PeerNode> peer_node(Turn& turn, const KeyId& id) {
  for (const auto& peer : peer_nodes(turn)) {
    if (peer.id == id) return peer;
    for (const auto& former : peer.former)
      if (turn.now < former.until && seal::key_id(former.keys.signing) == id) return peer;
  }
  return std::nullopt;
}

std::optional<PeerNode> peer_of_commune(Turn& turn, const Insee& commune) {
  auto here = charter_of(turn, commune);
  if (!here) return std::nullopt;
  return peer_from(turn, commune.view(), here->charter.node, here->charter.mailboxes);
}

bool is_own_curve(Turn& turn, const BoxPublic& key) {
  const auto& others = turn.identity.others;
  return turn.identity.curve == key ||
         std::any_of(others.begin(), others.end(), [&](const KeySet& set) { return set.curve == key; });
}

std::vector<LineTo> own_gateways(Turn& turn) {
  std::vector<LineTo> found;
  auto add = [&](const std::vector<wire::Gateway>& named_ones) {
    for (const auto& gateway : named_ones)
      if (LineTo line{gateway.address, gateway.server};
          std::find(found.begin(), found.end(), line) == found.end())
        found.push_back(std::move(line));
  };
  auto self = self_of(turn);
  if (!self.commune.is_zero()) {
    if (auto here = charter_of(turn, self.commune)) add(here->charter.gateways);
    for (const auto& before : honoured_charters(turn, self.commune, turn.now)) add(before->charter.gateways);
  }
  if (!self.post.is_zero())
    if (auto record = stored<wire::PostRecord>(turn, self.post.view())) add(record->gateways);
  return found;
}

std::vector<wire::Mailbox> own_mailboxes(Turn& turn) {
  std::vector<wire::Mailbox> found;
  auto add = [&](const std::vector<wire::Mailbox>& named_ones) {
    for (const auto& mailbox : named_ones)
      if (!is_own_curve(turn, mailbox.server) &&
          std::find(found.begin(), found.end(), mailbox) == found.end())
        found.push_back(mailbox);
  };
  auto self = self_of(turn);
  if (!self.commune.is_zero()) {
    if (auto here = charter_of(turn, self.commune)) add(here->charter.mailboxes);
    for (const auto& before : honoured_charters(turn, self.commune, turn.now)) add(before->charter.mailboxes);
  }
  if (!self.post.is_zero())
    if (auto record = stored<wire::PostRecord>(turn, self.post.view())) add(record->mailboxes);
  return found;
}

}  // namespace tocsin::node
