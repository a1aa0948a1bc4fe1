#include "node/cli/output.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "node/cli/words.h"

namespace tocsin::node::cli {
namespace {

void add_text(const std::string& text, std::string& json) {
  json += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (c == '\n') {
      json += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(byte));
      json += escaped;
    } else {
      json += c;
    }
  }
  json += '"';
}

void add(const Value& value, std::string& json) {
  if (const auto* flag = std::get_if<bool>(&value.held())) {
    json += *flag ? "true" : "false";
  } else if (const auto* number = std::get_if<std::int64_t>(&value.held())) {
    json += std::to_string(*number);
  } else if (const auto* text = std::get_if<std::string>(&value.held())) {
    add_text(*text, json);
  } else if (const auto* list = std::get_if<List>(&value.held())) {
    json += '[';
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) json += ',';
      add((*list)[i], json);
    }
    json += ']';
  } else if (const auto* record = std::get_if<Record>(&value.held())) {
    json += '{';
    for (std::size_t i = 0; i < record->size(); ++i) {
      if (i > 0) json += ',';
      add_text((*record)[i].first, json);
      json += ':';
      add((*record)[i].second, json);
    }
    json += '}';
  } else {
    json += "null";
  }
}

constexpr int schema = 1;
Value answer_of(bool ok, Record record) {
  Record all{{"schema", schema}, {"ok", ok}};
  for (auto& member : record) all.push_back(std::move(member));
  return Value(std::move(all));
}

void print(std::FILE* to, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to);
  if (!text.empty() && text.back() != '\n') std::fputc('\n', to);
  std::fflush(to);
}

// Names and details come from documents, files and nodes: nothing in them may move the cursor of a terminal.
std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    bool c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) {
      shown += '?';
    } else if (c1) {
      shown += '?';
      ++i;
    } else {
      shown += text[i];
    }
  }
  return shown;
}

bool coloured() {
  const char* no = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (no == nullptr || *no == '\0') && ::isatty(STDERR_FILENO) == 1 &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void mark(const char* sign, const char* colour, std::string_view text) {
  std::string line =
      coloured() ? std::string("\x1b[") + colour + "m" + sign + "\x1b[0m " : std::string(sign) + " ";
  print(stderr, line + printable(text));
}

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

int exit_code(const Error& error) {
  auto answer = [&] {
    switch (error.code) {
      case Errc::configuration: return Exit::configuration;
      case Errc::unreachable:
      case Errc::busy: return Exit::unreachable;
      case Errc::not_allowed: return Exit::refused;
      case Errc::not_found: return Exit::not_found;
      case Errc::malformed:
      case Errc::bad_signature:
      case Errc::cannot_open:
      case Errc::store_damaged:
      case Errc::untrusted: return Exit::integrity;
      case Errc::unsupported:
      case Errc::conflict:
      case Errc::too_large:
      case Errc::store_full:
      case Errc::io:
      case Errc::expired: return Exit::failure;
    }
    return Exit::failure;
  };
  return static_cast<int>(answer());
}

std::string to_json(const Value& value) {
  std::string json;
  add(value, json);
  return json;
}

std::string to_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (widths.size() <= column) widths.push_back(0);
      widths[column] = std::max(widths[column], width(row[column]));
    }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      line += row[column];
      if (column + 1 < row.size()) line += std::string(widths[column] - width(row[column]) + 2, ' ');
    }
    text += line + "\n";
  }
  return text;
}

std::string paris(Instant at) {
  if (to_ms(at) == 0) return "–";
  // TZ is set once for the whole process: this program shows no other zone.
  static const bool zone = [] {
    ::setenv("TZ", "Europe/Paris", 1);
    ::tzset();
    return true;
  }();
  (void)zone;
  auto seconds_since = static_cast<time_t>(to_ms(at) / 1000);
  tm local{};
  ::localtime_r(&seconds_since, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local);
  return text;
}

int Output::done(Record record, std::string_view text) const {
  if (json) {
    print(stdout, to_json(answer_of(true, std::move(record))));
  } else if (!text.empty()) {
    print(stdout, printable(text));
  }
  return static_cast<int>(Exit::ok);
}

void Output::event(Record record, std::string_view text) const {
  done(std::move(record), text);
}

int Output::failed(const Error& error, std::string_view next, Record more) const {
  int code = exit_code(error);
  mark("✗", "31", error.detail.empty() ? std::string(name(error.code)) : error.detail);
  if (!next.empty()) print(stderr, "  " + printable(next));
  if (json) {
    Record record{{"error", Record{{"code", name(error.code)}, {"detail", error.detail}}}, {"exit", code}};
    if (!next.empty()) record.push_back({"next", std::string(next)});
    for (auto& member : more) record.push_back(std::move(member));
    print(stdout, to_json(answer_of(false, std::move(record))));
  }
  return code;
}

int Output::misused(std::string_view what) const {
  mark("✗", "31", what);
  print(stderr, "  see --help of the command");
  auto code = static_cast<int>(Exit::usage);
  if (json)
    print(stdout, to_json(answer_of(
                      false, {{"error", Record{{"code", "usage"}, {"detail", what}}}, {"exit", code}})));
  return code;
}

int Output::refused(unsigned rule, std::string_view text, Record more) const {
  mark("✗", "31",
       std::string(say(text::refused_by_rule)) + " R" + std::to_string(rule) + ": " + std::string(text));
  if (json) {
    Record record{{"refused", Record{{"rule", "R" + std::to_string(rule)}, {"text", std::string(text)}}}};
    for (auto& member : more) record.push_back(std::move(member));
    print(stdout, to_json(answer_of(false, std::move(record))));
  }
  return static_cast<int>(Exit::refused);
}

void Output::talk(std::string_view text) const {
  print(stderr, printable(text));
}
void Output::good(std::string_view text) const {
  mark("✓", "32", text);
}
void Output::warn(std::string_view text) const {
  mark("!", "33", text);
}

}  // namespace tocsin::node::cli
