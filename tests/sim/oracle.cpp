#include "tests/sim/oracle.h"

#include <cstring>

#include "node/core/alerts.h"
#include "node/core/law.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "protocol/bytes.h"

namespace tocsin::sim {
namespace {

namespace table = node::table;
constexpr std::uint64_t looked_at_every = 512;  // turns: the tables
constexpr std::size_t quota = 3;                // ordinary alerts a day, as the town's rules say

bool holds_canary(ByteView bytes) {
  return !bytes.empty() && ::memmem(bytes.data(), bytes.size(), canary.data(), canary.size()) != nullptr;
}
std::string named(const AlertTruth& alert) {
  return "alert " + to_hex(alert.header_hash.view().first(8));
}

// Reads a node's tables as its core does.
struct Reading {
  Reading(SimNode& node, Instant now, Entropy& entropy)
      : transaction(std::move(*node.parts.store.begin())),
        turn{*transaction, node.parts.identity, node.parts.keyring, node.clock(now), entropy, unused} {}
  node::Effects unused;
  std::unique_ptr<txn::Transaction> transaction;
  node::Turn turn;
};

}  // namespace

void broken(const char* invariant, const std::string& what) {
  throw Broken(invariant, what);
}

Oracle::Oracle(Town& town, Report& report) : town_(town), report_(report) {
  seen_.resize(town.nodes.size());
}

AlertTruth& Oracle::sealed(AlertTruth truth) {
  auto hash = truth.header_hash;
  by_id_[truth.id] = hash;
  return alerts.insert_or_assign(hash, std::move(truth)).first->second;
}

void Oracle::act_signed(const Hash& document, const MandateId& mandate, Instant until) {
  acts_[document] = {mandate, until};
}

void Oracle::loosening_signed(std::size_t commune, std::uint32_t alerts_per_day, Instant now) {
  // The clock of who waits may be two hours behind when it hears of it, and two ahead when it counts.
  constexpr hours clocks_differ_by{5};
  const int wait = static_cast<int>(policy::ceiling().loosening_wait_days);
  loosenings_[commune] = {alerts_per_day, now + days(wait) - clocks_differ_by};
}

bool Oracle::by_liar(const AlertTruth& alert) const {
  return liar_ && (*liar_ == town_.communes[alert.commune]->node || *liar_ == alert.post ||
                   town_.centre_of(alert.commune) == *liar_);
}

// I3: the one place that says which post may hold an alert: the one that its commune's charter names, and the
// one above it once the commune has carried it there.
bool Oracle::has_place_at(const AlertTruth& alert, std::size_t post) const {
  if (alert.post == post) return true;
  return town_.centre_of(alert.commune) == post &&
         (alert.carried || liar_ == town_.communes[alert.commune]->node);
}

void Oracle::frame(ByteView bytes) {
  if (holds_canary(bytes)) broken("I4", "a plate stands in a frame between nodes");
}

void Oracle::after_turn(std::size_t node, Instant now) {
  auto& seen = seen_[node];
  Reading reading(*town_.nodes[node], now, town_.world.entropy);
  auto row = reading.turn.txn.get(table::meta, node::named("log"));
  if (row && seal::encode(seen.edge) != *row) {
    std::vector<std::pair<std::uint64_t, Bytes>> fresh;
    reading.turn.txn.scan(table::log_leaves, ByteWriter().sorted64(seen.edge.size).view(),
                          [&](ByteView key, ByteView value) {
                            fresh.emplace_back(ByteReader(key).sorted64(), Bytes(value.begin(), value.end()));
                            return true;
                          });
    for (const auto& [index, bytes] : fresh) {
      if (index != seen.edge.size) broken("I5", "a leaf is missing in the log");
      seal::append(seen.edge, seal::leaf_hash(bytes));
      leaf(node, reading.turn, index, bytes);
    }
    if (seal::encode(seen.edge) != *row) broken("I5", "the log's edge does not follow from its leaves");
  }
  if (!row && seen.edge.size > 0) broken("I5", "the log is gone");
  if (++seen.turns % looked_at_every != 1) return;
  auto note = seal::verify_checkpoint(node::checkpoint(reading.turn),
                                      town_.nodes[node]->parts.identity.log.public_key);
  if (!note || note->size != seen.edge.size || note->root != seal::root_of(seen.edge))
    broken("I5", "a checkpoint says another tree");
  no_looser(node, reading.turn, now);
  reading.transaction.reset();
  no_canary(node);
  bounded(node);
}

void Oracle::leaf(std::size_t node, node::Turn& turn, std::uint64_t index, ByteView leaf) {
  auto event = node::get_dated(turn, table::log_events, ByteWriter().sorted64(index).view());
  if (!event) broken("I5", "a new leaf has no event that can be read");
  ByteReader read(*event);
  auto salt = read.raw(32);
  auto text = read.rest();
  if (!seal::leaf_matches(leaf, salt, text)) broken("I5", "a leaf and its event do not belong together");
  ByteReader body(text);
  const auto kind = static_cast<node::LogKind>(leaf.front());
  if (kind == node::LogKind::receipt) receipt_leaf(node, index, turn.now, body);
  if (kind == node::LogKind::roll_over && !town_.is_post(node) && liar_ != node) carried(body);
  if (kind == node::LogKind::document) {
    body.u16();
    auto act = acts_.find(body.id<Hash>());
    if (act != acts_.end()) seen_[node].acts[act->second.mandate] = act->second.until;
  }
}

void Oracle::receipt_leaf(std::size_t node, std::uint64_t index, Instant at, ByteReader& event) {
  auto found = alerts.find(event.id<Hash>());
  if (found == alerts.end()) return broken("I3", "a receipt about an alert that nobody sealed");
  auto& alert = found->second;
  const auto state = static_cast<AlertState>(event.u8());
  event.u8(), event.u8(), event.u8();
  const auto number = event.u32();
  stated_[{node, index}] = {alert.header_hash, state, number};
  auto& last = seen_[node].numbers[alert.header_hash];
  if (number != last + 1)
    broken("I2", named(alert) + ": receipt " + std::to_string(number) + " after " + std::to_string(last));
  last = number;
  if (town_.is_post(node)) {
    if (!has_place_at(alert, node)) broken("I3", named(alert) + " reached another post");
    at_post(alert, node, state);
  } else {
    if (node != town_.communes[alert.commune]->node) broken("I3", named(alert) + " is at another commune");
    at_commune(node, at, alert, state);
  }
}

void Oracle::at_commune(std::size_t node, Instant at, AlertTruth& alert, AlertState state) {
  switch (state) {
    case AlertState::accepted: return accepted(node, at, alert);
    case AlertState::withdrawn:
      if ((alert.own.delivered || alert.above.delivered) && !by_liar(alert))
        broken("I1", named(alert) + " is withdrawn and was delivered");
      alert.withdrawn = true;
      ++report_.withdrawn;
      return;
    case AlertState::expired:
      alert.expired = true;
      ++report_.expired;
      return;
    case AlertState::refused: ++report_.refused; return;
    default: broken("I10", named(alert) + ": a commune states what is its post's");
  }
}

void Oracle::accepted(std::size_t node, Instant at, AlertTruth& alert) {
  if (alert.accepted) broken("I2", named(alert) + " is accepted twice");
  if (alert.denied) broken("I3", named(alert) + " is accepted against a rule");
  auto& seen = seen_[node];
  if (auto act = seen.acts.find(alert.mandate); act != seen.acts.end())
    if (act->second == Instant{} || act->second > at)
      broken("I8", named(alert) + " is accepted after its mandate's end was logged");
  if (!alert.urgent) {
    auto& sent = seen.sent[alert.referent];
    std::erase_if(sent, [&](Instant before) { return before <= at - hours(24); });
    sent.push_back(at);
    auto looser = loosenings_.find(alert.commune);
    const bool counts = looser != loosenings_.end() && looser->second.from <= at;
    const auto most = counts ? looser->second.alerts_per_day : quota;
    if (sent.size() > most) broken("I3", named(alert) + " is accepted beyond the day's quota");
  }
  alert.accepted = true;
  ++report_.accepted;
}

// R34: a commune says so in its log before the envelope leaves.
void Oracle::carried(ByteReader& event) {
  auto found = alerts.find(event.id<Hash>());
  if (found == alerts.end()) return broken("I3", "an alert was carried that nobody sealed");
  if (found->second.carried) broken("I2", named(found->second) + " is carried twice");
  found->second.carried = true;
}

void Oracle::at_post(AlertTruth& alert, std::size_t post, AlertState state) {
  auto& here = alert.at(post);
  switch (state) {
    case AlertState::delivered:
      if (here.delivered) broken("I2", named(alert) + " is delivered twice");
      if (!alert.accepted && !by_liar(alert))
        broken("I3", named(alert) + " is delivered and was not accepted");
      if (alert.withdrawn && !by_liar(alert)) broken("I1", named(alert) + " is delivered and was withdrawn");
      if (alert.denied) broken("I3", named(alert) + " is delivered against a rule");
      here.delivered = true;
      ++(post == alert.post ? report_.delivered : report_.carried);
      return;
    case AlertState::refused:
      here.refused = true;
      ++report_.refused;
      return;
    case AlertState::violation:
      here.violation = true;
      ++report_.violations;
      return;
    case AlertState::held: here.held = true; return;
    case AlertState::released: here.held = false; return;
    case AlertState::opened:
      if (!here.delivered) broken("I2", named(alert) + " is opened and was not delivered");
      here.opened = true;
      return;
    case AlertState::taken:
      if (!here.opened) broken("I2", named(alert) + " is taken unread");
      if (++here.taken > here.reopened + 1) broken("I2", named(alert) + " is taken twice");
      ++report_.taken;
      return;
    case AlertState::closed:
      if (here.taken == 0) broken("I2", named(alert) + " is closed and nobody took it");
      here.closed = true;
      ++report_.closed;
      return;
    case AlertState::reopened:
      ++here.reopened;
      here.closed = false;
      return;
    default: return;
  }
}

// R34: two posts that took an alert before either heard of the other both know, at the end, whose it is.
void Oracle::one_leads(const AlertTruth& alert, Instant now) {
  const auto header = wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes));
  int led = 0, known = 0;
  for (auto post : {alert.post, *town_.centre_of(alert.commune)}) {
    Reading reading(*town_.nodes[post], now, town_.world.entropy);
    auto record = node::load_alert(reading.turn, node::key_of(*header));
    if (!record) return;  // erased meanwhile
    ++known;
    led += record->there_leads;
  }
  if (known < 2) return;
  if (!alert.own.in_hand() && !alert.above.in_hand()) {  // reopened wherever it was taken
    if (led != 0) broken("I2", named(alert) + " was reopened, and a post thinks that it is the other's");
  } else if (led != 1) {
    broken("I2", named(alert) + " was taken at two posts, and " +
                     (led == 0 ? "each thinks it is its own" : "neither thinks it is its own"));
  }
}

