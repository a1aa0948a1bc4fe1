// The structs of wire/*.capnp as TypeScript tables: where each field stands.
#pragma once
#include <string>

namespace tocsin::test {

std::string web_schemas();

}  // namespace tocsin::test
