#include "node/client/ledger.h"

#include <algorithm>
#include <cassert>
#include <tuple>

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

std::string item_of(const AlertId& alert) {
  return "alerts/" + to_hex(alert.view());
}

Bytes encode_end(const ChainEnd& end) {
  return ByteWriter().u64(end.sequence).raw(end.previous).take();
}

}  // namespace

Result<Ledger> Ledger::open(const Profile& profile) {
  Ledger ledger(profile);
  if (profile.has("sequence")) {
    auto bytes = profile.read("sequence");
    if (!bytes) return tocsin::pass_on(bytes);
    ByteReader in(*bytes);
    ledger.end_.sequence = in.u64();
    ledger.end_.previous = in.id<Hash>();
    if (!in.finished()) {
      return fail(Errc::store_damaged,
                  "the sequence number of this profile is damaged: enrol again with a new card");
    }
  }
  auto names = profile.list("alerts");
  if (!names) return tocsin::pass_on(names);
  for (const std::string& name : *names) {
    auto bytes = profile.read("alerts/" + name);
    if (!bytes) {
      ledger.damaged_.push_back(name);
      continue;
    }
    auto entry = decode_entry(*bytes);
    if (!entry || to_hex(entry->alert.view()) != name) {
      ledger.damaged_.push_back(name);
      continue;
    }
    // The entry was written and the number was not: the crash came between the two.
    if (entry->sequence > ledger.end_.sequence) ledger.end_ = {entry->sequence, entry->header_hash};
    ledger.entries_.push_back(std::move(*entry));
  }
  std::sort(ledger.entries_.begin(), ledger.entries_.end(), [](const AlertEntry& a, const AlertEntry& b) {
    return std::tie(a.sequence, a.created) < std::tie(b.sequence, b.created);
  });
  return ledger;
}

AlertEntry* Ledger::find(const AlertId& alert) {
  for (AlertEntry& entry : entries_) {
    if (entry.alert == alert) return &entry;
  }
  return nullptr;
}

Status Ledger::append(AlertEntry entry) {
  assert(entry.sequence == end_.sequence + 1);
  auto written = update(entry);
  if (!written) return written;
  end_ = {entry.sequence, entry.header_hash};
  entries_.push_back(std::move(entry));
  return profile_->write("sequence", encode_end(end_));
}

Status Ledger::inherit(AlertEntry entry) {
  assert(entry.sequence == 0 && entry.envelope.empty());
  auto written = update(entry);
  if (!written) return written;
  entries_.insert(entries_.begin(), std::move(entry));
  return {};
}

Status Ledger::update(const AlertEntry& entry) {
  return profile_->write(item_of(entry.alert), encode(entry));
}

Status Ledger::erase(const AlertId& alert) {
  // A number that lives only in its entry must not go with it.
  auto number = profile_->write("sequence", encode_end(end_));
  if (!number) return number;
  auto removed = profile_->remove(item_of(alert));
  if (!removed) return removed;
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(),
                                [&](const AlertEntry& entry) { return entry.alert == alert; }),
                 entries_.end());
  return {};
}

}  // namespace tocsin::client
