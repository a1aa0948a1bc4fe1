// How a mandate stands, in words and in JSON: for both offices and for the referent.
#pragma once
#include "node/cli/commands.h"
#include "node/cli/output.h"
#include "node/client/official.h"

namespace tocsin::node::cli {

// {"rule": "R21", "detail": "conflict_of_interest", "words": …}
Record record_of(const client::Stop& stop);
std::string stop_words(const client::Stop& stop);
// Where the person is away or stands in, as far as it is not over.
List deputising_list(const client::Standing& standing, Instant now);
std::string deputising_words(const client::Standing& standing, Instant now);
// What both signatories must see before they sign; empty for a person without a tie.
std::string tie_warning(Tie tie);
// The beginning of `tocsin referent declare` and `enrol`: the tie given, or asked at a terminal.
Result<Tie> tie_given(const Context& context, const std::string& given);

}  // namespace tocsin::node::cli
