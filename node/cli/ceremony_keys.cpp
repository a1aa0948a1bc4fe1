// Private keys under a passphrase, and the documents they sign, as files.
#include <fstream>

#include "node/cli/ceremony.h"
#include "node/cli/prompt.h"
#include "node/files/private_file.h"
#include "protocol/limits.h"
#include "protocol/seal/session.h"

namespace tocsin::node::cli {
namespace {

Path public_half(const Path& key_file) {
  Path file = key_file;
  file += ".pub";
  return file;
}

Result<Signatory> signatory_of(const std::string& label) {
  auto office = label.substr(0, label.find(' '));
  if (office == "root") return Signatory::root;
  if (office == "mairie") return Signatory::mairie;
  if (office == "post") return Signatory::post;
  if (office == "release") return Signatory::release;
  return fail(Errc::malformed,
              "a key's label begins with root, mairie, post or release, not \"" + label + "\"");
}

}  // namespace

Result<PublicKey> make_key_file(const Context& context, const Path& file, const std::string& label,
                                Entropy& entropy) {
  auto signatory = signatory_of(label);
  if (!signatory) return pass_on(signatory);
  if (std::filesystem::exists(file))
    return fail(Errc::conflict, file.string() +
                                    ": a key is there already; a key is never overwritten. Choose another "
                                    "name, or move it away");
  auto typed = passphrase(context, label, true);
  if (!typed) return pass_on(typed);
  auto key = seal::make_signing_key(entropy);
  auto bytes = seal::protect_with_passphrase(key.seed, label, typed->view(), entropy);
  if (auto written = files::write_private_file(file.string(), bytes, files::IfExists::refuse); !written)
    return tl::unexpected<Error>(written.error());
  Fields fields{"tocsin-key 1", {{"label", label}, {"public", to_hex(key.public_key.view())}}};
  if (auto written = write_text(public_half(file), to_text(fields)); !written)
    return tl::unexpected<Error>(written.error());
  return PublicKey{label, *signatory, key.public_key};
}

Result<PublicKey> read_public_key(const Path& key_file) {
  Path file = key_file.extension() == ".pub" ? key_file : public_half(key_file);
  auto fields = read_fields(file, "tocsin-key 1");
  if (!fields) return pass_on(fields);
  const auto* label = fields->find("label");
  const auto* hex = fields->find("public");
  auto key = hex != nullptr ? id_from_hex<SigningPublic>(*hex) : std::nullopt;
  if (label == nullptr || !key || !seal::is_usable(*key))
    return fail(Errc::malformed, file.string() + ": needs `label:` and `public:` with 64 hexadecimal digits");
  auto signatory = signatory_of(*label);
  if (!signatory) return fail(Errc::malformed, file.string() + ": " + signatory.error().detail);
  return PublicKey{*label, *signatory, *key};
}

Result<seal::SigningKey> open_key_file(const Context& context, const Path& key_file) {
  auto known = read_public_key(key_file);
  if (!known) return pass_on(known);
  auto bytes = files::read_private_file(key_file.string());
  if (!bytes) return pass_on(bytes);
  auto typed = passphrase(context, known->label, false);
  if (!typed) return pass_on(typed);
  auto secret = seal::open_with_passphrase(*bytes, known->label, typed->view());
  if (!secret)
    return fail(secret.error().code,
                key_file.string() + ": does not open; another passphrase, or the file is damaged");
  auto key = seal::signing_key_from(std::move(*secret));
  if (key.public_key != known->key)
    return fail(Errc::cannot_open, key_file.string() + " and the .pub file beside it are not the same key");
  return key;
}

Result<wire::SignedDocument> read_document(const Path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, file.string() + ": no such file, or it cannot be read");
  constexpr std::size_t room = limits::document_bytes_max + 1024;  // and its signatures
  Bytes bytes(room + 1);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > room) return fail(Errc::too_large, file.string() + ": larger than any document");
  auto document = wire::decode_document(bytes);
  if (!document)
    return fail(document.error().code, file.string() + ": is no signed document: " + document.error().detail);
  return document;
}

Status write_document(const Path& file, const wire::SignedDocument& document) {
  auto bytes = wire::encode(document);
  return write_text(file, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

}  // namespace tocsin::node::cli
