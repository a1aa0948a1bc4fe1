// R35 on a referent's screen: what the town hall's desk entered in her name.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/referent_show.h"

namespace tocsin::node::cli {
namespace {

int confirm(const Context& context, const std::string& prefix) {
  auto device = OpenDevice::at(context, "referent");
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  if (auto caught = referent->catch_up(); !caught) return report(context, caught.error());
  std::optional<client::EnteredAlert> chosen;
  for (const auto& each : referent->entered()) {
    if (to_hex(each.header.alert.view()).compare(0, prefix.size(), prefix) != 0) continue;
    if (chosen) return misuse(context, "several entries begin with " + prefix + ": give more of the id");
    chosen = each;
  }
  if (!chosen) {
    return context.out.failed({Errc::not_found, "nothing that was entered for you begins with " + prefix},
                              "`tocsin referent status` lists what waits for your word.");
  }
  auto done = referent->confirm(chosen->header.alert);
  if (!done) return report(context, done.error());
  context.out.good(language() == policy::Language::fr ? "confirmée : le poste voit que c’est vous"
                                                      : "confirmed: the post sees that it was you");
  return context.out.done({{"alert", to_hex(chosen->header.alert.view())}, {"confirmed", true}}, {});
}

}  // namespace

List entered_list(const client::Referent& referent) {
  List list;
  for (const auto& each : referent.entered()) {
    list.push_back(Record{{"alert", to_hex(each.header.alert.view())},
                          {"category", code(each.header.category)},
                          {"sector", unsigned{each.header.sector}},
                          {"accepted", to_iso(each.accepted)},
                          {"exercise", each.header.exercise()},
                          {"confirmed", each.confirmed}});
  }
  return list;
}

std::string entered_words(const client::Referent& referent) {
  std::string shown;
  for (const auto& each : referent.entered()) {
    if (each.confirmed) continue;
    shown += to_hex(each.header.alert.view()).substr(0, 16) + "  " + paris(each.accepted) + "  " +
             std::string(code(each.header.category)) + "  " + std::string(say(text::sector)) + " " +
             std::to_string(each.header.sector) + "\n";
  }
  return shown.empty() ? shown : std::string(say(text::entered_for_you)) + "\n" + shown;
}

void add_confirm(CLI::App& referent, Context& context) {
  auto alert = std::make_shared<std::string>();
  auto& command =
      add_command(referent, "confirm", "say that what the town hall's desk entered was yours (R35)",
                  "  tocsin referent confirm 019a");
  command.add_option("alert", *alert, "the beginning of its id, as `status` shows it")->required();
  on_run(command, context, [&context, alert] { return confirm(context, *alert); });
}

}  // namespace tocsin::node::cli
