// The closed lists everything else speaks in: categories, conducts, roles, states, codes.
// Numbers are wire format: append only, never renumber. Zero is never a value unless it says so.
// Words for people (French and English) are in the cpp; a test compares the tables with policy/README.md.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tocsin {

struct Words {
  std::string_view fr, en;
};

enum class Category : std::uint8_t {
  suspect_vehicle = 1,        // VEH
  door_to_door = 2,           // DEM
  intrusion = 3,              // INT
  damage = 4,                 // DEG
  theft_found = 5,            // VOL
  incivility = 6,             // INC, off by default
  dumping = 7,                // DEP, off by default
  vulnerable_person = 8,      // VUL
  missing_person = 9,         // DIS, only in answer to a post's notice
  scam = 10,                  // ESC
  holiday_watch = 11,         // OTV
  natural_or_technical = 12,  // RIS
};
constexpr std::uint8_t category_count = 12;

// What was observed. A bit each in the alert's conduct mask (bit = value), so values stay below 64.
// `for_category` lists those a category offers; `unknown_in_area` is offered nowhere alone (R7).
enum class Conduct : std::uint8_t {
  unknown_in_area = 1,
  slow_repeated_passes = 2,
  parked_engine_running = 3,
  looking_into_vehicles = 4,
  looking_into_homes = 5,
  photographing_homes = 6,
  testing_doors_or_gates = 7,
  climbing_fence_or_wall = 8,
  forcing_door_or_window = 9,
  leaving_with_goods = 10,
  fleeing = 11,
  insistent_selling = 12,
  false_uniform_or_title = 13,
  asking_absences = 14,
  marking_homes = 15,
  breaking_or_burning = 16,
  graffiti_in_progress = 17,
  damage_found = 18,
  theft_found = 19,
  goods_left_behind = 20,
  noise_or_gathering = 21,
  dumping_in_progress = 22,
  dumping_found = 23,
  person_lost_or_confused = 24,
  person_fallen_or_unwell = 25,
  no_answer_unusual = 26,
  matches_notice = 27,
  asks_money_or_codes = 28,
  fake_official_or_bank = 29,
  door_or_shutter_open = 30,
  light_or_alarm_unusual = 31,
  fire_or_smoke = 32,
  flood_or_rising_water = 33,
  gas_or_chemical_smell = 34,
  fallen_tree_or_line = 35,
  road_blocked = 36,
};
constexpr std::uint8_t conduct_count = 36;

enum class Urgency : std::uint8_t { ordinary = 1, in_progress = 2 };

// Bits of the header's flag byte; any other bit is refused.
namespace header_flag {
constexpr std::uint8_t exercise = 1, called17 = 2, stale_epoch = 4, all = 7;
}

enum class AlertKind : std::uint8_t { device = 1, desk = 2 };

enum class VehicleType : std::uint8_t {
  car = 1,
  van = 2,
  lorry = 3,
  motorcycle = 4,
  moped_or_scooter = 5,
  bicycle = 6,
  camper = 7,
  tractor = 8,
  other = 9,
};
enum class Colour : std::uint8_t {
  white = 1,
  grey = 2,
  black = 3,
  blue = 4,
  red = 5,
  green = 6,
  yellow = 7,
  orange = 8,
  brown = 9,
  beige = 10,
  purple = 11,
  pink = 12,
  several = 13,
};
enum class VehicleMake : std::uint8_t {
  renault = 1,
  peugeot = 2,
  citroen = 3,
  dacia = 4,
  volkswagen = 5,
  ford = 6,
  opel = 7,
  fiat = 8,
  toyota = 9,
  mercedes = 10,
  bmw = 11,
  audi = 12,
  nissan = 13,
  hyundai = 14,
  kia = 15,
  skoda = 16,
  seat = 17,
  iveco = 18,
  volvo = 19,
  tesla = 20,
  yamaha = 21,
  honda = 22,
  other = 23,
};
enum class HeightBand : std::uint8_t { below_160cm = 1, from_160_to_180cm = 2, above_180cm = 3 };
enum class Luggage : std::uint8_t { none = 1, backpack = 2, bag = 3, tools = 4, large_object = 5 };
enum class Direction : std::uint8_t {
  north = 1,
  north_east = 2,
  east = 3,
  south_east = 4,
  south = 5,
  south_west = 6,
  west = 7,
  north_west = 8,
  stayed = 9,
};

// What a signer is. `node` signs for itself; `root` is 2 of 3 keys; `office` is a removable key.
enum class Role : std::uint8_t {
  referent = 1,
  officer = 2,
  commander = 3,
  clerk = 4,
  mayor = 5,
  prefect = 6,
  auditor = 7,
  citizen = 8,
  desk = 9,
};
constexpr std::uint8_t role_count = 9;

enum class NodeKind : std::uint8_t { commune = 1, post = 2 };

