#include "node/core/log.h"

#include "node/core/retention.h"
#include "node/core/roster.h"
#include "node/core/tables.h"
#include "protocol/seal/log.h"

namespace tocsin::node {
namespace {

seal::TreeEdge edge_of(Turn& turn) {
  auto row = turn.txn.get(table::meta, named("log"));
  if (!row) return {};
  auto edge = seal::decode_tree_edge(*row);
  return edge ? *edge : seal::TreeEdge{};
}

}  // namespace

bool is_governance(LogKind kind) {
  switch (kind) {
    case LogKind::document:
    case LogKind::restart:
    case LogKind::keys:
    case LogKind::overdue: return true;
    case LogKind::receipt:
    case LogKind::consultation:
    case LogKind::command:
    case LogKind::equivocation:
    case LogKind::erasure:
    case LogKind::combination:
    case LogKind::drift:
    case LogKind::confirmation:
    case LogKind::disclosure:
    case LogKind::grouping:
    case LogKind::roll_over: return false;
  }
  return false;
}

std::uint64_t append_log(Turn& turn, LogKind kind, ByteView event) {
  auto edge = edge_of(turn);
  auto index = edge.size;
  auto salt = seal::Secret32::random(turn.entropy);
  auto leaf = seal::log_leaf(static_cast<std::uint8_t>(kind), turn.now, salt, event);
  seal::append(edge, seal::leaf_hash(leaf));
  turn.txn.put(table::meta, named("log"), seal::encode(edge));
  auto key = ByteWriter().sorted64(index).take();
  turn.txn.put(table::log_leaves, key, leaf);
  put_dated(turn, table::log_events, key, ByteWriter().raw(salt.view()).raw(event).view(),
            turn.now + days(365));
  return index;
}

std::uint64_t log_size(Turn& turn) {
  return edge_of(turn).size;
}

std::string log_origin(Turn& turn) {
  return "tocsin/" + node_name(turn);
}

std::string checkpoint(Turn& turn) {
  return seal::sign_checkpoint(turn.keys().log, log_origin(turn), edge_of(turn));
}

}  // namespace tocsin::node
