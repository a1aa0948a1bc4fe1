#include "node/core/queries.h"

#include <algorithm>

#include "node/core/directory.h"
#include "node/core/epoch_loss.h"
#include "node/core/freshness.h"
#include "node/core/lines.h"
#include "node/core/locality.h"
#include "node/core/log.h"
#include "node/core/node.h"
#include "node/core/presence.h"
#include "node/core/retention.h"
#include "node/core/revocations.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

constexpr std::size_t leaves_per_reply = 256;
constexpr std::size_t reply_bytes_max = 112 * 1024;  // one document of the largest size always fits a frame
constexpr std::size_t item_overhead = 64;

}  // namespace

void add_status(wire::Reply& reply, std::string_view name, std::string value) {
  wire::Item item;
  item.data.assign(name.begin(), name.end());
  item.extra.assign(value.begin(), value.end());
  reply.items.push_back(std::move(item));
}

wire::Reply page(wire::Reply whole, std::uint64_t from) {
  auto& items = whole.items;
  items.erase(items.begin(),
              items.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(from, items.size())));
  std::size_t bytes = 0, kept = 0;
  while (kept < items.size() && kept < wire::reply_items_max) {
    bytes += item_overhead + items[kept].data.size() + items[kept].extra.size();
    if (kept > 0 && bytes > reply_bytes_max) break;
    ++kept;
  }
  if (kept == items.size()) return whole;
  items.resize(kept);
  whole.more = true;
  whole.data = ByteWriter().u64(from + kept).take();
  return whole;
}

wire::Reply list_documents(Turn& turn, const wire::Request& request) {
  auto reply = ok(turn);
  for (const auto& document : stored_documents(turn, static_cast<wire::DocumentType>(request.code)))
    add_document(reply, document);
  return page(std::move(reply), request.number);
}

wire::Reply list_log(Turn& turn, const wire::Request& request, bool all) {
  auto reply = ok(turn);
  turn.txn.scan(table::log_leaves, ByteWriter().sorted64(request.number).view(),
                [&](ByteView key, ByteView leaf) {
                  if (reply.items.size() >= leaves_per_reply) {
                    reply.more = true;
                    return false;
                  }
                  wire::Item item;
                  item.number = ByteReader(key).sorted64();
                  item.data.assign(leaf.begin(), leaf.end());
                  bool governance = !leaf.empty() && is_governance(static_cast<LogKind>(leaf.front()));
                  if (all || governance)
                    if (auto event = get_dated(turn, table::log_events, key)) item.extra = std::move(*event);
                  reply.items.push_back(std::move(item));
                  return true;
                });
  return reply;
}

wire::Reply show_checkpoint(Turn& turn) {
  auto reply = ok(turn);
  auto note = checkpoint(turn);
  reply.data.assign(note.begin(), note.end());
  return reply;
}

wire::Reply node_status(Turn& turn) {
  auto reply = ok(turn);
  auto self = self_of(turn);
  add_status(reply, "node", node_name(turn));
  add_status(reply, "kind", turn.identity.kind == NodeKind::commune ? "commune" : "post");
  add_status(reply, "time", to_iso(turn.now));
  add_status(reply, "clock_trusted", clock_trusted(turn) ? "yes" : "no");
  add_status(reply, "storage_tight", storage_tight(turn) ? "yes" : "no");
  add_status(reply, "log_size", std::to_string(log_size(turn)));
  add_status(reply, "parcels_waiting", std::to_string(waiting_parcels(turn)));
  for (const auto& here : charters(turn)) {
    auto name = to_string(here->charter.commune);
    auto verdict = policy::r1_charter_in_force(here->facts, turn.now);
    add_status(reply, "charter_" + name,
               verdict.permitted() ? (here->charter.exercise ? "in force, exercise" : "in force")
                                   : std::string(policy::slug(verdict.detail)));
    add_status(reply, "charter_" + name + "_until", to_iso(here->charter.until));
  }
  add_key_status(turn, reply);
  add_directory_status(turn, reply);
  add_root_list_status(turn, reply);
  add_locality_status(turn, reply);
  add_hearing_status(turn, reply);
  for (const auto& peer : peer_nodes(turn))
    add_status(reply, "line_" + to_hex(peer.id.view().first(4)), ways_up(turn, peer) != 0 ? "up" : "down");
  for (const auto& mailbox : own_mailboxes(turn))
    add_status(reply, "mailbox_" + to_hex(mailbox.id.view().first(4)), name(fetching(turn, mailbox)));
  auto own = charter_of(turn, self.commune);
  for (const auto& loss : epoch_losses(turn, own ? own->charter.post : self.post))
    add_status(reply, "epochs_lost_" + to_iso(loss.at),
               std::to_string(loss.lost.size()) +
                   " days: open alerts sealed to them cannot be read at the post; call their senders");
  for (const auto& gateway : own_gateways(turn))
    add_status(reply, "gateway_" + to_hex(gateway.server.view().first(4)),
               is_up(turn, gateway) ? "up" : "down");
  if (!self.post.is_zero()) {
    std::uint64_t open = 0;
    turn.txn.scan(table::open_alerts, {}, [&](ByteView, ByteView) { return ++open < 1'000'000; });
    add_status(reply, "open_alerts", std::to_string(open));
  }
  add_presence_status(turn, reply);
  add_status(reply, "spare_keys", std::to_string(turn.keyring.all(txn::KeyUse::spare).size()));
  return reply;
}

}  // namespace tocsin::node
