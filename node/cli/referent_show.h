// How a referent's alerts look on a terminal and in JSON.
#pragma once
#include "node/cli/device.h"
#include "node/cli/words.h"

namespace tocsin::node::cli {

Record record_of(const client::Step& step);
Record record_of(const client::AlertView& view);
// One alert a line: id, when, category, sector, where it stands.
std::string table_of(const std::vector<client::AlertView>& views);
// The alert whose hexadecimal id begins with `prefix`, or the latest when it is empty. not_found, conflict.
Result<AlertId> pick_alert(const std::vector<client::AlertView>& views, const std::string& prefix);
// Shows every new receipt of one alert until it is over, `done` says so, or `limit` is over. Prints what R33
// demands as soon as it is true. Answers the last view; reconnects as long as it may.
Result<client::AlertView> watch(const Context& context, client::Referent& referent, const AlertId& alert,
                                Duration limit, const std::function<bool(const client::AlertView&)>& done);

// `tocsin referent confirm` (referent_confirm.cpp), and what waits for it.
void add_confirm(CLI::App& referent, Context& context);
List entered_list(const client::Referent& referent);
std::string entered_words(const client::Referent& referent);

// `tocsin referent declare`, `deputise` and `conduct` (referent_word.cpp), and how the mandate stands.
void add_referent_word(CLI::App& referent, Context& context);
Record record_of_mandate(const client::Referent& referent);
std::string mandate_words(const client::Referent& referent);

// `tocsin referent send` (referent_send.cpp).
void add_send(CLI::App& referent, Context& context);

}  // namespace tocsin::node::cli
