#include "node/client/referent.h"

#include <utility>

#include "node/client/presence.h"
#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

std::uint64_t kept_number(const Profile& profile, const char* item) {
  auto bytes = profile.read(item);
  if (!bytes || bytes->size() != 8) return 0;
  return ByteReader(*bytes).u64();
}

Status keep_number(const Profile& profile, const char* item, std::uint64_t number) {
  return profile.write(item, ByteWriter().u64(number).view());
}

}  // namespace

Referent::Referent(Profile& profile, Tools tools, DeviceKeys keys, Roster roster, Insee commune,
                   OwnMandate own, Ledger ledger)
    : profile_(&profile),
      tools_(std::move(tools)),
      keys_(std::make_unique<DeviceKeys>(std::move(keys))),
      roster_(std::move(roster)),
      commune_(commune),
      own_(std::move(own)),
      ledger_(std::move(ledger)),
      clock_offset_(static_cast<std::int64_t>(kept_number(profile, "clock"))),
      cursor_(kept_number(profile, "cursor")) {
  const auto keys_of_nodes = issuers();
  for (const auto& entry : ledger_.entries()) name_issuers(*ledger_.find(entry.alert), keys_of_nodes);
}

Answer<Referent> Referent::open(Profile& profile, const Tools& tools) {
  auto commune = kept_commune(profile);
  if (!commune)
    return failure(Errc::not_found, "this profile is not enrolled: `tocsin referent enrol CARD` first");
  auto roster = kept_roster(profile);
  if (!roster) return pass_on(roster);
  auto keys = profile.keys();
  if (!keys) return pass_on(keys);
  if (!profile.has("mandate")) {
    return failure(Errc::not_found,
                   "no mandate is in force on this device yet: `tocsin referent status` asks how far it is");
  }
  if (auto finished = finish_renewal(profile); !finished) return pass_on(finished);
  auto own = own_mandate(profile, *roster, *keys);
  if (!own) return pass_on(own);
  auto ledger = Ledger::open(profile);
  if (!ledger) return pass_on(ledger);
  return Referent(profile, tools, std::move(*keys), std::move(*roster), *commune, std::move(*own),
                  std::move(*ledger));
}

bool Referent::learn_papers(Session& session) {
  if (std::exchange(papers_learnt_, true)) return false;
  auto fresh = refreshed_roster(session, roster_);
  if (!fresh || fresh->charter(commune_) == nullptr || fresh->save() == roster_.save()) return false;
  fresh->learnt_at(node_now());
  if (!keep_roster(*profile_, *fresh)) return false;
  roster_ = std::move(*fresh);
  return true;
}

Answer<Session*> Referent::connected() {
  auto newer = [this](Session& session) -> std::optional<SigningPublic> {
    return learn_papers(session) ? std::optional(charter().node.signing) : std::nullopt;
  };
  if (session_) {
    session_->ask_for_newer_key(newer);
    return &*session_;
  }
  papers_learnt_ = false;
  auto session = open_session(tools_, address_of(charter()), keys_->transport, keys_->signing);
  if (!session) return pass_on(session);
  session_.emplace(std::move(*session));
  session_->ask_for_newer_key(newer);
  following_ = false;
  return &*session_;
}

Status Referent::keep_offset() {
  if (!session_ || !session_->clock_offset() || *session_->clock_offset() == clock_offset_) return {};
  clock_offset_ = *session_->clock_offset();
  return keep_number(*profile_, "clock", static_cast<std::uint64_t>(clock_offset_.count()));
}

IssuerKeys Referent::issuers() const {
  const auto* other = supervising();
  return issuer_keys(roster_, commune_, charter().post, other == nullptr ? PostId{} : other->post,
                     node_now());
}

