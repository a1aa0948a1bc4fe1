#include "protocol/seal/desk.h"

#include "protocol/seal/signature_sheet.h"

namespace tocsin::seal {
namespace {

// The one signature, under that tag, by one of the keys.
Result<SigningPublic> only_signer(const SignedDocument& document, wire::DocumentType type, Tag tag,
                                  std::span<const SigningPublic> keys, std::string_view by) {
  SignatureSheet sheet(document, type);
  auto signers = sheet.take(tag, keys, by);
  if (signers.empty()) sheet.refuse(by, "signature missing");
  if (signers.size() > 1) sheet.refuse(by, "more than one signature");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  return signers.front();
}

}  // namespace

Result<WindowSignature> verify_exercise_window(const SignedDocument& document,
                                               std::span<const SigningPublic> keys) {
  auto signer = only_signer(document, wire::DocumentType::exercise_window, Tag::exercise_window, keys,
                            "a commander's commission of the post");
  if (!signer) return pass_on(signer);
  auto window = wire::decode<wire::ExerciseWindow>(document.bytes);
  if (!window) return pass_on(window);
  return WindowSignature{*window, *signer};
}

Result<ConfirmationSignature> verify_desk_confirmation(const SignedDocument& document,
                                                       std::span<const SigningPublic> keys) {
  auto signer = only_signer(document, wire::DocumentType::desk_confirmation, Tag::desk_confirmation, keys,
                            "the referent's device or a commission of the post");
  if (!signer) return pass_on(signer);
  auto confirmation = wire::decode<wire::DeskConfirmation>(document.bytes);
  if (!confirmation) return pass_on(confirmation);
  return ConfirmationSignature{*confirmation, *signer};
}

Result<ForwardSignature> verify_forward(const SignedDocument& document,
                                        std::span<const SigningPublic> officers, const SigningPublic* node) {
  constexpr std::string_view who = "an officer's commission of the post";
  SignatureSheet sheet(document, wire::DocumentType::forward);
  auto signers = sheet.take(Tag::forward_officer, officers, who);
  if (signers.size() != 1) sheet.refuse(who, "one signature is needed");
  if (node != nullptr) sheet.require(Tag::forward_post, *node, "the post's node");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto forward = wire::decode<wire::Forward>(document.bytes);
  if (!forward) return pass_on(forward);
  return ForwardSignature{*forward, signers.front()};
}

Result<wire::HandOver> verify_hand_over(const SignedDocument& document,
                                        std::span<const SigningPublic> officers) {
  auto signer = only_signer(document, wire::DocumentType::hand_over, Tag::hand_over, officers,
                            "an officer's commission of the post");
  if (!signer) return pass_on(signer);
  return wire::decode<wire::HandOver>(document.bytes);
}

Result<HandedOver> verify_handed_over(const wire::HandedOver& handed,
                                      std::span<const SigningPublic> officers) {
  auto statement = verify_hand_over(handed.statement, officers);
  if (!statement) return pass_on(statement);
  if (hash256(handed.content) != statement->content)
    return fail(Errc::untrusted, "hand_over: the content is not the one that was signed");
  auto content = wire::decode_shown(handed.content);
  if (!content) return pass_on(content);
  if (content->alert != statement->alert)
    return fail(Errc::untrusted, "hand_over: the content is of another alert");
  return HandedOver{std::move(*statement), std::move(*content)};
}

}  // namespace tocsin::seal
