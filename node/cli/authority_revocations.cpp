// `tocsin authority revocations`: the root's own list of the suspensions that it has in force (R23), so that
// nobody can keep one back unseen.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "node/cli/authority.h"
#include "node/client/roster.h"
#include "protocol/seal/trust.h"

namespace tocsin::node::cli {
namespace {

struct RevocationsWish {
  std::vector<Path> files, keys;
  Path root, previous, out;
};

Result<wire::RevocationList> begin_from(const Path& previous, const wire::Root& root) {
  wire::RevocationList list{seal::issuer_of_root(root), 1, {}};
  if (previous.empty()) return list;
  auto before = read_document(previous);
  if (!before) return pass_on(before);
  auto old = seal::verify_root_revocations(*before, root);
  if (!old) return fail(old.error().code, previous.string() + ": " + old.error().detail);
  list.sequence = old->sequence + 1;
  return list;
}

Result<Hash> name_of(const Path& file, const wire::Root& root) {
  auto document = read_document(file);
  if (!document) return pass_on(document);
  auto act = document->type == wire::DocumentType::node_act
                 ? wire::decode<wire::NodeAct>(document->bytes)
                 : Result<wire::NodeAct>(fail(Errc::malformed, "this is no suspension of a node"));
  if (!act) return fail(act.error().code, file.string() + ": " + act.error().detail);
  if (act->kind != wire::NodeActKind::suspend)
    return fail(Errc::malformed, file.string() + ": a resumption is not listed; leave out what it answers");
  if (auto by_root = seal::verify_quorum(*document, root, seal::Tag::node_suspend_root); !by_root)
    return fail(by_root.error().code, file.string() + ": " + by_root.error().detail);
  return seal::document_hash(*document);
}

Result<wire::RevocationList> draft_list(const RevocationsWish& wish) {
  auto root = read_document(wish.root);
  if (!root) return pass_on(root);
  auto roster = client::Roster::from_handed_root(wire::encode(*root));
  if (!roster) return fail(roster.error().code, wish.root.string() + ": " + roster.error().detail);
  auto list = begin_from(wish.previous, roster->root().value);
  if (!list) return list;
  for (const auto& file : wish.files) {
    auto name = name_of(file, roster->root().value);
    if (!name) return pass_on(name);
    list->entries.push_back(*name);
  }
  auto& entries = list->entries;
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  if (auto fits = wire::check(*list); !fits) return pass_on(fits);
  return list;
}

}  // namespace

void add_revocations(CLI::App& authority, Context& context) {
  auto& command = add_command(
      authority, "revocations", "list the suspensions that the root has in force, all of them",
      "  tocsin authority revocations stop.doc --root root.doc --key root/root-1.key --key root/root-2.key "
      "--out revocations.doc\n"
      "  tocsin authority revocations --root root.doc --previous revocations.doc --key root/root-1.key --key "
      "root/root-2.key --out revocations-2.doc\n"
      "  tocsin node import revocations.doc --config node.toml");
  auto wish = std::make_shared<RevocationsWish>();
  command.add_option("files", wish->files,
                     "every suspension in force that the root has signed; none: nothing is");
  command.add_option("--root", wish->root, "the root document whose keys sign")->required();
  command.add_option("--previous", wish->previous, "the list it replaces");
  command.add_option("--key", wish->keys, "root key file; without any, a draft for `tocsin authority sign`");
  command.add_option("--out", wish->out, "file to write")->required();
  on_run(command, context, [&context, wish] {
    auto list = draft_list(*wish);
    return list ? sign_with_root(context, seal::draft(*list), wish->keys, wish->out)
                : context.out.failed(list.error());
  });
}

}  // namespace tocsin::node::cli
