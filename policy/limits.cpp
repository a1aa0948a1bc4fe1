#include "policy/limits.h"

#include <algorithm>
#include <cstddef>

namespace tocsin::policy {
namespace {

using enum Order;

constexpr std::uint32_t all_categories = ((1u << category_count) - 1u) << 1u;

// One row per limit, in the order of its number: field, order, unit, ceiling, prefecture's default, floor,
// reason.
#define TOCSIN_LIMIT(name) Limit::name, &Limits::name, #name
constexpr LimitRow table[] = {
    {TOCSIN_LIMIT(alerts_per_day), smaller_is_tighter, Unit::alerts, 20, 5, 0,
     "R10 : quelques personnes écrivent l’essentiel des signalements abusifs ; le quota est par personne",
     "R10: a few people write most abusive reports; the quota is per person"},
    {TOCSIN_LIMIT(alerts_per_30_days), smaller_is_tighter, Unit::alerts, 60, 20, 0,
     "R10 : le même, sur trente jours", "R10: the same over thirty days"},
    {TOCSIN_LIMIT(hard_cap_per_day), smaller_is_tighter, Unit::alerts, 20, 20, 0,
     "R10 : un danger en cours passe le quota, jusqu’à ce plafond",
     "R10: a danger in progress passes the quota, up to this cap"},
    {TOCSIN_LIMIT(hard_cap_per_30_days), smaller_is_tighter, Unit::alerts, 60, 60, 0,
     "R10 : le même plafond, sur trente jours", "R10: the same cap over thirty days"},
    {TOCSIN_LIMIT(desk_entries_per_day), smaller_is_tighter, Unit::alerts, 5, 5, 0,
     "R35 : la saisie à la mairie reste l’exception", "R35: entry at the town hall stays the exception"},
    {TOCSIN_LIMIT(same_target_count), smaller_is_tighter, Unit::reports, 3, 3, 2,
     "R11 : s’acharner sur une personne n’est pas veiller ; un premier signalement n’est jamais retenu",
     "R11: persisting against one person is not watching; a first report is never held"},
    {TOCSIN_LIMIT(patrol_sectors), smaller_is_tighter, Unit::sectors, 3, 3, 2,
     "R12 : un référent observe chez lui, il ne patrouille pas",
     "R12: a referent observes from home and does not patrol"},
    {TOCSIN_LIMIT(categories), fewer_bits_is_tighter, Unit::categories, all_categories, all_categories, 0,
     "R6 : liste courte et fermée ; INC et DEP fermées tant que la charte ne les nomme pas",
     "R6: a short closed list; INC and DEP are off until the charter names them"},
    {TOCSIN_LIMIT(undo_seconds), smaller_is_tighter, Unit::seconds, 60, 60, 5,
     "R28 : une alerte n’attend pas plus longtemps que cela", "R28: an alert waits no longer than this"},
    {TOCSIN_LIMIT(accepted_within_seconds), smaller_is_tighter, Unit::seconds, 30, 30, 5,
     "R33 : passé ce délai sans réponse de la commune, l’écran dit d’appeler le 17",
     "R33: after this time without the commune's answer the screen says to call 17"},
    {TOCSIN_LIMIT(delivered_within_seconds), smaller_is_tighter, Unit::seconds, 120, 120, 10,
     "R33 : passé ce délai sans réponse du poste, l’écran dit d’appeler le 17",
     "R33: after this time without the post's answer the screen says to call 17"},
    {TOCSIN_LIMIT(keep_ended_hours), smaller_is_tighter, Unit::hours, 24, 24, 1,
     "R26 : alertes refusées, retirées, périmées, mensongères",
     "R26: refused, withdrawn, expired, lying alerts"},
    {TOCSIN_LIMIT(keep_not_taken_days), smaller_is_tighter, Unit::days, 30, 30, 4,
     "R26 : sans suite ; jamais moins que la vie d’une alerte (72 h)",
     "R26: not taken up; never less than the life of an alert (72 h)"},
    {TOCSIN_LIMIT(keep_taken_days), smaller_is_tighter, Unit::days, 90, 90, 7,
     "R26 : prises en compte, depuis le dernier changement", "R26: taken up, from the last change"},
    {TOCSIN_LIMIT(keep_at_most_days), smaller_is_tighter, Unit::days, 365, 365, 30,
     "R26 : quel que soit le chemin, depuis l’arrivée", "R26: by any path, from arrival"},
    {TOCSIN_LIMIT(mandate_months), smaller_is_tighter, Unit::months, 12, 12, 1,
     "R3 : la confiance se renouvelle chaque année", "R3: trust is renewed every year"},
    {TOCSIN_LIMIT(training_months), smaller_is_tighter, Unit::months, 24, 24, 1,
     "R4 : une formation s’oublie", "R4: a training is forgotten"},
    {TOCSIN_LIMIT(exercise_window_hours), smaller_is_tighter, Unit::hours, 4, 4, 0,
     "R27 : un exercice oublié ouvert noierait les vraies alertes",
     "R27: an exercise left open would drown real alerts"},
    {TOCSIN_LIMIT(mask_minimum), larger_is_tighter, Unit::alerts, 5, 5, 100,
     "R20 : un petit nombre désigne quelqu’un", "R20: a small count points at someone"},
    {TOCSIN_LIMIT(table_inhabitants), larger_is_tighter, Unit::inhabitants, 5'000, 5'000, 10'000'000,
     "R20 : dans une petite commune, un secteur et une catégorie désignent quelqu’un",
     "R20: in a small commune a sector and a category point at someone"},
    {TOCSIN_LIMIT(notice_hours), smaller_is_tighter, Unit::hours, 72, 72, 1, "R17 : un avis périmé trompe",
     "R17: a stale notice misleads"},
    {TOCSIN_LIMIT(witness_call_hours), smaller_is_tighter, Unit::hours, 12, 12, 1,
     "R17 : un appel à témoins n’est pas une traque", "R17: a call for witnesses is not a hunt"},
    {TOCSIN_LIMIT(notices_per_week), smaller_is_tighter, Unit::notices, 2, 2, 0,
     "R17 : trop d’avis ne sont plus lus ; par secteur, hors risques",
     "R17: too many notices go unread; per sector, risks excepted"},
    {TOCSIN_LIMIT(loosening_wait_days), larger_is_tighter, Unit::days, 7, 7, 90,
     "R24 : chacun peut voir venir un assouplissement", "R24: everyone can see a loosening come"},
    {TOCSIN_LIMIT(cool_down_hours), larger_is_tighter, Unit::hours, 24, 24, 720,
     "R14 : un temps d’arrêt après un abus", "R14: a pause after an abuse"},
};
#undef TOCSIN_LIMIT
static_assert(sizeof table / sizeof *table == limit_count);

// Numbers in order, and floor ≤ default ≤ ceiling in the sense of each order.
constexpr bool table_is_sound() {
  for (std::size_t i = 0; i < limit_count; ++i) {
    const auto& row = table[i];
    if (row.id != static_cast<Limit>(i + 1)) return false;
    bool sound = false;
    switch (row.order) {
      case smaller_is_tighter: sound = row.floor <= row.prefecture && row.prefecture <= row.ceiling; break;
      case larger_is_tighter: sound = row.floor >= row.prefecture && row.prefecture >= row.ceiling; break;
      case fewer_bits_is_tighter: sound = (row.prefecture & ~row.ceiling) == 0; break;
    }
    if (!sound) return false;
  }
  return true;
}
static_assert(table_is_sound());
// Every field of `Limits` has its row.
static_assert(sizeof(Limits) == limit_count * sizeof(std::uint32_t));

constexpr std::uint32_t tighter(Order order, std::uint32_t a, std::uint32_t b) {
  switch (order) {
    case smaller_is_tighter: return a < b ? a : b;
    case larger_is_tighter: return a > b ? a : b;
    case fewer_bits_is_tighter: return a & b;
  }
  return 0;
}

}  // namespace

std::span<const LimitRow> limit_table() {
  return table;
}

const LimitRow* find_limit(std::uint8_t id) {
  return id == 0 || id > limit_count ? nullptr : &table[id - 1];
}

Limits ceiling() {
  Limits limits;
  for (const auto& row : table) limits.*row.field = row.ceiling;
  return limits;
}
Limits prefecture_default() {
  Limits limits;
  for (const auto& row : table) limits.*row.field = row.prefecture;
  return limits;
}
Limits charter_default() {
  Limits limits = ceiling();
  limits.categories &= ~(bit(Category::incivility) | bit(Category::dumping));
  return limits;
}

bool set(Limits& limits, std::uint8_t id, std::uint32_t value) {
  const auto* row = find_limit(id);
  if (row == nullptr) return false;
  switch (row->order) {
    case smaller_is_tighter:
      if (value < row->floor) return false;
      break;
    case larger_is_tighter:
      if (value > row->floor) return false;
      break;
    case fewer_bits_is_tighter:
      if ((value & ~row->ceiling) != 0) return false;
      break;
  }
  limits.*row->field = value;
  return true;
}
std::uint32_t get(const Limits& limits, std::uint8_t id) {
  const auto* row = find_limit(id);
  return row == nullptr ? 0 : limits.*row->field;
}

Limits meet(const Limits& a, const Limits& b) {
  Limits both;
  for (const auto& row : table) both.*row.field = tighter(row.order, a.*row.field, b.*row.field);
  return both;
}
bool no_looser_than(const Limits& a, const Limits& b) {
  return meet(a, b) == a;
}
const LimitRow* first_looser(const Limits& a, const Limits& b) {
  for (const auto& row : table)
    if (tighter(row.order, a.*row.field, b.*row.field) != a.*row.field) return &row;
  return nullptr;
}
Limits effective(const Limits& rules, const Limits& charter, const Limits& overlay, const Limits& mandate) {
  return meet(meet(meet(ceiling(), rules), meet(charter, overlay)), mandate);
}

Instant add_months(Instant from, std::uint32_t months) {
  from = from_ms(to_ms(from));  // bounds the calendar arithmetic
  auto day = std::chrono::floor<std::chrono::days>(from);
  auto moved = std::chrono::year_month_day(day) + std::chrono::months(std::min(months, 1'200u));
  if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
  return Instant(std::chrono::sys_days(moved)) + (from - day);
}

std::string_view slug(Order order) {
  switch (order) {
    case smaller_is_tighter: return "smaller";
    case larger_is_tighter: return "larger";
    case fewer_bits_is_tighter: return "fewer";
  }
  return {};
}
std::string_view slug(Unit unit) {
  switch (unit) {
    case Unit::alerts: return "alerts";
    case Unit::reports: return "reports";
    case Unit::sectors: return "sectors";
    case Unit::categories: return "categories";
    case Unit::seconds: return "s";
    case Unit::hours: return "h";
    case Unit::days: return "days";
    case Unit::months: return "months";
    case Unit::inhabitants: return "inhabitants";
    case Unit::notices: return "notices";
  }
  return {};
}

}  // namespace tocsin::policy