Answer<bool> Referent::refresh() {
  auto session = connected();
  if (!session) return pass_on(session);
  if (auto known = (*session)->learn_time(); !known) {
    disconnect();
    return pass_on(known);
  }
  auto fresh = refreshed_roster(**session, roster_);
  if (!fresh) {
    disconnect();
    return pass_on(fresh);
  }
  if (auto kept = keep_offset(); !kept) return pass_on(kept);
  const Day today = day_of(node_now());
  if (today > limits::epoch_days_stale_max) fresh->forget_epochs_before(today - limits::epoch_days_stale_max);
  fresh->learnt_at(node_now());
  const bool changed = fresh->save() != roster_.save();
  if (changed) {
    auto kept = keep_roster(*profile_, *fresh);
    if (!kept) return pass_on(kept);
    roster_ = std::move(*fresh);
  }
  (void)learn_streets(**session, *profile_, charter());  // asked again at the next refresh
  (void)learn_standing();  // what does not verify changes nothing: asked again where it matters
  return changed;
}

const wire::PostRecord* Referent::supervising() const {
  const PostId id = post().supervising;
  const auto* record = id.is_zero() ? nullptr : roster_.record(id);
  return record == nullptr ? nullptr : &record->value;
}

Answer<std::optional<Instant>> Referent::presence(const wire::PostRecord& of) {
  auto session = connected();
  if (!session) return pass_on(session);
  auto until = presence_at(**session, of);
  if (!until) {
    disconnect();
    return pass_on(until);
  }
  if (*until) return std::optional(**until - clock_offset_);
  return until;
}

Status Referent::take_receipt(AlertEntry& entry, ByteView signed_receipt) {
  auto receipt = believe_receipt(signed_receipt, entry.header_hash, issuers());
  // By a key that a newer paper names, perhaps.
  if (!receipt && receipt.error().code == Errc::bad_signature && session_ && learn_papers(*session_))
    receipt = believe_receipt(signed_receipt, entry.header_hash, issuers());
  if (!receipt) {
    ++forged_;
    return tocsin::pass_on(receipt);
  }
  if (add_receipt(entry, *receipt, signed_receipt, tools_.clock()) == Added::known) return {};
  auto kept = ledger_.update(entry);
  if (!kept) return kept;
  if (receipt->state == AlertState::refused &&
      receipt->refusal == static_cast<std::uint8_t>(wire::Refusal::clock)) {
    clock_offset_ = receipt->at - tools_.clock();
    return keep_number(*profile_, "clock", static_cast<std::uint64_t>(clock_offset_.count()));
  }
  return {};
}

Answer<bool> Referent::submit(AlertEntry& entry) {
  auto session = connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::submit;
  request.command.bytes = entry.alert.bytes;
  request.data = entry.envelope;
  auto reply = (*session)->ask(std::move(request));
  if (!reply) {
    disconnect();
    return pass_on(reply);
  }
  if (auto kept = keep_offset(); !kept) return pass_on(kept);
  // A refusal that was signed is an answer: the receipt names the rule.
  if (reply->outcome != wire::Outcome::failed && reply->data.size() == wire::signed_receipt_bytes) {
    auto taken = take_receipt(entry, reply->data);
    if (!taken) return pass_on(taken);
    return true;
  }
  auto accepted = accept(reply);
  if (!accepted) return pass_on(accepted);
  return failure(Errc::malformed, "the node answered without a receipt: the alert is kept and sent again");
}

Answer<bool> Referent::send_withdrawal(AlertEntry& entry) {
  auto session = connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::withdraw;
  request.command.bytes = seal::hash128(entry.withdrawal);
  request.data = entry.withdrawal;
  auto reply = (*session)->ask(std::move(request));
  if (!reply) {
    disconnect();
    return pass_on(reply);
  }
  if (auto kept = keep_offset(); !kept) return pass_on(kept);
  if (reply->outcome == wire::Outcome::failed) return pass_on(accept(reply));
  entry.withdrawal_answered = true;
  auto kept = ledger_.update(entry);
  if (!kept) return pass_on(kept);
  if (reply->data.size() == wire::signed_receipt_bytes) {
    auto taken = take_receipt(entry, reply->data);
    if (!taken) return pass_on(taken);
  }
  if (reply->outcome == wire::Outcome::refused) return refusal(reply->rule, reply->detail);
  return true;
}

