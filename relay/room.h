// What all mailboxes of one relay hold together, and what one sender holds in all of them: bounded, and
// divided between the lanes (lanes.h). Each mailbox has bounds of its own besides (mailbox.h). Pure.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "relay/lanes.h"

namespace tocsin::relay {

struct RoomLimits {
  std::uint64_t parcels_max = 131'072;       // some 400 bytes of memory each; their bytes are on the disk
  std::uint64_t source_parcels_max = 8'192;  // of one sender: a post writes to all its communes
};

class Room {
 public:
  explicit Room(RoomLimits limits) : limits_(limits) {}
  Room(const Room&) = delete;

  // True if one more parcel of this sender may be kept.
  bool fits(std::string_view source, Lane lane) const;
  void add(std::string_view source, Lane lane);
  // Precondition: it was added.
  void remove(std::string_view source, Lane lane);
  std::uint64_t size() const;

 private:
  using Used = std::array<std::uint32_t, 4>;  // by lane
  RoomLimits limits_;
  Used all_{};
  std::map<std::string, Used, std::less<>> by_source_;
};

}  // namespace tocsin::relay
