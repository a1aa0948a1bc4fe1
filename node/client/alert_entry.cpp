#include "node/client/alert_entry.h"

#include <algorithm>

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

constexpr std::uint8_t entry_version = 1;
constexpr std::uint32_t receipts_max = 256;  // of one alert; reopening and closing again is rare

bool lets_envelope_go(AlertState state) {
  switch (state) {
    case AlertState::accepted:
    case AlertState::withdrawal_noted: return false;
    case AlertState::refused:
    case AlertState::withdrawn:
    case AlertState::expired:
    case AlertState::delivered:
    case AlertState::violation:
    case AlertState::held:
    case AlertState::released:
    case AlertState::opened:
    case AlertState::taken:
    case AlertState::call_back:
    case AlertState::closed:
    case AlertState::reopened: return true;
  }
  return false;
}

bool is_mark(AlertState state) {
  return state == AlertState::withdrawal_noted || state == AlertState::call_back;
}

bool is_no(AlertState state) {
  return state == AlertState::refused || state == AlertState::violation;
}

// How far a post has come with it: of two posts that have the alert the one that is further is what counts.
int progress(AlertState state) {
  switch (state) {
    case AlertState::closed: return 4;
    case AlertState::taken: return 3;
    case AlertState::opened: return 2;
    default: return is_no(state) ? 0 : 1;
  }
}

// What one post could not take in ends nothing while another post has it.
bool is_outdone(const AlertEntry& entry, const wire::Receipt& receipt) {
  return receipt.issuer_kind == NodeKind::post && is_no(receipt.state) &&
         std::any_of(entry.receipts.begin(), entry.receipts.end(), [&](const HeldReceipt& other) {
           return other.receipt.issuer_kind == NodeKind::post && other.receipt.issuer != receipt.issuer &&
                  !is_no(other.receipt.state);
         });
}

bool counts_more(const wire::Receipt& a, const wire::Receipt& b) {
  if (a.issuer_kind != b.issuer_kind) return a.issuer_kind == NodeKind::post;
  if (a.issuer == b.issuer) return a.number > b.number;
  if (progress(a.state) != progress(b.state)) return progress(a.state) > progress(b.state);
  return a.at > b.at;
}

// The latest that each issuer has signed, marks left out.
std::vector<const HeldReceipt*> latest_of_each(const AlertEntry& entry) {
  std::vector<const HeldReceipt*> latest;
  for (const auto& held : entry.receipts) {
    if (is_mark(held.receipt.state)) continue;
    auto same = std::find_if(latest.begin(), latest.end(), [&](const HeldReceipt* other) {
      return other->receipt.issuer == held.receipt.issuer;
    });
    if (same == latest.end())
      latest.push_back(&held);
    else if (held.receipt.number > (*same)->receipt.number)
      *same = &held;
  }
  return latest;
}

// One issuer's two answers to "does this alert go on?" that exclude each other.
bool excludes(const wire::Receipt& a, const wire::Receipt& b) {
  if (a.issuer != b.issuer) return false;
  if (a.number == b.number) return true;
  const auto either = [&](AlertState x, AlertState y) {
    return (a.state == x && b.state == y) || (a.state == y && b.state == x);
  };
  return either(AlertState::accepted, AlertState::refused) ||
         either(AlertState::delivered, AlertState::refused) ||
         either(AlertState::delivered, AlertState::violation) ||
         either(AlertState::withdrawn, AlertState::refused);
}

}  // namespace

Bytes encode(const AlertEntry& entry) {
  ByteWriter out;
  out.u8(entry_version).raw(entry.alert).raw(entry.header_hash).u64(entry.sequence);
  out.u8(static_cast<std::uint8_t>(entry.category)).u8(static_cast<std::uint8_t>(entry.urgency));
  out.u8(entry.flags).u16(entry.sector).u64(to_ms(entry.created)).u64(to_ms(entry.sent));
  out.sized(entry.envelope).sized(entry.withdrawal);
  out.boolean(entry.withdrawal_answered).boolean(entry.contradicted);
  out.u32(static_cast<std::uint32_t>(entry.receipts.size()));
  for (const auto& held : entry.receipts) out.raw(held.signed_bytes).u64(to_ms(held.arrived));
  out.raw(seal::hash256(out.view()));
  return out.take();
}

Result<AlertEntry> decode_entry(ByteView bytes) {
  const auto damaged = [] { return fail(Errc::store_damaged, "a kept alert's file is damaged"); };
  if (bytes.size() < Hash::size) return damaged();
  const ByteView body = bytes.first(bytes.size() - Hash::size);
  if (!std::equal(body.end(), bytes.end(), seal::hash256(body).bytes.begin())) return damaged();
  ByteReader in(body);
  AlertEntry entry;
  if (in.u8() != entry_version) return fail(Errc::unsupported, "a kept alert is of a later program");
  entry.alert = in.id<AlertId>();
  entry.header_hash = in.id<Hash>();
  entry.sequence = in.u64();
  const std::uint8_t category = in.u8(), urgency = in.u8();
  if (!is_known<Category>(category) || !is_known<Urgency>(urgency)) return damaged();
  entry.category = static_cast<Category>(category);
  entry.urgency = static_cast<Urgency>(urgency);
  entry.flags = in.u8();
  entry.sector = in.u16();
  entry.created = from_ms(in.u64());
  entry.sent = from_ms(in.u64());
  const ByteView envelope = in.sized();
  entry.envelope.assign(envelope.begin(), envelope.end());
  const ByteView withdrawal = in.sized();
  entry.withdrawal.assign(withdrawal.begin(), withdrawal.end());
  entry.withdrawal_answered = in.boolean();
  entry.contradicted = in.boolean();
  const std::uint32_t count = in.u32();
  if (count > receipts_max) return damaged();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    HeldReceipt held;
    const ByteView signed_bytes = in.raw(wire::signed_receipt_bytes);
    if (!in.ok()) return damaged();
    held.signed_bytes.assign(signed_bytes.begin(), signed_bytes.end());
    auto receipt = wire::decode_receipt(signed_bytes.first(wire::receipt_bytes));
    if (!receipt) return damaged();
    held.receipt = *receipt;
    held.arrived = from_ms(in.u64());
    entry.receipts.push_back(std::move(held));
  }
  if (!in.finished()) return damaged();
  return entry;
}

