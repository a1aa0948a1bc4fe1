#include "relay/room.h"

#include <cassert>

namespace tocsin::relay {
namespace {

constexpr std::size_t index(Lane lane) {
  return static_cast<std::size_t>(lane);
}

}  // namespace

bool Room::fits(std::string_view source, Lane lane) const {
  if (all_[index(lane)] >= lane_share(lane, limits_.parcels_max)) return false;
  const auto used = by_source_.find(source);
  return used == by_source_.end() || used->second[index(lane)] < lane_share(lane, limits_.source_parcels_max);
}

void Room::add(std::string_view source, Lane lane) {
  ++all_[index(lane)];
  auto used = by_source_.find(source);
  if (used == by_source_.end()) used = by_source_.emplace(std::string(source), Used{}).first;
  ++used->second[index(lane)];
}

void Room::remove(std::string_view source, Lane lane) {
  const auto used = by_source_.find(source);
  assert(used != by_source_.end() && used->second[index(lane)] > 0);
  --all_[index(lane)];
  --used->second[index(lane)];
  if (used->second == Used{}) by_source_.erase(used);
}

std::uint64_t Room::size() const {
  return std::uint64_t{all_[1]} + all_[2] + all_[3];
}

}  // namespace tocsin::relay
