#include "relay/http/bundle.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay::http;

namespace {

Manifest small() {
  Manifest manifest{"referent", {}};
  for (const auto* path : {"app.js", "assets/style.css", "index.html"})
    manifest.files.push_back({path, {1, 2, 3}, 10, std::string(type_of(path))});
  return manifest;
}
bool fits(void (*change)(Manifest&)) {
  auto manifest = small();
  change(manifest);
  return check(manifest).has_value();
}

}  // namespace

TEST_CASE("a manifest is one canonical text, read back as written") {
  const auto text = to_text(small());
  CHECK(text.substr(0, 30) == "tocsin-bundle 1\nface referent\n");
  CHECK(text.find("\nfile 0102030000") != text.npos);
  CHECK(text.find(" 10 text/javascript;charset=utf-8 app.js\n") != text.npos);
  CHECK(*parse_manifest(text) == small());
}

TEST_CASE("a manifest that is written otherwise is refused with its line") {
  const auto text = to_text(small());
  const auto with = [&](const std::string& what, const std::string& instead) {
    auto changed = text;
    const auto read = parse_manifest(changed.replace(changed.find(what), what.size(), instead));
    return read ? "" : read.error().detail;
  };
  CHECK(with("tocsin-bundle 1", "tocsin-bundle 2").find("manifest:1:") == 0);
  CHECK(with("face ", "fase ").find("manifest:2:") == 0);
  CHECK(with("file ", "File ").find("manifest:3:") == 0);
  CHECK(with(" 10 ", " 010 ") != "");
  CHECK(with(" 10 ", "  10 ").find("manifest:3:") == 0);
  CHECK(with(" 10 ", " 1e1 ").find("manifest:3:") == 0);
  CHECK(with("0102", "0a0A") != "");
  CHECK(with("text/css", "text/plain") != "");
  CHECK(with("\n", "\r\n") != "");
  CHECK_FALSE(parse_manifest(text.substr(0, text.size() - 1)));
  CHECK_FALSE(parse_manifest(text + "\n"));
  CHECK_FALSE(parse_manifest(text + "file\n"));
  CHECK_FALSE(parse_manifest(""));
  CHECK_FALSE(parse_manifest(std::string(manifest_bytes_max + 1, '\n')));
}

TEST_CASE("paths go nowhere else, and sizes have bounds") {
  const auto path = [](const std::string& name) {
    auto manifest = small();
    manifest.files = {{name, {}, 1, std::string(type_of(name))}};
    return check(manifest).has_value();
  };
  CHECK(path("a/b-c_d.2.js"));
  for (const auto* wrong :
       {"", "/a.js", "a//b.js", "../a.js", "a/../b.js", ".a.js", "a/.b.js", "a\\b.js", "a b.js",
        "\xc3\xa9.js", "v1/a.js", "a.exe", "a", "healthz", "manifest", "manifest.sig", "a.js/"})
    CHECK_FALSE(path(wrong));
  CHECK_FALSE(fits([](Manifest& m) { std::swap(m.files[0], m.files[1]); }));
  CHECK_FALSE(fits([](Manifest& m) { m.files[1] = m.files[0]; }));
  CHECK_FALSE(fits([](Manifest& m) { m.files.clear(); }));
  CHECK_FALSE(fits([](Manifest& m) { m.files[0].size = bundle_file_bytes_max + 1; }));
  CHECK_FALSE(fits([](Manifest& m) { m.face = "Referent"; }));
  CHECK_FALSE(fits([](Manifest& m) { m.face.clear(); }));
}

TEST_CASE("a signature is 128 hexadecimal digits and a line's end") {
  Signature signature{};
  signature.bytes[63] = 0x5a;
  CHECK(parse_signature(to_text(signature)) == signature);
  auto text = to_text(signature);
  CHECK_FALSE(parse_signature(text.substr(1)));
  CHECK_FALSE(parse_signature(text + "\n"));
  text[127] = 'A';
  CHECK_FALSE(parse_signature(text));
}
