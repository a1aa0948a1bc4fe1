// The Cap'n Proto schemas as their files in protocol/wire say them, every struct of every file: a struct that
// somebody adds is seen here without anybody naming it.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace tocsin::privacy {

struct Field {
  std::string name;     // with its struct and its groups: "AlertContent.person0.height"
  std::string type;     // "UInt8", "Text", "Data", "List(UInt16)"; "16 bytes" for a group of words w0, w1
  unsigned offset = 0;  // in the data section, of a number or of a group of words; in bytes
};
struct Struct {
  std::string name;
  std::vector<Field> fields;
};

using Files = std::map<std::string, std::string>;  // leaf, text
// Of protocol/wire, below the folder that the tests run in.
Files schema_files();
// Every struct that the files define. Throws what the parser of Cap'n Proto throws.
std::vector<Struct> read_schemas(const Files& files);

std::string read_file(const std::string& path);

}  // namespace tocsin::privacy
