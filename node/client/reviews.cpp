#include "node/client/reviews.h"

#include <algorithm>

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

std::optional<ReviewRow> read_row(const wire::Item& item) {
  auto document = wire::decode_document(item.data);
  if (!document || document->type != wire::DocumentType::review || document->signatures.size() != 1)
    return std::nullopt;
  auto review = wire::decode<wire::Review>(document->bytes);
  if (!review || item.code < 1 || item.code > 3) return std::nullopt;
  ReviewRow row;
  row.review = *review;
  auto tag = static_cast<seal::Tag>(document->signatures.front().tag);
  row.opener = tag == seal::Tag::review_node       ? ReviewOpener::node
               : tag == seal::Tag::review_referent ? ReviewOpener::referent
                                                   : ReviewOpener::auditor;
  row.state = static_cast<ReviewState>(item.code);
  row.due = from_ms(item.number);
  if (item.extra.empty()) return row;
  auto answer = wire::decode_document(item.extra);
  if (!answer || answer->type != wire::DocumentType::review_answer) return std::nullopt;
  auto value = wire::decode<wire::ReviewAnswer>(answer->bytes);
  if (!value || value->review != review->id) return std::nullopt;
  row.answer = *value;
  return row;
}

}  // namespace

Answer<ReviewList> list_reviews(Session& session) {
  ReviewList list;
  std::uint64_t position = 0;
  for (bool more = true; more;) {
    wire::Request request;
    request.verb = wire::Verb::reviews;
    request.number = position;
    auto reply = accept(session.ask(std::move(request)));
    if (!reply) return pass_on(reply);
    for (const auto& item : reply->items)
      if (auto row = read_row(item)) list.rows.push_back(std::move(*row));
    ByteReader read(reply->data);
    more = reply->more;
    auto number = reply->data.empty() ? 0 : read.u64();
    if (more && number <= position)
      return failure(Errc::malformed, "the node's list of reviews does not go on");
    if (more) {
      position = number;
      continue;
    }
    if (number != 0) list.pause.until = from_ms(number);
    list.pause.under_review = !reply->data.empty() && read.boolean();
  }
  return list;
}

Answer<CommandId> open_review(Official& auditor, const ReviewWish& wish) {
  const Tools& tools = auditor.tools();
  wire::Review review;
  review.at = tools.clock();
  review.id = seal::time_ordered_id<CommandId>(review.at, *tools.entropy);
  review.commune = wish.commune;
  review.rule = wish.rule;
  review.subject = wish.subject;
  review.about = wish.about;
  review.asks = wish.asks;
  if (auto fits = wire::check(review); !fits) return pass_on(fits);
  auto document = seal::draft(review);
  seal::add_signature(document, auditor.keys().signing, seal::Tag::review_auditor);
  auto reply = auditor.publish(document);
  if (!reply) return pass_on(reply);
  return review.id;
}

Answer<bool> answer_review(Official& official, const ReviewRow& row, ReviewOutcome outcome) {
  wire::ReviewAnswer answer;
  answer.review = row.review.id;
  answer.commune = row.review.commune;
  answer.outcome = outcome;
  // A device a little behind its node still answers after the question.
  answer.at = std::max(official.tools().clock(), row.review.at);
  auto document = seal::draft(answer);
  seal::add_signature(
      document, official.keys().signing,
      official.office().is_post() ? seal::Tag::review_answer_post : seal::Tag::review_answer_mairie);
  auto reply = official.publish(document);
  if (!reply) return pass_on(reply);
  return true;
}

}  // namespace tocsin::client
