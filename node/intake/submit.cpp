#include <algorithm>

#include "node/core/deputies.h"
#include "node/core/drift.h"
#include "node/core/mandates.h"
#include "node/core/notices.h"
#include "node/core/retention.h"
#include "node/core/rollover.h"
#include "node/core/superseded.h"
#include "node/core/tables.h"
#include "node/core/windows.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

constexpr std::uint32_t tight_retry_ms = 60'000;

Bytes counted_row(const ReferentId& referent, bool exercise, Instant at, const AlertId& alert) {
  return ByteWriter().raw(referent).boolean(exercise).sorted64(to_ms(at)).raw(alert).take();
}
Bytes target_row(const ReferentId& referent, bool exercise, const TargetTag& tag) {
  return ByteWriter().raw(referent).boolean(exercise).raw(tag).take();
}

// R10, R11: what this referent already has accepted, across mandates; counted from rows that go after the
// window.
policy::SentCounts sent_counts(Turn& turn, const ReferentId& referent, const wire::AlertHeader& header) {
  policy::SentCounts counts;
  std::vector<Instant> sent;
  scan_prefix(turn.txn, table::sent, ByteWriter().raw(referent).boolean(header.exercise()).view(),
              [&](ByteView key, ByteView) {
                sent.push_back(from_ms(ByteReader(key.subspan(17)).sorted64()));
                return true;
              });
  counts.last_day = policy::count_in_window(sent, policy::quota_day, turn.now);
  counts.last_30_days = policy::count_in_window(sent, policy::quota_month, turn.now);
  auto same = [&](const TargetTag& tag) {
    std::vector<Instant> at;
    scan_prefix(turn.txn, table::targets, target_row(referent, header.exercise(), tag),
                [&](ByteView key, ByteView) {
                  at.push_back(from_ms(ByteReader(key.subspan(33)).sorted64()));
                  return true;
                });
    return policy::count_in_window(at, policy::same_target_window, turn.now);
  };
  counts.same_place_tag = same(header.place_tag);
  counts.same_plate_tag = same(header.plate_tag);
  return counts;
}

void count_sent(Turn& turn, const ReferentId& referent, const wire::AlertHeader& header) {
  put_until(turn, table::sent, counted_row(referent, header.exercise(), turn.now, header.alert),
            ByteWriter().u16(header.sector).view(), turn.now + policy::quota_month);
  for (const auto& tag : {header.place_tag, header.plate_tag}) {
    auto row = ByteWriter()
                   .raw(ByteView(target_row(referent, header.exercise(), tag)))
                   .sorted64(to_ms(turn.now))
                   .raw(header.alert)
                   .take();
    put_until(turn, table::targets, row, {}, turn.now + policy::same_target_window);
  }
}

policy::Verdict judge(Turn& turn, const Submission& submission, const Ground& ground) {
  const auto& header = submission.header;
  const auto& mandate = submission.mandate.mandate;
  policy::AlertFacts facts;
  facts.now = turn.now;
  facts.charter = ground.charter.facts;
  facts.sender = submission.desk ? Role::desk : Role::referent;
  facts.kind = header.kind;
  if (submission.desk) facts.desk = desk_facts(turn, *submission.desk, header);
  facts.to_the_post = true;  // the wraps are to the charter's post or open nowhere: there is no other address
  facts.mandate = mandate_facts(turn, submission.mandate, ground.charter);
  facts.commune_in_mandate =
      header.commune == mandate.commune && header.commune == ground.charter.charter.commune;
  facts.sector_in_mandate = has_sector(turn, mandate, header.sector, turn.now);
  facts.category = header.category;
  facts.urgency = header.urgency;
  facts.called17 = header.called17();
  facts.exercise = header.exercise();
  if (header.category == Category::missing_person)
    facts.missing_person_notice_open =
        missing_person_notice_open(turn, header.commune, header.sector, header.exercise(), turn.now);
  facts.window = window_of(turn, header.commune, turn.now);
  auto& counts = header.exercise() ? facts.exercises : facts.real;
  counts = sent_counts(turn, mandate.referent, header);
  facts.sectors_in_12_hours = sectors_now(turn, mandate.referent, header);
  facts.pause = pause_of(turn, mandate.referent, header.exercise(), ground.limits);
  return policy::decide_alert_at_commune(facts, ground.limits);
}

