#include "node/client/roster.h"

#include <algorithm>

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

// Puts `fresh` in the place of the one that `same` finds, if it is newer. The same bytes again are no news.
template <class Document, class Same>
Result<std::optional<Believed<Document>>> replace_older(std::vector<Believed<Document>>& held,
                                                        Believed<Document> fresh, Same same,
                                                        const char* what) {
  auto old = std::find_if(held.begin(), held.end(), same);
  if (old == held.end()) {
    held.push_back(std::move(fresh));
    return std::optional<Believed<Document>>{};
  }
  if (old->hash == fresh.hash) return std::optional<Believed<Document>>{};
  if (fresh.value.sequence <= old->value.sequence) {
    return fail(Errc::conflict, std::string(what) + " of sequence " + std::to_string(fresh.value.sequence) +
                                    " came, and " + std::to_string(old->value.sequence) +
                                    " is held here: nothing was changed; tell the mairie or the post");
  }
  std::swap(*old, fresh);
  return std::optional<Believed<Document>>{std::move(fresh)};
}

template <class Document>
bool is_among(const std::vector<Believed<Document>>& held, const Hash& hash) {
  return std::any_of(held.begin(), held.end(), [&](const auto& each) { return each.hash == hash; });
}

Status no_one_vouches(const Error& last) {
  return tl::unexpected<Error>(last);
}

}  // namespace

Sha256 root_fingerprint(const wire::SignedDocument& root) {
  return seal::sha256(root.bytes);
}

Result<Roster> Roster::from_handed_root(ByteView root_container) {
  auto document = wire::decode_document(root_container);
  if (!document) return tocsin::pass_on(document);
  if (document->type != wire::DocumentType::root) {
    return fail(Errc::untrusted, "the document at the root of trust is not a root document");
  }
  auto root = seal::verify_root(*document);
  if (!root) return tocsin::pass_on(root);
  return Roster({*root, seal::document_hash(*document), Bytes(root_container.begin(), root_container.end())});
}

Result<Roster> Roster::from_root(ByteView root_container, const Sha256& fingerprint) {
  auto document = wire::decode_document(root_container);
  if (!document) return tocsin::pass_on(document);
  if (document->type != wire::DocumentType::root || root_fingerprint(*document) != fingerprint) {
    return fail(
        Errc::untrusted,
        "this card does not lead to its own root: another party answers at that address. Nothing was sent; "
        "take the card back to the mairie and do not use it");
  }
  return from_handed_root(root_container);
}

Status Roster::add(ByteView container) {
  auto document = wire::decode_document(container);
  if (!document) return tocsin::pass_on(document);
  Bytes bytes(container.begin(), container.end());
  switch (document->type) {
    case wire::DocumentType::root: return add_root(*document, std::move(bytes));
    case wire::DocumentType::rules: {
      auto rules = seal::verify_rules(*document, root_.value);
      if (!rules) return tocsin::pass_on(rules);
      const Hash hash = seal::document_hash(*document);
      if (rules_ && rules_->hash != hash && rules->sequence <= rules_->value.sequence) {
        return fail(Errc::conflict, "rules older than those held here came: nothing was changed");
      }
      rules_ = Believed<wire::Rules>{*rules, hash, std::move(bytes)};
      return {};
    }
    case wire::DocumentType::directory: return add_directory(*document, std::move(bytes));
    case wire::DocumentType::post_record: return add_record(*document, std::move(bytes));
    case wire::DocumentType::charter: return add_charter(*document, std::move(bytes));
    case wire::DocumentType::commission: return add_commission(*document, std::move(bytes));
    case wire::DocumentType::epoch_loss: return add_loss(*document, std::move(bytes));
    case wire::DocumentType::epoch_key: return add_epoch(*document, std::move(bytes));
    case wire::DocumentType::mandate:
    case wire::DocumentType::overlay:
    case wire::DocumentType::act:
    case wire::DocumentType::node_act:
    case wire::DocumentType::revocation_list:
    case wire::DocumentType::mandate_link:
    case wire::DocumentType::freshness:
    case wire::DocumentType::presence:
    case wire::DocumentType::forward:
    case wire::DocumentType::hand_over:
    case wire::DocumentType::street_list:
    case wire::DocumentType::sector_map:
    case wire::DocumentType::mandate_in_force:
    case wire::DocumentType::withdrawal:
    case wire::DocumentType::enrolment:
    case wire::DocumentType::charter_renewal:
    case wire::DocumentType::overlay_withdrawal:
    case wire::DocumentType::review:
    case wire::DocumentType::review_answer:
    case wire::DocumentType::notice:
    case wire::DocumentType::notice_cancel:
    case wire::DocumentType::notice_display:
    case wire::DocumentType::exercise_window:
    case wire::DocumentType::desk_confirmation:
    case wire::DocumentType::tie_declaration:
    case wire::DocumentType::deputising:
    case wire::DocumentType::conduct_signature: break;
  }
  return fail(Errc::unsupported, std::string("a ") + std::string(wire::slug(document->type)) +
                                     " says nothing of whom to believe");
}

