// `commission`, as the mairie and the posts have it.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/device.h"

namespace tocsin::node::cli {
namespace {

struct CommissionRequest {
  Path device, key, out;
  std::string role;
  int months = 12;
};

struct CommissionWish {
  Role role{};
  Insee commune;  // one of both
  PostId post;
  client::DevicePublic device;
  int months = 12;
};

Result<wire::SignedDocument> signed_commission(const CommissionWish& wish, const seal::SigningKey& office) {
  bool of_post = wish.role == Role::commander || wish.role == Role::officer;
  bool of_mairie = wish.role == Role::mayor || wish.role == Role::clerk || wish.role == Role::desk;
  if (!of_post && !of_mairie)
    return fail(Errc::configuration,
                "an office commissions mayor, clerk, desk (mairie) or commander, officer (post)");
  if (of_post != !wish.post.is_zero() || of_mairie != !wish.commune.is_zero())
    return fail(Errc::configuration,
                "the role " + std::string(slug(wish.role)) + " is commissioned by the other office");
  if (wish.months < 1 || wish.months > 12)
    return fail(Errc::configuration, "a commission lasts 1 to 12 months");
  if ((wish.role == Role::desk) == wish.device.tag_commitment.is_zero())
    return fail(Errc::configuration,
                "a desk's device, and no other, commits to a tag key: make it with --desk");
  wire::Commission value;
  value.role = wish.role;
  value.commune = wish.commune;
  value.post = wish.post;
  value.key = wish.device.signing;
  value.transport = wish.device.transport;
  value.tag_commitment = wish.device.tag_commitment;
  value.from = std::chrono::floor<seconds>(system_now());
  value.until = policy::add_months(value.from, static_cast<std::uint32_t>(wish.months));
  auto document = seal::draft(value);
  seal::add_signature(document, office, of_post ? seal::Tag::commission_post : seal::Tag::commission_mairie);
  return document;
}

const char* roles_of(Signatory who) {
  return who == Signatory::mairie ? "mayor, clerk or desk" : "commander or officer";
}

// Which office the key's label names, "mairie 25434" or "post P25-014".
bool set_office(CommissionWish& wish, const PublicKey& key, Signatory who) {
  auto space = key.label.find(' ');
  if (key.signatory != who || space == std::string::npos) return false;
  auto code = key.label.substr(space + 1);
  if (auto commune = parse_insee(code); commune && who == Signatory::mairie) wish.commune = *commune;
  if (auto post = parse_post_id(code); post && who == Signatory::post) wish.post = *post;
  return !wish.commune.is_zero() || !wish.post.is_zero();
}

int give_commission(const Context& context, const CommissionRequest& asked, Signatory who) {
  CommissionWish wish;
  wish.months = asked.months;
  auto known = read_public_key(asked.key);
  if (!known) return context.out.failed(known.error());
  if (!set_office(wish, *known, who))
    return context.out.failed(
        {Errc::configuration, asked.key.string() + " is not a " +
                                  (who == Signatory::mairie ? "mairie's office key" : "post's office key")});
  auto role = from_slug<Role>(asked.role);
  if (!role) return misuse(context, "--role " + asked.role + ": " + roles_of(who));
  wish.role = *role;
  auto device = read_device_public(asked.device);
  if (!device) return context.out.failed(device.error());
  wish.device = *device;
  auto key = open_key_file(context, asked.key);
  if (!key) return context.out.failed(key.error());
  auto document = signed_commission(wish, *key);
  if (!document) return context.out.failed(document.error());
  if (auto written = write_document(asked.out, *document); !written)
    return context.out.failed(written.error());
  context.out.good("commission of one " + asked.role + ": " + asked.out.string());
  context.out.talk("Next, on the node's host: tocsin node import " + asked.out.string());
  return context.out.done({{"file", asked.out.string()}, {"role", asked.role}}, {});
}

}  // namespace

void add_commission(CLI::App& office, Context& context, Signatory who) {
  const bool mairie = who == Signatory::mairie;
  auto& command = add_command(
      office, "commission",
      mairie ? "commission a device of the mayor, a clerk or a desk"
             : "commission a commander's or an officer's device",
      mairie
          ? "  tocsin mairie commission --device device.pub --role mayor --key mairie-25434.key --out "
            "mayor.doc"
          : "  tocsin post commission --device device.pub --role officer --key post.key --out officer.doc");
  auto asked = std::make_shared<CommissionRequest>();
  if (!mairie) asked->key = "post.key";  // as `tocsin post init` names it
  command.add_option("--device", asked->device, "device.pub of that person's device")->required();
  command.add_option("--role", asked->role, roles_of(who))->required();
  command.add_option("--key", asked->key, mairie ? "the mairie's office key" : "the post's office key")
      ->required(mairie);
  command.add_option("--months", asked->months, "how long")->check(CLI::Range(1, 12));
  command.add_option("--out", asked->out, "file to write")->required();
  on_run(command, context, [&context, asked, who] { return give_commission(context, *asked, who); });
}

}  // namespace tocsin::node::cli
