#include "node/core/reviews.h"

#include <algorithm>

#include "node/core/drift.h"
#include "node/core/keep.h"
#include "node/core/log.h"
#include "node/core/queries.h"
#include "node/core/retention.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using policy::Rule;
using wire::DocumentType;

// An answered review stays as long as a mandate that it revoked can have been given for.
constexpr hours answered_kept = wire::authority_life_max;

std::optional<ReviewHere> read_review(Turn& turn, wire::SignedDocument document) {
  auto review = wire::decode<wire::Review>(document.bytes);
  if (!review || document.signatures.size() != 1) return std::nullopt;
  ReviewHere here;
  here.opened_by = static_cast<seal::Tag>(document.signatures.front().tag);
  here.review = *review;
  here.document = std::move(document);
  here.answer_document = stored_document(turn, DocumentType::review_answer, review->id.view());
  if (here.answer_document)
    if (auto answer = wire::decode<wire::ReviewAnswer>(here.answer_document->bytes)) here.answer = *answer;
  return here;
}
std::optional<ReviewHere> review_of(Turn& turn, const CommandId& id) {
  auto document = stored_document(turn, DocumentType::review, id.view());
  return document ? read_review(turn, std::move(*document)) : std::nullopt;
}

Bytes about_row(const ReferentId& referent) {
  return drift_row(DriftRow::review).raw(referent).take();
}
Bytes due_row(const wire::Review& review) {
  return drift_row(DriftRow::answer_due).sorted64(to_ms(policy::answer_due(review.at))).raw(review.id).take();
}

bool is_of(const ReviewHere& here, Rule rule) {
  return here.review.rule == static_cast<std::uint8_t>(rule);
}
bool suspends(const ReviewHere& here) {
  return here.opened_by == seal::Tag::review_node && is_of(here, Rule::R14);
}

// The answer that ends a suspension: to the review itself, or a later one to another of R14.
const wire::ReviewAnswer* answer_to(const ReviewHere& here, const std::vector<ReviewHere>& all) {
  if (here.answer) return &*here.answer;
  for (const auto& other : all)
    if (is_of(here, Rule::R14) && is_of(other, Rule::R14) && other.answer &&
        other.answer->at >= here.review.at)
      return &*other.answer;
  return nullptr;
}

std::optional<MandateHere> subject_of(Turn& turn, const wire::Review& review) {
  if (review.subject != ReviewSubject::mandate) return std::nullopt;
  return mandate_of(turn, *MandateId::from(review.about));
}

// Who opens it, verified; refused by policy or failed. `ok` otherwise.
wire::Reply judge_opening(Turn& turn, const wire::SignedDocument& document, const wire::Review& review,
                          const std::optional<MandateHere>& mandate, const std::optional<KeyId>& from) {
  if (document.signatures.size() != 1)
    return failed(turn, Errc::bad_signature, "a review carries one signature");
  const auto& signature = document.signatures.front();
  auto verify = [&](const SigningPublic& key, seal::Tag tag) {
    return seal::verify_single<wire::Review>(document, key, tag);
  };
  policy::ReviewFacts facts;
  facts.now = turn.now;
  facts.rule = static_cast<Rule>(review.rule);
  facts.subject = review.subject;
  auto tag = static_cast<seal::Tag>(signature.tag);
  if (tag == seal::Tag::review_node) {
    auto peer = peer_of_commune(turn, review.commune);
    if (!peer) return failed(turn, Errc::not_found, "no node of this commune is known here");
    auto which = from == peer->id ? Formers::all : Formers::honoured;
    auto opened =
        by_any(signing_keys(*peer, turn.now, which), [&](const auto& key) { return verify(key, tag); });
    return opened ? ok(turn) : reply_of(turn, opened.error());
  }
  if (tag == seal::Tag::review_referent) {
    if (!mandate) return failed(turn, Errc::not_found, "no such mandate here");
    auto opened = verify(mandate->mandate.device, tag);
    if (!opened) return reply_of(turn, opened.error());
    const auto& referent = mandate->mandate.referent;
    facts.opener = Role::referent;
    facts.own_mandate = true;
    // The commune keeps the marks: what it has let pass stands at the post too.
    facts.paused = from.has_value() || is_paused(turn, referent, mandate->mandate.commune);
    if (!from)
      for (const auto& each : reviews_about(turn, referent))
        facts.asked_before |= each.opened_by == seal::Tag::review_referent && !each.answer;
  } else {
    auto commission = commission_of(turn, signature.key);
    if (!commission) return failed(turn, Errc::not_found, "no commission of the auditor is held here");
    auto opened = verify(commission->key, seal::Tag::review_auditor);
    if (!opened) return reply_of(turn, opened.error());
    facts.opener = commission->role;
    facts.standing =
        term_of(turn, wire::ActTarget::commission, signature.key.view(), commission->from, commission->until);
  }
  auto verdict = policy::decide_review(facts);
  return verdict.permitted() ? ok(turn) : refused(turn, verdict);
}