// Time: created is the device's clock corrected by the node's last signed time (protocol/README.md, "Time").
wire::Refusal time_refusal(Turn& turn, const wire::AlertHeader& header) {
  auto created = from_tens(header.created);
  if (created > turn.now + limits::clock_ahead_max) return wire::Refusal::clock;
  if (from_tens(header.expiry) <= turn.now) return wire::Refusal::expired;
  return wire::Refusal::none;
}

AlertRecord new_record(const Submission& submission, Instant now) {
  AlertRecord record;
  auto cut = submission.envelope.begin() + limits::header_bytes + 64;
  record.head.assign(submission.envelope.begin(), cut);
  record.rest.assign(cut, submission.envelope.end());
  record.referent = submission.mandate.mandate.referent;
  record.accepted = now;
  return record;
}

wire::Reply answer_with(Turn& turn, Bytes receipt, std::uint8_t rule, std::string_view detail,
                        bool accepted) {
  auto reply = ok(turn);
  if (!accepted) {
    reply.outcome = wire::Outcome::refused;
    reply.rule = rule;
    reply.detail = std::string(detail);
  }
  reply.data = std::move(receipt);
  return reply;
}

wire::Reply refuse_alert(Turn& turn, const Submission& submission, const Statement& statement,
                         std::string_view detail, const policy::Limits& limits) {
  auto key = key_of(submission.header);
  auto record = new_record(submission, turn.now);
  record.rest.clear();
  auto receipt = state(turn, key, record, statement);
  save_alert(turn, key, record, limits);
  remember(turn, key, {submission.header_hash, receipt}, submission.header);
  count(turn, submission.header.exercise(), CountKind::refused, statement.rule);
  tell_post_of_end(turn, record, receipt);
  return answer_with(turn, std::move(receipt), statement.rule, detail, false);
}

wire::Reply equivocation(Turn& turn, const Submission& submission, const Known& first) {
  append_log(
      turn, LogKind::equivocation,
      ByteWriter().raw(submission.header.alert).raw(first.header_hash).raw(submission.header_hash).view());
  turn.event(EventCode::equivocation, to_hex(submission.header.mandate.view().first(8)));
  Statement statement{AlertState::refused};
  statement.refusal = static_cast<std::uint8_t>(wire::Refusal::equivocation);
  return answer_with(turn, state_unkept(turn, submission.header_hash, 1, statement), 0,
                     slug(wire::Refusal::equivocation), false);
}

}  // namespace

policy::Limits limits_here(Turn& turn) {
  auto here = charter_of(turn, self_of(turn).commune);
  return here ? limits_of(turn, here->charter, nullptr) : policy::prefecture_default();
}

std::optional<Ground> ground_of(Turn& turn, std::uint32_t charter_sequence, const wire::Mandate* mandate) {
  auto current = charter_of(turn, self_of(turn).commune);
  if (!current) return std::nullopt;
  auto limits = limits_of(turn, current->charter, mandate);
  if (charter_sequence == current->charter.sequence) return Ground{std::move(*current), limits};
  for (const auto& before : honoured_charters(turn, current->charter.commune, turn.now)) {
    limits = policy::meet(limits, limits_of(turn, before->charter, mandate));
    if (before->charter.sequence == charter_sequence) return Ground{std::move(*current), limits};
  }
  return std::nullopt;
}

