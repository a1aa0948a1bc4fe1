#include "node/client/notices.h"

#include <algorithm>

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

using wire::DocumentType;

constexpr const char* prepared_folder = "cancels";

std::string prepared_item(const NoticeId& notice) {
  return std::string(prepared_folder) + "/" + to_hex(notice.view());
}

bool is_of(const wire::Item& item, DocumentType type) {
  return item.code == static_cast<std::uint8_t>(type);
}

// Device keys that the office of this notice commissioned for writing it.
std::vector<SigningPublic> writers(const Roster& roster, const Insee& commune, const PostId& post) {
  std::vector<SigningPublic> keys;
  auto add = [&](const std::vector<SigningPublic>& more) {
    keys.insert(keys.end(), more.begin(), more.end());
  };
  if (post.is_zero()) {
    add(roster.keys_of(Role::mayor, commune));
    add(roster.keys_of(Role::clerk, commune));
  } else {
    add(roster.keys_of(Role::officer, post));
    add(roster.keys_of(Role::commander, post));
  }
  return keys;
}

void name_places(NoticeView& view, const Roster& roster) {
  view.commune = to_string(view.notice.commune);
  const auto* charter = roster.charter(view.notice.commune);
  if (charter == nullptr) return;
  view.commune = charter->value.name;
  for (SectorId id : view.notice.sectors)
    for (const auto& sector : charter->value.sectors)
      if (sector.id == id) view.sectors.push_back(std::to_string(id) + " " + sector.name);
}

Result<NoticeView> read_one(const wire::Item& item, const Roster& roster) {
  auto document = wire::decode_document(item.data);
  if (!document) return tocsin::pass_on(document);
  auto draft = wire::decode<wire::Notice>(document->bytes);  // only to know whose signatures to look for
  if (!draft) return tocsin::pass_on(draft);
  auto verified = seal::verify_notice(*document, writers(roster, draft->commune, draft->post));
  if (!verified) return tocsin::pass_on(verified);
  const auto* charter = roster.charter(verified->notice.commune);
  if (charter == nullptr) return fail(Errc::untrusted, "it is for a commune that is not known here");
  if (!verified->notice.post.is_zero() && verified->notice.post != charter->value.post)
    return fail(Errc::untrusted, "its post is not the one that the charter names");
  NoticeView view;
  view.hash = seal::document_hash(*document);
  view.document = std::move(*document);
  view.notice = std::move(verified->notice);
  view.signatures = verified->signers.size();
  view.state = item.number >= 1 && item.number <= 4 ? static_cast<policy::NoticeState>(item.number)
                                                    : policy::NoticeState::waits;
  name_places(view, roster);
  return view;
}

void take_cancel(NoticeView& view, const wire::Item& item, const Roster& roster) {
  auto document = wire::decode_document(item.data);
  if (!document) return;
  auto verified =
      seal::verify_notice_cancel(*document, writers(roster, view.notice.commune, view.notice.post));
  if (!verified || verified->cancel.notice != view.notice.id || verified->cancel.post != view.notice.post)
    return;
  view.cancel = verified->cancel;
  view.cancel_hash = seal::document_hash(*document);
  view.state = policy::NoticeState::cancelled;
}

policy::NoticeState state_in(const wire::Reply& reply) {
  const std::uint8_t state = reply.data.empty() ? 0 : reply.data.front();
  return state >= 1 && state <= 4 ? static_cast<policy::NoticeState>(state) : policy::NoticeState::waits;
}

}  // namespace

std::vector<NoticeView> read_notices(const std::vector<wire::Item>& items, const Roster& roster,
                                     bool complete, std::vector<std::string>* rejected) {
  Roster known = roster;
  for (const auto& item : items)
    if (is_of(item, DocumentType::commission))
      (void)known.add(item.data);  // not vouched for: it helps nobody
  std::vector<NoticeView> views;
  for (const auto& item : items) {
    if (!is_of(item, DocumentType::notice)) continue;
    auto view = read_one(item, known);
    if (view && complete && view->signatures < policy::signatures_needed(view->notice.kind))
      view = fail(Errc::bad_signature, "a second officer's signature is missing");
    if (view)
      views.push_back(std::move(*view));
    else if (rejected != nullptr)
      rejected->push_back(to_hex(ByteView(item.id)).substr(0, 16) + ": " + view.error().detail);
  }
  for (NoticeView& view : views) {
    for (const auto& item : items) {
      if (view.notice.id.bytes != item.id) continue;
      if (is_of(item, DocumentType::notice_cancel)) take_cancel(view, item, known);
      if (item.code != 0) continue;
      auto how_far = wire::decode_notice_shown(item.data);
      if (how_far) view.how_far = *how_far;
      view.answered = item.number == 1;
    }
  }
  std::stable_sort(views.begin(), views.end(),
                   [](const auto& a, const auto& b) { return a.notice.id < b.notice.id; });
  return views;
}

