// What one origin address may take of the HTTP side: connections, and requests in a second. Bounded.
#pragma once
#include <map>
#include <string>

#include "relay/bucket.h"

namespace tocsin::relay::gateway {

struct OriginLimits {
  std::size_t connections_max = 320;  // 256 sessions, and what brings their bytes
  Rate connections{50, 400}, requests{50, 400};
};

class OriginBook {
 public:
  using Now = std::chrono::milliseconds;
  explicit OriginBook(OriginLimits limits) : limits_(limits) {}

  // False: it has too many, or makes too many. Else to be `left` once.
  bool enter(const std::string& origin, Now now);
  void left(const std::string& origin);
  bool ask(const std::string& origin, Now now);

 private:
  struct One {
    Bucket connections, requests;
    std::size_t open = 0;
  };
  One& of(const std::string& origin, Now now);
  OriginLimits limits_;
  std::map<std::string, One> all_;
};

}  // namespace tocsin::relay::gateway
