// What must hold, looked at after every turn in what is durable: each node's log, leaf by leaf, and now and
// then its tables. It knows the truth of every alert from the moment it was sealed.
#pragma once
#include <map>

#include "node/core/context.h"
#include "policy/limits.h"
#include "protocol/bytes.h"
#include "protocol/seal/log.h"
#include "tests/sim/town.h"

namespace tocsin::sim {

// In every plate, so that it is in every content and may be nowhere else.
constexpr std::string_view canary = "Q7Z9X4";

// What a post's log says of an alert.
struct AtPost {
  bool delivered = false, refused = false, violation = false;
  bool opened = false, closed = false, held = false;
  std::uint32_t taken = 0, reopened = 0;
  bool in_hand() const { return taken > reopened; }
};

struct AlertTruth {
  AlertId id;
  Hash header_hash;
  MandateId mandate;
  ReferentId referent;
  std::size_t commune = 0, post = 0;
  bool urgent = false;
  bool denied = false;  // by the commune's rules: may never be accepted
  Bytes envelope, first_receipt;
  bool accepted = false, withdrawn = false, expired = false, carried = false;  // in the commune's log
  AtPost own, above;  // in the charter's post's log, and in the supervising post's
  AtPost& at(std::size_t of) { return of == post ? own : above; }
  bool ended() const {
    return withdrawn || expired || own.delivered || own.refused || own.violation || above.delivered;
  }
};

class Oracle {
 public:
  Oracle(Town& town, Report& report);

  AlertTruth& sealed(AlertTruth truth);
  // From now on this node's owner uses its keys for lies. The checks speak of the others: what it signs binds
  // nobody, and its own alerts may be lost; what nobody can do in its place must still not happen.
  void distrust(std::size_t node) { liar_ = node; }
  // An officer's or the mayor's signed act on a mandate; `until` zero: for ever.
  void act_signed(const Hash& document, const MandateId& mandate, Instant until);

  // After a committed turn of this node: I2, I3, I5, I8 on what is new in its log; now and then I4, I6, I9.
  void after_turn(std::size_t node, Instant now);
  // A device verified a receipt: I10, the log of its issuer must hold that very statement.
  void on_screen(const wire::Receipt& receipt, std::size_t issuer);
  // What a post lists to its officers: I2, each alert once.
  void listed(std::size_t post, const std::vector<AlertId>& alerts);
  // The same bytes were handed in again: I2, the answer is the first one.
  // All three offices have signed looser limits for this commune: they wait, then they count (R24).
  void loosening_signed(std::size_t commune, std::uint32_t alerts_per_day, Instant now);
  bool is_loosening(std::size_t commune) const { return loosenings_.contains(commune); }
  void answered(AlertTruth& alert, const Bytes& receipt);
  // This node believed a clock a year ahead, as enough of its peers had the same error: it destroyed the keys
  // of the days between, and what it writes in them is kept until the first day whose key is left.
  void lost_days(std::size_t node) { without_days_.insert(node); }
  // This node's clock jumped: what it counted by time, it counts anew.
  void clock_jumped(std::size_t node) { seen_[node].sent.clear(); }
  AlertTruth* find(const AlertId& alert);
  void frame(ByteView bytes);  // I4
  // After the quiet: I1, and I9: true when nothing waits any more.
  void all_ended();
  bool at_rest(std::size_t node);
  // When nothing waits any more: I2 of two posts.
  void all_told(Instant now);
  // I7, months after: no alert left, and none to be read in a copy made before.
  void all_erased(std::size_t node, const store::MemoryStore::Rows& copy, Instant now);

  std::map<Hash, AlertTruth> alerts;

 private:
  struct Seen {
    std::uint64_t turns = 0;
    seal::TreeEdge edge;
    std::map<Hash, std::uint32_t> numbers;            // of receipts, by header hash
    std::map<MandateId, Instant> acts;                // logged there
    std::map<ReferentId, std::vector<Instant>> sent;  // ordinary ones accepted
    std::optional<policy::Limits> limits;
  };
  struct Stated {  // of one leaf
    Hash header_hash;
    AlertState state{};
    std::uint32_t number = 0;
  };
  struct Act {
    MandateId mandate;
    Instant until;
  };
  bool by_liar(const AlertTruth& alert) const;
  bool has_place_at(const AlertTruth& alert, std::size_t post) const;
  void leaf(std::size_t node, node::Turn& turn, std::uint64_t index, ByteView leaf);
  void receipt_leaf(std::size_t node, std::uint64_t index, Instant at, ByteReader& event);
  void at_commune(std::size_t node, Instant at, AlertTruth& alert, AlertState state);
  void accepted(std::size_t node, Instant at, AlertTruth& alert);
  void at_post(AlertTruth& alert, std::size_t post, AlertState state);
  void carried(ByteReader& event);
  void one_leads(const AlertTruth& alert, Instant now);
  void no_canary(std::size_t node);
  void bounded(std::size_t node);
  void no_looser(std::size_t node, node::Turn& turn, Instant now);

  Town& town_;
  Report& report_;
  std::vector<Seen> seen_;
  std::optional<std::size_t> liar_;
  std::set<std::size_t> without_days_;
  std::map<Hash, Act> acts_;
  struct Loosening {
    std::uint32_t alerts_per_day = 0;
    Instant from;
  };
  std::map<std::size_t, Loosening> loosenings_;                     // by commune
  std::map<std::pair<std::size_t, std::uint64_t>, Stated> stated_;  // node, leaf
  std::map<AlertId, Hash> by_id_;
};

[[noreturn]] void broken(const char* invariant, const std::string& what);

}  // namespace tocsin::sim
