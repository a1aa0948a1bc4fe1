#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/tables.h"
#include "node/inbox/inbox.h"
#include "protocol/seal/open/open_alert.h"

namespace tocsin::node::inbox {
namespace {

constexpr std::size_t reply_bytes_max = 96 * 1024;  // of a list; more is asked for again
constexpr std::size_t receipts_max = 64;  // of one alert: opened, taken, closed, reopened … ends somewhere

constexpr std::size_t item_overhead = 64;
constexpr std::size_t largest_item =
    limits::header_bytes + receipts_max * wire::signed_receipt_bytes + item_overhead;

std::uint32_t flags_now(Turn& turn, const AlertRecord& record) {
  auto mandate = mandate_of(turn, record.header().mandate);
  if (!mandate) return record.flags;
  auto since = review_since(turn, record.referent);
  return record.flags | policy::r3_at_acceptance(mandate->term, record.accepted, turn.now).flags |
         policy::r14_at_acceptance(since, record.accepted).flags;
}

wire::Item inbox_item(Turn& turn, const AlertKey& key, const AlertRecord& record) {
  wire::Item item;
  std::copy_n(key.bytes.begin(), 16, item.id.begin());
  item.number = flags_now(turn, record);
  auto work = policy::work_of(record.history());
  item.code = work.held ? 1 : 0;
  item.data = listed(record);
  for (const auto& receipt : record.receipts)
    item.extra.insert(item.extra.end(), receipt.bytes.begin(), receipt.bytes.end());
  return item;
}

AlertState state_after(policy::Action action) {
  if (action == policy::Action::take) return AlertState::taken;
  if (action == policy::Action::close) return AlertState::closed;
  if (action == policy::Action::call_back) return AlertState::call_back;
  if (action == policy::Action::release_held) return AlertState::released;
  return AlertState::reopened;
}

}  // namespace

std::optional<AlertKey> find_alert(Turn& turn, ByteView alert) {
  std::optional<AlertKey> found;
  scan_prefix(turn.txn, table::open_alerts, alert, [&](ByteView key, ByteView) {
    found = AlertKey::from(key);
    return false;
  });
  return found;
}

policy::OfficerFacts officer_facts(Turn& turn, const Caller& caller, const AlertRecord& record) {
  policy::OfficerFacts facts;
  facts.now = turn.now;
  facts.role = caller.device.role;
  facts.commission = caller.term;
  auto commission = commission_of(turn, caller.id);
  auto here = charter_of(turn, record.header().commune);
  // A post holds alerts of the communes whose charters name it, and what has passed to it from others.
  facts.at_addressed_post = commission && here && commission->post == self_of(turn).post &&
                            charge_of(turn, here->charter) != Charge::none;
  facts.with_other_post = record.there_leads;
  facts.work = policy::work_of(record.history());
  return facts;
}

void log_command(Turn& turn, const Caller& caller, const policy::Verdict& verdict) {
  append_log(turn, LogKind::command,
             ByteWriter()
                 .u8(static_cast<std::uint8_t>(caller.request.verb))
                 .raw(caller.id)
                 .raw(caller.command)
                 .u8(static_cast<std::uint8_t>(verdict.outcome))
                 .u8(static_cast<std::uint8_t>(verdict.rule))
                 .raw(ByteView(caller.signed_request))
                 .view());
}

// number: alerts from this position on; code 1: closed ones too.
wire::Reply list_inbox(Turn& turn, const Caller& caller) {
  auto reply = ok(turn);
  std::vector<AlertKey> keys;
  turn.txn.scan(table::open_alerts, {}, [&](ByteView key, ByteView) {
    if (auto alert = AlertKey::from(key)) keys.push_back(*alert);
    return true;
  });
  std::uint64_t position = 0;
  std::size_t bytes = 0;
  for (const auto& key : keys) {
    if (position++ < caller.request.number) continue;
    auto record = load_alert(turn, key);
    if (!record) continue;
    if (policy::work_of(record->history()).closed && caller.request.code == 0) continue;
    reply.items.push_back(inbox_item(turn, key, *record));
    bytes += reply.items.back().data.size() + reply.items.back().extra.size() + item_overhead;
    if (bytes + largest_item >= reply_bytes_max && position < keys.size()) {
      reply.more = true;
      reply.data = ByteWriter().u64(position).take();  // where to go on
      break;
    }
  }
  return reply;
}

wire::Reply follow_post(Turn& turn, const Caller& caller) {
  follow(turn, named("post"), caller.session);
  return ok(turn);
}

Result<Bytes> content_sealed_to(Turn& turn, const AlertRecord& record, const BoxPublic& session) {
  auto secret = seal::Secret32::from(record.content_key);
  auto envelope = record.envelope();
  auto content = secret ? seal::open_alert_with_key(record.header(), envelope, *secret)
                        : Result<wire::AlertContent>(fail(Errc::cannot_open, "the content key is gone"));
  if (!content) return fail(content.error().code, "this alert's content can no longer be opened");
  auto plain = wire::encode(*content);
  seal::wipe(*content);
  auto sealed = seal::seal_to(session, plain, turn.entropy);
  seal::wipe(plain);
  return sealed;
}

wire::Reply open(Turn& turn, const Caller& caller) {
  auto session = BoxPublic::from(caller.request.data);
  if (!session || !seal::is_usable(*session))
    return failed(turn, Errc::malformed, "a session key of 32 bytes is needed");
  auto key = find_alert(turn, caller.request.subject);
  auto record = key ? load_alert(turn, *key) : std::nullopt;
  if (!record) return failed(turn, Errc::not_found, "no such alert here, or it is erased");
  policy::OpenFacts facts;
  facts.officer = officer_facts(turn, caller, *record);
  facts.reason_given = is_known<OpenReason>(caller.request.code);
  // The consultation's leaf stands in this transaction before the answer is made, and the answer leaves after
  // the commit.
  append_log(turn, LogKind::consultation,
             ByteWriter()
                 .raw(record->header_hash())
                 .u8(caller.request.code)
                 .raw(caller.id)
                 .raw(caller.command)
                 .raw(ByteView(caller.signed_request))
                 .view());
  facts.logged = true;
  auto verdict = policy::decide_open(facts);
  if (!verdict.permitted()) {
    log_command(turn, caller, verdict);
    return refused(turn, verdict);
  }
  note_opening(turn, caller.id, record->header().exercise());
  auto sealed = content_sealed_to(turn, *record, *session);
  if (!sealed) return failed(turn, sealed.error().code, sealed.error().detail);
  auto reply = ok(turn);
  reply.data = std::move(*sealed);
  wire::Item item;
  std::copy_n(key->bytes.begin(), 16, item.id.begin());
  if (auto person = get_dated(turn, table::persons, record->header().mandate.view())) {
    ByteReader read(*person);
    auto name = read.sized(), telephone = read.sized();
    item.extra = seal::seal_to(*session, ByteWriter().raw(name).u8(0).raw(telephone).view(), turn.entropy);
  }
  reply.items.push_back(std::move(item));
  if (!facts.officer.work.opened) {
    Statement opened{AlertState::opened};
    opened.command = caller.command;
    opened.officer = caller.id;
    state_and_send(turn, *key, *record, opened);
  }
  return reply;
}

wire::Reply act(Turn& turn, const Caller& caller, policy::Action action) {
  auto key = find_alert(turn, caller.request.subject);
  auto record = key ? load_alert(turn, *key) : std::nullopt;
  if (!record) return failed(turn, Errc::not_found, "no such alert here, or it is erased");
  if (record->receipts.size() >= receipts_max)
    return failed(turn, Errc::too_large, "this alert has 64 receipts: what follows belongs into a procedure");
  policy::WorkFacts facts;
  facts.officer = officer_facts(turn, caller, *record);
  facts.action = action;
  facts.code_given = is_known<ClosingCode>(caller.request.code);
  bool another = !record->first_releaser.is_zero() && record->first_releaser != caller.id;
  facts.officers_asking = another ? 2 : 1;
  auto verdict = policy::decide_officer_action(facts);
  log_command(turn, caller, verdict);
  if (!verdict.permitted()) return refused(turn, verdict);
  auto reply = ok(turn);
  if (verdict.outcome == policy::Outcome::hold) {  // the first of two officers: noted, nothing released
    record->first_releaser = caller.id;
    save_alert(turn, *key, *record, limits_for(turn, record->header()));
    return reply;  // no receipt yet: that is how the officer knows
  }
  Statement statement{state_after(action)};
  if (action == policy::Action::close) statement.code = caller.request.code;
  statement.command = caller.command;
  statement.officer = caller.id;
  reply.data = state_and_send(turn, *key, *record, statement);
  return reply;
}

wire::Reply register_person(Turn& turn, const Caller& caller) {
  auto mandate = mandate_of(turn, *MandateId::from(caller.request.subject));
  if (!mandate) return failed(turn, Errc::not_found, "no such mandate here");
  put_dated(turn, table::persons, caller.request.subject,
            ByteWriter().sized(caller.request.data).sized(caller.request.extra).view(),
            mandate->mandate.until + days(30));
  return ok(turn);
}

}  // namespace tocsin::node::inbox
