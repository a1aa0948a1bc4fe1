#include "protocol/vocabulary.h"

#include <array>

namespace tocsin {
namespace {

// One line per enumerator, in the order of its number, from 1.
struct Entry {
  std::string_view slug;  // a category's is its code
  Words words;
};

constexpr Entry categories[] = {
    {"VEH", {"Véhicule suspect", "Suspect vehicle"}},
    {"DEM", {"Démarchage suspect", "Suspect door-to-door selling"}},
    {"INT", {"Signes d’intrusion", "Signs of intrusion"}},
    {"DEG", {"Dégradation", "Damage"}},
    {"VOL", {"Vol constaté", "Theft found"}},
    {"INC", {"Incivilité", "Incivility"}},
    {"DEP", {"Dépôt sauvage", "Dumping"}},
    {"VUL", {"Personne vulnérable en difficulté", "Vulnerable person in distress"}},
    {"DIS", {"Personne disparue", "Missing person"}},
    {"ESC", {"Escroquerie", "Scam"}},
    {"OTV",
     {"Anomalie dans un logement en opération tranquillité vacances", "Anomaly at a home on holiday watch"}},
    {"RIS", {"Risque naturel ou technologique", "Natural or technical risk"}},
};
constexpr Entry conducts[] = {
    {"unknown_in_area", {"Inconnu dans le secteur", "Unknown in the area"}},
    {"slow_repeated_passes", {"Passe et repasse lentement", "Passes slowly, again and again"}},
    {"parked_engine_running", {"À l’arrêt, moteur allumé", "Parked with the engine running"}},
    {"looking_into_vehicles", {"Regarde dans les véhicules", "Looks into vehicles"}},
    {"looking_into_homes", {"Regarde dans les maisons ou les jardins", "Looks into homes or gardens"}},
    {"photographing_homes", {"Photographie ou filme les maisons", "Takes pictures or films of homes"}},
    {"testing_doors_or_gates", {"Essaie les portes ou les portails", "Tries doors or gates"}},
    {"climbing_fence_or_wall", {"Escalade une clôture ou un mur", "Climbs a fence or a wall"}},
    {"forcing_door_or_window", {"Force une porte ou une fenêtre", "Forces a door or a window"}},
    {"leaving_with_goods", {"Part avec des objets", "Leaves with goods"}},
    {"fleeing", {"S’enfuit", "Runs or drives away"}},
    {"insistent_selling", {"Insiste pour vendre ou pour entrer", "Insists on selling or coming in"}},
    {"false_uniform_or_title",
     {"Se présente sous un faux titre ou un faux uniforme", "Claims a false title or wears a false uniform"}},
    {"asking_absences", {"Demande qui est absent", "Asks who is away"}},
    {"marking_homes", {"Laisse des marques sur les maisons", "Leaves marks on homes"}},
    {"breaking_or_burning", {"Casse ou brûle en ce moment", "Breaking or burning something now"}},
    {"graffiti_in_progress", {"Tague en ce moment", "Spraying graffiti now"}},
    {"damage_found", {"Dégât constaté après coup", "Damage found afterwards"}},
    {"theft_found", {"Vol constaté après coup", "Theft found afterwards"}},
    {"goods_left_behind", {"Objets abandonnés", "Goods left behind"}},
    {"noise_or_gathering", {"Bruit ou rassemblement gênant", "Noise or a disturbing gathering"}},
    {"dumping_in_progress", {"Dépôt de déchets en cours", "Waste being dumped now"}},
    {"dumping_found", {"Dépôt de déchets constaté", "Dumped waste found"}},
    {"person_lost_or_confused", {"Personne perdue ou désorientée", "Person lost or confused"}},
    {"person_fallen_or_unwell", {"Personne tombée ou en malaise", "Person fallen or unwell"}},
    {"no_answer_unusual", {"Ne répond pas, ce n’est pas habituel", "No answer, which is unusual"}},
    {"matches_notice", {"Correspond à l’appel à témoins", "Matches the call for witnesses"}},
    {"asks_money_or_codes", {"Demande de l’argent ou des codes", "Asks for money or codes"}},
    {"fake_official_or_bank",
     {"Faux policier, faux agent ou faux conseiller bancaire",
      "False police officer, official or bank adviser"}},
    {"door_or_shutter_open", {"Porte, fenêtre ou volet ouvert", "Door, window or shutter open"}},
    {"light_or_alarm_unusual", {"Lumière ou alarme inhabituelle", "Unusual light or alarm"}},
    {"fire_or_smoke", {"Feu ou fumée", "Fire or smoke"}},
    {"flood_or_rising_water", {"Inondation ou eau qui monte", "Flood or rising water"}},
    {"gas_or_chemical_smell", {"Odeur de gaz ou de produit chimique", "Smell of gas or chemicals"}},
    {"fallen_tree_or_line", {"Arbre ou ligne électrique à terre", "Tree or power line down"}},
    {"road_blocked", {"Route coupée", "Road blocked"}},
};
constexpr Entry urgencies[] = {
    {"ordinary", {"C’est terminé ou ce n’est pas pressé", "Over, or not pressing"}},
    {"in_progress", {"En ce moment même", "Happening right now"}},
};
constexpr Entry alert_kinds[] = {
    {"device", {"Envoyée par le référent", "Sent by the referent"}},
    {"desk", {"Saisie à la mairie", "Entered at the town hall"}},
};
constexpr Entry vehicle_types[] = {
    {"car", {"Voiture", "Car"}},
    {"van", {"Camionnette", "Van"}},
    {"lorry", {"Camion", "Lorry"}},
    {"motorcycle", {"Moto", "Motorcycle"}},
    {"moped_or_scooter", {"Cyclomoteur, scooter ou trottinette", "Moped or scooter"}},
    {"bicycle", {"Vélo", "Bicycle"}},
    {"camper", {"Camping-car ou caravane", "Camper or caravan"}},
    {"tractor", {"Tracteur ou engin", "Tractor or machine"}},
    {"other", {"Autre véhicule", "Other vehicle"}},
};
constexpr Entry colours[] = {
    {"white", {"Blanc", "White"}},
    {"grey", {"Gris", "Grey"}},
    {"black", {"Noir", "Black"}},
    {"blue", {"Bleu", "Blue"}},
    {"red", {"Rouge", "Red"}},
    {"green", {"Vert", "Green"}},
    {"yellow", {"Jaune", "Yellow"}},
    {"orange", {"Orange", "Orange"}},
    {"brown", {"Marron", "Brown"}},
    {"beige", {"Beige", "Beige"}},
    {"purple", {"Violet", "Purple"}},
    {"pink", {"Rose", "Pink"}},
    {"several", {"Plusieurs couleurs", "Several colours"}},
};
constexpr Entry vehicle_makes[] = {
    {"renault", {"Renault", "Renault"}},
    {"peugeot", {"Peugeot", "Peugeot"}},
    {"citroen", {"Citroën", "Citroën"}},
    {"dacia", {"Dacia", "Dacia"}},
    {"volkswagen", {"Volkswagen", "Volkswagen"}},
    {"ford", {"Ford", "Ford"}},
    {"opel", {"Opel", "Opel"}},
    {"fiat", {"Fiat", "Fiat"}},
    {"toyota", {"Toyota", "Toyota"}},
    {"mercedes", {"Mercedes", "Mercedes"}},
    {"bmw", {"BMW", "BMW"}},
    {"audi", {"Audi", "Audi"}},
    {"nissan", {"Nissan", "Nissan"}},
    {"hyundai", {"Hyundai", "Hyundai"}},
    {"kia", {"Kia", "Kia"}},
    {"skoda", {"Škoda", "Škoda"}},
    {"seat", {"Seat", "Seat"}},
    {"iveco", {"Iveco", "Iveco"}},
    {"volvo", {"Volvo", "Volvo"}},
    {"tesla", {"Tesla", "Tesla"}},
    {"yamaha", {"Yamaha", "Yamaha"}},
    {"honda", {"Honda", "Honda"}},
    {"other", {"Autre marque", "Other make"}},
};
constexpr Entry height_bands[] = {
    {"below_160cm", {"Moins de 1,60 m", "Below 1.60 m"}},
    {"from_160_to_180cm", {"Entre 1,60 m et 1,80 m", "Between 1.60 m and 1.80 m"}},
    {"above_180cm", {"Plus de 1,80 m", "Above 1.80 m"}},
};
constexpr Entry luggages[] = {
    {"none", {"Rien", "Nothing"}},
    {"backpack", {"Sac à dos", "Backpack"}},
    {"bag", {"Sac", "Bag"}},
    {"tools", {"Outils", "Tools"}},
    {"large_object", {"Objet encombrant", "Large object"}},
};
constexpr Entry directions[] = {
    {"north", {"Vers le nord", "To the north"}},
    {"north_east", {"Vers le nord-est", "To the north-east"}},
    {"east", {"Vers l’est", "To the east"}},
    {"south_east", {"Vers le sud-est", "To the south-east"}},
    {"south", {"Vers le sud", "To the south"}},
    {"south_west", {"Vers le sud-ouest", "To the south-west"}},
    {"west", {"Vers l’ouest", "To the west"}},
    {"north_west", {"Vers le nord-ouest", "To the north-west"}},
    {"stayed", {"Toujours sur place", "Still there"}},
};
constexpr Entry roles[] = {
    {"referent", {"Référent", "Referent"}},
    {"officer", {"Policier ou gendarme", "Officer"}},
    {"commander", {"Chef du poste", "Commander of the post"}},
    {"clerk", {"Agent de mairie", "Town-hall clerk"}},
    {"mayor", {"Maire", "Mayor"}},
    {"prefect", {"Préfecture", "Prefecture"}},
    {"auditor", {"Auditeur", "Auditor"}},
    {"citizen", {"Habitant", "Citizen"}},
    {"desk", {"Guichet de la mairie", "Town-hall desk"}},
};
constexpr Entry node_kinds[] = {
    {"commune", {"Serveur de la commune", "Commune node"}},
    {"post", {"Serveur du poste", "Post node"}},
};
constexpr Entry alert_states[] = {
    {"accepted", {"Reçue par la mairie", "Received by the town hall"}},
    {"refused", {"Refusée", "Refused"}},
    {"withdrawn", {"Annulée avant transmission", "Withdrawn before it was passed on"}},
    {"expired", {"Expirée : le poste ne l’a pas reçue", "Expired: the post did not receive it"}},
    {"delivered", {"Arrivée au poste", "Arrived at the post"}},
    {"violation",
     {"Rejetée par le poste : contenu non conforme", "Rejected by the post: content breaks the rules"}},
    {"withdrawal_noted", {"Retrait noté par le poste", "Withdrawal noted by the post"}},
    {"held", {"Mise à part, en attente de vérification", "Set apart, waiting for a check"}},
    {"released", {"Vérifiée, remise dans la liste", "Checked, back in the list"}},
    {"opened", {"Lue au poste", "Read at the post"}},
    {"taken", {"Prise en compte", "Being dealt with"}},
    {"call_back", {"Le poste demande que vous le rappeliez", "The post asks you to call back"}},
    {"closed", {"Close", "Closed"}},
    {"reopened", {"Rouverte", "Reopened"}},
};
constexpr Entry closing_codes[] = {
    {"handled", {"Traitée", "Dealt with"}},
    {"patrol_sent", {"Patrouille passée", "Patrol sent"}},
    {"passed_on", {"Transmise à un autre service", "Passed on to another service"}},
    {"no_action", {"Sans suite", "No action needed"}},
    {"not_seen", {"Rien constaté sur place", "Nothing seen on the spot"}},
    {"duplicate", {"Déjà signalée", "Already reported"}},
    {"unfounded_good_faith", {"Sans fondement, de bonne foi", "Unfounded, in good faith"}},
    {"abusive", {"Abusive", "Abusive"}},
    {"discriminatory", {"Discriminatoire", "Discriminatory"}},
};
constexpr Entry open_reasons[] = {
    {"assess", {"Évaluer l’alerte", "Assess the alert"}},
    {"intervene", {"Intervenir", "Intervene"}},
    {"follow_up", {"Suivre une alerte en cours", "Follow up an open alert"}},
    {"verify_sender", {"Vérifier auprès du référent", "Check with the referent"}},
};
constexpr Entry act_reasons[] = {
    {"device_lost", {"Appareil perdu ou volé", "Device lost or stolen"}},
    {"misuse", {"Mauvais usage", "Misuse"}},
    {"left_or_unavailable", {"Départ ou indisponibilité", "Left or unavailable"}},
    {"key_compromised", {"Clé compromise", "Key compromised"}},
    {"end_of_scheme", {"Fin du dispositif", "End of the scheme"}},
    {"review", {"Réexamen en cours", "Under review"}},
    {"conflict_of_interest", {"Conflit d’intérêts", "Conflict of interest"}},
    {"technical", {"Raison technique", "Technical reason"}},
    {"by_request", {"À la demande de l’intéressé", "At the person’s own request"}},
    {"other_signatory", {"À la demande d’un autre signataire", "At another signatory’s request"}},
};
constexpr Entry review_subjects[] = {
    {"office", {"Le service interrogé", "The office that is asked"}},
    {"mandate", {"Un mandat", "A mandate"}},
    {"officer", {"Un agent", "An officer"}},
};
constexpr Entry review_outcomes[] = {
    {"lifted", {"Sans fondement : la mesure est levée", "Unfounded: the measure is lifted"}},
    {"upheld", {"Fondé : la mesure est confirmée", "Founded: the measure is upheld"}},
    {"mandate_revoked", {"Fondé : le mandat est retiré", "Founded: the mandate is revoked"}},
    {"corrected",
     {"Fondé : le service a corrigé sa pratique", "Founded: the office has corrected what it does"}},
};

constexpr Entry ties[] = {
    {"none", {"Aucun lien", "No tie"}},
    {"officer", {"Policier ou gendarme", "Officer"}},
    {"elected", {"Élu", "Elected official"}},
    {"candidate", {"Candidat à une élection", "Candidate in an election"}},
    {"other", {"Autre conflit d’intérêts", "Other conflict of interest"}},
};

constexpr Entry hand_over_reasons[] = {
    {"procedure", {"Versement à une procédure", "For a procedure"}},
    {"other_area", {"Compétence d’un autre secteur", "Another area is competent"}},
    {"specialised_service", {"Compétence d’un service spécialisé", "A specialised service is competent"}},
    {"closing_time", {"Fermeture du poste", "The post closes"}},
    {"supervising_post_asks", {"À la demande du poste de supervision", "The supervising post asks for it"}},
};

constexpr Entry group_reasons[] = {
    {"same_vehicle", {"Même véhicule", "Same vehicle"}},
    {"same_place", {"Même lieu", "Same place"}},
    {"same_method", {"Même mode opératoire", "Same method"}},
    {"same_event", {"Même événement", "Same event"}},
};

static_assert(std::size(categories) == category_count);
static_assert(std::size(conducts) == conduct_count && conduct_count < 64);
static_assert(std::size(roles) == role_count);

// The table of an enumeration, found by its type.
std::span<const Entry> table(Category) {
  return categories;
}
std::span<const Entry> table(Conduct) {
  return conducts;
}
std::span<const Entry> table(Urgency) {
  return urgencies;
}
std::span<const Entry> table(AlertKind) {
  return alert_kinds;
}
std::span<const Entry> table(VehicleType) {
  return vehicle_types;
}
std::span<const Entry> table(Colour) {
  return colours;
}
std::span<const Entry> table(VehicleMake) {
  return vehicle_makes;
}
std::span<const Entry> table(HeightBand) {
  return height_bands;
}
std::span<const Entry> table(Luggage) {
  return luggages;
}
std::span<const Entry> table(Direction) {
  return directions;
}
std::span<const Entry> table(Role) {
  return roles;
}
std::span<const Entry> table(NodeKind) {
  return node_kinds;
}
std::span<const Entry> table(AlertState) {
  return alert_states;
}
std::span<const Entry> table(ClosingCode) {
  return closing_codes;
}
std::span<const Entry> table(OpenReason) {
  return open_reasons;
}
std::span<const Entry> table(ActReason) {
  return act_reasons;
}
std::span<const Entry> table(ReviewSubject) {
  return review_subjects;
}
std::span<const Entry> table(ReviewOutcome) {
  return review_outcomes;
}
std::span<const Entry> table(Tie) {
  return ties;
}
std::span<const Entry> table(HandOverReason) {
  return hand_over_reasons;
}
std::span<const Entry> table(GroupReason) {
  return group_reasons;
}

template <class Enum>
Entry entry(Enum value) {
  auto number = static_cast<std::uint8_t>(value);
  return is_known<Enum>(number) ? table(value)[number - 1u] : Entry{};
}

}  // namespace

template <class Enum>
bool is_known(std::uint8_t value) {
  return value >= 1 && value <= table(Enum{}).size();
}

template <class Enum>
std::optional<Enum> from_slug(std::string_view text) {
  auto entries = table(Enum{});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].slug == text) return static_cast<Enum>(i + 1);
  }
  return std::nullopt;
}

