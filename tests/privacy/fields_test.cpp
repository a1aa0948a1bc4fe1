// Nothing that a referent writes has room for a sentence, a picture or a trait that is not on a list.
#include "fields.h"

#include <catch2/catch.hpp>
#include <iostream>

#include "policy/roles.h"
#include "protocol/wire/message.h"

namespace tocsin::privacy {
namespace {

bool any_contains(const std::vector<std::string>& lines, const std::string& part) {
  for (const auto& line : lines)
    if (line.find(part) != std::string::npos) return true;
  return false;
}

// The schemas with one line more, behind the first line of a struct that contains `after`.
std::vector<Struct> planted(const std::string& leaf, const std::string& after, const std::string& line) {
  auto files = schema_files();
  auto& text = files.at(leaf);
  auto at = text.find(after);
  REQUIRE(at != std::string::npos);
  text.insert(text.find('\n', at) + 1, line + "\n");
  return read_schemas(files);
}

Bytes bytes_of(std::string_view text) {
  return Bytes(text.begin(), text.end());
}

TEST_CASE("Privacy: every field that a referent can write has a closed grammar, and none is text") {
  auto found = problems(read_schemas(schema_files()));
  std::string all;
  for (const auto& line : found) all += line + "\n";
  INFO(all);
  CHECK(found.empty());
}
TEST_CASE("Privacy: all schemas are read, those of alerts and of documents and of requests") {
  std::vector<std::string> names;
  for (const auto& of : read_schemas(schema_files())) names.push_back(of.name);
  for (const char* name :
       {"AlertHeader", "AlertContent", "Receipt", "Withdrawal", "Enrolment", "Charter", "Request"}) {
    INFO(name);
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
}

TEST_CASE("Privacy: a field that somebody adds to an alert is found") {
  struct Plant {
    const char *leaf, *after, *line, *told;
  };
  const Plant plants[] = {
      {"alert.capnp", "conducts @4", "note @158 :Text;", "AlertContent.note: text that a referent can write"},
      {"alert.capnp", "conducts @4", "picture @158 :Data;",
       "AlertContent.picture (Data): a referent can write it"},
      {"alert.capnp", "conducts @4", "tags @158 :List(Text);", "AlertContent.tags: text"},
      {"alert.capnp", "conducts @4", "trait @158 :UInt8;",
       "AlertContent.trait (UInt8): a referent can write it"},
      {"alert.capnp", "urgency @4 :UInt8;", "remark :group { w0 @40 :UInt64; }",
       "AlertHeader.remark (8 bytes)"},
      {"documents.capnp", "headerHash @2", "why @4 :Text;", "Withdrawal.why: text"},
      {"documents.capnp", "invitation @0", "name @8 :Text;", "Enrolment.name: text"},
      {"documents.capnp", "invitation @0", "proof @8 :Data;", "Enrolment.proof (Data)"},
      {"documents.capnp", "subject @3 :Data", "motive @8 :Text;", "Act.motive: text without a grammar"},
      {"messages.capnp", "struct Request", "say @9 :Text;", "Request.say: text without a grammar"},
  };
  for (const auto& plant : plants) {
    INFO(plant.line);
    CHECK(any_contains(problems(planted(plant.leaf, plant.after, plant.line)), plant.told));
  }
}
TEST_CASE("Privacy: a struct, a type or a field that changes is found") {
  auto files = schema_files();
  files["chat.capnp"] = "@0xf1e2d3c4b5a69788;\nstruct Chat { words @0 :Text; }\n";
  CHECK(any_contains(problems(read_schemas(files)), "Chat: who writes it?"));

  files = schema_files();
  auto& text = files.at("documents.capnp");
  auto at = text.find("headerHash @2 :Data");
  REQUIRE(at != std::string::npos);
  text.replace(at, 19, "headerHash @2 :Text");
  CHECK(any_contains(problems(read_schemas(files)), "Withdrawal.headerHash: text"));

  files = schema_files();
  files.erase("alert.capnp");
  CHECK(any_contains(problems(read_schemas(files)), "AlertContent.plate: has a grammar and is in no schema"));
}

// Which operands of a request take words at all, and whose act it is to send them.
TEST_CASE("Privacy: no request of a referent carries words") {
  std::vector<std::string> wordy;
  for (std::uint8_t verb = 1; verb <= wire::verb_count; ++verb) {
    wire::Request request;
    request.verb = static_cast<wire::Verb>(verb);
    for (const char* words : {"bonjour", "Jean Martin", "+33 3 81 00 00 00"}) {
      // The detail names the operand that is wrong: an operand that takes these words is not named.
      for (bool in_data : {true, false}) {
        auto asked = request;
        asked.command.bytes.fill(1);
        for (int round = 0; round < 8; ++round) {  // give the other operands what the verb asks for
          (in_data ? asked.data : asked.extra) = bytes_of(words);
          auto status = wire::check(asked);
          if (status) {
            wordy.push_back(std::string(slug(asked.verb)) + (in_data ? ".data" : ".extra"));
            break;
          }
          auto detail = status.error().detail;
          if (detail.find(".subject: must not") != std::string::npos)
            asked.subject.fill(1);
          else if (detail.find(".code: not in") != std::string::npos)
            asked.code = 1;
          else if (detail.find(".data: not what") != std::string::npos && !in_data)
            asked.data = asked.data.empty() ? Bytes(72, 1) : bytes_of("Jean Martin");
          else if (detail.find(".extra: not what") != std::string::npos && in_data)
            asked.extra = asked.extra.empty() ? bytes_of("Jean Martin") : bytes_of("+33 3 81 00 00 00");
          else
            break;
        }
      }
    }
  }
  std::sort(wordy.begin(), wordy.end());
  wordy.erase(std::unique(wordy.begin(), wordy.end()), wordy.end());
  // A document is bytes of the forms above; the codec of requests alone does not look into it.
  std::erase_if(wordy, [](const std::string& name) {
    return name == "withdraw.data" || name == "publish.data" || name == "notices.data" ||
           name == "enrol.data" || name == "confirm.data" || name == "forward.data";
  });
  CHECK(wordy == std::vector<std::string>{"invite.extra", "register_person.data", "register_person.extra"});
  using policy::Action;
  for (auto role : {Role::referent, Role::citizen, Role::desk}) {
    CHECK_FALSE(policy::may(role, Action::invite));
    CHECK_FALSE(policy::may(role, Action::vet));  // who registers a person is who vets
  }
}

// tocsin_privacy_test '[print]' prints what a referent can write.
TEST_CASE("Print what a referent can write", "[.print]") {
  for (const auto& row : field_rows())
    std::cout << row.name << " | " << row.type << " | " << row.bound_by << '\n';
}

}  // namespace
}  // namespace tocsin::privacy
