#include "relay/host/keeper.h"

#include <catch2/catch.hpp>

#include "node/store/memory.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::host;
using namespace std::chrono_literals;

namespace {

const Instant noon = from_ms(1'795'000'000'000);
BoxPublic key(std::uint8_t fill) {
  BoxPublic made;
  made.bytes.fill(fill);
  return made;
}
const std::string owner = name_of(key(1)), sender = name_of(key(2)), stranger = name_of(key(3));

MailboxId mailbox(std::uint8_t first = 7) {
  MailboxId id;
  id.bytes[0] = first;
  return id;
}
Bytes parcel(std::uint8_t fill) {
  return Bytes(2048, fill);
}
Bytes row_key(std::uint8_t number) {
  const auto id = mailbox();
  Bytes key(id.bytes.begin(), id.bytes.end());
  key.resize(MailboxId::size + 8);
  key.back() = number;
  return key;
}
Put put(std::uint64_t reference, std::uint8_t fill, Lane lane = Lane::rest) {
  return Put{mailbox(), reference, lane, parcel(fill)};
}

// A relay without sockets: every message is a transaction of its own.
struct Relay {
  store::MemoryStore store;
  Instant now = noon;
  bool full = false;
  Grants grants{{mailbox(), Grant{key(1), {key(2)}}}};
  std::optional<Keeper> keeper;

  Relay() { start(); }
  void start() {
    auto loaded = Keeper::load(store, {}, grants);
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
      // What follows from a Fetch is said beside it, and needs no saying in every test.
      if (std::holds_alternative<Fetching>(frame.message)) continue;
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
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{mailbox(), 5, {}}}));
  CHECK(relay.fetched() == list({Parcel{mailbox(), 1, Lane::rest, parcel(0x11)}}));
  CHECK(relay.says(owner, Taken{mailbox(), 1}, 9).empty());
  CHECK(relay.fetched(10).empty());
  CHECK(relay.keeper->size() == 0);
}

TEST_CASE("what was stored is there after a restart, and what was taken is not") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.says(sender, put(6, 0x22, Lane::control));
  relay.fetched();
  relay.says(owner, Taken{mailbox(), 1}, 9);
  relay.restart();
  CHECK(relay.fetched() == list({Parcel{mailbox(), 2, Lane::control, parcel(0x22)}}));
  relay.says(owner, Taken{mailbox(), 2}, 9);
  relay.restart();
  relay.says(sender, put(7, 0x33));
  CHECK(relay.fetched() == list({Parcel{mailbox(), 3, Lane::rest, parcel(0x33)}}));  // numbers go on
}

TEST_CASE("a sender that repeats itself gets the same answer and no second copy, also after a restart") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{mailbox(), 5, {}}}));
  relay.restart();
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{mailbox(), 5, {}}}));
  CHECK(relay.says(sender, put(5, 0x99)) == list({Refused{mailbox(), 5, RefusedCode::conflict}}));
  CHECK(relay.fetched() == list({Parcel{mailbox(), 1, Lane::rest, parcel(0x11)}}));
}

TEST_CASE("who fetches is told so, on the line that fetches") {
  Relay relay;
  auto txn = relay.store.begin();
  std::vector<Frame> out;
  relay.keeper->handle({9, owner, Fetch{mailbox(), 32}}, **txn, noon, false, out);
  REQUIRE(out.size() == 1);
  CHECK(out[0].line == 9);
  CHECK(out[0].message == Message(Fetching{mailbox()}));
}

TEST_CASE("only whom the grant names may write, and a mailbox's owner is not among them") {
  Relay relay;
  for (const auto& who : {stranger, owner, std::string("node:nobody")})
    CHECK(relay.says(who, put(5, 0x11)) == list({Refused{mailbox(), 5, RefusedCode::unwelcome}}));
  CHECK(relay.keeper->size() == 0);
}

TEST_CASE("each mailbox has its own numbers, its own owner, and its own line") {
  Relay relay;
  relay.grants[mailbox(8)] = Grant{key(3), {key(2)}};
  relay.keeper->grant(relay.grants);
  relay.says(sender, put(5, 0x11));
  relay.says(sender, Put{mailbox(8), 5, Lane::rest, parcel(0x88)});
  CHECK(relay.fetched(9) == list({Parcel{mailbox(), 1, Lane::rest, parcel(0x11)}}));
  CHECK(relay.says(stranger, Fetch{mailbox(8), 32}, 10) ==
        list({Parcel{mailbox(8), 1, Lane::rest, parcel(0x88)}}));
  CHECK(relay.says(stranger, Taken{mailbox(), 1}, 10) ==
        list({Refused{mailbox(), 0, RefusedCode::not_yours}}));
  CHECK(relay.says(owner, Taken{mailbox(), 1}, 9).empty());
  CHECK(relay.keeper->size() == 1);
  relay.restart();
  CHECK(relay.says(stranger, Fetch{mailbox(8), 32}, 11).size() == 1);
}

