// The officer's commands: inbox, open, take, close, call-back, release, reopen.
#pragma once
#include "node/cli/commands.h"
#include "node/client/desk.h"

namespace tocsin::node::cli {

void add_exercise(CLI::App& post, Context& context);
// hand-over, group, confirm
void add_hand_over(CLI::App& post, Context& context);
void add_map(CLI::App& post, Context& context);
void add_desk(CLI::App& post, Context& context);
void add_vet(CLI::App& post, Context& context);
Record record_of(const client::InboxAlert& alert);
// What was reported, in words of the closed lists, a line each. `street`: as Desk::street names it.
std::string content_words(const wire::AlertContent& content, const std::string& street = {});
Record record_of(const wire::AlertContent& content, const std::string& street = {});

}  // namespace tocsin::node::cli
