#include "policy/deputy.h"

namespace tocsin::policy {
namespace {

Verdict stands(const MandateFacts& mandate, Instant now) {
  auto verdict = r21_two_sided(mandate, true);
  return verdict.permitted() ? r3_in_force(mandate.term, now) : verdict;
}
bool within(const Term& term, Instant from, Instant until) {
  return term.from <= from && until <= term.until;
}

}  // namespace

Verdict decide_deputising(const DeputisingFacts& facts) {
  for (const auto* mandate : {&facts.absent, &facts.deputy})
    if (auto verdict = stands(*mandate, facts.now); !verdict.permitted()) return verdict;
  if (!facts.same_commune) return refuse(Rule::R5, Detail::other_commune);
  if (!facts.another_person || !facts.may_deputise) return refuse(Rule::R5, Detail::not_the_deputy);
  bool over = facts.until <= facts.from || facts.until <= facts.now;
  if (over || facts.until > facts.from + deputising_max) return refuse(Rule::R5, Detail::deputising_too_long);
  if (!within(facts.absent.term, facts.from, facts.until) ||
      !within(facts.deputy.term, facts.from, facts.until))
    return refuse(Rule::R5, Detail::deputising_outside_mandate);
  return allow();
}

bool covers(const Cover& cover, Instant now) {
  return cover.from <= now && now < cover.until && stands(cover.absent, now).permitted();
}

}  // namespace tocsin::policy