TEST_CASE("a grant that ends stops writing and fetching at the next message, and loses nothing") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.fetched(9);
  relay.keeper->grant({});
  CHECK(relay.keeper->mailboxes() == 0);
  CHECK(relay.says(sender, put(6, 0x22)) == list({Refused{mailbox(), 6, RefusedCode::unknown_mailbox}}));
  CHECK(relay.says(owner, Taken{mailbox(), 1}, 9) ==
        list({Refused{mailbox(), 0, RefusedCode::unknown_mailbox}}));
  SECTION("granted again") {
    relay.keeper->grant(relay.grants);
  }
  SECTION("granted again after a restart") {
    relay.restart();
  }
  CHECK(relay.fetched(10) == list({Parcel{mailbox(), 1, Lane::rest, parcel(0x11)}}));
  relay.says(sender, put(7, 0x33));
  CHECK(relay.fetched(11).back() == Message(Parcel{mailbox(), 2, Lane::rest, parcel(0x33)}));
}

TEST_CASE("a sender taken off a grant is told, and the others go on") {
  Relay relay;
  relay.grants[mailbox()].senders = {key(3)};
  relay.keeper->grant(relay.grants);
  CHECK(relay.says(sender, put(5, 0x11)) == list({Refused{mailbox(), 5, RefusedCode::unwelcome}}));
  CHECK(relay.says(stranger, put(6, 0x22)) == list({Stored{mailbox(), 6, {}}}));
}

TEST_CASE("a mailbox that passes to another owner is not fetched by the one before") {
  Relay relay;
  relay.fetched(9);
  relay.grants[mailbox()].owner = key(3);
  relay.keeper->grant(relay.grants);
  CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{mailbox(), 5, {}}}));
  CHECK(relay.says(owner, Fetch{mailbox(), 32}, 9) == list({Refused{mailbox(), 0, RefusedCode::not_yours}}));
  CHECK(relay.says(stranger, Fetch{mailbox(), 32}, 10).size() == 1);
}

TEST_CASE("what nobody is granted any more is forgotten at the end of its life, and its mailbox with it") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.keeper->grant({});
  auto txn = relay.store.begin();
  CHECK(relay.keeper->expire(**txn, noon + days(6)) == 0);
  CHECK(relay.keeper->expire(**txn, noon + days(7)) == 1);
  REQUIRE((*txn)->commit());
  txn->reset();
  std::size_t rows = 0;
  auto look = relay.store.begin();
  for (const int table : {1, 2})
    (*look)->scan(static_cast<txn::Table>(table), Bytes{}, [&](ByteView, ByteView) { return ++rows > 0; });
  CHECK(rows == 0);
}

TEST_CASE("when all come to fetch at once, no turn hands out more than its share, and the next goes on") {
  Relay relay;
  const Bytes largest(120 * 1024, 0x5a);
  std::vector<Frame> out;
  auto txn = relay.store.begin();
  for (std::uint8_t n = 1; n <= 40; ++n) {
    relay.grants[mailbox(n)] = Grant{key(1), {key(2)}};
    relay.keeper->grant(relay.grants);
    for (std::uint64_t reference = 1; reference <= 3; ++reference)
      relay.keeper->handle({1, sender, Put{mailbox(n), reference, Lane::rest, largest}}, **txn, noon, false,
                           out);
    relay.keeper->handle({9, owner, Fetch{mailbox(n), 32}}, **txn, noon, false, out);
  }
  std::size_t turns = 0, handed_out = 0;
  for (bool more = true; more; ++turns) {
    out.clear();
    more = relay.keeper->send_parcels(**txn, out);
    CHECK(out.size() <= 75);  // 8 MiB and one mailbox more
    handed_out += out.size();
  }
  CHECK(handed_out == 120);
  CHECK(turns >= 2);
}

TEST_CASE("only the owner fetches and takes") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  CHECK(relay.says(sender, Fetch{mailbox(), 32}) == list({Refused{mailbox(), 0, RefusedCode::not_yours}}));
  CHECK(relay.says(sender, Taken{mailbox(), 1}) == list({Refused{mailbox(), 0, RefusedCode::not_yours}}));
  CHECK(relay.keeper->size() == 1);
}

