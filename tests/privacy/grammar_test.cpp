// The grammars of fields.cpp are those of the decoders: what a grammar leaves out, no node takes.
#include <capnp/dynamic.h>
#include <capnp/message.h>

#include <catch2/catch.hpp>
#include <functional>

#include "fields.h"
#include "policy/content.h"
#include "protocol/wire/alert.h"
#include "protocol/wire/desk.h"
#include "protocol/wire/documents.capnp.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/notices.h"
#include "protocol/wire/standing.h"

namespace tocsin::privacy {
namespace {

constexpr std::size_t data_at = 8;  // behind the root pointer

wire::AlertHeader header() {
  wire::AlertHeader header;
  header.category = Category::intrusion;
  header.sector = 3;
  header.commune = *parse_insee("25434");
  header.alert.bytes.fill(1);
  header.mandate.bytes.fill(2);
  header.sequence = header.charter_sequence = 1;
  header.expiry = 25'920;
  return header;
}
// One content for each kind of place: what one of them has to leave empty, another may fill.
std::vector<wire::AlertContent> contents() {
  wire::AlertContent content;
  content.category = Category::suspect_vehicle;
  content.sector = 3;
  content.alert.bytes.fill(1);
  content.mandate.bytes.fill(2);
  content.conducts = 4;
  content.vehicle = wire::Vehicle{VehicleType::van, Colour::white, VehicleMake::ford, "AB123CD"};
  content.person_count = 4;
  for (int i = 0; i < 4; ++i)
    content.persons.push_back(
        {HeightBand::above_180cm, Colour::red, Colour::blue, Luggage::bag, Direction::north});
  std::vector<wire::AlertContent> all(4, content);
  all[1].place = {wire::PlaceKind::point, 47'000'000, 6'000'000, 0, 0};
  all[2].place = {wire::PlaceKind::street, 0, 0, 12, 7};
  all[3].vehicle.reset();
  all[3].persons.clear();
  return all;
}

// Bytes of a format with one field that can be overwritten.
struct Sample {
  std::vector<Bytes> bytes;
  std::function<bool(ByteView)> decodes;
};
Sample sample_of(const std::string& format) {
  Sample sample;
  if (format == "AlertHeader") {
    auto bytes = wire::encode(header());
    sample.bytes.emplace_back(bytes.begin(), bytes.end());
    sample.decodes = [](ByteView view) { return wire::decode_header(view).has_value(); };
  } else {
    for (const auto& content : contents()) {
      auto bytes = wire::encode(content);
      sample.bytes.emplace_back(bytes.begin(), bytes.end());
    }
    sample.decodes = [](ByteView view) { return wire::decode_content(view).has_value(); };
  }
  for (const auto& bytes : sample.bytes) REQUIRE(sample.decodes(bytes));
  return sample;
}
std::size_t width_of(std::string_view type) {
  if (type.ends_with("8")) return 1;
  if (type.ends_with("16")) return 2;
  return type.ends_with("32") ? 4 : 8;
}
// Whether any of the samples takes this value in this place.
bool takes(const Sample& sample, std::size_t at, std::size_t width, std::uint64_t value) {
  for (auto bytes : sample.bytes) {
    for (std::size_t i = 0; i < width; ++i)
      bytes[data_at + at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    if (sample.decodes(bytes)) return true;
  }
  return false;
}

// Every value of a narrow field; of a wide one the edges and a spread.
std::vector<std::uint64_t> values_of(std::size_t width) {
#ifdef TOCSIN_SANITIZED
  constexpr std::uint64_t step_of_two_bytes = 17;  // every remainder by 256 is met; all: in the other build
#else
  constexpr std::uint64_t step_of_two_bytes = 1;
#endif
  std::vector<std::uint64_t> values;
  if (width <= 2) {
    const auto step = width == 2 ? step_of_two_bytes : 1;
    for (std::uint64_t v = 0; v < (std::uint64_t{1} << (8 * width)); v += step) values.push_back(v);
    return values;
  }
  for (unsigned bit = 0; bit < 8 * width; ++bit) {
    values.push_back(std::uint64_t{1} << bit);
    values.push_back((std::uint64_t{1} << bit) - 1);
  }
  std::uint64_t spread = 88172645463325252u;
  for (int i = 0; i < 500; ++i) {
    spread ^= spread << 13, spread ^= spread >> 7, spread ^= spread << 17;
    values.push_back(width == 4 ? spread >> 32 : spread);
  }
  return values;
}
bool within(const FieldRow& row, std::size_t width, std::uint64_t value) {
  switch (row.grammar) {
    case Grammar::fixed: return value == row.high;
    case Grammar::bits: return (value & ~row.high) == 0;
    case Grammar::number:
      if (row.type == "Int32") {
        auto signed_value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
        return std::abs(std::int64_t{signed_value}) <= static_cast<std::int64_t>(row.high);
      }
      return value >= row.low && value <= row.high;
    default: return width > 0;
  }
}

TEST_CASE("Privacy: of a number in an alert, no value is taken that its list does not have") {
  for (const auto& of : read_schemas(schema_files())) {
    if (of.name != "AlertHeader" && of.name != "AlertContent") continue;
    auto sample = sample_of(of.name);
    for (const auto& field : of.fields) {
      auto row = std::find_if(field_rows().begin(), field_rows().end(),
                              [&](const FieldRow& one) { return one.name == field.name; });
      REQUIRE(row != field_rows().end());
      if (row->type.ends_with(" bytes")) continue;
      INFO(field.name);
      auto width = width_of(row->type);
      std::size_t taken = 0;
      for (auto value : values_of(width)) {
        bool yes = takes(sample, field.offset, width, value);
        taken += yes ? 1 : 0;
        if (!yes || within(*row, width, value)) continue;
        INFO(value);
        FAIL_CHECK("takes a value outside its grammar");
      }
      // The spread need not hit the one value of a wide fixed field; every value of a list is taken
      // somewhere.
      bool listed = row->grammar == Grammar::number && width == 1;
      if (listed) CHECK(taken == row->high - row->low + 1);
    }
  }
}

TEST_CASE("Privacy: the bytes kept for later in an alert are zero, all of them") {
  for (const auto& of : read_schemas(schema_files())) {
    for (const auto& field : of.fields) {
      if (field.name != "AlertContent.reserved") continue;
      auto sample = sample_of(of.name);
      for (std::size_t i = 0; i < 816; ++i)
        for (unsigned value : {1u, 65u, 255u}) REQUIRE_FALSE(takes(sample, field.offset + i, 1, value));
      return;
    }
  }
  FAIL("no reserved bytes");
}

TEST_CASE("Privacy: a plate is capitals and digits on the wire, and never a word at the post") {
  auto content = contents()[0];
  auto plate_taken = [&](const std::string& text) {
    auto bytes = wire::encode(content);
    const std::size_t at = data_at + 104;
    std::fill_n(bytes.begin() + at, 16, std::uint8_t{0});
    std::copy_n(text.begin(), std::min<std::size_t>(text.size(), 16), bytes.begin() + at);
    return wire::decode_content(bytes).has_value();
  };
  CHECK(plate_taken("AB123CD"));
  for (const char* text :
       {"ab123cd", "AB 123", "AB-123", "\xc3\x89TRANGER", "ABCDEFGHIJK", "AB123CDABCDEFGHI", "<B>"})
    CHECK_FALSE(plate_taken(text));
  // Capitals alone are not a plate: R8 makes a violation of them, before anybody sees them.
  for (const char* word :
       {"NOIR", "ARABE", "ROM", "MUSULMAN", "JUIF", "GITANS", "MARTIN", "JEAN", "ETRANGER", "GAY"}) {
    INFO(word);
    CHECK(policy::r8_plate(Category::suspect_vehicle, word).outcome == policy::Outcome::refuse);
  }
  std::uint64_t seed = 1;
  for (int i = 0; i < 100'000; ++i) {
    std::string letters;
    for (unsigned n = 0; n < 1 + static_cast<unsigned>(i) % 10; ++n) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      letters += static_cast<char>('A' + (seed >> 40) % 26);
    }
    REQUIRE(policy::plate_shape(letters) == policy::PlateShape::none);
  }
}

TEST_CASE("Privacy: a commune in a header is a number of the list's shape") {
  auto sample = sample_of("AlertHeader");
  for (const char* text : {"Jean!", "25 43", "noir ", "ABCDE", "2C123"}) {
    INFO(text);
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 5; ++i) word |= std::uint64_t(static_cast<unsigned char>(text[i])) << (8 * i);
    CHECK_FALSE(takes(sample, 8, 8, word));
  }
}

// The bytes of a document in which one field has `bytes` bytes and the others what their rows say.
template <class Schema>
Bytes document_with(const char* struct_name, const std::string& field, std::size_t bytes) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<capnp::DynamicStruct>(capnp::Schema::from<Schema>());
  for (const auto& row : field_rows()) {
    if (!row.name.starts_with(std::string(struct_name) + ".")) continue;
    std::string leaf(row.name.substr(row.name.find('.') + 1));
    // What may not be zero is given its least value; an end lies after its beginning.
    if (row.type != "Data" && (row.low > 0 || leaf == "until"))
      root.set(leaf.c_str(), std::max<std::uint64_t>(row.low, 1));
    if (row.type != "Data") continue;
    auto size = row.name == field ? bytes : row.bytes;
    std::vector<kj::byte> value(size, static_cast<kj::byte>(leaf[0]));
    if (size > 0) root.set(leaf.c_str(), capnp::Data::Reader(value.data(), value.size()));
  }
  auto words = capnp::canonicalize(message.getRoot<Schema>().asReader());
  auto view = words.asBytes();
  return Bytes(view.begin(), view.end());
}
template <class Schema, class Document>
void check_lengths(const char* struct_name) {
  for (const auto& row : field_rows()) {
    if (!row.name.starts_with(std::string(struct_name) + ".") || row.type != "Data") continue;
    INFO(row.name);
    for (std::size_t bytes = 0; bytes <= 300; ++bytes) {
      INFO(bytes);
      bool taken = wire::decode<Document>(document_with<Schema>(struct_name, std::string(row.name), bytes))
                       .has_value();
      CHECK(taken == (bytes == row.bytes));
    }
  }
}
TEST_CASE(
    "Privacy: the ids, keys and hashes of a withdrawal, an enrolment, a confirmation and a receipt of "
    "display have one length") {
  check_lengths<wire::schema::Withdrawal, wire::Withdrawal>("Withdrawal");
  check_lengths<wire::schema::Enrolment, wire::Enrolment>("Enrolment");
  check_lengths<wire::schema::NoticeDisplay, wire::NoticeDisplay>("NoticeDisplay");
  check_lengths<wire::schema::DeskConfirmation, wire::DeskConfirmation>("DeskConfirmation");
  check_lengths<wire::schema::TieDeclaration, wire::TieDeclaration>("TieDeclaration");
  check_lengths<wire::schema::Deputising, wire::Deputising>("Deputising");
  check_lengths<wire::schema::ConductSignature, wire::ConductSignature>("ConductSignature");
}

}  // namespace
}  // namespace tocsin::privacy
