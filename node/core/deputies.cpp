#include "node/core/deputies.h"

#include <algorithm>

#include "node/core/keep.h"
#include "node/core/mandates.h"
#include "node/core/own_word.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

bool contains(const std::vector<SectorId>& sectors, SectorId sector) {
  return std::find(sectors.begin(), sectors.end(), sector) != sectors.end();
}

// All statements of one absent person, in the order of their sequence.
std::vector<wire::Deputising> statements_of(Turn& turn, const ReferentId& absent) {
  std::vector<wire::Deputising> found;
  for (const auto& each : stored_documents(turn, DocumentType::deputising, absent.view()))
    if (auto value = wire::decode<wire::Deputising>(each.bytes)) found.push_back(*value);
  return found;
}

ReferentId person_of(Turn& turn, const MandateId& id) {
  auto mandate = id.is_zero() ? std::nullopt : stored<wire::Mandate>(turn, id.view());
  return mandate ? mandate->referent : ReferentId{};
}

bool may_deputise(Turn& turn, const wire::Mandate& absent, const wire::Mandate& deputy) {
  if (absent.deputy.is_zero() || absent.deputy == deputy.mandate) return true;
  return person_of(turn, absent.deputy) == deputy.referent;
}

// What came after the acceptance does not count at the post.
policy::MandateFacts as_of(policy::MandateFacts facts, Instant at) {
  auto& term = facts.term;
  if (term.revoked_at && *term.revoked_at > at) term.revoked_at.reset();
  if (term.suspended_from && *term.suspended_from > at) term.suspended_from.reset();
  return facts;
}

bool covers_at(Turn& turn, const wire::Deputising& statement, Instant at) {
  auto absent = mandate_of(turn, statement.absent);
  if (!absent) return false;
  bool at_post = turn.identity.kind == NodeKind::post;
  auto facts = standing_facts(turn, *absent, at_post ? at : Instant::max());
  if (at_post) facts = as_of(facts, at);
  return policy::covers({facts, statement.from, statement.until}, at);
}

// The sectors that `deputy` covers at `at`, each in the hands of `found` until it says to stop.
template <class Found>
void each_cover(Turn& turn, const wire::Mandate& deputy, Instant at, const Found& found) {
  bool at_post = turn.identity.kind == NodeKind::post;
  for (const auto& latest : deputisings(turn)) {
    auto all = statements_of(turn, latest.absent);
    for (std::size_t i = 0; i < all.size(); ++i) {
      bool last = i + 1 == all.size();
      // The two clocks may differ by what an alert's may.
      bool replaced = !last && (!at_post || all[i + 1].at + limits::clock_ahead_noted < at);
      if (replaced || person_of(turn, all[i].deputy) != deputy.referent) continue;
      if (!covers_at(turn, all[i], at)) continue;
      if (auto absent = stored<wire::Mandate>(turn, all[i].absent.view()))
        if (absent->commune == deputy.commune && !found(absent->sectors)) return;
    }
  }
}

}  // namespace

wire::Reply accept_deputising(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Deputising>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto speaker = speaker_of(turn, draft->absent, draft->at, !from);
  if (speaker.problem) return *speaker.problem;
  const auto& absent = *speaker.mandate;
  auto about = ByteWriter().raw(absent.mandate.referent).sorted64(draft->sequence).take();
  if (is_held(turn, document, about)) return ok(turn);
  auto before = statements_of(turn, absent.mandate.referent);
  if (!before.empty() && before.back().sequence >= draft->sequence)
    return failed(turn, Errc::conflict, "a statement of this or a later sequence is held already");
  auto verified =
      seal::verify_single<wire::Deputising>(document, absent.mandate.device, seal::Tag::deputising);
  if (!verified) return reply_of(turn, verified.error());
  if (!draft->deputy.is_zero()) {
    auto deputy = mandate_of(turn, draft->deputy);
    if (!deputy) return failed(turn, Errc::not_found, "the deputy's mandate is not here");
    policy::DeputisingFacts facts;
    facts.now = from ? std::min(turn.now, draft->at) : turn.now;
    facts.absent = standing_facts(turn, absent);
    facts.deputy = standing_facts(turn, *deputy);
    facts.same_commune = absent.mandate.commune == deputy->mandate.commune;
    facts.another_person = absent.mandate.referent != deputy->mandate.referent;
    facts.may_deputise = may_deputise(turn, absent.mandate, deputy->mandate);
    facts.from = draft->from;
    facts.until = draft->until;
    if (auto verdict = policy::decide_deputising(facts); !verdict.permitted()) return refused(turn, verdict);
  }
  keep_own_word(turn, document, about, own_word_erased_at(turn, absent.mandate.referent, draft->at));
  share(turn, document, from, &absent.mandate.commune);
  return ok(turn);
}

std::vector<DeputisingHere> deputisings(Turn& turn) {
  std::vector<DeputisingHere> found;
  for (auto& document : stored_documents(turn, DocumentType::deputising)) {
    auto value = wire::decode<wire::Deputising>(document.bytes);
    auto absent = value ? stored<wire::Mandate>(turn, value->absent.view()) : std::nullopt;
    if (!absent) continue;
    DeputisingHere here{std::move(document), *value, absent->referent, person_of(turn, value->deputy),
                        absent->sectors};
    if (!found.empty() && found.back().absent == here.absent) found.pop_back();
    found.push_back(std::move(here));
  }
  return found;
}

bool has_sector(Turn& turn, const wire::Mandate& mandate, SectorId sector, Instant at) {
  if (contains(mandate.sectors, sector)) return true;
  bool covered = false;
  each_cover(turn, mandate, at, [&](const std::vector<SectorId>& sectors) {
    covered = contains(sectors, sector);
    return !covered;
  });
  return covered;
}

std::vector<SectorId> all_sectors(Turn& turn, const wire::Mandate& mandate) {
  auto all = mandate.sectors;
  each_cover(turn, mandate, turn.now, [&](const std::vector<SectorId>& sectors) {
    all.insert(all.end(), sectors.begin(), sectors.end());
    return true;
  });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace tocsin::node
