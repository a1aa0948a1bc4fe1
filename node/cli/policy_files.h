// What `tocsin policy` reads from files: the limits a document carries, one by one, and what a change needs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "node/cli/ceremony.h"
#include "policy/change.h"

namespace tocsin::node::cli {

struct PolicyWish {
  std::string what;
  Path first, second, rules, charter;
  std::vector<Path> overlays;
};
int show_effective(const Context& context, const PolicyWish& wish);
int check_document(const Context& context, const PolicyWish& wish);
int diff_documents(const Context& context, const PolicyWish& wish);
int explain_decision(const Context& context, const std::string& what, const std::string& detail);
int simulate(const Context& context, const Path& file);

}  // namespace tocsin::node::cli
