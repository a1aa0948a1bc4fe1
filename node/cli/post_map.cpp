// `tocsin post map`: what is open, counted by sector. A place is part of a content and of nothing else, so it
// is not here (R36).
#include <CLI/CLI.hpp>
#include <map>
#include <sstream>
#include <tuple>

#include "node/cli/acts.h"
#include "node/cli/post_desk.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

struct OnMap {
  std::string commune_name, sector_name;
  unsigned open = 0, unopened = 0, in_progress = 0, held = 0;
};
// Exercises never stand in one number with what is real (R27).
using Spot = std::tuple<std::string, SectorId, bool>;  // INSEE code, sector, exercise
using Map = std::map<Spot, OnMap>;

const Words heading{"commune|secteur|ouvertes|non lues|en cours|à part",
                    "commune|sector|open|unread|in progress|held apart"};
const Words places{"Un lieu se lit en ouvrant l’alerte, avec un motif : tocsin post open (R19, R36).",
                   "A place is read by opening its alert, with a reason: tocsin post open (R19, R36)."};

// Every sector is there, also where nothing is open.
Map map_of(const client::Roster& roster, const std::vector<client::InboxAlert>& alerts) {
  Map map;
  for (const auto& held : roster.charters())
    for (const auto& sector : held.value.sectors) {
      auto& spot = map[{to_string(held.value.commune), sector.id, held.value.exercise}];
      spot.commune_name = held.value.name;
      spot.sector_name = sector.name;
    }
  for (const auto& alert : alerts) {
    const auto& header = alert.header;
    auto& spot = map[{to_string(header.commune), header.sector, header.exercise()}];
    spot.commune_name = alert.commune;
    spot.sector_name = alert.sector;
    const auto* standing = alert.standing();
    const bool unread = standing == nullptr || standing->state == AlertState::delivered ||
                        standing->state == AlertState::held || standing->state == AlertState::released;
    ++spot.open;
    spot.unopened += unread ? 1 : 0;
    spot.in_progress += header.in_progress() ? 1 : 0;
    spot.held += alert.held_apart ? 1 : 0;
  }
  return map;
}

std::string table_of(const Map& map) {
  std::vector<std::vector<std::string>> rows(1);
  std::istringstream columns{std::string(say(heading))};
  for (std::string column; std::getline(columns, column, '|');) rows.front().push_back(column);
  for (const auto& [spot, counted] : map) {
    const auto& [commune, sector, exercise] = spot;
    std::string where = std::to_string(sector) + " " + counted.sector_name;
    if (exercise) where = (language() == policy::Language::fr ? "EXERCICE · " : "EXERCISE · ") + where;
    rows.push_back({counted.commune_name, where, std::to_string(counted.open),
                    std::to_string(counted.unopened), std::to_string(counted.in_progress),
                    std::to_string(counted.held)});
  }
  return to_table(rows);
}

int show(const Context& context) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  if (auto fresh = (*office)->official().refresh(); !fresh) return report(context, fresh.error());
  client::Desk desk((*office)->official());
  auto alerts = desk.inbox();
  if (!alerts) return report(context, alerts.error());
  const auto map = map_of((*office)->official().roster(), *alerts);
  List list;
  for (const auto& [spot, counted] : map) {
    const auto& [commune, sector, exercise] = spot;
    list.push_back(Record{{"commune", commune},
                          {"commune_name", counted.commune_name},
                          {"sector", unsigned{sector}},
                          {"sector_name", counted.sector_name},
                          {"exercise", exercise},
                          {"open", counted.open},
                          {"unopened", counted.unopened},
                          {"in_progress", counted.in_progress},
                          {"held", counted.held}});
  }
  context.out.talk(say(places));
  return context.out.done({{"sectors", list}}, table_of(map));
}

}  // namespace

void add_map(CLI::App& post, Context& context) {
  auto& map = add_command(post, "map",
                          "how many alerts are open in each sector; never a place: that is read by opening "
                          "an alert, with a reason (R19, R36)",
                          "  tocsin post map\n  tocsin post map --json");
  on_run(map, context, [&context] { return show(context); });
}

}  // namespace tocsin::node::cli
