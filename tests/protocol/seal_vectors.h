// What tests/vectors/seal.json says: every secret and draw, and what must come of them.
#pragma once
#include <string>

namespace tocsin::tests {

// The whole file. Nothing in it depends on anything but the code: the same bytes each time.
std::string make_seal_vectors();

}  // namespace tocsin::tests
