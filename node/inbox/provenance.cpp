#include "node/inbox/provenance.h"

#include "node/core/confirmations.h"
#include "node/core/people.h"
#include "node/core/rotation.h"

namespace tocsin::node::inbox {
namespace {

std::vector<Sealer> sealers(Turn& turn, const wire::AlertHeader& claimed, const MandateHere& mandate) {
  if (claimed.kind == AlertKind::device)
    return {
        {mandate.mandate.device, mandate.mandate.tag_commitment, {}, first_on_device(turn, mandate.mandate)}};
  std::vector<Sealer> desks;
  for (const auto& desk : desks_of(turn, mandate.mandate.commune))
    desks.push_back({desk.key, desk.tag_commitment, desk.term, MandateId{desk.id.bytes}});
  return desks;
}

}  // namespace

std::optional<Verified> verify_parts(Turn& turn, const PeerNode& from, const MandateHere& mandate,
                                     ByteView header, ByteView signature, ByteView receipt) {
  auto claimed = wire::decode_header(header);
  auto statement = receipt_by(from, receipt);
  if (!claimed || !statement || statement->header_hash != seal::header_hash(header)) return std::nullopt;
  for (const auto& sealer : sealers(turn, *claimed, mandate))
    if (auto parsed = seal::verify_header(header, *Signature::from(signature), sealer.key))
      return Verified{*parsed, *statement, sealer.numbers};
  return std::nullopt;
}

std::optional<Signed> verify_sealed(Turn& turn, const MandateHere& mandate, ByteView envelope) {
  auto claimed = wire::decode_header(envelope.first(limits::header_bytes));
  if (!claimed) return std::nullopt;
  for (const auto& sealer : sealers(turn, *claimed, mandate))
    if (auto header = seal::verify_envelope(envelope, sealer.key)) return Signed{*header, sealer};
  return std::nullopt;
}

std::optional<MandateHere> mandate_named(Turn& turn, ByteView header) {
  auto parsed = wire::decode_header(header);
  if (!parsed) return std::nullopt;
  auto mandate = mandate_of(turn, parsed->mandate);
  if (!mandate || !mandate->statement || mandate->statement->mandate != mandate->hash) return std::nullopt;
  return mandate;
}

bool comes_from_its_commune(Turn& turn, const PeerNode& from, const MandateHere& mandate) {
  auto peer = peer_of_commune(turn, mandate.mandate.commune);
  return peer && peer->id == from.id;
}

}  // namespace tocsin::node::inbox
