// What people type and the communes that the command line finds for it: the browser's search must find the
// same.
#pragma once
#include <string>

namespace tocsin::test {

std::string web_communes_cases();  // tests/communes.gen.json

}  // namespace tocsin::test
