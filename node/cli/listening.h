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
using PresenceOf = std::function<client::Answer<std::optional<Instant>>(const wire::PostRecord&)>;
// Where nobody reads at `post`, an alert passes at once to its supervising post (R34): then what is true
// there, if somebody reads there. `presence_of` is asked only where a record says so.
Listening listening(const wire::PostRecord& post, const wire::PostRecord* supervising,
                    const PresenceOf& presence_of);
Listening listening(client::Referent& referent);
Record record_of(const Listening& heard);

}  // namespace tocsin::node::cli
