#include "relay/host/keeper.h"

#include <catch2/catch.hpp>

#include "node/store/memory.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::host;
using namespace std::chrono_literals;

namespace {

const Instant noon = from_ms(1'795'000'000'000);
const std::string owner = "node:owner", sender = "node:sender";

MailboxId mailbox(std::uint8_t first = 7) {
  MailboxId id;
  id.bytes[0] = first;
  return id;
}
Bytes parcel(std::uint8_t fill) {
  return Bytes(2048, fill);
}
Put put(std::uint64_t reference, std::uint8_t fill, Lane lane = Lane::rest) {
  return Put{mailbox(), reference, lane, parcel(fill)};
}

// A relay without sockets: every message is a transaction of its own.
struct Relay {
  store::MemoryStore store;
  Instant now = noon;
  bool full = false;
  std::optional<Keeper> keeper;

  Relay() { start(); }
  void start() {
    KeeperSettings settings;
    settings.mailbox = mailbox();
    settings.owner = owner;
    auto loaded = Keeper::load(store, settings);
    REQUIRE(loaded);
    keeper.emplace(std::move(*loaded));
  }
  void restart() {
    store.restart();
    start();
  }
  std::vector<Message> says(const std::string& user, Message message, SessionId line = 1) {
    auto txn = store.begin();
    REQUIRE(txn);
    std::vector<Frame> out;
    keeper->handle({line, user, std::move(message)}, **txn, now, full, out);
    keeper->send_parcels(**txn, out);
    REQUIRE((*txn)->commit());
    std::vector<Message> messages;
    for (auto& frame : out) {
      CHECK(frame.line == (std::holds_alternative<Parcel>(frame.message) ? *keeper->fetching() : line));
      messages.push_back(std::move(frame.message));
    }
    return messages;
  }
  // What the owner is given on a new line.
  std::vector<Message> fetched(SessionId line = 9) { return says(owner, Fetch{mailbox(), 32}, line); }
};

std::vector<Message> list(std::initializer_list<Message> messages) {
  return messages;
}

}  // namespace

TEST_CASE("a parcel is stored, fetched, taken, and then gone") {
  Relay relay;
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{5, {}}}));
  CHECK(relay.fetched() == list({Parcel{1, Lane::rest, parcel(0x11)}}));
  CHECK(relay.says(owner, Taken{1}, 9).empty());
  CHECK(relay.fetched(10).empty());
  CHECK(relay.keeper->size() == 0);
}

TEST_CASE("what was stored is there after a restart, and what was taken is not") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.says(sender, put(6, 0x22, Lane::control));
  relay.fetched();
  relay.says(owner, Taken{1}, 9);
  relay.restart();
  CHECK(relay.fetched() == list({Parcel{2, Lane::control, parcel(0x22)}}));
  relay.says(owner, Taken{2}, 9);
  relay.restart();
  relay.says(sender, put(7, 0x33));
  CHECK(relay.fetched() == list({Parcel{3, Lane::rest, parcel(0x33)}}));  // numbers go on
}

TEST_CASE("a sender that repeats itself gets the same answer and no second copy, also after a restart") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{5, {}}}));
  relay.restart();
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{5, {}}}));
  CHECK(relay.says(sender, put(5, 0x99)) == list({Refused{5, RefusedCode::conflict}}));
  CHECK(relay.fetched() == list({Parcel{1, Lane::rest, parcel(0x11)}}));
}

TEST_CASE("only the owner fetches and takes") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  CHECK(relay.says(sender, Fetch{mailbox(), 32}) == list({Refused{0, RefusedCode::not_yours}}));
  CHECK(relay.says(sender, Taken{1}) == list({Refused{0, RefusedCode::not_yours}}));
  CHECK(relay.keeper->size() == 1);
}