Status Roster::add_all(std::span<const Bytes> containers) {
  std::vector<const Bytes*> left;
  for (const Bytes& each : containers) left.push_back(&each);
  Status disagreement;
  // Each pass settles at least one more, or ends: at most as many passes as documents.
  for (bool settled = true; settled;) {
    settled = false;
    for (auto it = left.begin(); it != left.end();) {
      auto added = add(**it);
      if (!added && added.error().code == Errc::untrusted) return added;
      if (!added && added.error().code == Errc::conflict && disagreement) disagreement = added;
      if (added || added.error().code == Errc::conflict) {
        it = left.erase(it);
        settled = true;
      } else {
        ++it;
      }
    }
  }
  return disagreement;
}

Status Roster::add_root(const wire::SignedDocument& document, Bytes container) {
  const Hash hash = seal::document_hash(document);
  if (hash == root_.hash) return {};
  auto root = seal::verify_root(document, &root_.value);
  if (!root) {
    return fail(Errc::untrusted, "a root that ours does not vouch for came: " + root.error().detail);
  }
  root_ = {*root, hash, std::move(container)};
  return {};
}

Status Roster::add_directory(const wire::SignedDocument& document, Bytes container) {
  auto directory = seal::verify_directory(document, root_.value);
  if (!directory) return tocsin::pass_on(directory);
  const Hash hash = seal::document_hash(document);
  if (directory_ && directory_->hash != hash && directory->sequence <= directory_->value.sequence)
    return fail(Errc::conflict, "a directory older than the one held here came: nothing was changed");
  directory_ = Believed<wire::Directory>{std::move(*directory), hash, std::move(container)};
  return {};
}

// A record that replaces a lost office key bears the supervising post's signature too.
Result<wire::PostRecord> Roster::verify_record(const wire::SignedDocument& document) const {
  const auto tag = static_cast<std::uint16_t>(seal::Tag::record_supervising);
  const bool replaces = std::any_of(document.signatures.begin(), document.signatures.end(),
                                    [&](const auto& each) { return each.tag == tag; });
  auto draft = wire::decode<wire::PostRecord>(document.bytes);
  if (!draft) return draft;
  const auto* held = record(draft->post);
  if (!replaces) {
    if (held != nullptr && held->value.office != draft->office && held->value.sequence < draft->sequence)
      return fail(Errc::bad_signature, "the post's office key was changed without the supervising post");
    return seal::verify_post_record(document, root_.value);
  }
  const auto* supervising = record(held != nullptr ? held->value.supervising : draft->supervising);
  if (supervising == nullptr)
    return fail(Errc::bad_signature, "no record of the supervising post that replaced an office key");
  return seal::verify_replacing_record(document, root_.value, supervising->value.office);
}

Status Roster::add_record(const wire::SignedDocument& document, Bytes container) {
  auto record = verify_record(document);
  if (!record) return tocsin::pass_on(record);
  const PostId post = record->post;
  auto old = replace_older(
      records_, Believed<wire::PostRecord>{*record, seal::document_hash(document), std::move(container)},
      [&](const auto& held) { return held.value.post == post; }, "a post record");
  if (!old) return tocsin::pass_on(old);
  if (*old && (*old)->value.node.signing != record->node.signing) {
    former_.push_back({{}, post, (*old)->value.node.signing, {}});
  }
  if (*old && (*old)->value.office != record->office)
    former_offices_.push_back({{}, post, (*old)->value.office, {}});
  return {};
}

Status Roster::add_charter(const wire::SignedDocument& document, Bytes container) {
  Error last{Errc::bad_signature, "no record of the post that this charter names"};
  std::vector<wire::PostRecord> records;
  for (const auto& record : records_) records.push_back(record.value);
  // Root has signed a charter as well: one that a former office key of the post signed still stands.
  for (const auto& former : former_offices_)
    if (const auto* held = record(former.post); held != nullptr) {
      records.push_back(held->value);
      records.back().office = former.key;
    }
  for (const auto& record : records) {
    auto charter = seal::verify_charter(document, root_.value, record);
    if (!charter) {
      last = charter.error();
      continue;
    }
    const Insee commune = charter->commune;
    auto old = replace_older(
        charters_, Believed<wire::Charter>{*charter, seal::document_hash(document), std::move(container)},
        [&](const auto& held) { return held.value.commune == commune; }, "a charter");
    if (!old) return tocsin::pass_on(old);
    if (*old && (*old)->value.node.signing != charter->node.signing) {
      former_.push_back({commune, {}, (*old)->value.node.signing, {}});
    }
    if (*old && (*old)->value.office != charter->office)
      former_offices_.push_back({commune, {}, (*old)->value.office, {}});
    return {};
  }
  return no_one_vouches(last);
}