namespace {

// The present key is first, the others are oldest first: the same one before and after a change.
KeyId id_of(const std::vector<SigningPublic>& node) {
  return seal::key_id(node[node.size() > 1 ? 1 : 0]);
}

bool holds(const std::vector<SigningPublic>& keys, const SigningPublic& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

void name_issuers(AlertEntry& entry, const IssuerKeys& keys) {
  for (auto& held : entry.receipts)
    for (const auto* side : {&keys.commune, &keys.post, &keys.supervising})
      for (const auto& key : *side)
        if (held.receipt.issuer == seal::key_id(key)) held.receipt.issuer = id_of(*side);
}

Result<wire::Receipt> believe_receipt(ByteView signed_receipt, const Hash& header_hash,
                                      const IssuerKeys& keys, Heard heard) {
  for (const auto* side : {&keys.commune, &keys.post, &keys.supervising}) {
    const NodeKind kind = side == &keys.commune ? NodeKind::commune : NodeKind::post;
    for (const SigningPublic& key : *side) {
      if (heard == Heard::now && holds(keys.ended, key)) continue;
      auto receipt = seal::verify_receipt(signed_receipt, key);
      if (!receipt) continue;
      // A key vouches for its own node and its own side only.
      if (receipt->issuer_kind != kind || receipt->issuer != seal::key_id(key)) continue;
      if (receipt->header_hash != header_hash) return fail(Errc::conflict, "a receipt of another alert came");
      receipt->issuer = id_of(*side);
      return receipt;
    }
  }
  return fail(Errc::bad_signature,
              "a receipt came that neither the commune's node nor the post's node has signed");
}

Added add_receipt(AlertEntry& entry, const wire::Receipt& receipt, ByteView signed_receipt, Instant arrived) {
  Added added = Added::fresh;
  for (const auto& held : entry.receipts) {
    if (held.receipt == receipt) return Added::known;
    if (excludes(held.receipt, receipt)) added = Added::contradiction;
  }
  if (entry.receipts.size() == receipts_max) return Added::known;
  entry.receipts.push_back({receipt, Bytes(signed_receipt.begin(), signed_receipt.end()), arrived});
  if (added == Added::contradiction) entry.contradicted = true;
  if (lets_envelope_go(receipt.state)) entry.envelope.clear();
  const AlertState state = receipt.state;
  if (state == AlertState::withdrawn || state == AlertState::withdrawal_noted)
    entry.withdrawal_answered = true;
  return added;
}

const HeldReceipt* standing(const AlertEntry& entry) {
  const HeldReceipt* best = nullptr;
  for (const auto* held : latest_of_each(entry))
    if (!is_outdone(entry, held->receipt) && (best == nullptr || counts_more(held->receipt, best->receipt)))
      best = held;
  return best;
}

const HeldReceipt* find_receipt(const AlertEntry& entry, NodeKind issuer, AlertState state) {
  for (const auto& held : entry.receipts) {
    if (held.receipt.issuer_kind == issuer && held.receipt.state == state) return &held;
  }
  return nullptr;
}

bool call_back_wanted(const AlertEntry& entry) {
  return std::any_of(entry.receipts.begin(), entry.receipts.end(), [&](const HeldReceipt& asked) {
    return asked.receipt.state == AlertState::call_back &&
           std::none_of(entry.receipts.begin(), entry.receipts.end(), [&](const HeldReceipt& closed) {
             return closed.receipt.state == AlertState::closed &&
                    (closed.receipt.issuer != asked.receipt.issuer ||
                     closed.receipt.number > asked.receipt.number);
           });
  });
}

bool is_over(const AlertEntry& entry) {
  const HeldReceipt* now = standing(entry);
  if (now == nullptr) return false;
  const AlertState state = now->receipt.state;
  return state == AlertState::refused || state == AlertState::withdrawn || state == AlertState::expired ||
         state == AlertState::violation || state == AlertState::closed;
}

bool to_submit(const AlertEntry& entry) {
  return !entry.envelope.empty() && standing(entry) == nullptr;
}

std::vector<policy::StateChange> history(const AlertEntry& entry) {
  std::vector<const wire::Receipt*> signed_order;
  for (const auto& held : entry.receipts)
    if (!is_outdone(entry, held.receipt)) signed_order.push_back(&held.receipt);
  std::sort(signed_order.begin(), signed_order.end(), [](const wire::Receipt* a, const wire::Receipt* b) {
    return a->at != b->at ? a->at < b->at : a->number < b->number;
  });
  std::vector<policy::StateChange> states;
  for (const wire::Receipt* receipt : signed_order) states.push_back({receipt->state, receipt->at});
  return states;
}

}  // namespace tocsin::client
