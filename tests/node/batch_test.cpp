// One batch, one transaction: an input that fails is dropped alone, and nothing is said before the disk has
// it.
#include "node/io/batch.h"

#include <catch2/catch.hpp>

#include "node/io/answers.h"
#include "node/io/clock.h"
#include "node/io/sealed_values.h"
#include "node/store/memory.h"
#include "protocol/wire/message.h"
#include "relay/message.h"

using namespace tocsin;
using namespace tocsin::node;
using namespace tocsin::node::io;

namespace {

constexpr txn::Table table{9};

Bytes text(std::string_view of) {
  return Bytes(of.begin(), of.end());
}

// Writes the frame of each client message under itself, fails those that begin with '!', and answers all of
// them.
class Scribe final : public Node {
 public:
  Result<Effects> handle(txn::Txn& txn, const Input& input, Instant, Entropy&) const override {
    const auto& message = std::get<ClientMessage>(input);
    txn.put(table, message.frame, message.frame);
    if (message.frame.front() == '!') return fail(Errc::malformed, "as asked");
    Effects effects;
    effects.reply.push_back({message.session, message.frame});
    return effects;
  }
  std::optional<std::string> admit(txn::Txn&, const BoxPublic&, Instant) const override {
    return std::nullopt;
  }
  std::vector<LineTo> lines(txn::Txn&) const override { return {}; }
};

struct World {
  Scribe node;
  store::MemoryStore store;
  seal::SystemEntropy entropy;

  Result<std::vector<Outcome>> run(std::initializer_list<std::string_view> frames) {
    std::vector<Input> inputs;
    for (auto frame : frames) inputs.emplace_back(ClientMessage{1, "device:00", text(frame)});
    return run_batch(node, store, inputs, Instant{}, entropy);
  }
  bool holds(std::string_view frame) {
    auto transaction = store.begin();
    REQUIRE(transaction);
    return (*transaction)->get(table, text(frame)).has_value();
  }
};

// Finds no room until it was asked to begin `until` times.
class Tight final : public txn::Store {
 public:
  Tight(txn::Store& under, int until) : under_(under), until_(until) {}
  Result<std::unique_ptr<txn::Transaction>> begin() override {
    if (++begun < until_) return fail(Errc::store_full, "no room");
    return under_.begin();
  }
  bool nearly_full() const override { return false; }
  int begun = 0;

 private:
  txn::Store& under_;
  int until_;
};

}  // namespace

TEST_CASE("one bad input never spoils a batch") {
  World world;
  auto outcomes = world.run({"a", "!bad", "b"});
  REQUIRE(outcomes);
  REQUIRE(outcomes->size() == 3);
  CHECK_FALSE((*outcomes)[0].dropped);
  REQUIRE((*outcomes)[1].dropped);
  CHECK((*outcomes)[1].effects.reply.empty());
  CHECK_FALSE((*outcomes)[2].dropped);
  CHECK(world.holds("a"));
  CHECK_FALSE(world.holds("!bad"));
  CHECK(world.holds("b"));
}

TEST_CASE("a damaged row fails its reader and not the batch") {
  World world;
  REQUIRE(world.run({"row"}));
  world.store.damage(table, text("row"));
  class Reader final : public Node {
   public:
    Result<Effects> handle(txn::Txn& txn, const Input& input, Instant, Entropy&) const override {
      const auto& message = std::get<ClientMessage>(input);
      txn.get(table, message.frame);
      txn.put(table, text("seen"), message.frame);
      return Effects{};
    }
    std::optional<std::string> admit(txn::Txn&, const BoxPublic&, Instant) const override {
      return std::nullopt;
    }
    std::vector<LineTo> lines(txn::Txn&) const override { return {}; }
  } reader;
  std::vector<Input> inputs{ClientMessage{1, "", text("row")}, ClientMessage{1, "", text("other")}};
  auto outcomes = run_batch(reader, world.store, inputs, Instant{}, world.entropy);
  REQUIRE(outcomes);
  REQUIRE((*outcomes)[0].dropped);
  CHECK((*outcomes)[0].dropped->code == Errc::store_damaged);
  CHECK_FALSE((*outcomes)[1].dropped);
}

TEST_CASE("a failed commit answers nobody, whether or not the disk has the batch") {
  for (auto crash : {store::MemoryStore::Crash::before, store::MemoryStore::Crash::after}) {
    World world;
    world.store.fail_next_commit(crash);
    auto outcomes = world.run({"a", "b"});
    REQUIRE_FALSE(outcomes);
    CHECK(outcomes.error().code == Errc::io);
  }
}

