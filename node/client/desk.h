// What an officer's device does at a post: the inbox, opening with a reason, taking, closing, and vetting a
// referent with the words computed from its own root and charter.
#pragma once
#include <string>
#include <vector>

#include "node/client/official.h"
#include "policy/rollover.h"
#include "protocol/wire/alert.h"
#include "protocol/wire/desk.h"
#include "protocol/wire/receipt.h"

namespace tocsin::client {

struct InboxAlert {
  AlertId alert;
  wire::AlertHeader header;
  Hash header_hash;
  std::string commune, sector;            // names from the charter held here
  Insee border;                           // R5: the neighbour that this sector is shared with; zero: nobody
  std::uint64_t flags = 0;                // policy::flag
  CommandId group;                        // R31: of the alerts put together with it; zero: none
  policy::RollOver roll_over{};           // R29, R30, R34: why it is due at the supervising post, or passed
  PostId other_post;                      // it is there too; zero: at this post alone
  std::optional<AlertState> there;        // what that post signed last, as the commune's node told
  bool there_leads = false;               // that post has it in hand
  bool held_apart = false;                // R11: not to be taken before it is released
  std::vector<wire::Receipt> receipts;    // verified, the post's then the commune's, each by rising number
  std::size_t unverified_receipts = 0;    // left out
  const wire::Receipt* standing() const;  // the post's latest that is no mark; nullptr: none verifies
};
struct OpenedAlert {
  wire::AlertContent content;   // the caller wipes it: seal::wipe
  std::string name, telephone;  // of the sender, where the post has registered them
};
// A mandate that waits for this post's vetting: nominated by a mayor's commission under the charter held
// here. Its words bind the keys it names to this device's own root, charter and office key.
struct Candidate {
  wire::Mandate mandate;
  wire::SignedDocument document;
  std::string commune, words;
  // A mandate that runs, with both signatures, names exactly these keys for the same person: they were
  // compared in the person's presence then.
  bool device_certified = false;
  // The latest mandate of the same person on another device, in force or stopped: its alerts pass to this
  // one.
  std::optional<MandateId> former_phone;
};

class Desk {
 public:
  // `official` must be a post's and outlive the desk.
  explicit Desk(Official& official) : official_(&official) {}

  // In progress first, then the oldest. `all`: closed ones too.
  Answer<std::vector<InboxAlert>> inbox(bool all = false);
  // The alerts that match the beginning of a hexadecimal id. conflict: several; not_found: none.
  Answer<InboxAlert> find(std::string_view hex_prefix);
  // R34: this desk listens for three minutes from now; false: it leaves. Until when somebody listens at the
  // post, by its node's signed word; say it again each minute.
  Answer<Instant> serve(bool listens);
  // Makes later events arrive at next_event.
  Answer<bool> follow();
  Answer<std::optional<InboxAlert>> next_event(Duration timeout);

  // R19. The content comes sealed to a key made for this one reading.
  Answer<OpenedAlert> open(const AlertId& alert, OpenReason reason);
  // The name of the street where it was seen, by the list of the charter under which it was sealed. Empty:
  // another kind of place, or that list has not come to the post.
  std::string street(const wire::AlertHeader& header, const wire::AlertContent& content);
  // Each answers the post's signed receipt, whose command is this very request. R11: a first officer's
  // release is noted and answers no receipt.
  Answer<wire::Receipt> take(const AlertId& alert);
  Answer<wire::Receipt> close(const AlertId& alert, ClosingCode code);
  Answer<wire::Receipt> call_back(const AlertId& alert);
  Answer<std::optional<wire::Receipt>> release(const AlertId& alert);
  Answer<wire::Receipt> reopen(const AlertId& alert);

  // R30: the content, sealed to a key made for this disclosure, and the leaf under which it is logged.
  struct HandedOver {
    wire::AlertContent content;  // the caller wipes it
    wire::HandOver statement;
    std::string proof;                // signed here, by this officer (protocol/wire/handed.h)
    std::vector<std::string> papers;  // root, record and commission, by which anybody verifies the proof
  };
  Answer<HandedOver> hand_over(const InboxAlert& alert, HandOverReason reason, const std::string& procedure);
  // R30: the whole alert to the supervising post; the commune's node carries it. The leaf of the disclosure.
  Answer<std::uint64_t> forward(const InboxAlert& alert, HandOverReason reason, const PostId& to);
  // R31: two to sixteen alerts.
  Answer<bool> group(std::vector<AlertId> alerts, GroupReason reason);
  // R35: the post has called the referent, who did report it.
  Answer<bool> confirm(const InboxAlert& alert);

  // Waiting mandates; those with something wrong are not shown but named in `rejected` with the reason.
  Answer<std::vector<Candidate>> candidates(std::vector<std::string>* rejected = nullptr);
  // Signs `vet` and hands the mandate to the node. Only after the words were compared in the person's
  // presence.
  Answer<MandateId> vet(const Candidate& candidate);
  Answer<bool> register_person(const MandateId& mandate, std::string_view name, std::string_view telephone);

 private:
  Answer<std::vector<std::string>> papers();
  Answer<InboxAlert> read_item(const wire::Item& item) const;
  Answer<std::vector<InboxAlert>> read_inbox(bool all);
  Answer<std::optional<wire::Receipt>> act(wire::Verb verb, const AlertId& alert, std::uint8_t code,
                                           AlertState becomes);
  Answer<wire::Receipt> act_surely(wire::Verb verb, const AlertId& alert, std::uint8_t code,
                                   AlertState becomes);
  Official* official_;
};

}  // namespace tocsin::client