void keep_review(Turn& turn, const wire::SignedDocument& document, const wire::Review& review,
                 const std::optional<MandateHere>& mandate, const std::optional<KeyId>& from) {
  keep(turn, document, review.id.view());
  if (mandate)
    turn.txn.put(table::drift,
                 ByteWriter().raw(ByteView(about_row(mandate->mandate.referent))).raw(review.id).view(), {});
  turn.txn.put(table::drift, due_row(review), {});
  turn.wake(policy::answer_due(review.at));
  share(turn, document, from, &review.commune);
}

}  // namespace

std::vector<ReviewHere> reviews(Turn& turn) {
  std::vector<ReviewHere> found;
  for (auto& document : stored_documents(turn, DocumentType::review))
    if (auto here = read_review(turn, std::move(document))) found.push_back(std::move(*here));
  return found;
}

std::vector<ReviewHere> reviews_about(Turn& turn, const ReferentId& referent) {
  std::vector<CommandId> ids;
  auto prefix = about_row(referent);
  scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
    if (auto id = CommandId::from(key.subspan(prefix.size()))) ids.push_back(*id);
    return true;
  });
  std::vector<ReviewHere> found;
  for (const auto& id : ids)
    if (auto here = review_of(turn, id)) found.push_back(std::move(*here));
  return found;
}

Instant review_since(Turn& turn, const ReferentId& referent) {
  auto since = Instant::max();
  auto all = reviews_about(turn, referent);
  for (const auto& here : all)
    if (suspends(here) && answer_to(here, all) == nullptr) since = std::min(since, here.review.at);
  return since;
}

Instant upheld_until(Turn& turn, const ReferentId& referent, const policy::Limits& limits) {
  Instant until{};
  auto all = reviews_about(turn, referent);
  for (const auto& here : all) {
    if (!suspends(here)) continue;
    const auto* answer = answer_to(here, all);
    if (answer != nullptr && answer->outcome == ReviewOutcome::upheld)
      until = std::max(until, answer->at + hours(limits.cool_down_hours));
  }
  return until;
}

std::optional<Instant> revoked_by_review(Turn& turn, const ReferentId& referent, Instant mandate_from) {
  std::optional<Instant> revoked;
  for (const auto& here : reviews_about(turn, referent)) {
    bool revokes = here.answer && here.answer->outcome == ReviewOutcome::mandate_revoked &&
                   mandate_from <= here.answer->at;
    if (revokes && (!revoked || here.answer->at < *revoked)) revoked = here.answer->at;
  }
  return revoked;
}

wire::Reply accept_review(Turn& turn, const wire::SignedDocument& document,
                          const std::optional<KeyId>& from) {
  auto review = wire::decode<wire::Review>(document.bytes);
  if (!review) return reply_of(turn, review.error());
  if (is_held(turn, document, review->id.view())) return ok(turn);
  if (stored_document(turn, DocumentType::review, review->id.view()))
    return failed(turn, Errc::conflict, "this id was used for another review");
  if (!charter_of(turn, review->commune))
    return failed(turn, Errc::not_found, "no charter of " + to_string(review->commune) + " here");
  if (!from && review->at > turn.now + limits::clock_ahead_noted)
    return failed(turn, Errc::expired, "the review is dated later than this node's clock");
  auto mandate = subject_of(turn, *review);
  if (review->subject == ReviewSubject::mandate && (!mandate || mandate->mandate.commune != review->commune))
    return failed(turn, Errc::not_found, "no such mandate of this commune here");
  auto judged = judge_opening(turn, document, *review, mandate, from);
  if (judged.outcome != wire::Outcome::ok) return judged;
  keep_review(turn, document, *review, mandate, from);
  return ok(turn);
}

