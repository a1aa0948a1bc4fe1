// What must not happen must not be expressible: the schemas are read by reflection and compared with closed
// lists.
#include <capnp/schema.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "protocol/wire/alert.capnp.h"
#include "protocol/wire/documents.capnp.h"
#include "protocol/wire/messages.capnp.h"
#include "protocol/wire/receipt.capnp.h"

namespace schema = tocsin::wire::schema;
using Type = capnp::schema::Type;

namespace {

// "name:offset:bytes" of every field, groups opened; `pointers` collects what is not a number.
void list_fields(capnp::StructSchema of, const std::string& prefix, std::vector<std::string>& fields,
                 std::vector<std::string>& pointers) {
  for (auto field : of.getFields()) {
    auto proto = field.getProto();
    std::string name = prefix + proto.getName().cStr();
    if (proto.isGroup()) {
      list_fields(field.getType().asStruct(), name + ".", fields, pointers);
      continue;
    }
    unsigned bytes = 0;
    switch (field.getType().which()) {
      case Type::UINT8: bytes = 1; break;
      case Type::UINT16: bytes = 2; break;
      case Type::UINT32:
      case Type::INT32: bytes = 4; break;
      case Type::UINT64: bytes = 8; break;
      default: pointers.push_back(name); continue;  // every other type is one that an alert must not have
    }
    fields.push_back(name + ":" + std::to_string(proto.getSlot().getOffset() * bytes) + ":" +
                     std::to_string(bytes));
  }
}

struct Fields {
  std::vector<std::string> numbers, pointers;
  unsigned data_words, pointer_count;
};
template <class Struct>
Fields fields() {
  auto all = capnp::Schema::from<Struct>();
  Fields found{
      {}, {}, all.getProto().getStruct().getDataWordCount(), all.getProto().getStruct().getPointerCount()};
  list_fields(all, "", found.numbers, found.pointers);
  return found;
}

// A byte string of `bytes` at `offset`, as its words.
void add_words(std::vector<std::string>& list, const std::string& name, unsigned offset, unsigned bytes) {
  for (unsigned i = 0; i < bytes / 8; ++i)
    list.push_back(name + ".w" + std::to_string(i) + ":" + std::to_string(offset + 8 * i) + ":8");
}

std::vector<std::string> header_of_the_specification() {
  std::vector<std::string> list{"version:0:1", "suite:1:1", "kind:2:1",  "category:3:1",
                                "urgency:4:1", "flags:5:1", "sector:6:2"};
  add_words(list, "commune", 8, 8);
  add_words(list, "alert", 16, 16);
  add_words(list, "mandate", 32, 16);
  for (const char* field : {"sequence:48:8", "created:56:4", "expiry:60:4", "charterSequence:64:4",
                            "postEpoch:68:4", "supervisingEpoch:72:4", "zero:76:4"})
    list.push_back(field);
  add_words(list, "bodyHash", 80, 32);
  add_words(list, "wrapsHash", 112, 32);
  add_words(list, "previousHash", 144, 32);
  add_words(list, "commitment", 176, 32);
  add_words(list, "placeTag", 208, 16);
  add_words(list, "plateTag", 224, 16);
  list.push_back("magic:240:8");
  return list;
}

// Everything that a referent can say. `plate` is the one byte string that a person types; its grammar is A-Z
// and 0-9.
std::vector<std::string> content_of_the_specification() {
  std::vector<std::string> list{"version:0:1", "category:1:1", "sector:2:2", "observed:4:4", "conducts:8:8"};
  add_words(list, "alert", 16, 16);
  add_words(list, "mandate", 32, 16);
  add_words(list, "tagKey", 48, 32);
  for (const char* field : {"placeKind:80:1", "vehicleType:81:1", "vehicleColour:82:1", "vehicleMake:83:1",
                            "personCount:84:1", "zero8:85:1", "street:86:2", "latitude:88:4",
                            "longitude:92:4", "number:96:2", "zero16:98:2", "zero32:100:4"})
    list.push_back(field);
  add_words(list, "plate", 104, 16);
  for (unsigned person = 0; person < 4; ++person) {
    const char* traits[] = {"height", "upper", "lower", "luggage", "direction", "zero8"};
    auto name = "person" + std::to_string(person) + ".";
    for (unsigned i = 0; i < 6; ++i)
      list.push_back(name + traits[i] + ":" + std::to_string(120 + 8 * person + i) + ":1");
    list.push_back(name + "zero16:" + std::to_string(126 + 8 * person) + ":2");
  }
  add_words(list, "reserved", 152, 816);
  list.push_back("magic:968:8");
  return list;
}

}  // namespace

