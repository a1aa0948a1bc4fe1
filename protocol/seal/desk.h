// Who signed an exercise window, the confirmation of a desk's entry, or that something is passed on. Whether
// they may is policy (R27, R30, R35).
#pragma once
#include "protocol/seal/trust.h"
#include "protocol/wire/desk.h"
#include "protocol/wire/handed.h"

namespace tocsin::seal {

struct WindowSignature {
  wire::ExerciseWindow window;
  SigningPublic signer;  // one of `keys`
};
// Exactly one signature under exercise_window, by one of `keys`: commissions of the post that it names.
Result<WindowSignature> verify_exercise_window(const SignedDocument& document,
                                               std::span<const SigningPublic> keys);

struct ConfirmationSignature {
  wire::DeskConfirmation confirmation;
  SigningPublic signer;  // one of `keys`
};
// Exactly one signature under desk_confirmation, by one of `keys`: the referent's devices, or commissions of
// the post.
Result<ConfirmationSignature> verify_desk_confirmation(const SignedDocument& document,
                                                       std::span<const SigningPublic> keys);

struct ForwardSignature {
  wire::Forward forward;
  SigningPublic officer;  // one of `officers`
};
// One signature under forward_officer by one of `officers`, commissions of the post that it names, and one
// under forward_post by that post's node; without `node` (nullptr) the officer's alone, as it comes from the
// desk.
Result<ForwardSignature> verify_forward(const SignedDocument& document,
                                        std::span<const SigningPublic> officers, const SigningPublic* node);

// One signature under hand_over by one of `officers`, commissions of the post that it names.
Result<wire::HandOver> verify_hand_over(const SignedDocument& document,
                                        std::span<const SigningPublic> officers);

// The whole of what was handed over: the statement as above, and the content that it names. untrusted: it is
// another content.
struct HandedOver {
  wire::HandOver statement;
  wire::AlertContent content;  // mandate and tag key zero
};
Result<HandedOver> verify_handed_over(const wire::HandedOver& handed,
                                      std::span<const SigningPublic> officers);

}  // namespace tocsin::seal