TEST_CASE("a mailbox that is not here is refused, to sender and owner") {
  Relay relay;
  CHECK(relay.says(sender, Put{mailbox(8), 5, Lane::rest, parcel(1)}) ==
        list({Refused{5, RefusedCode::unknown_mailbox}}));
  CHECK(relay.says(owner, Fetch{mailbox(8), 32}) == list({Refused{0, RefusedCode::unknown_mailbox}}));
}

TEST_CASE("messages that only a mailbox says are refused") {
  Relay relay;
  for (const auto& message :
       list({Stored{1, {}}, Busy{1, 1}, Refused{1, RefusedCode::conflict}, Parcel{1, Lane::rest, parcel(1)}}))
    CHECK(relay.says(owner, message) == list({Refused{0, RefusedCode::malformed}}));
}

TEST_CASE("a relay whose disk is nearly full says Busy, and still hands out and forgets") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.full = true;
  CHECK(relay.says(sender, put(6, 0x22)) == list({Busy{6, 60'000}}));
  CHECK(relay.fetched().size() == 1);
  relay.says(owner, Taken{1}, 9);
  CHECK(relay.keeper->size() == 0);
}

TEST_CASE("a new parcel goes at once to the owner that is waiting for it") {
  Relay relay;
  CHECK(relay.fetched(9).empty());
  CHECK(relay.says(sender, put(5, 0x11), 2) == list({Stored{5, {}}, Parcel{1, Lane::rest, parcel(0x11)}}));
}

TEST_CASE("when the owner's line fails nothing is sent until it fetches again, and nothing is lost") {
  Relay relay;
  relay.fetched(9);
  relay.says(sender, put(5, 0x11));
  relay.keeper->line_failed(3);  // somebody else's
  relay.keeper->line_failed(9);
  CHECK(relay.says(sender, put(6, 0x22)) == list({Stored{6, {}}}));
  CHECK(relay.fetched(10) ==
        list({Parcel{1, Lane::rest, parcel(0x11)}, Parcel{2, Lane::rest, parcel(0x22)}}));
}

TEST_CASE(
    "a parcel damaged on disk is not handed out wrong: it is dropped, and its sender may bring it again") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.says(sender, put(6, 0x22));
  const Bytes first{0, 0, 0, 0, 0, 0, 0, 1};
  SECTION("found when fetched") {
    relay.store.damage(static_cast<txn::Table>(1), first);
    CHECK(relay.fetched() == list({Parcel{2, Lane::rest, parcel(0x22)}}));
    CHECK(relay.keeper->damaged() == 1);
  }
  SECTION("found at start") {
    relay.store.damage(static_cast<txn::Table>(1), first);
    relay.restart();
    CHECK(relay.keeper->damaged() == 1);
    CHECK(relay.fetched() == list({Parcel{2, Lane::rest, parcel(0x22)}}));
  }
  SECTION("brought again before it was missed") {
    relay.store.damage(static_cast<txn::Table>(1), first);
    CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{5, {}}}));
    CHECK(relay.fetched().size() == 2);
    return;
  }
  CHECK(relay.says(sender, put(5, 0x11)).front() == Message(Stored{5, {}}));
  CHECK(relay.fetched(11).size() == 2);
}

TEST_CASE("a damaged counter gives no number twice while a parcel is there") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.says(sender, put(6, 0x22));
  relay.store.damage(static_cast<txn::Table>(2), Bytes{'n', 'e', 'x', 't'});
  relay.restart();
  relay.says(sender, put(7, 0x33));
  CHECK(relay.fetched().back() == Message(Parcel{3, Lane::rest, parcel(0x33)}));
}

TEST_CASE("parcels beyond their life are forgotten on disk too") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.now = noon + days(7);
  auto txn = relay.store.begin();
  CHECK(relay.keeper->expire(**txn, relay.now) == 1);
  REQUIRE((*txn)->commit());
  txn->reset();
  relay.restart();
  CHECK(relay.keeper->size() == 0);
}