Answer<std::vector<NoticeView>> NoticeDesk::notices(std::vector<std::string>* rejected) {
  auto session = official_->connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::notices;
  auto items = ask_all(**session, std::move(request));
  if (!items) return pass_on(items);
  return read_notices(*items, official_->roster(), false, rejected);
}

Answer<NoticeView> NoticeDesk::find(std::string_view hex_prefix) {
  auto all = notices();
  if (!all) return pass_on(all);
  std::optional<NoticeView> found;
  for (auto& view : *all) {
    if (to_hex(view.notice.id.view()).compare(0, hex_prefix.size(), hex_prefix) != 0) continue;
    if (found)
      return failure(Errc::conflict,
                     "several notices begin with " + std::string(hex_prefix) + ": give more of the id");
    found = std::move(view);
  }
  if (!found)
    return failure(Errc::not_found, "no notice begins with " + std::string(hex_prefix) + ": list them first");
  return std::move(*found);
}

Answer<policy::NoticeState> NoticeDesk::hand_in(const wire::SignedDocument& document) {
  auto reply = official_->publish(document);
  if (!reply) return pass_on(reply);
  return state_in(*reply);
}

Answer<NoticeDesk::Written> NoticeDesk::write(const NoticeWish& wish) {
  const auto* charter = official_->roster().charter(wish.commune);
  if (charter == nullptr)
    return failure(Errc::not_found, "no charter of " + to_string(wish.commune) + " is held here");
  const auto limits = known_limits(official_->roster(), charter->value, nullptr);
  const auto allowed = policy::notice_life(wish.kind, limits);
  Written written;
  wire::Notice& notice = written.notice;
  const Instant now = official_->tools().clock();
  notice.id = seal::time_ordered_id<NoticeId>(now, *official_->tools().entropy);
  notice.commune = wish.commune;
  if (!of_mairie(wish.kind)) notice.post = charter->value.post;
  notice.kind = wish.kind;
  notice.category = wish.category;
  notice.risk = wish.risk;
  notice.venue = wish.venue;
  notice.exercise = wish.exercise || charter->value.exercise;
  notice.advice = wish.advice;
  notice.sectors = wish.sectors;
  if (notice.sectors.empty())
    for (const auto& sector : charter->value.sectors) notice.sectors.push_back(sector.id);
  notice.ends = wish.ends;
  notice.facts_from = wish.facts_from;
  notice.facts_until = wish.facts_until;
  notice.written = now;
  notice.until = now + (wish.shown == hours(0) ? allowed : wish.shown);
  if (auto checked = wire::check(notice); !checked) return pass_on(checked);
  auto document = seal::draft(notice);
  seal::add_signature(document, official_->keys().signing, seal::notice_tag(notice.kind));
  auto state = hand_in(document);
  if (!state) return pass_on(state);
  written.state = *state;
  if (auto prepared = prepare_cancel(notice); !prepared) return pass_on(prepared);
  return written;
}

Answer<policy::NoticeState> NoticeDesk::sign(const NoticeView& view) {
  auto document = view.document;
  seal::add_signature(document, official_->keys().signing, seal::notice_tag(view.notice.kind));
  auto state = hand_in(document);
  if (!state) return state;
  if (auto prepared = prepare_cancel(view.notice); !prepared) return pass_on(prepared);
  return state;
}

wire::SignedDocument NoticeDesk::make_cancel(const wire::Notice& notice, CancelReason reason) const {
  auto document = seal::draft(
      wire::NoticeCancel{notice.id, notice.commune, notice.post, reason, official_->tools().clock()});
  seal::add_signature(document, official_->keys().signing, seal::Tag::notice_cancel);
  return document;
}

Status NoticeDesk::prepare_cancel(const wire::Notice& notice) {
  return profile_->write(prepared_item(notice.id), wire::encode(make_cancel(notice, CancelReason::mistake)));
}

Answer<policy::NoticeState> NoticeDesk::cancel(const NoticeView& view, CancelReason reason) {
  const std::string item = prepared_item(view.notice.id);
  auto document = make_cancel(view.notice, reason);
  if (reason == CancelReason::mistake && profile_->has(item)) {
    auto kept = profile_->read(item);
    auto prepared = kept ? wire::decode_document(*kept) : Result<wire::SignedDocument>(fail(Errc::io, ""));
    if (prepared) document = std::move(*prepared);
  }
  auto state = hand_in(document);
  if (!state) return state;
  if (auto removed = profile_->remove(item); !removed) return pass_on(removed);
  return state;
}

}  // namespace tocsin::client
