// The part of trust.h about persons and their acts: commissions, mandates, enrolments, suspensions,
// statements.
#include <algorithm>
#include <type_traits>

#include "protocol/seal/signature_sheet.h"
#include "protocol/seal/trust.h"
#include "protocol/wire/standing.h"

namespace tocsin::seal {
namespace {

using wire::DocumentType;
using Keys = std::span<const SigningPublic>;

constexpr std::size_t quorum = 2;
constexpr std::string_view by_root = "2 of the 3 root keys";
constexpr std::string_view by_mayor = "a mayor's commission in force";
constexpr std::string_view by_commander = "a commander's commission in force";

// The tag under which a role is commissioned; nullopt for roles that nobody commissions.
std::optional<Tag> commissioning_tag(Role role) {
  switch (role) {
    case Role::mayor:
    case Role::clerk:
    case Role::desk: return Tag::commission_mairie;
    case Role::commander:
    case Role::officer: return Tag::commission_post;
    case Role::prefect:
    case Role::auditor: return Tag::commission_root;
    case Role::referent:
    case Role::citizen: return std::nullopt;
  }
  return std::nullopt;
}

// At most one signature under `tag`, by one of `keys`.
std::vector<SigningPublic> take_one(SignatureSheet& sheet, Tag tag, Keys keys, std::string_view who) {
  auto signed_by = sheet.take(tag, keys, who);
  if (signed_by.size() > 1) sheet.refuse(who, "more than one signature");
  return signed_by;
}

void refuse_shared(SignatureSheet& sheet, const std::vector<SigningPublic>& a,
                   const std::vector<SigningPublic>& b) {
  if (!a.empty() && !b.empty() && a[0] == b[0]) sheet.refuse("two signatories", "one key signed for both");
}

// What a single signature under `tag` can be about.
bool fits(const wire::Overlay&, Tag tag, const SigningPublic&) {
  return tag == Tag::overlay_mairie || tag == Tag::overlay_post;
}
bool fits(const wire::OverlayWithdrawal&, Tag tag, const SigningPublic&) {
  return tag == Tag::overlay_withdrawal_mairie || tag == Tag::overlay_withdrawal_post;
}
bool fits(const wire::Act& act, Tag tag, const SigningPublic&) {
  switch (act.target) {
    case wire::ActTarget::mandate: return tag == Tag::act_mairie || tag == Tag::act_post;
    case wire::ActTarget::commission: return tag == Tag::act_office;
  }
  return false;
}
bool fits(const wire::NodeAct& act, Tag tag, const SigningPublic&) {
  return act.kind == wire::NodeActKind::suspend &&
         (tag == Tag::node_suspend_mairie || tag == Tag::node_suspend_post);
}
bool fits(const wire::RevocationList& list, Tag tag, const SigningPublic& key) {
  return tag == Tag::revocation_list_node && list.issuer == key_id(key);
}
bool fits(const wire::Freshness& freshness, Tag tag, const SigningPublic& key) {
  return tag == Tag::freshness && freshness.issuer == key_id(key);
}
bool fits(const wire::Presence&, Tag tag, const SigningPublic&) {
  return tag == Tag::presence;
}
bool fits(const wire::EpochKey& epoch, Tag tag, const SigningPublic&) {
  return tag == Tag::epoch_key && is_usable(epoch.key);
}
bool fits(const wire::EpochLoss&, Tag tag, const SigningPublic&) {
  return tag == Tag::epoch_loss;
}
bool fits(const wire::MandateLink&, Tag tag, const SigningPublic&) {
  return tag == Tag::mandate_link;
}
bool fits(const wire::MandateInForce&, Tag tag, const SigningPublic&) {
  return tag == Tag::mandate_in_force;
}
bool fits(const wire::Withdrawal&, Tag tag, const SigningPublic&) {
  return tag == Tag::withdrawal;
}

bool fits(const wire::Review& review, Tag tag, const SigningPublic&) {
  if (tag == Tag::review_auditor) return true;
  // A referent asks about a mandate and the post answers; a node opens nothing else either.
  return (tag == Tag::review_referent || tag == Tag::review_node) &&
         review.subject == ReviewSubject::mandate && review.asks == NodeKind::post;
}
bool fits(const wire::ReviewAnswer&, Tag tag, const SigningPublic&) {
  return tag == Tag::review_answer_post || tag == Tag::review_answer_mairie;
}
bool fits(const wire::TieDeclaration&, Tag tag, const SigningPublic&) {
  return tag == Tag::tie_declaration;
}
bool fits(const wire::Deputising&, Tag tag, const SigningPublic&) {
  return tag == Tag::deputising;
}
bool fits(const wire::ConductSignature&, Tag tag, const SigningPublic&) {
  return tag == Tag::conduct_signature;
}

}  // namespace

Result<wire::Commission> verify_commission(const SignedDocument& document, const wire::Root& root,
                                           const SigningPublic& office) {
  SignatureSheet sheet(document, DocumentType::commission);
  Tag tag = sheet.has(Tag::commission_root)     ? Tag::commission_root
            : sheet.has(Tag::commission_mairie) ? Tag::commission_mairie
                                                : Tag::commission_post;
  if (tag == Tag::commission_root)
    sheet.require(tag, root.keys, quorum, by_root);
  else
    sheet.require(tag, office, "the office key");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());

