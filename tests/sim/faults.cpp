#include "tests/sim/faults.h"

namespace tocsin::sim {

const char* name(Fault fault) {
  static constexpr std::array<const char*, fault_kinds> names{
      "frame_lost",         "frame_repeated",
      "frame_late",         "one_way",
      "slow_line",          "line_cut",
      "partition",          "relay_lost",
      "relay_lies",         "crash_before_commit",
      "crash_before_sends", "crash_before_key_destruction",
      "commit_failed",      "commit_unanswered",
      "disk_nearly_full",   "clock_two_hours",
      "clock_one_year",     "request_lost",
      "answer_lost",        "mandate_ended",
      "looser_charter",     "node_drops",
      "node_replays",       "node_lies"};
  return names[static_cast<std::size_t>(fault)];
}

namespace {
struct Planted {
  const char* name;
  const char* invariant;
};
constexpr std::array<Planted, static_cast<std::size_t>(Plant::count)> plants{{{"none", ""},
                                                                              {"lose-parcel", "I1"},
                                                                              {"show-twice", "I2"},
                                                                              {"forget-quota", "I3"},
                                                                              {"leak", "I4"},
                                                                              {"cut-log", "I5"},
                                                                              {"loosen", "I6"},
                                                                              {"keep-keys", "I7"},
                                                                              {"revoked-goes-on", "I8"},
                                                                              {"grow", "I9"},
                                                                              {"ahead", "I10"}}};
}  // namespace

const char* name(Plant plant) {
  return plants[static_cast<std::size_t>(plant)].name;
}
const char* invariant_of(Plant plant) {
  return plants[static_cast<std::size_t>(plant)].invariant;
}

}  // namespace tocsin::sim
