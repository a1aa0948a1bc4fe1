// Every sequence of acts in a small world: the promises of the project hold in each state that can be
// reached.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "plants.h"
#include "search.h"

namespace tocsin::policy::walk {
namespace {

// How many acts in a row, and how many different states that must give at least. The sanitizers' build, ten
// times slower, walks less far; the whole walk is asked for by tests/run.
struct Bound {
  int depth;
  std::uint64_t states;
};
#ifdef TOCSIN_SANITIZED
constexpr Bound usual{4, 200'000}, whole{4, 200'000};
constexpr int of_everything = 2;
#else
constexpr Bound usual{5, 1'500'000}, whole{6, 10'000'000};
constexpr int of_everything = 4;
#endif
Bound bound() {
  const char* proofs = std::getenv("TOCSIN_PROOFS");
  return proofs != nullptr && std::string(proofs) == "whole" ? whole : usual;
}

std::string told(const Found& found) {
  std::string text = found.broken;
  for (const auto& step : found.path) text += "\n  " + step;
  return text;
}
std::vector<Act> acts_given() {
  std::vector<Act> acts;
  for (const auto& act : all_acts())
    if (given_to_role(act, {})) acts.push_back(act);
  return acts;
}

TEST_CASE("Walk: what anybody tries, in any order, breaks no promise") {
  auto found = search(beginnings(), all_acts(), of_everything, {}, true);
  INFO(told(found));
  CHECK(found.broken.empty());
  CHECK(found.depth == of_everything);
}
TEST_CASE("Walk: what the matrix gives, in any order and ten million states, breaks no promise") {
  auto acts = acts_given();
  CHECK(acts.size() < all_acts().size());
  auto started = std::chrono::steady_clock::now();
  auto found = search(beginnings(), acts, bound().depth, {}, false);
  INFO(told(found));
  CHECK(found.broken.empty());
  CHECK(found.depth == bound().depth);
  CHECK(found.states >= bound().states);
  auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  std::cout << "walk: depth " << found.depth << ", " << found.states << " distinct states, " << found.tried
            << " acts tried, " << seconds << " s\n";
}

TEST_CASE("Walk: a broken decision of each kind is found, with the acts that show it") {
  for (const auto& plant : plants()) {
    Decisions decisions;
    plant.spoil(decisions);
    auto found = search(beginnings(), all_acts(), 5, decisions, true);
    INFO(plant.name << ": " << told(found));
    CHECK(found.broken.find(plant.promise) != std::string::npos);
    CHECK_FALSE(found.path.empty());
  }
}

// The walk goes somewhere: the good course of things is open in this world.
TEST_CASE(
    "Walk: alerts are sent, delivered, read and closed, limits loosened, nodes resumed, notices shown") {
  State state = beginnings().front();
  auto does = [&state](Verb verb, Actor actor, int object) {
    State before = state;
    const Act act{verb, actor, static_cast<std::int8_t>(object)};
    INFO(describe(act));
    CHECK(try_act(state, act, {}) == nullptr);
    CHECK(fingerprint(state) != fingerprint(before));
  };
  does(Verb::nominate, mayor_0, 0);
  does(Verb::vet, commander_0, 0);
  does(Verb::log_mandate, the_nodes, 0);
  does(Verb::send_again, referent_0, 0);
  does(Verb::deliver, the_nodes, 0);
  CHECK(static_cast<Stage>(state.alert[0].stage) == Stage::held);
  does(Verb::open, officer_0, 0);
  does(Verb::release, officer_0, 0);
  does(Verb::release, commander_0, 0);
  does(Verb::take, officer_0, 0);
  does(Verb::close, officer_0, 0);
  does(Verb::reopen, commander_0, 0);
  for (auto who : {mayor_0, commander_0, prefect}) does(Verb::sign_issue, who, 0);
  does(Verb::hand_in_issue, the_nodes, 0);
  does(Verb::suspend_node, mayor_0, 0);
  for (auto who : {mayor_0, commander_0, prefect}) does(Verb::resume_node, who, 0);
  CHECK_FALSE(state.commune[0].suspended);
  does(Verb::sign_notice, officer_0, 0);
  does(Verb::sign_notice, commander_0, 0);
  CHECK(state.notice[0].open);
  does(Verb::cancel_notice, officer_0, 0);
  CHECK(state.commune[0].level == 0);
  does(Verb::week_passes, the_nodes, 0);
  CHECK(state.commune[0].level == 1);
}

}  // namespace
}  // namespace tocsin::policy::walk
