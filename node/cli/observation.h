// What was seen, from words on a command line: the same options for a referent's own alert and for one that
// the desk enters.
#pragma once
#include <string>
#include <vector>

#include "node/cli/commands.h"
#include "node/client/sealing.h"

namespace tocsin::node::cli {

struct SeenWish {
  std::string category, at, street, vehicle_type, colour, make, plate;
  std::vector<std::string> conducts, persons;
  int sector = 0, number = 0, person_count = 0;
  bool in_progress = false, called17 = false, exercise = false;
};
// `wish` must live as long as the command.
void add_seen_options(CLI::App& command, SeenWish& wish);
// configuration: a word that is not in its list, with the list. The sector and the street
// (place_street) are left to the caller.
Result<client::Observation> parse_seen(const SeenWish& wish);

}  // namespace tocsin::node::cli
