#include "node/cli/standing.h"

#include "node/cli/prompt.h"
#include "node/cli/words.h"
#include "policy/verdict.h"

namespace tocsin::node::cli {
namespace {

std::string brief(const MandateId& mandate) {
  return to_hex(mandate.view()).substr(0, 16);
}

std::string sectors_of(const client::DeputisingView& view) {
  std::string all;
  for (auto sector : view.sectors) all += (all.empty() ? "" : ", ") + std::to_string(sector);
  return all;
}

}  // namespace

Record record_of(const client::Stop& stop) {
  const auto detail = policy::slug(static_cast<policy::Detail>(stop.detail));
  return {{"rule", "R" + std::to_string(stop.rule)}, {"detail", detail}, {"words", stop_words(stop)}};
}

std::string stop_words(const client::Stop& stop) {
  const auto detail = say(policy::words(static_cast<policy::Detail>(stop.detail)));
  return std::string(say({"refusé : R", "refused: R"})) + std::to_string(stop.rule) + " " +
         std::string(detail);
}

List deputising_list(const client::Standing& standing, Instant now) {
  List list;
  for (const auto& view : standing.deputising) {
    if (!view.runs(now)) continue;
    List sectors;
    for (auto sector : view.sectors) sectors.push_back(unsigned{sector});
    list.push_back(Record{{"absent", to_hex(view.deputising.absent.view())},
                          {"deputy", to_hex(view.deputising.deputy.view())},
                          {"from", to_iso(view.deputising.from)},
                          {"until", to_iso(view.deputising.until)},
                          {"sectors", sectors}});
  }
  return list;
}

std::string deputising_words(const client::Standing& standing, Instant now) {
  std::string all;
  for (const auto& view : standing.deputising) {
    if (!view.runs(now)) continue;
    all += brief(view.deputising.deputy) + std::string(say({" supplée ", " stands in for "})) +
           brief(view.deputising.absent) + std::string(say({", secteurs ", ", sectors "})) +
           sectors_of(view) + ", " + paris(view.deputising.from) + " → " + paris(view.deputising.until) +
           "\n";
  }
  return all;
}

std::string tie_warning(Tie tie) {
  if (tie == Tie::none) return {};
  return std::string(say({"Lien déclaré par la personne : ", "Tie declared by the person: "})) +
         std::string(say(words(tie)));
}

Result<Tie> tie_given(const Context& context, const std::string& given) {
  constexpr Tie all[] = {Tie::none, Tie::officer, Tie::elected, Tie::candidate, Tie::other};
  if (given.empty()) {
    std::vector<std::string> choices;
    for (auto tie : all) choices.emplace_back(say(words(tie)));
    auto chosen =
        choose(context,
               say({"Quel lien avez-vous avec la police, la gendarmerie ou un mandat électif ? (R21)",
                    "What tie do you have with the police, the gendarmerie or an elected office? (R21)"}),
               choices, "--tie none|officer|elected|candidate|other");
    if (!chosen) return pass_on(chosen);
    return all[*chosen];
  }
  if (auto tie = from_slug<Tie>(given)) return *tie;
  return fail(Errc::configuration,
              "--tie " + given + " is not in the list: none officer elected candidate other");
}

}  // namespace tocsin::node::cli
