// `tocsin mairie init`, `commission`, `sign`: what is done with the mairie's office key, away from its node.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/device.h"
#include "node/cli/mairie.h"
#include "node/cli/prompt.h"

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
                           {"key", wish.key.string()}},
                          {});
}

void add_init(CLI::App& mairie, Context& context) {
  auto& command =
      add_command(mairie, "init", "draft the commune's charter and sign it with the mairie's office key",
                  "  tocsin mairie init Ornans --node node.pub --record brigade.doc\n"
                  "  tocsin mairie init \"St Pierre\" --insee 97416 --post P97-004 --node node.pub "
                  "--sector 1=Centre --sector 2=Plage");
  auto wish = std::make_shared<CharterWish>();
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
