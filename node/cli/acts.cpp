#include "node/cli/acts.h"

#include <CLI/CLI.hpp>
#include <fstream>

#include "node/cli/ceremony.h"
#include "node/cli/counts.h"
#include "node/cli/limits.h"
#include "node/cli/reviews.h"
#include "node/cli/words.h"
#include "policy/mandate.h"

namespace tocsin::node::cli {
namespace {

Result<ActReason> parse_reason(const std::string& given) {
  if (auto reason = from_slug<ActReason>(given)) return *reason;
  return fail(Errc::configuration, "--reason " + given + " is not in the list: " + slugs<ActReason>());
}

struct DeviceWish {
  std::string code;
  std::vector<Path> documents;
  Path out;
  bool desk = false;
};

std::string code_words(const std::string& audience) {
  if (audience == "post") return "post id, such as P25-014";
  if (audience == "mairie") return "INSEE code, such as 25434";
  return "INSEE code or post id, such as 25434 or P25-014";
}

int make_device(const Context& context, const std::string& audience, const DeviceWish& wish) {
  client::OfficeName office;
  auto post = audience == "mairie" ? std::nullopt : parse_post_id(wish.code);
  auto commune = audience == "post" ? std::nullopt : parse_insee(wish.code);
  if (!post && !commune) return misuse(context, "--code " + wish.code + " is no " + code_words(audience));
  if (post) office.post = *post;
  if (commune) office.commune = *commune;
  std::vector<Bytes> containers;
  for (const auto& file : wish.documents) {
    auto document = read_document(file);
    if (!document) return context.out.failed(document.error());
    containers.push_back(wire::encode(*document));
  }
  auto device = OpenDevice::at(context, audience, OpenDevice::IfMissing::make);
  if (!device) return context.out.failed(device.error());
  auto made =
      client::Official::prepare((*device)->profile(), (*device)->tools(), office, containers, wish.desk);
  if (!made) return report(context, made.error());
  const Path out = wish.out.empty() ? (*device)->profile().directory() / "device.pub" : wish.out;
  if (auto written = write_text(out, client::to_text(*made)); !written)
    return context.out.failed(written.error());
  context.out.good("this device's public keys: " + out.string());
  const std::string by = audience == "audit" ? "authority" : audience;
  context.out.talk("Next: the office commissions it: tocsin " + by + " commission --device " + out.string() +
                   " --role … --key …");
  return context.out.done({{"file", out.string()},
                           {"profile", (*device)->profile().directory().string()},
                           {"signing", to_hex(made->signing.view())},
                           {"transport", to_hex(made->transport.view())}},
                          {});
}

struct ActWish {
  std::string mandate, reason;
  int suspended_hours = 72;
};

int act(const Context& context, const std::string& audience, wire::ActKind kind, const ActWish& wish) {
  auto reason = parse_reason(wish.reason);
  if (!reason) return misuse(context, reason.error().detail);
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto rows = (*office)->official().mandates();
  if (!rows) return report(context, rows.error());
  auto row = pick_mandate(std::move(*rows), wish.mandate);
  if (!row) return context.out.failed(row.error());
  const Instant until =
      kind == wire::ActKind::suspend ? system_now() + hours(wish.suspended_hours) : Instant{};
  auto done = (*office)->official().act_on_mandate(kind, row->id, row->mandate.commune, *reason, until);
  if (!done) return report(context, done.error());
  context.out.good("in force at once, here and at the other node as soon as it hears of it");
  return context.out.done({{"act", to_hex(done->view())}, {"mandate", to_hex(row->id.view())}}, {});
}

struct NodeWish {
  std::string commune, reason = "review";
  Path file;
};

int suspend_node(const Context& context, const std::string& audience, const NodeWish& wish) {
  auto reason = parse_reason(wish.reason);
  if (!reason) return misuse(context, reason.error().detail);
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  auto commune = (*office)->commune(wish.commune);
  if (!commune) return context.out.failed(commune.error());
  auto done = (*office)->official().suspend_node(*commune, *reason);
  if (!done) return report(context, done.error());
  context.out.good("no new alert is accepted for " + to_string(*commune) +
                   " until all three signatories resume it");
  return context.out.done({{"commune", to_string(*commune)}, {"sequence", unsigned{done->sequence}}}, {});
}

bool signed_by_all(const wire::SignedDocument& document) {
  int root = 0, mairie = 0, post = 0;
  for (const auto& signature : document.signatures) {
    root += signature.tag == static_cast<std::uint16_t>(seal::Tag::node_resume_root);
    mairie += signature.tag == static_cast<std::uint16_t>(seal::Tag::node_resume_mairie);
    post += signature.tag == static_cast<std::uint16_t>(seal::Tag::node_resume_post);
  }
  return root >= 2 && mairie >= 1 && post >= 1;
}

// The file goes from hand to hand; whoever signs last hands it to the node.
int resume_node(const Context& context, const std::string& audience, const NodeWish& wish) {
  auto reason = parse_reason(wish.reason);
  if (!reason) return misuse(context, reason.error().detail);
  auto office = OpenOffice::at(context, audience);
  if (!office) return report(context, office.error());
  std::optional<wire::SignedDocument> by_others;
  std::string named = wish.commune;
  std::error_code error;
  if (std::filesystem::exists(wish.file, error)) {
    auto document = read_document(wish.file);
    if (!document) return context.out.failed(document.error());
    auto value = wire::decode<wire::NodeAct>(document->bytes);
    if (!value) return context.out.failed(value.error(), wish.file.string() + " is not a resumption.");
    if (named.empty()) named = to_string(value->commune);
    by_others = std::move(*document);
  }
  auto commune = (*office)->commune(named);
  if (!commune) return context.out.failed(commune.error());
  auto document = (*office)->official().sign_resumption(*commune, *reason, by_others);
  if (!document) return report(context, document.error());
  if (auto written = write_document(wish.file, *document); !written)
    return context.out.failed(written.error());
  const bool all = signed_by_all(*document);
  if (all) {
    auto published = (*office)->official().publish(*document);
    if (!published) return report(context, published.error());
    context.out.good("signed by all three: the node of " + to_string(*commune) + " is resumed");
  } else {
    context.out.good("signed; the others sign the same file: " + wish.file.string());
  }
  return context.out.done({{"file", wish.file.string()}, {"resumed", all}}, {});
}

void add_node_acts(CLI::App& office, Context& context, const std::string& audience) {
  auto stop = std::make_shared<NodeWish>();
  auto& suspending =
      add_command(office, "suspend-node", "stop new alerts of a commune, alone and at once (R23)",
                  "  tocsin " + audience + " suspend-node --reason review");
  suspending.add_option("--commune", stop->commune, "INSEE code; needed where there are several");
  suspending.add_option("--reason", stop->reason, slugs<ActReason>())->required();
  on_run(suspending, context, [&context, audience, stop] { return suspend_node(context, audience, *stop); });

  auto go = std::make_shared<NodeWish>();
  auto& resuming = add_command(
      office, "resume-node", "sign the resumption that root, mairie and post sign; the last one publishes it",
      "  tocsin " + audience + " resume-node go.doc");
  resuming.add_option("file", go->file, "the resumption; made if it is not there")->required();
  resuming.add_option("--commune", go->commune, "INSEE code; needed where there are several");
  resuming.add_option("--reason", go->reason, slugs<ActReason>());
  on_run(resuming, context, [&context, audience, go] { return resume_node(context, audience, *go); });
}

}  // namespace

client::Answer<std::unique_ptr<OpenOffice>> OpenOffice::at(const Context& context,
                                                           const std::string& audience) {
  auto device = OpenDevice::at(context, audience);
  if (!device) return pass_on(device);
  auto official = client::Official::open((*device)->profile(), (*device)->tools());
  if (!official) return client::pass_on(official);
  // An auditor's device looks into one node, of either kind.
  if (audience != "audit" && official->office().is_post() != (audience == "post")) {
    return client::failure(Errc::configuration,
                           "this profile belongs to the other office: give another --profile");
  }
  return std::unique_ptr<OpenOffice>(new OpenOffice(std::move(*device), std::move(*official)));
}

Result<Insee> OpenOffice::commune(const std::string& named) const {
  if (!named.empty()) {
    if (auto insee = parse_insee(named)) return *insee;
    return fail(Errc::configuration, "--commune " + named + " is no INSEE code, such as 25434");
  }
  if (!official_.office().is_post()) return official_.office().commune;
  const auto& charters = official_.roster().charters();
  if (charters.size() == 1) return charters.front().value.commune;
  return fail(Errc::configuration, charters.empty()
                                       ? "no charter is known on this device yet: `tocsin post inbox` first"
                                       : "this post serves several communes: give --commune");
}

Result<client::MandateRow> pick_mandate(std::vector<client::MandateRow> rows, const std::string& prefix) {
  std::optional<client::MandateRow> found;
  for (auto& row : rows) {
    if (to_hex(row.id.view()).compare(0, prefix.size(), prefix) != 0) continue;
    if (found) return fail(Errc::conflict, "several mandates begin with " + prefix + ": give more of the id");
    found = std::move(row);
  }
  if (!found)
    return fail(Errc::not_found, "no mandate begins with " + prefix + ": the command `mandates` lists them");
  return std::move(*found);
}

void add_device(CLI::App& office, Context& context, const std::string& audience) {
  const std::string name = "tocsin " + audience;
  auto wish = std::make_shared<DeviceWish>();
  auto& device = add_command(office, "device", "make this device's keys and tell it whom to believe",
                             "  " + name + " device --code " + (audience == "mairie" ? "25434" : "P25-014") +
                                 " --document root.doc --document rules.doc --document ornans-post.doc");
  device.add_option("--code", wish->code, code_words(audience))->required();
  device.add_option("--document", wish->documents, "root first, then what your office handed you")
      ->required();
  device.add_option("--out", wish->out, "file for the public keys; default: device.pub in the profile");
  if (audience == "mairie") device.add_flag("--desk", wish->desk, "a desk that enters alerts for referents");
  on_run(device, context, [&context, audience, wish] { return make_device(context, audience, *wish); });
}

void add_acts(CLI::App& office, Context& context, const std::string& audience) {
  const std::string name = "tocsin " + audience;
  add_device(office, context, audience);
  add_roll(office, context, audience);
  add_limits(office, context, audience);
  struct Verb {
    const char *name, *about;
    wire::ActKind kind;
  };
  for (const Verb& verb :
       {Verb{"revoke", "end a mandate for good, alone and at once (R22)", wire::ActKind::revoke},
        Verb{"suspend", "stop a mandate for a time, alone and at once (R22)", wire::ActKind::suspend},
        Verb{"lift", "lift a suspension of this side (R22)", wire::ActKind::lift}}) {
    auto asked = std::make_shared<ActWish>();
    auto& command = add_command(office, verb.name, verb.about,
                                "  " + name + " " + verb.name + " 9f3a --reason device_lost");
    command.add_option("mandate", asked->mandate, "the beginning of the mandate's id")->required();
    command.add_option("--reason", asked->reason, slugs<ActReason>())->required();
    if (verb.kind == wire::ActKind::suspend) {
      command.add_option("--hours", asked->suspended_hours, "how long; an officer alone: at most 72")
          ->check(CLI::Range(1, 24 * 366));
    }
    const auto kind = verb.kind;
    on_run(command, context,
           [&context, audience, kind, asked] { return act(context, audience, kind, *asked); });
  }
  add_node_acts(office, context, audience);
  add_counts(office, context, audience);
  add_review_answers(office, context, audience);
}

}  // namespace tocsin::node::cli
