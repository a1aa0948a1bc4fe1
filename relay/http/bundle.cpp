#include "relay/http/bundle.h"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace tocsin::relay::http {
namespace {

constexpr std::string_view heading = "tocsin-bundle 1";
constexpr std::size_t path_bytes_max = 200, face_bytes_max = 16;

constexpr std::pair<std::string_view, std::string_view> types[] = {
    {".css", "text/css;charset=utf-8"},
    {".html", "text/html;charset=utf-8"},
    {".ico", "image/x-icon"},
    {".js", "text/javascript;charset=utf-8"},
    {".json", "application/json"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".txt", "text/plain;charset=utf-8"},
    {".wasm", "application/wasm"},
    {".wav", "audio/wav"},
    {".webmanifest", "application/manifest+json"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
};

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

// Segments of names that do not begin with a point; nothing that the gateway itself answers.
bool is_path(std::string_view path) {
  if (path.empty() || path.size() > path_bytes_max || path == "healthz" || path == "readyz" ||
      path == manifest_name || path == signature_name || path.substr(0, 3) == "v1/")
    return false;
  bool begins = true;
  for (const char c : path) {
    if (begins ? c == '.' || !is_name(c) : c != '/' && !is_name(c)) return false;
    begins = c == '/';
  }
  return !begins;
}

bool is_face(std::string_view face) {
  return !face.empty() && face.size() <= face_bytes_max &&
         std::all_of(face.begin(), face.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at <= line.size();) {
    const auto end = std::min(line.find(' ', at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::optional<BundleFile> file_of(const std::vector<std::string_view>& words) {
  if (words.size() != 5 || words[0] != "file") return std::nullopt;
  const auto hash = id_from_hex<Hash>(std::string(words[1]));
  BundleFile file;
  const auto* last = words[2].data() + words[2].size();
  const auto [end, error] = std::from_chars(words[2].data(), last, file.size);
  if (!hash || error != std::errc{} || end != last) return std::nullopt;
  file.sha256 = hash->bytes;
  file.type = words[3];
  file.path = words[4];
  return file;
}

}  // namespace

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : types)
    if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending) return type;
  return "";
}

Status check(const Manifest& manifest) {
  const auto wrong = [](const std::string& what) { return fail(Errc::malformed, "manifest: " + what); };
  if (!is_face(manifest.face)) return wrong("a face is a word of small letters");
  if (manifest.files.empty() || manifest.files.size() > bundle_files_max)
    return wrong("1 to " + std::to_string(bundle_files_max) + " files");
  std::size_t sum = 0;
  const std::string* before = nullptr;
  for (const auto& file : manifest.files) {
    if (!is_path(file.path))
      return wrong("a path is names of letters, digits, - _ and . with / between: " + file.path);
    if (before != nullptr && !(*before < file.path)) return wrong("paths ascend, none twice: " + file.path);
    if (file.type != type_of(file.path) || file.type.empty())
      return wrong("no such type of file in a bundle: " + file.path);
    if (file.size > bundle_file_bytes_max) return wrong("too large: " + file.path);
    sum += file.size;
    before = &file.path;
  }
  if (sum > bundle_bytes_max) return wrong("too large as a whole");
  return {};
}

std::string to_text(const Manifest& manifest) {
  assert(check(manifest));
  std::string text = std::string(heading) + "\nface " + manifest.face + "\n";
  for (const auto& file : manifest.files)
    text += "file " + to_hex(file.sha256) + " " + std::to_string(file.size) + " " + file.type + " " +
            file.path + "\n";
  return text;
}

Result<Manifest> parse_manifest(std::string_view text) {
  const auto wrong = [](std::size_t line, const char* what) {
    return fail(Errc::malformed, "manifest:" + std::to_string(line) + ": " + what);
  };
  if (text.size() > manifest_bytes_max) return wrong(1, "too long");
  Manifest manifest;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    if (end == text.npos) return wrong(number + 1, "the last line has no end");
    const auto line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (number == 1) {
      if (line != heading) return wrong(number, "the first line must be \"tocsin-bundle 1\"");
    } else if (number == 2) {
      if (line.substr(0, 5) != "face ") return wrong(number, "expected `face NAME`");
      manifest.face = line.substr(5);
    } else if (auto file = file_of(words_of(line))) {
      if (manifest.files.size() == bundle_files_max) return wrong(number, "too many files");
      manifest.files.push_back(std::move(*file));
    } else {
      return wrong(number, "expected `file SHA-256 SIZE TYPE PATH`");
    }
  }
  if (auto fits = check(manifest); !fits) return tl::unexpected<Error>(fits.error());
  if (to_text(manifest) != text) return wrong(number, "not written canonically");
  return manifest;
}

std::string to_text(const Signature& signature) {
  return to_hex(signature.view()) + "\n";
}

Result<Signature> parse_signature(std::string_view text) {
  const bool whole = text.size() == 2 * Signature{}.bytes.size() + 1 && text.back() == '\n';
  const auto signature =
      whole ? id_from_hex<Signature>(std::string(text.substr(0, text.size() - 1))) : std::nullopt;
  if (!signature || to_text(*signature) != text)
    return fail(Errc::malformed, "a signature is 128 hexadecimal digits and the end of the line");
  return *signature;
}

}  // namespace tocsin::relay::http
