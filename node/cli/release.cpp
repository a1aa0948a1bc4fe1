#include "node/cli/release.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>

#include "node/cli/prompt.h"
#include "protocol/seal/tags.h"

namespace tocsin::node::cli {
namespace {

using relay::http::BundleFile;
using relay::http::Manifest;

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Result<std::string> read_all(const Path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, file.string() + ": cannot be read");
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return fail(Errc::io, file.string() + ": cannot be read");
  return text;
}

int make_release_key(const Context& context, const Path& out) {
  seal::SystemEntropy entropy;
  auto key = make_key_file(context, out, "release", entropy);
  if (!key) return context.out.failed(key.error());
  context.out.good("the release key is in " + out.string());
  context.out.talk(
      "It signs the pages that browsers load, and nothing else. The root names it in the rules.\n"
      "Next: tocsin authority rules --release-key " +
      out.string() + ".pub --key root/root-1.key --key root/root-2.key --out rules.doc");
  return context.out.done({{"file", out.string()}, {"key", to_hex(key->key.view())}}, {});
}

struct SignWish {
  Path folder, key;
  std::string face;
};

int sign_bundle(const Context& context, const SignWish& wish) {
  auto manifest = manifest_of(wish.folder, wish.face);
  if (!manifest) return context.out.failed(manifest.error());
  auto known = read_public_key(wish.key);
  if (!known) return context.out.failed(known.error());
  if (known->signatory != Signatory::release)
    return context.out.failed({Errc::not_allowed, wish.key.string() + " is the key \"" + known->label +
                                                      "\"; bundles are signed with a release key"});
  const auto text = relay::http::to_text(*manifest);
  context.out.talk(wish.folder.string() + ", face " + manifest->face + ":");
  for (const auto& file : manifest->files)
    context.out.talk("  " + to_hex(file.sha256) + "  " + std::to_string(file.size) + "  " + file.path);
  auto yes = confirm(context, "Sign this?");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::conflict, "not signed; nothing was written"});
  auto key = open_key_file(context, wish.key);
  if (!key) return context.out.failed(key.error());
  const auto signature = relay::http::to_text(seal::sign(*key, seal::Tag::web_bundle, bytes_of(text)));
  for (const auto& [leaf, content] :
       {std::pair{relay::http::manifest_name, &text}, std::pair{relay::http::signature_name, &signature}})
    if (auto written = write_text(wish.folder / leaf, *content); !written)
      return context.out.failed(written.error());
  context.out.good("signed: " + std::to_string(manifest->files.size()) + " files of the face " +
                   manifest->face);
  return context.out.done({{"manifest", (wish.folder / relay::http::manifest_name).string()},
                           {"face", manifest->face},
                           {"files", std::uint64_t{manifest->files.size()}},
                           {"sha256", to_hex(seal::sha256(bytes_of(text)))}},
                          {});
}

}  // namespace

Result<Manifest> manifest_of(const Path& folder, const std::string& face) {
  std::error_code error;
  Manifest manifest{face, {}};
  for (auto at = std::filesystem::recursive_directory_iterator(folder, error);
       !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    const auto path = at->path().lexically_relative(folder).generic_string();
    if (at->is_directory() || path == relay::http::manifest_name || path == relay::http::signature_name)
      continue;
    if (!at->is_regular_file() || at->is_symlink())
      return fail(Errc::configuration, at->path().string() + ": a bundle holds plain files only");
    auto text = read_all(at->path());
    if (!text) return pass_on(text);
    manifest.files.push_back(
        {path, seal::sha256(bytes_of(*text)), text->size(), std::string(relay::http::type_of(path))});
  }
  if (error) return fail(Errc::not_found, folder.string() + ": " + error.message());
  std::sort(manifest.files.begin(), manifest.files.end(),
            [](const BundleFile& a, const BundleFile& b) { return a.path < b.path; });
  if (auto fits = relay::http::check(manifest); !fits)
    return fail(Errc::configuration, folder.string() + ": " + fits.error().detail);
  return manifest;
}

Result<Manifest> believe_manifest(std::string_view manifest, std::string_view signature,
                                  const SigningPublic& release) {
  auto signed_by = relay::http::parse_signature(signature);
  if (!signed_by || !seal::verify(release, seal::Tag::web_bundle, bytes_of(manifest), *signed_by))
    return fail(Errc::untrusted, "the manifest is not signed by the release key of the rules");
  return relay::http::parse_manifest(manifest);
}

Result<SigningPublic> release_key_of(const client::Roster& roster) {
  if (!roster.rules() || roster.rules()->value.release_key.is_zero())
    return fail(Errc::not_found, "no rules among the documents name a release key");
  return roster.rules()->value.release_key;
}

void add_release(CLI::App& authority, Context& context) {
  auto out = std::make_shared<Path>();
  auto& make =
      add_command(authority, "release-key", "make the key that signs web bundles, under a passphrase",
                  "  tocsin authority release-key --out release.key");
  make.add_option("--out", *out, "file to make")->required();
  on_run(make, context, [&context, out] { return make_release_key(context, *out); });

  auto wish = std::make_shared<SignWish>();
  auto& sign = add_command(
      authority, "sign-bundle", "write and sign the manifest of a face's files, for gateways to serve",
      "  tocsin authority sign-bundle /usr/share/tocsin/web/referent --face referent --key release.key");
  sign.add_option("folder", wish->folder, "the files, as built")->required();
  sign.add_option("--face", wish->face, "referent, post, mairie or public")
      ->required()
      ->check(CLI::IsMember({"referent", "post", "mairie", "public", "auditor"}));
  sign.add_option("--key", wish->key, "the release key")->required();
  on_run(sign, context, [&context, wish] { return sign_bundle(context, *wish); });
}

}  // namespace tocsin::node::cli
