#include "protocol/wire/notices.h"

#include <algorithm>

#include "check.hpp"
#include "fields.hpp"
#include "protocol/wire/documents.capnp.h"

namespace tocsin::wire {
namespace {

constexpr std::uint64_t advice_all = ((std::uint64_t{1} << notice_advice_count) - 1) << 1;

bool facts_are_asked(NoticeKind kind) {
  return kind == NoticeKind::witness_call || kind == NoticeKind::missing_person ||
         kind == NoticeKind::meeting;
}
bool facts_are_allowed(NoticeKind kind) {
  return kind != NoticeKind::prevention && kind != NoticeKind::end_of_alert;
}

void check_issuer(Check& is, const PostId& post, bool mairie, const char* field) {
  if (mairie)
    is.that(post.is_zero(), field, "zero in what a mairie announces");
  else
    is.post(post, field);
}

void check_sectors(Check& is, const std::vector<SectorId>& sectors) {
  is.that(!sectors.empty() && sectors.size() <= limits::sectors_max, "sectors", "none or too many");
  for (auto sector : sectors) is.sector(sector, "sectors");
  is.that(std::adjacent_find(sectors.begin(), sectors.end(), std::greater_equal<>()) == sectors.end(),
          "sectors", "not ascending, or one twice");
}

void check_facts(Check& is, const Notice& notice) {
  bool said = notice.facts_from != Instant{} || notice.facts_until != Instant{};
  is.that(said || !facts_are_asked(notice.kind), "factsFrom", "this template says when");
  is.that(!said || facts_are_allowed(notice.kind), "factsFrom", "not used by this template: must be zero");
  if (!said) return;
  is.instant(notice.facts_from, "factsFrom");
  is.instant(notice.facts_until, "factsUntil");
  is.that(notice.facts_from < notice.facts_until, "factsUntil", "not after its beginning");
  is.that(notice.facts_until - notice.facts_from <= notice_facts_max, "factsUntil",
          "more than 31 days later");
}

// An optional enumeration is 0 on the wire where it is absent.
template <class Enum>
struct OrZero {
  std::uint8_t number = 0;
  explicit OrZero(const std::optional<Enum>& value) : number(value ? static_cast<std::uint8_t>(*value) : 0) {}
  std::optional<Enum> value() const {
    return number == 0 ? std::nullopt : std::optional<Enum>(static_cast<Enum>(number));
  }
};
template <class Enum>
void optional_enumerator(FieldWriter& f, const char* name, const std::optional<Enum>& value) {
  f.number(name, OrZero<Enum>(value).number);
}
template <class Enum>
void optional_enumerator(FieldReader& f, const char* name, std::optional<Enum>& value) {
  OrZero<Enum> read{std::nullopt};
  f.number(name, read.number);
  value = read.value();
}

}  // namespace

Status check(const Notice& notice) {
  Check is("notice");
  is.set(notice.id, "id");
  is.commune(notice.commune, "commune");
  is.known(notice.kind, "kind");
  check_issuer(is, notice.post, of_mairie(notice.kind), "post");
  is.known(notice.category, "category");
  is.that(notice.category.has_value() == (notice.kind == NoticeKind::witness_call), "category",
          "set in a call for witnesses and only there");
  is.that(notice.category != Category::missing_person, "category", "a missing person has her own template");
  is.known(notice.risk, "risk");
  is.that(notice.risk.has_value() == (notice.kind == NoticeKind::risk), "risk",
          "set in the announcement of a risk and only there");
  is.known(notice.venue, "venue");
  is.that(notice.venue.has_value() == (notice.kind == NoticeKind::meeting), "venue",
          "set for a meeting and only there");
  is.that((notice.advice & ~advice_all) == 0, "advice", "a bit that is not in the list");
  is.that(notice.advice != 0 || notice.kind != NoticeKind::prevention, "advice", "none in a prevention");
  check_sectors(is, notice.sectors);
  is.that(notice.ends.is_zero() == (notice.kind != NoticeKind::end_of_alert), "ends",
          "set in an end of alert and only there");
  is.that(notice.ends != notice.id, "ends", "itself");
  check_facts(is, notice);
  is.instant(notice.written, "written");
  is.instant(notice.until, "until");
  is.that(notice.written < notice.until, "until", "not after the writing");
  return std::move(is).result();
}

Status check(const NoticeCancel& cancel) {
  Check is("notice_cancel");
  is.set(cancel.notice, "notice");
  is.commune(cancel.commune, "commune");
  if (!cancel.post.is_zero()) is.post(cancel.post, "post");
  is.known(cancel.reason, "reason");
  is.instant(cancel.at, "at");
  return std::move(is).result();
}

Status check(const NoticeDisplay& display) {
  Check is("notice_display");
  is.set(display.notice, "notice");
  is.set(display.document, "document");
  is.set(display.mandate, "mandate");
  is.instant(display.at, "at");
  return std::move(is).result();
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Notice>& v) {
  f.bytes("id", v.id);
  f.bytes("commune", v.commune);
  f.bytes("post", v.post);
  f.enumerator("kind", v.kind);
  optional_enumerator(f, "category", v.category);
  optional_enumerator(f, "risk", v.risk);
  optional_enumerator(f, "venue", v.venue);
  f.number("exercise", v.exercise);
  f.number("advice", v.advice);
  f.numbers("sectors", v.sectors);
  f.bytes("ends", v.ends);
  f.instant("factsFrom", v.facts_from);
  f.instant("factsUntil", v.facts_until);
  f.instant("written", v.written);
  f.instant("until", v.until);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<NoticeCancel>& v) {
  f.bytes("notice", v.notice);
  f.bytes("commune", v.commune);
  f.bytes("post", v.post);
  f.enumerator("reason", v.reason);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<NoticeDisplay>& v) {
  f.bytes("notice", v.notice);
  f.bytes("document", v.document);
  f.bytes("mandate", v.mandate);
  f.instant("at", v.at);
}

TOCSIN_DOCUMENT(Notice, "notice")
TOCSIN_DOCUMENT(NoticeCancel, "notice_cancel")
TOCSIN_DOCUMENT(NoticeDisplay, "notice_display")

}  // namespace tocsin::wire
