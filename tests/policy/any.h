// Random limits and facts for the properties of the lattice.
#pragma once
#include <rapidcheck.h>

#include <algorithm>

#include "world.h"

namespace tocsin::policy::world {

// Anything a document may carry: each value between its floor and well past its ceiling.
inline rc::Gen<Limits> any_limits() {
  return rc::gen::exec([] {
    Limits limits = ceiling();
    for (const auto& row : limit_table()) {
      auto low = std::min(row.floor, row.ceiling);
      auto high = row.order == Order::larger_is_tighter ? row.floor : row.ceiling * 2;
      if (row.order == Order::fewer_bits_is_tighter) low = 0, high = 0x1fff;
      auto value = *rc::gen::inRange<std::uint32_t>(low, high + 1);
      if (row.order == Order::fewer_bits_is_tighter) value &= row.ceiling;
      RC_ASSERT(set(limits, static_cast<std::uint8_t>(row.id), value));
    }
    return limits;
  });
}

inline int rank(const Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::allow: return 0;
    case Outcome::flag: return 1;
    case Outcome::hold: return 2;
    case Outcome::refuse: return 3;
    case Outcome::violation: return 4;
  }
  return 5;
}

}  // namespace tocsin::policy::world
