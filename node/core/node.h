// What both kinds of node do with an input, and the three things in which they differ.
#pragma once
#include "node/core/accept.h"
#include "protocol/seal/session.h"

namespace tocsin::node {

// What a node answers to a parcel of a verified peer.
struct Received {
  enum class Answer : std::uint8_t { taken, busy, unwelcome } answer = Answer::taken;
  std::uint32_t retry_after_ms = 0;
};

class CoreNode : public Node, private Answers {
 public:
  CoreNode(const Identity& identity, const txn::Keyring& keyring) : identity_(identity), keyring_(keyring) {}
  Result<Effects> handle(txn::Txn& txn, const Input& input, Instant now, Entropy& entropy) const final;
  std::optional<std::string> admit(txn::Txn& txn, const BoxPublic& key, Instant now) const final;
  std::vector<LineTo> lines(txn::Txn& txn) const final;
  std::vector<LineTo> gateways(txn::Txn& txn) const final;

 protected:
  virtual wire::Reply answer_verb(Turn& turn, const Caller& caller) const = 0;
  // An alert, a receipt, a withdrawal: documents are taken by the core.
  virtual Received receive(Turn& turn, const PeerNode& from, const wire::ParcelContent& content) const = 0;
  virtual void tick(Turn& turn) const = 0;
  // What this kind shows without a signature, besides root, rules, records and charters.
  virtual void add_public_documents(Turn& turn, wire::Reply& reply) const = 0;
  // The numbers of the public page; nullopt: this kind has none.
  virtual std::optional<wire::Reply> public_counts(Turn& turn, const wire::Request& request) const = 0;

 private:
  wire::Reply public_documents(Turn& turn, const wire::Request& request) const;
  std::optional<wire::Reply> answer_anyone(Turn& turn, const wire::Request& request) const final;
  wire::Reply answer(Turn& turn, const Caller& caller) const final;
  // What this node says to one parcel, by whatever way it came.
  struct Judged {
    std::optional<PeerNode> sender;            // known, and its signature verified
    std::optional<wire::ParcelAnswer> answer;  // nullopt: it answers others, and is answered by nothing
  };
  Judged judge(Turn& turn, ByteView parcel, const std::string* user) const;
  // `to`: the generation of this node's keys that the parcel was sealed to, which answers for it.
  Judged take(Turn& turn, const PeerNode& sender, const seal::OpenedParcel& parcel, const KeySet& to) const;
  void on_mailbox(Turn& turn, const MailboxMessage& message) const;
  void on_line(Turn& turn, const LinkMessage& message) const;

  const Identity& identity_;
  const txn::Keyring& keyring_;
  mutable Remembered remembered_;
};

void add_document(wire::Reply& reply, const wire::SignedDocument& document);
bool storage_tight(Turn& turn);

}  // namespace tocsin::node
