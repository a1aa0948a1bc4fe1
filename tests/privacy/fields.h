// Who writes each struct, and the closed grammar of every field that a referent can write.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "schemas.h"

namespace tocsin::privacy {

enum class Writer : std::uint8_t {
  referent = 1,  // a referent, or who asks to become one: every field needs a grammar, and none is text
  office,  // a mairie, a post, the prefecture, the auditor: text only where `office_texts` says its grammar
  node,    // a node's own statements and answers
  device,  // any device's request around one of the others: its operands are looked at verb by verb
};
struct StructRow {
  std::string_view name;
  Writer writer;
};
std::span<const StructRow> struct_rows();

// What may stand in a field. There is no grammar for words.
enum class Grammar : std::uint8_t {
  fixed = 1,  // one value
  number,     // low … high
  bits,       // any of the bits of `high`
  day,        // days since 1970
  tens,       // units of 10 s since 1970
  instant,    // milliseconds since 1970
  counter,
  commune,  // an INSEE code
  plate,    // A–Z and 0–9, at most 10; and at the post only the shape of a plate (R8)
  random,   // an id, drawn by the program; shown to nobody as text
  derived,  // a key, a hash or a tag: what another check binds to something else, named in `bound_by`
};
struct FieldRow {
  std::string_view name, type;
  Grammar grammar;
  std::uint64_t low = 0, high = 0;  // of a number; `high` alone of bits and of what is fixed
  std::string_view bound_by{};      // what fixes the value of bytes, or what the number means
  unsigned bytes = 0;               // the one length of `Data`
};
std::span<const FieldRow> field_rows();

struct TextRow {
  std::string_view name, grammar;
};
std::span<const TextRow> office_texts();

// What is wrong with these schemas, one line each; empty when every field is accounted for.
std::vector<std::string> problems(const std::vector<Struct>& structs);

}  // namespace tocsin::privacy
