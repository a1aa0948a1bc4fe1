// What goes down to referents, as values: notices, their cancels, and the device's receipt that one was
// shown. Closed lists, sectors and instants: no field holds text, and none a person. Who must sign is in
// protocol/seal/notices.h.
#pragma once
#include "protocol/notice_words.h"
#include "protocol/wire/documents.h"

namespace tocsin::wire {

// The facts that a notice speaks of lie within this span.
constexpr std::chrono::hours notice_facts_max = days(31);

struct Notice {
  NoticeId id;
  Insee commune;
  PostId post;  // who writes it; zero: the commune's mairie, for its two templates and only them
  NoticeKind kind{};
  std::optional<Category> category;  // what witnesses are asked about; witness_call only, and never DIS
  std::optional<RiskKind> risk;      // risk only
  std::optional<Venue> venue;        // meeting only
  bool exercise = false;
  std::uint64_t advice = 0;       // bit n = NoticeAdvice n; at least one in a prevention
  std::vector<SectorId> sectors;  // ascending, at least one
  NoticeId ends;                  // the notice that is over; end_of_alert only, else zero
  // When what it speaks of happens or happened; both zero: not said. Always said in a call for witnesses, of
  // a missing person (since when, and until when she was looked for) and of a meeting.
  Instant facts_from{}, facts_until{};
  Instant written{}, until{};  // shown in [written, until)
  bool operator==(const Notice&) const = default;
};

struct NoticeCancel {
  NoticeId notice;
  Insee commune;
  PostId post;  // whose notice it is, as in the notice
  CancelReason reason{};
  Instant at{};
  bool operator==(const NoticeCancel&) const = default;
};

struct NoticeDisplay {  // a referent's device: it showed this document
  NoticeId notice;
  Hash document;  // document hash of the notice or of its cancel
  MandateId mandate;
  Instant at{};
  bool operator==(const NoticeDisplay&) const = default;
};

constexpr std::uint64_t bit(NoticeAdvice advice) {
  return std::uint64_t{1} << static_cast<unsigned>(advice);
}

Status check(const Notice&);
Status check(const NoticeCancel&);
Status check(const NoticeDisplay&);
Bytes encode(const Notice&);
Bytes encode(const NoticeCancel&);
Bytes encode(const NoticeDisplay&);
template <>
Result<Notice> decode<Notice>(ByteView bytes);
template <>
Result<NoticeCancel> decode<NoticeCancel>(ByteView bytes);
template <>
Result<NoticeDisplay> decode<NoticeDisplay>(ByteView bytes);
template <>
constexpr DocumentType type_of<Notice>() {
  return DocumentType::notice;
}
template <>
constexpr DocumentType type_of<NoticeCancel>() {
  return DocumentType::notice_cancel;
}
template <>
constexpr DocumentType type_of<NoticeDisplay>() {
  return DocumentType::notice_display;
}

}  // namespace tocsin::wire
