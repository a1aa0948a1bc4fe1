// `tocsin mairie init`, `commission`, `sign`: what is done with the mairie's office key, away from its node.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/device.h"
#include "node/cli/gateways.h"
#include "node/cli/mairie.h"
#include "node/cli/prompt.h"
#include "node/cli/relays.h"

namespace tocsin::node::cli {
namespace {

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

int init(const Context& context, CharterWish wish) {
  auto drafted = draft_charter(context, wish);
  if (!drafted) return context.out.failed(drafted.error());
  auto& charter = *drafted;
  auto code = to_string(charter.commune);
  if (wish.key.empty()) wish.key = "mairie-" + code + ".key";
  if (wish.out.empty()) wish.out = code + ".charter";
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
                           {"words", seal::document_words(seal::document_hash(document))},
                           {"key", wish.key.string()}},
                          {});
}

void add_init(CLI::App& mairie, Context& context) {
  auto& command =
      add_command(mairie, "init", "draft the commune's charter and sign it with the mairie's office key",
                  "  tocsin mairie init Ornans --node node.pub --record brigade.doc\n"
                  "  tocsin mairie init \"St Pierre\" --insee 97416 --post P97-004 --node node.pub "
                  "--sector 1=Centre --sector 2=Plage\n"
                  "  tocsin mairie init --from 25434.founding --node node.pub\n"
                  "  tocsin mairie init Ornans --node node.pub --record brigade.doc --streets 25434.streets "
                  "--map 25434.map");
  auto wish = std::make_shared<CharterWish>();
  command.add_option("name", wish->name,
                     "the commune's name, as typed: accents, case, hyphens and \"St\" are forgiven");
  command.add_option("--insee", wish->insee, "its INSEE code, where several have the name");
  command.add_option("--from", wish->from,
                     "what the page \"Premier démarrage\" has prepared: commune, post, day, sectors");
  command.add_option("--signed", wish->signed_on,
                     "day of the protocol, from which its months count; default: today");
  command.add_option("--node", wish->node, "node.pub of the commune's node")->required();
  add_relay_option(command, wish->relays);
  add_gateway_option(command, wish->gateways);
  command.add_option("--record", wish->record, "record of the post that reads the alerts");
  command.add_option("--post", wish->post, "its id, where the record is not at hand");
  command.add_option("--sector", wish->sectors, "NUMBER=NAME; default: one sector, the whole commune");
  command.add_option(
      "--border", wish->borders,
      "NUMBER=INSEE: this sector is shared with that neighbour commune; open while its charter "
      "shares one back");
  command.add_option("--category", wish->categories, "a category to enable; default: all but INC, DEP");
  command.add_option("--limit", wish->limits, "NAME=NUMBER, tighter than the prefecture's");
  command.add_flag("--real", wish->real, "a real charter; without it everything is an exercise");
  command.add_option("--months", wish->months, "how long it lasts")->check(CLI::Range(1, 36));
  command.add_option("--conduct", wish->conduct,
                     "text of the conduct charter; default: the one of the project");
  command.add_option("--previous", wish->previous,
                     "the charter it replaces; its street list and its map go on unless others are given");
  auto* streets = command.add_option("--streets", wish->streets, "street list that `import-streets` wrote");
  auto* map = command.add_option("--map", wish->map, "map of the sectors that `import-map` wrote");
  command.add_flag("--no-streets", wish->no_streets, "without the street list of the charter it replaces")
      ->excludes(streets);
  command.add_flag("--no-map", wish->no_map, "without the map of the charter it replaces")->excludes(map);
  command.add_option("--key", wish->key, "office key file; made if missing; default mairie-CODE.key");
  command.add_option("--out", wish->out, "charter to write; default CODE.charter");
  on_run(command, context, [&context, wish] {
    auto made = *wish;
    if (auto read = read_founding(made); !read) return context.out.failed(read.error());
    if (made.name.empty() && made.insee.empty())
      return misuse(context, "give the commune's name, or --insee CODE");
    return init(context, made);
  });
}

}  // namespace

void add_mairie_founding(CLI::App& mairie, Context& context) {
  add_init(mairie, context);
  add_commission(mairie, context, Signatory::mairie);
  add_sign(mairie, context, Signatory::mairie);
}

}  // namespace tocsin::node::cli
