// The documents that found a scheme: root, rules, post record, charter; and what is common to all of them.
// Commissions, mandates, acts: trust_people.cpp.
#include "protocol/seal/trust.h"

#include <algorithm>

#include "protocol/seal/signature_sheet.h"

namespace tocsin::seal {
namespace {

using wire::DocumentType;

constexpr std::size_t quorum = 2;  // of the three root keys
constexpr std::string_view by_root = "2 of the 3 root keys";
constexpr std::string_view by_itself = "2 of its own 3 keys";

Result<wire::Root> parse_root(const SignedDocument& document) {
  auto root = wire::decode<wire::Root>(document.bytes);
  if (!root) return root;
  DistinctKeys keys("root");
  keys.add(*root);
  if (!keys.status()) return pass_on(keys.status());
  return root;
}

}  // namespace

Hash document_hash(const SignedDocument& document) {
  return hash256(document.bytes);
}

void add_signature(SignedDocument& document, const SigningKey& key, Tag tag) {
  wire::DocumentSignature made{static_cast<std::uint16_t>(tag), key_id(key.public_key),
                               sign(key, tag, document.bytes)};
  std::erase_if(document.signatures, [&](const auto& s) { return s.tag == made.tag && s.key == made.key; });
  document.signatures.push_back(made);
}

bool has_signature(const SignedDocument& document, const SigningPublic& key, Tag tag) {
  KeyId id = key_id(key);
  return std::any_of(document.signatures.begin(), document.signatures.end(), [&](const auto& s) {
    return s.tag == static_cast<std::uint16_t>(tag) && s.key == id &&
           verify(key, tag, document.bytes, s.signature);
  });
}

std::vector<KeyId> signers(const SignedDocument& document) {
  std::vector<KeyId> ids;
  for (const auto& signature : document.signatures) ids.push_back(signature.key);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Status verify_quorum(const SignedDocument& document, const wire::Root& root, Tag tag) {
  SignatureSheet sheet(document, document.type);
  sheet.require(tag, root.keys, quorum, by_root);
  return sheet.status();
}

Result<wire::Root> verify_root(const SignedDocument& document, const wire::Root* previous) {
  SignatureSheet sheet(document, DocumentType::root);
  if (previous) sheet.require(Tag::root_old, previous->keys, quorum, "2 of the 3 root keys before");
  if (!sheet.status()) return pass_on(sheet.status());
  auto root = parse_root(document);
  if (!root) return root;
  sheet.require(Tag::root_new, root->keys, quorum, by_itself);
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());

  if (!previous) {
    if (root->sequence != 1)  // and then nothing is before it, as its ranges say
      return fail(Errc::untrusted, "root: a rotation is judged with the root before it");
  } else if (root->sequence != previous->sequence + 1 || root->previous != hash256(wire::encode(*previous))) {
    return fail(Errc::untrusted, "root: it does not follow the root before it");
  }
  return root;
}

std::array<std::uint8_t, 32> root_fingerprint(const SignedDocument& document) {
  return sha256(document.bytes);
}

Result<wire::Root> verify_pinned_root(const SignedDocument& document,
                                      const std::array<std::uint8_t, 32>& fingerprint) {
  if (!equal(root_fingerprint(document), fingerprint))
    return fail(Errc::untrusted, "root: it is not the one that was pinned");
  SignatureSheet sheet(document, DocumentType::root);
  if (!sheet.status()) return pass_on(sheet.status());
  auto root = parse_root(document);
  if (!root) return root;
  sheet.require(Tag::root_new, root->keys, quorum, by_itself);
  sheet.pass_over(Tag::root_old);
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  return root;
}

Result<wire::Rules> verify_rules(const SignedDocument& document, const wire::Root& root) {
  SignatureSheet sheet(document, DocumentType::rules);
  sheet.require(Tag::rules, root.keys, quorum, by_root);
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto rules = wire::decode<wire::Rules>(document.bytes);
  if (!rules || rules->release_key.is_zero()) return rules;
  DistinctKeys keys("rules");
  keys.add("the release key", rules->release_key);
  keys.add(root);
  if (!keys.status()) return pass_on(keys.status());
  return rules;
}

Result<wire::Directory> verify_directory(const SignedDocument& document, const wire::Root& root) {
  SignatureSheet sheet(document, DocumentType::directory);
  sheet.require(Tag::directory, root.keys, quorum, by_root);
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  return wire::decode<wire::Directory>(document.bytes);
}

KeyId issuer_of_root(const wire::Root& root) {
  return key_id(root.keys.front());
}

namespace {

template <class Document>
Result<Document> verify_named(const SignedDocument& document, const Hash& name,
                              const wire::Charter& charter) {
  SignatureSheet sheet(document, wire::type_of<Document>());
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  const std::string what(wire::slug(document.type));
  if (document_hash(document) != name)
    return fail(Errc::untrusted, what + ": it is not the one that the charter names");
  auto value = wire::decode<Document>(document.bytes);
  if (value && value->commune != charter.commune)
    return fail(Errc::untrusted, what + ": it is another commune's");
  return value;
}

}  // namespace

Result<wire::StreetList> verify_street_list(const SignedDocument& document, const wire::Charter& charter) {
  return verify_named<wire::StreetList>(document, charter.street_list, charter);
}

Result<wire::SectorMap> verify_sector_map(const SignedDocument& document, const wire::Charter& charter) {
  return verify_named<wire::SectorMap>(document, charter.sector_map, charter);
}

Result<wire::RevocationList> verify_root_revocations(const SignedDocument& document, const wire::Root& root) {
  SignatureSheet sheet(document, DocumentType::revocation_list);
  sheet.require(Tag::revocation_list_root, root.keys, quorum, by_root);
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  auto list = wire::decode<wire::RevocationList>(document.bytes);
  if (list && list->issuer != issuer_of_root(root))
    return fail(Errc::bad_signature, "revocation_list: the root signed a list that names another issuer");
  return list;
}

namespace {

Result<wire::PostRecord> verify_record(const SignedDocument& document, const wire::Root& root,
                                       const SigningPublic* supervising) {
  SignatureSheet sheet(document, DocumentType::post_record);
  sheet.require(Tag::record_root, root.keys, quorum, by_root);
  if (supervising != nullptr)
    sheet.require(Tag::record_supervising, *supervising, "the supervising post's office key");
  if (!sheet.status()) return pass_on(sheet.status());
  auto record = wire::decode<wire::PostRecord>(document.bytes);
  if (!record) return record;
  sheet.require(Tag::record_post, record->office, "the post's office key");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());

