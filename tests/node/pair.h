// Two nodes, a commune's and its post's, and its supervising post's where the world has one, with everything
// real but the sockets, the disk and the clock. Frames travel when a test says so; a node can be crashed, cut
// off or made to fail its commit between any two steps.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <set>

#include "node/core/turn.h"
#include "node/store/memory.h"
#include "policy/verdict.h"
#include "protocol/wire/message.h"
#include "protocol/wire/receipt.h"
#include "tests/node/ceremony.h"
#include "tests/node/test_relay.h"

namespace tocsin::tests {

class MemoryKeyring final : public txn::Keyring {
 public:
  const txn::KeyBytes* find(txn::KeyName name) const override;
  std::vector<txn::KeyName> all(txn::KeyUse use) const override;
  std::vector<txn::KeyName> below(txn::KeyName name) const override;
  void top_up(Day today, bool epochs, Entropy& entropy);
  void put(txn::KeyName name, ByteView key);
  void destroy(const std::vector<txn::KeyName>& names);

 private:
  std::map<txn::KeyName, txn::KeyBytes> keys_;
  std::set<txn::KeyName> destroyed_;  // never made again, as in the file
  std::uint32_t next_spare_ = 1;
};

// One node: its identity, keys, store and core, and what it wants the world to do.
class TestNode {
 public:
  TestNode(NodeKind kind, const NodeSecrets& secrets, Ceremony& ceremony);
  void import(const std::vector<Bytes>& documents);
  // A batch: the inputs, then Settle, one commit. False if the commit failed: nothing was sent.
  bool run(std::vector<node::Input> inputs, Instant now);
  void restart(Instant now);
  // Another generation of its keys lies beside those that it has.
  void add_keys(const NodeSecrets& secrets);

  node::Identity identity;
  SigningPublic present;                   // the key that it signs with, as a device believes
  std::vector<SigningPublic> all_signing;  // all that it ever had
  MemoryKeyring keyring;
  store::MemoryStore store;
  std::unique_ptr<node::Node> core;
  // Effects waiting to be carried out by the pair.
  std::deque<node::LineSend> sends;
  std::deque<node::Reply> replies;
  std::deque<node::MailboxReply> mailbox_replies;
  std::vector<node::Event> events;
  std::optional<Instant> wake_at;
  std::uint64_t count(node::EventCode code) const;

 private:
  void destroy_set(const KeyId& id);
  Ceremony& ceremony_;
  NodeKind kind_;
};

// A device's line to one node.
struct TestDevice {
  KeyId id;
  const seal::SigningKey* key = nullptr;
  std::string user;
  node::SessionId session = 0;
  std::shared_ptr<std::uint64_t> counter;  // of the key, over all its lines
  std::optional<Challenge> challenge;
};

class Pair {
 public:
  explicit Pair(std::uint64_t seed = 1, const WorldWish& wish = {});

  Ceremony world;
  Instant now;
  TestNode commune, post;
  std::optional<TestNode> above;  // the supervising post's, reached by the commune at its own port
  bool line_up = true;
  std::vector<std::unique_ptr<TestRelay>> relays;  // as many as the world was wished to have

  TestDevice device(const Device& device);
  TestDevice device(const seal::SigningKey& key, std::string user);
  // Says hello if it must, signs, runs the node, and answers its reply.
  wire::Reply ask(TestNode& node, TestDevice& device, wire::Request request);
  wire::Reply ask(TestNode& node, TestDevice& device, wire::Verb verb, Bytes data = {}, ByteView subject = {},
                  std::uint8_t code = 0);
  // The same bytes again, as a device does that heard no answer.
  wire::Reply ask_frame(TestNode& node, TestDevice& device, const Bytes& frame);
  Bytes frame_for(TestNode& node, TestDevice& device, const wire::Request& request);
  wire::Request request(wire::Verb verb, Bytes data = {}, ByteView subject = {}, std::uint8_t code = 0);

  // Carries parcels and answers between the nodes until nothing moves.
  void deliver();
  // Time passes: ticks both nodes each `step` and delivers.
  void pass(Duration time, Duration step = seconds(10));
  void set_line(bool up);
  void set_relay(std::size_t number, bool up);
  void restart_relay(std::size_t number);
  // One node's lines to all relays are cut, or there again.
  void set_away(TestNode& node, bool away);
  void restart(TestNode& node);
  // All lines of one node are cut, or there again (without relays).
  void set_cut(TestNode& node, bool cut);

  // The states on the sender's screen, in order, from verified receipts of either node.
  std::vector<AlertState> states_of(const AlertId& alert);

 private:
  void tick(TestNode& node);
  void make_relays();
  TestRelay* relay_at(const node::LineTo& line);
  // The node hears which of its lines are up.
  void connect(TestNode& node, bool own_port_up);
  const TestNode* away_ = nullptr;
  const TestNode* cut_ = nullptr;
  std::vector<TestNode*> nodes();
  bool carry_direct(TestNode& from);
  bool carry_to_relays(TestNode& from);
  relay::SessionId session_of(const TestNode& node) const;  // at every relay
  std::map<KeyId, std::shared_ptr<std::uint64_t>> counters_;
  node::SessionId next_session_ = 1;
};

}  // namespace tocsin::tests
