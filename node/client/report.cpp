#include "node/client/report.h"

#include <map>

#include "policy/counts.h"
#include "policy/verdict.h"

namespace tocsin::client {
namespace {

constexpr hours answered_kept = wire::authority_life_max;

Answer<QuarterReport> quarter_report(Official& official, const policy::Period& period) {
  QuarterReport report;
  report.from = period.from;
  report.until = period.until;
  auto counts = official.counts(day_of(period.from));
  if (!counts && counts.error().rule == static_cast<std::uint8_t>(policy::Rule::R20)) {
    report.state = QuarterState::not_closed;
    return report;
  }
  if (!counts) return pass_on(counts);
  if (!counts->held()) return report;
  report.state = QuarterState::shown;
  report.from_its_start = counts->since <= period.from;
  report.counts = std::move(*counts);
  return report;
}

void add_reviews(QuarterReport& report, const std::vector<ReviewRow>& rows, Instant now) {
  std::map<std::uint8_t, RuleReviews> by_rule;
  for (const auto& row : rows) {
    if (row.review.at < report.from || row.review.at >= report.until) continue;
    auto& reviews = by_rule[row.review.rule];
    reviews.rule = row.review.rule;
    ++reviews.opened;
    if (row.state == ReviewState::answered) ++reviews.answered;
    if (row.state == ReviewState::overdue) ++reviews.overdue;
  }
  for (const auto& [rule, reviews] : by_rule) report.reviews.push_back(reviews);
  report.reviews_whole = now < report.from + answered_kept;
}

}  // namespace

Answer<std::vector<QuarterReport>> report_of_year(Official& official, std::chrono::year year, Instant now) {
  auto session = official.connected();
  if (!session) return pass_on(session);
  auto reviews = list_reviews(**session);
  if (!reviews) return pass_on(reviews);
  std::vector<QuarterReport> quarters;
  for (unsigned month : {1u, 4u, 7u, 10u}) {
    Instant first{std::chrono::sys_days(year / std::chrono::month(month) / 1)};
    auto report = quarter_report(official, policy::quarter_of(first));
    if (!report) return pass_on(report);
    add_reviews(*report, reviews->rows, now);
    quarters.push_back(std::move(*report));
  }
  return quarters;
}

}  // namespace tocsin::client
