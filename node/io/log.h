// The operator's log: one line per event, with its code, a subject and a number; never contents. Lines that a
// stranger can cause are rate-limited and counted.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "node/core/turn.h"
#include "relay/bucket.h"

namespace tocsin::node::io {

enum class Level : std::uint8_t { debug, info, warn, error };

// The level of an event's line.
Level level_of(EventCode code);
// "alert_accepted subject=0192… number=7". Blanks in the subject are written as `:`, anything but printable
// ASCII as `?`.
std::string line_of(const Event& event);

class Log {
 public:
  // `level`: debug, info, warn, error. An empty file: stderr. configuration: the file cannot be opened.
  static Result<Log> open(const std::string& level, const std::filesystem::path& file);
  ~Log();
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;

  // `now`: any clock that does not step. Of malformed frames and refused requests and parcels, 20 lines at
  // once and one a second are written; the next line says how many were left out.
  void event(const Event& event, std::chrono::milliseconds now);
  // Starts, stops, failures. `text` is one line, without contents.
  void say(Level level, std::string_view text);

 private:
  struct Sink;  // of the library
  explicit Log(std::unique_ptr<Sink> sink);
  struct Pace {
    relay::Bucket bucket;
    std::uint64_t left_out = 0;
  };
  std::unique_ptr<Sink> sink_;
  std::map<EventCode, Pace> paces_;
};

}  // namespace tocsin::node::io
