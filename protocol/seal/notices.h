// Who signed what goes down to referents. How many signatures a notice needs, and whether the commissions are
// in force, is policy (policy/notice.h).
#pragma once
#include "protocol/seal/trust.h"
#include "protocol/wire/notices.h"

namespace tocsin::seal {

constexpr std::size_t notice_signatures_max = 2;

struct NoticeSignatures {
  wire::Notice notice;
  std::vector<SigningPublic> signers;  // one or two of `keys`, each once
};
// `keys`: device keys of commissions of the office that the notice names, known beforehand. bad_signature
// when one of the signatures is by another key, or there is none; untrusted when the tag is not that of the
// notice's office (notice_post, notice_mairie).
Result<NoticeSignatures> verify_notice(const SignedDocument& document, std::span<const SigningPublic> keys);

// Exactly one signature under notice_cancel, by one of `keys`.
struct CancelSignature {
  wire::NoticeCancel cancel;
  SigningPublic signer;
};
Result<CancelSignature> verify_notice_cancel(const SignedDocument& document,
                                             std::span<const SigningPublic> keys);

// Exactly one signature, the device's, under notice_display.
Result<wire::NoticeDisplay> verify_notice_display(const SignedDocument& document,
                                                  const SigningPublic& device);

// The tag under which a notice of this template is signed.
constexpr Tag notice_tag(NoticeKind kind) {
  return of_mairie(kind) ? Tag::notice_mairie : Tag::notice_post;
}

}  // namespace tocsin::seal
