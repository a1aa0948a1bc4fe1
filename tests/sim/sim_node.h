// One node: the real core over a store in memory, with a clock of its own, that can fall at any step of a
// turn.
#pragma once
#include "node/io/batch.h"
#include "tests/node/pair.h"

namespace tocsin::sim {

using tests::TestNode;

// Where in a turn the process ends.
enum class Fall : std::uint8_t {
  none,
  before_commit,
  before_sends,
  before_key_destruction,
  commit_failed,
  commit_unanswered,
};

struct Turned {
  bool fell = false;
  std::vector<node::Effects> effects;  // what the world does now; empty where nothing was carried out
};

class SimNode {
 public:
  SimNode(NodeKind kind, const tests::NodeSecrets& secrets, tests::Ceremony& world);

  Instant clock(Instant now) const { return now + clock_error; }
  // As io::ClockWatch sees it: the wall clock moved as the time since the start did.
  bool clock_steady() const;
  // A whole batch as the loop does it: inputs, Settle, one commit, then the effects.
  Turned turn(std::vector<node::Input> inputs, Instant now, Fall fall);
  // A new process over what is on disk. `now` is the true time.
  void start(Instant now);
  std::string user() const;  // as the other nodes' doors name it

  TestNode parts;
  NodeKind kind;
  bool running = true;
  Duration clock_error{0};
  bool keeps_dead_keys = false;  // a plant

 private:
  void care_for_keyring(Instant at);
  Entropy& entropy_;
  Duration error_at_start_{0};
  std::optional<Day> cared_for_;
};

}  // namespace tocsin::sim
