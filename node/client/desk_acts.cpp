// What an officer does beyond taking and closing: passing on, putting together, confirming a desk's entry.
#include <algorithm>

#include "node/client/desk.h"
#include "node/client/presence.h"
#include "policy/verdict.h"
#include "protocol/bytes.h"
#include "protocol/seal/open/open_alert.h"
#include "protocol/wire/handed.h"

namespace tocsin::client {

Answer<Desk::HandedOver> Desk::hand_over(const InboxAlert& alert, HandOverReason reason,
                                         const std::string& procedure) {
  const seal::BoxKey once = seal::make_box_key(*official_->tools().entropy);
  wire::Request request;
  request.verb = wire::Verb::hand_over;
  request.subject = alert.alert.bytes;
  request.code = static_cast<std::uint8_t>(reason);
  request.data.assign(once.public_key.bytes.begin(), once.public_key.bytes.end());
  const std::string recipient = wire::to_text(wire::HandOverTo{{}, procedure});
  request.extra.assign(recipient.begin(), recipient.end());
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  auto plain = seal::open_sealed(once, reply->data);
  if (!plain || reply->items.empty())
    return failure(Errc::cannot_open, "the content that came is not sealed for this disclosure: ask again");
  auto content = wire::decode_content(*plain);
  std::fill(plain->begin(), plain->end(), std::uint8_t{0});
  if (!content) return pass_on(content);
  HandedOver handed;
  handed.content = std::move(*content);
  if (handed.content.alert != alert.alert) {
    seal::wipe(handed.content);
    return failure(Errc::cannot_open,
                   "the content that came is of another alert: tell the operator of the post's node");
  }
  const auto shown = wire::shown(handed.content);
  handed.statement = {alert.alert,
                      alert.header_hash,
                      alert.header.commune,
                      from_tens(alert.header.created),
                      alert.header.exercise(),
                      official_->office().post,
                      procedure,
                      reason,
                      reply->items.front().number,
                      official_->tools().clock(),
                      seal::hash256(shown)};
  auto document = seal::draft(handed.statement);
  seal::add_signature(document, official_->keys().signing, seal::Tag::hand_over);
  handed.proof = wire::to_text(wire::HandedOver{std::move(document), Bytes(shown.begin(), shown.end())});
  auto papers = this->papers();
  if (!papers) return pass_on(papers);
  handed.papers = std::move(*papers);
  return handed;
}

Answer<std::vector<std::string>> Desk::papers() {
  const auto own = [this]() -> const client::Believed<wire::Commission>* {
    for (const auto& commission : official_->roster().commissions())
      if (commission.value.key == official_->keys().signing.public_key) return &commission;
    return nullptr;
  };
  if (own() == nullptr)  // the node has it, or this device could have asked nothing
    if (auto refreshed = official_->refresh(); !refreshed) return pass_on(refreshed);
  const auto& roster = official_->roster();
  std::vector<std::string> papers{wire::paper_text(roster.root().container)};
  if (const auto* record = roster.record(official_->office().post))
    papers.push_back(wire::paper_text(record->container));
  if (const auto* commission = own()) papers.push_back(wire::paper_text(commission->container));
  return papers;
}

Answer<std::uint64_t> Desk::forward(const InboxAlert& alert, HandOverReason reason, const PostId& to) {
  wire::Forward forward;
  forward.alert = alert.alert;
  forward.mandate = alert.header.mandate;
  forward.header_hash = alert.header_hash;
  forward.post = official_->office().post;
  forward.recipient = to;
  forward.reason = reason;
  forward.at = official_->tools().clock();
  if (to == forward.post)
    return refusal(static_cast<std::uint8_t>(policy::Rule::R30),
                   std::string(policy::slug(policy::Detail::recipient_not_named)));
  if (auto checked = wire::check(forward); !checked) return pass_on(checked);
  auto document = seal::draft(forward);
  seal::add_signature(document, official_->keys().signing, seal::Tag::forward_officer);
  wire::Request request;
  request.verb = wire::Verb::forward;
  request.command = seal::time_ordered_id<CommandId>(official_->tools().clock(), *official_->tools().entropy);
  request.data = wire::encode(document);
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  if (reply->items.size() != 1) return failure(Errc::malformed, "the node named no leaf of its log");
  return reply->items.front().number;
}

Answer<bool> Desk::group(std::vector<AlertId> alerts, GroupReason reason) {
  if (alerts.empty()) return failure(Errc::configuration, "no alert is named");
  std::sort(alerts.begin(), alerts.end());
  wire::Request request;
  request.verb = wire::Verb::group;
  request.command = seal::time_ordered_id<CommandId>(official_->tools().clock(), *official_->tools().entropy);
  request.subject = alerts.front().bytes;
  request.code = static_cast<std::uint8_t>(reason);
  for (auto each = alerts.begin() + 1; each != alerts.end(); ++each)
    request.data.insert(request.data.end(), each->bytes.begin(), each->bytes.end());
  if (auto fits = wire::check(request); !fits && fits.error().detail.find("data") != std::string::npos)
    return failure(Errc::configuration, "two to sixteen different alerts are put together");
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  return true;
}

Answer<Instant> Desk::serve(bool listens) {
  const auto* record = official_->roster().record(official_->office().post);
  if (record == nullptr) return failure(Errc::not_found, "the record of this post is not held here");
  wire::Request request;
  request.verb = wire::Verb::serve;
  request.code = listens ? 1 : 0;
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  if (!listens && reply->data.empty()) return Instant{};
  auto until = verified_presence(reply->data, record->value);
  if (!until) return pass_on(until);
  return *until;
}

Answer<bool> Desk::confirm(const InboxAlert& alert) {
  auto document = seal::draft(wire::DeskConfirmation{alert.alert, alert.header.mandate, alert.header_hash,
                                                     official_->tools().clock()});
  seal::add_signature(document, official_->keys().signing, seal::Tag::desk_confirmation);
  wire::Request request;
  request.verb = wire::Verb::confirm;
  request.data = wire::encode(document);
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  return true;
}

}  // namespace tocsin::client
