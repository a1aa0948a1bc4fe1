// How a command answers: data on stdout, talk on stderr, one JSON object with `"schema": 1` when --json is
// given. Texts never depend on colour; colour is used only on a terminal and never when NO_COLOR is set.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/result.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::node::cli {

// What a process ends with; documented in every --help.
enum class Exit : int {
  ok = 0,
  failure = 1,
  usage = 2,
  configuration = 3,
  unreachable = 4,
  refused = 5,  // by the policy: the rule is on stderr and in the JSON
  not_found = 6,
  integrity = 7,  // what was read is not what was signed or sealed
};
int exit_code(const Error& error);

// A value as --json prints it. Members keep the order they are written in.
class Value;
using List = std::vector<Value>;
using Record = std::vector<std::pair<std::string, Value>>;
class Value {
 public:
  Value() = default;  // null
  Value(bool flag) : held_(flag) {}
  Value(int number) : held_(std::int64_t{number}) {}
  Value(unsigned number) : held_(std::int64_t{number}) {}
  Value(std::int64_t number) : held_(number) {}
  Value(std::uint64_t number) : held_(static_cast<std::int64_t>(number)) {}
  Value(const char* text) : held_(std::string(text)) {}
  Value(std::string_view text) : held_(std::string(text)) {}
  Value(std::string text) : held_(std::move(text)) {}
  Value(List list) : held_(std::move(list)) {}
  Value(Record record) : held_(std::move(record)) {}

  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();
  const auto& held() const { return held_; }

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, List, Record> held_;
};
// The JSON text of a value, on one line.
std::string to_json(const Value& value);

// A column-aligned table for people; the first row is the heading. Widths count UTF-8 characters.
std::string to_table(const std::vector<std::vector<std::string>>& rows);

// "2026-11-22 21:04" in Europe/Paris, as screens show instants; "–" for zero.
std::string paris(Instant at);

class Output {
 public:
  bool json = false;

  // The command's answer, once: `record` as JSON (with "schema" and "ok" put first), or `text`. Answers
  // Exit::ok, so that a command ends with `return out.done(…)`.
  int done(Record record, std::string_view text) const;
  // One thing that happened, at once, for commands that go on: a JSON line, or a line of text.
  void event(Record record, std::string_view text) const;
  // A failure, on stderr and in the JSON; answers its exit code. `next` is what the person can do now, `more`
  // is added to the JSON.
  int failed(const Error& error, std::string_view next = {}, Record more = {}) const;
  // A line that is not understood. Answers Exit::usage.
  int misused(std::string_view what) const;
  // A refusal: the number of a rule, its sentence and what to do. Answers Exit::refused.
  int refused(unsigned rule, std::string_view text, Record more = {}) const;
  // What is going on, on stderr; never data.
  void talk(std::string_view text) const;
  // The same with a mark in front: "✓ ", "! " or "✗ ".
  void good(std::string_view text) const;
  void warn(std::string_view text) const;
};

}  // namespace tocsin::node::cli