wire::Reply submit(Turn& turn, const Caller& caller) {
  bool by_desk = caller.device.kind == DeviceKind::commission && caller.device.role == Role::desk;
  if (!by_desk && caller.device.kind != DeviceKind::mandate)
    return refused(turn, policy::decide_action(caller.device.role, policy::Action::send_alert));
  if (storage_tight(turn)) return busy(turn, tight_retry_ms);
  auto header = seal::verify_envelope(caller.request.data, caller.device.key);
  if (!header) return failed(turn, header.error().code, header.error().detail);
  auto mandate = mandate_of(turn, header->mandate);
  if (!mandate) return failed(turn, Errc::not_found, "no such mandate here");
  // Of a renewed mandate both run: what was sealed under the one before still counts.
  if (!by_desk && mandate->mandate.device != caller.device.key)
    return failed(turn, Errc::bad_signature, "the alert names another mandate than its signer's");
  if (by_desk != (header->kind == AlertKind::desk))
    return refused(turn, policy::refuse(policy::Rule::R2, policy::Detail::role_may_not));

  Submission submission{caller.request.data, *header,
                        seal::header_hash(ByteView(caller.request.data).first(limits::header_bytes)),
                        std::move(*mandate), by_desk ? std::optional(caller.id) : std::nullopt};
  auto key = key_of(*header);
  // The same bytes get the stored receipt, whatever is in force now.
  if (auto first = known(turn, key)) {
    if (first->header_hash != submission.header_hash) return equivocation(turn, submission, *first);
    auto receipt = wire::decode_receipt(ByteView(first->first_receipt).first(wire::receipt_bytes));
    bool accepted = receipt && receipt->state == AlertState::accepted;
    return answer_with(turn, first->first_receipt, receipt ? receipt->rule : 0, "answered before", accepted);
  }

  auto ground = ground_of(turn, header->charter_sequence, &submission.mandate.mandate);
  auto fallback = policy::meet(policy::prefecture_default(), policy::ceiling());
  if (!ground) {
    Statement statement{AlertState::refused};
    statement.refusal = static_cast<std::uint8_t>(wire::Refusal::unknown_charter);
    return refuse_alert(turn, submission, statement, slug(wire::Refusal::unknown_charter), fallback);
  }
  if (auto refusal = time_refusal(turn, *header); refusal != wire::Refusal::none) {
    Statement statement{AlertState::refused};
    statement.refusal = static_cast<std::uint8_t>(refusal);
    return refuse_alert(turn, submission, statement, slug(refusal), ground->limits);
  }
  auto verdict = judge(turn, submission, *ground);
  if (!verdict.permitted()) {
    Statement statement{AlertState::refused};
    statement.rule = static_cast<std::uint8_t>(verdict.rule);
    return refuse_alert(turn, submission, statement, policy::slug(verdict.detail), ground->limits);
  }

  auto record = new_record(submission, turn.now);
  record.flags = verdict.flags;
  Statement statement{AlertState::accepted};
  statement.clock_noted = from_tens(header->created) > turn.now + limits::clock_ahead_noted;
  auto receipt = state(turn, key, record, statement);
  remember(turn, key, {submission.header_hash, receipt}, *header);
  count_sent(turn, record.referent, *header);
  note_flags(turn, record, *header);
  if (by_desk) count_entry(turn, caller.id, key, header->exercise());
  count(turn, header->exercise(), CountKind::category, static_cast<std::uint16_t>(header->category));
  count(turn, header->exercise(), CountKind::sector, header->sector);
  auto expiry = ByteWriter().sorted64(to_ms(from_tens(header->expiry))).raw(key).take();
  turn.txn.put(table::expiries, expiry, {});
  auto hold_ends = policy::hold_ends(turn.now, header->urgency, ground->limits);
  if (hold_ends <= turn.now) {
    queue_for_post(turn, key, record, ground->limits);
  } else {
    turn.txn.put(table::hold, ByteWriter().sorted64(to_ms(hold_ends)).raw(key).view(), {});
    turn.wake(hold_ends);
    save_alert(turn, key, record, ground->limits);
  }
  return answer_with(turn, std::move(receipt), 0, {}, true);
}

Bytes content_for_post(const AlertRecord& record) {
  ByteWriter bytes;
  bytes.raw(ByteView(record.head)).raw(ByteView(record.rest)).raw(ByteView(record.receipts.front().bytes));
  return bytes.u32(record.flags).take();
}

