#include "web_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "policy/content.h"
#include "policy/limits.h"
#include "policy/service.h"
#include "policy/truth.h"
#include "policy/work.h"

namespace tocsin::test {
namespace {

using json = nlohmann::json;
using namespace policy;

// The same on every machine: only the raw draws of the generator are used.
class Draw {
 public:
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(generator_() % count); }
  std::uint32_t between(std::uint32_t first, std::uint32_t last) { return first + below(last - first + 1); }
  bool one_in(std::uint32_t count) { return below(count) == 0; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(static_cast<std::uint32_t>(list.size()))];
  }

 private:
  std::mt19937 generator_{20'261'129};
};

std::string plate(Draw& draw) {
  static const std::vector<std::string> near = {
      "AB123CD",   "AB000CD", "IB123CD",  "1234AB25", "0234AB25", "12ABC2A",  "1234AB974",
      "1234ABC25", "123AB96", "123AB979", "123AB986", "BMW4521",  "ABCD12",   "A12B",
      "12345678",  "ANNA1",   "A1",       "1A20",     "9999ZZ01", "123456789"};
  std::string text = draw.one_in(2) ? draw.of(near) : "";
  const std::string letters = "ABCIOUZ0123459";
  while (text.size() < 4 || (draw.one_in(3) && text.size() < 10))
    text += letters[draw.below(static_cast<std::uint32_t>(letters.size()))];
  if (draw.one_in(3))
    text[draw.below(static_cast<std::uint32_t>(text.size()))] =
        letters[draw.below(static_cast<std::uint32_t>(letters.size()))];
  return text.substr(0, 10);
}

json plates(Draw& draw) {
  json all = json::array();
  for (int i = 0; i < 300; ++i) {
    const auto text = plate(draw);
    all.push_back({text, plate_shape(text) != PlateShape::none});
  }
  return all;
}

json conducts(Draw& draw) {
  json all = json::array();
  for (int i = 0; i < 200; ++i) {
    const auto category = static_cast<Category>(draw.between(1, category_count));
    const auto offered = conducts_of(category);
    json chosen = json::array();
    std::uint64_t mask = 0;
    for (std::uint32_t left = draw.below(4); left > 0; --left) {
      const auto conduct = draw.one_in(8) ? static_cast<Conduct>(draw.between(1, conduct_count))
                                          : offered[draw.below(static_cast<std::uint32_t>(offered.size()))];
      if ((mask >> static_cast<unsigned>(conduct) & 1) == 0) chosen.push_back(static_cast<unsigned>(conduct));
      mask |= std::uint64_t{1} << static_cast<unsigned>(conduct);
    }
    const auto persons = static_cast<std::uint8_t>(draw.below(3));
    const auto verdict = r7_conduct(category, mask, persons);
    all.push_back({static_cast<unsigned>(category), chosen, persons,
                   verdict.permitted() ? "" : std::string(slug(verdict.detail))});
  }
  return all;
}

json or_null(const std::optional<Instant>& at) {
  return at ? json(to_ms(*at)) : json(nullptr);
}

