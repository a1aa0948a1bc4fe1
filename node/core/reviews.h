// Reviews as this node holds them (R14, R32): questions that must be answered, their answers, and what
// follows for a mandate. Everything is derived from signed documents, the same at both nodes.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

struct ReviewHere {
  wire::SignedDocument document;
  wire::Review review;
  seal::Tag opened_by{};
  std::optional<wire::SignedDocument> answer_document;
  std::optional<wire::ReviewAnswer> answer;
};
// All held here, in the order of their ids, which is that of time.
std::vector<ReviewHere> reviews(Turn& turn);
// Those about any mandate of this referent.
std::vector<ReviewHere> reviews_about(Turn& turn, const ReferentId& referent);

// R14: the opening of the earliest review that suspends this referent and has no answer;
// `Instant::max()`: none. An answer to any review of R14 about a referent answers those before it too.
Instant review_since(Turn& turn, const ReferentId& referent);
// R14: the end of the cool-down that began with an upheld answer; the earliest instant: none.
Instant upheld_until(Turn& turn, const ReferentId& referent, const policy::Limits& limits);
// The earliest answer that revoked the mandates which this referent held then.
std::optional<Instant> revoked_by_review(Turn& turn, const ReferentId& referent, Instant mandate_from);

// Taken in as every document is: signatures, who may, a leaf in the log, and the other node.
wire::Reply accept_review(Turn& turn, const wire::SignedDocument& document, const std::optional<KeyId>& from);
wire::Reply accept_review_answer(Turn& turn, const wire::SignedDocument& document,
                                 const std::optional<KeyId>& from);
// The commune node's own, when a rule makes one due: about this mandate, to the post. Nothing happens while
// one of the same rule about the same referent waits for its answer.
void open_review(Turn& turn, const wire::Mandate& mandate, policy::Rule rule);

// R32: a review that became overdue has its leaf in the log.
void log_overdue_reviews(Turn& turn);
// A referent sees those about his own mandates, and his own pause; others all that are held here.
wire::Reply list_reviews(Turn& turn, const struct Caller& caller);

}  // namespace tocsin::node
