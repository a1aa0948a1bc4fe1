// `tocsin audit directory`: whether the charters and records of a node are the newest that the prefecture
// knows.
#include "node/cli/audit_directory.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/ceremony.h"
#include "node/cli/operator.h"

namespace tocsin::node::cli {
namespace {

struct DirectoryWish {
  Path directory, root;  // the auditor's own; empty: the node's
};

// What the node shows, believed as far as its root vouches for it.
Result<client::Roster> shown_by(client::Session& session, const Path& trusted_root) {
  auto all = client::public_documents(session);
  if (!all) return tl::unexpected<Error>(all.error().error);
  if (all->empty()) return fail(Errc::not_found, "the node shows no document: import root and charter first");
  auto roster = client::Roster::from_handed_root(all->front());
  if (!roster) return roster;
  if (!trusted_root.empty()) {
    auto root = read_document(trusted_root);
    if (!root) return pass_on(root);
    if (seal::document_hash(*root) != roster->root().hash)
      return fail(Errc::untrusted, "the node's root is not " + trusted_root.string());
  }
  if (auto added = roster->add_all(std::span<const Bytes>(*all).subspan(1)); !added) return pass_on(added);
  return roster;
}

// On the node's host its operator, anywhere else an auditor's device.
Result<client::Roster> roster_at(const Context& context, const Path& trusted_root) {
  if (!context.config.empty()) {
    auto node = Operator::open(context);
    if (!node) return pass_on(node);
    return shown_by((*node)->session(), trusted_root);
  }
  auto auditor = OpenOffice::at(context, "audit");
  if (!auditor) return tl::unexpected<Error>(auditor.error().error);
  auto session = (*auditor)->official().connected();
  if (!session) return tl::unexpected<Error>(session.error().error);
  return shown_by(**session, trusted_root);
}

struct Line {
  std::string code, name;
  std::uint32_t listed = 0, held = 0;  // 0: none
  wire::Listed is{};
};

std::vector<Line> compare(const wire::Directory& directory, const client::Roster& roster) {
  std::vector<Line> lines;
  for (const auto& held : roster.records()) {
    const auto* entry = wire::find(directory, held.value.post);
    lines.push_back({to_string(held.value.post), held.value.name, entry ? entry->sequence : 0,
                     held.value.sequence, wire::compare(directory, held.value, held.hash)});
  }
  for (const auto& held : roster.charters()) {
    const auto* entry = wire::find(directory, held.value.commune);
    lines.push_back({to_string(held.value.commune), held.value.name, entry ? entry->sequence : 0,
                     held.value.sequence, wire::compare(directory, held.value, held.hash)});
  }
  return lines;
}

const char* words(wire::Listed is) {
  switch (is) {
    case wire::Listed::same: return "the newest";
    case wire::Listed::newer: return "newer than the directory";
    case wire::Listed::older: return "OLDER: a later one is signed";
    case wire::Listed::other: return "ANOTHER of that number";
    case wire::Listed::unlisted: return "not in the directory";
  }
  return "";
}

Result<wire::Directory> directory_of(const DirectoryWish& wish, const client::Roster& roster) {
  if (wish.directory.empty()) {
    if (!roster.directory())
      return fail(Errc::not_found, "the node holds no directory; give the prefecture's with --directory");
    return roster.directory()->value;
  }
  auto document = read_document(wish.directory);
  if (!document) return pass_on(document);
  auto directory = seal::verify_directory(*document, roster.root().value);
  if (!directory)
    return fail(directory.error().code, wish.directory.string() + ": " + directory.error().detail);
  return directory;
}

int show(const Context& context, const DirectoryWish& wish) {
  auto roster = roster_at(context, wish.root);
  if (!roster)
    return context.out.failed(roster.error(),
                              "On a node's host give --config; elsewhere an auditor's --profile.");
  auto directory = directory_of(wish, *roster);
  if (!directory) return context.out.failed(directory.error());
  std::vector<std::vector<std::string>> table{{"", "name", "directory", "node", ""}};
  List nodes, stale;
  for (const auto& line : compare(*directory, *roster)) {
    table.push_back({line.code, line.name, line.listed == 0 ? "–" : std::to_string(line.listed),
                     std::to_string(line.held), words(line.is)});
    nodes.push_back(Record{{"code", line.code},
                           {"name", line.name},
                           {"listed", line.listed},
                           {"held", line.held},
                           {"is", wire::slug(line.is)}});
    if (line.is == wire::Listed::older || line.is == wire::Listed::other) stale.push_back(line.code);
  }
  Record record{{"sequence", directory->sequence},
                {"issued", to_iso(directory->issued)},
                {"posts", std::uint64_t{directory->posts.size()}},
                {"communes", std::uint64_t{directory->communes.size()}},
                {"nodes", nodes}};
  if (!stale.empty()) {
    if (!context.out.json) context.out.talk(to_table(table));
    return context.out.failed(
        {Errc::untrusted, "the node goes by a charter or a record that is not the one the prefecture lists"},
        "Import the newest one; where it is another of the same number, ask the prefecture which one holds.",
        std::move(record));
  }
  return context.out.done(std::move(record), to_table(table));
}

}  // namespace

void add_audit_directory(CLI::App& audit, Context& context) {
  auto& command =
      add_command(audit, "directory", "compare a node's charters and records with the prefecture's directory",
                  "  tocsin audit directory --config node.toml\n"
                  "  tocsin audit directory --directory directory.doc --root root.doc --profile auditor");
  auto wish = std::make_shared<DirectoryWish>();
  command.add_option("--directory", wish->directory,
                     "the prefecture's own, instead of the one the node holds");
  command.add_option("--root", wish->root, "the root document that you trust");
  on_run(command, context, [&context, wish] { return show(context, *wish); });
}

}  // namespace tocsin::node::cli