void Oracle::on_screen(const wire::Receipt& receipt, std::size_t node) {
  auto found = alerts.find(receipt.header_hash);
  if (found == alerts.end()) return;
  const auto& alert = found->second;
  ++report_.receipts_verified;
  if (liar_ == node) return;  // whoever has a node's key can state what he likes in its name
  auto stated = stated_.find({node, receipt.leaf});
  if (stated == stated_.end())
    broken("I10", named(alert) + ": a screen shows what its issuer has not on disk");
  const auto& said = stated->second;
  if (said.header_hash != receipt.header_hash || said.state != receipt.state || said.number != receipt.number)
    broken("I10", named(alert) + ": a screen shows another state than its issuer logged");
}

void Oracle::listed(std::size_t post, const std::vector<AlertId>& shown) {
  std::map<AlertId, int> times;
  for (const auto& id : shown) {
    auto* alert = find(id);
    if (alert == nullptr || !alert->at(post).delivered)
      broken("I3", "a post lists what was not delivered to it");
    if (!has_place_at(*alert, post)) broken("I3", named(*alert) + " is listed at another post");
    if (++times[id] > 1) broken("I2", named(*alert) + " is listed twice");
  }
}

void Oracle::answered(AlertTruth& alert, const Bytes& receipt) {
  if (alert.first_receipt.empty()) alert.first_receipt = receipt;
  if (alert.first_receipt != receipt) broken("I2", named(alert) + ": the same bytes got another receipt");
}

