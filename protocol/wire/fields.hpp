// One description of a value's fields serves both directions: `describe(fields, value)` names each field of
// the schema once, and a FieldWriter or a FieldReader carries it out. Internal to this layer.
#pragma once
#include <capnp/dynamic.h>
#include <capnp/schema.h>

#include <type_traits>
#include <vector>

#include "canonical.hpp"
#include "protocol/time.h"

namespace tocsin::wire {

// A struct's fields in the order in which one `describe` names them. The library bisects names at each
// access; here each is looked up once in a thread.
struct KnownField {
  const char* name;
  capnp::StructSchema::Field field;
};
using KnownFields = std::vector<KnownField>;
template <class Direction, class Value>
KnownFields& known_fields() {
  thread_local KnownFields known;
  return known;
}

class FieldNames {
 public:
  FieldNames(KnownFields& known, capnp::StructSchema schema) : known_(known), schema_(schema) {}
  capnp::StructSchema::Field operator[](const char* name) {
    if (next_ < known_.size() && known_[next_].name == name) return known_[next_++].field;
    auto field = schema_.getFieldByName(name);
    if (next_ == known_.size()) known_.push_back({name, field}), ++next_;
    return field;
  }

 private:
  KnownFields& known_;
  capnp::StructSchema schema_;
  std::size_t next_ = 0;
};

class FieldWriter {
 public:
  template <class T>
  using Seen = const T;
  FieldWriter(capnp::DynamicStruct::Builder out, KnownFields& known)
      : out_(out), names_(known, out.getSchema()) {}

  template <class Number>
  void number(const char* name, Number value) {
    out_.set(names_[name], value);
  }
  template <class Enum>
  void enumerator(const char* name, Enum value) {
    out_.set(names_[name], static_cast<std::underlying_type_t<Enum>>(value));
  }
  void instant(const char* name, Instant value) { out_.set(names_[name], to_ms(value)); }
  // Always in full, zero or not.
  template <class Tag, std::size_t N>
  void bytes(const char* name, const FixedBytes<Tag, N>& value) {
    out_.set(names_[name], capnp::Data::Reader(value.bytes.data(), N));
  }
  template <std::size_t N>
  void bytes(const char* name, const std::array<std::uint8_t, N>& value) {
    out_.set(names_[name], capnp::Data::Reader(value.data(), N));
  }
  // A group of words w0, w1.
  void words(const char* name, const std::array<std::uint8_t, 16>& value) {
    auto group = out_.init(names_[name]).as<capnp::DynamicStruct>();
    for (std::size_t word = 0; word < 2; ++word) {
      std::uint64_t number = 0;
      for (std::size_t i = 0; i < 8; ++i) number |= std::uint64_t{value[word * 8 + i]} << (8 * i);
      group.set(word == 0 ? "w0" : "w1", number);
    }
  }
  void text(const char* name, const std::string& value) {
    if (!value.empty()) out_.set(names_[name], capnp::Text::Reader(value.c_str(), value.size()));
  }
  void blob(const char* name, const Bytes& value) {
    if (!value.empty()) out_.set(names_[name], capnp::Data::Reader(value.data(), value.size()));
  }
  template <class Part>
  void part(const char* name, const Part& value) {
    FieldWriter fields(out_.init(names_[name]).as<capnp::DynamicStruct>(), known_fields<FieldWriter, Part>());
    describe(fields, value);
  }
  template <class Part>
  void list(const char* name, const std::vector<Part>& values) {
    fill(name, values, [](auto& list, capnp::uint i, const Part& value) {
      FieldWriter fields(list[i].template as<capnp::DynamicStruct>(), known_fields<FieldWriter, Part>());
      describe(fields, value);
    });
  }
  template <class Number>
  void numbers(const char* name, const std::vector<Number>& values) {
    fill(name, values, [](auto& list, capnp::uint i, Number value) { list.set(i, value); });
  }
  template <class List>  // of FixedBytes
  void byte_strings(const char* name, const List& values) {
    fill(name, values, [](auto& list, capnp::uint i, const auto& value) {
      list.set(i, capnp::Data::Reader(value.bytes.data(), value.bytes.size()));
    });
  }

 private:
  template <class List, class Set>
  void fill(const char* name, const List& values, const Set& set) {
    if (values.empty()) return;
    auto list = out_.init(names_[name], static_cast<capnp::uint>(values.size())).as<capnp::DynamicList>();
    for (capnp::uint i = 0; i < list.size(); ++i) set(list, i, values[i]);
  }
  capnp::DynamicStruct::Builder out_;
  FieldNames names_;
};

class FieldReader {
 public:
  template <class T>
  using Seen = T;
  // `problem` receives the first thing that is wrong and keeps it; `what` is the name before the field's.
  FieldReader(capnp::DynamicStruct::Reader in, KnownFields& known, std::string what, std::string& problem)
      : in_(in), names_(known, in.getSchema()), what_(std::move(what)), problem_(problem) {}

