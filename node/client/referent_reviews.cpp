// What R14 means for a referent, and the contest.
#include "node/client/referent.h"

namespace tocsin::client {

Answer<ReviewList> Referent::reviews() {
  auto session = connected();
  if (!session) return pass_on(session);
  auto list = list_reviews(**session);
  if (!list) disconnect();
  return list;
}

Answer<CommandId> Referent::contest() {
  auto session = connected();
  if (!session) return pass_on(session);
  wire::Review review;
  review.at = node_now();
  review.id = seal::time_ordered_id<CommandId>(review.at, *tools_.entropy);
  review.commune = commune_;
  review.rule = static_cast<std::uint8_t>(policy::Rule::R14);
  review.subject = ReviewSubject::mandate;
  review.about = own_.mandate.mandate.bytes;
  review.asks = NodeKind::post;
  auto document = seal::draft(review);
  seal::add_signature(document, keys_->signing, seal::Tag::review_referent);
  auto reply = publish(**session, document);
  if (!reply) return pass_on(reply);
  return review.id;
}

}  // namespace tocsin::client
