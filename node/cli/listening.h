// R33, said before anything is sent: whether anybody reads at the post.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "node/cli/device.h"
#include "node/client/referent.h"

namespace tocsin::node::cli {

// R33: whether anybody reads at the post now, in one line: by the opening hours in its record, and, where
// that says so, by what its desks have told in the last three minutes.
struct Listening {
  bool now = false;
  std::optional<Instant> changes;  // when it ends or begins; empty: never, or not known
  std::string words;
};
// `presence` is asked only where the record says so.
Listening listening(const wire::PostRecord& post,
                    const std::function<client::Answer<std::optional<Instant>>()>& presence);
Listening listening(client::Referent& referent);
Record record_of(const Listening& heard);

}  // namespace tocsin::node::cli
