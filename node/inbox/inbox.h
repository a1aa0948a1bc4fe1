// The post's node: the only place where contents are opened. Each alert is opened in memory on arrival,
// judged, and kept under the key of its erasure day; officers read with a reason, logged before the answer.
#pragma once
#include "node/core/alerts.h"
#include "node/core/node.h"
#include "node/core/rollover.h"
#include "policy/border.h"

namespace tocsin::node::inbox {

// arrival.cpp
Received receive_alert(Turn& turn, const PeerNode& from, ByteView bytes);
Received receive_carried(Turn& turn, const PeerNode& from, ByteView bytes);
// ends.cpp
Received receive_end(Turn& turn, const PeerNode& from, ByteView bytes);
Received receive_withdrawal(Turn& turn, const PeerNode& from, ByteView bytes);

// border.cpp: a sector that the alert's charter shares with a neighbour (R5).
policy::Verdict judge_border(Turn& turn, const wire::AlertHeader& header, const wire::Charter& charter,
                             Instant accepted);

// targets.cpp: what R11 counts, by keyed hashes whose secret dies after 120 days.
struct SameTargets {
  std::uint32_t plate = 0, place = 0;
};
SameTargets count_targets(Turn& turn, const ReferentId& referent, bool exercise,
                          const wire::AlertContent& content);
void note_targets(Turn& turn, const ReferentId& referent, bool exercise, const wire::AlertContent& content,
                  const AlertId& alert);

// drift.cpp: R11 and R13 on true targets, R36.
// Distinct referents on the plate or on the place of `content` in 24 hours, `referent` included.
std::uint32_t referents_on_target(Turn& turn, const ReferentId& referent, bool exercise,
                                  const wire::AlertContent& content);
// After delivery: what R13 counts, and the mark on the alerts of a pile-on that came before. `own_flags`: of
// the post's verdict, without the commune's.
void note_arrival(Turn& turn, const AlertKey& key, const AlertRecord& record,
                  const wire::AlertContent& content, std::uint32_t own_flags);
void note_opening(Turn& turn, const KeyId& officer, bool exercise);

// counts.cpp: the post's own numbers (R20, R32).
wire::Reply counts(Turn& turn, const Caller& caller);

// numbering.cpp: every device number reaches the post; a gap is reported after 24 h.
void note_sequence(Turn& turn, const MandateId& mandate, std::uint64_t sequence);
void report_gaps(Turn& turn);

// desk.cpp
// The alert with this id, whoever sent it.
std::optional<AlertKey> find_alert(Turn& turn, ByteView alert);
policy::OfficerFacts officer_facts(Turn& turn, const Caller& caller, const AlertRecord& record);
void log_command(Turn& turn, const Caller& caller, const policy::Verdict& verdict);
// The content for one reading, sealed to the key of that reading.
Result<Bytes> content_sealed_to(Turn& turn, const AlertRecord& record, const BoxPublic& session);
wire::Reply list_inbox(Turn& turn, const Caller& caller);
wire::Reply open(Turn& turn, const Caller& caller);
wire::Reply act(Turn& turn, const Caller& caller, policy::Action action);
wire::Reply register_person(Turn& turn, const Caller& caller);
wire::Reply follow_post(Turn& turn, const Caller& caller);

// notices.cpp
wire::Reply list_notices(Turn& turn, const Caller& caller);
Received receive_shown(Turn& turn, const PeerNode& from, ByteView bytes);
// handover.cpp
wire::Reply hand_over(Turn& turn, const Caller& caller);
wire::Reply group(Turn& turn, const Caller& caller);

// forward.cpp: an alert that is passed on to the supervising post (R30), and what that post, or the post it
// came from, has signed since (R34).
wire::Reply forward(Turn& turn, const Caller& caller);
Received receive_elsewhere(Turn& turn, const PeerNode& from, ByteView bytes);

// service.cpp: a desk goes into service, stays, or leaves.
wire::Reply serve(Turn& turn, const Caller& caller);

// rollover.cpp: what is due at the supervising post (R29, R34) is marked, logged and shown.
void mark_roll_overs(Turn& turn);

// Signs a state, keeps the record, and sends the receipt to the alert's commune.
Bytes state_and_send(Turn& turn, const AlertKey& key, AlertRecord& record, const Statement& statement);
policy::Limits limits_for(Turn& turn, const wire::AlertHeader& header);

}  // namespace tocsin::node::inbox