TEST_CASE("a batch that finds no room is tried once more, after the store could grow") {
  World world;
  Tight tight(world.store, 2);
  std::vector<Input> inputs{ClientMessage{1, "", text("a")}};
  auto outcomes = run_batch(world.node, tight, inputs, Instant{}, world.entropy);
  REQUIRE(outcomes);
  CHECK_FALSE((*outcomes)[0].dropped);
  CHECK(world.holds("a"));
}

TEST_CASE("a batch that finds no room twice is dropped whole, and each of its senders can be told") {
  World world;
  Tight tight(world.store, 100);
  std::vector<Input> inputs{ClientMessage{1, "", text("a")}, ClientMessage{2, "", text("b")}};
  auto outcomes = run_batch(world.node, tight, inputs, Instant{}, world.entropy);
  REQUIRE(outcomes);
  CHECK(tight.begun == 2);
  for (const auto& outcome : *outcomes) {
    REQUIRE(outcome.dropped);
    CHECK(outcome.dropped->code == Errc::store_full);
    CHECK(outcome.effects.reply.empty());
  }
}

TEST_CASE("a dropped request is answered with its own reference, and nothing else is answered") {
  wire::ClientFrame asked{wire::FrameKind::signed_request, 77, text("request")};
  auto reply = failed_reply(wire::encode(asked), {Errc::busy, "wait"}, milliseconds(1500), Instant{});
  REQUIRE(reply);
  auto frame = wire::decode_client_frame(*reply);
  REQUIRE(frame);
  CHECK(frame->kind == wire::FrameKind::reply);
  CHECK(frame->reference == 77);
  auto said = wire::decode_reply(frame->bytes);
  REQUIRE(said);
  CHECK(said->outcome == wire::Outcome::failed);
  CHECK(said->retry_after_ms == 1500);
  CHECK_FALSE(failed_reply(text("nonsense"), {Errc::busy, ""}, milliseconds(1), Instant{}));
  CHECK_FALSE(failed_reply(wire::encode(wire::ClientFrame{wire::FrameKind::event, 0, text("x")}),
                           {Errc::busy, ""}, milliseconds(1), Instant{}));
}

TEST_CASE("a parcel that comes too fast is answered Busy under its own reference") {
  relay::Put put{MailboxId{}, 5, relay::Lane::rest, Bytes(limits::parcel_buckets[0], 1)};
  auto answer = busy_reply(relay::encode(put), milliseconds(2000));
  REQUIRE(answer);
  auto busy = relay::decode(*answer);
  REQUIRE(busy);
  CHECK(*busy == relay::Message(relay::Busy{MailboxId{}, 5, 2000}));
  CHECK_FALSE(busy_reply(relay::encode(relay::Taken{MailboxId{}, 1}), milliseconds(1)));
}

TEST_CASE("a stored value opens for its own table and key only") {
  seal::initialise();
  seal::SystemEntropy entropy;
  SealedValues codec(seal::Secret32::random(entropy), entropy);
  auto sealed = codec.seal(table, text("key"), text("value"));
  CHECK(codec.open(table, text("key"), sealed) == text("value"));
  CHECK_FALSE(codec.open(table, text("yek"), sealed));
  CHECK_FALSE(codec.open(txn::Table{10}, text("key"), sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto flipped = sealed;
    flipped[i] ^= 1;
    CHECK_FALSE(codec.open(table, text("key"), flipped));
  }
  CHECK(codec.seal(table, text("key"), text("value")) != sealed);
}

TEST_CASE("a clock that jumps against the machine's own is not steady, ten minutes are forgiven") {
  auto start = from_ms(1'700'000'000'000);
  ClockWatch clock(start, milliseconds(5000));
  auto after = [&](Duration wall, Duration boot) {
    return clock.steady(start + wall, milliseconds(5000) + boot);
  };
  CHECK(after(hours(5), hours(5)));
  CHECK(after(hours(5) + minutes(10), hours(5)));
  CHECK(after(hours(5) - minutes(10), hours(5)));
  CHECK_FALSE(after(hours(5) + minutes(10) + milliseconds(1), hours(5)));
  CHECK_FALSE(after(hours(5) - minutes(10) - milliseconds(1), hours(5)));
  CHECK_FALSE(after(days(365), minutes(1)));
}
