// The grammars of text: names, addresses, telephone numbers, ids, plates.
#include "protocol/wire/text.h"

#include "fuzz.h"
#include "policy/content.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text(data, size);
  const auto fitted = wire::fit_text(text);
  fuzz::must(fitted.empty() || wire::is_text(fitted));
  if (wire::is_text(text)) fuzz::must(fitted == text);
  if (wire::is_address(text)) fuzz::must(wire::is_text(text));
  if (wire::is_telephone(text)) fuzz::must(wire::is_text(text));
  if (auto insee = parse_insee(text)) fuzz::must(to_string(*insee) == text);
  if (auto post = parse_post_id(text)) fuzz::must(to_string(*post) == text);
  if (auto plate = policy::canonical_plate(text)) {
    auto again = policy::canonical_plate(plate->view());
    fuzz::must(again && again->view() == plate->view() && wire::is_plate(plate->view()));
  }
  return 0;
}
