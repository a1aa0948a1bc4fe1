#include <algorithm>

#include "node/core/confirmations.h"
#include "node/core/deputies.h"
#include "node/core/epoch_loss.h"
#include "node/core/forwards.h"
#include "node/core/law.h"
#include "node/core/mandates.h"
#include "node/core/notices.h"
#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/rotation.h"
#include "node/core/superseded.h"
#include "node/core/tables.h"
#include "node/core/tally.h"
#include "node/core/windows.h"
#include "node/inbox/inbox.h"
#include "node/inbox/provenance.h"
#include "protocol/seal/open/open_alert.h"
#include "protocol/wire/carried.h"

namespace tocsin::node::inbox {
namespace {

constexpr minutes own_word_waited_for{2};

struct Arrival {
  Bytes envelope;
  wire::AlertHeader header;
  Hash header_hash;
  wire::Receipt accepted;
  Bytes accepted_bytes;
  std::uint32_t flags = 0;  // of the commune's verdict
  MandateHere mandate;
  CharterHere charter;
  Sealer sealer;
  // R29, R30, R34: it passes here from the charter's post.
  policy::RollOver cause = policy::RollOver::none;
  std::optional<wire::Receipt> held;  // that post's

  bool carried() const { return cause != policy::RollOver::none; }
};

// Opened for judging, in memory only, and wiped when the judgement is over.
class Opened {
 public:
  explicit Opened(seal::OpenedAlert alert) : alert_(std::move(alert)) {}
  Opened(Opened&&) = default;
  ~Opened() { seal::wipe(alert_.content); }
  const wire::AlertContent& content() const { return alert_.content; }
  Bytes key() const { return Bytes(alert_.content_key.view().begin(), alert_.content_key.view().end()); }

