#include "scale_costs.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <vector>

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

double median(std::vector<double>& values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}
double micros_since(Clock::time_point began) {
  return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

// Medians, in microseconds.
struct Batch {
  double message = 0;  // of one, commit apart
  double commit = 0;   // of all of them, durable
};
// So many puts a batch; then all are taken, as many messages more.
Batch batch(Keeper& keeper, store::LmdbStore& store, const MailboxId& box, const relay::Frame& from,
            std::size_t messages, std::uint64_t& reference) {
  const auto now = from_ms(1'800'000'000'000);
  std::vector<double> handled, committed;
  const auto turn = [&](const auto& message_of, const std::string& user) {
    auto txn = must(store.begin());
    std::vector<relay::Frame> out;
    auto began = Clock::now();
    for (std::size_t i = 0; i < messages; ++i)
      keeper.handle({from.line, user, message_of(i)}, *txn, now, false, out);
    handled.push_back(micros_since(began) / static_cast<double>(messages));
    began = Clock::now();
    must(txn->commit());
    committed.push_back(micros_since(began));
    for (const auto& each : out)
      if (!std::holds_alternative<relay::Stored>(each.message))
        throw std::runtime_error("a relay had no room");
  };
  for (std::size_t count = 0; count < batches; ++count) {
    const auto first = reference + 1;
    turn(
        [&](std::size_t i) -> relay::Message {
          const auto lane = i % 2 == 0 ? relay::Lane::in_progress : relay::Lane::rest;
          return relay::Put{box, ++reference, lane, Bytes(2048, static_cast<std::uint8_t>(i))};
        },
        from.user);
    turn(
        [&](std::size_t i) -> relay::Message {
          return relay::Taken{box, first + i};
        },
        relay::host::name_of(BoxPublic{}));
  }
  return {median(handled), median(committed)};
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
  batch(keeper, *store, box, from, batch_messages, reference);  // the file grows to its size
  const auto one = batch(keeper, *store, box, from, 1, reference);
  const auto many = batch(keeper, *store, box, from, batch_messages, reference);
  Costs costs;
  costs.relay_commit_us = one.commit;
  // What each one more makes the commit longer, where the disk's own ups and downs show it.
  costs.relay_message_us =
      many.message + std::max(0.0, (many.commit - one.commit) / static_cast<double>(batch_messages - 1));
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
