// `review`, as the auditor, the posts and the mairies have it (R14, R32), and how a referent's pause is said.
#pragma once
#include "node/cli/device.h"
#include "node/client/reviews.h"

namespace tocsin::node::cli {

// Adds `review list` and `review answer`.
void add_review_answers(CLI::App& office, Context& context, const std::string& audience);
// Adds `review open` and `review list`.
void add_review_opening(CLI::App& audit, Context& context);

Record record_of(const client::ReviewRow& row);
std::string table_of(const std::vector<client::ReviewRow>& rows);
// Why, until when, and what can be done; empty when nothing pauses.
std::string pause_words(const client::OwnPause& pause);
Record record_of(const client::OwnPause& pause);

}  // namespace tocsin::node::cli
