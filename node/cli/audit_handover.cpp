// `tocsin audit hand-over`: what an officer signed when a content went into a procedure (R30), verified
// without a node.
#include "node/cli/audit_handover.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/post_desk.h"
#include "node/cli/services.h"
#include "node/cli/words.h"
#include "protocol/seal/desk.h"

namespace tocsin::node::cli {
namespace {

struct HandOverCheck {
  Path file;
  std::vector<Path> papers;
  std::string fingerprint;
};

// The papers of the file itself, and those that the reader has from elsewhere.
Result<client::Roster> believed(const HandOverCheck& wish, const std::vector<Bytes>& in_file) {
  NamedDocuments documents;
  for (const auto& container : in_file) {
    auto document = wire::decode_document(container);
    if (!document) return fail(document.error().code, wish.file.string() + ": " + document.error().detail);
    documents.emplace_back(wish.file.string(), std::move(*document));
  }
  for (const auto& path : wish.papers) {
    auto document = read_document(path);
    if (!document) return pass_on(document);
    documents.emplace_back(path.string(), std::move(*document));
  }
  return believe(std::move(documents), wish.fingerprint);
}

// Commissions of officers and commanders of the post that ran when the hand-over was signed.
std::vector<SigningPublic> officers_of(const client::Roster& roster, const wire::HandOver& claimed) {
  std::vector<SigningPublic> keys;
  for (auto role : {Role::officer, Role::commander})
    for (const auto& key : roster.keys_of(role, claimed.post))
      for (const auto& commission : roster.commissions())
        if (commission.value.key == key && commission.value.from <= claimed.at &&
            claimed.at < commission.value.until)
          keys.push_back(key);
  return keys;
}

int audit_hand_over(const Context& context, const HandOverCheck& wish) {
  constexpr const char* doubtful =
      "Do not rely on it. Ask the post for the hand-over again, and keep both files.";
  auto text = read_text(wish.file);
  if (!text) return context.out.failed(text.error());
  auto lines = wire::find_hand_over(*text);
  if (!lines)
    return context.out.failed({lines.error().code, wish.file.string() + ": " + lines.error().detail});
  auto claimed = wire::decode<wire::HandOver>(lines->handed.statement.bytes);
  if (!claimed) return context.out.failed(claimed.error(), doubtful);
  auto roster = believed(wish, lines->papers);
  if (!roster)
    return context.out.failed(roster.error(),
                              "The post has its root, record and commission; give them with --paper.");
  const auto officers = officers_of(*roster, *claimed);
  if (officers.empty())
    return context.out.failed(
        {Errc::configuration,
         "no commission of an officer of " + to_string(claimed->post) + " that ran then is among the papers"},
        "Ask the post for it, and give it with --paper.");
  auto verified = seal::verify_handed_over(lines->handed, officers);
  if (!verified) return context.out.failed(verified.error(), doubtful);
  const auto root = to_hex(client::root_fingerprint(*wire::decode_document(roster->root().container)));
  if (wish.fingerprint.empty())
    context.out.warn("the root came with the file; compare " + root +
                     " with the prefecture's, or give --fingerprint");
  const auto& given = verified->statement;
  const auto* record = roster->record(given.post);
  context.out.good("signed by an officer of " + record->value.name +
                   "; what is shown here is what was signed");
  return context.out.done({{"alert", to_hex(given.alert.view())},
                           {"recipient", wire::to_text(wire::HandOverTo{{}, given.procedure})},
                           {"reason", slug(given.reason)},
                           {"leaf", given.leaf},
                           {"at", to_iso(given.at)},
                           {"commune", to_string(given.commune)},
                           {"created", to_iso(given.created)},
                           {"exercise", given.exercise},
                           {"content", record_of(verified->content)},
                           {"post", to_string(given.post)},
                           {"officer", to_hex(lines->handed.statement.signatures.front().key.view())},
                           {"root", root}},
                          content_words(verified->content));
}

}  // namespace

void add_audit_hand_over(CLI::App& audit, Context& context) {
  auto wish = std::make_shared<HandOverCheck>();
  auto& command = add_command(
      audit, "hand-over", "verify what was handed over to a procedure, without any node (R30)",
      "  tocsin audit hand-over 00421.json --fingerprint HEX\n"
      "  tocsin audit hand-over scanned.txt --paper root.doc --paper post.doc --paper officer.doc");
  command
      .add_option("file", wish->file,
                  "the JSON or XML file, or a text file with the line of the printed code")
      ->required();
  command.add_option("--fingerprint", wish->fingerprint, "of the root, as told by those who hold it");
  command.add_option("--paper", wish->papers,
                     "root, post's record and officer's commission, where the file has none");
  on_run(command, context, [&context, wish] { return audit_hand_over(context, *wish); });
}

}  // namespace tocsin::node::cli
