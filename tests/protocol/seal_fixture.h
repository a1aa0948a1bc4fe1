// A small world to seal and sign in: seeded randomness, keys, and valid documents that a test then changes.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/seal/alert.h"
#include "protocol/seal/desk.h"
#include "protocol/seal/notices.h"
#include "protocol/seal/trust.h"

namespace tocsin::tests {

using seal::SigningKey;
using seal::Tag;
using wire::SignedDocument;

// Repeatable: block n is BLAKE2b-256(key = name, n u64), one draw after the other. Keeps what it gave.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::string_view name);
  void fill(std::uint8_t* out, std::size_t count) override;
  const std::vector<Bytes>& draws() const { return draws_; }

 private:
  Bytes key_;
  std::uint64_t block_ = 0;
  std::vector<Bytes> draws_;
};

ByteView bytes_of(std::string_view text);
Bytes hex(std::string_view text);  // asserts that it is hexadecimal
Instant at(const char* iso);
Bytes flipped(ByteView bytes, std::size_t bit);

// "charter: the post's office key: signature missing": true if `result` failed with that code and says
// `part`.
template <class Any>
bool fails_with(const Any& result, Errc code, std::string_view part = "") {
  return !result && result.error().code == code && result.error().detail.find(part) != std::string::npos;
}

struct NodeSecrets {
  SigningKey signing;
  seal::BoxKey curve, parcel;
  SigningKey log;
  wire::NodeKeys publics() const;
};

struct By {  // one signature to add
  const SigningKey& key;
  Tag tag;
};
template <class Document>
SignedDocument signed_by(const Document& value, std::initializer_list<By> signatures) {
  SignedDocument document = seal::draft(value);
  for (const auto& signature : signatures) seal::add_signature(document, signature.key, signature.tag);
  return document;
}

// One root, one post, one commune, one referent of Ornans, in November 2026. Secrets come from the seed
// alone.
struct World {
  explicit World(std::string_view seed = "world");

  SeededEntropy entropy;
  Instant now = at("2026-11-22T21:04:05Z");
  std::array<SigningKey, 3> root_keys;
  SigningKey mairie, post_office, mayor, commander, officer, device, stranger;
  NodeSecrets commune_node, post_node;
  seal::BoxKey device_transport, epoch, supervising_epoch;
  seal::Secret32 tag_key;
  wire::Root root;
  wire::Rules rules;
  wire::PostRecord record;
  wire::Charter charter;
  wire::Commission commission;  // the mayor's
  wire::Mandate mandate;
  wire::Enrolment enrolment;

  SigningKey make_key() { return seal::make_signing_key(entropy); }
  wire::StreetList streets() const;  // what the charter names
  wire::SectorMap map() const;
  SignedDocument signed_root() const;
  SignedDocument signed_record() const;
  SignedDocument signed_charter() const;
  SignedDocument signed_mandate() const;

  // A suspect vehicle seen at a point, with everything that a content can say; hashes and tags still empty.
  seal::AlertDraft draft_alert();
  seal::SealedAlert seal_alert(const seal::AlertDraft& draft, bool supervised = true);
  wire::Receipt receipt(NodeKind issuer, const Hash& header_hash) const;
};

}  // namespace tocsin::tests
