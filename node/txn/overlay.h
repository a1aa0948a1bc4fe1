// The writes of one input, held in memory over a transaction: merged if the input succeeds, dropped if not.
// A damaged row or an oversize write fails the overlay only; any other failure below fails both.
#pragma once
#include <map>

#include "node/txn/txn.h"

namespace tocsin::txn {

class Overlay final : public Txn {
 public:
  explicit Overlay(Txn& under) : under_(under) {}
  std::optional<Bytes> get(Table table, ByteView key) override;
  void put(Table table, ByteView key, ByteView value) override;
  void erase(Table table, ByteView key) override;
  void scan(Table table, ByteView first, const Visit& visit) override;
  const std::optional<Error>& failure() const override;
  std::uint64_t damaged() const override { return under_.damaged(); }
  void forgive_damage() override;

  // Writes everything to the transaction below, whose failure() then says if that went well. The overlay is
  // empty afterwards. Calling it on a failed overlay is a bug.
  void merge();

 private:
  Txn& under_;                                           // outlives the overlay
  std::map<Key, std::optional<Bytes>, KeyLess> writes_;  // nullopt: erased
  std::optional<Error> failure_;
};

}  // namespace tocsin::txn
