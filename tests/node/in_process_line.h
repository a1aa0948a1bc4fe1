// Lines from devices to the two nodes of a Pair, in this process: frames pass at once, can be lost, and can
// be altered on the way.
#pragma once
#include "node/client/documents.h"
#include "tests/node/pair.h"

namespace tocsin::tests {

class InProcess final : public client::Connector {
 public:
  explicit InProcess(Pair& pair) : pair_(&pair) {}
  Result<std::unique_ptr<client::FrameLine>> connect(const std::string& address, const BoxPublic& server,
                                                     const seal::BoxKey& own) override;

  bool unreachable = false;              // nobody answers a new line, and old ones are down
  int answers_to_lose = 0;               // the next answers never arrive, though the node did its work
  std::function<void(Bytes&)> on_reply;  // may alter the bytes of a reply frame
  int frames = 0;                        // sent by devices

  // The device's clock is the pair's, its error, and a millisecond for every frame that has passed.
  client::Tools tools(Duration device_clock_error = Duration(0));

 private:
  friend class InProcessLine;
  Pair* pair_;
  node::SessionId next_session_ = 10'000;
};

}  // namespace tocsin::tests
