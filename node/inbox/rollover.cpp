// R29 and R34 at the post: when an alert is due at the supervising post, it is marked, logged and shown. Its
// commune's node carries it there.
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {

void mark_roll_overs(Turn& turn) {
  for (auto& [key, record, cause] : due_roll_overs(turn)) {
    record.flags |= policy::flag::roll_over;
    record.roll_over = cause;
    save_alert(turn, key, record, limits_for(turn, record.header()));
    append_log(turn, LogKind::roll_over,
               ByteWriter()
                   .raw(record.header_hash())
                   .u8(static_cast<std::uint8_t>(cause))
                   .raw(supervising_post(turn))
                   .view());
    turn.event(EventCode::roll_over_due, to_hex(record.header_hash().view().first(8)),
               static_cast<std::uint64_t>(cause));
    tell_of_flags(turn, key, record);
  }
}

}  // namespace tocsin::node::inbox
