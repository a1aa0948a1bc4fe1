// Who is in service at this post: its desks say so each minute, and its node says it on to the communes.
#include "node/core/lines.h"
#include "node/core/presence.h"
#include "node/core/tables.h"
#include "node/inbox/inbox.h"
#include "protocol/seal/session.h"

namespace tocsin::node::inbox {
namespace {

// Until when a desk listens, by what each has said last; `now` when none does.
Instant desks_until(Turn& turn) {
  auto until = turn.now;
  std::vector<Bytes> gone;
  turn.txn.scan(table::desks_serving, {}, [&](ByteView desk, ByteView row) {
    auto said = from_ms(ByteReader(row).u64());
    // Over, or said before this clock stepped back.
    if (said <= turn.now || said > turn.now + limits::presence_valid)
      gone.emplace_back(desk.begin(), desk.end());
    else
      until = std::max(until, said);
    return true;
  });
  for (const auto& desk : gone) turn.txn.erase(table::desks_serving, desk);
  return until;
}

void state(Turn& turn, const PostId& post, Instant until) {
  wire::Presence presence{post, turn.now, until};
  auto document = seal::draft(presence);
  seal::add_signature(document, turn.keys().signing, seal::Tag::presence);
  keep_presence(turn, presence, document);
  const wire::ParcelContent content{wire::ParcelKind::document, wire::encode(document)};
  for (const auto& peer : peer_nodes(turn)) send_once(turn, peer, relay::Lane::control, content);
}

}  // namespace

wire::Reply serve(Turn& turn, const Caller& caller) {
  const auto post = self_of(turn).post;
  if (caller.request.code != 0)
    turn.txn.put(table::desks_serving, caller.id.view(),
                 ByteWriter().u64(to_ms(turn.now + limits::presence_valid)).view());
  else
    turn.txn.erase(table::desks_serving, caller.id.view());
  const auto until = desks_until(turn);
  const auto said = presence_until(turn, post).value_or(turn.now);
  // The first desk and the last are said at once; of those between, one word each minute is enough.
  const bool somebody = until > turn.now, soon_over = until >= said + limits::presence_again / 2;
  if (until < said || (somebody && (said <= turn.now || soon_over))) state(turn, post, until);
  if (until < said) plan_roll_overs_again(turn);
  auto reply = ok(turn);
  reply.data = newest_presence(turn, post);
  return reply;
}

}  // namespace tocsin::node::inbox
