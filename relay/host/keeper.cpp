#include "relay/host/keeper.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tocsin::relay::host {
namespace {

using txn::Table;
constexpr auto parcels = static_cast<Table>(1);  // number u64 big endian → row
constexpr auto counters = static_cast<Table>(2);
const Bytes next_number_key = {'n', 'e', 'x', 't'};
constexpr std::uint32_t busy_full_ms = 60'000;
constexpr std::size_t expire_per_turn = 1000;

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
  Held held;
  Bytes parcel;
};
std::optional<Row> read_row(ByteView key, ByteView value) {
  if (key.size() != 8 || value.size() < row_head) return std::nullopt;
  Row row;
  row.held.number = number_at(key);
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
std::optional<Row> find(txn::Txn& txn, std::uint64_t number) {
  std::optional<Row> found;
  const auto key = big_endian(number);
  txn.scan(parcels, key, [&](ByteView at, ByteView value) {
    if (std::equal(at.begin(), at.end(), key.begin(), key.end())) found = read_row(at, value);
    return false;
  });
  return found;
}

}  // namespace

Keeper::Keeper(KeeperSettings settings, std::uint64_t next_number)
    : settings_(std::move(settings)), mailbox_(settings_.limits, next_number) {}

Result<Keeper> Keeper::load(txn::Store& store, KeeperSettings settings) {
  auto txn = store.begin();
  if (!txn) return pass_on(txn);
  std::uint64_t next = 1;
  (*txn)->scan(counters, next_number_key, [&](ByteView key, ByteView value) {
    if (std::equal(key.begin(), key.end(), next_number_key.begin(), next_number_key.end()) &&
        value.size() == 8)
      next = number_at(value);
    return false;
  });
  std::vector<Held> held;
  std::uint64_t damaged = 0;
  (*txn)->scan(parcels, Bytes{}, [&](ByteView key, ByteView value) {
    if (auto row = read_row(key, value)) {
      next = std::max(next, row->held.number + 1);  // the counter's row may be the damaged one
      held.push_back(std::move(row->held));
    } else {
      ++damaged;
    }
    return true;
  });
  if (const auto& failure = (*txn)->failure()) return tl::unexpected<Error>(*failure);
  Keeper keeper(std::move(settings), next);
  keeper.damaged_ = damaged + (*txn)->damaged();
  for (auto& one : held)
    if (!keeper.mailbox_.restore(std::move(one))) ++keeper.damaged_;
  return keeper;
}

Message Keeper::put(const Put& put, const std::string& user, txn::Txn& txn, Instant now, bool full) {
  if (put.mailbox != settings_.mailbox) return Refused{put.reference, RefusedCode::unknown_mailbox};
  if (full) return Busy{put.reference, busy_full_ms};
  const auto answer = mailbox_.put(user, put.reference, put.lane, put.parcel.size(), now);
  switch (answer.verdict) {
    case Mailbox::PutVerdict::busy: return Busy{put.reference, answer.retry_after_ms};
    case Mailbox::PutVerdict::again: {
      const auto row = find(txn, answer.number);
      if (row && row->parcel != put.parcel) return Refused{put.reference, RefusedCode::conflict};
      if (!row)  // damaged since: these bytes take its place
        txn.put(parcels, big_endian(answer.number),
                row_of({answer.number, put.lane, put.parcel.size(), user, put.reference, now}, put.parcel));
      return Stored{put.reference, {}};
    }
    case Mailbox::PutVerdict::keep:
      txn.put(parcels, big_endian(answer.number),
              row_of({answer.number, put.lane, put.parcel.size(), user, put.reference, now}, put.parcel));
      txn.put(counters, next_number_key, big_endian(mailbox_.next_number()));
      return Stored{put.reference, {}};
  }
  return Refused{put.reference, RefusedCode::malformed};
}

void Keeper::handle(const Frame& in, txn::Txn& txn, Instant now, bool full, std::vector<Frame>& out) {
  const auto answer = [&](Message message) { out.push_back({in.line, "", std::move(message)}); };
  if (const auto* to_keep = std::get_if<Put>(&in.message))
    return answer(put(*to_keep, in.user, txn, now, full));
  if (in.user != settings_.owner) return answer(Refused{0, RefusedCode::not_yours});
  if (const auto* fetch = std::get_if<Fetch>(&in.message)) {
    if (fetch->mailbox != settings_.mailbox) return answer(Refused{0, RefusedCode::unknown_mailbox});
    return mailbox_.fetch(in.line, fetch->credits);
  }
  if (const auto* taken = std::get_if<Taken>(&in.message)) {
    if (mailbox_.taken(taken->number)) txn.erase(parcels, big_endian(taken->number));
    return;
  }
  answer(Refused{0, RefusedCode::malformed});  // what only a mailbox says
}

void Keeper::send_parcels(txn::Txn& txn, std::vector<Frame>& out) {
  const auto line = mailbox_.fetching();
  if (!line) return;
  for (const auto number : mailbox_.next()) {
    if (auto row = find(txn, number)) {
      out.push_back({*line, "", Parcel{number, row->held.lane, std::move(row->parcel)}});
    } else {
      ++damaged_;
      mailbox_.taken(number);
      txn.erase(parcels, big_endian(number));
    }
  }
}

void Keeper::line_failed(SessionId line) {
  if (mailbox_.fetching() == line) mailbox_.stop_fetch();
}

std::size_t Keeper::expire(txn::Txn& txn, Instant now) {
  const auto gone = mailbox_.expire(now, expire_per_turn);
  for (const auto number : gone) txn.erase(parcels, big_endian(number));
  return gone.size();
}

}  // namespace tocsin::relay::host