  template <class Number>
  void number(const char* name, Number& value) {
    value = in_.get(names_[name]).as<Number>();
  }
  template <class Enum>
  void enumerator(const char* name, Enum& value) {
    value = static_cast<Enum>(in_.get(names_[name]).as<std::underlying_type_t<Enum>>());
  }
  void instant(const char* name, Instant& value) {
    auto ms = in_.get(names_[name]).as<std::uint64_t>();
    if (ms > ms_max) wrong(name, "after the year 9999");
    value = from_ms(ms);
  }
  template <class Tag, std::size_t N>
  void bytes(const char* name, FixedBytes<Tag, N>& value) {
    take(name, in_.get(names_[name]).as<capnp::Data>(), value.bytes);
  }
  template <std::size_t N>
  void bytes(const char* name, std::array<std::uint8_t, N>& value) {
    take(name, in_.get(names_[name]).as<capnp::Data>(), value);
  }
  void words(const char* name, std::array<std::uint8_t, 16>& value) {
    auto group = in_.get(names_[name]).as<capnp::DynamicStruct>();
    for (std::size_t word = 0; word < 2; ++word) {
      auto number = group.get(word == 0 ? "w0" : "w1").as<std::uint64_t>();
      for (std::size_t i = 0; i < 8; ++i) value[word * 8 + i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
  }
  void text(const char* name, std::string& value) {
    auto text = in_.get(names_[name]).as<capnp::Text>();
    value.assign(text.begin(), text.size());
  }
  void blob(const char* name, Bytes& value) {
    auto data = in_.get(names_[name]).as<capnp::Data>();
    value.assign(data.begin(), data.end());
  }
  template <class Part>
  void part(const char* name, Part& value) {
    FieldReader fields(in_.get(names_[name]).as<capnp::DynamicStruct>(), known_fields<FieldReader, Part>(),
                       what_ + "." + name, problem_);
    describe(fields, value);
  }
  template <class Part>
  void list(const char* name, std::vector<Part>& values) {
    for (auto element : in_.get(names_[name]).as<capnp::DynamicList>()) {
      FieldReader fields(element.as<capnp::DynamicStruct>(), known_fields<FieldReader, Part>(),
                         what_ + "." + name, problem_);
      describe(fields, values.emplace_back());
    }
  }
  template <class Number>
  void numbers(const char* name, std::vector<Number>& values) {
    for (auto element : in_.get(names_[name]).as<capnp::DynamicList>())
      values.push_back(element.as<Number>());
  }
  template <class Id>
  void byte_strings(const char* name, std::vector<Id>& values) {
    for (auto element : in_.get(names_[name]).as<capnp::DynamicList>())
      take(name, element.as<capnp::Data>(), values.emplace_back().bytes);
  }
  template <class Id, std::size_t N>
  void byte_strings(const char* name, std::array<Id, N>& values) {
    auto list = in_.get(names_[name]).as<capnp::DynamicList>();
    if (list.size() != N) return wrong(name, "not " + std::to_string(N) + " entries");
    for (capnp::uint i = 0; i < N; ++i) take(name, list[i].as<capnp::Data>(), values[i].bytes);
  }

 private:
  void wrong(const char* name, const std::string& why) {
    if (problem_.empty()) problem_ = what_ + "." + name + ": " + why;
  }
  template <std::size_t N>
  void take(const char* name, capnp::Data::Reader data, std::array<std::uint8_t, N>& value) {
    if (data.size() != N) return wrong(name, "not " + std::to_string(N) + " bytes");
    std::copy(data.begin(), data.end(), value.begin());
  }

  capnp::DynamicStruct::Reader in_;
  FieldNames names_;
  std::string what_;
  std::string& problem_;
};

constexpr unsigned usual_words =
    96;  // more is asked for as needed; the library's own 8 KiB are zeroed each time

// The one encoding of a value within its ranges (asserted). An exception of the library here is a bug: it
// ends the process.
template <class Schema, class Value>
Bytes encode_fields(const Value& value) noexcept {
  assert(check(value));
  capnp::MallocMessageBuilder message(usual_words);
  FieldWriter fields(message.initRoot<capnp::DynamicStruct>(capnp::Schema::from<Schema>()),
                     known_fields<FieldWriter, Value>());
  describe(fields, value);
  return canonical_bytes(message);
}

// The value whose one encoding `bytes` is; malformed otherwise, naming the field.
template <class Schema, class Value>
Result<Value> decode_fields(ByteView bytes, const char* what) {
  Value value;
  std::string problem;
  auto read = read_canonical(bytes, what, [&](capnp::MessageReader& message) {
    FieldReader fields(message.getRoot<capnp::DynamicStruct>(capnp::Schema::from<Schema>()),
                       known_fields<FieldReader, Value>(), what, problem);
    describe(fields, value);
  });
  if (!read) return tl::unexpected<Error>(read.error());
  if (!problem.empty()) return fail(Errc::malformed, problem);
  if (auto ranges = check(value); !ranges) return tl::unexpected<Error>(ranges.error());
  auto again = encode_fields<Schema>(value);
  if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()))
    return fail(Errc::malformed, std::string(what) + ": holds more than its fields");
  return value;
}

// The codec of a document whose fields `describe` names: both functions of its header, by the schema of that
// name.
#define TOCSIN_DOCUMENT(Name, type)                        \
  Bytes encode(const Name& value) {                        \
    return encode_fields<schema::Name>(value);             \
  }                                                        \
  template <>                                              \
  Result<Name> decode<Name>(ByteView bytes) {              \
    return decode_fields<schema::Name, Name>(bytes, type); \
  }

}  // namespace tocsin::wire
