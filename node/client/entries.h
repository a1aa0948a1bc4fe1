// What the town hall's desk entered in a referent's name (R35), as her own device keeps it to ask her: the
// header, which names no content, and the commune's signed acceptance.
#pragma once
#include <vector>

#include "node/client/alert_entry.h"
#include "node/client/profile.h"
#include "protocol/wire/message.h"

namespace tocsin::client {

struct EnteredAlert {
  wire::AlertHeader header;
  Hash header_hash;
  Instant accepted;  // by the commune's receipt
  bool confirmed = false;
};

// Keeps an item of `follow` that tells of a desk's entry under this mandate; leaves any other alone. An item
// whose receipt nobody vouches for is left alone too.
Status take_entered(const Profile& profile, const wire::Item& item, const MandateId& mandate,
                    const IssuerKeys& issuers);
// Oldest first. What is older than `now` less the days that entries wait is dropped from the profile.
std::vector<EnteredAlert> entered_alerts(const Profile& profile, Instant now);
Status note_confirmed(const Profile& profile, const EnteredAlert& entered);

}  // namespace tocsin::client
