// One fixed value of every format of the wire, for the tests and for tests/vectors/wire.json. No clock, no
// chance.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "protocol/wire/alert.h"
#include "protocol/wire/desk.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/message.h"
#include "protocol/wire/notices.h"
#include "protocol/wire/receipt.h"
#include "protocol/wire/standing.h"

namespace tocsin::test {

// Bytes first, first + 1, first + 2 …
template <class Id>
Id counted(std::uint8_t first) {
  Id id;
  for (auto& byte : id.bytes) byte = first++;
  return id;
}
inline std::array<std::uint8_t, 16> id16(std::uint8_t first) {
  return counted<CommandId>(first).bytes;
}
inline Bytes text_bytes(std::string_view text) {
  return Bytes(text.begin(), text.end());
}

wire::AlertHeader sample_header();
wire::AlertContent sample_content();  // with vehicle, persons and a street
wire::Receipt sample_receipt();       // closed, by a post
wire::Charter sample_charter();
wire::PostRecord sample_post_record();
wire::Commission sample_commission();
wire::Mandate sample_mandate();
wire::Act sample_act();
wire::Rules sample_rules();
wire::Notice sample_notice();
wire::Request sample_request();
wire::Reply sample_reply();
wire::EnrolmentCard sample_card();
wire::EnrolmentCard sample_gateway_card();

// A value under a name, its bytes, and its decoder without its type.
struct Sample {
  std::string name;
  std::string format;                                 // "alert_header", "charter", "request" …
  Bytes bytes;                                        // encode(value)
  nlohmann::json fields;                              // of the formats without a schema; null for the others
  std::function<bool(ByteView)> reads_as_value;       // decode(bytes) == value
  std::function<Result<Bytes>(ByteView)> read_again;  // encode(decode(bytes))
};
const std::vector<Sample>& samples();
const Sample& sample(std::string_view name);

// Bytes that every implementation must refuse, made from a sample by one change.
struct RefusedSample {
  std::string name, format;
  Bytes bytes;
  std::string why;
};
std::vector<RefusedSample> refused_samples();

// The fields that a canonical message of that format holds, by the schema: bytes as hex, numbers of 64 bits
// as text. Null for a format without a schema.
nlohmann::json fields_of(std::string_view format, ByteView bytes);

// What tests/vectors/wire.json must say.
nlohmann::json wire_vectors();

}  // namespace tocsin::test
