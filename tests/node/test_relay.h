// A relay without sockets: the real keeper over a store in memory, and a hand on it that can lie.
#pragma once
#include "node/core/turn.h"
#include "node/store/memory.h"
#include "relay/host/keeper.h"

namespace tocsin::tests {

enum class Honesty : std::uint8_t {
  honest,
  drops,     // says Stored and keeps nothing
  repeats,   // hands each parcel out three times
  reverses,  // hands the newest out first
};

class TestRelay {
 public:
  TestRelay(node::LineTo at, relay::host::Grants grants);
  TestRelay(const TestRelay&) = delete;

  // One message of a node, and what the relay says to whom because of it.
  std::vector<relay::Frame> says(const BoxPublic& who, relay::SessionId session, ByteView frame, Instant now);
  void grant(const relay::host::Grants& grants);
  // This session's line is gone.
  void hang_up(relay::SessionId session) { keeper_->line_failed(session); }
  // Killed and started again: what it said is stored is there.
  void restart();
  // Its disk is gone.
  void lose_disk();
  std::size_t parcels() const { return keeper_->size(); }

  const node::LineTo line;
  relay::host::Grants grants;
  bool up = true;
  Honesty honesty = Honesty::honest;

 private:
  void load();
  std::unique_ptr<store::MemoryStore> store_ = std::make_unique<store::MemoryStore>();
  std::optional<relay::host::Keeper> keeper_;
};

}  // namespace tocsin::tests
