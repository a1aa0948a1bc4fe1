// The office keys of mairies and posts. One that is lost or stolen is replaced by root and the other office:
// the old key does nothing from then on, the new one acts after a day in public.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

constexpr hours office_key_waits{24};

// `who`: a commune or a post. The office key of its newest paper differs from the one before.
void office_replaced(Turn& turn, ByteView who, const std::string& name);
// From when the new key acts; nullopt: none was replaced lately.
std::optional<Instant> office_acts_from(Turn& turn, ByteView who);
// Why no office key of this commune or post acts just now; nullopt: it does.
std::optional<wire::Reply> office_is_silent(Turn& turn, const Insee& commune);
std::optional<wire::Reply> office_is_silent(Turn& turn, const PostId& post);

// The record that `document` is, in the place of `held` if there is one. One with another office key needs
// the signature of the supervising post that `held` names.
Result<wire::PostRecord> verify_record_after(Turn& turn, const wire::SignedDocument& document,
                                             const wire::Root& root,
                                             const std::optional<wire::PostRecord>& held);

}  // namespace tocsin::node
