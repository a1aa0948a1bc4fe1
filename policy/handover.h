// A content that leaves the post (R30), and alerts that are put together (R31): both with a reason, both
// logged before anything is shown or changed.
#pragma once
#include <cstdint>
#include <span>

#include "policy/work.h"

namespace tocsin::policy {

constexpr std::size_t grouped_alerts_max = 16;

enum class Recipient : std::uint8_t {
  procedure = 1,  // by its number; what is handed over is then the procedure's, under its own law
  post = 2,
};

struct HandOverFacts {
  OfficerFacts officer{};
  bool reason_given = false;  // a known HandOverReason
  Recipient recipient = Recipient::procedure;
  // The procedure has a number; the post is one that the charter names: its own, or the supervising one in
  // that post's record.
  bool recipient_named = false;
  bool own_post = false;  // the recipient is the post that hands over
  bool logged = false;    // the disclosure's leaf is in this transaction, before the answer
};
// R30: opened first, not held; closed ones too, while they exist.
Verdict decide_hand_over(const HandOverFacts& facts);

struct GroupFacts {
  OfficerFacts officer{};          // `work` is not looked at; `at_addressed_post`: of every alert
  std::span<const Work> alerts{};  // of distinct alerts
  bool alike = false;              // R27: all of them exercises, or none
  bool reason_given = false;       // a known GroupReason
  bool logged = false;
};
// R31: two to sixteen open alerts, of any commune of the post, none of them held. There is no act that
// searches closed ones.
Verdict decide_group(const GroupFacts& facts);

}  // namespace tocsin::policy