wire::Reply accept_review_answer(Turn& turn, const wire::SignedDocument& document,
                                 const std::optional<KeyId>& from) {
  auto answer = wire::decode<wire::ReviewAnswer>(document.bytes);
  if (!answer) return reply_of(turn, answer.error());
  if (is_held(turn, document, answer->review.view())) return ok(turn);
  auto here = review_of(turn, answer->review);
  if (!here) return failed(turn, Errc::not_found, "the review that this answers is not here");
  const auto& review = here->review;
  if (answer->commune != review.commune || answer->at < review.at)
    return failed(turn, Errc::malformed, "the answer names another commune, or is older than its review");
  if (!from && answer->at > turn.now + limits::clock_ahead_noted)
    return failed(turn, Errc::expired, "the answer is dated later than this node's clock");
  auto signers = seal::signers(document);
  auto commission = signers.size() == 1 ? commission_of(turn, signers.front()) : std::nullopt;
  auto charter = charter_of(turn, review.commune);
  if (!commission || !charter)
    return failed(turn, Errc::bad_signature, "an answer carries one signature, by a commission known here");
  bool by_mairie = !commission->commune.is_zero();
  auto verified = seal::verify_single<wire::ReviewAnswer>(
      document, commission->key, by_mairie ? seal::Tag::review_answer_mairie : seal::Tag::review_answer_post);
  if (!verified) return reply_of(turn, verified.error());
  policy::ReviewAnswerFacts facts;
  facts.now = turn.now;
  facts.role = commission->role;
  facts.commission =
      term_of(turn, wire::ActTarget::commission, signers.front().view(), commission->from, commission->until);
  facts.asked = review.asks == NodeKind::commune ? commission->commune == review.commune
                                                 : commission->post == charter->charter.post;
  facts.answered = here->answer.has_value();
  facts.about_himself = review.about == signers.front().bytes;
  facts.subject = review.subject;
  facts.outcome = answer->outcome;
  if (auto verdict = policy::decide_review_answer(facts); !verdict.permitted()) return refused(turn, verdict);

  keep(turn, document, answer->review.view());
  auto gone_at = turn.now + answered_kept;
  put_until(turn, table::documents, document_key(document.type, answer->review.view()),
            wire::encode(document), gone_at);
  put_until(turn, table::documents, document_key(DocumentType::review, review.id.view()),
            wire::encode(here->document), gone_at);
  turn.txn.erase(table::drift, due_row(review));
  if (auto mandate = subject_of(turn, review)) {
    put_until(turn, table::drift,
              ByteWriter().raw(ByteView(about_row(mandate->mandate.referent))).raw(review.id).view(), {},
              gone_at);
    // What was lifted counts no more.
    if (is_of(*here, Rule::R14) && answer->outcome == ReviewOutcome::lifted)
      forget_marks(turn, mandate->mandate.referent);
  }
  share(turn, document, from, &review.commune);
  return ok(turn);
}

void open_review(Turn& turn, const wire::Mandate& mandate, Rule rule) {
  auto all = reviews_about(turn, mandate.referent);
  for (const auto& here : all)
    if (here.opened_by == seal::Tag::review_node && is_of(here, rule) && answer_to(here, all) == nullptr)
      return;
  wire::Review review;
  review.id = seal::time_ordered_id<CommandId>(turn.now, turn.entropy);
  review.commune = mandate.commune;
  review.rule = static_cast<std::uint8_t>(rule);
  review.subject = ReviewSubject::mandate;
  review.about = mandate.mandate.bytes;
  review.asks = NodeKind::post;
  review.at = turn.now;
  auto document = seal::draft(review);
  seal::add_signature(document, turn.keys().signing, seal::Tag::review_node);
  keep_review(turn, document, review, mandate_of(turn, mandate.mandate), std::nullopt);
}

void log_overdue_reviews(Turn& turn) {
  auto prefix = drift_row(DriftRow::answer_due).take();
  std::vector<Bytes> due;
  scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
    auto at = from_ms(ByteReader(key.subspan(prefix.size())).sorted64());
    if (at > turn.now) {
      turn.wake(at);
      return false;
    }
    due.emplace_back(key.begin(), key.end());
    return true;
  });
  for (const auto& row : due) {
    turn.txn.erase(table::drift, row);
    auto id = ByteView(row).subspan(prefix.size() + 8);
    append_log(turn, LogKind::overdue, id);
    turn.event(EventCode::review_overdue, to_hex(id.first(8)));
  }
}

wire::Reply list_reviews(Turn& turn, const Caller& caller) {
  auto reply = ok(turn);
  std::vector<ReviewHere> shown;
  Bytes pause;
  if (caller.device.role == Role::referent) {
    auto own = mandate_of(turn, *MandateId::from(caller.device.subject));
    if (!own) return failed(turn, Errc::not_found, "no mandate of this device here");
    shown = reviews_about(turn, own->mandate.referent);
    auto here = pause_of(turn, own->mandate.referent, own->mandate.commune);
    bool running = turn.now < here.until;
    pause = ByteWriter().u64(running ? to_ms(here.until) : 0).boolean(here.under_review).take();
  } else {
    shown = reviews(turn);
  }
  for (const auto& here : shown) {
    wire::Item item;
    item.id = here.review.id.bytes;
    item.number = to_ms(policy::answer_due(here.review.at));
    item.code = here.answer                                                             ? 3
                : policy::is_overdue(here.review.at, here.answer.has_value(), turn.now) ? 2
                                                                                        : 1;
    item.data = wire::encode(here.document);
    if (here.answer_document) item.extra = wire::encode(*here.answer_document);
    reply.items.push_back(std::move(item));
  }
  reply = page(std::move(reply), caller.request.number);
  if (!reply.more) reply.data = std::move(pause);  // else: where to go on
  return reply;
}

}  // namespace tocsin::node
