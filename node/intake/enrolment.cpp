#include "node/core/queries.h"
#include "node/core/retention.h"
#include "node/core/roll.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"
#include "protocol/limits.h"

namespace tocsin::node::intake {
namespace {

constexpr hours card_life{72};
constexpr hours invitation_kept = days(30);  // its status may be asked that long; then both one-time keys die
constexpr std::size_t invitations_max = 64;  // undecided at once; a commune has 6 referents, rarely 30

struct Invitation {
  SigningPublic request;
  BoxPublic transport;
  Instant expires;
};
Bytes encode(const Invitation& invitation) {
  return ByteWriter().raw(invitation.request).raw(invitation.transport).u64(to_ms(invitation.expires)).take();
}
std::optional<Invitation> find_invitation(Turn& turn, ByteView id) {
  auto row = turn.txn.get(table::invitations, id);
  if (!row) return std::nullopt;
  ByteReader read(*row);
  Invitation invitation;
  invitation.request = read.id<SigningPublic>();
  invitation.transport = read.id<BoxPublic>();
  invitation.expires = from_ms(read.u64());
  return read.finished() ? std::optional(invitation) : std::nullopt;
}

}  // namespace

wire::Reply invite(Turn& turn, const Caller& caller) {
  const auto& request = caller.request;
  ByteReader read(request.data);
  Invitation invitation;
  invitation.request = read.id<SigningPublic>();
  invitation.transport = read.id<BoxPublic>();
  invitation.expires = from_ms(read.u64());
  if (!read.finished() || !seal::is_usable(invitation.request) || !seal::is_usable(invitation.transport))
    return failed(turn, Errc::malformed, "an invitation is request key, transport key and expiry");
  if (invitation.expires <= turn.now || invitation.expires > turn.now + card_life + minutes(10))
    return failed(turn, Errc::expired,
                  "a card is valid for at most 72 hours from now: check this computer's clock");
  if (find_invitation(turn, request.subject))
    return failed(turn, Errc::conflict, "this invitation exists already");
  if (turn.txn.get(table::admissions, invitation.transport.view()))
    return failed(turn, Errc::conflict, "this transport key is in use");
  std::size_t undecided = 0;
  turn.txn.scan(table::invitations, {}, [&](ByteView, ByteView) { return ++undecided < invitations_max; });
  if (undecided >= invitations_max)
    return failed(turn, Errc::store_full, "64 invitations are open: let them be answered or expire");

  auto end = turn.now + invitation_kept;
  auto id = seal::key_id(invitation.request);
  put_until(turn, table::invitations, request.subject, encode(invitation), end);
  Device device{DeviceKind::invitation, Role::citizen, invitation.request, request.subject};
  put_device(turn, id, device);
  put_until(turn, table::devices, id.view(), *turn.txn.get(table::devices, id.view()), end);
  put_until(turn, table::admissions, invitation.transport.view(), named("invite:" + to_hex(request.subject)),
            end);
  put_dated(turn, table::persons, request.subject, ByteWriter().sized(request.extra).sized({}).view(), end);
  append_log(
      turn, LogKind::command,
      ByteWriter().u8(static_cast<std::uint8_t>(request.verb)).raw(caller.id).raw(caller.command).view());
  return ok(turn);
}

wire::Reply enrol(Turn& turn, const Caller& caller) {
  if (caller.device.kind != DeviceKind::invitation)
    return refused(turn, policy::decide_action(caller.device.role, policy::Action::enrol));
  auto invitation = find_invitation(turn, caller.device.subject);
  if (!invitation)
    return failed(turn, Errc::not_found, "this invitation is over: ask the mairie for a new card");
  auto document = wire::decode_document(caller.request.data);
  if (!document) return failed(turn, document.error().code, document.error().detail);
  auto enrolment = seal::verify_enrolment(*document, invitation->request);
  if (!enrolment) return failed(turn, enrolment.error().code, enrolment.error().detail);
  if (enrolment->invitation.bytes != caller.device.subject)
    return failed(turn, Errc::conflict, "the request names another invitation");
  if (auto held = turn.txn.get(table::enrolments, caller.device.subject)) {
    if (*held == wire::encode(*document)) return ok(turn);
    return failed(turn, Errc::conflict,
                  "this card was used by another phone: tell the mairie, ask for a new card");
  }
  if (turn.now >= invitation->expires)
    return failed(turn, Errc::expired, "this card has expired: ask the mairie for a new one");
  if (turn.txn.get(table::admissions, enrolment->transport.view()) ||
      find_device(turn, seal::key_id(enrolment->device)))
    return failed(turn, Errc::conflict, "these keys are in use here: make new ones");
  put_until(turn, table::enrolments, caller.device.subject, caller.request.data, turn.now + invitation_kept);
  append_log(turn, LogKind::document,
             ByteWriter()
                 .u16(static_cast<std::uint16_t>(document->type))
                 .raw(seal::document_hash(*document))
                 .view());
  return ok(turn);
}

wire::Reply enrolment_status(Turn& turn, const Caller& caller) {
  if (caller.device.kind != DeviceKind::invitation && caller.device.kind != DeviceKind::mandate)
    return refused(turn, policy::refuse(policy::Rule::R2, policy::Detail::role_may_not));
  auto reply = ok(turn);
  for (auto type : {wire::DocumentType::mandate, wire::DocumentType::mandate_in_force})
    if (auto document = stored_document(turn, type, caller.device.subject)) add_document(reply, *document);
  if (caller.device.kind == DeviceKind::mandate)
    if (auto mandate = mandate_of(turn, *MandateId::from(caller.device.subject)))
      add_standing_items(turn, *mandate, reply);
  return reply;
}

wire::Reply enrolments(Turn& turn, const Caller& caller) {
  auto reply = ok(turn);
  turn.txn.scan(table::enrolments, {}, [&](ByteView key, ByteView value) {
    wire::Item item;
    std::copy_n(key.begin(), item.id.size(), item.id.begin());
    item.data.assign(value.begin(), value.end());
    reply.items.push_back(std::move(item));
    return true;
  });
  std::erase_if(reply.items, [&](const wire::Item& item) {
    return stored_document(turn, wire::DocumentType::mandate, item.id).has_value();
  });
  for (auto& item : reply.items)
    if (auto person = get_dated(turn, table::persons, item.id)) {
      auto name = ByteReader(*person).sized();
      item.extra.assign(name.begin(), name.end());
    }
  return page(std::move(reply), caller.request.number);
}

}  // namespace tocsin::node::intake
