#include "node/core/turn.h"

namespace tocsin::node {

const char* name(EventCode code) {
  switch (code) {
    case EventCode::relay_up: return "relay_up";
    case EventCode::relay_down: return "relay_down";
    case EventCode::mailbox_refused: return "mailbox_refused";
    case EventCode::gateway_up: return "gateway_up";
    case EventCode::gateway_down: return "gateway_down";
    case EventCode::started: return "started";
    case EventCode::document_accepted: return "document_accepted";
    case EventCode::document_refused: return "document_refused";
    case EventCode::alert_accepted: return "alert_accepted";
    case EventCode::alert_refused: return "alert_refused";
    case EventCode::alert_ended: return "alert_ended";
    case EventCode::alert_delivered: return "alert_delivered";
    case EventCode::alert_violation: return "alert_violation";
    case EventCode::alert_held: return "alert_held";
    case EventCode::alert_released: return "alert_released";
    case EventCode::alert_opened: return "alert_opened";
    case EventCode::alert_taken: return "alert_taken";
    case EventCode::alert_closed: return "alert_closed";
    case EventCode::alert_reopened: return "alert_reopened";
    case EventCode::call_back: return "call_back";
    case EventCode::parcel_acknowledged: return "parcel_acknowledged";
    case EventCode::parcel_refused: return "parcel_refused";
    case EventCode::request_refused: return "request_refused";
    case EventCode::frame_malformed: return "frame_malformed";
    case EventCode::peer_up: return "peer_up";
    case EventCode::peer_down: return "peer_down";
    case EventCode::erased: return "erased";
    case EventCode::keys_destroyed: return "keys_destroyed";
    case EventCode::erasure_waits_for_clock: return "erasure_waits_for_clock";
    case EventCode::sequence_gap: return "sequence_gap";
    case EventCode::record_damaged: return "record_damaged";
    case EventCode::storage_tight: return "storage_tight";
    case EventCode::equivocation: return "equivocation";
    case EventCode::drift: return "drift";
    case EventCode::review_overdue: return "review_overdue";
    case EventCode::entry_confirmed: return "entry_confirmed";
    case EventCode::entry_never_confirmed: return "entry_never_confirmed";
    case EventCode::alert_handed_over: return "alert_handed_over";
    case EventCode::alerts_grouped: return "alerts_grouped";
    case EventCode::roll_over_due: return "roll_over_due";
    case EventCode::loosening_waits: return "loosening_waits";
    case EventCode::charter_in_force: return "charter_in_force";
    case EventCode::mandate_stopped: return "mandate_stopped";
    case EventCode::alert_carried: return "alert_carried";
    case EventCode::alert_elsewhere: return "alert_elsewhere";
    case EventCode::mandate_refused: return "mandate_refused";
    case EventCode::silence_closes_granting: return "silence_closes_granting";
    case EventCode::silence_closes_intake: return "silence_closes_intake";
    case EventCode::heard_again: return "heard_again";
    case EventCode::charter_forked: return "charter_forked";
    case EventCode::office_key_replaced: return "office_key_replaced";
    case EventCode::epochs_lost: return "epochs_lost";
    case EventCode::acts_lacking: return "acts_lacking";
    case EventCode::node_keys_changed: return "node_keys_changed";
    case EventCode::node_keys_destroyed: return "node_keys_destroyed";
    case EventCode::directory_newer: return "directory_newer";
    case EventCode::directory_other: return "directory_other";
  }
  return "unknown";
}

}  // namespace tocsin::node