TEST_CASE("an alert has no field for text, images, sound or anything else that is not on the list") {
  auto content = fields<schema::AlertContent>();
  CHECK(content.pointers.empty());
  CHECK(content.pointer_count == 0);
  CHECK(content.data_words == 122);
  CHECK(content.numbers == content_of_the_specification());
}

TEST_CASE("a header has no field for text or anything else that is not on the list") {
  auto header = fields<schema::AlertHeader>();
  CHECK(header.pointers.empty());
  CHECK(header.pointer_count == 0);
  CHECK(header.data_words == 31);
  CHECK(header.numbers == header_of_the_specification());
}

TEST_CASE("a receipt is numbers and hashes: it cannot carry a word of what an alert said") {
  auto receipt = fields<schema::Receipt>();
  CHECK(receipt.pointers.empty());
  CHECK(receipt.pointer_count == 0);
  CHECK(receipt.data_words == 15);
  std::vector<std::string> list{"version:0:1", "state:1:1",   "issuerKind:2:1", "code:3:1",
                                "rule:4:1",    "refusal:5:1", "flags:6:1",      "zero8:7:1",
                                "number:8:4",  "zero32:12:4", "at:16:8",        "leaf:24:8"};
  add_words(list, "issuer", 32, 16);
  add_words(list, "headerHash", 48, 32);
  add_words(list, "command", 80, 32);
  list.push_back("magic:112:8");
  CHECK(receipt.numbers == list);
}

TEST_CASE("a withdrawal, the other thing that a referent writes about an alert, has no text either") {
  auto withdrawal = fields<schema::Withdrawal>();
  CHECK(withdrawal.numbers == std::vector<std::string>{"at:0:8"});
  CHECK(withdrawal.pointers ==
        std::vector<std::string>{"alert", "mandate", "headerHash"});  // ids of fixed length
}

TEST_CASE("R15 a contest, which a referent writes too, and its answer are ids and numbers without a word") {
  auto review = fields<schema::Review>(), answer = fields<schema::ReviewAnswer>();
  CHECK(review.numbers == std::vector<std::string>{"rule:0:1", "subject:1:1", "asks:2:1", "at:8:8"});
  CHECK(review.pointers == std::vector<std::string>{"id", "commune", "about"});  // of fixed length
  CHECK(answer.numbers == std::vector<std::string>{"outcome:0:1", "at:8:8"});
  CHECK(answer.pointers == std::vector<std::string>{"review", "commune"});
}

TEST_CASE("R17 a notice has no field for text or for a person, and a receipt of display none either") {
  auto notice = fields<schema::Notice>();
  CHECK(notice.numbers == std::vector<std::string>{"kind:0:1", "category:1:1", "risk:2:1", "venue:3:1",
                                                   "advice:8:8", "factsFrom:16:8", "factsUntil:24:8",
                                                   "written:32:8", "until:40:8"});
  // Ids of fixed length, one bit, and numbers of sectors.
  CHECK(notice.pointers == std::vector<std::string>{"id", "commune", "post", "exercise", "sectors", "ends"});
  auto cancel = fields<schema::NoticeCancel>();
  CHECK(cancel.numbers == std::vector<std::string>{"reason:0:1", "at:8:8"});
  CHECK(cancel.pointers == std::vector<std::string>{"notice", "commune", "post"});
  auto display = fields<schema::NoticeDisplay>();
  CHECK(display.numbers == std::vector<std::string>{"at:0:8"});
  CHECK(display.pointers == std::vector<std::string>{"notice", "document", "mandate"});
}

