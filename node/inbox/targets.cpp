#include "node/inbox/targets.h"

#include "node/core/retention.h"
#include "node/core/tables.h"
#include "policy/alert.h"

// R11 is decided on true targets: plate; street and number; a point's 60 m cell and its neighbours. What is
// kept is a keyed hash of each, 90 days; one secret per 30 days, itself a dated row that dies 120 days after
// its period began.
namespace tocsin::node::inbox {
namespace {

constexpr std::uint32_t periods_looked_up = 4;
constexpr std::uint32_t secret_life_days = 120;
constexpr std::int32_t cell_latitude_udeg = 900, cell_longitude_udeg = 1300;  // about 100 m × 95 m at 45° N

Bytes secret_key(std::uint32_t period) {
  return ByteWriter().raw(named("targets")).sorted64(period).take();
}

std::int32_t floor_div(std::int32_t value, std::int32_t by) {
  return value / by - (value % by != 0 && (value < 0) != (by < 0) ? 1 : 0);
}

Bytes cell_target(std::int32_t row, std::int32_t column) {
  return ByteWriter()
      .u8(2)
      .u32(static_cast<std::uint32_t>(row))
      .u32(static_cast<std::uint32_t>(column))
      .take();
}

Bytes row_prefix(const ReferentId& referent, bool exercise, const TargetHash& hash) {
  return ByteWriter().raw(referent).boolean(exercise).raw(ByteView(hash)).take();
}

}  // namespace

std::optional<Bytes> secret_of(Turn& turn, std::uint32_t period) {
  return get_dated(turn, table::meta, secret_key(period));
}

Bytes current_secret(Turn& turn, std::uint32_t period) {
  if (auto held = secret_of(turn, period)) return *held;
  auto made = seal::Secret32::random(turn.entropy);
  put_dated(turn, table::meta, secret_key(period), made.view(),
            start_of(period * period_days + secret_life_days));
  return Bytes(made.view().begin(), made.view().end());
}

Bytes plate_target(const wire::AlertContent& content) {
  if (!content.vehicle || content.vehicle->plate.empty()) return {};
  return ByteWriter().u8(1).raw(named(content.vehicle->plate)).take();
}

std::vector<Bytes> place_targets(const wire::AlertContent& content) {
  std::vector<Bytes> targets;
  const auto& place = content.place;
  if (place.kind == wire::PlaceKind::street && place.number != 0)
    targets.push_back(ByteWriter().u8(3).u16(place.street).u16(place.number).take());
  if (place.kind != wire::PlaceKind::point) return targets;
  auto row = floor_div(place.latitude_udeg, cell_latitude_udeg);
  auto column = floor_div(place.longitude_udeg, cell_longitude_udeg);
  targets.push_back(cell_target(row, column));
  for (std::int32_t r = row - 1; r <= row + 1; ++r)
    for (std::int32_t c = column - 1; c <= column + 1; ++c)
      if (r != row || c != column) targets.push_back(cell_target(r, c));
  return targets;
}

SameTargets count_targets(Turn& turn, const ReferentId& referent, bool exercise,
                          const wire::AlertContent& content) {
  SameTargets same;
  auto now_period = day_of(turn.now) / period_days;
  auto plate = plate_target(content);
  auto places = place_targets(content);
  for (std::uint32_t back = 0; back < periods_looked_up && back <= now_period; ++back) {
    auto secret = secret_of(turn, now_period - back);
    if (!secret) continue;
    auto count = [&](const Bytes& target) {
      std::vector<Instant> at;
      auto prefix = row_prefix(referent, exercise, seal::keyed_hash128(*secret, target));
      scan_prefix(turn.txn, table::targets, prefix, [&](ByteView key, ByteView) {
        at.push_back(from_ms(ByteReader(key.subspan(prefix.size())).sorted64()));
        return true;
      });
      return policy::count_in_window(at, policy::same_target_window, turn.now);
    };
    if (!plate.empty()) same.plate += count(plate);
    for (const auto& place : places) same.place += count(place);
  }
  return same;
}

void note_targets(Turn& turn, const ReferentId& referent, bool exercise, const wire::AlertContent& content,
                  const AlertId& alert) {
  auto secret = current_secret(turn, day_of(turn.now) / period_days);
  auto note = [&](const Bytes& target) {
    auto row = ByteWriter()
                   .raw(ByteView(row_prefix(referent, exercise, seal::keyed_hash128(secret, target))))
                   .sorted64(to_ms(turn.now))
                   .raw(alert)
                   .take();
    put_until(turn, table::targets, row, {}, turn.now + policy::same_target_window);
  };
  if (auto plate = plate_target(content); !plate.empty()) note(plate);
  if (auto places = place_targets(content); !places.empty()) note(places.front());
}

}  // namespace tocsin::node::inbox
