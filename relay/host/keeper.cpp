#include "relay/host/keeper.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tocsin::relay::host {
namespace {

using txn::Table;
constexpr auto parcels = static_cast<Table>(1);   // mailbox ‖ number u64 big endian → row
constexpr auto counters = static_cast<Table>(2);  // mailbox → next number u64 big endian
constexpr std::uint32_t busy_full_ms = 60'000;
constexpr std::size_t expire_per_turn = 1000;
constexpr std::size_t send_bytes_per_turn = std::size_t{8} << 20;

// Big endian, so that rows are in the order of their numbers.
Bytes big_endian(std::uint64_t value) {
  Bytes bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  return bytes;
}
std::uint64_t number_at(ByteView bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes.first(8)) value = value << 8 | byte;
  return value;
}

Bytes row_key(const MailboxId& mailbox, std::uint64_t number) {
  Bytes key(mailbox.bytes.begin(), mailbox.bytes.end());
  const auto end = big_endian(number);
  key.insert(key.end(), end.begin(), end.end());
  return key;
}

// A row: lane u8 ‖ reference u64 ‖ stored at, ms u64 ‖ length of source u8 ‖ source ‖ parcel; big endian.
constexpr std::size_t row_head = 1 + 8 + 8 + 1;

Bytes row_of(const Held& held, ByteView parcel) {
  Bytes row{static_cast<std::uint8_t>(held.lane)};
  const auto add = [&row](const auto& bytes) { row.insert(row.end(), bytes.begin(), bytes.end()); };
  row.reserve(row_head + held.source.size() + parcel.size());
  add(big_endian(held.reference));
  add(big_endian(to_ms(held.stored_at)));
  row.push_back(static_cast<std::uint8_t>(held.source.size()));
  add(held.source);
  add(parcel);
  return row;
}

struct Row {
  MailboxId mailbox;
  Held held;
  Bytes parcel;
};
std::optional<Row> read_row(ByteView key, ByteView value) {
  if (key.size() != MailboxId::size + 8 || value.size() < row_head) return std::nullopt;
  Row row;
  row.mailbox = *MailboxId::from(key.first(MailboxId::size));
  row.held.number = number_at(key.subspan(MailboxId::size));
  row.held.lane = static_cast<Lane>(value[0]);
  row.held.reference = number_at(value.subspan(1));
  row.held.stored_at = from_ms(number_at(value.subspan(9)));
  const std::size_t source_bytes = value[17];
  if (row.held.lane < Lane::control || row.held.lane > Lane::rest || value.size() < row_head + source_bytes)
    return std::nullopt;
  const auto source = value.subspan(row_head, source_bytes), parcel = value.subspan(row_head + source_bytes);
  if (!is_parcel_size(parcel.size())) return std::nullopt;
  row.held.bytes = parcel.size();
  row.held.source.assign(source.begin(), source.end());
  row.parcel.assign(parcel.begin(), parcel.end());
  return row;
}

// By scan, because a damaged row fails a `get` and the whole batch with it, and is skipped by a scan.
std::optional<Row> find(txn::Txn& txn, const MailboxId& mailbox, std::uint64_t number) {
  std::optional<Row> found;
  const auto key = row_key(mailbox, number);
  txn.scan(parcels, key, [&](ByteView at, ByteView value) {
    if (std::equal(at.begin(), at.end(), key.begin(), key.end())) found = read_row(at, value);
    return false;
  });
  return found;
}

std::map<MailboxId, std::uint64_t> read_counters(txn::Txn& txn) {
  std::map<MailboxId, std::uint64_t> next;
  txn.scan(counters, Bytes{}, [&](ByteView key, ByteView value) {
    if (const auto mailbox = MailboxId::from(key); mailbox && value.size() == 8)
      next[*mailbox] = number_at(value);
    return true;
  });
  return next;
}

}  // namespace

