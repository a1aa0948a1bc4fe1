// The two committed tables as they lie in the program: lines of fields between tabs.
#pragma once
#include <string_view>

namespace tocsin::communes {

std::string_view communes_tsv();     // code, name, department, population; ascending by code
std::string_view departments_tsv();  // code, name; ascending by code

}  // namespace tocsin::communes
