#include "node/core/presence.h"

#include "node/core/queries.h"
#include "node/core/retention.h"
#include "node/core/rollover.h"
#include "node/core/roster.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

struct Kept {
  Instant at, until;
  ByteView container;
};
// nullopt: dated after now, which was another time before this clock stepped back.
std::optional<Kept> parse(Turn& turn, ByteView row) {
  ByteReader read(row);
  auto at = from_ms(read.u64()), until = from_ms(read.u64());
  if (at > turn.now + limits::clock_ahead_noted) return std::nullopt;
  return Kept{at, until, read.rest()};
}

}  // namespace

std::optional<Instant> presence_until(Turn& turn, const PostId& post) {
  auto row = turn.txn.get(table::presences, post.view());
  auto newest = row ? parse(turn, *row) : std::nullopt;
  return newest ? std::optional(newest->until) : std::nullopt;
}

void keep_presence(Turn& turn, const wire::Presence& presence, const wire::SignedDocument& document) {
  turn.txn.put(table::presences, presence.post.view(),
               ByteWriter()
                   .u64(to_ms(presence.at))
                   .u64(to_ms(presence.until))
                   .raw(ByteView(wire::encode(document)))
                   .view());
}

wire::Reply accept_presence(Turn& turn, const wire::SignedDocument& document,
                            const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Presence>(document.bytes);
  if (!draft) return failed(turn, draft.error().code, draft.error().detail);
  auto record = stored<wire::PostRecord>(turn, draft->post.view());
  if (!record) return failed(turn, Errc::not_found, "no record of " + to_string(draft->post) + " here");
  if (from != seal::key_id(record->node.signing))
    return failed(turn, Errc::not_allowed, "who listens at a post is said by its own node, in a parcel");
  auto presence = by_any(signing_keys(turn, draft->post, Formers::honoured), [&](const auto& key) {
    return seal::verify_single<wire::Presence>(document, key, seal::Tag::presence);
  });
  if (!presence) return failed(turn, presence.error().code, presence.error().detail);
  note_peer_time(turn, *from, presence->at);
  if (presence->at > turn.now + limits::clock_ahead_noted)
    return failed(turn, Errc::expired, "this presence is dated after now");
  auto row = turn.txn.get(table::presences, presence->post.view());
  if (auto newest = row ? parse(turn, *row) : std::nullopt; newest && newest->at > presence->at)
    return ok(turn);
  const auto before = presence_until(turn, presence->post);
  keep_presence(turn, *presence, document);
  if (before && presence->until < *before) plan_roll_overs_again(turn);  // its last desk has left
  return ok(turn);
}

wire::Reply list_presence(Turn& turn) {
  auto reply = ok(turn);
  turn.txn.scan(table::presences, {}, [&](ByteView, ByteView row) {
    auto kept = parse(turn, row);
    if (!kept || kept->until <= turn.now) return true;
    wire::Item item;
    item.data.assign(kept->container.begin(), kept->container.end());
    reply.items.push_back(std::move(item));
    return true;
  });
  return reply;
}

Bytes newest_presence(Turn& turn, const PostId& post) {
  auto row = turn.txn.get(table::presences, post.view());
  auto newest = row ? parse(turn, *row) : std::nullopt;
  return newest ? Bytes(newest->container.begin(), newest->container.end()) : Bytes{};
}

void add_presence_status(Turn& turn, wire::Reply& reply) {
  turn.txn.scan(table::presences, {}, [&](ByteView key, ByteView row) {
    auto kept = parse(turn, row);
    if (auto post = PostId::from(key))
      add_status(reply, "listening_" + to_string(*post),
                 kept && kept->until > turn.now ? "until " + to_iso(kept->until) : "nobody");
    return true;
  });
}

}  // namespace tocsin::node
