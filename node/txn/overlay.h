// The writes of one input, held in memory over a transaction: merged if the input succeeds, dropped if not.
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

  // Writes everything to the transaction below. The overlay is empty afterwards.
  void merge();

 private:
  using Key = std::pair<Table, Bytes>;
  Txn& under_;
  std::map<Key, std::optional<Bytes>> writes_;  // nullopt: erased
  std::optional<Error> failure_;
};

}  // namespace tocsin::txn
