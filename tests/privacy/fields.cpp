#include "fields.h"

#include <algorithm>

#include "protocol/vocabulary.h"

namespace tocsin::privacy {
namespace {

using enum Grammar;

constexpr StructRow structs_known[] = {
    {"AlertHeader", Writer::referent},
    {"AlertContent", Writer::referent},
    {"Withdrawal", Writer::referent},
    {"Enrolment", Writer::referent},
    {"Request", Writer::device},
    {"Item", Writer::node},
    {"Reply", Writer::node},
    {"Receipt", Writer::node},
    {"MandateInForce", Writer::node},
    {"RevocationList", Writer::node},
    {"Freshness", Writer::node},
    {"Presence", Writer::node},
    {"EpochKey", Writer::node},
    {"EpochLoss", Writer::node},
    {"NodeKeys", Writer::office},
    {"Mailbox", Writer::office},
    {"Gateway", Writer::office},
    {"LimitValue", Writer::office},
    {"Period", Writer::office},
    {"OpeningHours", Writer::office},
    {"Sector", Writer::office},
    {"Root", Writer::office},
    {"Rules", Writer::office},
    {"PostRecord", Writer::office},
    {"Charter", Writer::office},
    {"Commission", Writer::office},
    {"Mandate", Writer::office},
    {"Overlay", Writer::office},
    {"Act", Writer::office},
    {"NodeAct", Writer::office},
    {"MandateLink", Writer::office},
    {"CharterRenewal", Writer::office},
    {"OverlayWithdrawal", Writer::office},
    {"Review", Writer::referent},
    {"ReviewAnswer", Writer::office},
    {"NoticeDisplay", Writer::referent},
    {"DeskConfirmation", Writer::referent},
    {"TieDeclaration", Writer::referent},
    {"Deputising", Writer::referent},
    {"ConductSignature", Writer::referent},
    {"ExerciseWindow", Writer::office},
    {"Forward", Writer::office},
    {"HandOver", Writer::office},
    {"Street", Writer::office},
    {"StreetList", Writer::office},
    {"Ring", Writer::office},
    {"SectorMap", Writer::office},
    {"Directory", Writer::office},
    {"ListedPost", Writer::office},
    {"ListedCommune", Writer::office},
    {"Notice", Writer::office},
    {"NoticeCancel", Writer::office},
};

constexpr std::uint64_t text_word(const char (&text)[9]) {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) word |= std::uint64_t(static_cast<unsigned char>(text[i])) << (8 * i);
  return word;
}
constexpr std::uint64_t conducts_all = ((std::uint64_t{1} << conduct_count) - 1) << 1;
// Degrees in millionths, as the two's complement of 32 bits that stands in the field is read.
constexpr std::uint64_t latitude_max = 90'000'000, longitude_max = 180'000'000;

#define TOCSIN_PERSON(n)                                                                              \
  {"AlertContent.person" n ".height", "UInt8", number, 0, 3, "HeightBand or none"},                   \
      {"AlertContent.person" n ".upper", "UInt8", number, 0, 13, "Colour of a garment, or not seen"}, \
      {"AlertContent.person" n ".lower", "UInt8", number, 0, 13, "Colour of a garment, or not seen"}, \
      {"AlertContent.person" n ".luggage", "UInt8", number, 0, 5, "Luggage, or not seen"},            \
      {"AlertContent.person" n ".direction", "UInt8", number, 0, 9, "Direction, or not seen"},        \
      {"AlertContent.person" n ".zero8", "UInt8", fixed}, {                                           \
    "AlertContent.person" n ".zero16", "UInt16", fixed                                                \
  }

constexpr FieldRow fields_known[] = {
    {"AlertHeader.version", "UInt8", fixed, 0, 1},
    {"AlertHeader.suite", "UInt8", fixed, 0, 1},
    {"AlertHeader.kind", "UInt8", number, 1, 2, "AlertKind"},
    {"AlertHeader.category", "UInt8", number, 1, category_count, "Category"},
    {"AlertHeader.urgency", "UInt8", number, 1, 2, "Urgency"},
    {"AlertHeader.flags", "UInt8", bits, 0, header_flag::all, "exercise, called 17, stale epoch"},
    {"AlertHeader.sector", "UInt16", number, 1, 999, "sector of the charter (R5)"},
    {"AlertHeader.commune", "8 bytes", commune},
    {"AlertHeader.alert", "16 bytes", random, 0, 0, "milliseconds since 1970, then chance"},
    {"AlertHeader.mandate", "16 bytes", random, 0, 0, "a mandate that the commune knows (R3)"},
    {"AlertHeader.sequence", "UInt64", counter},
    {"AlertHeader.created", "UInt32", tens},
    {"AlertHeader.expiry", "UInt32", tens, 0, 0, "created and 72 h"},
    {"AlertHeader.charterSequence", "UInt32", counter},
    {"AlertHeader.postEpoch", "UInt32", day},
    {"AlertHeader.supervisingEpoch", "UInt32", day},
    {"AlertHeader.zero", "UInt32", fixed},
    {"AlertHeader.bodyHash", "32 bytes", derived, 0, 0, "hash of the body; the commune compares"},
    {"AlertHeader.wrapsHash", "32 bytes", derived, 0, 0, "hash of the wraps; the commune compares"},
    {"AlertHeader.previousHash", "32 bytes", derived, 0, 0, "header hash of the alert before"},
    {"AlertHeader.commitment", "32 bytes", derived, 0, 0, "to the content key; the post recomputes"},
    {"AlertHeader.placeTag", "16 bytes", derived, 0, 0, "of the place; the post recomputes (R11)"},
    {"AlertHeader.plateTag", "16 bytes", derived, 0, 0, "of the plate; the post recomputes (R11)"},
    {"AlertHeader.magic", "UInt64", fixed, 0, text_word("TOCSINv1")},

    {"AlertContent.version", "UInt8", fixed, 0, 1},
    {"AlertContent.category", "UInt8", number, 1, category_count, "Category"},
    {"AlertContent.sector", "UInt16", number, 1, 999, "the header's"},
    {"AlertContent.observed", "UInt32", tens},
    {"AlertContent.conducts", "UInt64", bits, 0, conducts_all, "Conduct (R7)"},
    {"AlertContent.alert", "16 bytes", random, 0, 0, "the header's"},
    {"AlertContent.mandate", "16 bytes", random, 0, 0, "the header's"},
    {"AlertContent.tagKey", "32 bytes", derived, 0, 0, "matches the mandate's commitment; the post compares"},
    {"AlertContent.placeKind", "UInt8", number, 1, 3, "PlaceKind"},
    {"AlertContent.vehicleType", "UInt8", number, 0, 9, "VehicleType, or no vehicle"},
    {"AlertContent.vehicleColour", "UInt8", number, 0, 13, "Colour of a vehicle, or not seen"},
    {"AlertContent.vehicleMake", "UInt8", number, 0, 23, "VehicleMake, or not seen"},
    {"AlertContent.personCount", "UInt8", number, 0, 99, "how many"},
    {"AlertContent.zero8", "UInt8", fixed},
    {"AlertContent.street", "UInt16", number, 0, 0xffff, "index in the commune's street list"},
    {"AlertContent.latitude", "Int32", number, 0, latitude_max, "millionths of a degree, either sign"},
    {"AlertContent.longitude", "Int32", number, 0, longitude_max, "millionths of a degree, either sign"},
    {"AlertContent.number", "UInt16", number, 0, 0xffff, "house number"},
    {"AlertContent.zero16", "UInt16", fixed},
    {"AlertContent.zero32", "UInt32", fixed},
    {"AlertContent.plate", "16 bytes", plate},
    TOCSIN_PERSON("0"),
    TOCSIN_PERSON("1"),
    TOCSIN_PERSON("2"),
    TOCSIN_PERSON("3"),
    {"AlertContent.reserved", "816 bytes", fixed},
    {"AlertContent.magic", "UInt64", fixed, 0, text_word("TOCSINa1")},

    {"Withdrawal.alert", "Data", random, 0, 0, "an alert of one's own (R28)", 16},
    {"Withdrawal.mandate", "Data", random, 0, 0, "the alert's", 16},
    {"Withdrawal.headerHash", "Data", derived, 0, 0, "the alert's header hash", 32},
    {"Withdrawal.at", "UInt64", instant},

    {"NoticeDisplay.notice", "Data", random, 0, 0, "a notice that was given out", 16},
    {"NoticeDisplay.document", "Data", derived, 0, 0, "name of the notice or of its cancel", 32},
    {"NoticeDisplay.mandate", "Data", random, 0, 0, "one's own", 16},
    {"NoticeDisplay.at", "UInt64", instant},

    {"DeskConfirmation.alert", "Data", random, 0, 0, "an alert that a desk entered for oneself (R35)", 16},
    {"DeskConfirmation.mandate", "Data", random, 0, 0, "the alert's", 16},
    {"DeskConfirmation.headerHash", "Data", derived, 0, 0, "the alert's header hash", 32},
    {"DeskConfirmation.at", "UInt64", instant},

    {"Enrolment.invitation", "Data", random, 0, 0, "an invitation that a mairie printed", 16},
    {"Enrolment.device", "Data", derived, 0, 0, "public key that signs the enrolment", 32},
    {"Enrolment.transport", "Data", derived, 0, 0, "public key of the connection", 32},
    {"Enrolment.tagCommitment", "Data", derived, 0, 0, "hash of the tag key, opened by each alert", 32},
    {"Enrolment.root", "Data", derived, 0, 0, "name of the root document", 32},
    {"Enrolment.charter", "Data", derived, 0, 0, "name of the charter", 32},
    {"Enrolment.at", "UInt64", instant},
    {"Enrolment.tie", "UInt8", number, 1, 5, "Tie (R21)"},

    {"TieDeclaration.mandate", "Data", random, 0, 0, "one's own", 16},
    {"TieDeclaration.tie", "UInt8", number, 1, 5, "Tie (R21)"},
    {"TieDeclaration.at", "UInt64", instant},

    {"Deputising.absent", "Data", random, 0, 0, "one's own mandate", 16},
    {"Deputising.deputy", "Data", random, 0, 0, "a mandate of the commune, or zero", 16},
    {"Deputising.sequence", "UInt32", number, 1, 0xffffffff, "counts one's own statements"},
    {"Deputising.from", "UInt64", instant},
    {"Deputising.until", "UInt64", instant},
    {"Deputising.at", "UInt64", instant},

    {"ConductSignature.mandate", "Data", random, 0, 0, "one's own", 16},
    {"ConductSignature.conductCharter", "Data", derived, 0, 0, "hash of the text in the charter", 32},
    {"ConductSignature.at", "UInt64", instant},

    {"Review.id", "Data", random, 0, 0, "shown to nobody as text", 16},
    {"Review.commune", "Data", commune, 0, 0, {}, 5},
    {"Review.rule", "UInt8", number, 1, 99, "a rule; a referent's is R14"},
    {"Review.subject", "UInt8", number, 1, 3, "ReviewSubject; a referent's is a mandate"},
    {"Review.about", "Data", random, 0, 0, "a referent's own mandate", 16},
    {"Review.asks", "UInt8", number, 1, 2, "NodeKind; a referent's is the post"},
    {"Review.at", "UInt64", instant},
};
#undef TOCSIN_PERSON

constexpr TextRow texts_known[] = {
    {"Mailbox.address", "address"},
    {"Gateway.address", "address"},
    {"Sector.name", "text, of a charter with three signatures"},
    {"PostRecord.name", "text"},
    {"PostRecord.telephone", "telephone number"},
    {"PostRecord.clientAddress", "address"},
    {"Charter.name", "text"},
    {"Street.name", "text, of a list that a charter names"},
    {"HandOver.procedure", "a procedure's number: A-Z 0-9 / -"},
    {"Charter.clientAddress", "address"},
    {"Reply.detail", "text, by a node to the one who asked"},
};

template <class Rows>
auto find_row(const Rows& rows, std::string_view name) {
  return std::find_if(std::begin(rows), std::end(rows), [&](const auto& row) { return row.name == name; });
}

// Numbers, and byte strings of one length: what a closed grammar can be given for.
bool can_be_closed(const FieldRow& row) {
  bool bytes = row.type.ends_with(" bytes") || row.type == "Data";
  switch (row.grammar) {
    case fixed: return row.type != "Data";
    case commune:
    case plate: return bytes;
    case random:
    case derived: return bytes && !row.bound_by.empty() && (row.type != "Data" || row.bytes > 0);
    case number:
    case bits:
    case day:
    case tens:
    case instant:
    case counter: return !bytes && row.type.find("Int") != std::string_view::npos;
  }
  return false;
}

}  // namespace

