// `tocsin audit`: the log, its checkpoint, and a verification that needs no node.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/audit_commands.h"
#include "node/cli/audit_directory.h"
#include "node/cli/audit_handover.h"
#include "node/cli/counts.h"
#include "node/cli/device.h"
#include "node/cli/law_words.h"
#include "node/cli/operator.h"
#include "node/cli/release.h"
#include "node/cli/reviews.h"

namespace tocsin::node::cli {
namespace {

client::Answer<std::string> ask_checkpoint(client::Session& node) {
  wire::Request request;
  request.verb = wire::Verb::checkpoint;
  auto reply = client::accept(node.ask(request));
  if (!reply) return client::pass_on(reply);
  return std::string(reply->data.begin(), reply->data.end());
}

int checkpoint(const Context& context) {
  auto node = Operator::open(context);
  if (!node) return context.out.failed(node.error());
  auto note = ask_checkpoint((*node)->session());
  if (!note) return report(context, note.error());
  auto checked = seal::verify_checkpoint(*note, (*node)->log_key());
  if (!checked) return context.out.failed(checked.error());
  return context.out.done({{"checkpoint", *note},
                           {"origin", checked->origin},
                           {"size", checked->size},
                           {"root", to_hex(checked->root)},
                           {"log_key", to_hex((*node)->log_key().view())}},
                          *note);
}

// The node's log key, as the auditor's own documents name it.
SigningPublic log_key_of(const client::Official& auditor) {
  const auto& office = auditor.office();
  return office.is_post() ? auditor.roster().record(office.post)->value.node.log
                          : auditor.roster().charter(office.commune)->value.node.log;
}

int write_log(const Context& context, client::Session& session, const SigningPublic& log_key,
              const Path& out) {
  // The checkpoint first: leaves that come while the log is read are above its size and are left out.
  auto note = ask_checkpoint(session);
  if (!note) return report(context, note.error());
  auto checked = seal::verify_checkpoint(*note, log_key);
  if (!checked) return context.out.failed(checked.error());
  wire::Request request;
  request.verb = wire::Verb::log;
  auto items = client::ask_all(session, request);
  if (!items) return report(context, items.error());
  AuditFile file{log_key, *note, {}, {}};
  for (auto& item : *items) {
    if (file.leaves.size() == checked->size) break;
    if (item.number != file.leaves.size())
      return context.out.failed({Errc::store_damaged, "leaf " + std::to_string(file.leaves.size()) +
                                                          " is missing in the node's log"});
    file.leaves.push_back(std::move(item.data));
    file.events.push_back(std::move(item.extra));
  }
  if (auto written = write_text(out, to_text(file)); !written) return context.out.failed(written.error());
  context.out.good(std::to_string(file.leaves.size()) + " leaves written to " + out.string());
  context.out.talk("Anyone can verify it, without this node: tocsin audit verify " + out.string());
  return context.out.done({{"file", out.string()}, {"size", checked->size}, {"root", to_hex(checked->root)}},
                          {});
}

// On the node's host its operator, anywhere else an auditor's device.
int export_log(const Context& context, const Path& out) {
  if (!context.config.empty()) {
    auto node = Operator::open(context);
    if (!node) return context.out.failed(node.error());
    return write_log(context, (*node)->session(), (*node)->log_key(), out);
  }
  auto auditor = OpenOffice::at(context, "audit");
  if (!auditor)
    return report(context, auditor.error(),
                  "On a node's host give --config; elsewhere an auditor's --profile.");
  auto session = (*auditor)->official().connected();
  if (!session) return report(context, session.error());
  return write_log(context, **session, log_key_of((*auditor)->official()), out);
}

// The log key that the file must be signed by: of the node.pub or the charter that the auditor holds.
Result<SigningPublic> trusted_key(const AuditFile& file, const Path& node, const Path& charter) {
  if (!node.empty()) {
    auto known = read_node_public(node);
    if (!known) return pass_on(known);
    return known->keys.log;
  }
  if (charter.empty()) return file.log_key;
  auto document = read_document(charter);
  if (!document) return pass_on(document);
  if (document->type == wire::DocumentType::post_record) {
    auto record = wire::decode<wire::PostRecord>(document->bytes);
    if (!record) return pass_on(record);
    return record->node.log;
  }
  auto value = wire::decode<wire::Charter>(document->bytes);
  if (!value || document->type != wire::DocumentType::charter)
    return fail(Errc::configuration, charter.string() + " is neither a charter nor a post's record");
  return value->node.log;
}

struct Verifying {
  Path file, node, charter, earlier;
  std::vector<Path> commissions;
};

// The log only grew since `earlier` was written: its leaves are the first of `file`.
Status continues(const AuditFile& file, const Path& path, const SigningPublic& log_key) {
  auto earlier = read_audit_file(path);
  if (!earlier) return pass_on(earlier);
  // The auditor kept that file: a log key that the node has replaced since is as good under it.
  auto before = verify(*earlier, log_key);
  if (!before) before = verify(*earlier, earlier->log_key);
  if (!before) return fail(before.error().code, path.string() + ": " + before.error().detail);
  seal::TreeEdge edge;
  for (std::size_t i = 0; i < before->size && i < file.leaves.size(); ++i)
    seal::append(edge, seal::leaf_hash(file.leaves[i]));
  if (edge.size == before->size && seal::root_of(edge) == before->root) return {};
  std::size_t first = 0;
  while (first < file.leaves.size() && first < before->size && file.leaves[first] == earlier->leaves[first])
    ++first;
  return fail(Errc::untrusted, "leaf " + std::to_string(first) +
                                   " is not what this node signed before: its log was rewritten or cut");
}

// Those that the record's office signed.
Result<std::vector<wire::Commission>> believed_commissions(const Verifying& wish) {
  auto document = read_document(wish.charter);
  if (!document) return pass_on(document);
  if (document->type != wire::DocumentType::post_record)
    return fail(Errc::configuration, "--commission needs --charter with the post's record");
  auto record = wire::decode<wire::PostRecord>(document->bytes);
  if (!record) return pass_on(record);
  std::vector<wire::Commission> officers;
  for (const auto& path : wish.commissions) {
    auto commission = read_document(path);
    if (!commission) return pass_on(commission);
    auto value = wire::decode<wire::Commission>(commission->bytes);
    if (!value || !seal::has_signature(*commission, record->office, seal::Tag::commission_post))
      return fail(Errc::untrusted, path.string() + ": is no commission by the office of this record");
    officers.push_back(std::move(*value));
  }
  return officers;
}

int verify_file(const Context& context, const Verifying& wish) {
  constexpr const char* changed = "The log was changed after it was signed, or it is another node's.";
  auto file = read_audit_file(wish.file);
  if (!file) return context.out.failed(file.error());
  auto key = trusted_key(*file, wish.node, wish.charter);
  if (!key) return context.out.failed(key.error());
  auto checked = verify(*file, *key);
  if (!checked) return context.out.failed(checked.error(), changed);
  if (!wish.earlier.empty())
    if (auto grown = continues(*file, wish.earlier, *key); !grown)
      return context.out.failed(grown.error(), "Keep both files: together they show what the node did.");
  std::uint64_t acts = 0;
  if (!wish.commissions.empty()) {
    auto officers = believed_commissions(wish);
    if (!officers) return context.out.failed(officers.error());
    auto receipts = check_commands(*file, *officers);
    if (!receipts)
      return context.out.failed(
          receipts.error(), "The node signed for an act that no officer with these commissions asked for.");
    acts = *receipts;
    context.out.good("each of " + std::to_string(acts) + " receipts of acts has an officer's signed request");
  }
  std::size_t shown = 0;
  for (const auto& event : file->events) shown += event.empty() ? 0 : 1;
  if (wish.node.empty() && wish.charter.empty())
    context.out.warn("the log key came with the file; give --charter or --node to be sure whose log this is");
  context.out.good("every leaf is where the signed checkpoint says");
  return context.out.done({{"origin", checked->origin},
                           {"size", checked->size},
                           {"root", to_hex(checked->root)},
                           {"events_shown", std::uint64_t{shown}},
                           {"officers_acts", acts},
                           {"log_key", to_hex(key->view())}},
                          checked->origin + ": " + std::to_string(checked->size) + " leaves, " +
                              std::to_string(shown) + " with their event, root " + to_hex(checked->root));
}

int pending(const Context& context) {
  auto node = Operator::open(context);
  if (!node) return context.out.failed(node.error());
  auto all = client::law((*node)->session());
  if (!all) return report(context, all.error());
  return context.out.done({{"communes", records_of(*all)}}, text_of(*all));
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
  auto& audit = add_command(app, "audit", "the log of a node, its numbers, and reviews that must be answered",
                            "  tocsin audit export --out ornans.log --config node.toml\n"
                            "  tocsin audit verify ornans.log --charter ornans.charter");
  add_device(audit, context, "audit");
  add_counts(audit, context, "audit");
  add_review_opening(audit, context);
  add_audit_web(audit, context);
  add_audit_directory(audit, context);
  add_audit_hand_over(audit, context);
  auto& note = add_command(audit, "checkpoint", "the signed size and root of the log, to keep or to publish",
                           "  tocsin audit checkpoint --config node.toml");
  on_run(note, context, [&context] { return checkpoint(context); });

  auto& waiting =
      add_command(audit, "pending", "what tightens the limits here, and what waits to loosen them",
                  "  tocsin audit pending --config node.toml --json");
  on_run(waiting, context, [&context] { return pending(context); });

  auto out = std::make_shared<Path>();
  auto& writing = add_command(audit, "export", "write the log to a file that anyone can verify",
                              "  tocsin audit export --out ornans.log --config node.toml");
  writing.add_option("--out", *out, "file to write")->required();
  on_run(writing, context, [&context, out] { return export_log(context, *out); });

  auto wish = std::make_shared<Verifying>();

  auto& checking =
      add_command(audit, "verify", "compute the root from the leaves and check the signature, offline",
                  "  tocsin audit verify ornans.log --charter ornans.charter");
  checking.add_option("file", wish->file, "what `export` wrote")->required();
  checking.add_option("--charter", wish->charter, "charter (or post record) that names the node's log key");
  checking.add_option("--node", wish->node, "node.pub that names it");
  checking.add_option("--earlier", wish->earlier,
                      "an earlier export of the same log, which this one must continue");
  checking.add_option(
      "--commission", wish->commissions,
      "commissions of this post: each receipt of an officer's act must have the signed request of "
      "one of them");
  on_run(checking, context, [&context, wish] { return verify_file(context, *wish); });
}

}  // namespace tocsin::node::cli
