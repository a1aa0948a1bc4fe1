// Reviews (R14, R32): who may open one, who answers it, and when it is overdue. The auditor reads the log,
// the rules and the counts, never a content, and is owed an answer.
#pragma once
#include "policy/roles.h"
#include "policy/standing.h"
#include "policy/verdict.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

constexpr hours review_answer_within = days(30);  // R32: at least; a constant, no document changes it

// All-default facts are refused.
struct ReviewFacts {
  Instant now{};
  Role opener = Role::citizen;
  Term standing{};  // of the opener's commission or mandate; only an auditor's is asked
  Rule rule = Rule::none;
  ReviewSubject subject = ReviewSubject::office;
  bool own_mandate = false;   // a referent's: the review is about a mandate of the opener
  bool paused = false;        // a referent's: a cool-down or a suspension of R14 stands
  bool asked_before = false;  // a referent's: an earlier contest has no answer yet
};
// An auditor opens one about any rule; a referent asks for one about the pause that R14 set on him. A
// suspended or expired mandate may ask: it asks for an answer, not for an alert.
Verdict decide_review(const ReviewFacts& facts);

struct ReviewAnswerFacts {
  Instant now{};
  Role role = Role::citizen;
  Term commission{};
  bool asked = false;     // the answerer's office is the one that the review asks
  bool answered = false;  // there is an answer already: it stands
  bool about_himself = false;
  ReviewSubject subject = ReviewSubject::office;
  ReviewOutcome outcome{};
};
// A commander for the post, a mayor for the mairie; nobody about himself; `mandate_revoked` only about a
// mandate.
Verdict decide_review_answer(const ReviewAnswerFacts& facts);

// The instant by which an answer is owed; from then on an unanswered review is shown as overdue.
Instant answer_due(Instant opened);
bool is_overdue(Instant opened, bool answered, Instant now);

}  // namespace tocsin::policy
