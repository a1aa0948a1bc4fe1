// What a referent's screen may show.
#include <algorithm>

#include "node/client/referent.h"
#include "policy/work.h"

namespace tocsin::client {
namespace {

Step step_of(const wire::Receipt& receipt, const IssuerKeys& keys) {
  bool supervising =
      std::any_of(keys.supervising.begin(), keys.supervising.end(),
                  [&](const SigningPublic& key) { return seal::key_id(key) == receipt.issuer; });
  return {receipt.state,   receipt.issuer_kind, receipt.at,  receipt.code,       receipt.rule,
          receipt.refusal, receipt.leaf,        supervising, receipt.clock_noted};
}

bool is_ended_without_arrival(AlertState state) {
  return state == AlertState::refused || state == AlertState::withdrawn || state == AlertState::violation;
}

// R33: receipts' instants brought to the device's clock, never later than the moment they came.
std::optional<Instant> on_our_clock(const HeldReceipt* held, Duration offset) {
  if (held == nullptr) return std::nullopt;
  return std::min(held->receipt.at - offset, held->arrived);
}

}  // namespace

AlertView Referent::view_of(const AlertEntry& kept) const {
  // Only what still verifies is shown, whatever the file says.
  AlertEntry entry = kept;
  const IssuerKeys keys = issuers();
  entry.receipts.erase(std::remove_if(entry.receipts.begin(), entry.receipts.end(),
                                      [&](const HeldReceipt& held) {
                                        return !believe_receipt(held.signed_bytes, entry.header_hash, keys,
                                                                Heard::before);
                                      }),
                       entry.receipts.end());
  const policy::Limits limits = known_limits(roster_, charter(), &own_.mandate);

  AlertView view;
  view.alert = entry.alert;
  view.sequence = entry.sequence;
  view.category = entry.category;
  view.sector = entry.sector;
  for (const auto& sector : charter().sectors) {
    if (sector.id == entry.sector) view.sector_name = sector.name;
  }
  view.urgency = entry.urgency;
  view.exercise = entry.exercise();
  view.sent = entry.sent;
  for (const auto& held : entry.receipts) view.steps.push_back(step_of(held.receipt, keys));
  std::stable_sort(view.steps.begin(), view.steps.end(),
                   [](const Step& a, const Step& b) { return a.at < b.at; });
  const HeldReceipt* stands = standing(entry);
  if (stands != nullptr) view.standing = step_of(stands->receipt, keys);
  view.over = is_over(entry);
  view.call_back = call_back_wanted(entry);
  view.contradicted = entry.contradicted;
  view.withdrawal_asked = !entry.withdrawal.empty();
  if (!entry.receipts.empty()) view.erased_at = policy::erase_at(history(entry), limits);

  if (stands == nullptr || !is_ended_without_arrival(stands->receipt.state)) {
    policy::TruthFacts facts;
    facts.sent = entry.sent;
    facts.urgency = entry.urgency;
    facts.accepted =
        on_our_clock(find_receipt(entry, NodeKind::commune, AlertState::accepted), clock_offset_);
    if (stands != nullptr && stands->receipt.issuer_kind == NodeKind::post) {
      facts.delivered = on_our_clock(stands, clock_offset_);
    } else {
      facts.expired = find_receipt(entry, NodeKind::commune, AlertState::expired) != nullptr;
    }
    view.truth = policy::truth(facts, limits, tools_.clock());
    view.truth_changes = policy::truth_changes_at(facts, limits);
    // What the post has said since it lost its keys counts; what it said before is true no more. When it was
    // sealed is known here more exactly than the header says.
    const Instant sealed = entry.sequence == 0 ? entry.created : entry.sent + clock_offset_;
    const Instant heard =
        stands != nullptr && stands->receipt.issuer_kind == NodeKind::post ? stands->receipt.at : sealed;
    view.lost = !view.over && roster_.is_lost(charter().post, day_of(entry.created), sealed, heard);
    if (view.lost) {
      view.truth = policy::Truth::not_received_call_17;
      view.truth_changes.reset();
    }
  }
  return view;
}

std::vector<AlertView> Referent::alerts() const {
  std::vector<AlertView> views;
  for (const AlertEntry& entry : ledger_.entries()) views.push_back(view_of(entry));
  return views;
}

Answer<AlertView> Referent::alert(const AlertId& id) const {
  for (const AlertEntry& entry : ledger_.entries()) {
    if (entry.alert == id) return view_of(entry);
  }
  return failure(Errc::not_found, "no such alert on this device: `tocsin referent status` lists them");
}

Status Referent::forget_due() {
  const policy::Limits limits = known_limits(roster_, charter(), &own_.mandate);
  std::vector<AlertId> due;
  for (const AlertEntry& entry : ledger_.entries()) {
    if (!entry.receipts.empty() && policy::erase_at(history(entry), limits) <= node_now()) {
      due.push_back(entry.alert);
    }
  }
  for (const AlertId& alert : due) {
    auto erased = ledger_.erase(alert);
    if (!erased) return erased;
  }
  return {};
}

}  // namespace tocsin::client
