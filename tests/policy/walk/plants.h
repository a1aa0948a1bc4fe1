// Broken decisions, one for each promise: what the walk must find.
#pragma once
#include <span>

#include "world.h"

namespace tocsin::policy::walk {

struct Plant {
  const char* name;
  const char* promise;  // part of what the walk says when it finds it
  void (*spoil)(Decisions&);
};
std::span<const Plant> plants();

}  // namespace tocsin::policy::walk
