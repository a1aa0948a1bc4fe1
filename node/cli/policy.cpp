// `tocsin policy`: the rules, printed from the code that decides.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/device.h"
#include "node/cli/policy_files.h"
#include "node/cli/words.h"
#include "policy/describe.h"
#include "policy/rules.h"

namespace tocsin::node::cli {
namespace {

int show(const Context& context, const std::string& what) {
  List rules, limits;
  for (const auto& row : policy::rules())
    rules.push_back(
        Record{{"rule", policy::name(row.rule)}, {"fr", row.fr}, {"en", row.en}, {"source", row.source}});
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

}  // namespace

void add_policy(CLI::App& app, Context& context) {
  auto& policy = add_command(app, "policy", "roles, rules and limits, printed from the code",
                             "  tocsin policy show rules\n  tocsin policy explain R10\n"
                             "  tocsin policy check draft.charter --rules rules.doc\n"
                             "  tocsin policy diff ornans.charter draft.charter\n"
                             "  tocsin policy simulate scenario.json");
  policy.require_subcommand(1);
  auto standing = [](CLI::App& command, const std::shared_ptr<PolicyWish>& wish) {
    command.add_option("--rules", wish->rules, "the prefecture's rules; default: the policy's own");
  };
  auto what = std::make_shared<PolicyWish>();
  auto& showing = add_command(policy, "show", "the role matrix, the rules, the limits, what is in force",
                              "  tocsin policy show\n  tocsin policy show limits --json\n"
                              "  tocsin policy show effective --rules rules.doc --charter ornans.charter");
  showing.add_option("what", what->what, "matrix, rules, limits or effective; default: the first three")
      ->check(CLI::IsMember({"matrix", "rules", "limits", "effective"}));
  standing(showing, what);
  showing.add_option("--charter", what->charter, "effective: the commune's charter");
  showing.add_option("--overlay", what->overlays, "effective: a tightening in force; may be repeated");
  on_run(showing, context, [&context, what] {
    return what->what == "effective" ? show_effective(context, *what) : show(context, what->what);
  });

  auto checked = std::make_shared<PolicyWish>();
  auto& checking =
      add_command(policy, "check", "every limit of a draft or signed document against its bounds",
                  "  tocsin policy check draft.charter --rules rules.doc");
  checking.add_option("file", checked->first, "rules, a charter, an overlay or a mandate")->required();
  standing(checking, checked);
  on_run(checking, context, [&context, checked] { return check_document(context, *checked); });

  auto compared = std::make_shared<PolicyWish>();
  auto& comparing = add_command(
      policy, "diff", "limit by limit: tighter, looser or the same, and what the change needs (R24)",
      "  tocsin policy diff ornans.charter draft.charter --rules rules.doc");
  comparing.add_option("before", compared->first, "the document in force")->required();
  comparing.add_option("after", compared->second, "the one that is to follow")->required();
  standing(comparing, compared);
  on_run(comparing, context, [&context, compared] { return diff_documents(context, *compared); });

  struct Asked {
    std::string what, detail;
  };
  auto asked = std::make_shared<Asked>();
  auto& explaining =
      add_command(policy, "explain", "why something was refused, and where the rule comes from",
                  "  tocsin policy explain R10\n  tocsin policy explain R10 quota_of_day\n"
                  "  tocsin policy explain 019a4c");
  explaining
      .add_option("decision", asked->what,
                  "R1 to R36, the detail of a refusal, or the beginning of an "
                  "alert's id on this device")
      ->required();
  explaining.add_option("detail", asked->detail, "what a refusal said after its rule");
  on_run(explaining, context,
         [&context, asked] { return explain_decision(context, asked->what, asked->detail); });

  auto scenario = std::make_shared<Path>();
  auto& simulating =
      add_command(policy, "simulate", "facts and actions of a JSON file, decided as the nodes decide",
                  "  tocsin policy simulate scenario.json --json");
  simulating.add_option("file", *scenario, "{\"facts\": {…}, \"actions\": [{\"do\": \"alert\"}]}")
      ->required();
  on_run(simulating, context, [&context, scenario] { return simulate(context, *scenario); });
}

}  // namespace tocsin::node::cli