  DistinctKeys keys("post record");
  keys.add("the post's office key", record->office);
  keys.add("the post's node", record->node);
  keys.add(root);
  keys.add(record->mailboxes);
  keys.add(record->gateways);
  if (!keys.status()) return pass_on(keys.status());
  return record;
}

}  // namespace

Result<wire::PostRecord> verify_post_record(const SignedDocument& document, const wire::Root& root) {
  return verify_record(document, root, nullptr);
}

Result<wire::PostRecord> verify_replacing_record(const SignedDocument& document, const wire::Root& root,
                                                 const SigningPublic& supervising) {
  return verify_record(document, root, &supervising);
}

Result<wire::Charter> verify_charter(const SignedDocument& document, const wire::Root& root,
                                     const wire::PostRecord& post) {
  SignatureSheet sheet(document, DocumentType::charter);
  sheet.require(Tag::charter_root, root.keys, quorum, by_root);
  sheet.require(Tag::charter_post, post.office, "the post's office key");
  if (!sheet.status()) return pass_on(sheet.status());
  auto charter = wire::decode<wire::Charter>(document.bytes);
  if (!charter) return charter;
  sheet.require(Tag::charter_mairie, charter->office, "the mairie's office key");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());

  if (charter->post != post.post)
    return fail(Errc::untrusted,
                "charter: it names post " + to_string(charter->post) + ", not " + to_string(post.post));
  DistinctKeys keys("charter");
  keys.add("the mairie's office key", charter->office);
  keys.add("the post's office key", post.office);
  keys.add("the commune's node", charter->node);
  keys.add("the post's node", post.node);
  keys.add(root);
  keys.add(charter->mailboxes);
  keys.add(charter->gateways);
  if (!keys.status()) return pass_on(keys.status());
  return charter;
}

Result<wire::CharterRenewal> verify_renewal(const SignedDocument& document, const wire::Root& root,
                                            const SigningPublic& mairie, const SigningPublic& post) {
  SignatureSheet sheet(document, DocumentType::charter_renewal);
  sheet.require(Tag::renewal_root, root.keys, quorum, by_root);
  sheet.require(Tag::renewal_mairie, mairie, "the mairie's office key");
  sheet.require(Tag::renewal_post, post, "the post's office key");
  sheet.nothing_else();
  if (!sheet.status()) return pass_on(sheet.status());
  return wire::decode<wire::CharterRenewal>(document.bytes);
}

}  // namespace tocsin::seal
