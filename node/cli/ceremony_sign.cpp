// `sign`, as every office has it.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/prompt.h"

namespace tocsin::node::cli {
namespace {

struct SignWish {
  Path file;
  std::vector<Path> keys;
};

const char* office_name(Signatory who) {
  switch (who) {
    case Signatory::root: return "authority";
    case Signatory::mairie: return "mairie";
    case Signatory::post: return "post";
  }
  return "";
}

Status sign_with(const Context& context, wire::SignedDocument& document, const Path& key_file, Signatory who,
                 List& signers) {
  auto known = read_public_key(key_file);
  if (!known) return tl::unexpected<Error>(known.error());
  if (known->signatory != who)
    return fail(Errc::not_allowed, key_file.string() + " is the key \"" + known->label +
                                       "\"; it signs with `tocsin " + office_name(known->signatory) +
                                       " sign`");
  auto tag = tag_of(document, *known);
  if (!tag) return tl::unexpected<Error>(tag.error());
  auto key = open_key_file(context, key_file);
  if (!key) return tl::unexpected<Error>(key.error());
  seal::add_signature(document, *key, *tag);
  signers.push_back(known->label);
  return {};
}

int sign(const Context& context, const SignWish& wish, Signatory who) {
  auto document = read_document(wish.file);
  if (!document) return context.out.failed(document.error());
  auto words = in_plain_words(*document);
  if (!words) return context.out.failed(words.error());
  context.out.talk(wish.file.string() + " says:");
  for (const auto& line : *words) context.out.talk("  " + line);
  auto yes = confirm(context, "Sign this?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "not signed; nothing was written"});
  List signers;
  for (const auto& key : wish.keys)
    if (auto done = sign_with(context, *document, key, who, signers); !done)
      return context.out.failed(done.error());
  if (auto written = write_document(wish.file, *document); !written)
    return context.out.failed(written.error());
  context.out.good("signed; " + wish.file.string() + " now carries " +
                   std::to_string(document->signatures.size()) +
                   (document->signatures.size() == 1 ? " signature" : " signatures"));
  return context.out.done({{"file", wish.file.string()},
                           {"document", slug(document->type)},
                           {"hash", to_hex(seal::document_hash(*document).view())},
                           {"signed_by", signers}},
                          {});
}

bool holds(const wire::Root& root, const SigningPublic& key) {
  return key == root.keys[0] || key == root.keys[1] || key == root.keys[2];
}

Result<seal::Tag> not_theirs(const wire::SignedDocument& document, const PublicKey& signer) {
  return fail(Errc::not_allowed, "the key \"" + signer.label + "\" does not sign a document of type " +
                                     std::string(slug(document.type)));
}

Result<seal::Tag> tag_of_root(const wire::SignedDocument& document, const PublicKey& signer) {
  auto root = wire::decode<wire::Root>(document.bytes);
  if (!root) return pass_on(root);
  return holds(*root, signer.key) ? seal::Tag::root_new : seal::Tag::root_old;
}

// The office key in the record, or that of the supervising post, where a lost one is replaced.
Result<seal::Tag> tag_of_record(const wire::SignedDocument& document, const PublicKey& signer) {
  auto record = wire::decode<wire::PostRecord>(document.bytes);
  if (!record) return pass_on(record);
  return signer.key == record->office ? seal::Tag::record_post : seal::Tag::record_supervising;
}

}  // namespace

Result<seal::Tag> tag_of(const wire::SignedDocument& document, const PublicKey& signer) {
  using seal::Tag;
  using wire::DocumentType;
  bool root = signer.signatory == Signatory::root, mairie = signer.signatory == Signatory::mairie;
  switch (document.type) {
    case DocumentType::root: return root ? tag_of_root(document, signer) : not_theirs(document, signer);
    case DocumentType::rules: return root ? Result<Tag>(Tag::rules) : not_theirs(document, signer);
    case DocumentType::directory: return root ? Result<Tag>(Tag::directory) : not_theirs(document, signer);
    case DocumentType::post_record:
      if (mairie) return not_theirs(document, signer);
      return root ? Tag::record_root : tag_of_record(document, signer);
    case DocumentType::charter:
      if (root) return Tag::charter_root;
      return mairie ? Tag::charter_mairie : Tag::charter_post;
    case DocumentType::charter_renewal:
      if (root) return Tag::renewal_root;
      return mairie ? Tag::renewal_mairie : Tag::renewal_post;
    case DocumentType::commission:
      if (root) return Tag::commission_root;
      return mairie ? Tag::commission_mairie : Tag::commission_post;
    case DocumentType::node_act: {
      if (!root)
        return not_theirs(document, signer);  // a mayor's or commander's device signs, not the office key
      auto act = wire::decode<wire::NodeAct>(document.bytes);
      if (!act) return pass_on(act);
      return act->kind == wire::NodeActKind::suspend ? Tag::node_suspend_root : Tag::node_resume_root;
    }
    case DocumentType::mandate:
    case DocumentType::overlay:
    case DocumentType::act:
    case DocumentType::revocation_list:
    case DocumentType::epoch_loss:
    case DocumentType::mandate_link:
    case DocumentType::freshness:
    case DocumentType::epoch_key:
    case DocumentType::presence:
    case DocumentType::forward:
    case DocumentType::mandate_in_force:
    case DocumentType::withdrawal:
    case DocumentType::enrolment:
    case DocumentType::overlay_withdrawal:
    case DocumentType::review:
    case DocumentType::review_answer:
    case DocumentType::notice:
    case DocumentType::notice_cancel:
    case DocumentType::notice_display:
    case DocumentType::exercise_window:
    case DocumentType::desk_confirmation:
    case DocumentType::tie_declaration:
    case DocumentType::deputising:
    case DocumentType::conduct_signature: break;
  }
  return not_theirs(document, signer);
}

void add_sign(CLI::App& office, Context& context, Signatory who) {
  std::string audience = office_name(who);
  auto& command =
      add_command(office, "sign", "show a document in plain words and add this office's signature to it",
                  "  tocsin " + audience + " sign ornans.charter --key " +
                      (who == Signatory::root ? "root/root-1.key --key root/root-2.key" : audience + ".key"));
  auto wish = std::make_shared<SignWish>();
  command.add_option("file", wish->file, "the document; it is written again with the signature")->required();
  command.add_option("--key", wish->keys, "the key file; may be given several times")->required();
  on_run(command, context, [&context, wish, who] { return sign(context, *wish, who); });
}

}  // namespace tocsin::node::cli
