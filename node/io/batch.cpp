#include "node/io/batch.h"

#include "node/txn/overlay.h"

namespace tocsin::node::io {
namespace {

Outcome handle(const Node& node, txn::Txn& txn, std::size_t place, const Input& input, Instant now,
               Entropy& entropy) {
  txn::Overlay overlay(txn);
  auto effects = node.handle(overlay, input, now, entropy);
  if (!effects) return {place, {}, effects.error()};
  if (overlay.failure()) return {place, {}, overlay.failure()};
  overlay.merge();
  return {place, std::move(*effects), std::nullopt};
}

Result<std::vector<Outcome>> attempt(const Node& node, txn::Store& store, std::span<const Input> inputs,
                                     Instant now, Entropy& entropy) {
  auto transaction = store.begin();
  if (!transaction) return pass_on(transaction);
  std::vector<Outcome> outcomes;
  outcomes.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    outcomes.push_back(handle(node, **transaction, i, inputs[i], now, entropy));
  if (auto done = (*transaction)->commit(); !done) return tl::unexpected<Error>(done.error());
  return outcomes;
}

}  // namespace

Result<std::vector<Outcome>> run_batch(const Node& node, txn::Store& store, std::span<const Input> inputs,
                                       Instant now, Entropy& entropy) {
  auto outcomes = attempt(node, store, inputs, now, entropy);
  if (outcomes || outcomes.error().code != Errc::store_full) return outcomes;
  outcomes = attempt(node, store, inputs, now, entropy);
  if (outcomes || outcomes.error().code != Errc::store_full) return outcomes;
  std::vector<Outcome> dropped;
  for (std::size_t i = 0; i < inputs.size(); ++i) dropped.push_back({i, {}, outcomes.error()});
  return dropped;
}

}  // namespace tocsin::node::io
