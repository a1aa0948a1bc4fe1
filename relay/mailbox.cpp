#include "relay/mailbox.h"

#include <cassert>

namespace tocsin::relay {
namespace {

constexpr Lane lanes[] = {Lane::control, Lane::in_progress, Lane::rest};
constexpr std::size_t index(Lane lane) {
  return static_cast<std::size_t>(lane);
}

}  // namespace

Mailbox::Mailbox(MailboxLimits limits, std::uint64_t next_number, Room& room)
    : limits_(limits), next_number_(next_number), room_(room) {}

Mailbox::~Mailbox() {
  for (const auto& [number, held] : held_) room_.remove(held.source, held.lane);
}

bool Mailbox::restore(Held held) {
  if (held.number >= next_number_ || held_.contains(held.number)) return false;
  if (by_reference_.contains({held.source, held.reference})) return false;
  add(std::move(held));
  return true;
}

Mailbox::PutAnswer Mailbox::put(std::string_view source, std::uint64_t reference, Lane lane,
                                std::size_t bytes, Instant now) {
  const auto again = by_reference_.find({std::string(source), reference});
  if (again != by_reference_.end()) return {PutVerdict::again, again->second, 0};
  const auto sender = by_source_.find(source);
  const auto sender_used = sender == by_source_.end() ? Used{} : sender->second;
  if (!fits(all_, lane, bytes, limits_.parcels_max, limits_.bytes_max) ||
      !fits(sender_used, lane, bytes, limits_.source_parcels_max, limits_.source_bytes_max) ||
      !room_.fits(source, lane))
    return {PutVerdict::busy, 0, limits_.retry_after_ms};
  const auto number = next_number_++;
  add(Held{number, lane, bytes, std::string(source), reference, now});
  return {PutVerdict::keep, number, 0};
}

void Mailbox::fetch(SessionId line, std::uint16_t credits) {
  assert(credits >= window_parcels_min && credits <= window_parcels_max);
  stop_fetch();
  line_ = line;
  credits_ = credits;
}

void Mailbox::stop_fetch() {
  for (const auto number : under_way_) waiting_[index(held_.at(number).lane)].insert(number);
  under_way_.clear();
  under_way_used_ = Used{};
  line_.reset();
  credits_ = 0;
}

std::vector<std::uint64_t> Mailbox::next() {
  std::vector<std::uint64_t> numbers;
  if (!line_) return numbers;
  for (const auto lane : lanes) {
    auto& waiting = waiting_[index(lane)];
    while (!waiting.empty()) {
      const auto& held = held_.at(*waiting.begin());
      auto& used = under_way_used_.parcels[index(lane)];
      auto& used_bytes = under_way_used_.bytes[index(lane)];
      if (used >= lane_share(lane, credits_)) break;
      if (used > 0 && used_bytes + held.bytes > lane_share(lane, Window{}.bytes)) break;
      ++used;
      used_bytes += held.bytes;
      under_way_.insert(held.number);
      numbers.push_back(held.number);
      waiting.erase(waiting.begin());
    }
  }
  return numbers;
}

bool Mailbox::taken(std::uint64_t number) {
  const auto at = held_.find(number);
  if (at == held_.end()) return false;
  erase(at);
  return true;
}

std::vector<std::uint64_t> Mailbox::expire(Instant now, std::size_t count_max) {
  std::vector<std::uint64_t> gone;
  for (auto at = held_.begin(); at != held_.end() && gone.size() < count_max;) {
    const auto here = at++;
    if (now - here->second.stored_at < limits_.life) continue;
    gone.push_back(here->first);
    erase(here);
  }
  return gone;
}

bool Mailbox::fits(const Used& used, Lane lane, std::size_t bytes, std::uint64_t parcels_max,
                   std::uint64_t bytes_max) {
  return used.parcels[index(lane)] < lane_share(lane, parcels_max) &&
         used.bytes[index(lane)] + bytes <= lane_share(lane, bytes_max);
}

void Mailbox::add(Held held) {
  const auto lane = index(held.lane);
  for (auto* used : {&all_, &by_source_[held.source]}) {
    ++used->parcels[lane];
    used->bytes[lane] += held.bytes;
  }
  room_.add(held.source, held.lane);
  by_reference_[{held.source, held.reference}] = held.number;
  waiting_[lane].insert(held.number);
  const auto number = held.number;
  held_.emplace(number, std::move(held));
}

void Mailbox::erase(std::map<std::uint64_t, Held>::iterator at) {
  const auto& held = at->second;
  const auto lane = index(held.lane);
  const auto sender = by_source_.find(held.source);
  for (auto* used : {&all_, &sender->second}) {
    --used->parcels[lane];
    used->bytes[lane] -= held.bytes;
  }
  if (sender->second.parcels[1] + sender->second.parcels[2] + sender->second.parcels[3] == 0)
    by_source_.erase(sender);
  if (under_way_.erase(held.number) > 0) {
    --under_way_used_.parcels[lane];
    under_way_used_.bytes[lane] -= held.bytes;
  }
  waiting_[lane].erase(held.number);
  room_.remove(held.source, held.lane);
  by_reference_.erase({held.source, held.reference});
  held_.erase(at);
}

}  // namespace tocsin::relay
