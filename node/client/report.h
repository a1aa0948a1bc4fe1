// The yearly report: its four quarters as the node shows each of them, and never a sum of them, from which
// three could be subtracted (R20, R32); and the reviews that were opened in each.
#pragma once
#include "node/client/reviews.h"

namespace tocsin::client {

struct RuleReviews {
  std::uint8_t rule = 0;
  std::uint32_t opened = 0, answered = 0, overdue = 0;  // opened in the quarter; how they stand now
};
enum class QuarterState : std::uint8_t { shown = 1, not_closed = 2, not_counted = 3 };
struct QuarterReport {
  Instant from, until;
  QuarterState state = QuarterState::not_counted;  // not_counted: over before the node began to count
  Counts counts;                                   // where shown
  bool from_its_start = false;                     // the node counted from the first day of the quarter
  std::vector<RuleReviews> reviews;                // by rule
  bool reviews_whole = false;                      // an answered one is kept for a year and a day
};
Answer<std::vector<QuarterReport>> report_of_year(Official& official, std::chrono::year year, Instant now);

}  // namespace tocsin::client
