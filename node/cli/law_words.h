// A commune's law in force and to come, as records and as sentences: for both offices, referents, auditors
// and the public page.
#pragma once
#include "node/cli/output.h"
#include "node/client/law.h"

namespace tocsin::node::cli {

// "alerts_per_day = 2", with the categories' codes where the limit is that of categories.
std::string limit_words(const policy::LimitRow& row, std::uint32_t value);
Record record_of(const client::CommuneLaw& law);
// One line for each thing that tightens, suspends or waits, in the person's language; a calm line when there
// is none.
std::string text_of(const client::CommuneLaw& law);
List records_of(const std::vector<client::CommuneLaw>& all);
std::string text_of(const std::vector<client::CommuneLaw>& all);

}  // namespace tocsin::node::cli
