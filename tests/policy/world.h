// A small world in which everything is in order; each test spoils one thing.
#pragma once
#include <catch2/catch.hpp>
#include <ostream>

#include "policy/decide.h"

namespace tocsin {
// How Catch2 prints an instant when a comparison fails.
inline std::ostream& operator<<(std::ostream& out, const Role& role) {
  return out << slug(role);
}
}  // namespace tocsin

namespace tocsin::policy {

inline std::ostream& operator<<(std::ostream& out, const Verdict& v) {
  out << slug(v.outcome);
  if (v.rule != Rule::none) out << ' ' << name(v.rule) << ' ' << slug(v.detail);
  return out << " flags " << v.flags;
}

namespace world {

using namespace std::chrono_literals;

// 2026-11-22 12:00 UTC, in the middle of a charter, a mandate and a commission.
inline const Instant noon = Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + 12h;
inline Instant date(int year, unsigned month, unsigned day) {
  return Instant(
      std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)));
}

inline CharterFacts a_charter() {
  return {.signed_by_all = true, .from = noon - days(200), .until = noon + days(800), .heard = noon};
}
inline Term a_term() {
  return {.from = noon - days(100), .until = noon + days(200)};
}
inline MandateFacts a_mandate() {
  MandateFacts mandate;
  mandate.nominated = mandate.vetted = mandate.keys_distinct = mandate.statement_out = true;
  mandate.tie = Tie::none;
  mandate.term = a_term();
  mandate.trained_at = noon - days(120);
  mandate.conduct_charter_signed = true;
  return mandate;
}
inline Limits limits() {
  return effective(prefecture_default(), charter_default(), ceiling(), ceiling());
}

// A door being tried on a real node, over when it was reported.
inline AlertFacts an_alert() {
  AlertFacts facts;
  facts.now = noon;
  facts.charter = a_charter();
  facts.sender = Role::referent;
  facts.to_the_post = true;
  facts.mandate = a_mandate();
  facts.commune_in_mandate = facts.sector_in_mandate = true;
  facts.category = Category::intrusion;
  facts.pause.under_review = false;
  return facts;
}
inline AlertFacts in_progress(AlertFacts facts) {
  facts.urgency = Urgency::in_progress;
  facts.called17 = true;
  return facts;
}
inline Verdict at_commune(const AlertFacts& facts) {
  return decide_alert_at_commune(facts, limits());
}

constexpr std::uint64_t mask_of(Conduct conduct) {
  return std::uint64_t{1} << static_cast<unsigned>(conduct);
}

inline ContentFacts a_content() {
  ContentFacts facts;
  facts.accepted = noon - 2min;
  facts.now = noon;
  facts.charter = a_charter();
  facts.mandate = a_term();
  facts.category = Category::intrusion;
  facts.same_category = facts.same_sector = facts.same_mandate = true;
  facts.place_tag_true = facts.plate_tag_true = true;
  facts.conducts = mask_of(Conduct::testing_doors_or_gates);
  facts.review_since = Instant::max();
  return facts;
}
inline Verdict at_post(const ContentFacts& facts) {
  return decide_alert_at_post(facts, limits());
}

// Two officers of the charter's post warn of a scam for a day.
inline NoticeSigner a_signer(Role role = Role::officer) {
  return {.role = role, .commission = a_term(), .own_office = true};
}
inline const NoticeSigner two_officers[] = {a_signer(), a_signer()};
inline const NoticeSigner a_clerk[] = {a_signer(Role::clerk)};
inline NoticeFacts a_notice(NoticeKind kind = NoticeKind::scam_in_progress) {
  NoticeFacts facts;
  facts.now = noon;
  facts.charter = a_charter();
  facts.kind = kind;
  facts.signers = of_mairie(kind) ? std::span<const NoticeSigner>(a_clerk) : std::span(two_officers);
  facts.keys_distinct = true;
  facts.by_the_post = !of_mairie(kind);
  facts.by_the_mairie = of_mairie(kind);
  facts.without_person = facts.sectors_named = true;
  facts.written = noon - 1min;
  facts.until = noon + 6h;
  facts.election_period = false;
  return facts;
}
inline Verdict given_out(const NoticeFacts& facts) {
  return decide_notice(facts, limits());
}

inline OfficerFacts an_officer(Role role, Work work) {
  return {.now = noon, .role = role, .commission = a_term(), .at_addressed_post = true, .work = work};
}

}  // namespace world
}  // namespace tocsin::policy
