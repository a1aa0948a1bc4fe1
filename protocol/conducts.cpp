// What each category offers, and what counts as danger. The words are in vocabulary.cpp.
#include "protocol/vocabulary.h"

namespace tocsin {

std::span<const Conduct> conducts_of(Category category) {
  using enum Conduct;
  static constexpr Conduct suspect_vehicle[] = {slow_repeated_passes,
                                                parked_engine_running,
                                                looking_into_homes,
                                                photographing_homes,
                                                looking_into_vehicles,
                                                leaving_with_goods,
                                                fleeing,
                                                unknown_in_area};
  static constexpr Conduct door_to_door[] = {
      insistent_selling,  false_uniform_or_title, asking_absences, marking_homes,
      looking_into_homes, testing_doors_or_gates, unknown_in_area};
  static constexpr Conduct intrusion[] = {
      testing_doors_or_gates, forcing_door_or_window, climbing_fence_or_wall,
      door_or_shutter_open,   light_or_alarm_unusual, looking_into_homes,
      marking_homes,          leaving_with_goods,     fleeing,
      unknown_in_area};
  static constexpr Conduct damage[] = {damage_found, breaking_or_burning, graffiti_in_progress, fleeing};
  static constexpr Conduct theft[] = {Conduct::theft_found,  goods_left_behind,  forcing_door_or_window,
                                      looking_into_vehicles, leaving_with_goods, fleeing,
                                      unknown_in_area};
  static constexpr Conduct incivility[] = {noise_or_gathering, graffiti_in_progress, road_blocked};
  static constexpr Conduct dumping[] = {dumping_found, dumping_in_progress};
  static constexpr Conduct vulnerable_person[] = {person_lost_or_confused, person_fallen_or_unwell,
                                                  no_answer_unusual};
  static constexpr Conduct missing_person[] = {matches_notice, person_lost_or_confused,
                                               person_fallen_or_unwell};
  static constexpr Conduct scam[] = {asks_money_or_codes, fake_official_or_bank, false_uniform_or_title,
                                     insistent_selling, asking_absences};
  static constexpr Conduct holiday_watch[] = {
      door_or_shutter_open,   light_or_alarm_unusual, looking_into_homes, testing_doors_or_gates,
      climbing_fence_or_wall, forcing_door_or_window, leaving_with_goods, fleeing};
  static constexpr Conduct risk[] = {fire_or_smoke, flood_or_rising_water, gas_or_chemical_smell,
                                     fallen_tree_or_line, road_blocked};
  switch (category) {
    case Category::suspect_vehicle: return suspect_vehicle;
    case Category::door_to_door: return door_to_door;
    case Category::intrusion: return intrusion;
    case Category::damage: return damage;
    case Category::theft_found: return theft;
    case Category::incivility: return incivility;
    case Category::dumping: return dumping;
    case Category::vulnerable_person: return vulnerable_person;
    case Category::missing_person: return missing_person;
    case Category::scam: return scam;
    case Category::holiday_watch: return holiday_watch;
    case Category::natural_or_technical: return risk;
  }
  return {};
}

bool suggests_danger(Conduct conduct) {
  switch (conduct) {
    case Conduct::testing_doors_or_gates:
    case Conduct::climbing_fence_or_wall:
    case Conduct::forcing_door_or_window:
    case Conduct::leaving_with_goods:
    case Conduct::fleeing:
    case Conduct::breaking_or_burning:
    case Conduct::person_fallen_or_unwell:
    case Conduct::fire_or_smoke:
    case Conduct::flood_or_rising_water:
    case Conduct::gas_or_chemical_smell:
    case Conduct::fallen_tree_or_line: return true;
    case Conduct::unknown_in_area:
    case Conduct::slow_repeated_passes:
    case Conduct::parked_engine_running:
    case Conduct::looking_into_vehicles:
    case Conduct::looking_into_homes:
    case Conduct::photographing_homes:
    case Conduct::insistent_selling:
    case Conduct::false_uniform_or_title:
    case Conduct::asking_absences:
    case Conduct::marking_homes:
    case Conduct::graffiti_in_progress:
    case Conduct::damage_found:
    case Conduct::theft_found:
    case Conduct::goods_left_behind:
    case Conduct::noise_or_gathering:
    case Conduct::dumping_in_progress:
    case Conduct::dumping_found:
    case Conduct::person_lost_or_confused:
    case Conduct::no_answer_unusual:
    case Conduct::matches_notice:
    case Conduct::asks_money_or_codes:
    case Conduct::fake_official_or_bank:
    case Conduct::door_or_shutter_open:
    case Conduct::light_or_alarm_unusual:
    case Conduct::road_blocked: return false;
  }
  return false;
}

}  // namespace tocsin
