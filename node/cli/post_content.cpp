// An opened content, in words.
#include "node/cli/post_desk.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

std::string degrees(std::int32_t udeg) {
  const std::int64_t whole = udeg < 0 ? -std::int64_t{udeg} : std::int64_t{udeg};
  std::string fraction = std::to_string(whole % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  return (udeg < 0 ? "-" : "") + std::to_string(whole / 1'000'000) + "." + fraction;
}

std::string place_words(const wire::AlertContent& content, const std::string& street) {
  const auto number = content.place.number != 0 ? std::to_string(content.place.number) : std::string();
  switch (content.place.kind) {
    case wire::PlaceKind::sector:
      return std::string(say(text::sector)) + " " + std::to_string(content.sector);
    case wire::PlaceKind::point:
      return degrees(content.place.latitude_udeg) + "," + degrees(content.place.longitude_udeg);
    case wire::PlaceKind::street:
      if (!street.empty()) return (number.empty() ? "" : number + " ") + street;
      return std::string(say(text::street)) + " " + std::to_string(content.place.street) +
             (number.empty() ? "" : ", " + number);
  }
  return {};
}

template <class Enum>
void add_words(std::string& line, const std::optional<Enum>& value) {
  if (value) line += " · " + std::string(say(words(*value)));
}
template <class Enum>
void add_slug(Record& record, const char* name, const std::optional<Enum>& value) {
  if (value) record.push_back({name, slug(*value)});
}

}  // namespace

std::string content_words(const wire::AlertContent& content, const std::string& street) {
  std::string shown =
      std::string(code(content.category)) + " " + std::string(say(words(content.category))) + "\n";
  for (std::uint8_t value = 1; value <= conduct_count; ++value) {
    const auto conduct = static_cast<Conduct>(value);
    if (content.has(conduct)) shown += "  - " + std::string(say(words(conduct))) + "\n";
  }
  shown += "  " + place_words(content, street) + "\n  " + clock_of(from_tens(content.observed)) + "\n";
  if (content.vehicle) {
    shown += "  " + std::string(say(words(content.vehicle->type)));
    add_words(shown, content.vehicle->colour);
    add_words(shown, content.vehicle->make);
    if (!content.vehicle->plate.empty()) shown += " · " + content.vehicle->plate;
    shown += "\n";
  }
  if (content.person_count > 0) shown += "  × " + std::to_string(content.person_count) + "\n";
  for (const auto& person : content.persons) {
    shown += "  - " + std::string(say(words(person.height)));
    add_words(shown, person.upper);
    add_words(shown, person.lower);
    add_words(shown, person.luggage);
    add_words(shown, person.direction);
    shown += "\n";
  }
  return shown;
}

Record record_of(const wire::AlertContent& content, const std::string& street) {
  List conducts, persons;
  for (std::uint8_t value = 1; value <= conduct_count; ++value) {
    if (content.has(static_cast<Conduct>(value))) conducts.push_back(slug(static_cast<Conduct>(value)));
  }
  for (const auto& person : content.persons) {
    Record one{{"height", slug(person.height)}};
    add_slug(one, "upper", person.upper);
    add_slug(one, "lower", person.lower);
    add_slug(one, "luggage", person.luggage);
    add_slug(one, "direction", person.direction);
    persons.push_back(std::move(one));
  }
  Record record{{"category", code(content.category)},
                {"sector", unsigned{content.sector}},
                {"conducts", conducts},
                {"place", place_words(content, street)},
                {"observed", to_iso(from_tens(content.observed))},
                {"person_count", unsigned{content.person_count}},
                {"persons", persons}};
  if (content.vehicle) {
    Record vehicle{{"type", slug(content.vehicle->type)}};
    add_slug(vehicle, "colour", content.vehicle->colour);
    add_slug(vehicle, "make", content.vehicle->make);
    if (!content.vehicle->plate.empty()) vehicle.push_back({"plate", content.vehicle->plate});
    record.push_back({"vehicle", std::move(vehicle)});
  }
  return record;
}

}  // namespace tocsin::node::cli