Keeper::Keeper(const KeeperSettings& settings)
    : settings_(settings), room_(std::make_unique<Room>(settings.room)) {}

Result<Keeper> Keeper::load(txn::Store& store, const KeeperSettings& settings, const Grants& grants) {
  auto txn = store.begin();
  if (!txn) return pass_on(txn);
  auto next = read_counters(**txn);
  std::vector<std::pair<MailboxId, Held>> held;
  std::uint64_t damaged = 0;
  (*txn)->scan(parcels, Bytes{}, [&](ByteView key, ByteView value) {
    if (auto row = read_row(key, value)) {
      auto& after = next[row->mailbox];  // the counter's row may be the damaged one
      after = std::max(after, row->held.number + 1);
      held.emplace_back(row->mailbox, std::move(row->held));
    } else {
      ++damaged;
    }
    return true;
  });
  if (const auto& failure = (*txn)->failure()) return tl::unexpected<Error>(*failure);
  Keeper keeper(settings);
  keeper.damaged_ = damaged + (*txn)->damaged();
  for (const auto& [mailbox, number] : next) keeper.box_of(mailbox, number);
  for (auto& [mailbox, one] : held)
    if (!keeper.box_of(mailbox, 1).mailbox.restore(std::move(one))) ++keeper.damaged_;
  keeper.grant(grants);
  return keeper;
}

Keeper::Box& Keeper::box_of(const MailboxId& id, std::uint64_t next_number) {
  return boxes_.try_emplace(id, settings_.limits, next_number, *room_).first->second;
}

Keeper::Box* Keeper::granted(const MailboxId& id) {
  const auto found = boxes_.find(id);
  return found == boxes_.end() || !found->second.grant ? nullptr : &found->second;
}

void Keeper::grant(const Grants& grants) {
  for (auto& [id, one] : boxes_) {
    const auto found = grants.find(id);
    const bool same_owner = found != grants.end() && one.grant && one.grant->owner == found->second.owner;
    if (!same_owner) one.mailbox.stop_fetch();
    if (found == grants.end()) one.grant.reset();
  }
  for (const auto& [id, grant] : grants) box_of(id, 1).grant = grant;
}

void Keeper::stir(const MailboxId& id, Box& box) {
  if (std::exchange(box.stirred, true)) return;
  stirred_.push_back(id);
}

Message Keeper::put(const Put& put, const std::string& user, txn::Txn& txn, Instant now, bool full) {
  const auto refused = [&put](RefusedCode code) { return Refused{put.mailbox, put.reference, code}; };
  auto* box = granted(put.mailbox);
  if (box == nullptr) return refused(RefusedCode::unknown_mailbox);
  const auto sender = key_of(user);
  if (!sender || !box->grant->may_write(*sender)) return refused(RefusedCode::unwelcome);
  if (full) return Busy{put.mailbox, put.reference, busy_full_ms};
  const auto answer = box->mailbox.put(user, put.reference, put.lane, put.parcel.size(), now);
  const auto write = [&] {
    txn.put(parcels, row_key(put.mailbox, answer.number),
            row_of({answer.number, put.lane, put.parcel.size(), user, put.reference, now}, put.parcel));
  };
  switch (answer.verdict) {
    case Mailbox::PutVerdict::busy: return Busy{put.mailbox, put.reference, answer.retry_after_ms};
    case Mailbox::PutVerdict::again: {
      const auto row = find(txn, put.mailbox, answer.number);
      if (row && row->parcel != put.parcel) return refused(RefusedCode::conflict);
      if (!row) write();  // damaged since: these bytes take its place
      break;
    }
    case Mailbox::PutVerdict::keep:
      write();
      txn.put(counters, put.mailbox.view(), big_endian(box->mailbox.next_number()));
      stir(put.mailbox, *box);
      break;
  }
  return Stored{put.mailbox, put.reference, {}};
}

