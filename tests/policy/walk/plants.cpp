#include "plants.h"

namespace tocsin::policy::walk {
namespace {

// The content is opened to this role as to an officer of the addressed post.
template <Role role>
Verdict open_to(const OpenFacts& facts) {
  if (facts.officer.role != role) return decide_open(facts);
  auto spoiled = facts;
  spoiled.officer.role = Role::officer;
  spoiled.officer.at_addressed_post = true;
  return decide_open(spoiled);
}

constexpr Plant all[] = {
    {"a referent opens as an officer does", "reads another's",
     [](Decisions& d) { d.open = open_to<Role::referent>; }},
    {"the matrix shows a referent the post's list", "reads another's",
     [](Decisions& d) {
       d.action = [](Role role, Action action) {
         return action == Action::read_inbox ? allow() : decide_action(role, action);
       };
     }},
    {"the matrix shows a referent the mandates", "reads another's",
     [](Decisions& d) {
       d.action = [](Role role, Action action) {
         return action == Action::read_roster ? allow() : decide_action(role, action);
       };
     }},
    {"whose alert is withdrawn is not asked", "reads another's",
     [](Decisions& d) {
       d.withdrawal = [](const WithdrawalFacts& facts) {
         auto spoiled = facts;
         spoiled.own_alert = true;
         return decide_withdrawal(spoiled);
       };
     }},
    {"the mayor opens as an officer does", "gets content",
     [](Decisions& d) { d.open = open_to<Role::mayor>; }},
    {"the auditor opens as an officer does", "gets content",
     [](Decisions& d) { d.open = open_to<Role::auditor>; }},
    {"the other post is not told from the addressed one", "without reason, unlogged, or at another post",
     [](Decisions& d) {
       d.open = [](const OpenFacts& facts) {
         auto spoiled = facts;
         spoiled.officer.at_addressed_post = true;
         return decide_open(spoiled);
       };
     }},
    {"the log may come after the opening", "without reason, unlogged, or at another post",
     [](Decisions& d) {
       d.open = [](const OpenFacts& facts) {
         auto spoiled = facts;
         spoiled.logged = true;
         return decide_open(spoiled);
       };
     }},
    {"the mairie sees counts as they come", "not closed",
     [](Decisions& d) {
       d.counts = [](Role role, const Period&, Instant) { return decide_action(role, Action::read_counts); };
     }},
    {"the commune does not ask for the vetting", "without nomination and vetting",
     [](Decisions& d) {
       d.alert_at_commune = [](const AlertFacts& facts, const Limits& limits) {
         auto spoiled = facts;
         spoiled.mandate.vetted = spoiled.mandate.statement_out = true;
         return decide_alert_at_commune(spoiled, limits);
       };
     }},
    {"a mandate is logged on the nomination alone", "one office grants",
     [](Decisions& d) {
       d.mandate = [](const MandateFacts& facts, const CharterFacts& charter, const Limits& limits,
                      Instant now) {
         auto spoiled = facts;
         spoiled.vetted = true;
         return decide_mandate(spoiled, charter, limits, now);
       };
     }},
    {"two signatures loosen", "rises without",
     [](Decisions& d) {
       d.issue = [](const IssueFacts& facts) {
         auto spoiled = facts;
         spoiled.by.root = true;
         return decide_issue(spoiled);
       };
     }},
    {"a loosening does not wait", "rises without",
     [](Decisions& d) {
       d.issue = [](const IssueFacts& facts) {
         auto spoiled = facts;
         spoiled.first = true;
         return decide_issue(spoiled);
       };
     }},
    {"a revoked mandate still sends", "revoked key",
     [](Decisions& d) {
       d.alert_at_commune = [](const AlertFacts& facts, const Limits& limits) {
         auto spoiled = facts;
         spoiled.mandate.term.revoked_at.reset();
         return decide_alert_at_commune(spoiled, limits);
       };
     }},
    {"a revoked mandate still withdraws", "revoked key",
     [](Decisions& d) {
       d.withdrawal = [](const WithdrawalFacts& facts) {
         auto spoiled = facts;
         spoiled.mandate = {};
         return decide_withdrawal(spoiled);
       };
     }},
    {"a revoked officer still works", "revoked key",
     [](Decisions& d) {
       d.officer_action = [](const WorkFacts& facts) {
         auto spoiled = facts;
         spoiled.officer.commission.revoked_at.reset();
         return decide_officer_action(spoiled);
       };
     }},
    {"a revoked mayor still suspends mandates", "revoked key",
     [](Decisions& d) {
       d.mandate_act = [](const MandateActFacts& facts) {
         auto spoiled = facts;
         spoiled.commission.revoked_at.reset();
         return decide_mandate_act(spoiled);
       };
     }},
    {"an office's key is let in after its revocation", "revoked key",
     [](Decisions& d) { d.in_force = [](const Term&, Instant) { return allow(); }; }},
    {"a node is suspended without a reason", "silences a commune unseen",
     [](Decisions& d) {
       d.node_suspension = [](const Signatories& by, bool) { return decide_node_suspension(by, true); };
     }},
    {"limits are tightened without a reason", "silences a commune unseen",
     [](Decisions& d) {
       d.tightening = [](const TighteningFacts& facts) {
         auto spoiled = facts;
         spoiled.reason_given = true;
         return decide_tightening(spoiled);
       };
     }},
    {"mandates are revoked without a reason", "silences a commune unseen",
     [](Decisions& d) {
       d.mandate_act = [](const MandateActFacts& facts) {
         auto spoiled = facts;
         spoiled.reason_given = true;
         return decide_mandate_act(spoiled);
       };
     }},
    {"the post judges an accepted alert by a suspension that came later", "accepted is lost",
     [](Decisions& d) {
       d.alert_at_post = [](const ContentFacts& facts, const Limits& limits) {
         auto spoiled = facts;
         spoiled.accepted = facts.now;
         return decide_alert_at_post(spoiled, limits);
       };
     }},
    {"two of three resume the node", "one office grants",
     [](Decisions& d) {
       d.node_resumption = [](const Signatories& by) {
         auto spoiled = by;
         spoiled.mairie = true;
         return decide_node_resumption(spoiled);
       };
     }},
    {"one officer releases what is held", "one office grants",
     [](Decisions& d) {
       d.officer_action = [](const WorkFacts& facts) {
         auto spoiled = facts;
         spoiled.officers_asking = 2;
         return decide_officer_action(spoiled);
       };
     }},
    {"an alert may be addressed to a neighbour", "somebody else than the post",
     [](Decisions& d) {
       d.alert_at_commune = [](const AlertFacts& facts, const Limits& limits) {
         auto spoiled = facts;
         spoiled.to_the_post = true;
         return decide_alert_at_commune(spoiled, limits);
       };
     }},
    {"a pause after abuse is not asked", "during a pause",
     [](Decisions& d) {
       d.alert_at_commune = [](const AlertFacts& facts, const Limits& limits) {
         auto spoiled = facts;
         spoiled.pause = {false, Instant{}};
         return decide_alert_at_commune(spoiled, limits);
       };
     }},
    {"one officer's word is enough for a call for witnesses", "fewer than two officers",
     [](Decisions& d) {
       d.notice = [](const NoticeFacts& facts, const Limits& limits) {
         auto verdict = decide_notice(facts, limits);
         return verdict.outcome == Outcome::hold ? allow() : verdict;
       };
     }},
    {"the mairie signs a post's notice", "another office's",
     [](Decisions& d) {
       d.notice = [](const NoticeFacts& facts, const Limits&) {
         return facts.signers.back().role == Role::mayor ? allow() : refuse(Rule::R2, Detail::role_may_not);
       };
     }},
};

}  // namespace

std::span<const Plant> plants() {
  return all;
}

}  // namespace tocsin::policy::walk