template bool is_known<Category>(std::uint8_t);
template bool is_known<AlertKind>(std::uint8_t);
template bool is_known<NodeKind>(std::uint8_t);
Words words(Category value) {
  return entry(value).words;
}
std::string_view code(Category value) {
  return entry(value).slug;
}
std::optional<Category> parse_category(std::string_view code) {
  return from_slug<Category>(code);
}

#define TOCSIN_ENUMERATION(Enum)                                  \
  template bool is_known<Enum>(std::uint8_t);                     \
  template std::optional<Enum> from_slug<Enum>(std::string_view); \
  Words words(Enum value) {                                       \
    return entry(value).words;                                    \
  }                                                               \
  std::string_view slug(Enum value) {                             \
    return entry(value).slug;                                     \
  }
TOCSIN_ENUMERATION(Conduct)
TOCSIN_ENUMERATION(Urgency)
TOCSIN_ENUMERATION(VehicleType)
TOCSIN_ENUMERATION(Colour)
TOCSIN_ENUMERATION(VehicleMake)
TOCSIN_ENUMERATION(HeightBand)
TOCSIN_ENUMERATION(Luggage)
TOCSIN_ENUMERATION(Direction)
TOCSIN_ENUMERATION(Role)
TOCSIN_ENUMERATION(AlertState)
TOCSIN_ENUMERATION(ClosingCode)
TOCSIN_ENUMERATION(OpenReason)
TOCSIN_ENUMERATION(ActReason)
TOCSIN_ENUMERATION(ReviewSubject)
TOCSIN_ENUMERATION(ReviewOutcome)
TOCSIN_ENUMERATION(Tie)
TOCSIN_ENUMERATION(HandOverReason)
TOCSIN_ENUMERATION(GroupReason)
#undef TOCSIN_ENUMERATION

}  // namespace tocsin
