// Writes the vectors of seal to the file that is named: make_seal_vectors tests/vectors/seal.json
#include <fstream>
#include <iostream>

#include "tests/protocol/seal_vectors.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: make_seal_vectors FILE\n";
    return 2;
  }
  std::ofstream file(arguments[1]);
  file << tocsin::tests::make_seal_vectors();
  file.close();
  return file ? 0 : 1;
}