Answer<std::optional<CommuneLaw>> Referent::law() {
  auto session = connected();
  if (!session) return pass_on(session);
  auto all = client::law(**session);
  if (!all) return pass_on(all);
  const auto* ours = law_of(*all, commune_);
  return ours == nullptr ? std::optional<CommuneLaw>() : std::optional(*ours);
}

Answer<std::size_t> Referent::flush() {
  std::size_t answered = 0;
  std::vector<AlertId> waiting;
  for (const AlertEntry& entry : ledger_.entries()) {
    if (to_submit(entry) || (!entry.withdrawal.empty() && !entry.withdrawal_answered)) {
      waiting.push_back(entry.alert);
    }
  }
  std::optional<Failure> first;
  for (const AlertId& id : waiting) {
    auto sent = flush_one(*ledger_.find(id));
    if (!sent && !session_) return pass_on(sent);
    if (!sent && !first) first = sent.error();
    if (sent && *sent) ++answered;
  }
  if (first) return tl::unexpected<Failure>(*first);
  return answered;
}

// True: the node has answered an alert that it had not answered before.
Answer<bool> Referent::flush_one(AlertEntry& entry) {
  const bool submits = to_submit(entry);
  if (submits)
    if (auto sent = submit(entry); !sent) return sent;
  if (!entry.withdrawal.empty() && !entry.withdrawal_answered && !is_over(entry))
    if (auto sent = send_withdrawal(entry); !sent) return sent;
  return submits;
}

Status Referent::take_item(const wire::Item& item) {
  AlertEntry* entry = ledger_.find(*AlertId::from(item.id));
  if (entry == nullptr) {
    if (auto kept = take_entered(*profile_, item, own_.mandate.mandate, issuers()); !kept) return kept;
    for (const auto& each : former())
      if (auto kept = take_entered(*profile_, item, each.mandate, issuers()); !kept) return kept;
    if (auto kept = inherit(item); !kept) return kept;
  } else {
    auto taken = take_receipt(*entry, item.data);
    // What nobody may have signed is counted and shown to nobody; it must not stop what comes after it.
    if (!taken && taken.error().code != Errc::bad_signature && taken.error().code != Errc::conflict &&
        taken.error().code != Errc::malformed) {
      return taken;
    }
    if (!taken && taken.error().code == Errc::bad_signature && !doubted_ && item.number > 0)
      doubted_ = item.number - 1;
  }
  if (item.number <= cursor_) return {};
  cursor_ = item.number;
  return keep_number(*profile_, "cursor", doubted_.value_or(cursor_));
}

Answer<std::size_t> Referent::catch_up() {
  auto session = connected();
  if (!session) return pass_on(session);
  std::size_t taken = 0;
  cursor_ = std::exchange(doubted_, std::nullopt).value_or(cursor_);
  for (;;) {
    wire::Request request;
    request.verb = wire::Verb::follow;
    request.number = cursor_;
    auto reply = (*session)->ask(std::move(request));
    if (!reply) {
      disconnect();
      return pass_on(reply);
    }
    if (auto kept = keep_offset(); !kept) return pass_on(kept);
    auto accepted = accept(reply);
    if (!accepted) return pass_on(accepted);
    const std::uint64_t before = cursor_;
    for (const auto& item : reply->items) {
      auto done = take_item(item);
      if (!done) return pass_on(done);
      ++taken;
    }
    // A node that says `more` and gives nothing new is not asked for ever.
    if (!reply->more || cursor_ == before) break;
  }
  following_ = true;
  return taken;
}

Answer<bool> Referent::listen(Duration timeout) {
  if (!following_) {
    auto caught = catch_up();
    if (!caught) return pass_on(caught);
    if (*caught > 0) return true;
  }
  auto event = session_->event(timeout);
  if (!event) {
    disconnect();
    return pass_on(event);
  }
  if (!*event) return false;
  for (const auto& item : (*event)->items) {
    auto done = take_item(item);
    if (!done) return pass_on(done);
  }
  return true;
}

}  // namespace tocsin::client
