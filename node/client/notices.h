// Notices as a device shows them: only what the commissions of the right office signed, whatever the node
// says. What an officer or a mairie writes, signs and takes back.
#pragma once
#include <string>
#include <vector>

#include "node/client/official.h"
#include "policy/notice.h"
#include "protocol/seal/notices.h"
#include "protocol/wire/message.h"

namespace tocsin::client {

struct NoticeView {
  wire::SignedDocument document;
  wire::Notice notice;
  Hash hash;
  std::size_t signatures = 0;  // verified
  policy::NoticeState state = policy::NoticeState::waits;
  std::optional<wire::NoticeCancel> cancel;  // verified
  Hash cancel_hash;
  std::optional<wire::NoticeShown> how_far;  // for offices
  bool answered = false;                     // the commune has told what became of it
  std::string commune;                       // name
  std::vector<std::string> sectors;          // "2 Bonneille"
};
// Out of the items of a node's answer, oldest first. `rejected` gets a line for each that does not verify.
// `complete`: only those with all the signatures that R17 asks for.
std::vector<NoticeView> read_notices(const std::vector<wire::Item>& items, const Roster& roster,
                                     bool complete, std::vector<std::string>* rejected = nullptr);

// What a person chooses on the screen; the rest follows from the office.
struct NoticeWish {
  NoticeKind kind{};
  Insee commune;
  std::vector<SectorId> sectors;  // empty: all of the charter
  std::optional<Category> category;
  std::optional<RiskKind> risk;
  std::optional<Venue> venue;
  std::uint64_t advice = 0;
  NoticeId ends;
  Instant facts_from{}, facts_until{};
  hours shown{};          // 0: as long as the limits allow
  bool exercise = false;  // a commune in exercise takes exercises only
};

class NoticeDesk {
 public:
  // `profile` is the official's; both must outlive it.
  NoticeDesk(Official& official, Profile& profile) : official_(&official), profile_(&profile) {}

  Answer<std::vector<NoticeView>> notices(std::vector<std::string>* rejected = nullptr);
  // The one whose hexadecimal id begins so. not_found, conflict.
  Answer<NoticeView> find(std::string_view hex_prefix);
  // Signs and hands in; a post's notice then waits for a second officer. With it a cancel is made and kept in
  // the profile, ready to be sent.
  struct Written {
    wire::Notice notice;
    policy::NoticeState state{};
  };
  Answer<Written> write(const NoticeWish& wish);
  // The second officer's signature over the same bytes.
  Answer<policy::NoticeState> sign(const NoticeView& view);
  // R18, by one signature. `mistake` sends the cancel that was prepared, if this device holds one.
  Answer<policy::NoticeState> cancel(const NoticeView& view, CancelReason reason);

 private:
  wire::SignedDocument make_cancel(const wire::Notice& notice, CancelReason reason) const;
  Status prepare_cancel(const wire::Notice& notice);
  Answer<policy::NoticeState> hand_in(const wire::SignedDocument& document);
  Official* official_;
  Profile* profile_;
};

}  // namespace tocsin::client
