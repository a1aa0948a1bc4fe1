// The operator's log: codes and numbers, one line each, and no flood of lines by a stranger.
#include "node/io/log.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "temp_folder.h"

using namespace tocsin;
using namespace tocsin::node;
using namespace tocsin::node::io;
using std::chrono::milliseconds;

namespace {

struct LogFile {
  test::TempFolder folder;
  std::string path = folder.file("node.log");

  std::vector<std::string> lines() const {
    auto bytes = test::slurp(path);
    std::vector<std::string> all;
    std::string line;
    for (auto byte : bytes) {
      if (byte != '\n') {
        line += static_cast<char>(byte);
      } else {
        all.push_back(std::move(line));
        line.clear();
      }
    }
    return all;
  }
};

}  // namespace

TEST_CASE("an event is one line with its code, its subject and its number") {
  CHECK(line_of({EventCode::alert_accepted, "0192ab", 7}) == "alert_accepted subject=0192ab number=7");
  CHECK(line_of({EventCode::started, "", 0}) == "started number=0");
}

TEST_CASE("a subject cannot begin a line of its own, move a cursor or grow without end") {
  auto line = line_of({EventCode::document_refused, "charter\n2026 info fake\x1b[2J é", 0});
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  CHECK(line_of({EventCode::started, std::string(100'000, 'a'), 0}).size() < 200);
}

TEST_CASE(
    "twenty lines about a stranger's frames are written at once, then one a second, and what is left out is "
    "counted") {
  LogFile file;
  auto log = Log::open("info", file.path);
  REQUIRE(log);
  for (int i = 0; i < 1000; ++i) log->event({EventCode::frame_malformed, "", 0}, milliseconds(0));
  CHECK(file.lines().size() == 20);
  log->event({EventCode::frame_malformed, "", 0}, milliseconds(1000));
  REQUIRE(file.lines().size() == 21);
  CHECK(file.lines().back().find("left_out=980") != std::string::npos);
}

TEST_CASE("a flood of one sort of line silences no other") {
  LogFile file;
  auto log = Log::open("info", file.path);
  REQUIRE(log);
  for (int i = 0; i < 1000; ++i) log->event({EventCode::frame_malformed, "", 0}, milliseconds(0));
  for (int i = 0; i < 100; ++i) log->event({EventCode::alert_accepted, "", 0}, milliseconds(0));
  CHECK(file.lines().size() == 120);
}

TEST_CASE("lines below the level are not written") {
  LogFile file;
  auto log = Log::open("warn", file.path);
  REQUIRE(log);
  log->event({EventCode::alert_accepted, "", 0}, milliseconds(0));
  log->event({EventCode::peer_down, "", 0}, milliseconds(0));
  REQUIRE(file.lines().size() == 1);
  CHECK(file.lines()[0].find("warning peer_down") != std::string::npos);
}

TEST_CASE("a log that cannot be written is an error of the configuration") {
  LogFile file;
  auto log = Log::open("info", "/proc/none/node.log");
  REQUIRE_FALSE(log);
  CHECK(log.error().code == Errc::configuration);
}
