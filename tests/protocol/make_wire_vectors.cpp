// Writes the vectors of the wire to the file that is named: make_wire_vectors tests/vectors/wire.json
#include <fstream>
#include <iostream>

#include "wire_samples.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: make_wire_vectors FILE\n";
    return 2;
  }
  std::ofstream file(arguments[1]);
  file << tocsin::test::wire_vectors().dump(1) << '\n';
  file.close();
  return file ? 0 : 1;
}
