// R30 and R31: a content that leaves for a procedure, and open alerts that are put together.
#include <algorithm>

#include "node/inbox/inbox.h"
#include "protocol/wire/desk.h"

namespace tocsin::node::inbox {
namespace {

policy::HandOverFacts facts_of(Turn& turn, const Caller& caller, const AlertRecord& record,
                               const wire::HandOverTo& recipient) {
  policy::HandOverFacts facts;
  facts.officer = officer_facts(turn, caller, record);
  facts.reason_given = is_known<HandOverReason>(caller.request.code);
  facts.recipient = policy::Recipient::procedure;
  facts.recipient_named = !recipient.procedure.empty();
  return facts;
}

}  // namespace

wire::Reply hand_over(Turn& turn, const Caller& caller) {
  auto session = BoxPublic::from(caller.request.data);
  if (!session || !seal::is_usable(*session))
    return failed(turn, Errc::malformed, "a session key of 32 bytes is needed");
  const auto& extra = caller.request.extra;
  auto recipient = wire::parse_recipient({reinterpret_cast<const char*>(extra.data()), extra.size()});
  if (!recipient) return failed(turn, Errc::malformed, "the recipient is no procedure");
  auto key = find_alert(turn, caller.request.subject);
  auto record = key ? load_alert(turn, *key) : std::nullopt;
  if (!record) return failed(turn, Errc::not_found, "no such alert here, or it is erased");
  auto facts = facts_of(turn, caller, *record, *recipient);
  facts.logged = true;  // below, in this transaction and before the answer is made
  if (auto verdict = policy::decide_hand_over(facts); !verdict.permitted()) {
    log_command(turn, caller, verdict);
    return refused(turn, verdict);
  }
  auto leaf = append_log(turn, LogKind::disclosure,
                         ByteWriter()
                             .raw(record->header_hash())
                             .u8(caller.request.code)
                             .raw(caller.id)
                             .raw(caller.command)
                             .raw(ByteView(extra))
                             .view());
  auto sealed = content_sealed_to(turn, *record, *session);
  if (!sealed) return failed(turn, sealed.error().code, sealed.error().detail);
  auto reply = ok(turn);
  reply.data = std::move(*sealed);
  wire::Item item;
  std::copy_n(key->bytes.begin(), AlertId::size, item.id.begin());
  item.number = leaf;
  reply.items.push_back(std::move(item));
  record->flags |= policy::flag::handed_over;
  save_alert(turn, *key, *record, limits_for(turn, record->header()));
  turn.event(EventCode::alert_handed_over, to_hex(record->header_hash().view().first(8)),
             caller.request.code);
  tell_of_flags(turn, *key, *record);
  return reply;
}

wire::Reply group(Turn& turn, const Caller& caller) {
  struct Member {
    AlertKey key;
    AlertRecord record;
  };
  std::vector<Member> members;
  auto ids = ByteWriter().raw(ByteView(caller.request.subject)).raw(ByteView(caller.request.data)).take();
  for (ByteView left = ids; left.size() >= AlertId::size; left = left.subspan(AlertId::size)) {
    auto key = find_alert(turn, left.first(AlertId::size));
    auto record = key ? load_alert(turn, *key) : std::nullopt;
    if (!record) return failed(turn, Errc::not_found, "one of these alerts is not here, or is erased");
    for (const auto& other : members)
      if (other.key == *key) return failed(turn, Errc::malformed, "an alert is named twice");
    members.push_back({*key, std::move(*record)});
  }
  policy::GroupFacts facts;
  facts.officer = officer_facts(turn, caller, members.front().record);
  std::vector<policy::Work> works;
  CommandId name = caller.request.command;
  for (const auto& member : members) {
    works.push_back(policy::work_of(member.record.history()));
    facts.officer.at_addressed_post &= officer_facts(turn, caller, member.record).at_addressed_post;
    if (!member.record.group.is_zero()) name = member.record.group;  // it joins a group that there is
  }
  facts.alerts = works;
  facts.alike = std::all_of(members.begin(), members.end(), [&](const Member& member) {
    return member.record.header().exercise() == members.front().record.header().exercise();
  });
  facts.reason_given = is_known<GroupReason>(caller.request.code);
  facts.logged = true;  // below, in this transaction
  auto verdict = policy::decide_group(facts);
  if (!verdict.permitted()) {
    log_command(turn, caller, verdict);
    return refused(turn, verdict);
  }
  ByteWriter event;
  event.u8(caller.request.code).raw(caller.id).raw(caller.command);
  for (const auto& member : members) event.raw(member.record.header_hash());
  append_log(turn, LogKind::grouping, event.view());
  for (auto& member : members) {
    member.record.group = name;
    member.record.flags |= policy::flag::grouped;
    save_alert(turn, member.key, member.record, limits_for(turn, member.record.header()));
    tell_of_flags(turn, member.key, member.record);
  }
  turn.event(EventCode::alerts_grouped, to_hex(name.view().first(8)), members.size());
  return ok(turn);
}

}  // namespace tocsin::node::inbox
