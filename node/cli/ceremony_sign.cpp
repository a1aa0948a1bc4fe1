// `sign`, as every office has it.
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/ceremony.h"
#include "node/cli/prompt.h"

namespace tocsin::node::cli {
namespace {

struct SignWish {
  std::vector<Path> files, keys;
};

struct Paper {
  Path file;
  wire::SignedDocument document;
  List signers;
};

const char* office_name(Signatory who) {
  switch (who) {
    case Signatory::root: return "authority";
    case Signatory::mairie: return "mairie";
    case Signatory::post: return "post";
    case Signatory::release: return "authority";
  }
  return "";
}

// Opens the key once, however many papers it signs.
Status sign_with(const Context& context, std::vector<Paper>& papers, const Path& key_file, Signatory who) {
  auto known = read_public_key(key_file);
  if (!known) return tl::unexpected<Error>(known.error());
  if (known->signatory == Signatory::release)
    return fail(Errc::not_allowed, key_file.string() +
                                       " is a release key; it signs bundles alone: `tocsin "
                                       "authority sign-bundle`");
  if (known->signatory != who)
    return fail(Errc::not_allowed, key_file.string() + " is the key \"" + known->label +
                                       "\"; it signs with `tocsin " + office_name(known->signatory) +
                                       " sign`");
  for (const auto& paper : papers)
    if (auto tag = tag_of(paper.document, *known); !tag)
      return fail(tag.error().code, paper.file.string() + ": " + tag.error().detail);
  auto key = open_key_file(context, key_file);
  if (!key) return tl::unexpected<Error>(key.error());
  for (auto& paper : papers) {
    seal::add_signature(paper.document, *key, *tag_of(paper.document, *known));
    paper.signers.push_back(known->label);
  }
  return {};
}

// Read, shown in plain words, and agreed to.
Result<Paper> agreed(const Context& context, const Path& file) {
  auto document = read_document(file);
  if (!document) return pass_on(document);
  auto words = in_plain_words(*document);
  if (!words) return pass_on(words);
  context.out.talk(file.string() + " says:");
  for (const auto& line : *words) context.out.talk("  " + line);
  auto yes = confirm(context, "Sign this?");
  if (!yes) return pass_on(yes);
  if (!*yes) return fail(Errc::conflict, "not signed; nothing was written");
  return Paper{file, std::move(*document), {}};
}

Record record_of(const Paper& paper) {
  return {{"file", paper.file.string()},
          {"document", slug(paper.document.type)},
          {"hash", to_hex(seal::document_hash(paper.document).view())},
          {"signed_by", paper.signers}};
}

// Nothing is written before everything is signed.
int sign(const Context& context, const SignWish& wish, Signatory who) {
  std::vector<Paper> papers;
  for (const auto& file : wish.files) {
    auto paper = agreed(context, file);
    if (!paper) return context.out.failed(paper.error());
    papers.push_back(std::move(*paper));
  }
  for (const auto& key : wish.keys)
    if (auto done = sign_with(context, papers, key, who); !done) return context.out.failed(done.error());
  List all;
  for (const auto& paper : papers) {
    if (auto written = write_document(paper.file, paper.document); !written)
      return context.out.failed(written.error());
    context.out.good("signed; " + paper.file.string() + " now carries " +
                     std::to_string(paper.document.signatures.size()) +
                     (paper.document.signatures.size() == 1 ? " signature" : " signatures"));
    all.push_back(record_of(paper));
  }
  return context.out.done(papers.size() == 1 ? record_of(papers.front()) : Record{{"documents", all}}, {});
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
  if (signer.signatory == Signatory::release) return not_theirs(document, signer);
  bool root = signer.signatory == Signatory::root, mairie = signer.signatory == Signatory::mairie;
  switch (document.type) {
    case DocumentType::root: return root ? tag_of_root(document, signer) : not_theirs(document, signer);
    case DocumentType::rules: return root ? Result<Tag>(Tag::rules) : not_theirs(document, signer);
    case DocumentType::directory: return root ? Result<Tag>(Tag::directory) : not_theirs(document, signer);
    case DocumentType::revocation_list:
      return root ? Result<Tag>(Tag::revocation_list_root) : not_theirs(document, signer);
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
    case DocumentType::epoch_loss:
    case DocumentType::mandate_link:
    case DocumentType::freshness:
    case DocumentType::epoch_key:
    case DocumentType::presence:
    case DocumentType::forward:
    case DocumentType::hand_over:
    case DocumentType::street_list:
    case DocumentType::sector_map:
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
      add_command(office, "sign", "show documents in plain words and add this office's signature to each",
                  "  tocsin " + audience + " sign ornans.charter --key " +
                      (who == Signatory::root ? "root/root-1.key --key root/root-2.key" : audience + ".key"));
  auto wish = std::make_shared<SignWish>();
  command.add_option("files", wish->files, "the documents; each is written again with the signature")
      ->required();
  command.add_option("--key", wish->keys, "the key file; may be given several times")->required();
  on_run(command, context, [&context, wish, who] { return sign(context, *wish, who); });
}

}  // namespace tocsin::node::cli
