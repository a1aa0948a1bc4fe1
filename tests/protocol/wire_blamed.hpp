// Which field the check of a format blames when a sample of it is changed.
#pragma once
#include <catch2/catch.hpp>

#include "wire_samples.h"

namespace tocsin::test {

// Empty: none.
template <class Value, class Change>
std::string blamed(std::string_view sample_name, Change change) {
  auto value = wire::decode<Value>(sample(sample_name).bytes);
  REQUIRE(value);
  change(*value);
  auto status = check(*value);
  return status ? std::string{} : status.error().detail.substr(0, status.error().detail.find(':'));
}

}  // namespace tocsin::test