// Around both changes of the clock, and anywhere.
Instant some_instant(Draw& draw) {
  static const std::vector<std::uint64_t> around = {1'774'746'000'000, 1'792'890'000'000, 1'711'846'800'000};
  if (draw.one_in(2))
    return from_ms(draw.of(around) - 48 * 3'600'000 + std::uint64_t{draw.below(96 * 60)} * 60'000);
  return from_ms(1'700'000'000'000 + std::uint64_t{draw.below(3'000'000)} * 60'000);
}

json services(Draw& draw) {
  json all = json::array();
  for (int i = 0; i < 200; ++i) {
    std::vector<Spell> hours;
    json said = json::array();
    const bool always = draw.one_in(5);  // but on its dates
    for (std::uint8_t weekday = 1; weekday <= 7; ++weekday) {
      if (always || draw.one_in(3)) continue;
      const auto from = static_cast<std::uint16_t>(draw.below(24) * 60);
      const auto until = static_cast<std::uint16_t>(draw.one_in(3) ? 1440 : draw.between(from + 1u, 1440));
      hours.push_back({weekday, from, until});
      said.push_back({weekday, from, until, 0});
    }
    const auto at = some_instant(draw);
    const auto today = static_cast<std::uint16_t>(to_ms(at) / 86'400'000);
    for (std::uint16_t day = today - 1; day < today + 5; ++day) {
      if (!draw.one_in(4)) continue;
      const auto weekday = static_cast<std::uint8_t>((day + 3) % 7 + 1);
      const auto until = static_cast<std::uint16_t>(draw.one_in(2) ? 0 : 60 * draw.between(9, 24));
      const auto from = static_cast<std::uint16_t>(until == 0 ? 0 : 480);
      hours.push_back({weekday, from, until, day});
      said.push_back({weekday, from, until, day});
    }
    all.push_back({said, to_ms(at), open_by_calendar(hours, at), or_null(closes_after(hours, at)),
                   or_null(opens_after(hours, at))});
  }
  return all;
}

std::vector<std::pair<std::uint8_t, std::uint32_t>> some_values(Draw& draw) {
  std::vector<std::pair<std::uint8_t, std::uint32_t>> values;
  for (std::uint8_t limit = 1; limit <= 27; ++limit)
    if (draw.one_in(3)) values.push_back({limit, draw.one_in(4) ? draw.below(9000) : draw.below(40)});
  return values;
}

Limits with(Limits limits, const std::vector<std::pair<std::uint8_t, std::uint32_t>>& values) {
  for (const auto& [id, value] : values) set(limits, id, value);
  return limits;
}

json numbers(const Limits& limits) {
  json all = json::array();
  for (const auto& row : limit_table()) all.push_back(limits.*row.field);
  return all;
}

json lattice(Draw& draw) {
  json all = json::array();
  for (int i = 0; i < 40; ++i) {
    const auto rules = some_values(draw), charter = some_values(draw), mandate = some_values(draw);
    const std::uint32_t categories = draw.between(1, 4095) << 1;
    auto local = charter_default();
    set(local, static_cast<std::uint8_t>(Limit::categories), categories);
    local = with(local, charter);
    all.push_back(
        {rules, categories, charter, mandate,
         numbers(effective(with(prefecture_default(), rules), local, ceiling(), with(ceiling(), mandate)))});
  }
  return all;
}

json truths(Draw& draw) {
  json all = json::array();
  for (int i = 0; i < 150; ++i) {
    const auto sent = from_ms(1'790'000'000'000);
    const auto later = [&] { return sent + seconds(draw.below(400)) - seconds(90); };
    TruthFacts facts;
    facts.sent = sent;
    facts.urgency = draw.one_in(2) ? Urgency::ordinary : Urgency::in_progress;
    if (!draw.one_in(3)) facts.accepted = later();
    if (draw.one_in(4)) facts.delivered = later();
    facts.expired = draw.one_in(8);
    const auto now = later();
    all.push_back({to_ms(facts.sent), or_null(facts.accepted), or_null(facts.delivered), facts.expired,
                   static_cast<unsigned>(facts.urgency), to_ms(now),
                   static_cast<unsigned>(truth(facts, prefecture_default(), now)),
                   or_null(truth_changes_at(facts, prefecture_default()))});
  }
  return all;
}

json erasures(Draw& draw) {
  json all = json::array();
  for (int i = 0; i < 150; ++i) {
    std::vector<StateChange> history;
    json said = json::array();
    auto at = from_ms(1'790'000'000'000);
    for (std::uint32_t left = draw.between(1, 6); left > 0; --left) {
      at += hours(draw.below(400));
      const auto state = static_cast<AlertState>(draw.between(1, 14));
      history.push_back({state, at});
      said.push_back({static_cast<unsigned>(state), to_ms(at)});
    }
    all.push_back({said, to_ms(erase_at(history, prefecture_default()))});
  }
  return all;
}

}  // namespace

std::string web_policy_cases() {
  Draw draw;
  json all;
  all["plates"] = plates(draw);
  all["conducts"] = conducts(draw);
  all["services"] = services(draw);
  all["limits"] = lattice(draw);
  all["truths"] = truths(draw);
  all["erasures"] = erasures(draw);
  std::string text = "{\n";
  const char* between = "";
  for (const auto& [name, cases] : all.items()) {
    text += between + json(name).dump() + ": [\n";
    const char* then = "";
    for (const auto& each : cases) {
      text += then + each.dump();
      then = ",\n";
    }
    text += "\n]";
    between = ",\n";
  }
  return text + "\n}\n";
}

}  // namespace tocsin::test
