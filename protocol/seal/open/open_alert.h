// Opening an alert. Post nodes only: linked by the inbox, never by the intake (tests/lint checks the
// archive).
#pragma once
#include "protocol/seal/alert.h"

namespace tocsin::seal {

struct OpenedAlert {
  wire::AlertContent content;
  Secret32 content_key;  // for the store, under the erasure-day key; the caller wipes `content`
};
// `slot` 0 (post) or 1 (supervising post), asserted. Errors: cannot_open (wrap, its binding to mandate, alert
// and slot, commitment or body do not open), malformed or unsupported (the content's format). `header` is the
// one that verify_envelope answered for this envelope; of any other header the body does not open.
Result<OpenedAlert> open_alert(const wire::AlertHeader& header, ByteView envelope, const BoxKey& epoch,
                               int slot);
// The same from a content key that was kept: the body alone.
Result<wire::AlertContent> open_alert_with_key(const wire::AlertHeader& header, ByteView envelope,
                                               const Secret32& content_key);

// What the content must repeat of the header and open of its tags (R7, R11: a sender's program that lied).
// Answers the first that does not hold, in the order of the values. `commitment` is the mandate's or desk
// commission's.
enum class Lie : std::uint8_t {
  none = 0,
  category = 1,
  sector = 2,
  mandate = 3,
  alert = 4,
  tag_key = 5,
  place_tag = 6,
  plate_tag = 7
};
Lie find_lie(const wire::AlertHeader& header, const wire::AlertContent& content, const Hash& commitment);

// Opens a sealed box made by seal_to: contents sealed to an officer's session key. nullopt: not for this key,
// or altered.
std::optional<Bytes> open_sealed(const BoxKey& key, ByteView sealed);

}  // namespace tocsin::seal
