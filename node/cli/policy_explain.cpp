// `tocsin policy explain`: why something was refused, in both languages, with the source of the rule.
#include "node/cli/device.h"
#include "node/cli/policy_files.h"
#include "node/client/referent.h"
#include "policy/describe.h"
#include "protocol/wire/receipt.h"

namespace tocsin::node::cli {
namespace {

std::optional<policy::Rule> rule_named(const std::string& name) {
  for (const auto& row : policy::rules())
    if (policy::name(row.rule) == name) return row.rule;
  return std::nullopt;
}

std::optional<policy::Detail> detail_named(const std::string& slug) {
  for (std::uint8_t n = 1; n <= policy::detail_count; ++n)
    if (policy::slug(static_cast<policy::Detail>(n)) == slug) return static_cast<policy::Detail>(n);
  return std::nullopt;
}

int explain(const Context& context, policy::Rule rule, policy::Detail detail) {
  policy::Verdict verdict = policy::refuse(rule, detail);
  const auto* row = policy::find(rule);
  auto said = policy::words(detail);
  Record record{{"rule", policy::name(rule)}};
  if (detail != policy::Detail::none) record.push_back({"detail", policy::slug(detail)});
  if (!said.fr.empty()) {
    record.push_back({"what_fr", said.fr});
    record.push_back({"what_en", said.en});
  }
  record.push_back({"fr", row->fr});
  record.push_back({"en", row->en});
  record.push_back({"source", row->source});
  return context.out.done(std::move(record), policy::explain(verdict, policy::Language::fr) + "\n\n" +
                                                 policy::explain(verdict, policy::Language::en));
}

// A detail by itself: its sentence. Which rule it belongs to is said by the refusal that carries it.
int explain_detail(const Context& context, policy::Detail detail) {
  auto said = policy::words(detail);
  return context.out.done({{"detail", policy::slug(detail)}, {"what_fr", said.fr}, {"what_en", said.en}},
                          std::string(said.fr) + "\n" + std::string(said.en));
}

// The refusal on this device's screen, from its verified receipts.
int explain_alert(const Context& context, const std::string& prefix) {
  auto device = OpenDevice::at(context, "referent");
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  for (const auto& view : referent->alerts()) {
    if (to_hex(view.alert.view()).compare(0, prefix.size(), prefix) != 0) continue;
    for (const auto& step : view.steps) {
      if (step.rule != 0 && policy::find(static_cast<policy::Rule>(step.rule)) != nullptr)
        return explain(context, static_cast<policy::Rule>(step.rule), policy::Detail::none);
      if (step.refusal != 0)
        return context.out.done({{"refusal", wire::slug(static_cast<wire::Refusal>(step.refusal))}},
                                wire::slug(static_cast<wire::Refusal>(step.refusal)));
    }
    return context.out.done({{"alert", to_hex(view.alert.view())}, {"refused", false}},
                            policy::explain(policy::allow(), policy::Language::fr) + "\n" +
                                policy::explain(policy::allow(), policy::Language::en));
  }
  return context.out.failed({Errc::not_found, "no alert of this device begins with " + prefix});
}

bool is_hex(const std::string& text) {
  return text.size() >= 4 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

int explain_decision(const Context& context, const std::string& what, const std::string& detail) {
  if (auto rule = rule_named(what)) {
    auto line = detail.empty() ? std::optional(policy::Detail::none) : detail_named(detail);
    if (!line) return context.out.failed({Errc::not_found, "no rule says \"" + detail + "\""});
    return explain(context, *rule, *line);
  }
  if (auto line = detail_named(what)) return explain_detail(context, *line);
  if (is_hex(what)) return explain_alert(context, what);
  return context.out.failed({Errc::not_found, "\"" + what +
                                                  "\" is no rule (R1 to R36), no detail of a refusal, and no "
                                                  "alert's id"});
}

}  // namespace tocsin::node::cli