  auto commission = wire::decode<wire::Commission>(document.bytes);
  if (!commission) return commission;
  if (commissioning_tag(commission->role) != tag)
    return fail(Errc::bad_signature,
                "commission: this signer cannot give the role of " + std::string(slug(commission->role)));
  DistinctKeys keys("commission");
  keys.add("the commissioned key", commission->key);
  keys.add("the device's transport key", commission->transport);
  if (tag != Tag::commission_root) keys.add("the office key", office);
  keys.add(root);
  if (!keys.status()) return pass_on(keys.status());
  return commission;
}

Result<MandateSignatures> verify_mandate(const SignedDocument& document, Keys mayors, Keys commanders) {
  SignatureSheet sheet(document, DocumentType::mandate);
  auto nominated = take_one(sheet, Tag::mandate_nominate, mayors, by_mayor);
  auto vetted = take_one(sheet, Tag::mandate_vet, commanders, by_commander);
  refuse_shared(sheet, nominated, vetted);
  if (nominated.empty() && vetted.empty()) sheet.refuse("mayor and commander", "both signatures missing");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());

  auto mandate = wire::decode<wire::Mandate>(document.bytes);
  if (!mandate) return pass_on(mandate);
  DistinctKeys keys("mandate");
  if (!mandate->device.is_zero()) {
    keys.add("the referent's signing key", mandate->device);
    keys.add("the referent's transport key", mandate->transport);
  }
  for (const auto& key : nominated) keys.add("the mayor's key", key);
  for (const auto& key : vetted) keys.add("the commander's key", key);
  if (!keys.status()) return pass_on(keys.status());
  return MandateSignatures{std::move(*mandate), !nominated.empty(), !vetted.empty()};
}

Result<OverlaySignatures> verify_overlay(const SignedDocument& document, const SigningPublic& mairie,
                                         const SigningPublic& post) {
  SignatureSheet sheet(document, DocumentType::overlay);
  auto by_mairie = sheet.take(Tag::overlay_mairie, Keys(&mairie, 1), "the mairie");
  auto by_post = sheet.take(Tag::overlay_post, Keys(&post, 1), "the post");
  refuse_shared(sheet, by_mairie, by_post);
  if (by_mairie.empty() && by_post.empty()) sheet.refuse("mairie or post", "signature missing");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto overlay = wire::decode<wire::Overlay>(document.bytes);
  if (!overlay) return pass_on(overlay);
  return OverlaySignatures{std::move(*overlay), !by_mairie.empty(), !by_post.empty()};
}