Status Roster::add_commission(const wire::SignedDocument& document, Bytes container) {
  Error last{Errc::bad_signature, "no office that this commission could come from is known here"};
  std::vector<SigningPublic> offices;
  for (const auto& charter : charters_) offices.push_back(charter.value.office);
  for (const auto& record : records_) offices.push_back(record.value.office);
  // What a former office key signed is believed if it was believed before, not when it comes now.
  if (loading_)
    for (const auto& former : former_offices_) offices.push_back(former.key);
  for (const auto& office : offices) {
    auto commission = seal::verify_commission(document, root_.value, office);
    if (!commission) {
      last = commission.error();
      continue;
    }
    // The office that signed must be the one that the commission names.
    const auto* named_charter = charter(commission->commune);
    const auto* named_record = record(commission->post);
    const bool by_named = (named_charter != nullptr && named_charter->value.office == office) ||
                          (named_record != nullptr && named_record->value.office == office);
    const bool by_former =
        loading_ && std::any_of(former_offices_.begin(), former_offices_.end(), [&](const auto& former) {
          return former.key == office && former.commune == commission->commune &&
                 former.post == commission->post;
        });
    const bool by_root = commission->role == Role::prefect || commission->role == Role::auditor;
    if (!by_named && !by_former && !by_root) continue;
    const Hash hash = seal::document_hash(document);
    for (const auto& held : commissions_) {
      if (held.hash == hash) return {};
    }
    commissions_.push_back({*commission, hash, std::move(container)});
    return {};
  }
  return no_one_vouches(last);
}

// By the present key of the post's node; from this device's own file, where it was believed, by a former one
// too: a stolen former key makes no news.
std::vector<SigningPublic> Roster::keys_for_news(const PostId& post) const {
  auto keys = node_keys(post);
  if (!loading_) keys.resize(std::min<std::size_t>(keys.size(), 1));
  return keys;
}

// The post's keys of those days, as held here, give way to what it publishes after its loss.
Status Roster::add_loss(const wire::SignedDocument& document, Bytes container) {
  const Hash hash = seal::document_hash(document);
  Error last{Errc::bad_signature, "no record of the post that says it lost its keys"};
  for (const auto& record : records_)
    for (const auto& key : keys_for_news(record.value.post)) {
      auto loss = seal::verify_single<wire::EpochLoss>(document, key, seal::Tag::epoch_loss);
      if (!loss) {
        last = loss.error();
        continue;
      }
      if (loss->post != record.value.post) continue;
      for (auto& held : losses_)
        if (held.hash == hash) {
          held.container = std::move(container);  // by a newer key of the same node
          return {};
        }
      std::erase_if(epochs_, [&](const auto& held) {
        return held.value.post == loss->post &&
               std::binary_search(loss->lost.begin(), loss->lost.end(), held.value.day);
      });
      losses_.push_back({*loss, hash, std::move(container)});
      return {};
    }
  return is_among(losses_, hash) ? Status{} : no_one_vouches(last);
}

Status Roster::add_epoch(const wire::SignedDocument& document, Bytes container) {
  const Hash hash = seal::document_hash(document);
  Error last{Errc::bad_signature, "no record of the post that this epoch key names"};
  for (const auto& record : records_)
    for (const auto& by : keys_for_news(record.value.post)) {
      auto epoch = seal::verify_single<wire::EpochKey>(document, by, seal::Tag::epoch_key);
      if (!epoch) {
        last = epoch.error();
        continue;
      }
      if (epoch->post != record.value.post) continue;
      for (auto& held : epochs_) {
        if (held.hash == hash) {
          held.container = std::move(container);  // by a newer key of the same node
          return {};
        }
        if (held.value.post == epoch->post && held.value.day == epoch->day) {
          return fail(Errc::conflict, "a second epoch key for one day came from " + to_string(epoch->post) +
                                          ": the first is kept; tell the post");
        }
      }
      epochs_.push_back({*epoch, hash, std::move(container)});
      return {};
    }
  return is_among(epochs_, hash) ? Status{} : no_one_vouches(last);
}

}  // namespace tocsin::client
