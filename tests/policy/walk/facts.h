// The facts of the small world, as nodes gather them from documents and from their own state. Everything is
// sent and accepted at noon; what an office then does bears a later instant.
#pragma once
#include "world.h"

namespace tocsin::policy::walk {

using namespace std::chrono_literals;

constexpr hours week = days(7);
Instant now_of(const State& state);
Instant accepted_at();  // of every alert

constexpr bool is_referent(Actor actor) {
  return actor <= referent_2;
}
// The key that the actor acts with has been revoked.
bool key_revoked(const State& state, Actor actor);

Term term_of(const State& state, Actor office);
Term term_of(const Person& person);
MandateFacts mandate_of(const Person& person);
CharterFacts charter_of(const Commune& commune);
const Limits& charter_limits(unsigned level);
Limits overlay_limits(bool mairie, bool post);
// The lattice's own function, once for each combination.
const Limits& limits_of(const Commune& commune);
OfficerFacts officer_of(const State& state, Actor actor, int alert);
// What R14 says of a referent with so many marks, all set in this week.
Pause pause_of(const State& state, int referent);
// A node lets an office's key in only while its commission is in force, before it looks at the request.
bool let_in(const State& state, Actor actor, const Decisions& decisions);

}  // namespace tocsin::policy::walk
