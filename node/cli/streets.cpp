// A street as people type it, and its position in the commune's list.
#include <algorithm>

#include "node/cli/locality.h"
#include "node/communes/fold.h"

namespace tocsin::node::cli {
namespace {

constexpr std::size_t named_at_most = 5;
constexpr std::size_t letters_apart_max = 4;

std::string listed(const wire::StreetList& list, const std::vector<std::size_t>& positions) {
  std::string all;
  for (auto at : positions)
    all += (all.empty() ? "" : ", ") + list.streets[at].name + " (" + std::to_string(at) + ")";
  return all;
}

// Streets in whose name the typed words stand first, then those that differ by few letters.
std::vector<std::size_t> nearest(const wire::StreetList& list, const std::string& folded) {
  std::vector<std::pair<std::size_t, std::size_t>> found;  // how far, position
  for (std::size_t at = 0; at < list.streets.size(); ++at) {
    const auto name = communes::fold(list.streets[at].name);
    const bool within = (" " + name + " ").find(" " + folded + " ") != std::string::npos;
    const auto apart = within ? 0 : communes::distance(folded, name, letters_apart_max);
    if (apart <= letters_apart_max) found.emplace_back(apart, at);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  if (found.size() > named_at_most) found.resize(named_at_most);
  std::vector<std::size_t> positions;
  for (const auto& [apart, at] : found) positions.push_back(at);
  return positions;
}

// A position in the list, as `--street 12`; nullopt: it is not written as one.
std::optional<std::uint16_t> position(const std::string& typed) {
  const bool digits = !typed.empty() && typed.size() <= 5 &&
                      std::all_of(typed.begin(), typed.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto value = digits ? std::stoul(typed) : 65536;
  return value < 65536 ? std::optional(static_cast<std::uint16_t>(value)) : std::nullopt;
}

Result<std::uint16_t> street_meant(const std::string& typed, const wire::StreetList* list) {
  const auto given = position(typed);
  if (list == nullptr && given) return *given;
  if (list == nullptr)
    return fail(Errc::configuration,
                "--street " + typed +
                    ": this device has no list of the commune's streets; say where by --at "
                    "LATITUDE,LONGITUDE, or leave the street out");
  if (given && *given >= list->streets.size())
    return fail(Errc::configuration, "--street " + typed + ": the commune's list ends at " +
                                         std::to_string(list->streets.size() - 1));
  return given ? *given : find_street(*list, typed);
}

}  // namespace

Result<std::uint16_t> find_street(const wire::StreetList& list, const std::string& typed) {
  const auto folded = communes::fold(typed);
  std::vector<std::size_t> meant;
  for (std::size_t at = 0; at < list.streets.size(); ++at) {
    if (list.streets[at].name == typed) return static_cast<std::uint16_t>(at);
    if (communes::fold(list.streets[at].name) == folded) meant.push_back(at);
  }
  if (meant.size() == 1) return static_cast<std::uint16_t>(meant.front());
  if (!meant.empty())
    return fail(Errc::conflict,
                "--street " + typed +
                    ": several are called so; write one as it stands, or its number: " + listed(list, meant));
  const auto near = folded.empty() ? std::vector<std::size_t>() : nearest(list, folded);
  return fail(Errc::not_found, "--street " + typed + ": the commune's list has no such street" +
                                   (near.empty() ? std::string() : "; near it: " + listed(list, near)));
}

Status place_street(const SeenWish& wish, const wire::StreetList* list, client::Observation& seen) {
  if (wish.street.empty()) return {};
  auto street = street_meant(wish.street, list);
  if (!street) return tl::unexpected<Error>(street.error());
  seen.place = {};
  seen.place.kind = wire::PlaceKind::street;
  seen.place.street = *street;
  seen.place.number = static_cast<std::uint16_t>(wish.number);
  return {};
}

}  // namespace tocsin::node::cli
