// What the browser's library must know of the schemas and the closed lists, written as TypeScript from the
// C++ that has them, so that the two cannot drift: node/web/shared/*/*.gen.ts are these files and nothing
// else.
#pragma once
#include <map>
#include <string>

namespace tocsin::test {

// File name below node/web -> its whole text. `tags_header`: the text of protocol/seal/tags.h, whose names no
// function tells.
std::map<std::string, std::string> web_tables(const std::string& tags_header);

}  // namespace tocsin::test