AlertTruth* Oracle::find(const AlertId& id) {
  auto hash = by_id_.find(id);
  return hash == by_id_.end() ? nullptr : &alerts.at(hash->second);
}

void Oracle::no_looser(std::size_t node, node::Turn& turn, Instant now) {
  for (const auto& here : node::charters(turn)) {
    auto limits = node::limits_of(turn, here->charter, nullptr);
    auto& first = seen_[node].limits;
    if (!first) first = limits;
    auto most = *first;
    for (const auto& [commune, loosening] : loosenings_)
      if (town_.communes[commune]->made.charter.commune == here->charter.commune && loosening.from <= now)
        most.alerts_per_day = loosening.alerts_per_day;
    if (!policy::no_looser_than(limits, most)) broken("I6", "a limit rose and nobody signed for it");
  }
}

void Oracle::no_canary(std::size_t node) {
  const auto& tables = town_.nodes[node]->parts.store.rows();
  for (std::size_t table = 0; table < tables.size(); ++table)
    for (const auto& [key, row] : tables[table])
      if (holds_canary(row.value)) broken("I4", "a plate stands in table " + std::to_string(table));
}

void Oracle::bounded(std::size_t node) {
  struct Bound {
    txn::Table table;
    std::size_t rows;
  };
  const auto peers = town_.is_post(node) ? town_.communes.size() : 2;
  const auto known = alerts.size() + 64;
  const Bound bounds[] = {{table::outbox, 12 * known + 64 * peers},
                          {table::hold, known},
                          {table::counters, 16 + town_.senders.size()},
                          {table::in_flight, 12 * known + 64 * peers},
                          {table::sent_rows, 12 * known + 64 * peers},
                          {table::sent_up_to, 8 * peers + 64},
                          {table::answers_due, 4096 * peers},
                          {table::followers, 4096},
                          {table::links, 4 + 2 * peers},
                          {table::answers, 4096},
                          {table::dying_keys, 512}};
  auto transaction = town_.nodes[node]->parts.store.begin();
  for (const auto& bound : bounds) {
    std::size_t rows = 0;
    (*transaction)->scan(bound.table, {}, [&](ByteView, ByteView) { return ++rows <= bound.rows; });
    if (rows > bound.rows)
      broken("I9", "table " + std::to_string(static_cast<int>(bound.table)) + " has more than " +
                       std::to_string(bound.rows) + " rows");
  }
}

