#include "protocol/seal/signature_sheet.h"

#include <algorithm>

namespace tocsin::seal {

SignatureSheet::SignatureSheet(const wire::SignedDocument& document, wire::DocumentType type)
    : document_(document), taken_(document.signatures.size()) {
  if (document.type != type)
    refuse("expected " + std::string(wire::slug(type)), "another document", Errc::malformed);
}

std::vector<SigningPublic> SignatureSheet::take(Tag tag, std::span<const SigningPublic> keys,
                                                std::string_view who) {
  std::vector<SigningPublic> signed_by;
  for (std::size_t i = 0; i < taken_.size() && status_; i++) {
    const auto& signature = document_.signatures[i];
    if (signature.tag != static_cast<std::uint16_t>(tag)) continue;
    auto key =
        std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return key_id(k) == signature.key; });
    if (key == keys.end())
      refuse(who, "signed by a key that is not theirs");
    else if (std::find(signed_by.begin(), signed_by.end(), *key) != signed_by.end())
      refuse(who, "one key signed twice");
    else if (!verify(*key, tag, document_.bytes, signature.signature))
      refuse(who, "the signature is wrong");
    else
      signed_by.push_back(*key);
    taken_[i] = true;
  }
  if (!status_) signed_by.clear();
  return signed_by;
}

void SignatureSheet::require(Tag tag, std::span<const SigningPublic> keys, std::size_t needed,
                             std::string_view who) {
  if (take(tag, keys, who).size() < needed) refuse(who, "signature missing");
}

void SignatureSheet::require(Tag tag, const SigningPublic& key, std::string_view who) {
  require(tag, std::span(&key, 1), 1, who);
}

void SignatureSheet::pass_over(Tag tag) {
  for (std::size_t i = 0; i < taken_.size(); i++)
    if (document_.signatures[i].tag == static_cast<std::uint16_t>(tag)) taken_[i] = true;
}

void SignatureSheet::nothing_else() {
  for (std::size_t i = 0; i < taken_.size(); i++)
    if (!taken_[i])
      refuse("tag " + std::to_string(document_.signatures[i].tag), "a signature that nobody asked for");
}

void SignatureSheet::refuse(std::string_view who, std::string_view what, Errc code) {
  if (!status_) return;
  status_ = fail(
      code, std::string(wire::slug(document_.type)) + ": " + std::string(who) + ": " + std::string(what));
}

bool SignatureSheet::has(Tag tag) const {
  return std::any_of(document_.signatures.begin(), document_.signatures.end(),
                     [&](const auto& s) { return s.tag == static_cast<std::uint16_t>(tag); });
}

void DistinctKeys::add(const wire::Root& root) {
  for (const auto& key : root.keys) add("a root key", key);
}

void DistinctKeys::add(const std::string& whose, const wire::NodeKeys& node) {
  add(whose + " signing key", node.signing);
  add(whose + " transport key", node.curve);
  add(whose + " parcel key", node.parcel);
  add(whose + " log key", node.log);
}

void DistinctKeys::add(const std::vector<wire::Mailbox>& mailboxes) {
  for (const auto& mailbox : mailboxes)
    if (!is_usable(mailbox.server)) refuse("a mailbox's server key is not a usable key");
}

void DistinctKeys::add(const std::vector<wire::Gateway>& gateways) {
  for (auto one = gateways.begin(); one != gateways.end(); ++one)
    if (std::none_of(gateways.begin(), one, [&](const auto& other) { return other.server == one->server; }))
      add("a gateway", one->server.view(), is_usable(one->server));
}

void DistinctKeys::add(std::string_view what, ByteView bytes, bool usable) {
  if (!usable) refuse(std::string(what) + " is not a usable key");
  for (const auto& other : keys_)
    if (std::equal(bytes.begin(), bytes.end(), other.bytes.begin(), other.bytes.end()))
      refuse(other.what + " and " + std::string(what) + " must be different keys");
  keys_.push_back({std::string(what), bytes});
}

void DistinctKeys::refuse(const std::string& what) {
  if (status_) status_ = fail(Errc::untrusted, document_ + ": " + what);
}

}  // namespace tocsin::seal