std::span<const StructRow> struct_rows() {
  return structs_known;
}
std::span<const FieldRow> field_rows() {
  return fields_known;
}
std::span<const TextRow> office_texts() {
  return texts_known;
}

std::vector<std::string> problems(const std::vector<Struct>& structs) {
  std::vector<std::string> found;
  std::vector<std::string> seen;
  for (const auto& of : structs) {
    auto row = find_row(structs_known, of.name);
    if (row == std::end(structs_known)) {
      found.push_back(of.name + ": who writes it? Add a row to structs_known in tests/privacy/fields.cpp");
      continue;
    }
    for (const auto& field : of.fields) {
      seen.push_back(field.name);
      bool text = field.type.find("Text") != std::string::npos;
      if (row->writer != Writer::referent) {
        if (text && find_row(texts_known, field.name) == std::end(texts_known))
          found.push_back(field.name + ": text without a grammar in texts_known");
        continue;
      }
      auto grammar = find_row(fields_known, field.name);
      if (text)
        found.push_back(field.name + ": text that a referent can write");
      else if (grammar == std::end(fields_known))
        found.push_back(field.name + " (" + field.type +
                        "): a referent can write it and no closed grammar is stated");
      else if (grammar->type != field.type)
        found.push_back(field.name + ": is " + field.type + ", its grammar is of " +
                        std::string(grammar->type));
      else if (!can_be_closed(*grammar))
        found.push_back(field.name + ": its grammar is not closed");
    }
  }
  auto missing = [&](std::string_view name) {
    return std::find(seen.begin(), seen.end(), name) == seen.end();
  };
  for (const auto& row : fields_known)
    if (missing(row.name)) found.push_back(std::string(row.name) + ": has a grammar and is in no schema");
  for (const auto& row : texts_known)
    if (missing(row.name)) found.push_back(std::string(row.name) + ": has a grammar and is in no schema");
  return found;
}

}  // namespace tocsin::privacy
