// What trust.cpp checks documents with: the signatures under one, ticked off one tag at a time, and the keys
// that one names. Both remember the first thing that is wrong and answer it at the end.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/seal/tags.h"
#include "protocol/wire/documents.h"

namespace tocsin::seal {

class SignatureSheet {
 public:
  // malformed unless the document has that type. `document` must outlive the sheet.
  SignatureSheet(const wire::SignedDocument& document, wire::DocumentType type);

  // Ticks off every signature under `tag` and answers whose they are: none, or members of `keys`, each once.
  // bad_signature when one is by another key, wrong, or repeated. `who` names the keys' holders for a person.
  std::vector<SigningPublic> take(Tag tag, std::span<const SigningPublic> keys, std::string_view who);
  // The same, and at least `needed` of them.
  void require(Tag tag, std::span<const SigningPublic> keys, std::size_t needed, std::string_view who);
  void require(Tag tag, const SigningPublic& key, std::string_view who);
  // Ticks off the signatures under `tag` unread.
  void pass_over(Tag tag);
  // bad_signature when a signature was not asked for.
  void nothing_else();
  void refuse(std::string_view who, std::string_view what, Errc code = Errc::bad_signature);

  bool has(Tag tag) const;
  const Status& status() const { return status_; }

 private:
  const wire::SignedDocument& document_;
  std::vector<bool> taken_;
  Status status_;
};

// Keys that a document names or that stand beside it: each usable (is_usable), no two with the same bytes;
// else untrusted.
class DistinctKeys {
 public:
  explicit DistinctKeys(std::string document) : document_(std::move(document)) {}
  void add(std::string_view what, const SigningPublic& key) { add(what, key.view(), is_usable(key)); }
  void add(std::string_view what, const BoxPublic& key) { add(what, key.view(), is_usable(key)); }
  void add(const wire::Root& root);
  // `whose`: "the post's node" or "the commune's node".
  void add(const std::string& whose, const wire::NodeKeys& node);
  // Usable, and possibly the same as another: a node may host its own mailboxes.
  void add(const std::vector<wire::Mailbox>& mailboxes);
  // Different from all others, but for one gateway under two addresses: a gateway never holds a node's key.
  void add(const std::vector<wire::Gateway>& gateways);
  const Status& status() const { return status_; }

 private:
  struct Named {
    std::string what;
    ByteView bytes;
  };
  void add(std::string_view what, ByteView bytes, bool usable);
  void refuse(const std::string& what);

  std::string document_;
  std::vector<Named> keys_;
  Status status_;
};

}  // namespace tocsin::seal