TEST_CASE("text stands in the few fields that have a grammar, and nowhere else") {
  std::set<std::string> texts;
  auto collect = [&texts](const char* name, capnp::StructSchema of) {
    for (auto field : of.getFields())
      if (!field.getProto().isGroup() && field.getType().isText())
        texts.insert(std::string(name) + "." + field.getProto().getName().cStr());
  };
  collect("NodeKeys", capnp::Schema::from<schema::NodeKeys>());
  collect("Mailbox", capnp::Schema::from<schema::Mailbox>());
  collect("Gateway", capnp::Schema::from<schema::Gateway>());
  collect("Sector", capnp::Schema::from<schema::Sector>());
  collect("Root", capnp::Schema::from<schema::Root>());
  collect("Rules", capnp::Schema::from<schema::Rules>());
  collect("PostRecord", capnp::Schema::from<schema::PostRecord>());
  collect("Charter", capnp::Schema::from<schema::Charter>());
  collect("Commission", capnp::Schema::from<schema::Commission>());
  collect("Mandate", capnp::Schema::from<schema::Mandate>());
  collect("MandateInForce", capnp::Schema::from<schema::MandateInForce>());
  collect("Overlay", capnp::Schema::from<schema::Overlay>());
  collect("Act", capnp::Schema::from<schema::Act>());
  collect("NodeAct", capnp::Schema::from<schema::NodeAct>());
  collect("RevocationList", capnp::Schema::from<schema::RevocationList>());
  collect("EpochLoss", capnp::Schema::from<schema::EpochLoss>());
  collect("MandateLink", capnp::Schema::from<schema::MandateLink>());
  collect("Freshness", capnp::Schema::from<schema::Freshness>());
  collect("Presence", capnp::Schema::from<schema::Presence>());
  collect("EpochKey", capnp::Schema::from<schema::EpochKey>());
  collect("Withdrawal", capnp::Schema::from<schema::Withdrawal>());
  collect("Enrolment", capnp::Schema::from<schema::Enrolment>());
  collect("Review", capnp::Schema::from<schema::Review>());
  collect("ReviewAnswer", capnp::Schema::from<schema::ReviewAnswer>());
  collect("Notice", capnp::Schema::from<schema::Notice>());
  collect("NoticeCancel", capnp::Schema::from<schema::NoticeCancel>());
  collect("NoticeDisplay", capnp::Schema::from<schema::NoticeDisplay>());
  collect("ExerciseWindow", capnp::Schema::from<schema::ExerciseWindow>());
  collect("DeskConfirmation", capnp::Schema::from<schema::DeskConfirmation>());
  collect("Forward", capnp::Schema::from<schema::Forward>());
  collect("HandOver", capnp::Schema::from<schema::HandOver>());
  collect("Street", capnp::Schema::from<schema::Street>());
  collect("Ring", capnp::Schema::from<schema::Ring>());
  collect("StreetList", capnp::Schema::from<schema::StreetList>());
  collect("SectorMap", capnp::Schema::from<schema::SectorMap>());
  collect("Directory", capnp::Schema::from<schema::Directory>());
  collect("ListedPost", capnp::Schema::from<schema::ListedPost>());
  collect("ListedCommune", capnp::Schema::from<schema::ListedCommune>());
  collect("CharterRenewal", capnp::Schema::from<schema::CharterRenewal>());
  collect("OverlayWithdrawal", capnp::Schema::from<schema::OverlayWithdrawal>());
  collect("TieDeclaration", capnp::Schema::from<schema::TieDeclaration>());
  collect("Deputising", capnp::Schema::from<schema::Deputising>());
  collect("ConductSignature", capnp::Schema::from<schema::ConductSignature>());
  collect("Request", capnp::Schema::from<schema::Request>());
  collect("Item", capnp::Schema::from<schema::Item>());
  collect("Reply", capnp::Schema::from<schema::Reply>());
  CHECK(texts == std::set<std::string>{"Mailbox.address", "Gateway.address", "Sector.name", "PostRecord.name",
                                       "PostRecord.telephone", "PostRecord.clientAddress", "Charter.name",
                                       "Charter.clientAddress", "HandOver.procedure", "Street.name",
                                       "Reply.detail"});
}