void Oracle::all_ended() {
  for (const auto& [hash, alert] : alerts)
    if (alert.accepted && !alert.ended() && !by_liar(alert))
      broken("I1", named(alert) + " was accepted and did not end");
}

void Oracle::all_told(Instant now) {
  for (const auto& [hash, alert] : alerts)
    if (alert.own.taken > 0 && alert.above.taken > 0 && !by_liar(alert)) one_leads(alert, now);
}

bool Oracle::at_rest(std::size_t node) {
  std::size_t rows = 0;
  auto transaction = town_.nodes[node]->parts.store.begin();
  for (auto each : {table::outbox, table::outbox_index, table::in_flight, table::sent_rows,
                    table::answers_due, table::hold})
    (*transaction)->scan(each, {}, [&](ByteView, ByteView) { return ++rows > 0; });
  return rows == 0;
}

void Oracle::all_erased(std::size_t node, const store::MemoryStore::Rows& copy, Instant now) {
  if (without_days_.contains(node)) return;
  auto& here = *town_.nodes[node];
  auto alert_rows = [](const store::MemoryStore::Rows& of) {
    std::vector<Bytes> keys;
    for (const auto& [key, row] : of[static_cast<std::size_t>(table::alerts)]) keys.push_back(key.bytes);
    return keys;
  };
  if (const auto kept = alert_rows(here.parts.store.rows()); !kept.empty())
    broken("I7", "node " + std::to_string(node) + " keeps alert " + to_hex(kept.front()) + " beyond its day");
  store::MemoryStore old;
  old.restore(copy);
  node::Effects unused;
  auto transaction = old.begin();
  node::Turn turn{**transaction,   here.parts.identity, here.parts.keyring,
                  here.clock(now), town_.world.entropy, unused};
  for (const auto& key : alert_rows(copy))
    if (node::get_dated(turn, table::alerts, key)) broken("I7", "a copy of the store can still be read");
}

}  // namespace tocsin::sim
