// One mailbox of a relay: what may be put in, what goes out to its owner and in which order, what is
// forgotten. Knows sizes, senders' names and times of parcels, never their bytes: the relay keeps those
// beside it, under the same number, in the same transaction. Pure.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/time.h"
#include "relay/lanes.h"
#include "relay/message.h"
#include "relay/outbox.h"
#include "relay/room.h"

namespace tocsin::relay {

// Each total is divided between the lanes (lanes.h).
struct MailboxLimits {
  std::uint64_t parcels_max = 8192, bytes_max = 256u << 20;               // of the mailbox
  std::uint64_t source_parcels_max = 1024, source_bytes_max = 32u << 20;  // of one sender in it
  std::chrono::hours life = days(7);  // an alert lives 72 h; its last receipts a little longer
  std::uint32_t retry_after_ms = 30'000;
};

struct Held {
  std::uint64_t number = 0;
  Lane lane = Lane::rest;
  std::size_t bytes = 0;
  std::string source;  // the sender's admitted name
  std::uint64_t reference = 0;
  Instant stored_at{};
};

class Mailbox {
 public:
  // `next_number` is above every number ever given; the relay keeps it durably with each put. `room` is what
  // it shares with the relay's other mailboxes, and outlives it.
  Mailbox(MailboxLimits limits, std::uint64_t next_number, Room& room);
  ~Mailbox();
  Mailbox(Mailbox&&) = delete;
  // A parcel found in the store at start. False if its number or reference is there already or not below
  // `next`.
  bool restore(Held held);

  enum class PutVerdict : std::uint8_t {
    keep = 1,  // store the bytes under `number`, commit, then answer Stored
    again = 2,  // this sender's reference is held under `number`: same bytes → Stored, other bytes → conflict
    busy = 3,  // the sender's, the mailbox's or the relay's room for this lane is used up
  };
  struct PutAnswer {
    PutVerdict verdict;
    std::uint64_t number;          // keep, again
    std::uint32_t retry_after_ms;  // busy
  };
  PutAnswer put(std::string_view source, std::uint64_t reference, Lane lane, std::size_t bytes, Instant now);

  // The owner's line and how many parcels may be under way on it. Ends the fetch before.
  void fetch(SessionId line, std::uint16_t credits);
  std::optional<SessionId> fetching() const { return line_; }
  // The line is gone: nothing is sent until the next fetch.
  void stop_fetch();
  // Numbers to send now; each then counts as under way until taken or a new fetch.
  std::vector<std::uint64_t> next();
  // True: forget the bytes. False: no such parcel (taken before, expired); nothing to do.
  bool taken(std::uint64_t number);
  // Numbers of those older than their life, at most `count_max`; forget their bytes.
  std::vector<std::uint64_t> expire(Instant now, std::size_t count_max);

  std::uint64_t next_number() const { return next_number_; }
  std::size_t size() const { return held_.size(); }

 private:
  struct Used {
    std::uint64_t parcels[4] = {}, bytes[4] = {};  // by lane
  };
  static bool fits(const Used& used, Lane lane, std::size_t bytes, std::uint64_t parcels_max,
                   std::uint64_t bytes_max);
  void add(Held held);
  void erase(std::map<std::uint64_t, Held>::iterator at);

  MailboxLimits limits_;
  std::uint64_t next_number_;
  Room& room_;
  std::map<std::uint64_t, Held> held_;  // ascending = oldest first
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> by_reference_;
  Used all_, under_way_used_;
  std::map<std::string, Used, std::less<>> by_source_;
  std::optional<SessionId> line_;
  std::uint16_t credits_ = 0;
  std::set<std::uint64_t> waiting_[4];  // by lane
  std::set<std::uint64_t> under_way_;
};

}  // namespace tocsin::relay
