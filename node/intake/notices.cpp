// Notices at the commune: what a referent is given to read, and the receipt that his device showed it.
#include "node/core/notices.h"

#include "node/core/mandates.h"
#include "node/core/queries.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

// Open ones, and cancelled ones until they would have ended: who read it must read that it is taken back.
bool is_shown(const NoticeHere& here, Instant now) {
  auto state = state_here(here, now);
  return state == policy::NoticeState::open ||
         (state == policy::NoticeState::cancelled && now < here.notice.until);
}

// One device counts once, for the notice and for its cancel.
std::optional<wire::Reply> take_display(Turn& turn, const Caller& caller, const wire::Mandate& mandate) {
  auto document = wire::decode_document(caller.request.data);
  if (!document) return failed(turn, document.error().code, document.error().detail);
  auto display = seal::verify_notice_display(*document, caller.device.key);
  if (!display) return failed(turn, display.error().code, display.error().detail);
  if (display->mandate != mandate.mandate)
    return failed(turn, Errc::bad_signature, "the receipt names another mandate than its signer's");
  auto here = notice_of(turn, mandate.commune, display->notice);
  if (!here || !is_for(turn, here->notice, mandate))
    return failed(turn, Errc::not_found, "no such notice for this mandate here");
  bool of_cancel = here->cancel && display->document == seal::document_hash(*here->cancel);
  if (!of_cancel && display->document != here->hash)
    return failed(turn, Errc::conflict, "the receipt is about other bytes than the notice held here");
  auto key = ByteWriter().raw(display->notice).raw(display->mandate).boolean(of_cancel).take();
  if (turn.txn.get(table::displays, key)) return std::nullopt;
  put_until(turn, table::displays, key, {}, notice_erased_at(here->notice));
  ++(of_cancel ? here->row.cancel_shown : here->row.shown);
  save_row(turn, *here);
  if (here->notice.post.is_zero()) return std::nullopt;
  if (auto post = peer_of_post(turn, here->notice.post))
    queue_parcel(turn, *post, relay::Lane::rest, wire::ParcelKind::notice_shown,
                 wire::encode(how_far(turn, *here)));
  return std::nullopt;
}

wire::Reply list_for_referent(Turn& turn, const Caller& caller) {
  auto mandate = mandate_of(turn, *MandateId::from(caller.device.subject));
  if (!mandate) return failed(turn, Errc::not_found, "no mandate of this device here");
  if (auto verdict = stands(turn, *mandate); !verdict.permitted()) return refused(turn, verdict);
  if (!caller.request.data.empty())
    if (auto problem = take_display(turn, caller, mandate->mandate)) return *problem;
  auto reply = ok(turn);
  for (const auto& here : notices(turn, mandate->mandate.commune))
    if (is_for(turn, here.notice, mandate->mandate) && is_shown(here, turn.now))
      add_notice_items(turn, here, false, reply);
  if (caller.request.code == 1) follow(turn, notices_topic(mandate->mandate.mandate), caller.session);
  return page(std::move(reply), caller.request.number);
}

}  // namespace

wire::Reply list_notices(Turn& turn, const Caller& caller) {
  if (caller.device.kind == DeviceKind::mandate) return list_for_referent(turn, caller);
  if (!caller.request.data.empty())
    return failed(turn, Errc::not_allowed, "only a referent's device signs a receipt of display");
  auto reply = ok(turn);
  for (const auto& here : notices(turn, self_of(turn).commune)) add_notice_items(turn, here, true, reply);
  if (caller.request.code == 1) follow(turn, office_notices_topic(), caller.session);
  return page(std::move(reply), caller.request.number);
}

}  // namespace tocsin::node::intake
