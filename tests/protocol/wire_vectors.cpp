#include <capnp/dynamic.h>
#include <capnp/message.h>
#include <capnp/schema.h>

#include <cstring>

#include "protocol/wire/alert.capnp.h"
#include "protocol/wire/documents.capnp.h"
#include "protocol/wire/messages.capnp.h"
#include "protocol/wire/receipt.capnp.h"
#include "wire_samples.h"

namespace tocsin::test {
namespace {

using json = nlohmann::json;
namespace schema = wire::schema;

template <class Struct>
std::pair<std::string_view, capnp::StructSchema> entry(std::string_view format) {
  return {format, capnp::Schema::from<Struct>()};
}

std::optional<capnp::StructSchema> schema_of(std::string_view format) {
  const std::pair<std::string_view, capnp::StructSchema> all[] = {
      entry<schema::AlertHeader>("alert_header"),
      entry<schema::AlertContent>("alert_content"),
      entry<schema::Receipt>("receipt"),
      entry<schema::Root>("root"),
      entry<schema::Rules>("rules"),
      entry<schema::PostRecord>("post_record"),
      entry<schema::Charter>("charter"),
      entry<schema::Commission>("commission"),
      entry<schema::Mandate>("mandate"),
      entry<schema::MandateInForce>("mandate_in_force"),
      entry<schema::Overlay>("overlay"),
      entry<schema::Act>("act"),
      entry<schema::NodeAct>("node_act"),
      entry<schema::RevocationList>("revocation_list"),
      entry<schema::Freshness>("freshness"),
      entry<schema::Presence>("presence"),
      entry<schema::EpochKey>("epoch_key"),
      entry<schema::EpochLoss>("epoch_loss"),
      entry<schema::MandateLink>("mandate_link"),
      entry<schema::Withdrawal>("withdrawal"),
      entry<schema::Enrolment>("enrolment"),
      entry<schema::Review>("review"),
      entry<schema::ReviewAnswer>("review_answer"),
      entry<schema::Notice>("notice"),
      entry<schema::NoticeCancel>("notice_cancel"),
      entry<schema::NoticeDisplay>("notice_display"),
      entry<schema::ExerciseWindow>("exercise_window"),
      entry<schema::DeskConfirmation>("desk_confirmation"),
      entry<schema::Forward>("forward"),
      entry<schema::HandOver>("hand_over"),
      entry<schema::StreetList>("street_list"),
      entry<schema::SectorMap>("sector_map"),
      entry<schema::Directory>("directory"),
      entry<schema::CharterRenewal>("charter_renewal"),
      entry<schema::OverlayWithdrawal>("overlay_withdrawal"),
      entry<schema::TieDeclaration>("tie_declaration"),
      entry<schema::Deputising>("deputising"),
      entry<schema::ConductSignature>("conduct_signature"),
      entry<schema::Request>("request"),
      entry<schema::Reply>("reply"),
  };
  for (const auto& [name, found] : all)
    if (name == format) return found;
  return std::nullopt;
}

json value_of(capnp::DynamicValue::Reader value);

// A group of nothing but words w0, w1 … is a byte string.
std::optional<std::string> words_as_hex(capnp::DynamicStruct::Reader group) {
  Bytes bytes;
  for (auto field : group.getSchema().getFields()) {
    if (field.getProto().getName()[0] != 'w') return std::nullopt;
    auto word = group.get(field).as<std::uint64_t>();
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(word >> (8 * i)));
  }
  return to_hex(bytes);
}

json struct_as_json(capnp::DynamicStruct::Reader from) {
  if (auto hex = words_as_hex(from)) return *hex;
  auto object = json::object();
  for (auto field : from.getSchema().getFields()) {
    std::string name = field.getProto().getName().cStr();
    if (name != "reserved" && name.substr(0, 4) != "zero") object[name] = value_of(from.get(field));
  }
  return object;
}

json value_of(capnp::DynamicValue::Reader value) {
  switch (value.getType()) {
    case capnp::DynamicValue::BOOL: return value.as<bool>();
    case capnp::DynamicValue::INT: return value.as<std::int64_t>();
    case capnp::DynamicValue::UINT: return value.as<std::uint64_t>();
    case capnp::DynamicValue::TEXT: return value.as<capnp::Text>().cStr();
    case capnp::DynamicValue::DATA: {
      auto data = value.as<capnp::Data>();
      return to_hex(ByteView(data.begin(), data.size()));
    }
    case capnp::DynamicValue::LIST: {
      auto list = json::array();
      for (auto element : value.as<capnp::DynamicList>()) list.push_back(value_of(element));
      return list;
    }
    case capnp::DynamicValue::STRUCT: return struct_as_json(value.as<capnp::DynamicStruct>());
    default: throw std::logic_error("a kind of field that the wire does not use");
  }
}

RefusedSample spoil(std::string name, std::string_view of, std::string why,
                    const std::function<void(Bytes&)>& change) {
  RefusedSample spoiled{std::move(name), sample(of).format, sample(of).bytes, std::move(why)};
  change(spoiled.bytes);
  return spoiled;
}

std::size_t find(const Bytes& bytes, std::string_view text) {
  return static_cast<std::size_t>(std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) -
                                  bytes.begin());
}

}  // namespace

