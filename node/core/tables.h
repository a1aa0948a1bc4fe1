// Every table of a node, its key and its value. Numbers are the data file's format: append only, never
// renumber. Numbers inside keys are big endian, so that scans run in order; inside values little endian
// (protocol/bytes.h).
#pragma once
#include "node/txn/txn.h"

namespace tocsin::node::table {

using txn::Table;

constexpr Table meta{1};         // name → value; one row each for the log's edge, counters, clocks
constexpr Table documents{2};    // type u16 ‖ what it is about → signed document (roster.h)
constexpr Table admissions{3};   // CURVE key → ZAP User-Id
constexpr Table devices{4};      // key id → Device (sessions.h)
constexpr Table invitations{5};  // invitation id → Invitation (intake)
constexpr Table persons{
    6};  // mandate or invitation id → name ‖ telephone; never leaves this node but to its users
constexpr Table alerts{7};  // alert id ‖ mandate id → AlertRecord, under its erasure day's key
constexpr Table dedup{8};   // alert id ‖ mandate id → header hash ‖ first signed receipt
constexpr Table events{9};  // mandate id ‖ event number → alert key ‖ index of the receipt in its record
constexpr Table hold{10};   // end of the undo hold ‖ alert key → nothing (commune)
constexpr Table sent{11};  // referent id ‖ exercise ‖ instant ‖ alert id → sector u16: what R10, R12 count
constexpr Table targets{12};  // referent id ‖ target ‖ instant ‖ alert id → nothing: what R11 counts, 90 days
constexpr Table outbox{13};  // peer key id ‖ number → parcel
constexpr Table outbox_index{
    25};  // peer key id ‖ lane u8, 0: ahead of all ‖ number → bytes u32 ‖ hash of the content
constexpr Table log_leaves{14};  // index → leaf[37]
constexpr Table log_events{15};  // index → salt ‖ event, under its erasure day's key
constexpr Table erasure{16};     // instant ‖ table u8 ‖ key → nothing: what must go, when
constexpr Table day_keys{17};    // erasure day u32 BE → names of the spares taken for it, newest last
constexpr Table rotations{18};  // erasure day u32 BE → nothing: its key must change, a record left it early
constexpr Table answers{19};    // device key id ‖ command id → hash of the request ‖ reply
constexpr Table counts{
    20};  // quarter u16 ‖ exercise ‖ kind ‖ category or sector or code u16 → u64 (counts.h)
constexpr Table device_sequences{21};  // mandate id → what is known of its numbering (post)
constexpr Table dying_keys{22};        // key use ‖ number → nothing: to destroy until done
constexpr Table expiries{23};          // alert expiry ‖ alert key → nothing (commune)
constexpr Table open_alerts{24};       // alert key → nothing: what the inbox lists (post)
constexpr Table drift{27};             // DriftRow u8 ‖ what it is about (drift.h) → nothing
constexpr Table enrolments{26};        // mandate or invitation id → signed enrolment, until it is decided
constexpr Table notices{28};           // commune ‖ notice id → how it fares (notices.h)
constexpr Table displays{29};  // notice id ‖ mandate id ‖ of the cancel u8 → nothing: who showed it (commune)
constexpr Table desk_entries{30};  // exercise ‖ instant ‖ alert key → desk's key id: what R35 counts, 24 h
constexpr Table desk_waiting{31};  // end of its 7 days ‖ alert key → desk's key id (commune)
constexpr Table desk_late{32};   // desk's key id ‖ instant ‖ chance → nothing: never confirmed, 30 days
constexpr Table roll_overs{33};  // when it may be due at the supervising post ‖ alert key → nothing
constexpr Table waiting{34};  // commune → in force from u64 ‖ signed charter that loosens a limit (R24)
constexpr Table people{
    35};  // referent id ‖ mandate id → device key ‖ since u64 ‖ stated u64 ‖ leaf u64 (people.h)
constexpr Table refusals{36};  // mandate id → wire::MandateRefused: both have signed, and a node refused it
constexpr Table former_nodes{
    37};  // commune or post ‖ since u64 → until u64 ‖ gone u8 ‖ NodeKeys (rotation.h)
constexpr Table introductions{38};  // peer key id → hash of the parcel content that names our present keys

// In memory only.
constexpr Table counters{192};   // device key id → highest counter ‖ bitmap of the 64 below
constexpr Table followers{193};  // mandate id or "post" ‖ session → session
constexpr Table in_flight{194};  // peer ‖ outbox number → relay::OutboxRow's changing part
constexpr Table sent_rows{204};  // peer ‖ lane u8 as in outbox_index ‖ rests u8 ‖ due ‖ number → nothing:
                                 // rows with a state in in_flight
constexpr Table sent_up_to{205};  // peer ‖ lane u8 → highest number sent since the start: those above are new
constexpr Table links{195};       // server key ‖ address → nothing: the line is up
constexpr Table conditions{196};  // "storage_tight", "clock" → state handed in by Ticks; "documents" →
                                  // memo.h; "started" → when, ms
constexpr Table fetches{
    197};  // own mailbox at a relay → asked at u64 ‖ Fetch u8 ‖ last parcel at u64 (lines.h)
constexpr Table answers_due{198};    // peer ‖ lane u8 ‖ sequence → wire::ParcelAnswer
constexpr Table presences{199};      // post → at u64 ‖ until u64 ‖ signed presence (presence.h)
constexpr Table desks_serving{200};  // device key id → until u64 (post)
constexpr Table unheard{201};     // peer → parcels u8 sent once since it was last heard ‖ of the last u64
constexpr Table said_fresh{202};  // peer → name of the freshness that was last sent to it
constexpr Table asked_lists{203};  // peer → name of its list ‖ the first name that was asked for

}  // namespace tocsin::node::table
