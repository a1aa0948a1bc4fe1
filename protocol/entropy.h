// The source of randomness, handed to everything that needs it; the simulator's is seeded.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tocsin {

class Entropy {
 public:
  virtual ~Entropy() = default;
  // Fills `count` bytes. Never fails: a source that can fail ends the process instead.
  virtual void fill(std::uint8_t* out, std::size_t count) = 0;
};

}  // namespace tocsin