void queue_for_post(Turn& turn, const AlertKey& key, AlertRecord& record, const policy::Limits& limits) {
  constexpr minutes tried_again{1};
  const auto lane = record.header().in_progress() ? relay::Lane::in_progress : relay::Lane::rest;
  const auto post = peer_of_post(turn, own_post(turn));
  record.queued = post && queue_parcel(turn, *post, lane, wire::ParcelKind::alert, content_for_post(record));
  if (!record.queued) {
    turn.txn.put(table::hold, ByteWriter().sorted64(to_ms(turn.now + tried_again)).raw(key).view(), {});
    turn.wake(turn.now + tried_again);
  }
  save_alert(turn, key, record, limits);
  plan_roll_over(turn, key, record);
}

void tell_post_of_end(Turn& turn, const AlertRecord& record, ByteView receipt) {
  if (auto post = peer_of_post(turn, own_post(turn)))
    queue_parcel(turn, *post, relay::Lane::rest, wire::ParcelKind::ended,
                 ByteWriter().raw(ByteView(record.head)).raw(receipt).view());
}

wire::Reply withdraw(Turn& turn, const Caller& caller) {
  auto document = wire::decode_document(caller.request.data);
  if (!document) return failed(turn, document.error().code, document.error().detail);
  auto withdrawal =
      seal::verify_single<wire::Withdrawal>(*document, caller.device.key, seal::Tag::withdrawal);
  if (!withdrawal) return failed(turn, withdrawal.error().code, withdrawal.error().detail);
  auto key = AlertKey::from(ByteWriter().raw(withdrawal->alert).raw(withdrawal->mandate).view());
  auto record = load_alert(turn, *key);
  if (!record) return failed(turn, Errc::not_found, "no such alert here, or it is erased");
  if (record->header_hash() != withdrawal->header_hash)
    return failed(turn, Errc::conflict, "the withdrawal is about other bytes than the alert held here");
  policy::WithdrawalFacts facts;
  facts.now = turn.now;
  facts.sender = caller.device.role;
  facts.mandate = caller.term;
  auto own = mandate_of(turn, *MandateId::from(caller.device.subject));
  facts.own_alert =
      caller.device.kind == DeviceKind::mandate && own && own->mandate.referent == record->referent;
  facts.queued_for_post = record->queued;
  for (auto end : {AlertState::refused, AlertState::withdrawn, AlertState::expired, AlertState::violation,
                   AlertState::closed})
    facts.over |= record->has(end);
  auto answer = [&](const Bytes& receipt) { return answer_with(turn, receipt, 0, {}, true); };
  if (facts.own_alert)  // asked again: the same answer
    for (const auto& receipt : record->receipts)
      if (receipt.state == AlertState::withdrawn || receipt.state == AlertState::withdrawal_noted)
        return answer(receipt.bytes);
  auto decision = policy::decide_withdrawal(facts);
  if (!decision.verdict.permitted()) return refused(turn, decision.verdict);
  auto limits = limits_here(turn);
  if (decision.effect == policy::Withdrawal::ends_the_alert) {
    auto header = record->header();
    auto hold_ends = policy::hold_ends(record->accepted, header.urgency, limits);
    turn.txn.erase(table::hold, ByteWriter().sorted64(to_ms(hold_ends)).raw(*key).view());
    auto receipt = state(turn, *key, *record, {AlertState::withdrawn});
    record->rest.clear();
    save_alert(turn, *key, *record, limits);
    tell_post_of_end(turn, *record, receipt);
    return answer(receipt);
  }
  for (const auto& post : {own_post(turn), record->other_post})
    if (auto peer = peer_of_post(turn, post))
      queue_parcel(turn, *peer, relay::Lane::control, wire::ParcelKind::withdrawal, caller.request.data);
  auto reply = ok(turn);  // a mark: the post will sign `withdrawal noted`
  return reply;
}

}  // namespace tocsin::node::intake