std::optional<Message> Keeper::fetch(const Fetch& fetch, const Frame& in) {
  auto* box = granted(fetch.mailbox);
  if (box == nullptr) return Refused{fetch.mailbox, 0, RefusedCode::unknown_mailbox};
  if (key_of(in.user) != box->grant->owner) return Refused{fetch.mailbox, 0, RefusedCode::not_yours};
  box->mailbox.fetch(in.line, fetch.credits);
  stir(fetch.mailbox, *box);
  return Fetching{fetch.mailbox};
}

std::optional<Message> Keeper::taken(const Taken& taken, const Frame& in, txn::Txn& txn) {
  auto* box = granted(taken.mailbox);
  if (box == nullptr) return Refused{taken.mailbox, 0, RefusedCode::unknown_mailbox};
  if (key_of(in.user) != box->grant->owner) return Refused{taken.mailbox, 0, RefusedCode::not_yours};
  if (!box->mailbox.taken(taken.number)) return std::nullopt;
  txn.erase(parcels, row_key(taken.mailbox, taken.number));
  stir(taken.mailbox, *box);
  return std::nullopt;
}

void Keeper::handle(const Frame& in, txn::Txn& txn, Instant now, bool full, std::vector<Frame>& out) {
  std::optional<Message> answer = Refused{{}, 0, RefusedCode::malformed};  // what only a mailbox says
  if (const auto* to_keep = std::get_if<Put>(&in.message)) answer = put(*to_keep, in.user, txn, now, full);
  if (const auto* to_fetch = std::get_if<Fetch>(&in.message)) answer = fetch(*to_fetch, in);
  if (const auto* to_forget = std::get_if<Taken>(&in.message)) answer = taken(*to_forget, in, txn);
  if (answer) out.push_back({in.line, "", std::move(*answer)});
}

std::size_t Keeper::send_from(const MailboxId& id, Box& box, txn::Txn& txn, std::vector<Frame>& out) {
  const auto line = box.mailbox.fetching();
  if (!line) return 0;
  std::size_t bytes = 0;
  for (const auto number : box.mailbox.next()) {
    if (auto row = find(txn, id, number)) {
      bytes += row->parcel.size();
      out.push_back({*line, "", Parcel{id, number, row->held.lane, std::move(row->parcel)}});
    } else {
      ++damaged_;
      box.mailbox.taken(number);
      txn.erase(parcels, row_key(id, number));
    }
  }
  return bytes;
}

bool Keeper::send_parcels(txn::Txn& txn, std::vector<Frame>& out) {
  for (std::size_t bytes = 0; !stirred_.empty() && bytes < send_bytes_per_turn;) {
    const auto id = stirred_.front();
    stirred_.pop_front();
    const auto found = boxes_.find(id);
    if (found == boxes_.end()) continue;
    found->second.stirred = false;
    bytes += send_from(id, found->second, txn, out);
  }
  return !stirred_.empty();
}

void Keeper::line_failed(SessionId line) {
  for (auto& [id, box] : boxes_)
    if (box.mailbox.fetching() == line) box.mailbox.stop_fetch();
}

std::size_t Keeper::expire(txn::Txn& txn, Instant now) {
  std::size_t count = 0;
  for (auto at = boxes_.begin(); at != boxes_.end();) {
    auto& [id, box] = *at;
    const auto gone = box.mailbox.expire(now, expire_per_turn - count);
    for (const auto number : gone) txn.erase(parcels, row_key(id, number));
    count += gone.size();
    if (box.grant || box.mailbox.size() > 0) {
      ++at;
      continue;
    }
    txn.erase(counters, id.view());  // nobody's, and empty
    at = boxes_.erase(at);
  }
  return count;
}

std::size_t Keeper::mailboxes() const {
  return static_cast<std::size_t>(std::count_if(
      boxes_.begin(), boxes_.end(), [](const auto& one) { return one.second.grant.has_value(); }));
}

}  // namespace tocsin::relay::host
