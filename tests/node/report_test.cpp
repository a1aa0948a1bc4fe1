// The yearly report as the offices' devices put it together, against the cores of two nodes.
#include "node/client/report.h"

#include "tests/node/drift_world.h"
#include "tests/node/in_process_line.h"
#include "tests/node/temp_folder.h"

using namespace tocsin;
using namespace tocsin::tests;
using client::Official;
using client::QuarterState;

namespace {

struct Report : Drift {
  test::TempFolder folder;
  InProcess network{*this};
  client::Profile mayors = profile("mayor", world.commune.mayor, {world.commune.charter.commune, {}});
  client::Profile commanders = profile("commander", world.post.commander, {{}, world.post.record.post});
  Official town_hall = std::move(*Official::open(mayors, network.tools()));
  Official at_post = std::move(*Official::open(commanders, network.tools()));

  client::Profile profile(const std::string& name, const Commissioned& who,
                          const client::OfficeName& office) {
    auto made = client::Profile::open(folder.file(name));
    REQUIRE(made);
    REQUIRE(made->write("signing.key", who.device.signing.seed.view()));
    REQUIRE(made->write("transport.key", who.device.transport.secret.view()));
    std::vector<Bytes> documents;
    for (const auto* each :
         {&world.root_document, &world.rules_document, &world.post.document, &world.commune.document})
      documents.push_back(wire::encode(*each));
    REQUIRE(Official::prepare(*made, network.tools(), office, documents));
    return std::move(*made);
  }
  std::vector<client::QuarterReport> report(Official& official, int year = 2026) {
    auto quarters = client::report_of_year(official, std::chrono::year(year), now);
    INFO((quarters ? "" : quarters.error().error.detail));
    REQUIRE(quarters);
    REQUIRE(quarters->size() == 4);
    return std::move(*quarters);
  }
};

std::vector<QuarterState> states(const std::vector<client::QuarterReport>& quarters) {
  std::vector<QuarterState> found;
  for (const auto& quarter : quarters) found.push_back(quarter.state);
  return found;
}
std::optional<std::uint64_t> number(const client::QuarterReport& quarter, std::uint8_t kind,
                                    std::uint64_t key) {
  for (const auto& cell : quarter.counts.cells)
    if (cell.kind == kind && cell.key == key) return cell.count;
  return std::nullopt;
}
constexpr auto shown = QuarterState::shown, running = QuarterState::not_closed,
               never = QuarterState::not_counted;

}  // namespace

TEST_CASE_METHOD(Report,
                 "R20 R32 a year's report says which quarters are not closed, and which were not counted") {
  CHECK(states(report(town_hall)) == std::vector{running, running, running, running});
  CHECK(states(report(town_hall, 2025)) == std::vector{never, never, never, never});
  pass(days(31), hours(12));
  auto quarters = report(town_hall);
  CHECK(states(quarters) == std::vector{shown, running, running, running});
  CHECK_FALSE(quarters[0].from_its_start);  // founded on the second of March
  pass(days(91), hours(12));
  quarters = report(at_post);
  CHECK(states(quarters) == std::vector{shown, shown, running, running});
  CHECK(quarters[1].from_its_start);
}

TEST_CASE_METHOD(Report,
                 "R32 a quarter's report has flags, shares and reviews in that quarter and no other") {
  for (int i = 0; i < 10; ++i) {
    with_person_ = i < 5;
    send(world.referent);  // the quota of a day is five
  }
  auto abuser = another();
  std::vector<AlertId> sent{send(abuser), send(abuser), send(abuser)};
  for (const auto& alert : sent) close(alert, ClosingCode::abusive);
  pass(days(31), hours(12));
  auto at_mairie = report(town_hall), there = report(at_post);
  CHECK(number(at_mairie[0], 7, 10) == 5);
  CHECK_FALSE(number(at_mairie[0], 7, 14));  // one: masked
  CHECK(number(there[0], 6, 1) == 5);
  CHECK(at_mairie[1].counts.cells.empty());
  for (const auto* quarters : {&at_mairie, &there}) {
    const auto& reviews = (*quarters)[0].reviews;
    REQUIRE(reviews.size() == 1);
    CHECK(reviews[0].rule == 14);
    CHECK((reviews[0].opened == 1 && reviews[0].answered == 0 && reviews[0].overdue == 1));
    CHECK((*quarters)[0].reviews_whole);
    CHECK((*quarters)[1].reviews.empty());
  }
  // The client of the same key counts from the clock: what the commander signs next goes on from there.
  *commander.counter = static_cast<std::uint64_t>(to_ms(now) << 10) + (std::uint64_t{1} << 33);
  auto waiting = review_in(reviews(post, commander).front());
  REQUIRE(answer(waiting, ReviewOutcome::upheld).outcome == wire::Outcome::ok);
  CHECK(report(town_hall)[0].reviews[0].answered == 1);
  auto later = client::report_of_year(town_hall, std::chrono::year(2026), now + days(367));
  REQUIRE(later);
  CHECK_FALSE((*later)[0].reviews_whole);
  CHECK(number((*later)[0], 7, 10) == 5);  // the numbers stay
}
