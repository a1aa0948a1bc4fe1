// Vetting: what a commander's device checks before it shows six words, and what it signs after they were
// compared.
#include <algorithm>

#include "node/client/desk.h"
#include "protocol/seal/session.h"

namespace tocsin::client {
namespace {

// What the phone showed its words for, as far as the mandate tells it: the words bind exactly these keys.
wire::Enrolment as_enrolled(const wire::Mandate& mandate) {
  wire::Enrolment enrolment;
  enrolment.invitation.bytes = mandate.mandate.bytes;
  enrolment.device = mandate.device;
  enrolment.transport = mandate.transport;
  enrolment.tag_commitment = mandate.tag_commitment;
  return enrolment;
}

// Where the device's own request is at hand too, it must ask for exactly this mandate. It is the device's
// statement; the request key that also signed it is known to the mairie's side.
Status agrees(const wire::SignedDocument& document, const wire::Mandate& mandate, const Roster& roster) {
  auto enrolment = wire::decode<wire::Enrolment>(document.bytes);
  if (!enrolment) return tocsin::pass_on(enrolment);
  if (!seal::has_signature(document, enrolment->device, seal::Tag::enrolment_device)) {
    return fail(Errc::bad_signature, "the device did not sign its enrolment");
  }
  if (mandate.device != enrolment->device || mandate.transport != enrolment->transport ||
      mandate.tag_commitment != enrolment->tag_commitment ||
      mandate.mandate.bytes != enrolment->invitation.bytes) {
    return fail(Errc::untrusted, "the mandate names other keys than the person's device sent");
  }
  if (mandate.tie != enrolment->tie) {
    return fail(Errc::untrusted, "the mandate says another tie than the person's device declared");
  }
  if (enrolment->root != roster.root().hash) {
    return fail(Errc::untrusted, "the person's device verified another root than this post's");
  }
  return {};
}

// R21: the device is the one that a mandate of this person in force certified, by signatures that this
// post's own commander made.
bool is_certified(const wire::Mandate& mandate, const std::vector<MandateRow>& roll, const Roster& roster,
                  const PostId& post) {
  if (mandate.device.is_zero()) return false;
  return std::any_of(roll.begin(), roll.end(), [&](const MandateRow& row) {
    if (row.state != MandateState::in_force || row.id == mandate.mandate) return false;
    auto running = seal::verify_mandate(row.document, roster.keys_of(Role::mayor, mandate.commune),
                                        roster.keys_of(Role::commander, post));
    return running && running->nominated && running->vetted && running->mandate.commune == mandate.commune &&
           running->mandate.referent == mandate.referent && running->mandate.device == mandate.device &&
           running->mandate.transport == mandate.transport &&
           running->mandate.tag_commitment == mandate.tag_commitment;
  });
}

std::optional<MandateId> former_phone(const wire::Mandate& mandate, const std::vector<MandateRow>& roll) {
  const MandateRow* latest = nullptr;
  for (const MandateRow& row : roll) {
    const auto& other = row.mandate;
    if (row.id == mandate.mandate || other.referent != mandate.referent || other.device.is_zero()) continue;
    if (row.state == MandateState::waiting || row.state == MandateState::refused) continue;
    if (latest == nullptr || other.from > latest->mandate.from) latest = &row;
  }
  if (latest == nullptr || mandate.device.is_zero() || latest->mandate.device == mandate.device)
    return std::nullopt;
  return latest->id;
}

Result<Candidate> examine(const MandateRow& row, const std::vector<MandateRow>& roll, const Roster& roster,
                          const PostId& post) {
  const auto* charter = roster.charter(row.mandate.commune);
  if (charter == nullptr || charter->value.post != post) {
    return fail(Errc::untrusted, "no charter with that commune is held here");
  }
  auto signatures = seal::verify_mandate(row.document, roster.keys_of(Role::mayor, row.mandate.commune),
                                         roster.keys_of(Role::commander, post));
  if (!signatures) return tocsin::pass_on(signatures);
  const wire::Mandate& mandate = signatures->mandate;
  if (!signatures->nominated) return fail(Errc::bad_signature, "the mayor's nomination is missing");
  // What the commune's node refused, the commander may sign again: the node is asked again.
  if (signatures->vetted && row.state != MandateState::refused)
    return fail(Errc::conflict, "it is vetted already and waits for the commune's node");
  if (mandate.charter_sequence != charter->value.sequence) {
    return fail(Errc::conflict, "it was composed under another charter than the one in force");
  }
  if (row.enrolment) {
    auto agreed = agrees(*row.enrolment, mandate, roster);
    if (!agreed) return tocsin::pass_on(agreed);
  }
  return Candidate{mandate,
                   row.document,
                   charter->value.name,
                   seal::enrolment_words(as_enrolled(mandate), roster.root().hash, charter->hash,
                                         roster.record(post)->value.office),
                   is_certified(mandate, roll, roster, post),
                   former_phone(mandate, roll)};
}

}  // namespace

Answer<std::vector<Candidate>> Desk::candidates(std::vector<std::string>* rejected) {
  auto refreshed = official_->refresh();
  if (!refreshed) return pass_on(refreshed);
  auto rows = official_->mandates();
  if (!rows) return pass_on(rows);
  std::vector<Candidate> found;
  for (const MandateRow& row : *rows) {
    if (row.state != MandateState::waiting && row.state != MandateState::refused) continue;
    auto candidate = examine(row, *rows, official_->roster(), official_->office().post);
    if (candidate) {
      found.push_back(std::move(*candidate));
    } else if (rejected != nullptr) {
      rejected->push_back(to_hex(row.id.view()) + ": " + candidate.error().detail);
    }
  }
  return found;
}

Answer<MandateId> Desk::vet(const Candidate& candidate) {
  wire::SignedDocument document = candidate.document;
  seal::add_signature(document, official_->keys().signing, seal::Tag::mandate_vet);
  auto reply = official_->publish(document);
  if (!reply) return pass_on(reply);
  if (candidate.former_phone) {
    auto linked = seal::draft(
        wire::MandateLink{*candidate.former_phone, candidate.mandate.mandate, official_->tools().clock()});
    seal::add_signature(linked, official_->keys().signing, seal::Tag::mandate_link);
    auto passed = official_->publish(linked);
    if (!passed) return pass_on(passed);
  }
  return candidate.mandate.mandate;
}

Answer<bool> Desk::register_person(const MandateId& mandate, std::string_view name,
                                   std::string_view telephone) {
  wire::Request request;
  request.verb = wire::Verb::register_person;
  request.subject = mandate.bytes;
  request.data.assign(name.begin(), name.end());
  request.extra.assign(telephone.begin(), telephone.end());
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  return true;
}

}  // namespace tocsin::client
