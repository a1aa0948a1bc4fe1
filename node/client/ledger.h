// The alerts of one device on its disk, and its one chain of sequence numbers. What seal() has returned is
// durable: after a crash at any point the same bytes are there, no number is used twice and none is left out.
#pragma once
#include "node/client/alert_entry.h"
#include "node/client/profile.h"

namespace tocsin::client {

struct ChainEnd {
  std::uint64_t sequence = 0;  // of the last alert sealed; 0: none yet
  Hash previous;               // its header hash
};

class Ledger {
 public:
  // Reads everything. A damaged entry is left where it is and named; it never hides the others.
  static Result<Ledger> open(const Profile& profile);

  const ChainEnd& chain_end() const { return end_; }
  const std::vector<AlertEntry>& entries() const { return entries_; }  // ascending by sequence
  AlertEntry* find(const AlertId& alert);
  const std::vector<std::string>& damaged() const { return damaged_; }

  // Keeps a new alert, whose sequence must be the next: durable, entry before number, when it returns.
  Status append(AlertEntry entry);
  // Keeps an alert that was sent from a former phone: it has no number here (sequence 0) and no envelope.
  Status inherit(AlertEntry entry);
  Status update(const AlertEntry& entry);
  Status erase(const AlertId& alert);

 private:
  explicit Ledger(const Profile& profile) : profile_(&profile) {}
  const Profile* profile_;
  ChainEnd end_;
  std::vector<AlertEntry> entries_;
  std::vector<std::string> damaged_;
};

}  // namespace tocsin::client
