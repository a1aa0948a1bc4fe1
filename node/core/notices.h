// What goes down to referents, as a node keeps it: the two signatures of a post's notice, its release, its
// cancel, and how often it was shown (R16-R18). Kept for a week after its end, which R17 counts over.
#pragma once
#include "node/core/roster.h"
#include "protocol/seal/notices.h"

namespace tocsin::node {

// How a notice fares here. Beside the document, in a row of its own.
struct NoticeRow {
  Instant released{};  // complete by this node's clock; zero: it waits for the second officer
  Instant cancelled_at = Instant::max();
  bool answered = false;                      // post: the commune has told what became of it
  std::uint8_t rule = 0;                      // post: the rule by which the commune refused it
  std::uint32_t shown = 0, cancel_shown = 0;  // devices
  std::uint32_t addressed = 0;                // post: as the commune last counted
};
struct NoticeHere {
  wire::SignedDocument document;
  wire::Notice notice;
  Hash hash;
  NoticeRow row;
  std::optional<wire::SignedDocument> cancel;
};
// All notices of one commune, or of all communes for a zero one; oldest first.
std::vector<NoticeHere> notices(Turn& turn, const Insee& commune);
std::optional<NoticeHere> notice_of(Turn& turn, const Insee& commune, const NoticeId& id);
policy::NoticeState state_here(const NoticeHere& here, Instant at);
void save_row(Turn& turn, const NoticeHere& here);
Instant notice_erased_at(const wire::Notice& notice);

// The signatures of a notice may come one by one, in documents of the same bytes. The reply's data is the
// state (policy::NoticeState, u8).
wire::Reply accept_notice(Turn& turn, const wire::SignedDocument& document, const std::optional<KeyId>& from);
// At once, and even before its notice has come: that one is then never shown.
wire::Reply accept_notice_cancel(Turn& turn, const wire::SignedDocument& document,
                                 const std::optional<KeyId>& from);

// R6: a missing-person notice of this commune's post was open at `at` in this sector, exercise and real
// apart. At a commune from its release there, at the post from its writing: clocks differ, and the commune's
// signed acceptance is what is judged.
bool missing_person_notice_open(Turn& turn, const Insee& commune, SectorId sector, bool exercise, Instant at);

// The notice with its state, its cancel, and the commissions of who signed; `with_counts`: how far it came.
void add_notice_items(Turn& turn, const NoticeHere& here, bool with_counts, wire::Reply& reply);
// At a commune the devices it is for are counted now.
wire::NoticeShown how_far(Turn& turn, const NoticeHere& here);

// Whom it is for: mandates in force here with one of its sectors, by its end at the latest.
std::vector<MandateId> readers_of(Turn& turn, const wire::Notice& notice);
bool is_for(Turn& turn, const wire::Notice& notice, const wire::Mandate& mandate);
// Sessions that follow: one referent's, and those of the office.
Bytes notices_topic(const MandateId& mandate);
ByteView office_notices_topic();

}  // namespace tocsin::node
