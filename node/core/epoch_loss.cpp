#include "node/core/epoch_loss.h"

#include <algorithm>

#include "node/core/keep.h"
#include "node/core/retention.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

bool holds(Turn& turn, const wire::EpochKey& published) {
  const auto* secret = turn.keyring.find({txn::KeyUse::epoch, published.day});
  if (secret == nullptr) return false;
  return seal::box_key_from(seal::Secret32(std::span<const std::uint8_t, 32>(*secret))).public_key ==
         published.key;
}

void keep_loss(Turn& turn, const SignedDocument& document, const wire::EpochLoss& loss) {
  auto about = ByteWriter().raw(loss.post).sorted64(to_ms(loss.at)).take();
  keep(turn, document, about);
  put_until(turn, table::documents, document_key(DocumentType::epoch_loss, about), wire::encode(document),
            start_of(loss.lost.back() + limits::epoch_days_kept + 1));
  for (auto day : loss.lost)
    turn.txn.erase(table::documents,
                   document_key(DocumentType::epoch_key, ByteWriter().raw(loss.post).sorted64(day).view()));
  turn.event(EventCode::epochs_lost, to_string(loss.post), loss.lost.size());
}

}  // namespace

void state_epoch_loss(Turn& turn) {
  auto post = self_of(turn).post;
  if (post.is_zero() || !clock_trusted(turn) || turn.txn.get(table::conditions, named("epochs_checked")))
    return;
  turn.txn.put(table::conditions, named("epochs_checked"), {});
  wire::EpochLoss loss{post, {}, turn.now};
  for (const auto& document : stored_documents(turn, DocumentType::epoch_key, post.view()))
    if (auto key = wire::decode<wire::EpochKey>(document.bytes);
        key && key->day + limits::epoch_days_kept >= day_of(turn.now) && !holds(turn, *key))
      loss.lost.push_back(key->day);
  if (loss.lost.empty()) return;
  std::sort(loss.lost.begin(), loss.lost.end());
  if (loss.lost.size() > wire::epoch_days_lost_max) loss.lost.resize(wire::epoch_days_lost_max);
  auto document = seal::draft(loss);
  seal::add_signature(document, turn.keys().signing, seal::Tag::epoch_loss);
  keep_loss(turn, document, loss);
  share(turn, document, std::nullopt);
}

wire::Reply accept_epoch_loss(Turn& turn, const SignedDocument& document, const std::optional<KeyId>&) {
  auto draft = wire::decode<wire::EpochLoss>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about = ByteWriter().raw(draft->post).sorted64(to_ms(draft->at)).take();
  auto record = stored<wire::PostRecord>(turn, draft->post.view());
  if (is_held(turn, document, about)) {
    if (record && seal::has_signature(document, record->node.signing, seal::Tag::epoch_loss))
      keep_newer_signature(turn, document, about);
    return ok(turn);
  }
  if (!record) return failed(turn, Errc::not_found, "no record of " + to_string(draft->post) + " here");
  auto loss = by_any(signing_keys(turn, draft->post, Formers::honoured), [&](const auto& key) {
    return seal::verify_single<wire::EpochLoss>(document, key, seal::Tag::epoch_loss);
  });
  if (!loss) return reply_of(turn, loss.error());
  if (loss->at > turn.now + limits::clock_ahead_noted)
    return failed(turn, Errc::expired, "this loss is dated after now");
  keep_loss(turn, document, *loss);
  return ok(turn);
}

std::vector<wire::EpochLoss> epoch_losses(Turn& turn, const PostId& post) {
  std::vector<wire::EpochLoss> found;
  for (const auto& document : stored_documents(turn, DocumentType::epoch_loss, post.view()))
    if (auto loss = wire::decode<wire::EpochLoss>(document.bytes)) found.push_back(std::move(*loss));
  return found;
}

bool has_lost(Turn& turn, const PostId& post, Day epoch) {
  for (const auto& loss : epoch_losses(turn, post))
    if (std::binary_search(loss.lost.begin(), loss.lost.end(), epoch)) return true;
  return false;
}

}  // namespace tocsin::node