TEST_CASE("a mailbox that is not here is refused, to sender and owner") {
  Relay relay;
  CHECK(relay.says(sender, Put{mailbox(8), 5, Lane::rest, parcel(1)}) ==
        list({Refused{mailbox(8), 5, RefusedCode::unknown_mailbox}}));
  CHECK(relay.says(owner, Fetch{mailbox(8), 32}) ==
        list({Refused{mailbox(8), 0, RefusedCode::unknown_mailbox}}));
  CHECK(relay.says(owner, Taken{mailbox(8), 1}) ==
        list({Refused{mailbox(8), 0, RefusedCode::unknown_mailbox}}));
}

TEST_CASE("messages that only a mailbox says are refused") {
  Relay relay;
  for (const auto& message :
       list({Stored{mailbox(), 1, {}}, Busy{mailbox(), 1, 1}, Refused{mailbox(), 1, RefusedCode::conflict},
             Parcel{mailbox(), 1, Lane::rest, parcel(1)}}))
    CHECK(relay.says(owner, message) == list({Refused{{}, 0, RefusedCode::malformed}}));
}

TEST_CASE("a relay whose disk is nearly full says Busy, and still hands out and forgets") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.full = true;
  CHECK(relay.says(sender, put(6, 0x22)) == list({Busy{mailbox(), 6, 60'000}}));
  CHECK(relay.fetched().size() == 1);
  relay.says(owner, Taken{mailbox(), 1}, 9);
  CHECK(relay.keeper->size() == 0);
}

TEST_CASE("a new parcel goes at once to the owner that is waiting for it") {
  Relay relay;
  CHECK(relay.fetched(9).empty());
  CHECK(relay.says(sender, put(5, 0x11), 2) ==
        list({Stored{mailbox(), 5, {}}, Parcel{mailbox(), 1, Lane::rest, parcel(0x11)}}));
}

TEST_CASE("when the owner's line fails nothing is sent until it fetches again, and nothing is lost") {
  Relay relay;
  relay.fetched(9);
  relay.says(sender, put(5, 0x11));
  relay.keeper->line_failed(3);  // somebody else's
  relay.keeper->line_failed(9);
  CHECK(relay.says(sender, put(6, 0x22)) == list({Stored{mailbox(), 6, {}}}));
  CHECK(relay.fetched(10) == list({Parcel{mailbox(), 1, Lane::rest, parcel(0x11)},
                                   Parcel{mailbox(), 2, Lane::rest, parcel(0x22)}}));
}

TEST_CASE(
    "a parcel damaged on disk is not handed out wrong: it is dropped, and its sender may bring it again") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.says(sender, put(6, 0x22));
  const Bytes first = row_key(1);
  SECTION("found when fetched") {
    relay.store.damage(static_cast<txn::Table>(1), first);
    CHECK(relay.fetched() == list({Parcel{mailbox(), 2, Lane::rest, parcel(0x22)}}));
    CHECK(relay.keeper->damaged() == 1);
  }
  SECTION("found at start") {
    relay.store.damage(static_cast<txn::Table>(1), first);
    relay.restart();
    CHECK(relay.keeper->damaged() == 1);
    CHECK(relay.fetched() == list({Parcel{mailbox(), 2, Lane::rest, parcel(0x22)}}));
  }
  SECTION("brought again before it was missed") {
    relay.store.damage(static_cast<txn::Table>(1), first);
    CHECK(relay.says(sender, put(5, 0x11)) == list({Stored{mailbox(), 5, {}}}));
    CHECK(relay.fetched().size() == 2);
    return;
  }
  CHECK(relay.says(sender, put(5, 0x11)).front() == Message(Stored{mailbox(), 5, {}}));
  CHECK(relay.fetched(11).size() == 2);
}

TEST_CASE("a damaged counter gives no number twice while a parcel is there") {
  Relay relay;
  relay.says(sender, put(5, 0x11));
  relay.says(sender, put(6, 0x22));
  const auto id = mailbox();
  relay.store.damage(static_cast<txn::Table>(2), Bytes(id.bytes.begin(), id.bytes.end()));
  relay.restart();
  relay.says(sender, put(7, 0x33));
  CHECK(relay.fetched().back() == Message(Parcel{mailbox(), 3, Lane::rest, parcel(0x33)}));
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
