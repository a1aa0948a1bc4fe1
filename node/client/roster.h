// What a device believes of the network, grown document by document from one root that it was told by hand or
// card. Every document is verified against what is believed already, before its bytes are parsed. No dates,
// no policy.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "protocol/seal/trust.h"

namespace tocsin::client {

using Sha256 = std::array<std::uint8_t, 32>;

// SHA-256 of a root document's bytes: what cards and screens show (protocol/README.md, "Enrolment").
Sha256 root_fingerprint(const wire::SignedDocument& root);

template <class Document>
struct Believed {
  Document value;
  Hash hash;  // document hash
  Bytes container;
};

class Roster {
 public:
  // `root` must have this fingerprint. untrusted: it has not, and the detail says so to a person.
  static Result<Roster> from_root(ByteView root_container, const Sha256& fingerprint);
  // The same without a fingerprint: a file that the person's office handed over.
  static Result<Roster> from_handed_root(ByteView root_container);

  // Believes one more document. Root rotations, rules, directories, post records, charters, commissions and
  // epoch keys change what is believed; other types are unsupported. conflict: an older issue than the one
  // held, or another of the same sequence. untrusted or bad_signature: nobody who is believed vouches for it.
  // The same again is no error.
  Status add(ByteView container);
  // Adds as many as can be believed, in any order; the others are left out. untrusted: a root that is not
  // ours came, believe none of this sender. conflict: the first disagreement; the newer issue stands, all
  // else was added.
  Status add_all(std::span<const Bytes> containers);

  const Believed<wire::Root>& root() const { return root_; }
  const std::optional<Believed<wire::Rules>>& rules() const { return rules_; }
  const std::optional<Believed<wire::Directory>>& directory() const { return directory_; }
  // What it says of the charter and the record held here; same, where there is no directory.
  wire::Listed listed(const Insee& commune) const;
  wire::Listed listed(const PostId& post) const;
  const Believed<wire::PostRecord>* record(const PostId& post) const;
  const Believed<wire::Charter>* charter(const Insee& commune) const;
  const std::vector<Believed<wire::PostRecord>>& records() const { return records_; }
  const std::vector<Believed<wire::Charter>>& charters() const { return charters_; }
  const std::vector<Believed<wire::Commission>>& commissions() const { return commissions_; }
  std::vector<wire::EpochKey> epochs(const PostId& post) const;
  // Keys of commissions of this role, of this mairie or of this post.
  std::vector<SigningPublic> keys_of(Role role, const Insee& commune) const;
  std::vector<SigningPublic> keys_of(Role role, const PostId& post) const;
  // Signing keys of this commune's (post's) node, the present one first, then the former ones, oldest first:
  // what came while they counted stays verifiable for ever.
  std::vector<SigningPublic> node_keys(const Insee& commune) const;
  std::vector<SigningPublic> node_keys(const PostId& post) const;
  // Without those that this device has known for 72 hours to be replaced: what comes now is believed by
  // these.
  std::vector<SigningPublic> node_keys_at(const Insee& commune, Instant now) const;
  std::vector<SigningPublic> node_keys_at(const PostId& post, Instant now) const;
  // When this device learnt of what has been replaced since the last call.
  void learnt_at(Instant now);

  // The post has lost the key of that day since, and nothing was heard of it later than that.
  bool is_lost(const PostId& post, Day epoch, Instant created, Instant heard) const;

  // Epoch keys before `day` leave, and losses that concern no day any more.
  void forget_epochs_before(Day day);
  // Every document held, as bytes that load_roster believes again from the same fingerprint.
  Bytes save() const;

 private:
  explicit Roster(Believed<wire::Root> root) : root_(std::move(root)) {}
  Status add_root(const wire::SignedDocument& document, Bytes container);
  Result<wire::PostRecord> verify_record(const wire::SignedDocument& document) const;
  Status add_directory(const wire::SignedDocument& document, Bytes container);
  Status add_record(const wire::SignedDocument& document, Bytes container);
  Status add_charter(const wire::SignedDocument& document, Bytes container);
  Status add_commission(const wire::SignedDocument& document, Bytes container);
  std::vector<SigningPublic> keys_for_news(const PostId& post) const;
  Status add_loss(const wire::SignedDocument& document, Bytes container);
  Status add_epoch(const wire::SignedDocument& document, Bytes container);

  struct FormerKey {
    Insee commune;
    PostId post;
    SigningPublic key;
    Instant learnt{};  // that it was replaced; zero: just now
  };
  template <class Who>
  std::vector<SigningPublic> keys_of_node(const Who& who, Who FormerKey::*is, const Instant* now) const;
  static constexpr hours former_keys_believed{72};
  Believed<wire::Root> root_;
  std::optional<Believed<wire::Rules>> rules_;
  std::optional<Believed<wire::Directory>> directory_;
  std::vector<Believed<wire::PostRecord>> records_;
  std::vector<Believed<wire::Charter>> charters_;
  std::vector<Believed<wire::Commission>> commissions_;
  std::vector<Believed<wire::EpochKey>> epochs_;
  std::vector<Believed<wire::EpochLoss>> losses_;
  std::vector<FormerKey> former_;          // of nodes
  std::vector<FormerKey> former_offices_;  // what they signed before is believed from this file alone
  bool loading_ = false;
  friend Result<Roster> load_roster(ByteView saved);
};

// store_damaged, or why a document in it is no longer believed.
Result<Roster> load_roster(ByteView saved);

}  // namespace tocsin::client
