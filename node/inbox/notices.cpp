// Notices at the post: those that wait for a second signature, those given out, and how far each has come.
#include "node/core/notices.h"

#include <algorithm>

#include "node/core/queries.h"
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {
namespace {

// The commune whose node this is.
std::optional<Insee> commune_of(Turn& turn, const PeerNode& peer) {
  for (const auto& here : charters(turn))
    if (seal::key_id(here->charter.node.signing) == peer.id) return here->charter.commune;
  return std::nullopt;
}

}  // namespace

wire::Reply list_notices(Turn& turn, const Caller& caller) {
  if (!caller.request.data.empty())
    return failed(turn, Errc::not_allowed, "only a referent's device signs a receipt of display");
  auto reply = ok(turn);
  for (const auto& here : notices(turn, Insee{})) add_notice_items(turn, here, true, reply);
  if (caller.request.code == 1) follow(turn, office_notices_topic(), caller.session);
  return page(std::move(reply), caller.request.number);
}

// Parcels may come in another order than they were sent in. What was shown only rises; the devices a notice
// is for are those of the parcel that tells of most displays, each of which sends one.
Received receive_shown(Turn& turn, const PeerNode& from, ByteView bytes) {
  auto shown = wire::decode_notice_shown(bytes);
  auto commune = commune_of(turn, from);
  if (!shown || !commune) return {Received::Answer::unwelcome, 0};
  auto here = notice_of(turn, *commune, NoticeId{shown->notice});
  if (!here) return {};  // erased meanwhile
  auto& row = here->row;
  row.answered = true;
  row.rule = std::max(row.rule, shown->rule);
  if (std::uint64_t{shown->shown} + shown->cancel_shown >= std::uint64_t{row.shown} + row.cancel_shown)
    row.addressed = shown->addressed;
  row.shown = std::max(row.shown, shown->shown);
  row.cancel_shown = std::max(row.cancel_shown, shown->cancel_shown);
  save_row(turn, *here);
  return {};
}

}  // namespace tocsin::node::inbox
