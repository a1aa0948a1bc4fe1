#include "node/core/directory.h"

#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/queries.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::Listed;
using wire::SignedDocument;

// A charter or a record held here, as the directory sees it.
struct Paper {
  Bytes who;
  std::string name;          // "25434", "P25-014"
  std::uint32_t held = 0;    // its sequence
  std::uint32_t listed = 0;  // the directory's; 0: none
  Listed is{};
  bool waits = false;  // the newest one is here, and waits to loosen (R24)
};

std::vector<Paper> papers(Turn& turn, const wire::Directory& directory) {
  std::vector<Paper> found;
  auto bytes = [](ByteView id) { return Bytes(id.begin(), id.end()); };
  for (const auto& document : stored_documents(turn, DocumentType::post_record)) {
    auto record = wire::decode<wire::PostRecord>(document.bytes);
    if (!record) continue;
    const auto* entry = wire::find(directory, record->post);
    found.push_back({bytes(record->post.view()), to_string(record->post), record->sequence,
                     entry ? entry->sequence : 0,
                     wire::compare(directory, *record, seal::document_hash(document)), false});
  }
  for (const auto& here : charters(turn)) {
    const auto& commune = here->charter.commune;
    const auto* entry = wire::find(directory, commune);
    auto waiting = waiting_charter(turn, commune);
    found.push_back({bytes(commune.view()), to_string(commune), here->charter.sequence,
                     entry ? entry->sequence : 0, wire::compare(directory, here->charter, here->hash),
                     entry && waiting && waiting->hash == entry->charter});
  }
  return found;
}

std::string words(const Paper& paper) {
  auto number = [](std::uint32_t sequence) { return "number " + std::to_string(sequence); };
  if (paper.waits) return "the newest, " + number(paper.listed) + ", is here and waits to loosen a limit";
  switch (paper.is) {
    case Listed::same: return "the newest";
    case Listed::newer:
      return number(paper.held) + " is newer than the directory, which knows " + number(paper.listed);
    case Listed::older:
      return number(paper.listed) + " is signed and " + number(paper.held) + " is held: import it";
    case Listed::other:
      return "the prefecture knows another " + number(paper.held) +
             ": ask it which one holds, and import that";
    case Listed::unlisted: return "not in the directory: ask the prefecture";
  }
  return {};
}

// Whom the directory puts in this node's charge, or over it, and whose paper is not here.
std::vector<std::string> lacking(Turn& turn, const wire::Directory& directory) {
  std::vector<std::string> found;
  auto self = self_of(turn);
  auto need = [&](const PostId& post) {
    if (!post.is_zero() && !stored_document(turn, DocumentType::post_record, post.view()))
      found.push_back(to_string(post));
  };
  if (const auto* own = wire::find(directory, self.commune)) {
    need(own->post);
    if (const auto* post = wire::find(directory, own->post)) need(post->supervising);
  }
  if (self.post.is_zero()) return found;
  if (const auto* own = wire::find(directory, self.post)) need(own->supervising);
  for (const auto& entry : directory.communes) {
    const auto* post = wire::find(directory, entry.post);
    const bool ours = entry.post == self.post || (post != nullptr && post->supervising == self.post);
    if (ours && !charter_of(turn, entry.commune)) found.push_back(to_string(entry.commune));
  }
  return found;
}

}  // namespace

wire::Reply accept_directory(Turn& turn, const SignedDocument& document, const wire::Root& root,
                             const std::optional<KeyId>& from) {
  if (is_held(turn, document, {})) return ok(turn);
  auto directory = seal::verify_directory(document, root);
  if (!directory) return reply_of(turn, directory.error());
  if (auto held = stored<wire::Directory>(turn); held && held->sequence >= directory->sequence) {
    if (held->sequence == directory->sequence)  // the prefecture signed both: everybody sees it
      turn.event(EventCode::equivocation, "directory", directory->sequence);
    return failed(turn, Errc::conflict, "a directory of this or a later sequence is held already");
  }
  keep(turn, document, {});
  share(turn, document, from);
  compare_with_directory(turn);
  return ok(turn);
}

void compare_with_directory(Turn& turn) {
  auto directory = stored<wire::Directory>(turn);
  if (!directory) return;
  for (const auto& paper : papers(turn, *directory)) {
    auto key = ByteWriter().raw(named("listed")).raw(paper.who).take();
    auto now = ByteWriter().u8(static_cast<std::uint8_t>(paper.waits ? Listed::same : paper.is));
    auto state = now.u32(paper.listed).take();
    if (turn.txn.get(table::conditions, key) == state) continue;
    turn.txn.put(table::conditions, key, state);
    if (paper.waits) continue;
    if (paper.is == Listed::older) turn.event(EventCode::directory_newer, paper.name, paper.listed);
    if (paper.is == Listed::other) turn.event(EventCode::directory_other, paper.name, paper.held);
  }
}

void add_directory_status(Turn& turn, wire::Reply& reply) {
  auto directory = stored<wire::Directory>(turn);
  if (!directory) return add_status(reply, "directory", "none");
  add_status(reply, "directory",
             "number " + std::to_string(directory->sequence) + " of " + to_iso(directory->issued) + ", " +
                 std::to_string(directory->communes.size()) + " communes, " +
                 std::to_string(directory->posts.size()) + " posts");
  for (const auto& paper : papers(turn, *directory)) add_status(reply, "listed_" + paper.name, words(paper));
  for (const auto& who : lacking(turn, *directory))
    add_status(reply, "listed_" + who, "concerns this node, and no paper of it is here: import it");
}

}  // namespace tocsin::node
