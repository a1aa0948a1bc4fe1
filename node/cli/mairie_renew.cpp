// `tocsin mairie renew`: the next mandate of the same person on the same device, without a card.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/mairie.h"
#include "node/cli/prompt.h"
#include "node/cli/standing.h"
#include "node/client/office.h"

namespace tocsin::node::cli {
namespace {

struct RenewWish {
  std::string mandate, trained, until;
  std::vector<int> sectors;
};

Result<client::Nomination> nomination_of(const RenewWish& wish) {
  client::Nomination nomination;
  nomination.from = std::chrono::floor<seconds>(system_now());
  for (int sector : wish.sectors) nomination.sectors.push_back(static_cast<SectorId>(sector));
  for (const auto& [flag, text] :
       {std::pair("--trained", &wish.trained), std::pair("--until", &wish.until)}) {
    if (text->empty()) continue;
    auto at = parse_iso(*text);
    if (!at)
      return fail(Errc::configuration, std::string(flag) + " " + *text + ": write a day, such as 2026-11-22");
    if (text == &wish.trained) nomination.trained = *at;
    if (text == &wish.until) nomination.until = *at;
  }
  return nomination;
}

int renew(const Context& context, const RenewWish& wish) {
  auto nomination = nomination_of(wish);
  if (!nomination) return misuse(context, nomination.error().detail);
  auto office = OpenOffice::at(context, "mairie");
  if (!office) return report(context, office.error());
  auto& official = (*office)->official();
  if (auto fresh = official.refresh(); !fresh) return report(context, fresh.error());
  auto rows = official.mandates();
  if (!rows) return report(context, rows.error());
  auto row = pick_mandate(std::move(*rows), wish.mandate);
  if (!row) return context.out.failed(row.error());
  client::Office mairie(official);
  auto mandate = mairie.compose_renewal(*row, *nomination);
  if (!mandate) return report(context, mandate.error());
  auto words = in_plain_words(seal::draft(*mandate));
  if (!words) return context.out.failed(words.error());
  context.out.talk("Renews " + to_hex(row->id.view()) + ":");
  for (const auto& line : *words) context.out.talk("  " + line);
  if (auto warning = tie_warning(mandate->tie); !warning.empty()) context.out.warn(warning);
  auto yes = confirm(context, "Nominate this person again?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "not nominated; nothing was sent"});
  auto id = mairie.nominate(*mandate);
  if (!id) return report(context, id.error());
  context.out.good("nominated; the post vets the same device after the interview, without new words");
  return context.out.done({{"mandate", to_hex(id->view())},
                           {"renews", to_hex(row->id.view())},
                           {"until", to_iso(mandate->until)}},
                          {});
}

}  // namespace

void add_renew(CLI::App& mairie, Context& context) {
  auto& command = add_command(mairie, "renew", "nominate again on the same device, without a new card (R21)",
                              "  tocsin mairie renew 9f3a\n  tocsin mairie renew 9f3a --trained 2026-11-02");
  auto wish = std::make_shared<RenewWish>();
  command.add_option("mandate", wish->mandate, "the beginning of the running mandate's id")->required();
  command.add_option("--trained", wish->trained, "day of the last training; default: as before");
  command.add_option("--until", wish->until, "last day; default: as long as the rules and the charter allow");
  command.add_option("--sector", wish->sectors, "a sector of the charter; default: as before")
      ->check(CLI::Range(1, 999));
  on_run(command, context, [&context, wish] { return renew(context, *wish); });
}

}  // namespace tocsin::node::cli
