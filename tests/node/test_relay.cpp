#include "tests/node/test_relay.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin::tests {

using namespace tocsin::relay;

TestRelay::TestRelay(node::LineTo at, host::Grants granted)
    : line(std::move(at)), grants(std::move(granted)) {
  load();
}

void TestRelay::load() {
  auto keeper = host::Keeper::load(*store_, {}, grants);
  if (!keeper) throw std::runtime_error(keeper.error().detail);
  keeper_.emplace(std::move(*keeper));
}

void TestRelay::grant(const host::Grants& granted) {
  grants = granted;
  keeper_->grant(grants);
}

void TestRelay::restart() {
  store_->restart();
  load();
}

void TestRelay::lose_disk() {
  store_ = std::make_unique<store::MemoryStore>();
  load();
}

std::vector<Frame> TestRelay::says(const BoxPublic& who, SessionId session, ByteView bytes, Instant now) {
  auto message = decode(bytes);
  if (!message) throw std::runtime_error("a node said what is no message");
  if (const auto* put = std::get_if<Put>(&*message); put != nullptr && honesty == Honesty::drops)
    return {{session, "", Stored{put->mailbox, put->reference, {}}}};
  std::vector<Frame> out;
  auto txn = store_->begin();
  keeper_->handle({session, host::name_of(who), std::move(*message)}, **txn, now, false, out);
  keeper_->send_parcels(**txn, out);
  if (!(*txn)->commit()) throw std::runtime_error("the relay did not commit");
  if (honesty == Honesty::reverses) std::reverse(out.begin(), out.end());
  if (honesty == Honesty::repeats) {
    const auto once = out;
    for (int again = 0; again < 2; ++again)
      for (const auto& frame : once)
        if (std::holds_alternative<Parcel>(frame.message)) out.push_back(frame);
  }
  return out;
}

}  // namespace tocsin::tests
