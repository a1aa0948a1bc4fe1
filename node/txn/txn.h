// What the core knows of storage: named tables of bytes inside one transaction. Interfaces only; drivers are
// in node/store. One thread. Nothing here opens a file.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::txn {

// Tables are named by the core (node/core/tables.h). A table at or above `volatile_first` lives in memory
// only and is empty at each start.
enum class Table : std::uint8_t { volatile_first = 192 };
constexpr bool is_volatile(Table table) {
  return table >= Table::volatile_first;
}

constexpr std::size_t key_bytes_max = 480;         // LMDB allows 511 with the table's byte
constexpr std::size_t value_bytes_max = 1u << 20;  // no row is larger; a document is at most 112 KiB

// Reads and writes of one transaction. Reads see earlier writes of the same transaction.
//
// Failures are sticky: after the first one, reads answer "nothing", writes do nothing, and `failure()` says
// why. The caller finishes its work as usual and asks once at the end; work under a failed transaction is
// dropped whole.
class Txn {
 public:
  // Called with each row; returning false ends the scan. It must not write to the table that is scanned; it
  // may read, and write elsewhere. Both views end with the call.
  using Visit = std::function<bool(ByteView key, ByteView value)>;

  Txn() = default;
  Txn(const Txn&) = delete;
  Txn& operator=(const Txn&) = delete;
  virtual ~Txn() = default;
  // nullopt if there is no such row. A row whose value does not verify is a failure (store_damaged).
  virtual std::optional<Bytes> get(Table table, ByteView key) = 0;
  // Replaces the row if there is one. A key or value above its maximum is a failure (too_large).
  virtual void put(Table table, ByteView key, ByteView value) = 0;
  virtual void erase(Table table, ByteView key) = 0;
  // Rows with key >= first, ascending bytewise. Rows that do not verify are skipped and counted by
  // `damaged()`.
  virtual void scan(Table table, ByteView first, const Visit& visit) = 0;

  virtual const std::optional<Error>& failure() const = 0;
  virtual std::uint64_t damaged() const = 0;
  // Ends a failure by one damaged row, and no other. For Overlay: the input that read the row fails, the
  // batch it is part of goes on.
  virtual void forgive_damage() = 0;
};

// Why this row cannot be stored (too_large); nullopt if it can. Every driver and Overlay ask it before a put.
std::optional<Error> refuse_row(ByteView key, ByteView value);

// A row's place. Ordered by table, then bytewise; maps of it are searched by KeyRef without copying the key.
struct Key {
  Table table;
  Bytes bytes;
};
struct KeyRef {
  Table table;
  ByteView bytes;
  KeyRef(Table in, ByteView key) : table(in), bytes(key) {}
  KeyRef(const Key& key) : table(key.table), bytes(key.bytes) {}
};
struct KeyLess {
  using is_transparent = void;
  bool operator()(const KeyRef& a, const KeyRef& b) const;
};

// A transaction of a Store. Destroyed without `commit`, it changes nothing.
class Transaction : public Txn {
 public:
  // Durable when it returns without error. After an error the process must not acknowledge anything: end,
  // verify and start again (LMDB may report a later commit as done after ENOSPC).
  virtual Status commit() = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  // At most one transaction is open at a time.
  virtual Result<std::unique_ptr<Transaction>> begin() = 0;
  // True when writes that add data should be refused with Busy; reads and erasure go on (reserve of 25 %).
  virtual bool nearly_full() const = 0;
};

// Seals every stored value, so that a changed bit is an error and never a wrong answer.
class ValueCodec {
 public:
  virtual ~ValueCodec() = default;
  virtual Bytes seal(Table table, ByteView key, ByteView plain) = 0;
  // nullopt when the value was not sealed for this table and key.
  virtual std::optional<Bytes> open(Table table, ByteView key, ByteView sealed) const = 0;
};

}  // namespace tocsin::txn
