// What goes down to referents, on the command line: `tocsin post notice`, `tocsin mairie announce` and
// `tocsin referent notices`.
#pragma once
#include "node/cli/commands.h"
#include "node/client/notices.h"

namespace tocsin::node::cli {

void add_post_notices(CLI::App& post, Context& context);
void add_mairie_announcements(CLI::App& mairie, Context& context);
void add_referent_notices(CLI::App& referent, Context& context);

const char* state_slug(policy::NoticeState state);
Record record_of(const client::NoticeView& view);
// The notice as a reader sees it, in French or English; a cancelled one says so first. `issuer`: who to call.
std::string notice_text(const client::NoticeView& view, std::string_view issuer);
// One notice a line, for offices.
std::string table_of(const std::vector<client::NoticeView>& views);
// Name and telephone of the post, or the mairie's name.
std::string issuer_of(const client::NoticeView& view, const wire::PostRecord* post);

namespace text {
extern const Words notices_none;
extern const Words notice_waits, notice_given_out, notice_cancelled;
}  // namespace text

}  // namespace tocsin::node::cli
