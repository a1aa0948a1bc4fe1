// `tocsin audit web`: what a gateway serves, fetched like a browser does and compared with what was signed.
#include <curl/curl.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/release.h"

namespace tocsin::node::cli {
namespace {

using relay::http::Manifest;

constexpr long connect_seconds = 10, fetch_seconds = 60;

struct Fetched {
  long status = 0;
  std::string type, body;
};

struct Room {
  std::string* to;
  std::size_t bytes_max;
};

std::size_t take(char* data, std::size_t, std::size_t count, void* into) {
  auto& room = *static_cast<Room*>(into);
  if (room.to->size() + count > room.bytes_max) return 0;
  room.to->append(data, count);
  return count;
}

class Fetcher {
 public:
  explicit Fetcher(std::string authority_file)
      : authority_(std::move(authority_file)), curl_(curl_easy_init()) {}
  ~Fetcher() { curl_easy_cleanup(curl_); }
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  // unreachable: nobody there, or not with a certificate that is believed; too_large.
  Result<Fetched> get(const std::string& url, std::size_t bytes_max) {
    Fetched fetched;
    Room room{&fetched.body, bytes_max};
    if (curl_ == nullptr) return fail(Errc::io, "no memory for a connection");
    curl_easy_reset(curl_);
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_PROXY, "");  // what this machine is shown, and no cache on the way
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, fetch_seconds);
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &room);
    if (!authority_.empty()) curl_easy_setopt(curl_, CURLOPT_CAINFO, authority_.c_str());
    const auto done = curl_easy_perform(curl_);
    if (done == CURLE_WRITE_ERROR) return fail(Errc::too_large, url + ": longer than the manifest says");
    if (done != CURLE_OK) return fail(Errc::unreachable, url + ": " + curl_easy_strerror(done));
    char* type = nullptr;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &fetched.status);
    curl_easy_getinfo(curl_, CURLINFO_CONTENT_TYPE, &type);
    fetched.type = type == nullptr ? "" : type;
    if (fetched.status != 200)
      return fail(Errc::not_found, url + ": answered " + std::to_string(fetched.status) + " " +
                                       fetched.body.substr(0, fetched.body.find('\n')));
    return fetched;
  }

 private:
  std::string authority_;
  CURL* curl_;
};

Status check_file(Fetcher& from, const std::string& url, const relay::http::BundleFile& file) {
  auto fetched = from.get(url, file.size);
  if (!fetched) return tl::unexpected<Error>(fetched.error());
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(fetched->body.data()), fetched->body.size());
  if (bytes.size() != file.size || seal::sha256(bytes) != file.sha256)
    return fail(Errc::untrusted, url + ": is not the file that was signed");
  if (fetched->type != file.type)
    return fail(Errc::untrusted, url + ": is served as " + fetched->type + ", not as " + file.type);
  return {};
}

struct WebWish {
  std::string url, fingerprint, authority_file;
  std::vector<Path> documents;
};

// The manifest and every file, and the file at "/", which is what people open.
Result<Manifest> audit_site(Fetcher& from, const std::string& base, const SigningPublic& release) {
  auto text = from.get(base + "/" + relay::http::manifest_name, relay::http::manifest_bytes_max);
  if (!text) return pass_on(text);
  auto signature = from.get(base + "/" + relay::http::signature_name, 256);
  if (!signature) return pass_on(signature);
  auto manifest = believe_manifest(text->body, signature->body, release);
  if (!manifest) return fail(manifest.error().code, base + ": " + manifest.error().detail);
  for (const auto& file : manifest->files) {
    if (auto good = check_file(from, base + "/" + file.path, file); !good)
      return tl::unexpected<Error>(good.error());
    if (file.path == "index.html")
      if (auto good = check_file(from, base + "/", file); !good) return tl::unexpected<Error>(good.error());
  }
  return manifest;
}

int audit_web(const Context& context, const WebWish& wish) {
  auto roster = believe(wish.documents, wish.fingerprint);
  if (!roster) return context.out.failed(roster.error());
  auto release = release_key_of(*roster);
  if (!release) return context.out.failed(release.error(), "Give the rules that the root signed last.");
  auto base = wish.url;
  while (!base.empty() && base.back() == '/') base.pop_back();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Fetcher from(wish.authority_file);
  auto manifest = audit_site(from, base, *release);
  if (!manifest)
    return context.out.failed(manifest.error(), manifest.error().code == Errc::unreachable
                                                    ? "Check the address, and that the site is up."
                                                    : "Do not use this site; keep what it sent, and tell "
                                                      "whoever answers for it.");
  context.out.good("every file is the one that was signed");
  return context.out.done({{"url", base},
                           {"face", manifest->face},
                           {"files", std::uint64_t{manifest->files.size()}},
                           {"release_key", to_hex(release->view())}},
                          base + ": the face " + manifest->face + ", " +
                              std::to_string(manifest->files.size()) + " files, all as signed");
}

}  // namespace

void add_audit_web(CLI::App& audit, Context& context) {
  auto wish = std::make_shared<WebWish>();
  auto& command = add_command(
      audit, "web", "fetch a site's files as a browser would, and compare them with what was signed",
      "  tocsin audit web https://alerte.ornans.example root.doc rules.doc --fingerprint HEX");
  command.add_option("url", wish->url, "the site, https://HOST")->required();
  command.add_option("documents", wish->documents, "the root and the rules")->required();
  command.add_option("--fingerprint", wish->fingerprint, "of the root, as told by those who hold it");
  command.add_option("--ca-file", wish->authority_file,
                     "PEM file of the authorities believed, instead of this machine's");
  on_run(command, context, [&context, wish] { return audit_web(context, *wish); });
}

}  // namespace tocsin::node::cli
