#include "protocol/notice_words.h"

namespace tocsin {
namespace {

// One line per enumerator, in the order of its number, from 1.
struct Entry {
  std::string_view slug;
  Words words;
};

constexpr Entry kinds[] = {
    {"prevention", {"Prévention", "Prevention"}},
    {"scam_in_progress", {"Escroquerie en cours", "Scam in progress"}},
    {"burglary_series", {"Série de cambriolages", "Series of burglaries"}},
    {"witness_call", {"Appel à témoins", "Call for witnesses"}},
    {"missing_person", {"Personne disparue", "Missing person"}},
    {"end_of_alert", {"Fin d’alerte", "End of alert"}},
    {"meeting", {"Réunion", "Meeting"}},
    {"risk", {"Risque naturel ou technologique", "Natural or technical risk"}},
};
constexpr Entry advices[] = {
    {"lock_up", {"Fermez portes, fenêtres et volets", "Lock doors, windows and shutters"}},
    {"ask_for_a_card",
     {"Demandez une carte professionnelle avant d’ouvrir", "Ask for a professional card before opening"}},
    {"never_give_codes",
     {"Ne donnez ni code ni carte bancaire, à personne", "Give no code and no bank card to anyone"}},
    {"hang_up_and_check",
     {"Raccrochez et rappelez vous-même le numéro habituel", "Hang up and call the usual number yourself"}},
    {"tell_lonely_neighbours",
     {"Prévenez vos voisins âgés ou isolés", "Tell neighbours who are old or alone"}},
    {"observe_do_not_follow",
     {"Observez, n’approchez pas, ne suivez pas", "Observe; do not approach, do not follow"}},
    {"call_17_in_danger", {"En cas de danger, appelez le 17", "In danger, call 17"}},
    {"report_what_was_seen",
     {"Vous avez vu quelque chose : envoyez une alerte", "If you saw something, send an alert"}},
    {"stay_inside", {"Restez à l’abri", "Stay inside"}},
    {"avoid_the_area", {"Évitez le secteur", "Avoid the area"}},
    {"move_upstairs", {"Montez à l’étage", "Move upstairs"}},
    {"register_absence",
     {"Absent ? Inscrivez-vous à l’opération tranquillité vacances", "Away? Register for holiday watch"}},
};
constexpr Entry risks[] = {
    {"flood", {"Inondation", "Flood"}},
    {"storm", {"Tempête ou orage", "Storm"}},
    {"snow_or_ice", {"Neige ou verglas", "Snow or ice"}},
    {"fire", {"Incendie", "Fire"}},
    {"landslide", {"Glissement de terrain", "Landslide"}},
    {"industrial", {"Accident industriel ou transport dangereux", "Industrial or transport accident"}},
    {"heat", {"Canicule", "Heat wave"}},
    {"drinking_water", {"Eau non potable ou coupée", "Water unfit to drink or cut off"}},
    {"power_cut", {"Coupure d’électricité", "Power cut"}},
    {"road_closed", {"Route coupée", "Road closed"}},
};
constexpr Entry venues[] = {
    {"town_hall", {"À la mairie", "At the town hall"}},
    {"village_hall", {"À la salle des fêtes", "At the village hall"}},
    {"school", {"À l’école", "At the school"}},
    {"police_post", {"Au poste", "At the police post"}},
};
constexpr Entry reasons[] = {
    {"mistake", {"Envoyé par erreur", "Sent by mistake"}},
    {"over", {"L’affaire est terminée", "The matter is over"}},
    {"replaced", {"Remplacé par un autre avis", "Replaced by another notice"}},
};
static_assert(std::size(kinds) == notice_kind_count);
static_assert(std::size(advices) == notice_advice_count);

std::span<const Entry> table(NoticeKind) {
  return kinds;
}
std::span<const Entry> table(NoticeAdvice) {
  return advices;
}
std::span<const Entry> table(RiskKind) {
  return risks;
}
std::span<const Entry> table(Venue) {
  return venues;
}
std::span<const Entry> table(CancelReason) {
  return reasons;
}

template <class Enum>
Entry entry(Enum value) {
  auto number = static_cast<std::uint8_t>(value);
  auto entries = table(value);
  return number >= 1 && number <= entries.size() ? entries[number - 1u] : Entry{};
}
template <class Enum>
std::optional<Enum> find(std::string_view text) {
  auto entries = table(Enum{});
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].slug == text) return static_cast<Enum>(i + 1);
  return std::nullopt;
}

}  // namespace

#define TOCSIN_ENUMERATION(Enum)                               \
  template <>                                                  \
  bool is_known<Enum>(std::uint8_t value) {                    \
    return value >= 1 && value <= table(Enum{}).size();        \
  }                                                            \
  template <>                                                  \
  std::optional<Enum> from_slug<Enum>(std::string_view text) { \
    return find<Enum>(text);                                   \
  }                                                            \
  Words words(Enum value) {                                    \
    return entry(value).words;                                 \
  }                                                            \
  std::string_view slug(Enum value) {                          \
    return entry(value).slug;                                  \
  }
TOCSIN_ENUMERATION(NoticeKind)
TOCSIN_ENUMERATION(NoticeAdvice)
TOCSIN_ENUMERATION(RiskKind)
TOCSIN_ENUMERATION(Venue)
TOCSIN_ENUMERATION(CancelReason)
#undef TOCSIN_ENUMERATION

}  // namespace tocsin
