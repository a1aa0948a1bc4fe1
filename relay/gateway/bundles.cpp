#include "relay/gateway/bundles.h"

#include <fstream>

#include "protocol/seal/verify/verify.h"

namespace tocsin::relay::gateway {
namespace {

ByteView bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Result<std::string> read(const std::string& file, std::size_t bytes_max) {
  std::ifstream from(file, std::ios::binary);
  if (!from) return fail(Errc::not_found, file + ": cannot be read");
  std::string text;
  for (char part[16'384]; from && text.size() <= bytes_max;) {
    from.read(part, sizeof part);
    text.append(part, static_cast<std::size_t>(from.gcount()));
  }
  if (from.bad()) return fail(Errc::io, file + ": cannot be read");
  if (text.size() > bytes_max) return fail(Errc::too_large, file + ": larger than it may be");
  return text;
}

void add(Bundle& bundle, const std::string& path, std::string type, std::string text) {
  bundle.bytes += text.size();
  bundle.files[path] = {std::move(type), std::make_shared<const std::string>(std::move(text))};
}

}  // namespace

Result<Bundle> read_bundle(const std::string& folder, const std::string& face, const SigningPublic& release) {
  const auto in = [&](const std::string& leaf) { return folder + "/" + leaf; };
  auto text = read(in(http::manifest_name), http::manifest_bytes_max);
  if (!text) return pass_on(text);
  auto signed_by = read(in(http::signature_name), 256);
  if (!signed_by) return pass_on(signed_by);
  const auto signature = http::parse_signature(*signed_by);
  if (!signature || !seal::verify_tagged(release, seal::web_bundle_tag, bytes_of(*text), *signature))
    return fail(Errc::bad_signature, in(http::manifest_name) +
                                         ": not signed by the release key of the rules; get the bundle anew");
  const auto manifest = http::parse_manifest(*text);
  if (!manifest) return fail(Errc::malformed, in(manifest.error().detail));
  if (manifest->face != face)
    return fail(Errc::malformed,
                in(http::manifest_name) + ": this is the face " + manifest->face + ", not " + face);
  Bundle bundle;
  bundle.face = face;
  for (const auto& file : manifest->files) {
    auto content = read(in(file.path), file.size);
    if (!content) return pass_on(content);
    if (content->size() != file.size || seal::sha256(bytes_of(*content)) != file.sha256)
      return fail(Errc::bad_signature, in(file.path) + ": not the file that the manifest names");
    add(bundle, file.path, file.type, std::move(*content));
  }
  add(bundle, http::manifest_name, "text/plain;charset=utf-8", std::move(*text));
  add(bundle, http::signature_name, "text/plain;charset=utf-8", std::move(*signed_by));
  return bundle;
}

}  // namespace tocsin::relay::gateway
