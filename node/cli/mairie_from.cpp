// What a mairie prepared in a browser before there was a node: the file of `tocsin mairie init --from`. It
// holds choices, and no key (node/web/README.md).
#include "node/cli/mairie.h"

namespace tocsin::node::cli {
namespace {

constexpr std::string_view heading = "tocsin-founding 1", sector_prefix = "sector ";

std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Status wrong(const Path& file, const std::string& what) {
  return fail(Errc::malformed,
              file.string() + ": " + what + "; make the file anew on the page that prepared it");
}

Status take_months(CharterWish& wish, const std::string& value) {
  int months = 0;
  for (char c : value) months = c >= '0' && c <= '9' && months < 100 ? months * 10 + (c - '0') : 100;
  if (months < 1 || months > 36) return wrong(wish.from, "`months` must be 1 to 36");
  wish.months = months;
  return {};
}

// What was typed on the command line stands: the file fills what was left out.
Status take(CharterWish& wish, const std::string& name, const std::string& value) {
  if (name == "insee" && wish.insee.empty()) wish.insee = value;
  if (name == "post" && wish.post.empty() && wish.record.empty()) wish.post = value;
  if (name == "signed" && wish.signed_on.empty()) wish.signed_on = value;
  if (name == "categories" && wish.categories.empty()) wish.categories = words_in(value);
  if (name == "months") return take_months(wish, value);
  if (name == "real") {
    if (value != "yes" && value != "no") return wrong(wish.from, "`real` must be yes or no");
    wish.real = wish.real || value == "yes";
  }
  for (const char* known : {"insee", "name", "post", "signed", "months", "real", "categories"})
    if (name == known) return {};
  return wrong(wish.from, "there is no `" + name + "` in such a file");
}

}  // namespace

Status read_founding(CharterWish& wish) {
  if (wish.from.empty()) return {};
  auto fields = read_fields(wish.from, heading);
  if (!fields) return tl::unexpected<Error>(fields.error());
  const bool own_sectors = !wish.sectors.empty();
  for (const auto& [name, value] : fields->lines) {
    if (name.starts_with(sector_prefix)) {
      if (!own_sectors) wish.sectors.push_back(name.substr(sector_prefix.size()) + "=" + value);
    } else if (auto taken = take(wish, name, value); !taken) {
      return taken;
    }
  }
  return {};
}

}  // namespace tocsin::node::cli