// States of an alert as receipts say them (protocol/README.md, "States").
enum class AlertState : std::uint8_t {
  accepted = 1,
  refused = 2,
  withdrawn = 3,
  expired = 4,  // signed by the commune node
  delivered = 5,
  violation = 6,
  withdrawal_noted = 7,
  held = 8,
  released = 9,  // signed by the post node,
  opened = 10,
  taken = 11,
  call_back = 12,
  closed = 13,
  reopened = 14,  // as is `refused` there
};

enum class ClosingCode : std::uint8_t {
  handled = 1,
  patrol_sent = 2,
  passed_on = 3,
  no_action = 4,
  not_seen = 5,
  duplicate = 6,
  unfounded_good_faith = 7,
  abusive = 8,
  discriminatory = 9,
};

// Why an officer opens a content (R19).
enum class OpenReason : std::uint8_t { assess = 1, intervene = 2, follow_up = 3, verify_sender = 4 };

// Why a mandate, a commission, a node is revoked or suspended, or a limit tightened. Closed: no free text.
enum class ActReason : std::uint8_t {
  device_lost = 1,
  misuse = 2,
  left_or_unavailable = 3,
  key_compromised = 4,
  end_of_scheme = 5,
  review = 6,
  conflict_of_interest = 7,
  technical = 8,
  by_request = 9,
  other_signatory = 10,
};

// What a review is about besides its rule (R32): the office that it asks, a mandate, or an officer of a post.
enum class ReviewSubject : std::uint8_t { office = 1, mandate = 2, officer = 3 };

// How a review is answered (R14, R32). Closed: no free text.
enum class ReviewOutcome : std::uint8_t {
  lifted = 1,           // unfounded: what the grounds set off ends
  upheld = 2,           // founded: after a suspension by R14 a cool-down runs from the answer
  mandate_revoked = 3,  // founded: the mandate ends
  corrected = 4,        // founded: the office has changed what it does
};

// What stands between a person and the part of a referent, as the person declares it (R21). Closed: no free
// text.
enum class Tie : std::uint8_t {
  none = 1,
  officer = 2,    // of the police, the gendarmerie or the municipal police
  elected = 3,    // holds an elected office
  candidate = 4,  // stands for one
  other = 5,      // another conflict of interest: the two offices see it before they sign
};

// Why a content is passed to another post or out to a procedure (R30).
enum class HandOverReason : std::uint8_t {
  procedure = 1,
  other_area = 2,
  specialised_service = 3,
  closing_time = 4,
  supervising_post_asks = 5,
};

// Why open alerts are put together (R31).
enum class GroupReason : std::uint8_t {
  same_vehicle = 1,
  same_place = 2,
  same_method = 3,
  same_event = 4,
};

// Every enumerator's word; empty for a value that is not in the list.
Words words(Category);
Words words(Conduct);
Words words(Urgency);
Words words(VehicleType);
Words words(Colour);
Words words(VehicleMake);
Words words(HeightBand);
Words words(Luggage);
Words words(Direction);
Words words(Role);
Words words(AlertState);
Words words(ClosingCode);
Words words(OpenReason);
Words words(ActReason);
Words words(ReviewSubject);
Words words(ReviewOutcome);
Words words(Tie);
Words words(HandOverReason);
Words words(GroupReason);

// "VEH" … "RIS".
std::string_view code(Category);
std::optional<Category> parse_category(std::string_view code);

// Stable ASCII names for command lines and JSON, equal to the enumerators' spelling ("patrol_sent").
std::string_view slug(Conduct);
std::string_view slug(Urgency);
std::string_view slug(VehicleType);
std::string_view slug(Colour);
std::string_view slug(VehicleMake);
std::string_view slug(HeightBand);
std::string_view slug(Luggage);
std::string_view slug(Direction);
std::string_view slug(Role);
std::string_view slug(AlertState);
std::string_view slug(ClosingCode);
std::string_view slug(OpenReason);
std::string_view slug(ActReason);
std::string_view slug(ReviewSubject);
std::string_view slug(ReviewOutcome);
std::string_view slug(Tie);
std::string_view slug(HandOverReason);
std::string_view slug(GroupReason);
// The value with that slug; nullopt otherwise. Instantiated for every enumeration above that has a slug.
template <class Enum>
std::optional<Enum> from_slug(std::string_view text);

// True if `value` is an enumerator; what every decoder asks of every byte. Instantiated for every enumeration
// above, Category, AlertKind and NodeKind included.
template <class Enum>
bool is_known(std::uint8_t value);

// The conducts offered for a category, most frequent first; `unknown_in_area` last where it is offered.
std::span<const Conduct> conducts_of(Category);

// True for a conduct that means danger is going on now; the screen then proposes Urgency::in_progress.
bool suggests_danger(Conduct);

}  // namespace tocsin
