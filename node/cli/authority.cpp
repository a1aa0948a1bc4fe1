// `tocsin authority`: what the three root key holders and the prefecture do, offline.
#include "node/cli/authority.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/release.h"
#include "node/client/roster.h"
#include "policy/change.h"
#include "policy/limits.h"

namespace tocsin::node::cli {
namespace {

constexpr std::size_t quorum = 2;

Path key_path(const Path& folder, int number) {
  return folder / ("root-" + std::to_string(number) + ".key");
}

int sign_and_write(const Context& context, wire::SignedDocument document, const std::vector<Path>& keys,
                   const Path& out) {
  if (keys.size() < quorum)
    return context.out.failed({Errc::configuration, "two of the three root keys sign; give --key twice"});
  return sign_with_root(context, std::move(document), keys, out);
}

int root_keys(const Context& context, const Path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return context.out.failed({Errc::io, folder.string() + ": " + error.message()});
  seal::SystemEntropy entropy;
  List made;
  for (int number = 1; number <= 3; ++number) {
    auto key = make_key_file(context, key_path(folder, number), "root " + std::to_string(number), entropy);
    if (!key) return context.out.failed(key.error());
    made.push_back(Record{{"file", key_path(folder, number).string()}, {"key", to_hex(key->key.view())}});
  }
  context.out.good("three root keys in " + folder.string());
  context.out.talk(
      "Give each file to one holder and keep only the .pub files. Two of three sign for the network.\n"
      "Next: tocsin authority root --keys " +
      folder.string() + " --out root.doc");
  return context.out.done({{"keys", made}}, {});
}

int root(const Context& context, const Path& folder, std::vector<Path> keys, const Path& out) {
  wire::Root value;
  for (int number = 1; number <= 3; ++number) {
    auto known = read_public_key(key_path(folder, number));
    if (!known) return context.out.failed(known.error());
    value.keys[static_cast<std::size_t>(number - 1)] = known->key;
  }
  value.issued = std::chrono::floor<seconds>(system_now());
  if (keys.empty()) keys = {key_path(folder, 1), key_path(folder, 2)};
  return sign_and_write(context, seal::draft(value), keys, out);
}

struct RulesWish {
  std::vector<Path> keys;
  std::vector<std::string> limits, elections;
  Path previous, out, release_key;
  int days = 100;
};

Result<wire::Period> parse_period(const std::string& text) {
  auto slash = text.find('/');
  auto from = parse_iso(text.substr(0, slash));
  auto until = slash == std::string::npos ? std::nullopt : parse_iso(text.substr(slash + 1));
  if (!from || !until || *from >= *until)
    return fail(Errc::configuration,
                "--election " + text + ": write two days, such as 2026-03-01/2026-03-22");
  return wire::Period{*from, *until};
}

int rules(const Context& context, const RulesWish& wish) {
  wire::Rules value;
  value.issued = std::chrono::floor<seconds>(system_now());
  value.next_issue = value.issued + days(wish.days);
  for (const auto& text : wish.limits) {
    auto limit = parse_limit(text);
    if (!limit) return context.out.failed(limit.error());
    value.limits.push_back(*limit);
  }
  std::sort(value.limits.begin(), value.limits.end(),
            [](const wire::LimitValue& a, const wire::LimitValue& b) { return a.limit < b.limit; });
  for (const auto& text : wish.elections) {
    auto period = parse_period(text);
    if (!period) return context.out.failed(period.error());
    value.elections.push_back(*period);
  }
  if (!wish.previous.empty()) {
    auto before = read_document(wish.previous);
    if (!before) return context.out.failed(before.error());
    auto old = wire::decode<wire::Rules>(before->bytes);
    if (!old) return context.out.failed(old.error());
    value.sequence = old->sequence + 1;
    value.previous = seal::document_hash(*before);
    value.release_key = old->release_key;
  }
  if (!wish.release_key.empty()) {
    auto known = read_public_key(wish.release_key);
    if (!known) return context.out.failed(known.error());
    if (known->signatory != Signatory::release)
      return context.out.failed(
          {Errc::configuration, wish.release_key.string() + " is the key \"" + known->label +
                                    "\", no release key; `tocsin authority release-key` makes one"});
    value.release_key = known->key;
  }
  return sign_and_write(context, seal::draft(value), wish.keys, wish.out);
}

// A suspension by any one signatory, a resumption by all three.
Status verify_node_act(const wire::SignedDocument& document, const client::Roster& roster) {
  auto act = wire::decode<wire::NodeAct>(document.bytes);
  if (!act) return tl::unexpected<Error>(act.error());
  const auto* charter = roster.charter(act->commune);
  auto mayors = roster.keys_of(Role::mayor, act->commune);
  auto commanders = charter == nullptr ? std::vector<SigningPublic>{}
                                       : roster.keys_of(Role::commander, charter->value.post);
  if (act->kind == wire::NodeActKind::resume) {
    auto all = seal::verify_resumption(document, roster.root().value, mayors, commanders);
    return all ? Status{} : Status(tl::unexpected<Error>(all.error()));
  }
  for (const auto& key : mayors)
    if (seal::verify_single<wire::NodeAct>(document, key, seal::Tag::node_suspend_mairie)) return {};
  for (const auto& key : commanders)
    if (seal::verify_single<wire::NodeAct>(document, key, seal::Tag::node_suspend_post)) return {};
  return seal::verify_quorum(document, roster.root().value, seal::Tag::node_suspend_root);
}

int verify(const Context& context, const Path& file, const std::vector<Path>& with) {
  std::optional<client::Roster> roster;
  for (const auto& path : with) {
    auto document = read_document(path);
    if (!document) return context.out.failed(document.error());
    auto container = wire::encode(*document);
    if (!roster) {
      auto from_root = client::Roster::from_handed_root(container);
      if (!from_root) return context.out.failed(from_root.error(), "give the root first: --with root.doc");
      roster.emplace(std::move(*from_root));
    } else if (auto added = roster->add(container); !added) {
      return context.out.failed({added.error().code, path.string() + ": " + added.error().detail});
    }
  }
  auto document = read_document(file);
  if (!document) return context.out.failed(document.error());
  auto words = in_plain_words(*document);
  if (!words) return context.out.failed(words.error());
  std::string text;
  for (const auto& line : *words) text += line + "\n";
  if (document->type == wire::DocumentType::root) {
    auto believed = client::Roster::from_handed_root(wire::encode(*document));
    if (!believed)
      return context.out.failed({Errc::bad_signature, file.string() + ": " + believed.error().detail});
    text += "fingerprint " + to_hex(client::root_fingerprint(*document)) + "\n";
  } else if (!roster) {
    return context.out.failed({Errc::configuration,
                               "a document is verified against the root: give --with root.doc, then "
                               "what it rests on"});
  } else if (auto added = document->type == wire::DocumentType::node_act
                              ? verify_node_act(*document, *roster)
                              : roster->add(wire::encode(*document));
             !added) {
    return context.out.failed({added.error().code, file.string() + ": " + added.error().detail},
                              "Do not use it; ask whoever sent it for the signed one.");
  }
  context.out.good("every signature needed is there and right");
  return context.out.done({{"file", file.string()},
                           {"document", slug(document->type)},
                           {"hash", to_hex(seal::document_hash(*document).view())}},
                          text);
}

struct NodeActWish {
  Path subject, out;  // the charter to suspend, or the suspension to answer
  std::string reason = "review";
  std::vector<Path> keys;
};

int node_act(const Context& context, const NodeActWish& wish, wire::NodeActKind kind) {
  auto reason = from_slug<ActReason>(wish.reason);
  if (!reason)
    return context.out.failed(
        {Errc::configuration, "--reason " + wish.reason + " is not in the list of --help"});
  auto subject = read_document(wish.subject);
  if (!subject) return context.out.failed(subject.error());
  wire::NodeAct act;
  act.at = std::chrono::floor<seconds>(system_now());
  if (kind == wire::NodeActKind::suspend) {
    auto charter = wire::decode<wire::Charter>(subject->bytes);
    if (!charter || subject->type != wire::DocumentType::charter)
      return context.out.failed({Errc::malformed, wish.subject.string() + " is not a charter"});
    act.commune = charter->commune;
    act.charter = seal::document_hash(*subject);
    act.sequence = static_cast<std::uint32_t>(to_ms(act.at) / 1000);  // rises with every suspension
  } else {
    auto suspension = wire::decode<wire::NodeAct>(subject->bytes);
    if (!suspension || suspension->kind != wire::NodeActKind::suspend)
      return context.out.failed({Errc::malformed, wish.subject.string() + " is not a suspension"});
    act = *suspension;
    act.at = std::chrono::floor<seconds>(system_now());
  }
  act.kind = kind;
  act.reason = *reason;
  return sign_and_write(context, seal::draft(act), wish.keys, wish.out);
}

void add_node_acts(CLI::App& authority, Context& context) {
  auto suspension = std::make_shared<NodeActWish>();
  auto& suspend =
      add_command(authority, "suspend", "suspend a commune's node: no new alert until all three resume it",
                  "  tocsin authority suspend ornans.charter --reason review --key root/root-1.key "
                  "--key root/root-2.key --out stop.doc\n  tocsin node import stop.doc");
  suspend.add_option("charter", suspension->subject, "the charter of the commune")->required();
  auto resumption = std::make_shared<NodeActWish>();
  auto& resume =
      add_command(authority, "resume", "begin a resumption; mairie and post sign the same file after",
                  "  tocsin authority resume stop.doc --key root/root-1.key --key root/root-2.key "
                  "--out go.doc\n  tocsin mairie resume-node go.doc");
  resume.add_option("suspension", resumption->subject, "the suspension it answers")->required();
  for (auto& [command, wish] : {std::pair{&suspend, suspension}, std::pair{&resume, resumption}}) {
    command->add_option("--reason", wish->reason,
                        "review, misuse, key_compromised, technical, end_of_scheme, by_request");
    command->add_option("--key", wish->keys, "root key file; twice")->required();
    command->add_option("--out", wish->out, "file to write")->required();
  }
  on_run(suspend, context,
         [&context, suspension] { return node_act(context, *suspension, wire::NodeActKind::suspend); });
  on_run(resume, context,
         [&context, resumption] { return node_act(context, *resumption, wire::NodeActKind::resume); });
}

struct RenewWish {
  Path charter, before, out;
  std::string until;
  std::vector<Path> keys;
};

// The renewal of a charter: root signs first, mairie and post sign the same file after.
int renew(const Context& context, const RenewWish& wish) {
  auto subject = read_document(wish.charter);
  if (!subject) return context.out.failed(subject.error());
  auto charter = wire::decode<wire::Charter>(subject->bytes);
  if (!charter || subject->type != wire::DocumentType::charter)
    return context.out.failed({Errc::malformed, wish.charter.string() + " is not a charter"});
  wire::CharterRenewal renewal;
  renewal.commune = charter->commune;
  renewal.charter = seal::document_hash(*subject);
  renewal.at = std::chrono::floor<seconds>(system_now());
  Instant end = charter->until;
  if (!wish.before.empty()) {
    auto document = read_document(wish.before);
    if (!document) return context.out.failed(document.error());
    auto before = wire::decode<wire::CharterRenewal>(document->bytes);
    if (!before || before->charter != renewal.charter)
      return context.out.failed({Errc::malformed, wish.before.string() + " is no renewal of this charter"});
    renewal.sequence = before->sequence + 1;
    end = before->until;
  }
  renewal.until = end + policy::renewal_length;
  if (!wish.until.empty()) {
    auto until = parse_iso(wish.until);
    if (!until || *until <= end || *until > end + policy::renewal_length)
      return context.out.failed({Errc::configuration, "--until " + wish.until + ": a day after " +
                                                          to_iso(end) + ", by at most three years"});
    renewal.until = *until;
  }
  if (auto fits = wire::check(renewal); !fits) return context.out.failed(fits.error());
  return sign_and_write(context, seal::draft(renewal), wish.keys, wish.out);
}

void add_renew(CLI::App& authority, Context& context) {
  auto wish = std::make_shared<RenewWish>();
  auto& command = add_command(
      authority, "renew", "renew a charter in its last 180 days; mairie and post sign the same file after",
      "  tocsin authority renew ornans.charter --key root/root-1.key --key root/root-2.key --out "
      "renewal.doc\n"
      "  tocsin mairie sign renewal.doc --key mairie.key\n  tocsin post sign renewal.doc --key post.key\n"
      "  tocsin node import renewal.doc --config node.toml");
  command.add_option("charter", wish->charter, "the charter in force")->required();
  command.add_option("--after", wish->before, "its last renewal, when it was renewed before");
  command.add_option("--until", wish->until, "the new end; default: three years after the end it has");
  command.add_option("--key", wish->keys, "root key file; twice")->required();
  command.add_option("--out", wish->out, "file to write")->required();
  on_run(command, context, [&context, wish] { return renew(context, *wish); });
}

struct CommissionWish {
  Path device, out;
  std::string role;
  std::vector<Path> keys;
  int months = 12;
};

int commission(const Context& context, const CommissionWish& wish) {
  auto role = from_slug<Role>(wish.role);
  if (role != Role::prefect && role != Role::auditor)
    return context.out.failed(
        {Errc::configuration, "--role " + wish.role + ": the root commissions prefect and auditor"});
  auto device = read_device_public(wish.device);
  if (!device) return context.out.failed(device.error());
  wire::Commission value;
  value.role = *role;
  value.key = device->signing;
  value.transport = device->transport;
  value.from = std::chrono::floor<seconds>(system_now());
  value.until = policy::add_months(value.from, static_cast<std::uint32_t>(wish.months));
  return sign_and_write(context, seal::draft(value), wish.keys, wish.out);
}

void add_root_commission(CLI::App& authority, Context& context) {
  auto& command = add_command(authority, "commission", "commission a prefect's or an auditor's device",
                              "  tocsin authority commission --device device.pub --role auditor --key "
                              "root/root-1.key --key root/root-2.key --out auditor.doc\n"
                              "  tocsin node import auditor.doc");
  auto wish = std::make_shared<CommissionWish>();
  command.add_option("--device", wish->device, "device.pub of that person's device")->required();
  command.add_option("--role", wish->role, "prefect or auditor")->required();
  command.add_option("--key", wish->keys, "root key file; twice")->required();
  command.add_option("--months", wish->months, "how long")->check(CLI::Range(1, 12));
  command.add_option("--out", wish->out, "file to write")->required();
  on_run(command, context, [&context, wish] { return commission(context, *wish); });
}

void add_rules(CLI::App& authority, Context& context) {
  auto& command =
      add_command(authority, "rules", "issue the prefecture's rules: limits, election periods",
                  "  tocsin authority rules --key root/root-1.key --key root/root-2.key --out rules.doc\n"
                  "  tocsin authority rules --limit alerts_per_day=4 --election 2026-03-01/2026-03-22 "
                  "--previous rules.doc --key root/root-1.key --key root/root-2.key --out rules-2.doc");
  auto wish = std::make_shared<RulesWish>();
  command.add_option("--limit", wish->limits,
                     "NAME=NUMBER, tighter than the ceiling; others keep their default");
  command.add_option("--election", wish->elections, "FIRST-DAY/LAST-DAY of an election period");
  command.add_option("--previous", wish->previous, "the rules it replaces");
  command.add_option("--release-key", wish->release_key,
                     "release.key.pub: signs the web pages; default: that of --previous");
  command.add_option("--days", wish->days, "days until the next issue is due")->check(CLI::Range(1, 100));
  command.add_option("--key", wish->keys, "root key file; twice")->required();
  command.add_option("--out", wish->out, "file to write")->required();
  on_run(command, context, [&context, wish] { return rules(context, *wish); });
}

}  // namespace

int sign_with_root(const Context& context, wire::SignedDocument document, const std::vector<Path>& keys,
                   const Path& out) {
  auto words = in_plain_words(document);
  if (!words) return context.out.failed(words.error());
  for (const auto& line : *words) context.out.talk("  " + line);
  for (const auto& file : keys) {
    auto known = read_public_key(file);
    if (!known) return context.out.failed(known.error());
    auto tag = tag_of(document, *known);
    if (!tag) return context.out.failed(tag.error());
    auto key = open_key_file(context, file);
    if (!key) return context.out.failed(key.error());
    seal::add_signature(document, *key, *tag);
  }
  if (auto written = write_document(out, document); !written) return context.out.failed(written.error());
  context.out.good((keys.empty() ? "written, not signed: " : "signed and written: ") + out.string());
  Record record{{"file", out.string()}, {"hash", to_hex(seal::document_hash(document).view())}};
  if (document.type == wire::DocumentType::root) {
    auto fingerprint = to_hex(client::root_fingerprint(document));
    context.out.talk("Fingerprint of the root, for everybody to compare: " + fingerprint);
    record.push_back({"fingerprint", fingerprint});
  }
  return context.out.done(std::move(record), {});
}

void add_authority(CLI::App& app, Context& context) {
  auto& authority = add_command(
      app, "authority", "root keys, rules, and the root's signature on records and charters",
      "  tocsin authority root-keys --out root\n  tocsin authority root --keys root --out root.doc");
  struct Wish {
    Path folder, out, file;
    std::vector<Path> keys, with;
  };
  auto wish = std::make_shared<Wish>();

  auto& make =
      add_command(authority, "root-keys", "make the three root keys, each under a passphrase of its holder",
                  "  tocsin authority root-keys --out root");
  make.add_option("--out", wish->folder, "folder to make them in")->required();
  on_run(make, context, [&context, wish] { return root_keys(context, wish->folder); });

  auto& first = add_command(authority, "root", "write the root document, signed by two of the three",
                            "  tocsin authority root --keys root --out root.doc");
  first.add_option("--keys", wish->folder, "folder of root-1.key.pub … root-3.key.pub")->required();
  first.add_option("--key", wish->keys, "key file that signs; default: the first two of the folder");
  first.add_option("--out", wish->out, "file to write")->required();
  on_run(first, context, [&context, wish] { return root(context, wish->folder, wish->keys, wish->out); });

  add_rules(authority, context);
  add_renew(authority, context);
  add_root_commission(authority, context);
  add_release(authority, context);
  add_directory(authority, context);
  add_revocations(authority, context);
  add_sign(authority, context, Signatory::root);

  auto& check =
      add_command(authority, "verify", "check a document's signatures and say what it says",
                  "  tocsin authority verify root.doc\n"
                  "  tocsin authority verify ornans.charter --with root.doc --with ornans-post.doc");
  check.add_option("file", wish->file, "the document")->required();
  check.add_option("--with", wish->with, "what it rests on, the root first");
  on_run(check, context, [&context, wish] { return verify(context, wish->file, wish->with); });

  add_node_acts(authority, context);
}

}  // namespace tocsin::node::cli
