// The closed lists a notice is written in. There is no free text, and no field in which a person could stand.
// Numbers are wire format: append only, never renumber. Zero is never a value unless it says so.
#pragma once
#include "protocol/vocabulary.h"

namespace tocsin {

// The templates. The first six are a post's, the last two a mairie's (R16).
enum class NoticeKind : std::uint8_t {
  prevention = 1,
  scam_in_progress = 2,
  burglary_series = 3,
  witness_call = 4,
  missing_person = 5,  // while it is open, DIS may be reported (R6)
  end_of_alert = 6,
  meeting = 7,
  risk = 8,
};
constexpr std::uint8_t notice_kind_count = 8;

// What readers are asked to do. A bit each in the notice's mask (bit = value).
enum class NoticeAdvice : std::uint8_t {
  lock_up = 1,
  ask_for_a_card = 2,
  never_give_codes = 3,
  hang_up_and_check = 4,
  tell_lonely_neighbours = 5,
  observe_do_not_follow = 6,
  call_17_in_danger = 7,
  report_what_was_seen = 8,
  stay_inside = 9,
  avoid_the_area = 10,
  move_upstairs = 11,
  register_absence = 12,
};
constexpr std::uint8_t notice_advice_count = 12;

enum class RiskKind : std::uint8_t {
  flood = 1,
  storm = 2,
  snow_or_ice = 3,
  fire = 4,
  landslide = 5,
  industrial = 6,
  heat = 7,
  drinking_water = 8,
  power_cut = 9,
  road_closed = 10,
};

enum class Venue : std::uint8_t { town_hall = 1, village_hall = 2, school = 3, police_post = 4 };

enum class CancelReason : std::uint8_t {
  mistake = 1,
  over = 2,
  replaced = 3,
};

Words words(NoticeKind);
Words words(NoticeAdvice);
Words words(RiskKind);
Words words(Venue);
Words words(CancelReason);
std::string_view slug(NoticeKind);
std::string_view slug(NoticeAdvice);
std::string_view slug(RiskKind);
std::string_view slug(Venue);
std::string_view slug(CancelReason);

template <>
bool is_known<NoticeKind>(std::uint8_t value);
template <>
bool is_known<NoticeAdvice>(std::uint8_t value);
template <>
bool is_known<RiskKind>(std::uint8_t value);
template <>
bool is_known<Venue>(std::uint8_t value);
template <>
bool is_known<CancelReason>(std::uint8_t value);
template <>
std::optional<NoticeKind> from_slug<NoticeKind>(std::string_view text);
template <>
std::optional<NoticeAdvice> from_slug<NoticeAdvice>(std::string_view text);
template <>
std::optional<RiskKind> from_slug<RiskKind>(std::string_view text);
template <>
std::optional<Venue> from_slug<Venue>(std::string_view text);
template <>
std::optional<CancelReason> from_slug<CancelReason>(std::string_view text);

// True for the templates that a mairie fills in; the others are a post's.
constexpr bool of_mairie(NoticeKind kind) {
  return kind == NoticeKind::meeting || kind == NoticeKind::risk;
}

}  // namespace tocsin
