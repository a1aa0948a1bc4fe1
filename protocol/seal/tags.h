// The one registry of what a signature can be about. A signature covers `tag u16 little endian ‖ bytes`; no
// tag is used for two things, so a signature can never be moved from one statement to another. Append only.
#pragma once
#include <cstdint>

#include "protocol/ids.h"
#include "protocol/seal/keys.h"

namespace tocsin::seal {

enum class Tag : std::uint16_t {
  root_new = 1,
  root_old = 2,
  rules = 3,
  record_root = 4,
  record_post = 5,
  charter_root = 6,
  charter_mairie = 7,
  charter_post = 8,
  commission_mairie = 9,
  commission_post = 10,
  commission_root = 11,
  mandate_nominate = 12,
  mandate_vet = 13,
  mandate_in_force = 14,
  overlay_mairie = 15,
  overlay_post = 16,
  act_mairie = 17,
  act_post = 18,
  act_office = 19,
  node_suspend_mairie = 20,
  node_suspend_post = 21,
  node_suspend_root = 22,
  node_resume_mairie = 23,
  node_resume_post = 24,
  node_resume_root = 25,
  revocation_list_node = 26,
  revocation_list_root = 27,
  freshness = 28,
  epoch_key = 29,
  epoch_loss = 30,
  mandate_link = 31,
  enrolment_invite = 32,
  enrolment_device = 33,
  alert_header = 40,
  withdrawal = 41,
  receipt_commune = 42,
  receipt_post = 43,
  request = 50,
  node_time = 51,
  parcel = 52,
  parcel_acknowledgement = 53,
  notice_post = 60,
  notice_mairie = 61,
  notice_cancel = 62,
  notice_display = 63,
  review_auditor = 70,
  review_referent = 71,
  review_answer_post = 72,
  review_answer_mairie = 73,
  review_node = 77,
  exercise_window = 64,
  desk_confirmation = 76,
  renewal_mairie = 65,
  renewal_post = 66,
  renewal_root = 67,
  overlay_withdrawal_mairie = 74,
  overlay_withdrawal_post = 75,
  tie_declaration = 78,
  deputising = 79,
  conduct_signature = 80,
  presence = 81,
  forward_officer = 82,
  forward_post = 83,
  record_supervising = 84,
  directory = 85,
  hand_over = 86,
  web_bundle = 90,
};

Signature sign(const SigningKey& key, Tag tag, ByteView bytes);
// False for a wrong, malleated or small-order signature or key.
bool verify(const SigningPublic& key, Tag tag, ByteView bytes, const Signature& signature);

}  // namespace tocsin::seal
