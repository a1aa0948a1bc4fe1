// `tocsin mairie mandates`, `tocsin post mandates`: the roll.
#include <CLI/CLI.hpp>

#include "node/cli/acts.h"
#include "node/cli/standing.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

std::string remarks(const client::MandateRow& row, const std::vector<client::MandateRow>& roll, Instant now) {
  std::string all;
  auto add = [&](const std::string& remark) {
    if (!remark.empty()) all += (all.empty() ? "" : "; ") + remark;
  };
  if (row.standing.stop) add(stop_words(*row.standing.stop));
  if (client::renewal_due(row, roll, now)) add(std::string(say({"renouvellement dû", "renewal due"})));
  if (auto tie = client::tie_now(row.mandate, row.standing); tie != Tie::none)
    add(std::string(say(words(tie))));
  auto deputising = deputising_words(row.standing, now);
  while (!deputising.empty() && deputising.back() == '\n') deputising.pop_back();
  for (auto& c : deputising)
    if (c == '\n') c = ';';
  add(deputising);
  return all;
}

int list_mandates(const Context& context, const std::string& audience) {
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto rows = (*office)->official().mandates();
  if (!rows) return report(context, rows.error());
  const Instant now = system_now();
  List list;
  std::vector<std::vector<std::string>> table{{"mandate", "name", "commune", "state", "until", "remarks"}};
  for (const auto& row : *rows) {
    Record record{{"mandate", to_hex(row.id.view())},
                  {"referent", to_hex(row.mandate.referent.view())},
                  {"commune", to_string(row.mandate.commune)},
                  {"name", row.name},
                  {"state", state_slug(row.state)},
                  {"until", to_iso(row.mandate.until)},
                  {"tie", slug(client::tie_now(row.mandate, row.standing))},
                  {"renewal_due", client::renewal_due(row, *rows, now)},
                  {"deputising", deputising_list(row.standing, now)}};
    if (row.standing.stop) record.push_back({"stopped", record_of(*row.standing.stop)});
    list.push_back(std::move(record));
    table.push_back({to_hex(row.id.view()).substr(0, 16), row.name, to_string(row.mandate.commune),
                     state_slug(row.state), paris(row.mandate.until), remarks(row, *rows, now)});
  }
  return context.out.done({{"mandates", list}}, to_table(table));
}

}  // namespace

const char* state_slug(client::MandateState state) {
  switch (state) {
    case client::MandateState::waiting: return "waiting";
    case client::MandateState::in_force: return "in_force";
    case client::MandateState::suspended: return "suspended";
    case client::MandateState::revoked: return "revoked";
    case client::MandateState::expired: return "expired";
    case client::MandateState::tied: return "tied";
    case client::MandateState::refused: return "refused";
  }
  return "";
}

void add_roll(CLI::App& office, Context& context, const std::string& audience) {
  auto& mandates = add_command(office, "mandates", "mandates, how they stand, and what is due",
                               "  tocsin " + audience + " mandates");
  on_run(mandates, context, [&context, audience] { return list_mandates(context, audience); });
}

}  // namespace tocsin::node::cli
