#include "node/client/desk.h"

#include <algorithm>

#include "protocol/bytes.h"
#include "protocol/seal/alert.h"
#include "protocol/seal/open/open_alert.h"

namespace tocsin::client {
namespace {

// Verified by any key this post, or this commune, signs or has signed with.
std::optional<wire::Receipt> verified(ByteView signed_receipt, const std::vector<SigningPublic>& keys,
                                      NodeKind kind) {
  for (const SigningPublic& key : keys) {
    auto receipt = seal::verify_receipt(signed_receipt, key);
    if (receipt && receipt->issuer_kind == kind) return *receipt;
  }
  return std::nullopt;
}

bool is_closed(const InboxAlert& alert) {
  const wire::Receipt* standing = alert.standing();
  return standing != nullptr && standing->state == AlertState::closed;
}

}  // namespace

const wire::Receipt* InboxAlert::standing() const {
  const wire::Receipt* best = nullptr;
  for (const auto& receipt : receipts) {
    if (receipt.issuer_kind != NodeKind::post || receipt.state == AlertState::withdrawal_noted ||
        receipt.state == AlertState::call_back) {
      continue;
    }
    if (best == nullptr || receipt.number > best->number) best = &receipt;
  }
  return best;
}

Answer<InboxAlert> Desk::read_item(const wire::Item& item) const {
  const ByteView listed = item.data;
  auto header = wire::decode_header(listed.first(std::min(listed.size(), limits::header_bytes)));
  if (!header) return pass_on(header);
  InboxAlert alert;
  if (ByteReader marks(listed.subspan(limits::header_bytes)); marks.left() > 0) {
    alert.group = marks.id<CommandId>();
    alert.roll_over = static_cast<policy::RollOver>(marks.u8());
    alert.other_post = marks.id<PostId>();
    if (auto there = static_cast<AlertState>(marks.u8()); there != AlertState::accepted) alert.there = there;
    alert.there_leads = marks.boolean();
    if (!marks.finished()) return failure(Errc::malformed, "the node's list is not in this form: update");
  }
  alert.alert = *AlertId::from(item.id);
  alert.header = *header;
  alert.header_hash = seal::header_hash(listed.first(limits::header_bytes));
  alert.flags = item.number;
  alert.held_apart = item.code == 1;
  alert.commune = to_string(header->commune);
  const Roster& roster = official_->roster();
  if (const auto* charter = roster.charter(header->commune)) {
    alert.commune = charter->value.name;
    for (const auto& sector : charter->value.sectors) {
      if (sector.id != header->sector) continue;
      alert.sector = sector.name;
      alert.border = sector.border;
    }
  }
  const auto post_keys = roster.node_keys(official_->office().post);
  const auto commune_keys = roster.node_keys(header->commune);
  ByteView left = item.extra;
  for (; left.size() >= wire::signed_receipt_bytes; left = left.subspan(wire::signed_receipt_bytes)) {
    const ByteView one = left.first(wire::signed_receipt_bytes);
    auto receipt = verified(one, post_keys, NodeKind::post);
    if (!receipt) receipt = verified(one, commune_keys, NodeKind::commune);
    if (receipt && receipt->header_hash == alert.header_hash) {
      alert.receipts.push_back(*receipt);
    } else {
      ++alert.unverified_receipts;
    }
  }
  std::stable_sort(alert.receipts.begin(), alert.receipts.end(), [](const auto& a, const auto& b) {
    if (a.issuer_kind != b.issuer_kind) return a.issuer_kind == NodeKind::post;
    return a.number < b.number;
  });
  return alert;
}

Answer<std::vector<InboxAlert>> Desk::inbox(bool all) {
  auto alerts = read_inbox(all);
  if (!alerts || std::none_of(alerts->begin(), alerts->end(),
                              [](const InboxAlert& alert) { return alert.unverified_receipts > 0; }))
    return alerts;
  // By a key that a newer charter or record names, perhaps.
  auto learnt = official_->refresh();
  return learnt && *learnt ? read_inbox(all) : alerts;
}

Answer<std::vector<InboxAlert>> Desk::read_inbox(bool all) {
  std::vector<InboxAlert> alerts;
  std::uint64_t position = 0;
  for (bool more = true; more;) {
    wire::Request request;
    request.verb = wire::Verb::inbox;
    request.code = all ? 1 : 0;
    request.number = position;
    auto reply = official_->ask(std::move(request));
    if (!reply) return pass_on(reply);
    for (const auto& item : reply->items) {
      auto alert = read_item(item);
      if (!alert) return pass_on(alert);
      if (all || !is_closed(*alert)) alerts.push_back(std::move(*alert));
    }
    const std::uint64_t next = reply->data.size() == 8 ? ByteReader(reply->data).u64() : 0;
    more = reply->more && next > position;  // a list that does not advance has ended
    position = next;
  }
  std::stable_sort(alerts.begin(), alerts.end(), [](const InboxAlert& a, const InboxAlert& b) {
    if (a.header.in_progress() != b.header.in_progress()) return a.header.in_progress();
    return a.header.created < b.header.created;
  });
  return alerts;
}

Answer<InboxAlert> Desk::find(std::string_view hex_prefix) {
  auto alerts = inbox(true);
  if (!alerts) return pass_on(alerts);
  std::optional<InboxAlert> found;
  for (auto& alert : *alerts) {
    if (to_hex(alert.alert.view()).compare(0, hex_prefix.size(), hex_prefix) != 0) continue;
    if (found) {
      return failure(Errc::conflict,
                     "several alerts begin with " + std::string(hex_prefix) + ": give more of the id");
    }
    found = std::move(alert);
  }
  if (!found) {
    return failure(Errc::not_found, "no alert here begins with " + std::string(hex_prefix) +
                                        ": `tocsin post inbox --all` lists them");
  }
  return *found;
}

Answer<bool> Desk::follow() {
  wire::Request request;
  request.verb = wire::Verb::follow;
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  return true;
}

Answer<std::optional<InboxAlert>> Desk::next_event(Duration timeout) {
  auto session = official_->connected();
  if (!session) return pass_on(session);
  auto event = (*session)->event(timeout);
  if (!event) {
    official_->disconnect();
    return pass_on(event);
  }
  if (!*event || (*event)->items.empty()) return std::optional<InboxAlert>{};
  auto alert = read_item((*event)->items.front());
  if (!alert) return pass_on(alert);
  return std::optional<InboxAlert>(std::move(*alert));
}

Answer<OpenedAlert> Desk::open(const AlertId& alert, OpenReason reason) {
  const seal::BoxKey once = seal::make_box_key(*official_->tools().entropy);
  wire::Request request;
  request.verb = wire::Verb::open;
  request.subject = alert.bytes;
  request.code = static_cast<std::uint8_t>(reason);
  request.data.assign(once.public_key.bytes.begin(), once.public_key.bytes.end());
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  auto plain = seal::open_sealed(once, reply->data);
  if (!plain)
    return failure(Errc::cannot_open, "the content that came is not sealed for this reading: open it again");
  auto content = wire::decode_content(*plain);
  std::fill(plain->begin(), plain->end(), std::uint8_t{0});
  if (!content) return pass_on(content);
  OpenedAlert opened{std::move(*content), {}, {}};
  if (opened.content.alert != alert) {
    seal::wipe(opened.content);
    return failure(Errc::cannot_open,
                   "the content that came is of another alert: tell the operator of the post's node");
  }
  if (!reply->items.empty() && !reply->items.front().extra.empty()) {
    auto person = seal::open_sealed(once, reply->items.front().extra);
    if (person) {
      const std::string text(person->begin(), person->end());
      const auto zero = text.find('\0');
      opened.name = text.substr(0, zero);
      if (zero != std::string::npos) opened.telephone = text.substr(zero + 1);
    }
  }
  return opened;
}

Answer<std::optional<wire::Receipt>> Desk::act(wire::Verb verb, const AlertId& alert, std::uint8_t code,
                                               AlertState becomes) {
  wire::Request request;
  request.verb = verb;
  request.subject = alert.bytes;
  request.code = code;
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  if (reply->data.empty()) return std::optional<wire::Receipt>{};
  auto receipt =
      verified(reply->data, official_->roster().node_keys(official_->office().post), NodeKind::post);
  auto session = official_->connected();
  if (!session) return pass_on(session);
  if (!receipt || receipt->state != becomes ||
      receipt->command != seal::command_hash((*session)->last_request())) {
    return failure(
        Errc::bad_signature,
        "the node's receipt does not answer this command: nothing is known; look at the inbox again");
  }
  return receipt;
}

Answer<wire::Receipt> Desk::act_surely(wire::Verb verb, const AlertId& alert, std::uint8_t code,
                                       AlertState becomes) {
  auto receipt = act(verb, alert, code, becomes);
  if (!receipt) return pass_on(receipt);
  if (!*receipt)
    return failure(Errc::malformed, "the node answered without a receipt: look at the inbox again");
  return **receipt;
}

Answer<wire::Receipt> Desk::take(const AlertId& alert) {
  return act_surely(wire::Verb::take, alert, 0, AlertState::taken);
}
Answer<wire::Receipt> Desk::close(const AlertId& alert, ClosingCode code) {
  return act_surely(wire::Verb::close, alert, static_cast<std::uint8_t>(code), AlertState::closed);
}
Answer<wire::Receipt> Desk::call_back(const AlertId& alert) {
  return act_surely(wire::Verb::call_back, alert, 0, AlertState::call_back);
}
Answer<std::optional<wire::Receipt>> Desk::release(const AlertId& alert) {
  return act(wire::Verb::release, alert, 0, AlertState::released);
}
Answer<wire::Receipt> Desk::reopen(const AlertId& alert) {
  return act_surely(wire::Verb::reopen, alert, 0, AlertState::reopened);
}

}  // namespace tocsin::client
