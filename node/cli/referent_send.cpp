// `tocsin referent send`: from words on a command line to a sealed alert, and the truth about where it is.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <memory>
#include <sstream>

#include "node/cli/referent_show.h"
#include "policy/content.h"
#include "policy/rules.h"

namespace tocsin::node::cli {
namespace {

struct SendWish {
  std::string category, at, vehicle_type, colour, make, plate;
  std::vector<std::string> conducts, persons;
  int sector = 0, street = -1, number = 0, person_count = 0, wait_seconds = 240;
  bool in_progress = false, called17 = false, exercise = false, wait = false;
};

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

Result<wire::Place> parse_place(const SendWish& wish) {
  wire::Place place;
  if (!wish.at.empty()) return parse_point(wish.at);
  if (wish.street >= 0) {
    place.kind = wire::PlaceKind::street;
    place.street = static_cast<std::uint16_t>(wish.street);
    place.number = static_cast<std::uint16_t>(wish.number);
  }
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

Result<std::optional<wire::Vehicle>> parse_vehicle(const SendWish& wish) {
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

Result<client::Observation> parse(const SendWish& wish) {
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
  auto place = parse_place(wish);
  if (!place) return pass_on(place);
  seen.place = *place;
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

int answer(const Context& context, const client::AlertView& view, bool reached) {
  if (view.standing) {
    const auto& stands = *view.standing;
    if (stands.state == AlertState::refused || stands.state == AlertState::violation) {
      if (stands.rule != 0)
        return context.out.refused(stands.rule, rule_sentence(stands.rule), record_of(view));
      return context.out.failed({Errc::not_allowed, standing_words(view)}, say(text::call_17_now),
                                record_of(view));
    }
  }
  const bool missed = view.truth == policy::Truth::not_received_call_17;
  if (view.standing && !missed) return context.out.done(record_of(view), trail_words(view));
  context.out.failed({Errc::unreachable, standing_words(view)},
                     reached ? say(text::call_17_now) : say(text::keep_screen_open), record_of(view));
  return static_cast<int>(Exit::unreachable);
}

int send(const Context& context, const SendWish& wish) {
  context.out.talk(say(text::call_first));
  auto seen = parse(wish);
  if (!seen) return misuse(context, seen.error().detail);
  if (wish.in_progress && !wish.called17) {
    const auto nine = static_cast<std::uint8_t>(policy::Rule::R9);
    return context.out.refused(nine, rule_sentence(nine));
  }
  auto device = OpenDevice::at(context, "referent");
  if (!device) return context.out.failed(device.error());
  auto referent = client::Referent::open((*device)->profile(), (*device)->tools());
  if (!referent) return report(context, referent.error());
  const auto& sectors = referent->mandate().sectors;
  if (wish.sector == 0 && sectors.size() != 1) {
    std::string list;
    for (const auto& sector : referent->charter().sectors) {
      list += (list.empty() ? "" : ", ") + std::to_string(sector.id) + " " + sector.name;
    }
    return misuse(context, "--sector is needed: " + list);
  }
  seen->sector = wish.sector != 0 ? static_cast<SectorId>(wish.sector) : sectors.front();

  // Newer epoch keys and charter if the node is there; without it the alert is sealed all the same.
  const bool reached = referent->refresh().has_value();
  auto alert = referent->seal(*seen);
  if (!alert) return report(context, alert.error());
  if (seen->exercise) context.out.talk(say(text::exercise));
  context.out.talk(say(text::do_not_follow));
  context.out.talk(std::string(say(text::sealed_here)) + " · " + to_hex(alert->view()).substr(0, 16));
  if (wish.wait) {
    auto last =
        watch(context, *referent, *alert, seconds(wish.wait_seconds), [](const client::AlertView& view) {
          return view.standing && view.standing->issuer == NodeKind::post;
        });
    if (!last) return context.out.failed(last.error());
    return answer(context, *last, true);
  }
  auto sent = referent->flush();
  if (sent) (void)referent->catch_up();
  auto view = referent->alert(*alert);
  if (!view) return report(context, view.error());
  if (!sent && sent.error().rule != 0) return report(context, sent.error());
  if (sent && view->standing && view->standing->state == AlertState::accepted) {
    context.out.talk(say(text::undo_until));
  }
  return answer(context, *view, reached);
}

}  // namespace

void add_send(CLI::App& referent, Context& context) {
  auto& command = add_command(
      referent, "send", "report what was observed: what, where, send. 17 · 112 · 114 first",
      "  tocsin referent send --category VEH --conduct slow_repeated_passes --sector 2 --vehicle-type van\n"
      "  tocsin referent send --category INT --conduct forcing_door_or_window --in-progress --called17 "
      "--sector 1 --wait\n"
      "  tocsin referent send --category ESC --conduct asks_money_or_codes --person "
      "height=above_180cm,upper=black");
  auto wish = std::make_shared<SendWish>();
  command.add_option("--category", wish->category, "VEH DEM INT DEG VOL INC DEP VUL DIS ESC OTV RIS")
      ->required();
  command.add_option("--conduct", wish->conducts, "what was observed; several: repeat or separate by commas")
      ->required()
      ->delimiter(',');
  command.add_option("--sector", wish->sector, "number of the sector")->check(CLI::Range(1, 999));
  auto* at = command.add_option("--at", wish->at, "LATITUDE,LONGITUDE in degrees; the post only sees it");
  auto* street = command.add_option("--street", wish->street, "index in the commune's street list")
                     ->check(CLI::Range(0, 65535))
                     ->excludes(at);
  command.add_option("--number", wish->number, "house number")->check(CLI::Range(0, 65535))->needs(street);
  command.add_option("--vehicle-type", wish->vehicle_type, slugs<VehicleType>());
  command.add_option("--colour", wish->colour, slugs<Colour>());
  command.add_option("--make", wish->make, slugs<VehicleMake>());
  command.add_option("--plate", wish->plate, "only if seen whole; only with VEH, INT, VOL, ESC");
  command.add_option("--person", wish->persons,
                     "height=…,upper=…,lower=…,luggage=…,direction=…; at most four times");
  command.add_option("--person-count", wish->person_count, "how many in all")->check(CLI::Range(0, 99));
  command.add_flag("--in-progress", wish->in_progress, "danger is going on now");
  command.add_flag("--called17", wish->called17, "17, 112 or 114 was called first");
  command.add_flag("--exercise", wish->exercise, "an exercise: nobody will come");
  command.add_flag("--wait", wish->wait, "stay until the post has it, and tell the truth meanwhile");
  command.add_option("--wait-seconds", wish->wait_seconds, "how long at most")->check(CLI::Range(1, 3600));
  on_run(command, context, [&context, wish] { return send(context, *wish); });
}

}  // namespace tocsin::node::cli
