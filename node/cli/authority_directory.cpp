// `tocsin authority directory`: the list of the prefecture's nodes, drafted from their charters and records.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/authority.h"
#include "node/client/roster.h"

namespace tocsin::node::cli {
namespace {

struct DirectoryWish {
  std::vector<Path> files, keys;
  std::vector<std::string> without;  // codes that leave it
  Path root, previous, out;
};

// The place of `id`, where it stands or where it would.
template <class Entry, class Id>
Entry& at(std::vector<Entry>& entries, Id Entry::*id, const Id& wanted) {
  auto place = std::lower_bound(entries.begin(), entries.end(), wanted,
                                [&](const Entry& entry, const Id& value) { return entry.*id < value; });
  if (place == entries.end() || (*place).*id != wanted) {
    place = entries.insert(place, Entry{});
    (*place).*id = wanted;
    place->sequence = 0;
  }
  return *place;
}

Error falls_back(const Path& file, const std::string& name, std::uint32_t listed) {
  return {Errc::conflict, file.string() + ": of " + name + " the directory before lists number " +
                              std::to_string(listed) + ", which is later or other than this one"};
}

// Every signature that a charter or a record needs must be there: what is listed is in force.
Status list_paper(wire::Directory& directory, client::Roster& roster, const Path& file) {
  auto document = read_document(file);
  if (!document) return pass_on(document);
  if (auto added = roster.add(wire::encode(*document)); !added)
    return fail(added.error().code, file.string() + ": " + added.error().detail);
  const Hash name = seal::document_hash(*document);
  auto list = [&](auto& entry, Hash& listed, const std::string& who, std::uint32_t sequence) -> Status {
    if (entry.sequence > sequence || (entry.sequence == sequence && listed != name))
      return tl::unexpected<Error>(falls_back(file, who, entry.sequence));
    entry.sequence = sequence;
    listed = name;
    return {};
  };
  if (document->type == wire::DocumentType::post_record) {
    auto record = wire::decode<wire::PostRecord>(document->bytes);
    if (!record) return pass_on(record);
    auto& entry = at(directory.posts, &wire::ListedPost::post, record->post);
    entry.supervising = record->supervising;
    return list(entry, entry.record, to_string(record->post), record->sequence);
  }
  auto charter = wire::decode<wire::Charter>(document->bytes);
  if (!charter || document->type != wire::DocumentType::charter)
    return fail(Errc::configuration, file.string() + " is neither a charter nor a post's record");
  auto& entry = at(directory.communes, &wire::ListedCommune::commune, charter->commune);
  entry.post = charter->post;
  return list(entry, entry.charter, to_string(charter->commune), charter->sequence);
}

Result<wire::Directory> begin_from(const Path& previous, const wire::Root& root) {
  wire::Directory directory;
  if (previous.empty()) return directory;
  auto before = read_document(previous);
  if (!before) return pass_on(before);
  auto old = seal::verify_directory(*before, root);
  if (!old) return fail(old.error().code, previous.string() + ": " + old.error().detail);
  directory = std::move(*old);
  ++directory.sequence;
  directory.previous = seal::document_hash(*before);
  return directory;
}

Status leave_out(wire::Directory& directory, const std::string& code) {
  auto drop = [&](auto& entries, const auto& is) { return std::erase_if(entries, is) > 0; };
  if (auto commune = parse_insee(code);
      commune && drop(directory.communes, [&](const auto& entry) { return entry.commune == *commune; }))
    return {};
  if (auto post = parse_post_id(code);
      post && drop(directory.posts, [&](const auto& entry) { return entry.post == *post; }))
    return {};
  return fail(Errc::configuration, "--without " + code + ": no commune and no post of this name is listed");
}

Result<wire::Directory> draft_directory(const DirectoryWish& wish) {
  auto root = read_document(wish.root);
  if (!root) return pass_on(root);
  auto roster = client::Roster::from_handed_root(wire::encode(*root));
  if (!roster) return fail(roster.error().code, wish.root.string() + ": " + roster.error().detail);
  auto directory = begin_from(wish.previous, roster->root().value);
  if (!directory) return directory;
  for (const auto& code : wish.without)
    if (auto left = leave_out(*directory, code); !left) return pass_on(left);
  for (const auto& file : wish.files)
    if (auto listed = list_paper(*directory, *roster, file); !listed) return pass_on(listed);
  directory->issued = std::chrono::floor<seconds>(system_now());
  if (auto fits = wire::check(*directory); !fits) return pass_on(fits);
  return directory;
}

int write_directory(const Context& context, const DirectoryWish& wish) {
  auto directory = draft_directory(wish);
  if (!directory) return context.out.failed(directory.error());
  return sign_with_root(context, seal::draft(*directory), wish.keys, wish.out);
}

}  // namespace

void add_directory(CLI::App& authority, Context& context) {
  auto& command = add_command(
      authority, "directory", "list the newest charter of each commune and the newest record of each post",
      "  tocsin authority directory ornans-post.doc ornans.charter --root root.doc --key root/root-1.key "
      "--key root/root-2.key --out directory.doc\n"
      "  tocsin authority directory ornans-post.doc ornans-2.charter --root root.doc --previous "
      "directory.doc "
      "--out directory-2.doc\n"
      "  tocsin authority sign directory-2.doc --key root/root-1.key --key root/root-2.key\n"
      "  tocsin node import directory-2.doc --config node.toml");
  auto wish = std::make_shared<DirectoryWish>();
  command
      .add_option("files", wish->files,
                  "records and charters, each with every signature; a record before the charters of its post")
      ->required();
  command.add_option("--root", wish->root, "the root document that vouches for them")->required();
  command.add_option("--previous", wish->previous, "the directory it replaces: what is not given stays");
  command.add_option("--without", wish->without, "commune or post that leaves the directory");
  command.add_option("--key", wish->keys, "root key file; without any, a draft for `tocsin authority sign`");
  command.add_option("--out", wish->out, "file to write")->required();
  on_run(command, context, [&context, wish] { return write_directory(context, *wish); });
}

}  // namespace tocsin::node::cli
