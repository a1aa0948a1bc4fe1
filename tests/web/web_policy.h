// Cases of the policy's functions that a browser has a second time, with what the C++ ones answer.
#pragma once
#include <string>

namespace tocsin::test {

std::string web_policy_cases();

}  // namespace tocsin::test
