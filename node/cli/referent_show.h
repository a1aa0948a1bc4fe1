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

// `tocsin referent send` (referent_send.cpp).
void add_send(CLI::App& referent, Context& context);

}  // namespace tocsin::node::cli
