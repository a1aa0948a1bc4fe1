#include "node/core/people.h"

#include <algorithm>
#include <tuple>

#include "node/core/roster.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

bool before(const StatedMandate& a, const StatedMandate& b) {
  return std::tie(a.since, a.leaf) < std::tie(b.since, b.leaf);
}

}  // namespace

void note_stated(Turn& turn, const wire::Mandate& mandate, const wire::MandateInForce& statement) {
  auto since = std::max(mandate.from, statement.at);
  auto row =
      ByteWriter().raw(mandate.device).u64(to_ms(since)).u64(to_ms(statement.at)).u64(statement.leaf).take();
  turn.txn.put(table::people, ByteWriter().raw(mandate.referent).raw(mandate.mandate).view(), row);
}

std::vector<StatedMandate> stated_mandates(Turn& turn, const ReferentId& referent) {
  std::vector<StatedMandate> found;
  scan_prefix(turn.txn, table::people, referent.view(), [&](ByteView key, ByteView value) {
    ByteReader read(value);
    StatedMandate each;
    each.mandate = *MandateId::from(key.subspan(ReferentId::size));
    each.device = read.id<SigningPublic>();
    each.since = from_ms(read.u64());
    each.stated = from_ms(read.u64());
    each.leaf = read.u64();
    found.push_back(each);
    return true;
  });
  std::sort(found.begin(), found.end(), before);
  return found;
}

policy::Term ended_by_successors(Turn& turn, const wire::Mandate& mandate, policy::Term term) {
  auto all = stated_mandates(turn, mandate.referent);
  auto own = std::find_if(all.begin(), all.end(),
                          [&](const StatedMandate& each) { return each.mandate == mandate.mandate; });
  if (own == all.end()) return term;
  for (auto later = own + 1; later != all.end(); ++later)
    term = policy::ended_by_successor(term, later->since, later->device == own->device);
  return term;
}

MandateId first_on_device(Turn& turn, const wire::Mandate& mandate) {
  if (mandate.device.is_zero()) return mandate.mandate;
  for (const auto& each : stated_mandates(turn, mandate.referent))
    if (each.device == mandate.device) return each.mandate;
  return mandate.mandate;
}

MandateId first_on_device(Turn& turn, const MandateId& id) {
  auto mandate = stored<wire::Mandate>(turn, id.view());
  return mandate ? first_on_device(turn, *mandate) : id;
}

}  // namespace tocsin::node
