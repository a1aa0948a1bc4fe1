// `tocsin mairie init`, `commission`, `sign`: what is done with the mairie's office key, away from its node.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/device.h"
#include "node/cli/mairie.h"
#include "node/cli/prompt.h"
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

struct InitWish {
  std::string name, insee, post;
  std::vector<std::string> sectors, categories, limits;
  Path node, record, previous, key, out, conduct;
  bool real = false;
  int months = 36;
};

Result<communes::Commune> find_commune(const Context& context, const InitWish& wish) {
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

Status fill_sectors(const InitWish& wish, wire::Charter& charter) {
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

Status fill_policy(const InitWish& wish, wire::Charter& charter) {
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

Status fill_post(const InitWish& wish, wire::Charter& charter) {
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

Status fill_previous(const InitWish& wish, wire::Charter& charter) {
  if (wish.previous.empty()) return {};
  auto document = read_document(wish.previous);
  if (!document) return tl::unexpected<Error>(document.error());
  auto before = wire::decode<wire::Charter>(document->bytes);
  if (!before || document->type != wire::DocumentType::charter || before->commune != charter.commune)
    return fail(Errc::malformed, wish.previous.string() + " is not a charter of this commune");
  charter.sequence = before->sequence + 1;
  charter.previous = seal::document_hash(*document);
  return {};
}

Status fill_node(const InitWish& wish, wire::Charter& charter) {
  auto node = read_node_public(wish.node);
  if (!node) return tl::unexpected<Error>(node.error());
  if (node->code != to_string(charter.commune))
    return fail(Errc::configuration, wish.node.string() + " is of " + node->code + ", the commune is " +
                                         to_string(charter.commune));
  charter.node = node->keys;
  charter.client_address = node->client_address;
  charter.mailboxes = {node->mailbox};
  return {};
}

Status fill_conduct(const Context& context, const InitWish& wish, wire::Charter& charter) {
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

// Makes the office's key, or opens the one that is there.
Result<seal::SigningKey> office_key(const Context& context, const Path& file, const std::string& label) {
  if (!std::filesystem::exists(file)) {
    seal::SystemEntropy entropy;
    auto made = make_key_file(context, file, label, entropy);
    if (!made) return pass_on(made);
    context.out.good("office key made: " + file.string() + ". Keep it on removable media, never on a node.");
  }
  return open_key_file(context, file);
}

int init(const Context& context, InitWish wish) {
  auto commune = find_commune(context, wish);
  if (!commune) return context.out.failed(commune.error());
  wire::Charter charter;
  charter.commune = commune->insee;
  charter.name = std::string(commune->name);
  charter.population = commune->population;
  charter.exercise = !wish.real;
  charter.from = std::chrono::floor<seconds>(system_now());
  charter.until = policy::add_months(charter.from, static_cast<std::uint32_t>(wish.months));
  auto code = to_string(charter.commune);
  if (wish.key.empty()) wish.key = "mairie-" + code + ".key";
  if (wish.out.empty()) wish.out = code + ".charter";
  context.out.talk(charter.name + ", " + std::string(commune->department_name) + ": INSEE code " + code +
                   ", " + std::to_string(charter.population) + " inhabitants");
  for (auto* step : {&fill_sectors, &fill_policy, &fill_post, &fill_previous, &fill_node})
    if (auto done = step(wish, charter); !done) return context.out.failed(done.error());
  if (auto done = fill_conduct(context, wish, charter); !done) return context.out.failed(done.error());
  auto key = office_key(context, wish.key, "mairie " + code);
  if (!key) return context.out.failed(key.error());
  charter.office = key->public_key;
  auto document = seal::draft(charter);
  auto words = in_plain_words(document);
  if (!words) return context.out.failed(words.error());
  for (const auto& line : *words) context.out.talk("  " + line);
  auto yes = confirm(context, "Sign this charter for the mairie?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "not signed; no charter was written"});
  seal::add_signature(document, *key, seal::Tag::charter_mairie);
  if (auto written = write_document(wish.out, document); !written) return context.out.failed(written.error());
  context.out.good("signed by the mairie: " + wish.out.string());
  context.out.talk("Next: the post and the root sign the same file:\n  tocsin post sign " +
                   wish.out.string() + " --key …\n  tocsin authority sign " + wish.out.string() +
                   " --key … --key …");
  return context.out.done({{"commune", code},
                           {"name", charter.name},
                           {"charter", wish.out.string()},
                           {"hash", to_hex(seal::document_hash(document).view())},
                           {"key", wish.key.string()}},
                          {});
}

void add_init(CLI::App& mairie, Context& context) {
  auto& command =
      add_command(mairie, "init", "draft the commune's charter and sign it with the mairie's office key",
                  "  tocsin mairie init Ornans --node node.pub --record brigade.doc\n"
                  "  tocsin mairie init \"St Pierre\" --insee 97416 --post P97-004 --node node.pub "
                  "--sector 1=Centre --sector 2=Plage");
  auto wish = std::make_shared<InitWish>();
  command.add_option("name", wish->name,
                     "the commune's name, as typed: accents, case, hyphens and \"St\" are forgiven");
  command.add_option("--insee", wish->insee, "its INSEE code, where several have the name");
  command.add_option("--node", wish->node, "node.pub of the commune's node")->required();
  command.add_option("--record", wish->record, "record of the post that reads the alerts");
  command.add_option("--post", wish->post, "its id, where the record is not at hand");
  command.add_option("--sector", wish->sectors, "NUMBER=NAME; default: one sector, the whole commune");
  command.add_option("--category", wish->categories, "a category to enable; default: all but INC, DEP");
  command.add_option("--limit", wish->limits, "NAME=NUMBER, tighter than the prefecture's");
  command.add_flag("--real", wish->real, "a real charter; without it everything is an exercise");
  command.add_option("--months", wish->months, "how long it lasts")->check(CLI::Range(1, 36));
  command.add_option("--conduct", wish->conduct,
                     "text of the conduct charter; default: the one of the project");
  command.add_option("--previous", wish->previous, "the charter it replaces");
  command.add_option("--key", wish->key, "office key file; made if missing; default mairie-CODE.key");
  command.add_option("--out", wish->out, "charter to write; default CODE.charter");
  on_run(command, context, [&context, wish] {
    if (wish->name.empty() && wish->insee.empty())
      return misuse(context, "give the commune's name, or --insee CODE");
    return init(context, *wish);
  });
}

struct CommissionRequest {
  Path device, key, out;
  std::string role;
  int months = 12;
};

int give_commission(const Context& context, const CommissionRequest& asked) {
  auto known = read_public_key(asked.key);
  if (!known) return context.out.failed(known.error());
  auto space = known->label.find(' ');
  auto commune =
      known->signatory == Signatory::mairie ? parse_insee(known->label.substr(space + 1)) : std::nullopt;
  if (!commune)
    return context.out.failed({Errc::configuration, asked.key.string() + " is not a mairie's office key"});
  auto role = from_slug<Role>(asked.role);
  if (!role) return misuse(context, "--role " + asked.role + ": mayor, clerk or desk");
  auto device = read_device_public(asked.device);
  if (!device) return context.out.failed(device.error());
  auto key = open_key_file(context, asked.key);
  if (!key) return context.out.failed(key.error());
  CommissionWish wish;
  wish.role = *role;
  wish.commune = *commune;
  wish.device = *device;
  wish.months = asked.months;
  auto document = commission(wish, *key);
  if (!document) return context.out.failed(document.error());
  if (auto written = write_document(asked.out, *document); !written)
    return context.out.failed(written.error());
  context.out.good("commission of one " + asked.role + ": " + asked.out.string());
  context.out.talk("Next, on the node's host: tocsin node import " + asked.out.string());
  return context.out.done({{"file", asked.out.string()}, {"role", asked.role}}, {});
}

void add_commission(CLI::App& mairie, Context& context) {
  auto& command =
      add_command(mairie, "commission", "commission a device of the mayor, a clerk or a desk",
                  "  tocsin mairie commission --device device.pub --role mayor --key mairie-25434.key "
                  "--out mayor.doc");
  auto asked = std::make_shared<CommissionRequest>();
  command.add_option("--device", asked->device, "device.pub of that person's device")->required();
  command.add_option("--role", asked->role, "mayor, clerk or desk")->required();
  command.add_option("--key", asked->key, "the mairie's office key")->required();
  command.add_option("--months", asked->months, "how long")->check(CLI::Range(1, 12));
  command.add_option("--out", asked->out, "file to write")->required();
  on_run(command, context, [&context, asked] { return give_commission(context, *asked); });
}

}  // namespace

void add_mairie_founding(CLI::App& mairie, Context& context) {
  add_init(mairie, context);
  add_commission(mairie, context);
  add_sign(mairie, context, Signatory::mairie);
}

}  // namespace tocsin::node::cli
