#include "node/communes/communes.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <tuple>
#include <utility>

#include "node/communes/fold.h"
#include "node/communes/table.h"

namespace tocsin::communes {
namespace {

// Takes the text before the next `mark` off the front, and the mark with it.
std::string_view take(std::string_view& text, char mark) {
  auto end = std::min(text.find(mark), text.size());
  auto taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

struct Department {
  std::string_view code, name;
};

std::vector<Department> departments() {
  std::vector<Department> all;
  for (auto lines = departments_tsv(); !lines.empty();) {
    auto line = take(lines, '\n');
    auto code = take(line, '\t');
    all.push_back({code, line});
  }
  return all;
}

// A name to look for; an empty department means any.
struct Query {
  std::string name;  // folded
  std::string_view department;
};

std::string_view without_article(std::string_view folded) {
  for (std::string_view article : {"le ", "la ", "les ", "l "}) {
    if (folded.starts_with(article)) return folded.substr(article.size());
  }
  return folded;
}

// Every way to read the end of `folded` as a department's code or name.
std::vector<Query> with_department(std::string_view folded) {
  std::vector<Query> queries;
  for (const auto& department : departments()) {
    auto code = fold(department.code), name = fold(department.name);
    for (auto word : {std::string_view(name), without_article(name), std::string_view(code)}) {
      auto tail = " " + std::string(word);
      if (!folded.ends_with(tail)) continue;
      queries.push_back({std::string(folded.substr(0, folded.size() - tail.size())), department.code});
      break;
    }
  }
  return queries;
}

struct Ranked {
  std::size_t rank;  // smaller is nearer
  Commune commune;
};

void sort(std::vector<Ranked>& found) {
  std::sort(found.begin(), found.end(), [](const Ranked& a, const Ranked& b) {
    return std::tuple(a.rank, b.commune.population, a.commune.insee) <
           std::tuple(b.rank, a.commune.population, b.commune.insee);
  });
}

constexpr std::size_t rank_none = 100;

// 0 for the whole name, 1 for the name before its bracket.
std::size_t match_rank(const Commune& commune, const std::string& folded, const Query& query) {
  if (folded == query.name) return 0;
  auto bracket = commune.name.find(" (");
  bool base = bracket != std::string_view::npos && fold(commune.name.substr(0, bracket)) == query.name;
  return base ? 1 : rank_none;
}

// How near a name is that does not match: its article missing, then one letter, then its beginning, then two.
std::size_t suggestion_rank(const std::string& folded, const Query& query) {
  constexpr std::size_t beginning_bytes_min = 4;
  auto name = without_article(folded), typed = without_article(query.name);
  if (name == typed) return 2;
  // In a short name two letters are most of it.
  std::size_t letters_max = typed.size() <= 4 ? 1 : 2;
  auto letters = distance(name, typed, letters_max);
  if (letters == 1) return 3;
  if (typed.size() >= beginning_bytes_min && name.starts_with(typed)) return 4;
  return letters <= letters_max ? 5 : rank_none;
}

bool is_in(const Commune& commune, const Query& query) {
  return query.department.empty() || commune.department == query.department;
}

}  // namespace

std::vector<Commune> all() {
  auto names = departments();
  std::vector<Commune> communes;
  for (auto lines = communes_tsv(); !lines.empty();) {
    auto line = take(lines, '\n');
    auto insee = parse_insee(take(line, '\t'));
    if (!insee) continue;
    Commune commune{.insee = *insee,
                    .name = take(line, '\t'),
                    .department = take(line, '\t'),
                    .department_name = {},
                    .population = 0};
    std::from_chars(line.data(), line.data() + line.size(), commune.population);
    auto named = std::lower_bound(names.begin(), names.end(), commune.department,
                                  [](const Department& a, std::string_view code) { return a.code < code; });
    if (named != names.end() && named->code == commune.department) commune.department_name = named->name;
    communes.push_back(commune);
  }
  return communes;
}

std::optional<Commune> find(const Insee& insee) {
  auto communes = all();
  auto at = std::lower_bound(communes.begin(), communes.end(), insee,
                             [](const Commune& commune, const Insee& code) { return commune.insee < code; });
  if (at == communes.end() || at->insee != insee) return std::nullopt;
  return *at;
}

Found find(std::string_view typed) {
  if (typed.size() > typed_bytes_max) return {};
  auto folded = fold(typed);
  if (folded.empty()) return {};

  std::string code = folded;
  std::transform(code.begin(), code.end(), code.begin(), [](char c) {
    return c == 'a' ? 'A' : c == 'b' ? 'B' : c;
  });
  if (auto insee = parse_insee(code)) {
    auto commune = find(*insee);
    return {.communes = commune ? std::vector{*commune} : std::vector<Commune>{}, .suggestions = false};
  }

  std::vector<Query> queries{{folded, {}}};
  for (auto& query : with_department(folded)) queries.push_back(std::move(query));

  // The whole of what was typed comes first: "Bray-sur-Somme" is a name, not "Bray-sur" in the Somme.
  std::vector<Ranked> near;
  std::vector<std::vector<Ranked>> matches(queries.size());
  for (const auto& commune : all()) {
    auto name = fold(commune.name);
    std::size_t nearest = rank_none;
    for (std::size_t i = 0; i < queries.size(); ++i) {
      if (!is_in(commune, queries[i])) continue;
      auto rank = match_rank(commune, name, queries[i]);
      if (rank != rank_none) matches[i].push_back({rank, commune});
      nearest = std::min(nearest, suggestion_rank(name, queries[i]));
    }
    if (nearest != rank_none) near.push_back({nearest, commune});
  }
  for (auto& found : matches) {
    if (found.empty()) continue;
    sort(found);
    Found answer;
    for (const auto& ranked : found) answer.communes.push_back(ranked.commune);
    return answer;
  }
  sort(near);
  Found answer{.communes = {}, .suggestions = !near.empty()};
  for (std::size_t i = 0; i < std::min(near.size(), suggestions_max); ++i)
    answer.communes.push_back(near[i].commune);
  return answer;
}

}  // namespace tocsin::communes
