// What can be done to a federation, and how often it was.
#pragma once
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace tocsin::sim {

enum class Fault : std::uint8_t {
  frame_lost,
  frame_repeated,
  frame_late,  // and so reordered with those that follow
  one_way,     // a line that carries one direction only
  slow_line,   // each frame takes seconds
  line_cut,
  partition,  // a node and its every line
  relay_lost,
  relay_lies,
  crash_before_commit,
  crash_before_sends,
  crash_before_key_destruction,
  commit_failed,
  commit_unanswered,
  disk_nearly_full,
  clock_two_hours,
  clock_one_year,
  request_lost,
  answer_lost,
  mandate_ended,
  looser_charter,  // handed in with two signatures, or with three before its time
  node_drops,
  node_replays,
  node_lies,
  count
};
constexpr std::size_t fault_kinds = static_cast<std::size_t>(Fault::count);
const char* name(Fault fault);

struct FaultCounts {
  std::array<std::uint64_t, fault_kinds> of{};
  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (const auto one : of) sum += one;
    return sum;
  }
  FaultCounts& operator+=(const FaultCounts& more) {
    for (std::size_t i = 0; i < fault_kinds; ++i) of[i] += more.of[i];
    return *this;
  }
};

// What a plant does to show that a check can fail: in the harness, never in the programs.
enum class Plant : std::uint8_t {
  none,
  lose_parcel,      // I1: a durable row vanishes after the alert was acknowledged
  show_twice,       // I2: the post forgets what it has had
  forget_quota,     // I3: the commune forgets what a referent sent today
  leak,             // I4: a plate in a commune's store
  cut_log,          // I5: the newest leaves of a log are gone
  loosen,           // I6: what the signatories agreed to changes behind them
  keep_keys,        // I7: keys that must die stay
  revoked_goes_on,  // I8: the act vanishes after it was logged
  grow,             // I9: a table without a bound
  ahead,            // I10: the sender is told what the post has not said
  count
};
const char* name(Plant plant);
const char* invariant_of(Plant plant);  // "I1" …

// A promise that was not kept.
struct Broken : std::runtime_error {
  Broken(std::string which, const std::string& what)
      : std::runtime_error(what), invariant(std::move(which)) {}
  std::string invariant;
};

// The step that was asked for is reached.
struct Enough {};

}  // namespace tocsin::sim