template <class Document>
Result<Document> verify_single(const SignedDocument& document, const SigningPublic& key, Tag tag) {
  SignatureSheet sheet(document, wire::type_of<Document>());
  sheet.require(tag, key, "its one signatory");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto value = wire::decode<Document>(document.bytes);
  if (value && !fits(*value, tag, key))
    return fail(Errc::untrusted, std::string(wire::slug(document.type)) +
                                     ": this signature, issuer or key does not belong to such a statement");
  return value;
}
template Result<wire::Overlay> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::OverlayWithdrawal> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::Act> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::NodeAct> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::RevocationList> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::Freshness> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::Presence> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::EpochKey> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::EpochLoss> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::MandateLink> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::MandateInForce> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::Withdrawal> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::Review> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::ReviewAnswer> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::TieDeclaration> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::Deputising> verify_single(const SignedDocument&, const SigningPublic&, Tag);
template Result<wire::ConductSignature> verify_single(const SignedDocument&, const SigningPublic&, Tag);

namespace {

Result<wire::NodeAct> parse_node_act(const SignatureSheet& sheet, const SignedDocument& document,
                                     wire::NodeActKind kind) {
  if (!sheet.status()) return pass_on(sheet.status());
  auto act = wire::decode<wire::NodeAct>(document.bytes);
  if (act && act->kind != kind)
    return fail(Errc::untrusted, "node act: a suspension and a resumption are signed under different tags");
  return act;
}

}  // namespace

Result<wire::NodeAct> verify_node_suspension(const SignedDocument& document, const wire::Root& root,
                                             Keys mayors, Keys commanders) {
  SignatureSheet sheet(document, DocumentType::node_act);
  auto mayor = take_one(sheet, Tag::node_suspend_mairie, mayors, by_mayor);
  auto commander = take_one(sheet, Tag::node_suspend_post, commanders, by_commander);
  if (sheet.has(Tag::node_suspend_root) || (mayor.empty() && commander.empty()))
    sheet.require(Tag::node_suspend_root, root.keys, quorum, "a mayor, a commander, or 2 of the 3 root keys");
  refuse_shared(sheet, mayor, commander);
  sheet.nothing_else();
  return parse_node_act(sheet, document, wire::NodeActKind::suspend);
}

Result<wire::NodeAct> verify_resumption(const SignedDocument& document, const wire::Root& root, Keys mayors,
                                        Keys commanders) {
  SignatureSheet sheet(document, DocumentType::node_act);
  sheet.require(Tag::node_resume_root, root.keys, quorum, by_root);
  auto mayor = take_one(sheet, Tag::node_resume_mairie, mayors, by_mayor);
  if (mayor.empty()) sheet.refuse(by_mayor, "signature missing");
  auto commander = take_one(sheet, Tag::node_resume_post, commanders, by_commander);
  if (commander.empty()) sheet.refuse(by_commander, "signature missing");
  refuse_shared(sheet, mayor, commander);
  sheet.nothing_else();
  return parse_node_act(sheet, document, wire::NodeActKind::resume);
}

Result<wire::Enrolment> verify_enrolment(const SignedDocument& document, const SigningPublic& request_key) {
  SignatureSheet sheet(document, DocumentType::enrolment);
  sheet.require(Tag::enrolment_invite, request_key, "the card's one-time key");
  if (!sheet.status()) return pass_on(sheet.status());
  auto enrolment = wire::decode<wire::Enrolment>(document.bytes);
  if (!enrolment) return enrolment;
  sheet.require(Tag::enrolment_device, enrolment->device, "the new device key");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  DistinctKeys keys("enrolment");
  keys.add("the card's one-time key", request_key);
  keys.add("the device's signing key", enrolment->device);
  keys.add("the device's transport key", enrolment->transport);
  if (!keys.status()) return pass_on(keys.status());
  return enrolment;
}

}  // namespace tocsin::seal
