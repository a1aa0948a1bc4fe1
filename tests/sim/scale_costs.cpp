#include "scale_costs.h"

#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "node/store/crc_codec.h"
#include "node/store/lmdb.h"
#include "relay/host/keeper.h"

namespace tocsin::scale {
namespace {

using relay::host::Keeper;
using Clock = std::chrono::steady_clock;
constexpr std::size_t batches = 60, batch_messages = 64;
// tests/bench/README.md, "CPU per alert, 1 sender": commune 1.70 ms, post 1.45 ms; each alert is two inputs
// there.
constexpr double commune_input_us = 850, post_input_us = 725;
constexpr double line_us = 20'000;  // an assumption: 20 ms one way

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Microseconds of a batch of so many puts, and of the same number handed out and taken.
double batch_us(Keeper& keeper, store::LmdbStore& store, const MailboxId& box, const relay::Frame& from,
                std::size_t messages, std::uint64_t& reference) {
  const auto now = from_ms(1'800'000'000'000);
  double best = 0;
  const auto began = Clock::now();
  for (std::size_t batch = 0; batch < batches; ++batch) {
    auto txn = must(store.begin());
    std::vector<relay::Frame> out;
    for (std::size_t i = 0; i < messages; ++i) {
      auto frame = from;
      frame.message = relay::Put{box, ++reference, i % 2 == 0 ? relay::Lane::in_progress : relay::Lane::rest,
                                 Bytes(2048, static_cast<std::uint8_t>(i))};
      keeper.handle(frame, *txn, now, false, out);
    }
    must(txn->commit());
    txn.reset();
    // What was stored goes again, so that the mailbox stays small; this is not counted.
    auto empty = must(store.begin());
    const auto paused = Clock::now();
    for (const auto& each : out) {
      if (!std::holds_alternative<relay::Stored>(each.message))
        throw std::runtime_error("a relay had no room");
    }
    auto owner = from;
    for (std::uint64_t number = reference - messages + 1; number <= reference; ++number) {
      owner.user = "node:" + to_hex(BoxPublic{}.view());
      owner.message = relay::Taken{box, number};
      keeper.handle(owner, *empty, now, false, out);
    }
    must(empty->commit());
    best += std::chrono::duration<double, std::micro>(Clock::now() - paused).count();
  }
  const auto all = std::chrono::duration<double, std::micro>(Clock::now() - began).count();
  return (all - best) / batches;
}

}  // namespace

Costs measure(const std::string& folder) {
  store::CrcCodec codec;
  store::LmdbOptions options;
  options.path = folder;
  auto store = must(store::LmdbStore::open(options, codec));
  MailboxId box;
  box.bytes[0] = 1;
  BoxPublic sender;
  sender.bytes[0] = 1;
  const relay::host::Grants grants{{box, {BoxPublic{}, {sender}}}};
  auto keeper = must(Keeper::load(*store, {}, grants));
  const relay::Frame from{1, relay::host::name_of(sender), relay::Fetching{}};
  std::uint64_t reference = 0;
  batch_us(keeper, *store, box, from, batch_messages, reference);  // the file grows to its size
  const auto one = batch_us(keeper, *store, box, from, 1, reference);
  const auto many = batch_us(keeper, *store, box, from, batch_messages, reference);
  Costs costs;
  costs.relay_message_us = (many - one) / (batch_messages - 1);
  costs.relay_commit_us = one - costs.relay_message_us;
  costs.node_commit_us = costs.relay_commit_us;
  costs.commune_input_us = commune_input_us;
  costs.post_input_us = post_input_us;
  costs.line_us = line_us;
  return costs;
}

std::string text_of(const Costs& costs) {
  char text[600];
  std::snprintf(
      text, sizeof text,
      "costs: relay %.0f us a message and %.0f us a durable batch (measured in this run, relay/host over its "
      "store);\n       node %.0f us a durable turn (taken to be the relay's), commune %.0f us and post %.0f "
      "us "
      "an input (tests/bench/README.md);\n       line %.0f ms one way (assumed), parcel %zu bytes\n",
      costs.relay_message_us, costs.relay_commit_us, costs.node_commit_us, costs.commune_input_us,
      costs.post_input_us, costs.line_us / 1000, costs.parcel_bytes);
  return text;
}

}  // namespace tocsin::scale
