#include "node/client/entries.h"

#include <algorithm>

#include "policy/desk.h"
#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

constexpr const char* folder = "entered";

std::string item_of(const AlertId& alert) {
  return std::string(folder) + "/" + to_hex(alert.view());
}

std::optional<EnteredAlert> decode(ByteView bytes) {
  ByteReader read(bytes);
  auto header = read.raw(limits::header_bytes);
  EnteredAlert entered;
  entered.accepted = from_ms(read.u64());
  entered.confirmed = read.boolean();
  if (!read.finished()) return std::nullopt;
  auto decoded = wire::decode_header(header);
  if (!decoded) return std::nullopt;
  entered.header = *decoded;
  entered.header_hash = seal::header_hash(header);
  return entered;
}

Status keep(const Profile& profile, const EnteredAlert& entered) {
  const auto header = wire::encode(entered.header);
  return profile.write(
      item_of(entered.header.alert),
      ByteWriter().raw(ByteView(header)).u64(to_ms(entered.accepted)).boolean(entered.confirmed).view());
}

}  // namespace

Status take_entered(const Profile& profile, const wire::Item& item, const MandateId& mandate,
                    const IssuerKeys& issuers) {
  if (item.extra.size() != limits::header_bytes) return {};
  auto header = wire::decode_header(item.extra);
  if (!header || header->kind != AlertKind::desk || header->mandate != mandate) return {};
  auto receipt = believe_receipt(item.data, seal::header_hash(item.extra), issuers);
  if (!receipt || receipt->state != AlertState::accepted) return {};
  if (profile.has(item_of(header->alert))) return {};
  return keep(profile, {*header, seal::header_hash(item.extra), receipt->at, false});
}

std::vector<EnteredAlert> entered_alerts(const Profile& profile, Instant now) {
  std::vector<EnteredAlert> all;
  auto names = profile.list(folder);
  if (!names) return all;
  for (const auto& name : *names) {
    auto bytes = profile.read(std::string(folder) + "/" + name);
    auto entered = bytes ? decode(*bytes) : std::nullopt;
    if (!entered) continue;
    if (entered->accepted + policy::desk_confirmed_within <= now) {
      (void)profile.remove(std::string(folder) + "/" + name);
      continue;
    }
    all.push_back(*entered);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.accepted < b.accepted; });
  return all;
}

Status note_confirmed(const Profile& profile, const EnteredAlert& entered) {
  auto confirmed = entered;
  confirmed.confirmed = true;
  return keep(profile, confirmed);
}

}  // namespace tocsin::client
