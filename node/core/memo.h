// What a node remembers of table::documents, so that nothing is decoded twice: in one turn, and from turn to
// turn. All of it follows from that table, but for what says so, and is forgotten when a row of it changes;
// losing it costs time only. One thread.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "node/txn/txn.h"
#include "policy/limits.h"
#include "policy/standing.h"
#include "protocol/entropy.h"
#include "protocol/wire/documents.h"

namespace tocsin::node {

struct CharterHere {
  wire::Charter charter;
  Hash hash;
  policy::CharterFacts facts;  // the end as renewed
};
// nullptr: there is none. Shared, because a turn goes on with the charter that it has just superseded.
using CharterRef = std::shared_ptr<const CharterHere>;

struct PeerNode;  // outbox.h
using PeerNodes = std::shared_ptr<const std::vector<PeerNode>>;

struct Memo {
  static constexpr std::size_t values_max = 1024;       // decoded documents
  std::map<Bytes, CharterRef> charters;                 // by what they are about; nullptr too
  std::map<Bytes, std::shared_ptr<const void>> values;  // document_key → its decoded value, of the key's type
  std::optional<std::vector<Insee>> communes;           // with a charter
  PeerNodes peers;
  struct Between {
    Instant since, until;
  };
  // Everybody who can be reached has this node's newest word (freshness.h). Of table::links and
  // table::said_fresh too.
  std::optional<Between> told;
  // All own mailboxes that can be reached have been asked (lines.h). Of table::links and table::fetches too.
  std::optional<Between> fetching;
  // Of this turn alone: an overlay's end, and whether the clock is believed, are in them.
  struct Limits {
    Insee commune;
    std::uint32_t sequence;  // of the charter
    policy::Limits limits;
  };
  std::vector<Limits> limits;
};

// A transaction in which no change of a document goes unnoticed: what the memo has of it is forgotten, and
// the documents get another version (a random name in table::conditions, so that a turn that was dropped
// leaves none behind).
class WatchedTxn final : public txn::Txn {
 public:
  // All three outlive it.
  WatchedTxn(txn::Txn& under, Memo& memo, Entropy& entropy) : under_(under), memo_(memo), entropy_(entropy) {}
  std::optional<Bytes> get(txn::Table table, ByteView key) override { return under_.get(table, key); }
  void put(txn::Table table, ByteView key, ByteView value) override;
  void erase(txn::Table table, ByteView key) override;
  void scan(txn::Table table, ByteView first, const Visit& visit) override {
    under_.scan(table, first, visit);
  }
  const std::optional<Error>& failure() const override { return under_.failure(); }
  std::uint64_t damaged() const override { return under_.damaged(); }
  void forgive_damage() override { under_.forgive_damage(); }

 private:
  void change(txn::Table table, ByteView key);
  void documents_change(ByteView key);
  txn::Txn& under_;
  Memo& memo_;
  Entropy& entropy_;
};

// The memo between two turns.
class Remembered {
 public:
  // What still holds under this transaction, for one turn.
  Memo recall(txn::Txn& txn, Entropy& entropy);
  void keep(txn::Txn& txn, Memo memo);

 private:
  Memo memo_;
  Bytes version_;  // of the documents that the memo follows from; empty: none
};

}  // namespace tocsin::node
