// Vetting: what a commander's device checks before it shows six words, and what it signs after they were
// compared.
#include <algorithm>

#include "node/client/desk.h"
#include "protocol/seal/session.h"

namespace tocsin::client {
namespace {

// The enrolment is the device's own statement; the request key that also signed it is known to the mairie's
// side.
Result<wire::Enrolment> by_its_device(const wire::SignedDocument& document) {
  auto enrolment = wire::decode<wire::Enrolment>(document.bytes);
  if (!enrolment) return enrolment;
  if (!seal::has_signature(document, enrolment->device, seal::Tag::enrolment_device)) {
    return fail(Errc::bad_signature, "the device did not sign its enrolment");
  }
  return enrolment;
}

Status agree(const wire::Mandate& mandate, const wire::Enrolment& enrolment, const Roster& roster) {
  if (mandate.device != enrolment.device || mandate.transport != enrolment.transport ||
      mandate.tag_commitment != enrolment.tag_commitment ||
      mandate.mandate.bytes != enrolment.invitation.bytes) {
    return fail(Errc::untrusted, "the mandate names other keys than the person's device sent");
  }
  if (enrolment.root != roster.root().hash) {
    return fail(Errc::untrusted, "the person's device verified another root than this post's");
  }
  return {};
}

Result<Candidate> examine(const MandateRow& row, const Roster& roster, const PostId& post) {
  if (!row.enrolment) return fail(Errc::not_found, "its enrolment is not here");
  auto enrolment = by_its_device(*row.enrolment);
  if (!enrolment) return tocsin::pass_on(enrolment);
  const auto* charter = roster.charter(row.mandate.commune);
  if (charter == nullptr || charter->value.post != post) {
    return fail(Errc::untrusted, "no charter with that commune is held here");
  }
  if (row.mandate.charter_sequence != charter->value.sequence) {
    return fail(Errc::conflict, "it was composed under another charter than the one in force");
  }
  auto signatures = seal::verify_mandate(row.document, roster.keys_of(Role::mayor, row.mandate.commune),
                                         roster.keys_of(Role::commander, post));
  if (!signatures) return tocsin::pass_on(signatures);
  if (!signatures->nominated) return fail(Errc::bad_signature, "the mayor's nomination is missing");
  auto agreed = agree(signatures->mandate, *enrolment, roster);
  if (!agreed) return tocsin::pass_on(agreed);
  const auto* record = roster.record(post);
  return Candidate{
      signatures->mandate, row.document, charter->value.name,
      seal::enrolment_words(*enrolment, roster.root().hash, charter->hash, record->value.office)};
}

}  // namespace

Answer<std::vector<Candidate>> Desk::candidates(std::vector<std::string>* rejected) {
  auto refreshed = official_->refresh();
  if (!refreshed) return pass_on(refreshed);
  auto rows = official_->mandates();
  if (!rows) return pass_on(rows);
  std::vector<Candidate> found;
  for (const MandateRow& row : *rows) {
    if (row.state != MandateState::waiting) continue;
    auto candidate = examine(row, official_->roster(), official_->office().post);
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
