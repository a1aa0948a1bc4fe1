// `tocsin mairie import-streets`: from the national address base to the commune's street list.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <string_view>

#include "node/cli/delimited.h"
#include "node/cli/device.h"
#include "node/cli/locality.h"
#include "node/communes/communes.h"
#include "protocol/limits.h"
#include "protocol/wire/text.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* name_column = "nom_voie";
constexpr const char* commune_column = "code_insee";

// Three communes are addressed by municipal arrondissement (Code officiel géographique of the Insee).
struct Arrondissements {
  std::string_view commune, first, last;
};
constexpr Arrondissements with_arrondissements[] = {
    {"75056", "75101", "75120"}, {"69123", "69381", "69389"}, {"13055", "13201", "13216"}};

bool is_within(std::string_view code, std::string_view commune) {
  if (code == commune) return true;
  return std::any_of(std::begin(with_arrondissements), std::end(with_arrondissements), [&](const auto& of) {
    return of.commune == commune && code.size() == of.first.size() && of.first <= code && code <= of.last;
  });
}

struct Columns {
  std::size_t name = 0, commune = 0, count = 0;
};

Result<Columns> columns_of(const std::vector<std::string>& header) {
  Columns columns;
  columns.count = header.size();
  for (auto [name, at] :
       {std::pair(name_column, &columns.name), std::pair(commune_column, &columns.commune)}) {
    if (std::count(header.begin(), header.end(), name) != 1)
      return fail(Errc::malformed, "line 1 must name the columns, " + std::string(name) +
                                       " once among them, with `;` between: is this the CSV of the Base "
                                       "Adresse Nationale?");
    *at = static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  }
  return columns;
}

// Blanks before, behind and doubled, the unbreakable ones too, become what a text allows.
std::string in_one_line(const std::string& name) {
  std::string text = name;
  for (std::string_view blank : {"\u00a0", "\u202f", "\t"})
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at))
      text.replace(at, blank.size(), " ");
  std::string fitted;
  for (char c : text)
    if (c != ' ' || (!fitted.empty() && fitted.back() != ' ')) fitted += c;
  if (!fitted.empty() && fitted.back() == ' ') fitted.pop_back();
  return fitted;
}

Result<std::set<std::string>> names_of(std::istream& file, const Insee& commune) {
  DelimitedReader reader(file);
  std::vector<std::string> fields;
  auto header = reader.next(fields);
  if (!header) return pass_on(header);
  auto columns = columns_of(fields);
  if (!columns) return pass_on(columns);
  const auto code = to_string(commune);
  std::set<std::string> names;
  for (;;) {
    auto more = reader.next(fields);
    if (!more) return pass_on(more);
    if (!*more) return names;
    if (fields.size() == 1 && fields.front().empty()) continue;  // an empty line
    const auto line = "line " + std::to_string(reader.line()) + ": ";
    if (fields.size() != columns->count)
      return fail(Errc::malformed, line + std::to_string(fields.size()) +
                                       " fields, and the first line names " + std::to_string(columns->count));
    if (!is_within(fields[columns->commune], code)) continue;
    auto name = in_one_line(fields[columns->name]);
    if (name.empty()) return fail(Errc::malformed, line + name_column + " is empty");
    if (!wire::is_text(name))
      return fail(Errc::malformed, line + name_column +
                                       " is no name that can be shown: it is valid UTF-8 of at most " +
                                       std::to_string(limits::text_bytes_max) +
                                       " bytes, without control or invisible characters");
    names.insert(std::move(name));
  }
}

struct ImportWish {
  Path file, out;
  std::string insee;
};

int import_streets(const Context& context, const ImportWish& wish) {
  auto insee = parse_insee(wish.insee);
  if (!insee || !communes::find(*insee))
    return misuse(context, "--insee " + wish.insee + ": there is no commune with this code");
  std::ifstream in(wish.file, std::ios::binary);
  if (!in)
    return context.out.failed({Errc::not_found, wish.file.string() + ": no such file, or it cannot be read"});
  auto list = read_streets(in, *insee);
  if (!list) return context.out.failed({list.error().code, wish.file.string() + ": " + list.error().detail});
  const auto out = wish.out.empty() ? Path(wish.insee + ".streets") : wish.out;
  const auto document = seal::draft(*list);
  if (auto written = write_document(out, document); !written) return context.out.failed(written.error());
  const auto count = list->streets.size();
  context.out.good(std::to_string(count) + (count == 1 ? " street" : " streets") + " of " + wish.insee +
                   ": " + out.string());
  context.out.talk("Next: `tocsin mairie init … --streets " + out.string() +
                   "` names it in the charter; once that is handed in, `tocsin node import " + out.string() +
                   "`.");
  return context.out.done({{"commune", wish.insee},
                           {"streets", std::uint64_t{count}},
                           {"bytes", std::uint64_t{document.bytes.size()}},
                           {"hash", to_hex(seal::document_hash(document).view())},
                           {"file", out.string()}},
                          {});
}

}  // namespace

Result<wire::StreetList> read_streets(std::istream& file, const Insee& commune) {
  auto names = names_of(file, commune);
  if (!names) return pass_on(names);
  if (names->empty())
    return fail(Errc::not_found,
                "no address of " + to_string(commune) + " is in it: take the file of its department");
  if (names->size() > wire::streets_max)
    return fail(Errc::too_large, std::to_string(names->size()) + " streets, and a list holds at most " +
                                     std::to_string(wire::streets_max));
  wire::StreetList list{commune, {}};
  for (const auto& name : *names) list.streets.push_back({name});
  if (auto checked = wire::check(list); !checked) return tl::unexpected<Error>(checked.error());
  if (const auto bytes = wire::encode(list).size(); bytes > limits::document_bytes_max)
    return fail(Errc::too_large, std::to_string(names->size()) + " streets make " + std::to_string(bytes) +
                                     " bytes, and a document holds at most " +
                                     std::to_string(limits::document_bytes_max));
  return list;
}

void add_import_streets(CLI::App& mairie, Context& context) {
  auto& command = add_command(
      mairie, "import-streets", "make the commune's street list of the national address base's file",
      "  tocsin mairie import-streets adresses-25.csv --insee 25434\n"
      "  tocsin mairie import-streets adresses-25.csv --insee 25434 --out ornans.streets");
  auto wish = std::make_shared<ImportWish>();
  command
      .add_option("file", wish->file, "CSV of the Base Adresse Nationale, of the commune or its department")
      ->required();
  command.add_option("--insee", wish->insee, "the commune's INSEE code")->required();
  command.add_option("--out", wish->out, "list to write; default CODE.streets");
  on_run(command, context, [&context, wish] { return import_streets(context, *wish); });
}

}  // namespace tocsin::node::cli
