#include "node/cli/observation.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <sstream>

#include "node/cli/device.h"
#include "policy/content.h"

namespace tocsin::node::cli {
namespace {

tl::unexpected<Error> not_in(const std::string& flag, const std::string& given, const std::string& list) {
  return fail(Errc::configuration, flag + " " + given + " is not in the list: " + list);
}

template <class Enum>
Result<Enum> choice(const std::string& flag, const std::string& given) {
  if (auto value = from_slug<Enum>(given)) return *value;
  return not_in(flag, given, slugs<Enum>());
}
template <class Enum>
Status choose_into(std::optional<Enum>& into, const std::string& flag, const std::string& given) {
  if (given.empty()) return {};
  auto value = choice<Enum>(flag, given);
  if (!value) return tl::unexpected<Error>(value.error());
  into = *value;
  return {};
}

// "47.1062,6.1469" in degrees.
Result<wire::Place> parse_point(const std::string& given) {
  const auto comma = given.find(',');
  const auto degrees = [](const std::string& text, double bound) -> std::optional<std::int32_t> {
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    double value = 0;
    if (!(in >> value) || !in.eof() || !(std::abs(value) <= bound)) return std::nullopt;
    return static_cast<std::int32_t>(std::lround(value * 1'000'000));
  };
  const auto latitude = comma == std::string::npos ? std::nullopt : degrees(given.substr(0, comma), 90);
  const auto longitude = comma == std::string::npos ? std::nullopt : degrees(given.substr(comma + 1), 180);
  if (!latitude || !longitude) {
    return fail(Errc::configuration,
                "--at " + given + ": write LATITUDE,LONGITUDE in degrees, such as 47.1062,6.1469");
  }
  wire::Place place;
  place.kind = wire::PlaceKind::point;
  place.latitude_udeg = *latitude;
  place.longitude_udeg = *longitude;
  return place;
}

// "height=above_180cm,upper=black,lower=blue,luggage=backpack,direction=north"; the height is needed.
Result<wire::Person> parse_person(const std::string& given) {
  wire::Person person;
  bool height = false;
  std::istringstream parts(given);
  std::string part;
  while (std::getline(parts, part, ',')) {
    const auto equals = part.find('=');
    const std::string name = part.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    Status read;
    if (name == "height") {
      auto band = choice<HeightBand>("--person height", value);
      if (!band) return pass_on(band);
      person.height = *band;
      height = true;
    } else if (name == "upper") {
      read = choose_into(person.upper, "--person upper", value);
    } else if (name == "lower") {
      read = choose_into(person.lower, "--person lower", value);
    } else if (name == "luggage") {
      read = choose_into(person.luggage, "--person luggage", value);
    } else if (name == "direction") {
      read = choose_into(person.direction, "--person direction", value);
    } else {
      return not_in("--person", name,
                    "height, upper, lower, luggage, direction; nothing else can be said of a person");
    }
    if (!read) return tl::unexpected<Error>(read.error());
  }
  if (!height) return fail(Errc::configuration, "--person needs height=… : " + slugs<HeightBand>());
  return person;
}

Result<std::optional<wire::Vehicle>> parse_vehicle(const SeenWish& wish) {
  if (wish.vehicle_type.empty()) {
    if (wish.colour.empty() && wish.make.empty() && wish.plate.empty()) return std::optional<wire::Vehicle>{};
    return fail(Errc::configuration,
                "--colour, --make and --plate need --vehicle-type: " + slugs<VehicleType>());
  }
  wire::Vehicle vehicle;
  auto type = choice<VehicleType>("--vehicle-type", wish.vehicle_type);
  if (!type) return pass_on(type);
  vehicle.type = *type;
  for (auto read : {choose_into(vehicle.colour, "--colour", wish.colour),
                    choose_into(vehicle.make, "--make", wish.make)}) {
    if (!read) return tl::unexpected<Error>(read.error());
  }
  if (!wish.plate.empty()) {
    const auto plate = policy::canonical_plate(wish.plate);
    if (!plate) {
      return fail(Errc::configuration, "--plate: not a plate; leave it out if it was not seen whole");
    }
    vehicle.plate = std::string(plate->view());
  }
  return std::optional<wire::Vehicle>(std::move(vehicle));
}

}  // namespace

Result<client::Observation> parse_seen(const SeenWish& wish) {
  client::Observation seen;
  auto category = parse_category(wish.category);
  if (!category) {
    std::string list;
    for (std::uint8_t value = 1; value <= category_count; ++value) {
      list += (value == 1 ? "" : ", ") + std::string(code(static_cast<Category>(value)));
    }
    return not_in("--category", wish.category, list);
  }
  seen.category = *category;
  for (const auto& given : wish.conducts) {
    auto conduct = from_slug<Conduct>(given);
    if (!conduct) {
      std::string list;
      for (Conduct offered : conducts_of(*category))
        list += (list.empty() ? "" : ", ") + std::string(slug(offered));
      return not_in("--conduct", given, list);
    }
    seen.conducts |= wire::bit(*conduct);
  }
  if (!wish.at.empty()) {
    auto point = parse_point(wish.at);
    if (!point) return pass_on(point);
    seen.place = *point;
  }
  auto vehicle = parse_vehicle(wish);
  if (!vehicle) return pass_on(vehicle);
  seen.vehicle = std::move(*vehicle);
  for (const auto& given : wish.persons) {
    auto person = parse_person(given);
    if (!person) return pass_on(person);
    seen.persons.push_back(*person);
  }
  if (seen.persons.size() > limits::persons_max) {
    return fail(Errc::configuration, "at most 4 persons are described; give the others as --person-count");
  }
  seen.person_count = static_cast<std::uint8_t>(
      std::max<std::size_t>(seen.persons.size(), static_cast<std::size_t>(wish.person_count)));
  seen.urgency = wish.in_progress ? Urgency::in_progress : Urgency::ordinary;
  seen.called17 = wish.called17;
  seen.exercise = wish.exercise;
  return seen;
}

void add_seen_options(CLI::App& command, SeenWish& wish) {
  command.add_option("--category", wish.category, "VEH DEM INT DEG VOL INC DEP VUL DIS ESC OTV RIS")
      ->required();
  command.add_option("--conduct", wish.conducts, "what was observed; several: repeat or separate by commas")
      ->required()
      ->delimiter(',');
  command.add_option("--sector", wish.sector, "number of the sector")->check(CLI::Range(1, 999));
  auto* at = command.add_option("--at", wish.at, "LATITUDE,LONGITUDE in degrees; the post only sees it");
  auto* street =
      command.add_option("--street", wish.street, "its name, or its position in the commune's street list")
          ->excludes(at);
  command.add_option("--number", wish.number, "house number")->check(CLI::Range(0, 65535))->needs(street);
  command.add_option("--vehicle-type", wish.vehicle_type, slugs<VehicleType>());
  command.add_option("--colour", wish.colour, slugs<Colour>());
  command.add_option("--make", wish.make, slugs<VehicleMake>());
  command.add_option("--plate", wish.plate, "only if seen whole; only with VEH, INT, VOL, ESC");
  command.add_option("--person", wish.persons,
                     "height=…,upper=…,lower=…,luggage=…,direction=…; at most four times");
  command.add_option("--person-count", wish.person_count, "how many in all")->check(CLI::Range(0, 99));
  command.add_flag("--in-progress", wish.in_progress, "danger is going on now");
  command.add_flag("--called17", wish.called17, "17, 112 or 114 was called first");
  command.add_flag("--exercise", wish.exercise, "an exercise: nobody will come");
}

}  // namespace tocsin::node::cli
