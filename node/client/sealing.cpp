#include "node/client/sealing.h"

#include "node/client/epochs.h"
#include "policy/decide.h"

namespace tocsin::client {
namespace {

// Wiped on every way out: the plaintext does not outlive the sealing.
struct Draft {
  seal::AlertDraft alert;
  ~Draft() { seal::wipe(alert.content); }
};

// The rules that are a phone's to judge (policy/README.md, column P); the nodes judge all of them again.
policy::Verdict judge(const Observation& observation, const wire::Charter& charter) {
  policy::Verdict verdict = policy::r9_called_first(observation.urgency, observation.called17);
  verdict = policy::both(
      verdict, policy::r7_conduct(observation.category, observation.conducts, observation.person_count));
  if (observation.vehicle) {
    verdict = policy::both(verdict, policy::r8_plate(observation.category, observation.vehicle->plate));
  }
  if (charter.exercise && !observation.exercise) {
    verdict = policy::both(verdict, policy::refuse(policy::Rule::R27, policy::Detail::exercise_only));
  }
  return verdict;
}

std::string sentence(const policy::Verdict& verdict) {
  return std::string(policy::slug(verdict.detail));
}

void describe(const Observation& observation, Draft& draft) {
  auto& [header, content] = draft.alert;
  header.category = observation.category;
  header.urgency = observation.urgency;
  header.sector = observation.sector;
  if (observation.exercise) header.flags |= header_flag::exercise;
  if (observation.called17) header.flags |= header_flag::called17;
  content.category = observation.category;
  content.sector = observation.sector;
  content.conducts = observation.conducts;
  content.place = observation.place;
  content.vehicle = observation.vehicle;
  content.person_count = observation.person_count;
  content.persons = observation.persons;
}

}  // namespace

Answer<AlertId> seal_observation(const Sealer& by, const Observation& observation) {
  const wire::Charter& charter = by.roster.charter(by.commune)->value;
  const wire::PostRecord& post = by.roster.record(charter.post)->value;
  const policy::Verdict verdict = judge(observation, charter);
  if (!verdict.permitted()) return refusal(static_cast<std::uint8_t>(verdict.rule), sentence(verdict));

  const Instant pressed = by.tools.clock();
  const Instant created = from_tens(to_tens((pressed + by.clock_offset)));
  const Day day = day_of(created);
  const auto epoch = choose_epoch(by.roster.epochs(charter.post), day);
  if (!epoch) {
    return failure(
        Errc::expired,
        "this device holds no key of the post for the day that its clock says, so nothing can be sealed: "
        "call 17 "
        "(112, or 114 by SMS); then set the clock right and let the device reach the mairie's node");
  }
  std::optional<EpochChoice> supervising;
  if (!post.supervising.is_zero()) supervising = choose_epoch(by.roster.epochs(post.supervising), day);

  Draft draft;
  describe(observation, draft);
  auto& [header, content] = draft.alert;
  header.kind = by.kind;
  header.commune = by.commune;
  header.alert = seal::time_ordered_id<AlertId>(created, *by.tools.entropy);
  header.mandate = by.mandate;
  header.sequence = by.ledger.chain_end().sequence + 1;
  header.previous_hash = by.ledger.chain_end().previous;
  header.created = to_tens(created);
  header.expiry = header.created + static_cast<std::uint32_t>(limits::alert_life / seconds(10));
  header.charter_sequence = charter.sequence;
  header.post_epoch = epoch->key.day;
  header.supervising_epoch = supervising ? supervising->key.day : 0;
  if (epoch->stale || (supervising && supervising->stale)) header.flags |= header_flag::stale_epoch;
  content.alert = header.alert;
  content.mandate = header.mandate;
  content.observed = to_tens(observation.observed ? *observation.observed + by.clock_offset : created);
  for (const auto& checked : {wire::check(header), wire::check(content)}) {
    if (!checked) return pass_on(checked);
  }

  auto tag_key = by.profile.secret("tag.key");
  if (!tag_key) return pass_on(tag_key);
  auto sealed = seal::seal_alert(draft.alert, by.keys.signing, *tag_key, epoch->key.key,
                                 supervising ? &supervising->key.key : nullptr, *by.tools.entropy);
  AlertEntry entry;
  entry.alert = header.alert;
  entry.header_hash = sealed.header_hash;
  entry.sequence = header.sequence;
  entry.category = header.category;
  entry.urgency = header.urgency;
  entry.flags = header.flags;
  entry.sector = header.sector;
  entry.created = created;
  entry.sent = pressed;
  entry.envelope = std::move(sealed.envelope);
  auto kept = by.ledger.append(std::move(entry));
  if (!kept) return pass_on(kept);
  return header.alert;
}

}  // namespace tocsin::client
