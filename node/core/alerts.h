// What a node keeps of one alert, and the receipts it signs about it. One dated row per alert.
#pragma once
#include "node/core/log.h"
#include "policy/decide.h"
#include "protocol/seal/alert.h"

namespace tocsin::node {

// Alert id ‖ mandate id.
using AlertKey = FixedBytes<struct AlertKeyTag, 32>;
AlertKey key_of(const wire::AlertHeader& header);

struct StoredReceipt {
  AlertState state;
  Instant at;
  bool ours;                 // signed by this node
  std::uint64_t event;       // number in the sender's events; 0 at a post
  Bytes bytes;               // signed receipt
  bool supervising = false;  // commune: signed by the supervising post
};
// It could not take in what was carried to it.
bool is_no_of_supervising(const StoredReceipt& receipt);

struct AlertRecord {
  Bytes head;  // header[256] ‖ sig[64]
  Bytes rest;  // wraps ‖ body; empty once no longer needed
  ReferentId referent;
  Instant accepted;  // the commune's signed instant
  std::uint32_t own_receipts = 0;
  bool queued = false;  // commune: the envelope was queued for the post
  std::vector<StoredReceipt> receipts;
  // R29, R30, R34: why it is due at the supervising post, or has passed there.
  policy::RollOver roll_over = policy::RollOver::none;
  PostId other_post;  // commune: the supervising post that has it too; post: the other one; zero: it has not
                      // passed
  std::uint32_t elsewhere = 0;  // order of the newest wire::Elsewhere: sent (commune) or heard (post)
  // Post only.
  AlertState there = AlertState::accepted;  // what the other post signed last; accepted: nothing
  bool there_leads = false;                 // the other post has it in hand
  Bytes content_key;                        // 32 bytes; empty at a commune
  std::uint32_t flags = 0;                  // policy::flag
  KeyId first_releaser;                     // R11: who signed first; zero: nobody yet
  CommandId group;                          // R31: of the alerts put together with it; zero: none

  wire::AlertHeader header() const;  // decoded from `head`, which was verified when it came
  Hash header_hash() const;
  Bytes envelope() const;
  // Without what the supervising post could not take in: that ends nothing, its own post has it.
  std::vector<policy::StateChange> history() const;
  bool has(AlertState state) const;
  // A post has spoken of it, other than the supervising post's no.
  bool post_has_spoken() const;
};

// What officers see of it beside its receipts: header[256], then, where any is set, group[16] ‖ roll-over u8
// ‖ other post[8] ‖ its newest state u8 ‖ that it has it in hand u8.
Bytes listed(const AlertRecord& record);

std::optional<AlertRecord> load_alert(Turn& turn, const AlertKey& key);
// Dated by R26 from its history under the limits in force; a refusal by a clock that jumped, from the latest
// instant that can be believed.
void save_alert(Turn& turn, const AlertKey& key, const AlertRecord& record, const policy::Limits& limits);

// What a new receipt says, besides what follows from the record.
struct Statement {
  AlertState state;
  std::uint8_t code = 0, rule = 0, refusal = 0;
  bool clock_noted = false;
  Hash command{};   // of the officer's request; zero: none
  KeyId officer{};  // into the log only, never into the receipt
};
// Signs, logs, and appends it to the record; tells the sender's session (commune) or the officers' (post).
// The record must be saved afterwards. Answers the signed receipt.
Bytes state(Turn& turn, const AlertKey& key, AlertRecord& record, const Statement& statement);
// The same for an alert that is not kept (refused for equivocation): signed and logged only.
Bytes state_unkept(Turn& turn, const Hash& header_hash, std::uint32_t number, const Statement& statement);
// Appends a verified receipt of the other side; `supervising`: of that post. False if it is there already.
bool note_receipt(Turn& turn, const AlertKey& key, AlertRecord& record, const wire::Receipt& receipt,
                  ByteView bytes, bool supervising = false);

// Post: the flags of an alert have changed and no receipt says so: the officers who follow are told.
void tell_of_flags(Turn& turn, const AlertKey& key, const AlertRecord& record);

// Called when an alert's row is due: its events, indexes and inbox entry go with it.
void forget_alert(Turn& turn, ByteView key);

// What replays are answered with, long after the alert itself is gone; content-free.
struct Known {
  Hash header_hash;
  Bytes first_receipt;
};
std::optional<Known> known(Turn& turn, const AlertKey& key);
// Of an alert that is not here: it was, and is erased, or it can come no more. Its id says when it was made;
// what `peer` says about it now is for nobody.
bool comes_no_more(Turn& turn, const AlertKey& key, const KeyId& peer);
// Until then a replay gets the first answer. After it the header has expired, whatever any clock claims.
Instant forgotten_at(const wire::AlertHeader& header);
void remember(Turn& turn, const AlertKey& key, const Known& known, const wire::AlertHeader& header);

}  // namespace tocsin::node
