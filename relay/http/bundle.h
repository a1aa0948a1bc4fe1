// The manifest of a web bundle: which files a face is made of. One canonical text, whose bytes are signed by
// the release key of the rules document. Format: relay/README.md, "Web bundles". Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::relay::http {

constexpr std::size_t manifest_bytes_max = std::size_t{256} << 10, bundle_files_max = 512,
                      bundle_file_bytes_max = std::size_t{16} << 20, bundle_bytes_max = std::size_t{64} << 20;
constexpr const char* manifest_name = "manifest";  // beside the files, as is what signs it
constexpr const char* signature_name = "manifest.sig";

struct BundleFile {
  std::string path;  // "index.html", "assets/app.js"
  std::array<std::uint8_t, 32> sha256{};
  std::size_t size = 0;
  std::string type;  // "text/html;charset=utf-8": what type_of says of the path
  bool operator==(const BundleFile&) const = default;
};

struct Manifest {
  std::string face;               // "referent", "post", "mairie", "public"
  std::vector<BundleFile> files;  // ascending by path
  bool operator==(const Manifest&) const = default;
};

// Content type by the end of the name; "" for what a bundle does not hold.
std::string_view type_of(std::string_view path);
// malformed: a path, type or number that does not belong, too much of something.
Status check(const Manifest& manifest);

// Asserts what `check` says.
std::string to_text(const Manifest& manifest);
// malformed, with the line: anything but the canonical text.
Result<Manifest> parse_manifest(std::string_view text);

// manifest.sig: 128 hexadecimal digits and a line feed.
std::string to_text(const Signature& signature);
Result<Signature> parse_signature(std::string_view text);

}  // namespace tocsin::relay::http
