#include "node/core/offices.h"

#include "node/core/law.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

Bytes since_key(ByteView who) {
  return ByteWriter().raw(named("office")).raw(who).take();
}

std::optional<wire::Reply> waits(Turn& turn, ByteView who, const std::string& name) {
  auto from = office_acts_from(turn, who);
  if (!from) return std::nullopt;
  return failed(turn, Errc::expired,
                "the office key of " + name + " was replaced: the new one acts from " + to_iso(*from) +
                    " on, the old one not any more");
}

}  // namespace

void office_replaced(Turn& turn, ByteView who, const std::string& name) {
  put_number(turn.txn, table::meta, since_key(who), to_ms(turn.now + office_key_waits));
  turn.event(EventCode::office_key_replaced, name, to_ms(turn.now + office_key_waits));
}

std::optional<Instant> office_acts_from(Turn& turn, ByteView who) {
  auto from = from_ms(get_number(turn.txn, table::meta, since_key(who)));
  return turn.now < from ? std::optional(from) : std::nullopt;
}

std::optional<wire::Reply> office_is_silent(Turn& turn, const Insee& commune) {
  if (commune.is_zero()) return std::nullopt;
  auto here = charter_of(turn, commune);
  auto waiting = waiting_charter(turn, commune);
  if (here && waiting && waiting->charter.office != here->charter.office)
    return failed(
        turn, Errc::not_allowed,
        "the office key of " + to_string(commune) + " is replaced by a charter that waits: it acts no more");
  return waits(turn, commune.view(), to_string(commune));
}

std::optional<wire::Reply> office_is_silent(Turn& turn, const PostId& post) {
  return post.is_zero() ? std::nullopt : waits(turn, post.view(), to_string(post));
}

Result<wire::PostRecord> verify_record_after(Turn& turn, const wire::SignedDocument& document,
                                             const wire::Root& root,
                                             const std::optional<wire::PostRecord>& held) {
  auto draft = wire::decode<wire::PostRecord>(document.bytes);
  if (!draft || !held || held->office == draft->office) return seal::verify_post_record(document, root);
  if (held->supervising.is_zero())
    return fail(Errc::untrusted,
                "nobody can replace the office key of a post without a supervising post: found "
                "a new post");
  auto supervising = stored<wire::PostRecord>(turn, held->supervising.view());
  if (!supervising)
    return fail(Errc::not_found, "import the record of " + to_string(held->supervising) + " first");
  return seal::verify_replacing_record(document, root, supervising->office);
}

}  // namespace tocsin::node
