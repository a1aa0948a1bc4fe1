// Writes what the browser's library has from C++ anew: make_web_tables REPOSITORY
#include <fstream>
#include <iostream>
#include <sstream>

#include "web_tables.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: make_web_tables REPOSITORY\n";
    return 2;
  }
  const std::string root = arguments[1];
  std::ostringstream header;
  header << std::ifstream(root + "/protocol/seal/tags.h").rdbuf();
  for (const auto& [name, text] : tocsin::test::web_tables(header.str())) {
    std::ofstream file(root + "/node/web/" + name);
    file << text;
    file.close();
    if (!file) {
      std::cerr << "make_web_tables: cannot write node/web/" << name << '\n';
      return 1;
    }
  }
  return 0;
}
