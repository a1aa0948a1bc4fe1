// The commune's node: takes alerts in without being able to read them, keeps and forwards them, and tells the
// sender what the post signed. Nothing here refers to opening an alert (tests/lint checks the archive).
#pragma once
#include "node/core/alerts.h"
#include "node/core/node.h"
#include "node/core/tally.h"

namespace tocsin::node::intake {

// What the submission of an alert is judged with, once its signature and hashes are verified.
struct Submission {
  Bytes envelope;
  wire::AlertHeader header;
  Hash header_hash;
  MandateHere mandate;
  std::optional<KeyId> desk;  // who entered it for the mandate's referent (R35)
};

// submit.cpp
wire::Reply submit(Turn& turn, const Caller& caller);
wire::Reply withdraw(Turn& turn, const Caller& caller);
// Where it cannot be queued yet (no record of the post, a key that seals nothing), it is tried again in a
// minute.
void queue_for_post(Turn& turn, const AlertKey& key, AlertRecord& record, const policy::Limits& limits);
// The content of the parcel in which it goes to the post.
Bytes content_for_post(const AlertRecord& record);
// The header and the signed end of an alert whose envelope the post will not see: its number must not be
// missing.
void tell_post_of_end(Turn& turn, const AlertRecord& record, ByteView receipt);

// enrolment.cpp
wire::Reply invite(Turn& turn, const Caller& caller);
wire::Reply enrol(Turn& turn, const Caller& caller);
wire::Reply enrolment_status(Turn& turn, const Caller& caller);
wire::Reply enrolments(Turn& turn, const Caller& caller);

// follow.cpp
wire::Reply follow_own(Turn& turn, const Caller& caller);
Received receive_receipt(Turn& turn, const PeerNode& from, ByteView bytes);

// carry.cpp: to the supervising post (R29, R30, R34).
void carry_due(Turn& turn);
// The content of the parcel in which it goes there, where neither post has signed anything yet.
Bytes content_for_supervising_post(const AlertRecord& record);
// What one of the two posts has signed about an alert that both have goes to the other.
void tell_other_post(Turn& turn, const AlertKey& key, AlertRecord& record, ByteView receipt,
                     bool of_supervising);
Received receive_forward(Turn& turn, const PeerNode& from, ByteView bytes);

// notices.cpp: a referent's, of his sectors; an office's, all of the commune with counts
wire::Reply list_notices(Turn& turn, const Caller& caller);

// due.cpp: ends of holds, expiries.
void carry_out_due(Turn& turn);
// Rows of a table whose key begins with an instant that has come; sets the next wake-up.
std::vector<Bytes> due_rows(Turn& turn, txn::Table table);

// desk.cpp
policy::DeskFacts desk_facts(Turn& turn, const KeyId& desk, const wire::AlertHeader& header);
void count_entry(Turn& turn, const KeyId& desk, const AlertKey& key, bool exercise);
void charge_unconfirmed(Turn& turn);
wire::Reply follow_entries(Turn& turn, const Caller& caller);

// drift.cpp: R10 to R12, and R14.
// Distinct sectors of this referent's alerts in 12 hours, with that of `header`.
std::uint32_t sectors_now(Turn& turn, const ReferentId& referent, const wire::AlertHeader& header);
void note_flags(Turn& turn, const AlertRecord& record, const wire::AlertHeader& header);
void note_outcome(Turn& turn, const AlertRecord& record, const wire::Receipt& receipt);

// counts.cpp: the same numbers for an office and for the public page. `first_day` of the quarter; 0: the last
// closed one.
wire::Reply counts(Turn& turn, Role reader, std::uint64_t first_day);
// The post has said `state` of it for the first time, at `at`.
void count_delay(Turn& turn, const AlertRecord& record, AlertState state, Instant at);

// The charter an alert was written under: the one in force, or one that was superseded less than 72 h ago;
// then the strictest of all from that one on.
struct Ground {
  CharterHere charter;
  policy::Limits limits;
};
// Of this commune now, whoever the mandate's.
policy::Limits limits_here(Turn& turn);
std::optional<Ground> ground_of(Turn& turn, std::uint32_t charter_sequence, const wire::Mandate* mandate);

}  // namespace tocsin::node::intake
