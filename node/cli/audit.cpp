// `tocsin audit`: the log, its checkpoint, and a verification that needs no node.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/audit_file.h"
#include "node/cli/counts.h"
#include "node/cli/device.h"
#include "node/cli/law_words.h"
#include "node/cli/operator.h"
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

int verify_file(const Context& context, const Path& path, const Path& node, const Path& charter) {
  auto file = read_audit_file(path);
  if (!file) return context.out.failed(file.error());
  auto key = trusted_key(*file, node, charter);
  if (!key) return context.out.failed(key.error());
  auto checked = verify(*file, *key);
  if (!checked)
    return context.out.failed(checked.error(),
                              "The log was changed after it was signed, or it is another node's.");
  std::size_t shown = 0;
  for (const auto& event : file->events) shown += event.empty() ? 0 : 1;
  if (node.empty() && charter.empty())
    context.out.warn("the log key came with the file; give --charter or --node to be sure whose log this is");
  context.out.good("every leaf is where the signed checkpoint says");
  return context.out.done({{"origin", checked->origin},
                           {"size", checked->size},
                           {"root", to_hex(checked->root)},
                           {"events_shown", std::uint64_t{shown}},
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
  auto& note = add_command(audit, "checkpoint", "the signed size and root of the log, to keep or to publish",
                           "  tocsin audit checkpoint --config node.toml");
  on_run(note, context, [&context] { return checkpoint(context); });

  auto& waiting =
      add_command(audit, "pending", "what tightens the limits here, and what waits to loosen them",
                  "  tocsin audit pending --config node.toml --json");
  on_run(waiting, context, [&context] { return pending(context); });

  struct Wish {
    Path file, out, node, charter;
  };
  auto wish = std::make_shared<Wish>();
  auto& writing = add_command(audit, "export", "write the log to a file that anyone can verify",
                              "  tocsin audit export --out ornans.log --config node.toml");
  writing.add_option("--out", wish->out, "file to write")->required();
  on_run(writing, context, [&context, wish] { return export_log(context, wish->out); });

  auto& checking =
      add_command(audit, "verify", "compute the root from the leaves and check the signature, offline",
                  "  tocsin audit verify ornans.log --charter ornans.charter");
  checking.add_option("file", wish->file, "what `export` wrote")->required();
  checking.add_option("--charter", wish->charter, "charter (or post record) that names the node's log key");
  checking.add_option("--node", wish->node, "node.pub that names it");
  on_run(checking, context,
         [&context, wish] { return verify_file(context, wish->file, wish->node, wish->charter); });
}

}  // namespace tocsin::node::cli
