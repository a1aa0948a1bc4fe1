// `tocsin policy`: the rules, printed from the code that decides.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/device.h"
#include "node/cli/words.h"
#include "policy/describe.h"
#include "policy/rules.h"

namespace tocsin::node::cli {
namespace {

int show(const Context& context, const std::string& what) {
  List rules, limits;
  for (const auto& row : policy::rules())
    rules.push_back(Record{{"rule", policy::name(row.rule)},
                           {"in_force", row.in_force},
                           {"fr", row.fr},
                           {"en", row.en},
                           {"source", row.source}});
  for (const auto& row : policy::limit_table())
    limits.push_back(Record{{"limit", row.slug},
                            {"order", policy::slug(row.order)},
                            {"unit", policy::slug(row.unit)},
                            {"ceiling", row.ceiling},
                            {"default", row.prefecture},
                            {"floor", row.floor}});
  if (what == "rules") return context.out.done({{"rules", rules}}, policy::describe_rules());
  if (what == "limits") return context.out.done({{"limits", limits}}, policy::describe_limits());
  if (what == "matrix")
    return context.out.done({{"matrix", policy::describe_matrix()}}, policy::describe_matrix());
  return context.out.done(
      {{"rules", rules}, {"limits", limits}, {"matrix", policy::describe_matrix()}},
      policy::describe_matrix() + "\n" + policy::describe_rules() + "\n" + policy::describe_limits());
}

int explain(const Context& context, const std::string& name) {
  for (const auto& row : policy::rules()) {
    if (policy::name(row.rule) != name) continue;
    return context.out.done(
        {{"rule", name}, {"fr", row.fr}, {"en", row.en}, {"source", row.source}},
        std::string(row.fr) + "\n" + std::string(row.en) + "\n" + std::string(row.source));
  }
  return context.out.failed({Errc::not_found, "there is no rule " + name + "; they are R1 to R36"});
}

}  // namespace

void add_policy(CLI::App& app, Context& context) {
  auto& policy = add_command(app, "policy", "roles, rules and limits, printed from the code",
                             "  tocsin policy show rules\n  tocsin policy explain R10");
  auto what = std::make_shared<std::string>();
  auto& showing = add_command(policy, "show", "the role matrix, the rules, the limits",
                              "  tocsin policy show\n  tocsin policy show limits --json");
  showing.add_option("what", *what, "matrix, rules or limits; default: all")
      ->check(CLI::IsMember({"matrix", "rules", "limits"}));
  on_run(showing, context, [&context, what] { return show(context, *what); });
  auto rule = std::make_shared<std::string>();
  auto& explaining = add_command(policy, "explain", "what a rule asks and where it comes from",
                                 "  tocsin policy explain R10");
  explaining.add_option("rule", *rule, "R1 to R36")->required();
  on_run(explaining, context, [&context, rule] { return explain(context, *rule); });
}

}  // namespace tocsin::node::cli
