#include "relay/gateway/origin_book.h"

#include <iterator>

namespace tocsin::relay::gateway {
namespace {

constexpr std::size_t origins_max = 65'536;

}  // namespace

OriginBook::One& OriginBook::of(const std::string& origin, Now now) {
  if (const auto known = all_.find(origin); known != all_.end()) return known->second;
  if (all_.size() >= origins_max)
    for (auto at = all_.begin(); at != all_.end();)
      at = at->second.open == 0 ? all_.erase(at) : std::next(at);
  return all_.emplace(origin, One{Bucket(limits_.connections, now), Bucket(limits_.requests, now), 0})
      .first->second;
}

bool OriginBook::enter(const std::string& origin, Now now) {
  auto& one = of(origin, now);
  if (one.open >= limits_.connections_max || !one.connections.take(now)) return false;
  ++one.open;
  return true;
}

void OriginBook::left(const std::string& origin) {
  if (const auto known = all_.find(origin); known != all_.end() && known->second.open > 0)
    --known->second.open;
}

bool OriginBook::ask(const std::string& origin, Now now) {
  return of(origin, now).requests.take(now);
}

}  // namespace tocsin::relay::gateway
