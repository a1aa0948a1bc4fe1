// One act tried in one state. Each answers the promise that it broke, or nullptr. Internal to the walk.
#pragma once
#include "facts.h"

namespace tocsin::policy::walk {

namespace promise {
constexpr const char* reads_other = "a referent reads another's alert or identity";
constexpr const char* mairie_content = "the mairie, the auditor or the prefecture gets content";
constexpr const char* wrong_reader = "a content is read without reason, unlogged, or at another post";
constexpr const char* one_sided = "an alert is delivered without nomination and vetting";
constexpr const char* policy_rises =
    "the policy in force rises without three signatures and seven public days";
constexpr const char* revoked_acts = "a revoked key still does something";
constexpr const char* silent = "a mayor alone silences a commune unseen";
constexpr const char* lost = "an alert that was accepted is lost by an act that came after";
constexpr const char* alone = "one office grants, resumes or releases what takes more";
constexpr const char* to_neighbour = "an alert goes to somebody else than the post";
constexpr const char* notice_alone =
    "a notice is shown on fewer than two officers' word, or another office's";
constexpr const char* early_counts = "the mairie sees counts of a period that is not closed";
constexpr const char* paused_acts = "a referent sends during a pause after abuse";
}  // namespace promise

struct Try {
  State& state;
  const Act& act;
  const Decisions& d;
  Role role = role_of(act.actor);

  Person& person() const { return state.person[static_cast<std::size_t>(act.object)]; }
  Alert& alert() const { return state.alert[static_cast<std::size_t>(act.object)]; }
  Commune& commune() const { return state.commune[static_cast<std::size_t>(act.object)]; }
  Commune& commune_of_alert() const {
    return state.commune[static_cast<std::size_t>(commune_of(act.object))];
  }
  bool own_side() const { return commune_of(act.actor) == commune_of(act.object); }
  // An act that changed something, by a key that must not any more.
  const char* changed() const { return key_revoked(state, act.actor) ? promise::revoked_acts : nullptr; }

  const char* sign_mandate(bool nomination) const;
  const char* log_mandate() const;
  const char* act_on_mandate(MandateAct what) const;
  const char* send() const;
  const char* deliver() const;
  const char* withdraw() const;
  // Reading changes nothing: what is looked at is who reads what.
  const char* read_states() const;
  const char* read_list(Action list) const;
  const char* read_counts(bool closed) const;
  const char* open() const;
  const char* work(Action action) const;
  // Which of the three the actor signs for, in this commune.
  Signatories signatory() const;
  const char* suspend_node(bool reason) const;
  const char* resume_node() const;
  const char* tighten(bool reason) const;
  const char* take_overlay_back() const;
  const char* sign_issue() const;
  const char* hand_in_issue() const;
  // The next level comes into force.
  const char* rises(Commune& here) const;
  const char* week_passes() const;
  const char* sign_notice() const;
  const char* cancel_notice() const;
  const char* open_review() const;
  const char* revoke_office() const;
};

}  // namespace tocsin::policy::walk
