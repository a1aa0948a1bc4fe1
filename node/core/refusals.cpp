#include "node/core/refusals.h"

#include "node/core/retention.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

void put(Turn& turn, const wire::MandateRefused& refused, Instant until) {
  put_until(turn, table::refusals, refused.mandate.view(), wire::encode(refused), until);
  turn.event(EventCode::mandate_refused, to_hex(refused.mandate.view().first(8)), refused.rule);
}

}  // namespace

std::optional<MandateRefusal> refusal_of(Turn& turn, const MandateHere& mandate) {
  if (mandate.statement) return std::nullopt;
  auto row = turn.txn.get(table::refusals, mandate.mandate.mandate.view());
  auto refused =
      row ? wire::decode_mandate_refused(*row) : Result<wire::MandateRefused>(fail(Errc::not_found, "none"));
  if (!refused || refused->document != mandate.hash) return std::nullopt;
  return MandateRefusal{refused->rule, refused->detail};
}

void keep_refusal(Turn& turn, const wire::Mandate& mandate, const Hash& document,
                  const policy::Verdict& verdict) {
  wire::MandateRefused refused{mandate.mandate, document, static_cast<std::uint8_t>(verdict.rule),
                               static_cast<std::uint8_t>(verdict.detail)};
  put(turn, refused, mandate.until);
  auto peer = turn.identity.kind == NodeKind::post ? peer_of_commune(turn, mandate.commune) : std::nullopt;
  if (turn.identity.kind == NodeKind::commune)
    if (auto peers = peer_nodes(turn); !peers.empty()) peer = peers.front();
  if (peer)
    queue_parcel(turn, *peer, relay::Lane::control, wire::ParcelKind::mandate_refused, wire::encode(refused));
}

void forget_refusal(Turn& turn, const MandateId& mandate) {
  turn.txn.erase(table::refusals, mandate.view());
}

void take_refusal(Turn& turn, const PeerNode& from, const wire::MandateRefused& refused) {
  auto mandate = mandate_of(turn, refused.mandate);
  if (!mandate || mandate->statement || mandate->hash != refused.document) return;
  if (turn.identity.kind == NodeKind::post) {
    auto peer = peer_of_commune(turn, mandate->mandate.commune);
    if (!peer || peer->id != from.id) return;
  }
  put(turn, refused, mandate->mandate.until);
}

}  // namespace tocsin::node
