// Drafting a commune's charter from what was typed.
#include <algorithm>

#include "node/cli/gateways.h"
#include "node/cli/locality.h"
#include "node/cli/prompt.h"
#include "node/cli/relays.h"
#include "node/communes/communes.h"
#include "policy/limits.h"

namespace tocsin::node::cli {
namespace {

// What a referent signs on paper; its hash is in the charter and in every mandate.
constexpr std::string_view conduct_charter =
    "Charte de conduite du référent\n"
    "1. Je rapporte des faits, pas des personnes : ce que j'ai vu, où et quand.\n"
    "2. J'observe ; je ne patrouille pas, je n'interviens pas, je ne suis personne, je ne porte pas d'arme.\n"
    "3. En cas de danger, j'appelle d'abord le 17, le 112 ou le 114.\n"
    "4. Je ne photographie, ne filme et n'enregistre personne.\n"
    "5. L'apparence, l'origine ou l'habitude de vie d'une personne n'est jamais un motif d'alerte.\n"
    "6. Ce que je signale va au poste de police ou de gendarmerie et à personne d'autre.\n";

Result<communes::Commune> find_commune(const Context& context, const CharterWish& wish) {
  if (!wish.insee.empty()) {
    auto insee = parse_insee(wish.insee);
    auto found = insee ? communes::find(*insee) : std::nullopt;
    if (!found) return fail(Errc::not_found, "there is no commune with the INSEE code " + wish.insee);
    return *found;
  }
  auto found = communes::find(wish.name);
  if (found.communes.empty())
    return fail(Errc::not_found,
                "no commune is called \"" + wish.name + "\"; check the spelling, or give --insee CODE");
  if (found.communes.size() == 1 && !found.suggestions) return found.communes.front();
  std::vector<std::string> choices;
  for (const auto& commune : found.communes)
    choices.push_back(to_string(commune.insee) + "  " + std::string(commune.name) + ", " +
                      std::string(commune.department_name) + " (" + std::to_string(commune.population) +
                      " inhabitants)");
  auto chosen =
      choose(context,
             found.suggestions ? "No commune has exactly that name. Which one is meant?"
                               : "Several communes are called \"" + wish.name + "\". Which one is meant?",
             choices, "--insee CODE");
  if (!chosen) return pass_on(chosen);
  return found.communes[*chosen];
}

// "3=Bord de Loue": the number and the name of a sector.
Result<wire::Sector> parse_sector(const std::string& text) {
  auto equals = text.find('=');
  int number = 0;
  for (char c : text.substr(0, equals))
    number = c >= '0' && c <= '9' && number < 1000 ? number * 10 + (c - '0') : 1000;
  if (equals == std::string::npos || equals + 1 == text.size() || number < 1 || number > 999)
    return fail(Errc::configuration,
                "--sector " + text + ": write NUMBER=NAME, such as 1=Centre, numbers from 1 to 999");
  return wire::Sector{static_cast<SectorId>(number), text.substr(equals + 1)};
}

Status fill_sectors(const CharterWish& wish, wire::Charter& charter) {
  for (const auto& text : wish.sectors) {
    auto sector = parse_sector(text);
    if (!sector) return tl::unexpected<Error>(sector.error());
    charter.sectors.push_back(std::move(*sector));
  }
  if (charter.sectors.empty()) charter.sectors.push_back({1, charter.name});
  std::sort(charter.sectors.begin(), charter.sectors.end(),
            [](const wire::Sector& a, const wire::Sector& b) { return a.id < b.id; });
  return {};
}

// "3=25155": that sector is shared with this neighbour commune.
Status fill_borders(const CharterWish& wish, wire::Charter& charter) {
  for (const auto& text : wish.borders) {
    const auto equals = text.find('=');
    const auto neighbour = equals == std::string::npos ? std::nullopt : parse_insee(text.substr(equals + 1));
    auto sector = std::find_if(charter.sectors.begin(), charter.sectors.end(), [&](const wire::Sector& each) {
      return std::to_string(each.id) == text.substr(0, equals);
    });
    if (!neighbour || sector == charter.sectors.end() || *neighbour == charter.commune)
      return fail(Errc::configuration,
                  "--border " + text +
                      ": write the number of a sector of this charter and the INSEE code of a "
                      "neighbour commune, such as 3=25155");
    sector->border = *neighbour;
  }
  return {};
}

Status fill_policy(const CharterWish& wish, wire::Charter& charter) {
  charter.categories = static_cast<std::uint16_t>(policy::charter_default().categories);
  if (!wish.categories.empty()) charter.categories = 0;
  for (const auto& text : wish.categories) {
    auto category = parse_category(text);
    if (!category)
      return fail(Errc::configuration,
                  "--category " + text + ": one of VEH DEM INT DEG VOL INC DEP VUL DIS ESC OTV RIS");
    charter.categories = static_cast<std::uint16_t>(charter.categories | policy::bit(*category));
  }
  for (const auto& text : wish.limits) {
    auto limit = parse_limit(text);
    if (!limit) return tl::unexpected<Error>(limit.error());
    charter.limits.push_back(*limit);
  }
  std::sort(charter.limits.begin(), charter.limits.end(),
            [](const wire::LimitValue& a, const wire::LimitValue& b) { return a.limit < b.limit; });
  return {};
}

Status fill_post(const CharterWish& wish, wire::Charter& charter) {
  if (wish.record.empty() == wish.post.empty())
    return fail(Errc::configuration,
                "give the post that reads the alerts: --record FILE (its record) or --post P25-014");
  if (!wish.post.empty()) {
    auto post = parse_post_id(wish.post);
    if (!post) return fail(Errc::configuration, "--post " + wish.post + ": an id looks like P25-014");
    charter.post = *post;
    return {};
  }
  auto document = read_document(wish.record);
  if (!document) return tl::unexpected<Error>(document.error());
  auto record = wire::decode<wire::PostRecord>(document->bytes);
  if (!record || document->type != wire::DocumentType::post_record)
    return fail(Errc::malformed, wish.record.string() + " is not a post's record");
  charter.post = record->post;
  return {};
}

Status fill_previous(const CharterWish& wish, wire::Charter& charter) {
  if (wish.previous.empty()) return fill_places(wish, nullptr, charter);
  auto document = read_document(wish.previous);
  if (!document) return tl::unexpected<Error>(document.error());
  auto before = wire::decode<wire::Charter>(document->bytes);
  if (!before || document->type != wire::DocumentType::charter || before->commune != charter.commune)
    return fail(Errc::malformed, wish.previous.string() + " is not a charter of this commune");
  charter.sequence = before->sequence + 1;
  charter.previous = seal::document_hash(*document);
  return fill_places(wish, &*before, charter);
}

Status fill_node(const CharterWish& wish, wire::Charter& charter) {
  auto node = read_node_public(wish.node);
  if (!node) return tl::unexpected<Error>(node.error());
  if (node->code != to_string(charter.commune))
    return fail(Errc::configuration, wish.node.string() + " is of " + node->code + ", the commune is " +
                                         to_string(charter.commune));
  charter.node = node->keys;
  charter.client_address = node->client_address;
  charter.mailboxes = node->mailboxes;
  charter.gateways = node->gateways;
  if (auto added = add_gateways(wish.gateways, charter.gateways); !added) return added;
  return add_relays(wish.relays, charter.mailboxes);
}

Status fill_conduct(const Context& context, const CharterWish& wish, wire::Charter& charter) {
  std::string text(conduct_charter);
  if (!wish.conduct.empty()) {
    auto read = read_text(wish.conduct);
    if (!read) return tl::unexpected<Error>(read.error());
    text = std::move(*read);
  } else {
    Path file = to_string(charter.commune) + "-conduite.txt";
    if (!wish.out.empty()) file = wish.out.parent_path() / file;
    if (auto written = write_text(file, text); !written) return written;
    context.out.talk("The conduct charter that referents sign is in " + file.string());
  }
  charter.conduct_charter =
      seal::hash256(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  return {};
}

}  // namespace

Result<wire::Charter> draft_charter(const Context& context, const CharterWish& wish) {
  auto commune = find_commune(context, wish);
  if (!commune) return pass_on(commune);
  wire::Charter charter;
  charter.commune = commune->insee;
  charter.name = std::string(commune->name);
  charter.population = commune->population;
  charter.exercise = !wish.real;
  charter.from = std::chrono::floor<seconds>(system_now());
  if (!wish.signed_on.empty()) {
    auto signed_on = parse_iso(wish.signed_on);
    if (!signed_on)
      return fail(Errc::configuration, "--signed " + wish.signed_on + ": write a day, such as 2026-11-22");
    charter.from = *signed_on;
  }
  charter.until = policy::add_months(charter.from, static_cast<std::uint32_t>(wish.months));
  context.out.talk(charter.name + ", " + std::string(commune->department_name) + ": INSEE code " +
                   to_string(charter.commune) + ", " + std::to_string(charter.population) + " inhabitants");
  for (auto* step : {&fill_sectors, &fill_borders, &fill_policy, &fill_post, &fill_previous, &fill_node})
    if (auto done = step(wish, charter); !done) return tl::unexpected<Error>(done.error());
  if (auto done = fill_conduct(context, wish, charter); !done) return tl::unexpected<Error>(done.error());
  return charter;
}

}  // namespace tocsin::node::cli
