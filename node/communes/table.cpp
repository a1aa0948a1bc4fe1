#include "node/communes/table.h"

// The assembler copies each file into the program as it is; CMake names the two paths.
#define TOCSIN_EMBED(name, path)                               \
  asm(".section .rodata\n.globl " name "_begin\n.hidden " name \
      "_begin\n"                                               \
      ".globl " name "_end\n.hidden " name "_end\n" name       \
      "_begin:\n"                                              \
      ".incbin \"" path "\"\n" name "_end:\n.byte 0\n.previous\n")
TOCSIN_EMBED("tocsin_communes", TOCSIN_COMMUNES_TSV);
TOCSIN_EMBED("tocsin_departments", TOCSIN_DEPARTMENTS_TSV);
#undef TOCSIN_EMBED

extern "C" {
[[gnu::visibility("hidden")]] extern const char tocsin_communes_begin[], tocsin_communes_end[];
[[gnu::visibility("hidden")]] extern const char tocsin_departments_begin[], tocsin_departments_end[];
}

namespace tocsin::communes {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view communes_tsv() {
  return between(tocsin_communes_begin, tocsin_communes_end);
}
std::string_view departments_tsv() {
  return between(tocsin_departments_begin, tocsin_departments_end);
}

}  // namespace tocsin::communes