 private:
  seal::OpenedAlert alert_;
};

// R24: a tightening since the acceptance stops no delivery; only what is held apart goes by the limits of
// now.
policy::Limits limits_to_judge(Turn& turn, const wire::AlertHeader& header, Instant accepted) {
  auto here = charter_of(turn, header.commune);
  if (!here) return policy::prefecture_default();
  auto limits = limits_at_delivery(turn, *here, header.charter_sequence, accepted);
  limits.same_target_count = limits_of(turn, here->charter, nullptr).same_target_count;
  return limits;
}

// What the commune has judged about the sender, judged again by what is known here of the instant of its
// acceptance: no tie (R21), and the sector the mandate's or of somebody it stands in for (R5).
policy::Verdict judge_sender(Turn& turn, const wire::AlertHeader& header, const MandateHere& mandate,
                             Instant accepted) {
  auto verdict = policy::r21_two_sided(standing_facts(turn, mandate, accepted), true);
  if (!verdict.permitted()) return verdict;
  return policy::r5_in_mandate(header.commune == mandate.mandate.commune,
                               has_sector(turn, mandate.mandate, header.sector, accepted));
}

Bytes counted_prefix(const ReferentId& referent, bool exercise) {
  return ByteWriter().raw(referent).boolean(exercise).take();
}

// R10 a second time: a commune's node that lets more through than its charter allows is not believed. Counts
// what was delivered here and accepted before this one, never more than an honest commune has counted itself.
policy::Verdict judge_quota(Turn& turn, const Arrival& arrival, const policy::Limits& limits) {
  const auto& header = arrival.header;
  const auto at = arrival.accepted.at;
  std::vector<Instant> sent;
  const auto prefix = counted_prefix(arrival.mandate.mandate.referent, header.exercise());
  scan_prefix(turn.txn, table::sent, prefix, [&](ByteView key, ByteView) {
    sent.push_back(from_ms(ByteReader(key.subspan(prefix.size())).sorted64()));
    return sent.back() <= at;
  });
  if (!sent.empty() && sent.back() > at) sent.pop_back();
  policy::SentCounts counts;
  counts.last_day = policy::count_in_window(sent, policy::quota_day, at);
  counts.last_30_days = policy::count_in_window(sent, policy::quota_month, at);
  return policy::r10_quota(counts, header.urgency, limits);
}

void count_delivered(Turn& turn, const Arrival& arrival) {
  const auto& header = arrival.header;
  const auto row = ByteWriter()
                       .raw(ByteView(counted_prefix(arrival.mandate.mandate.referent, header.exercise())))
                       .sorted64(to_ms(arrival.accepted.at))
                       .raw(header.alert)
                       .take();
  put_until(turn, table::sent, row, ByteWriter().u16(header.sector).view(), turn.now + policy::quota_month);
}

// What was accepted under a charter before, and arrives after this one began, was accepted in force.
policy::CharterFacts charter_at_acceptance(Turn& turn, const Arrival& arrival) {
  auto facts = arrival.charter.facts;
  if (arrival.accepted.at >= facts.from) return facts;
  if (auto before = honoured_charter(turn, arrival.header.commune, arrival.header.charter_sequence,
                                     arrival.accepted.at - nodes_differ_by))
    facts.from = before->facts.from;
  return facts;
}

policy::Verdict judge(Turn& turn, const Arrival& arrival, const wire::AlertContent& content) {
  const auto& header = arrival.header;
  auto sender = judge_sender(turn, header, arrival.mandate, arrival.accepted.at);
  policy::ContentFacts facts;
  facts.now = turn.now;
  facts.accepted = arrival.accepted.at;
  facts.charter = charter_at_acceptance(turn, arrival);
  facts.mandate = arrival.mandate.term;
  facts.kind = header.kind;
  facts.desk = arrival.sealer.desk;
  facts.category = header.category;
  auto lie = seal::find_lie(header, content, arrival.sealer.tag_commitment);
  using seal::Lie;
  facts.same_category = lie != Lie::category;
  facts.same_sector = lie != Lie::sector;
  facts.same_mandate = lie != Lie::mandate && lie != Lie::alert;
  facts.place_tag_true = lie != Lie::tag_key && lie != Lie::place_tag;
  facts.plate_tag_true = lie != Lie::plate_tag;
  facts.urgency = header.urgency;
  facts.exercise = header.exercise();
  facts.window = window_of(turn, header.commune, facts.accepted);
  facts.conducts = content.conducts;
  facts.persons = content.person_count;
  if (content.vehicle) facts.plate = content.vehicle->plate;
  // Notices are not carried to a supervising post: there the commune's acceptance says that one was open.
  if (header.category == Category::missing_person)
    facts.missing_person_notice_open =
        arrival.carried() || missing_person_notice_open(turn, header.commune, header.sector,
                                                        header.exercise(), arrival.accepted.at);
  auto same = count_targets(turn, arrival.mandate.mandate.referent, header.exercise(), content);
  facts.same_plate = same.plate;
  facts.same_place = same.place;
  facts.referents_on_target =
      referents_on_target(turn, arrival.mandate.mandate.referent, header.exercise(), content);
  facts.review_since = review_since(turn, arrival.mandate.mandate.referent);
  // A lie stays a lie, whoever tells it where.
  const auto limits = limits_to_judge(turn, header, arrival.accepted.at);
  auto verdict = policy::decide_alert_at_post(facts, limits);
  if (verdict.outcome == policy::Outcome::violation) return verdict;
  if (!sender.permitted()) return sender;
  if (auto border = judge_border(turn, header, arrival.charter.charter, arrival.accepted.at);
      !border.permitted())
    return border;
  const auto quota = judge_quota(turn, arrival, limits);
  return quota.permitted() || !verdict.permitted() ? verdict : quota;
}

AlertRecord new_record(const Arrival& arrival) {
  AlertRecord record;
  auto cut = arrival.envelope.begin() + limits::header_bytes + 64;
  record.head.assign(arrival.envelope.begin(), cut);
  record.rest.assign(cut, arrival.envelope.end());
  record.referent = arrival.mandate.mandate.referent;
  record.accepted = arrival.accepted.at;
  record.receipts.push_back({arrival.accepted.state, arrival.accepted.at, false, 0, arrival.accepted_bytes});
  record.flags = arrival.flags & ~policy::flag::by_post;
  if (arrival.carried()) {
    record.roll_over = arrival.cause;
    record.other_post = arrival.charter.charter.post;
  }
  return record;
}

void end_at_once(Turn& turn, const Arrival& arrival, const Statement& statement) {
  auto key = key_of(arrival.header);
  auto record = new_record(arrival);
  record.rest.clear();
  auto receipt = state_and_send(turn, key, record, statement);
  remember(turn, key, {arrival.header_hash, receipt}, arrival.header);
  count(turn, arrival.header.exercise(), CountKind::refused, statement.rule);
}

void deliver(Turn& turn, const Arrival& arrival, const Opened& opened, const policy::Verdict& verdict) {
  auto key = key_of(arrival.header);
  auto record = new_record(arrival);
  record.content_key = opened.key();
  record.flags |= verdict.flags;
  turn.txn.put(table::open_alerts, key.view(), {});
  count_delivered(turn, arrival);
  auto receipt = state_and_send(turn, key, record, {AlertState::delivered});
  // What was held apart there is held apart here.
  if (verdict.outcome == policy::Outcome::hold || arrival.held) {
    Statement held{AlertState::held};
    held.rule = arrival.held ? arrival.held->rule : static_cast<std::uint8_t>(verdict.rule);
    state_and_send(turn, key, record, held);
  }
  remember(turn, key, {arrival.header_hash, receipt}, arrival.header);
  note_targets(turn, record.referent, arrival.header.exercise(), opened.content(), arrival.header.alert);
  note_arrival(turn, key, record, opened.content(), verdict.flags);
}

void settle(Turn& turn, const Arrival& arrival) {
  const auto& header = arrival.header;
  if (from_tens(header.expiry) <= turn.now) {
    Statement late{AlertState::refused};
    late.refusal = static_cast<std::uint8_t>(wire::Refusal::expired);
    return end_at_once(turn, arrival, late);
  }
  if (lapsed(turn, header.commune, header.charter_sequence, arrival.accepted.at - nodes_differ_by)) {
    Statement unknown{AlertState::refused};
    unknown.refusal = static_cast<std::uint8_t>(wire::Refusal::unknown_charter);
    return end_at_once(turn, arrival, unknown);
  }
  const auto day = arrival.carried() ? header.supervising_epoch : header.post_epoch;
  const auto* secret = turn.keyring.find({txn::KeyUse::epoch, day});
  if (!secret) {  // counts against nobody
    Statement lost{AlertState::refused};
    lost.refusal = static_cast<std::uint8_t>(wire::Refusal::epoch);
    return end_at_once(turn, arrival, lost);
  }
  auto epoch = seal::box_key_from(seal::Secret32(std::span<const std::uint8_t, 32>(*secret)));
  auto result = seal::open_alert(header, arrival.envelope, epoch, arrival.carried() ? 1 : 0);
  // Perhaps it is sealed to the key that was lost, and not to the one that took its place for that day.
  if (!result && has_lost(turn, self_of(turn).post, day)) {
    Statement lost{AlertState::refused};
    lost.refusal = static_cast<std::uint8_t>(wire::Refusal::epoch);
    return end_at_once(turn, arrival, lost);
  }
  if (!result) {
    Statement sealed_wrong{AlertState::violation};
    sealed_wrong.refusal = static_cast<std::uint8_t>(wire::Refusal::undecipherable);
    return end_at_once(turn, arrival, sealed_wrong);
  }
  Opened opened(std::move(*result));
  auto verdict = judge(turn, arrival, opened.content());
  if (verdict.permitted()) return deliver(turn, arrival, opened, verdict);
  Statement end{verdict.outcome == policy::Outcome::violation ? AlertState::violation : AlertState::refused};
  // A receipt names a rule or a reason of format, never both.
  if (verdict.detail == policy::Detail::false_tag)
    end.refusal = static_cast<std::uint8_t>(wire::Refusal::false_tag);
  else
    end.rule = static_cast<std::uint8_t>(verdict.rule);
  end_at_once(turn, arrival, end);
}

}  // namespace

policy::Limits limits_for(Turn& turn, const wire::AlertHeader& header) {
  auto here = charter_of(turn, header.commune);
  return here ? limits_of(turn, here->charter, nullptr) : policy::prefecture_default();
}

Bytes state_and_send(Turn& turn, const AlertKey& key, AlertRecord& record, const Statement& statement) {
  auto header = record.header();
  auto receipt = state(turn, key, record, statement);
  // Whoever took it, or saw a held one, has it in hand: it is due nowhere else.
  auto work = policy::work_of(record.history());
  bool seen = record.roll_over == policy::RollOver::held_unseen && (work.opened || !work.held);
  if (record.other_post.is_zero() && (work.taken || seen)) {
    record.flags &= ~policy::flag::roll_over;
    record.roll_over = policy::RollOver::none;
  }
  save_alert(turn, key, record, limits_for(turn, header));
  plan_roll_over(turn, key, record);
  if (auto peer = peer_of_commune(turn, header.commune)) {
    auto lane = header.in_progress() ? relay::Lane::in_progress : relay::Lane::rest;
    queue_parcel(turn, *peer, lane, wire::ParcelKind::receipt,
                 ByteWriter().raw(key).raw(ByteView(receipt)).view());
  }
  return receipt;
}

namespace {

// What came, verified as far as one post can: `from` is the node of the alert's commune and signed
// `accepted`.
struct Brought {
  ByteView envelope, accepted;
  std::uint32_t flags = 0;
  policy::RollOver cause = policy::RollOver::none;
  std::optional<wire::Receipt> held;
};
Received take_in(Turn& turn, const PeerNode& from, const Brought& brought, MandateHere mandate,
                 CharterHere charter) {
  auto sealed = verify_sealed(turn, mandate, brought.envelope);
  if (!sealed) return unwelcome;
  const auto* header = &sealed->header;
  auto accepted = receipt_by(from, brought.accepted);
  if (!accepted && by_unknown_key(from, brought.accepted)) return busy_a_moment;
  auto hash = seal::header_hash(brought.envelope.first(limits::header_bytes));
  if (!accepted || accepted->state != AlertState::accepted || accepted->header_hash != hash) return unwelcome;
  if (brought.held && brought.held->header_hash != hash) return unwelcome;
  note_peer_time(turn, from.id, accepted->at);
  auto key = key_of(*header);
  if (auto first = known(turn, key)) {
    if (first->header_hash == hash) return {};
    append_log(turn, LogKind::equivocation,
               ByteWriter().raw(header->alert).raw(first->header_hash).raw(hash).view());
    turn.event(EventCode::equivocation, to_hex(header->mandate.view().first(8)));
    return {};
  }
  // An honest node has called it expired long ago. It may have been here, and gets no other answer now.
  if (is_past_for_both(turn, from.id, forgotten_at(*header))) return {};
  // Who stands in for whom travels in the documents' lane, and may be behind this alert.
  bool judged = judge_sender(turn, *header, mandate, accepted->at).permitted();
  if (!judged && turn.now < accepted->at + own_word_waited_for) return busy_a_moment;
  // What passes from another post has been numbered there.
  if (brought.cause == policy::RollOver::none) note_sequence(turn, sealed->sealer.numbers, header->sequence);
  auto own = [](ByteView view) { return Bytes(view.begin(), view.end()); };
  settle(turn, Arrival{own(brought.envelope), *header, hash, *accepted, own(brought.accepted), brought.flags,
                       std::move(mandate), std::move(charter), sealed->sealer, brought.cause, brought.held});
  return {};
}

// R30: that an officer of the alert's own post, and its node, pass this alert on to this post.
bool is_passed_on(Turn& turn, ByteView forward, const wire::PostRecord& by, ByteView envelope) {
  auto document = wire::decode_document(forward);
  auto signed_here = document ? verified_forward(turn, *document, by) : std::nullopt;
  return signed_here && signed_here->recipient == self_of(turn).post &&
         signed_here->header_hash == seal::header_hash(envelope.first(limits::header_bytes));
}

}  // namespace

// Envelope[1536] ‖ the commune's signed `accepted` ‖ its flags u32.
Received receive_alert(Turn& turn, const PeerNode& from, ByteView bytes) {
  if (bytes.size() != limits::envelope_bytes + wire::signed_receipt_bytes + 4) return unwelcome;
  ByteReader read(bytes);
  Brought brought;
  brought.envelope = read.raw(limits::envelope_bytes);
  brought.accepted = read.raw(wire::signed_receipt_bytes);
  brought.flags = read.u32();
  auto mandate = mandate_named(turn, brought.envelope.first(limits::header_bytes));
  if (!mandate) return busy_a_moment;  // documents travel in a lane of their own: it may come any moment
  auto charter = charter_of(turn, mandate->mandate.commune);
  if (!charter) return busy_a_moment;
  if (!comes_from_its_commune(turn, from, *mandate) || charge_of(turn, charter->charter) != Charge::own)
    return unwelcome;
  return take_in(turn, from, brought, std::move(*mandate), std::move(*charter));
}

Received receive_carried(Turn& turn, const PeerNode& from, ByteView bytes) {
  auto carried = wire::decode_carried(bytes);
  if (!carried) return unwelcome;
  Brought brought;
  brought.envelope = carried->envelope;
  brought.accepted = carried->accepted;
  brought.flags = carried->flags;
  brought.cause = static_cast<policy::RollOver>(carried->cause);
  auto mandate = mandate_named(turn, brought.envelope.first(limits::header_bytes));
  if (!mandate) return busy_a_moment;
  auto charter = charter_of(turn, mandate->mandate.commune);
  auto post = charter ? stored<wire::PostRecord>(turn, charter->charter.post.view()) : std::nullopt;
  if (!post) return busy_a_moment;
  if (!comes_from_its_commune(turn, from, *mandate) ||
      charge_of(turn, charter->charter) != Charge::supervised)
    return unwelcome;
  if (!carried->held.empty()) {
    auto signer = peer_of_post(turn, post->post);
    auto held = receipt_by(*signer, carried->held);
    if (!held && by_unknown_key(*signer, carried->held)) return busy_a_moment;
    if (!held || held->issuer_kind != NodeKind::post || held->state != AlertState::held) return unwelcome;
    brought.held = *held;
  }
  if (!carried->forward.empty() && !is_passed_on(turn, carried->forward, *post, brought.envelope))
    return busy_a_moment;  // the officer's commission may be behind it
  return take_in(turn, from, brought, std::move(*mandate), std::move(*charter));
}

}  // namespace tocsin::node::inbox