json fields_of(std::string_view format, ByteView bytes) {
  auto schema = schema_of(format);
  if (!schema) return {};
  auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
  std::memcpy(static_cast<void*>(words.begin()), bytes.data(), bytes.size());
  const kj::ArrayPtr<const capnp::word> segments[] = {words};
  capnp::SegmentArrayMessageReader message(segments);
  return struct_as_json(message.getRoot<capnp::DynamicStruct>(*schema));
}

std::vector<RefusedSample> refused_samples() {
  return {
      spoil("header_other_version", "alert_header", "version 2", [](Bytes& b) { b[8] = 2; }),
      spoil("header_other_suite", "alert_header", "suite 255", [](Bytes& b) { b[9] = 255; }),
      spoil("header_unknown_flag", "alert_header", "a fourth flag", [](Bytes& b) { b[13] |= 8; }),
      spoil("header_sector_zero", "alert_header", "sector 0", [](Bytes& b) { b[14] = b[15] = 0; }),
      spoil("header_expiry", "alert_header", "expiry is not created + 72 h", [](Bytes& b) { b[68] ^= 1; }),
      spoil("header_zero_field", "alert_header", "the zero at offset 76 is 1", [](Bytes& b) { b[84] = 1; }),
      spoil("header_last_word", "alert_header", "last word TOCSINv2", [](Bytes& b) { b[255] = '2'; }),
      spoil("header_longer", "alert_header", "a word behind the end",
            [](Bytes& b) { b.resize(b.size() + 8); }),
      spoil("content_reserved", "alert_content", "a reserved word is not zero",
            [](Bytes& b) { b[8 + 200] = 1; }),
      spoil("content_plate_lower_case", "alert_content", "plate in lower case",
            [](Bytes& b) { b[8 + 104] = 'a'; }),
      spoil("content_text_after_plate", "alert_content", "characters after the plate's end",
            [](Bytes& b) { b[8 + 104 + 12] = 'X'; }),
      spoil("content_unknown_conduct", "alert_content", "conduct 37", [](Bytes& b) { b[8 + 8 + 4] |= 32; }),
      spoil("content_person_count", "alert_content", "two described, one counted",
            [](Bytes& b) { b[8 + 84] = 1; }),
      spoil("receipt_wrong_issuer", "receipt_closed", "closed by a commune node",
            [](Bytes& b) { b[8 + 2] = 1; }),
      spoil("receipt_code_missing", "receipt_closed", "closed without a code",
            [](Bytes& b) { b[8 + 3] = 0; }),
      spoil("charter_name_bidirectional", "charter", "U+202E in the name",
            [](Bytes& b) {
              std::memcpy(b.data() + find(b, "Ornans"),
                          "a\xE2\x80\xAE"
                          "bc",
                          6);
            }),
      spoil("charter_name_control", "charter", "a line break in the name",
            [](Bytes& b) { b[find(b, "Ornans") + 1] = '\n'; }),
      spoil("charter_address", "charter", "an address that is not tcp",
            [](Bytes& b) { b[find(b, "tcp://[2001")] = 'u'; }),
      spoil("document_type", "signed_document", "type 99", [](Bytes& b) { b[0] = 99; }),
      spoil("document_signature_order", "signed_document", "signatures out of order",
            [](Bytes& b) { b[b.size() - 2 * 82 + 2] = 0xFF; }),
      spoil("request_unused_operand", "request_hello", "a number that hello does not use",
            [](Bytes& b) { b[8 + 32] = 1; }),
  };
}

json wire_vectors() {
  json file;
  file["about"] =
      "Bytes of every format of the wire and what they say; see protocol/README.md. Bytes are hexadecimal, "
      "numbers of "
      "64 bits are decimal text. Keys, hashes and signatures are patterns: nothing here verifies.";
  file["vectors"] = json::array();
  for (const auto& one : samples()) {
    json vector{{"name", one.name}, {"format", one.format}, {"hex", to_hex(one.bytes)}};
    vector["fields"] = one.fields.is_null() ? fields_of(one.format, one.bytes) : one.fields;
    file["vectors"].push_back(vector);
  }
  file["cards"] = json::array();
  for (const auto& card : {sample_card(), sample_gateway_card()}) {
    json fields{{"text", wire::to_text(card)},
                {"address", card.address},
                {"gateway", to_hex(card.gateway.view())},
                {"node", to_hex(card.node.view())},
                {"rootSha256", to_hex(card.root_sha256)},
                {"invitation", to_hex(card.invitation.view())},
                {"secret", to_hex(card.secret)}};
    file["cards"].push_back(fields);
  }
  file["refused"] = json::array();
  for (const auto& one : refused_samples())
    file["refused"].push_back(
        {{"name", one.name}, {"format", one.format}, {"why", one.why}, {"hex", to_hex(one.bytes)}});
  return file;
}

}  // namespace tocsin::test
