#include "web_schemas.h"

#include <capnp/schema.h>

#include <set>
#include <sstream>
#include <stdexcept>

#include "protocol/wire/alert.capnp.h"
#include "protocol/wire/documents.capnp.h"
#include "protocol/wire/messages.capnp.h"
#include "protocol/wire/receipt.capnp.h"

namespace tocsin::test {
namespace {

namespace schema = tocsin::wire::schema;
using Type = capnp::schema::Type;

// Bytes of a number; 0: not a number.
unsigned bytes_of(Type::Which which) {
  switch (which) {
    case Type::UINT8: return 1;
    case Type::UINT16: return 2;
    case Type::UINT32:
    case Type::INT32: return 4;
    case Type::UINT64: return 8;
    default: return 0;
  }
}

std::string number_name(Type::Which which) {
  return which == Type::INT32 ? "i32" : "u" + std::to_string(bytes_of(which) * 8);
}

std::string short_name(capnp::StructSchema type) {
  std::string name = type.getShortDisplayName().cStr();
  return name;
}

class Printer {
 public:
  // Those that it holds come first, so that each name stands before its use.
  void print(capnp::StructSchema type) {
    if (!printed_.insert(short_name(type)).second) return;
    std::ostringstream made;
    const auto proto = type.getProto().getStruct();
    made << "\nexport const " << short_name(type) << " = {\n  words: " << proto.getDataWordCount()
         << ",\n  pointers: " << proto.getPointerCount() << ",\n  fields: {\n";
    for (auto field : type.getFields()) made << "    " << line(field) << ",\n";
    made << "  },\n} as const satisfies Table;\n";
    out_ << made.str();
  }
  std::string text() const { return out_.str(); }

 private:
  std::string line(capnp::StructSchema::Field field) {
    const auto proto = field.getProto();
    const std::string name = proto.getName().cStr();
    if (proto.isGroup()) return name + ": " + group(field.getType().asStruct());
    return name + ": " + slot(field.getType(), proto.getSlot().getOffset());
  }
  std::string slot(capnp::Type type, unsigned offset) {
    const auto at = [&](const std::string& kind) {
      return "['" + kind + "', " + std::to_string(offset) + "]";
    };
    if (const unsigned bytes = bytes_of(type.which()); bytes > 0)
      return "['" + number_name(type.which()) + "', " + std::to_string(offset * bytes) + "]";
    switch (type.which()) {
      case Type::BOOL: return at("bool");  // counts bits
      case Type::TEXT: return at("text");
      case Type::DATA: return at("data");
      case Type::STRUCT: print(type.asStruct()); return holding("struct", offset, type.asStruct());
      case Type::LIST: break;
      default: throw std::logic_error("the schemas hold a type that the browser's codec does not know");
    }
    const auto element = type.asList().getElementType();
    if (element.isData()) return at("datas");
    if (element.isStruct()) {
      print(element.asStruct());
      return holding("structs", offset, element.asStruct());
    }
    if (element.which() != Type::UINT16 && element.which() != Type::UINT32)
      throw std::logic_error("the schemas hold a list that the browser's codec does not know");
    return at(number_name(element.which()) + "s");
  }
  static std::string holding(const char* kind, unsigned offset, capnp::StructSchema of) {
    return std::string("['") + kind + "', " + std::to_string(offset) + ", " + short_name(of) + "]";
  }
  // Words w0, w1 … side by side are a byte string; other groups are structs inside the same data section.
  std::string group(capnp::StructSchema type) {
    unsigned next = 0, first = 0, count = 0;
    bool words = true;
    std::ostringstream fields;
    for (auto field : type.getFields()) {
      const auto slot_of = field.getProto().getSlot();
      const std::string name = field.getProto().getName().cStr();
      if (count == 0) first = next = slot_of.getOffset();
      words = words && name == "w" + std::to_string(count) && slot_of.getOffset() == next &&
              field.getType().which() == Type::UINT64;
      ++next;
      ++count;
      fields << (count > 1 ? ", " : "") << line(field);
    }
    if (words) return "['words', " + std::to_string(first * 8) + ", " + std::to_string(count * 8) + "]";
    return "['group', 0, { words: 0, pointers: 0, fields: { " + fields.str() + " } }]";
  }

  std::set<std::string> printed_;
  std::ostringstream out_;
};

}  // namespace

std::string web_schemas() {
  Printer printer;
  const auto print = [&](auto... type) { (printer.print(type), ...); };
  using capnp::Schema;
  print(Schema::from<schema::AlertHeader>(), Schema::from<schema::AlertContent>(),
        Schema::from<schema::Receipt>());
  print(Schema::from<schema::Request>(), Schema::from<schema::Reply>());
  print(Schema::from<schema::Root>(), Schema::from<schema::Rules>(), Schema::from<schema::PostRecord>(),
        Schema::from<schema::Charter>(), Schema::from<schema::Commission>(), Schema::from<schema::Mandate>(),
        Schema::from<schema::MandateInForce>(), Schema::from<schema::Overlay>(), Schema::from<schema::Act>(),
        Schema::from<schema::NodeAct>(), Schema::from<schema::RevocationList>(),
        Schema::from<schema::EpochLoss>(), Schema::from<schema::MandateLink>(),
        Schema::from<schema::Freshness>(), Schema::from<schema::Presence>(), Schema::from<schema::EpochKey>(),
        Schema::from<schema::Withdrawal>(), Schema::from<schema::Enrolment>(), Schema::from<schema::Review>(),
        Schema::from<schema::ReviewAnswer>(), Schema::from<schema::Notice>(),
        Schema::from<schema::NoticeCancel>(), Schema::from<schema::NoticeDisplay>(),
        Schema::from<schema::ExerciseWindow>(), Schema::from<schema::DeskConfirmation>(),
        Schema::from<schema::Forward>(), Schema::from<schema::HandOver>(), Schema::from<schema::StreetList>(),
        Schema::from<schema::SectorMap>(), Schema::from<schema::Directory>(),
        Schema::from<schema::CharterRenewal>(), Schema::from<schema::OverlayWithdrawal>(),
        Schema::from<schema::TieDeclaration>(), Schema::from<schema::Deputising>(),
        Schema::from<schema::ConductSignature>());
  return "import type { Table } from './table';\n" + printer.text();
}

}  // namespace tocsin::test
