// Reviews as a device asks for them, opens and answers them (R14, R32). What the node lists is parsed here;
// its signatures were verified by the node, as those of mandates in a list are.
#pragma once
#include <optional>
#include <vector>

#include "node/client/official.h"

namespace tocsin::client {

enum class ReviewOpener : std::uint8_t { auditor = 1, referent = 2, node = 3 };
enum class ReviewState : std::uint8_t { open = 1, overdue = 2, answered = 3 };
struct ReviewRow {
  wire::Review review;
  ReviewOpener opener{};
  ReviewState state{};
  Instant due;  // by when an answer is owed
  std::optional<wire::ReviewAnswer> answer;
};
// R14 as the commune's node applies it to the referent who asks.
struct OwnPause {
  std::optional<Instant> until;  // of a cool-down
  bool under_review = false;     // suspended until the review is answered
  bool running() const { return until.has_value() || under_review; }
};
struct ReviewList {
  std::vector<ReviewRow> rows;  // oldest first
  OwnPause pause;               // a referent's own; else empty
};
Answer<ReviewList> list_reviews(Session& session);

// An auditor's. `about`: nobody for an office.
struct ReviewWish {
  Insee commune;
  std::uint8_t rule = 0;
  ReviewSubject subject = ReviewSubject::office;
  std::array<std::uint8_t, 16> about{};
  NodeKind asks = NodeKind::post;
};
Answer<CommandId> open_review(Official& auditor, const ReviewWish& wish);
// A commander's or a mayor's.
Answer<bool> answer_review(Official& official, const ReviewRow& row, ReviewOutcome outcome);

}  // namespace tocsin::client
