#include "node/cli/counts.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/words.h"
#include "node/client/report.h"
#include "policy/counts.h"

namespace tocsin::node::cli {
namespace {

const char* kind_of(std::uint8_t kind) {
  switch (kind) {
    case 1: return "category";
    case 2: return "sector";
    case 3: return "outcome";
    case 5: return "unfounded_in_sector";
    case 6: return "describing_persons";
    case 7: return "rule";
    case 8: return "refused_by_rule";
    case 9: return "median_delay";
    case 10: return "erased";
    case 11: return "referents";
    default: return "total";
  }
}
std::string key_of(const client::CountCell& cell) {
  if (cell.kind == 1 && cell.key <= category_count) return std::string(code(static_cast<Category>(cell.key)));
  if (cell.kind == 3 && cell.key <= 9) return std::string(slug(static_cast<ClosingCode>(cell.key)));
  if (cell.kind == 8 && cell.key == 0) return "format_time_charter";
  if (cell.kind == 9) return std::string(slug(static_cast<AlertState>(cell.key)));
  if (cell.kind == 7 || cell.kind == 8) return "R" + std::to_string(cell.key);
  return cell.kind == 2 || cell.kind == 5 ? std::to_string(cell.key) : "";
}

constexpr std::uint8_t delay = 9;
// "<= 5 min", "> 24 h".
std::string band_text(std::uint64_t band) {
  const auto& ends = policy::delay_bands;
  const bool longest = band == 0 || band > ends.size();
  const auto end = std::chrono::duration_cast<minutes>(longest ? ends.back() : ends[band - 1]).count();
  return (longest ? "> " : "<= ") +
         (end < 60 ? std::to_string(end) + " min" : std::to_string(end / 60) + " h");
}

List list_of(const client::Counts& counts) {
  List list;
  for (const auto& cell : counts.cells) {
    Record record{{"kind", kind_of(cell.kind)}, {"key", key_of(cell)}, {"masked", !cell.count.has_value()}};
    if (cell.count && cell.kind != delay)
      record.push_back({"count", *cell.count});
    else if (cell.count)
      record.push_back({"median", band_text(*cell.count)});
    if (cell.whole) record.push_back({"of", *cell.whole});
    list.push_back(std::move(record));
  }
  return list;
}
std::string table_of(const client::Counts& counts) {
  std::vector<std::vector<std::string>> table{{"what", "which", "count"}};
  for (const auto& cell : counts.cells) {
    std::string shown = cell.count ? std::to_string(*cell.count) : "<" + std::to_string(counts.mask_minimum);
    if (cell.count && cell.kind == delay) shown = band_text(*cell.count);
    if (cell.whole) shown += " / " + std::to_string(*cell.whole);
    table.push_back({kind_of(cell.kind), key_of(cell), shown});
  }
  return to_table(table);
}

const Words not_counted{"Ce nœud ne comptait pas encore dans cette période.",
                        "This node did not count yet in that period."};
const Words not_closed{"Trimestre pas encore clos : ses nombres ne sont montrés à personne (R20).",
                       "Not closed yet: its numbers are shown to nobody (R20)."};
const Words partly{"Le nœud compte depuis le ", "The node has counted since "};
const Words no_sum{
    "Aucune somme de l’année : trois trimestres s’en soustrairaient (R20). Les refus et les signaux trop peu "
    "nombreux sont masqués ou absents.",
    "No sum of the year: three quarters could be subtracted from it (R20). Refusals and flags that are too "
    "few are masked or left out."};
const Words no_sectors{"Trop peu d’habitants pour montrer des nombres par secteur (R20).",
                       "Too few people live here to show numbers by sector (R20)."};
const Words ask_the_post{
    "La part des alertes qui décrivent des personnes est comptée à la brigade : tocsin "
    "post report.",
    "The share of alerts that describe persons is counted at the post: tocsin post "
    "report."};
const Words ask_the_mairie{
    "Catégories, issues et secteurs sont comptés à la mairie : tocsin mairie report.",
    "Categories, outcomes and sectors are counted at the mairie: tocsin mairie report."};
const Words no_review{"Aucun examen ouvert.", "No review opened."};
const Words reviews_gone{"Les examens répondus depuis plus d’un an et un jour sont effacés.",
                         "Reviews answered more than a year and a day ago are erased."};

int show_counts(const Context& context, const std::string& audience, const std::string& from) {
  Day first = 0;
  if (!from.empty()) {
    auto at = parse_iso(from);
    if (!at)
      return misuse(context, "--from " + from + ": write the first day of the period, such as 2026-01-01");
    first = day_of(*at);
  }
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto counts = (*office)->official().counts(first);
  if (!counts) return report(context, counts.error());
  if (!counts->held()) context.out.warn(say(not_counted));
  return context.out.done({{"from", to_iso(counts->from)},
                           {"until", to_iso(counts->until)},
                           {"exercise", counts->exercise},
                           {"counted", counts->held()},
                           {"counts", list_of(*counts)}},
                          table_of(*counts));
}

const char* slug_of(client::QuarterState state) {
  switch (state) {
    case client::QuarterState::shown: return "closed";
    case client::QuarterState::not_closed: return "not_closed";
    case client::QuarterState::not_counted: return "not_counted";
  }
  return "";
}

Record record_of(const client::QuarterReport& quarter) {
  List reviews;
  for (const auto& each : quarter.reviews)
    reviews.push_back(Record{{"rule", "R" + std::to_string(each.rule)},
                             {"opened", each.opened},
                             {"answered", each.answered},
                             {"overdue", each.overdue}});
  Record record{
      {"from", to_iso(quarter.from)}, {"until", to_iso(quarter.until)}, {"state", slug_of(quarter.state)}};
  if (quarter.state == client::QuarterState::shown) {
    record.push_back({"exercise", quarter.counts.exercise});
    record.push_back({"from_its_start", quarter.from_its_start});
    record.push_back({"counted_since", to_iso(quarter.counts.since)});
    record.push_back({"minimum", unsigned{quarter.counts.mask_minimum}});
    record.push_back({"counts", list_of(quarter.counts)});
  }
  record.push_back({"reviews", reviews});
  record.push_back({"reviews_whole", quarter.reviews_whole});
  return record;
}

std::string reviews_text(const client::QuarterReport& quarter) {
  std::string text;
  if (quarter.reviews.empty()) {
    text = std::string(say(no_review)) + "\n";
  } else {
    std::vector<std::vector<std::string>> table{{"review", "opened", "answered", "overdue"}};
    for (const auto& each : quarter.reviews)
      table.push_back({"R" + std::to_string(each.rule), std::to_string(each.opened),
                       std::to_string(each.answered), std::to_string(each.overdue)});
    text = to_table(table) + "\n";
  }
  if (!quarter.reviews_whole) text += std::string(say(reviews_gone)) + "\n";
  return text;
}

std::string text_of(const client::QuarterReport& quarter) {
  std::string text = to_iso(quarter.from).substr(0, 10) + " → " + to_iso(quarter.until).substr(0, 10) + "\n";
  switch (quarter.state) {
    case client::QuarterState::not_closed: text += std::string(say(not_closed)) + "\n"; break;
    case client::QuarterState::not_counted: text += std::string(say(not_counted)) + "\n"; break;
    case client::QuarterState::shown:
      if (quarter.counts.exercise) text += std::string(say(text::exercise)) + "\n";
      if (!quarter.from_its_start)
        text += std::string(say(partly)) + to_iso(quarter.counts.since).substr(0, 10) + ".\n";
      text += table_of(quarter.counts) + "\n";
      break;
  }
  return text + reviews_text(quarter) + "\n";
}

bool shows_sectors(const std::vector<client::QuarterReport>& quarters) {
  for (const auto& quarter : quarters)
    for (const auto& cell : quarter.counts.cells)
      if (cell.kind == 2 || cell.kind == 5) return true;
  return false;
}
bool shows_anything(const std::vector<client::QuarterReport>& quarters) {
  for (const auto& quarter : quarters)
    if (quarter.state == client::QuarterState::shown) return true;
  return false;
}

int show_report(const Context& context, const std::string& audience, int year) {
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto& official = (*office)->official();
  auto quarters = client::report_of_year(official, std::chrono::year(year), system_now());
  if (!quarters) return report(context, quarters.error());
  const bool at_post = official.office().is_post();
  List list;
  std::string text;
  for (const auto& quarter : *quarters) {
    list.push_back(record_of(quarter));
    text += text_of(quarter);
  }
  if (!at_post && shows_anything(*quarters) && !shows_sectors(*quarters))
    text += std::string(say(no_sectors)) + "\n";
  text += std::string(say(at_post ? ask_the_mairie : ask_the_post)) + "\n" + std::string(say(no_sum));
  return context.out.done({{"year", year}, {"of", at_post ? "post" : "mairie"}, {"quarters", list}}, text);
}

}  // namespace

void add_counts(CLI::App& office, Context& context, const std::string& audience) {
  const std::string name = "tocsin " + audience;
  auto from = std::make_shared<std::string>();
  auto& counting = add_command(office, "counts", "numbers of a closed period, small ones masked (R20, R32)",
                               "  " + name + " counts --from 2026-01-01");
  counting.add_option("--from", *from, "first day of the period; without it: the last closed one");
  on_run(counting, context, [&context, audience, from] { return show_counts(context, audience, *from); });

  auto year = std::make_shared<int>(0);
  auto& reporting = add_command(
      office, "report",
      "the year in its closed quarters: flags, refusals, shares, reviews; what is not closed or was not "
      "counted is said (R20, R32)",
      "  " + name + " report --year 2026\n  " + name + " report --year 2026 --json");
  reporting.add_option("--year", *year, "such as 2026")->required()->check(CLI::Range(1970, 9998));
  on_run(reporting, context, [&context, audience, year] { return show_report(context, audience, *year); });
}

}  // namespace tocsin::node::cli
