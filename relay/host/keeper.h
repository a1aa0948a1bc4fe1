// The mailboxes of a relay over its store: what arrives is written, and what follows from it is answered
// after the commit. Knows who sent, when, how much, in which lane; opens nothing.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "node/txn/txn.h"
#include "relay/host/grants.h"
#include "relay/mailbox.h"
#include "relay/message.h"

namespace tocsin::relay::host {

struct KeeperSettings {
  MailboxLimits limits;
  RoomLimits room;
};

// After a transaction that was not committed the keeper is ahead of its store: load a new one.
class Keeper {
 public:
  // Rows that do not verify are left out and counted: their senders send again until they have a receipt.
  static Result<Keeper> load(txn::Store& store, const KeeperSettings& settings, const Grants& grants);

  // From the next message on. A mailbox that is granted no longer serves nobody; what it holds stays until it
  // is granted again or too old.
  void grant(const Grants& grants);
  // One message of an admitted user; whose grant has ended is told so. `out`: answers, to be sent once `txn`
  // is committed. `full`: new parcels are answered Busy.
  void handle(const Frame& in, txn::Txn& txn, Instant now, bool full, std::vector<Frame>& out);
  // The parcels that fetching lines may have now, up to some 8 MiB; true if there are more.
  bool send_parcels(txn::Txn& txn, std::vector<Frame>& out);
  // A parcel could not be sent on this line: its owner will fetch again.
  void line_failed(SessionId line);
  // Forgets at most 1,000 parcels beyond their life; answers how many.
  std::size_t expire(txn::Txn& txn, Instant now);

  std::size_t size() const { return room_->size(); }  // parcels
  std::size_t mailboxes() const;                      // granted
  std::uint64_t damaged() const { return damaged_; }

 private:
  struct Box {
    Box(const MailboxLimits& limits, std::uint64_t next_number, Room& room)
        : mailbox(limits, next_number, room) {}
    Mailbox mailbox;
    std::optional<Grant> grant;
    bool stirred = false;  // it may have something to send
  };
  explicit Keeper(const KeeperSettings& settings);
  Box& box_of(const MailboxId& id, std::uint64_t next_number);
  Box* granted(const MailboxId& id);
  void stir(const MailboxId& id, Box& box);
  Message put(const Put& put, const std::string& user, txn::Txn& txn, Instant now, bool full);
  std::optional<Message> fetch(const Fetch& fetch, const Frame& in);
  std::optional<Message> taken(const Taken& taken, const Frame& in, txn::Txn& txn);
  std::size_t send_from(const MailboxId& id, Box& box, txn::Txn& txn, std::vector<Frame>& out);

  KeeperSettings settings_;
  std::unique_ptr<Room> room_;  // outlives the boxes
  std::map<MailboxId, Box> boxes_;
  std::deque<MailboxId> stirred_;
  std::uint64_t damaged_ = 0;
};

}  // namespace tocsin::relay::host
