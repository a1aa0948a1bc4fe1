// Parts of `tocsin mairie` in files of their own.
#pragma once
#include "node/cli/ceremony.h"

namespace tocsin::node::cli {

// What `tocsin mairie init` was asked. Empty: not said.
struct CharterWish {
  std::string name, insee, post, signed_on;
  std::vector<std::string> sectors, borders, categories, limits, relays, gateways;
  Path from, node, record, previous, key, out, conduct, streets, map;
  bool real = false, no_streets = false, no_map = false;
  int months = 36;
};
// Takes what the file of `--from` says into what was not said on the command line. not_found, malformed: the
// file, its line.
Status read_founding(CharterWish& wish);
// The charter without the office's key. Asks which commune is meant where several have the name. not_found:
// no commune has it; configuration or malformed: what was typed, or a file, is wrong.
Result<wire::Charter> draft_charter(const Context& context, const CharterWish& wish);

void add_import_streets(CLI::App& mairie, Context& context);
void add_import_map(CLI::App& mairie, Context& context);
void add_desk_entry(CLI::App& mairie, Context& context);
void add_renew(CLI::App& mairie, Context& context);
void add_mairie_founding(CLI::App& mairie, Context& context);  // init, commission, sign

}  // namespace tocsin::node::cli
