#include <algorithm>

#include "node/core/tables.h"
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {
namespace {

constexpr hours gap_reported_after{24};
constexpr std::size_t missing_max = 64;  // per mandate; older ones were reported long ago

struct Missing {
  std::uint64_t number;
  Instant since;
  bool reported;
};
struct Numbering {
  std::uint64_t highest = 0;
  std::vector<Missing> missing;
};
Numbering read(ByteView row) {
  ByteReader reader(row);
  Numbering numbering;
  numbering.highest = reader.u64();
  while (reader.left() >= 17) {
    Missing missing{};
    missing.number = reader.u64();
    missing.since = from_ms(reader.u64());
    missing.reported = reader.boolean();
    numbering.missing.push_back(missing);
  }
  return numbering;
}
Bytes write(const Numbering& numbering) {
  ByteWriter writer;
  writer.u64(numbering.highest);
  for (const auto& each : numbering.missing)
    writer.u64(each.number).u64(to_ms(each.since)).boolean(each.reported);
  return writer.take();
}

}  // namespace

void note_sequence(Turn& turn, const MandateId& mandate, std::uint64_t sequence) {
  auto row = turn.txn.get(table::device_sequences, mandate.view());
  auto numbering = row ? read(*row) : Numbering{};
  auto& missing = numbering.missing;
  std::erase_if(missing, [&](const Missing& each) { return each.number == sequence; });
  if (sequence > numbering.highest) {
    auto first = std::max(numbering.highest + 1, sequence > missing_max ? sequence - missing_max : 1);
    for (auto number = first; number < sequence; ++number) missing.push_back({number, turn.now, false});
    numbering.highest = sequence;
  }
  if (missing.size() > missing_max) missing.erase(missing.begin(), missing.end() - missing_max);
  turn.txn.put(table::device_sequences, mandate.view(), write(numbering));
  if (!missing.empty()) turn.wake(turn.now + gap_reported_after);
}

void report_gaps(Turn& turn) {
  std::vector<std::pair<Bytes, Bytes>> changed;
  turn.txn.scan(table::device_sequences, {}, [&](ByteView key, ByteView value) {
    auto numbering = read(value);
    bool any = false;
    for (auto& each : numbering.missing)
      if (!each.reported && turn.now - each.since >= gap_reported_after) {
        each.reported = any = true;
        turn.event(EventCode::sequence_gap, to_hex(key.first(8)), each.number);
      }
    if (any) changed.emplace_back(Bytes(key.begin(), key.end()), write(numbering));
    return true;
  });
  for (const auto& [key, value] : changed) turn.txn.put(table::device_sequences, key, value);
}

}  // namespace tocsin::node::inbox
