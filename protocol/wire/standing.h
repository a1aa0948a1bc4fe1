// What a referent's own device signs about the person once the mandate runs: a tie that has come up (R21),
// who stands in during an absence (R5), and the conduct charter of now (R4). Each carries one signature, by
// the device of the mandate that it names.
#pragma once
#include "protocol/wire/documents.h"

namespace tocsin::wire {

struct TieDeclaration {
  MandateId mandate;
  Tie tie{};
  Instant at{};
  bool operator==(const TieDeclaration&) const = default;
};

struct Deputising {
  MandateId absent;            // who signs
  MandateId deputy;            // zero: nobody any more; from and until are zero then
  std::uint32_t sequence = 1;  // of the absent person's statements: the last one counts
  Instant from{}, until{};     // [from, until)
  Instant at{};
  bool operator==(const Deputising&) const = default;
};

struct ConductSignature {
  MandateId mandate;
  Hash conduct_charter;  // hash of the text
  Instant at{};
  bool operator==(const ConductSignature&) const = default;
};

Status check(const TieDeclaration&);
Status check(const Deputising&);
Status check(const ConductSignature&);
Bytes encode(const TieDeclaration&);
Bytes encode(const Deputising&);
Bytes encode(const ConductSignature&);
template <>
Result<TieDeclaration> decode<TieDeclaration>(ByteView bytes);
template <>
Result<Deputising> decode<Deputising>(ByteView bytes);
template <>
Result<ConductSignature> decode<ConductSignature>(ByteView bytes);
template <>
constexpr DocumentType type_of<TieDeclaration>() {
  return DocumentType::tie_declaration;
}
template <>
constexpr DocumentType type_of<Deputising>() {
  return DocumentType::deputising;
}
template <>
constexpr DocumentType type_of<ConductSignature>() {
  return DocumentType::conduct_signature;
}

}  // namespace tocsin::wire
