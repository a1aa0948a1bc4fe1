// The one mailbox of a relay over its store: what arrives is written, and what follows from it is answered
// after the commit. Knows who sent, when, how much, in which lane; opens nothing.
#pragma once
#include <vector>

#include "node/txn/txn.h"
#include "relay/mailbox.h"
#include "relay/message.h"

namespace tocsin::relay::host {

struct KeeperSettings {
  MailboxId mailbox;
  std::string owner;  // the name under which the owner is admitted
  MailboxLimits limits;
};

// After a transaction that was not committed the keeper is ahead of its store: load a new one.
class Keeper {
 public:
  // Rows that do not verify are left out and counted: their senders send again until they have a receipt.
  static Result<Keeper> load(txn::Store& store, KeeperSettings settings);

  // One message of an admitted user. `out`: answers, to be sent once `txn` is committed. `full`: new parcels
  // are answered Busy.
  void handle(const Frame& in, txn::Txn& txn, Instant now, bool full, std::vector<Frame>& out);
  // The parcels that the fetching line may have now.
  void send_parcels(txn::Txn& txn, std::vector<Frame>& out);
  // A parcel could not be sent on this line: it will fetch again.
  void line_failed(SessionId line);
  // Forgets at most 1,000 parcels beyond their life; answers how many.
  std::size_t expire(txn::Txn& txn, Instant now);

  std::size_t size() const { return mailbox_.size(); }
  std::uint64_t damaged() const { return damaged_; }
  std::optional<SessionId> fetching() const { return mailbox_.fetching(); }

 private:
  Keeper(KeeperSettings settings, std::uint64_t next_number);
  Message put(const Put& put, const std::string& user, txn::Txn& txn, Instant now, bool full);

  KeeperSettings settings_;
  Mailbox mailbox_;
  std::uint64_t damaged_ = 0;
};

}  // namespace tocsin::relay::host
