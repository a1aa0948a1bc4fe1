#include "node/core/lines.h"

#include <algorithm>

#include "node/core/freshness.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

constexpr std::uint8_t unheard_max = 5;        // sent once to a peer that answers nothing, before pauses
constexpr minutes unheard_pause{15};           // a relay's mailbox of a peer that is away does not fill up
constexpr std::size_t answers_due_max = 4096;  // of one peer; kept in memory while no line to it is up

std::optional<wire::Mailbox> own_mailbox(Turn& turn, const LineTo& line, const MailboxId& id) {
  for (const auto& mailbox : own_mailboxes(turn))
    if (mailbox.id == id && line_to(mailbox) == line) return mailbox;
  return std::nullopt;
}

struct Asked {
  Instant at;
  Fetching state = Fetching::asked;
  Instant parcel_at;  // the last that came
};
void note_fetch(Turn& turn, const MailboxId& mailbox, const Asked& asked) {
  turn.txn.put(table::fetches, mailbox.view(),
               ByteWriter()
                   .u64(to_ms(asked.at))
                   .u8(static_cast<std::uint8_t>(asked.state))
                   .u64(to_ms(asked.parcel_at))
                   .view());
}
std::optional<Asked> asked(Turn& turn, const MailboxId& mailbox) {
  auto row = turn.txn.get(table::fetches, mailbox.view());
  if (!row) return std::nullopt;
  ByteReader read(*row);
  Asked asked;
  asked.at = from_ms(read.u64());
  asked.state = static_cast<Fetching>(read.u8());
  asked.parcel_at = from_ms(read.u64());
  return asked;
}

Instant fetch_due_at(const Asked& asked) {
  const bool quiet = asked.state == Fetching::fetching && asked.at - asked.parcel_at > fetch_quiet_after;
  return asked.at + (quiet ? Duration(fetch_again_quiet) : Duration(fetch_again));
}

void answered(Turn& turn, const LineTo& line, const MailboxId& id, Fetching state) {
  auto before = asked(turn, id);
  if (!before || before->state == state || !own_mailbox(turn, line, id)) return;
  before->state = state;
  note_fetch(turn, id, *before);
}

// What a mailbox of this line says about a put goes to the peer whose mailbox it is.
void to_peer(Turn& turn, const LineTo& line, const MailboxId& id, const relay::Message& answer) {
  for (const auto& peer : peer_nodes(turn))
    for (std::size_t way = 0; way < peer.mailboxes.size(); ++way)
      if (peer.mailboxes[way].id == id && line_to(peer.mailboxes[way]) == line)
        return on_way_answer(turn, peer, static_cast<std::uint8_t>(way), answer);
}

bool serves_one_peer(const PeerNode& peer, const LineTo& line) {
  return line.server == peer.curve;
}

void say_change(Turn& turn, const LineTo& line, const Peers& peers, bool up) {
  auto own_port = std::find_if(peers.begin(), peers.end(),
                               [&](const PeerNode& peer) { return serves_one_peer(peer, line); });
  auto gateways = own_gateways(turn);
  if (std::find(gateways.begin(), gateways.end(), line) != gateways.end())
    return turn.event(up ? EventCode::gateway_up : EventCode::gateway_down, to_hex(line.server.view()));
  if (own_port != peers.end())
    return turn.event(up ? EventCode::peer_up : EventCode::peer_down, to_hex(own_port->id.view()));
  turn.event(up ? EventCode::relay_up : EventCode::relay_down, to_hex(line.server.view()));
}

Bytes answers_of(const PeerNode& peer, relay::Lane lane) {
  return ByteWriter().raw(peer.id).u8(static_cast<std::uint8_t>(lane)).take();
}

// The peer's own port alone, when it is up; else all its relays.
std::vector<wire::Mailbox> ways_for_once(Turn& turn, const PeerNode& to) {
  std::vector<wire::Mailbox> ways;
  for (const auto& mailbox : to.mailboxes) {
    if (!is_up(turn, line_to(mailbox))) continue;
    if (mailbox.server == to.curve) return {mailbox};
    ways.push_back(mailbox);
  }
  return ways;
}

bool put_once(Turn& turn, const PeerNode& to, relay::Lane lane, const wire::ParcelContent& content,
              const std::vector<wire::Mailbox>& ways) {
  auto sealed = seal_next(turn, to, wire::encode(content));
  if (!sealed) return false;
  for (const auto& way : ways)
    turn.effects.send.push_back(
        {line_to(way), relay::encode(relay::Put{way.id, sealed->number, lane, sealed->parcel})});
  return true;
}

void send_answers(Turn& turn, const PeerNode& to, relay::Lane lane, const std::vector<wire::Mailbox>& ways) {
  std::vector<Bytes> keys;
  std::vector<wire::ParcelAnswer> answers;
  scan_prefix(turn.txn, table::answers_due, answers_of(to, lane), [&](ByteView key, ByteView value) {
    keys.emplace_back(key.begin(), key.end());
    if (auto answer = wire::decode_parcel_answers(value)) answers.push_back(answer->front());
    return true;
  });
  for (const auto& key : keys) turn.txn.erase(table::answers_due, key);
  for (std::size_t first = 0; first < answers.size(); first += wire::parcel_answers_max) {
    auto some = std::span(answers).subspan(first, std::min(wire::parcel_answers_max, answers.size() - first));
    if (!put_once(turn, to, lane, {wire::ParcelKind::answers, wire::encode(some)}, ways)) return;
  }
}

}  // namespace

std::vector<LineTo> lines_of(Turn& turn) {
  std::vector<LineTo> lines;
  auto add = [&](const wire::Mailbox& mailbox) {
    auto line = line_to(mailbox);
    if (line.address.empty() || is_own_curve(turn, line.server)) return;
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  };
  for (const auto& peer : peer_nodes(turn))
    for (const auto& mailbox : peer.mailboxes) add(mailbox);
  for (const auto& mailbox : own_mailboxes(turn)) add(mailbox);
  return lines;
}

void on_line_change(Turn& turn, const LineTo& line, bool up) {
  set_up(turn, line, up);
  auto peers = peer_nodes(turn);
  say_change(turn, line, peers, up);
  for (const auto& peer : peers)
    for (std::size_t way = 0; way < peer.mailboxes.size(); ++way)
      if (line_to(peer.mailboxes[way]) == line) {
        on_way_change(turn, peer, static_cast<std::uint8_t>(way), up);
        if (up) say_fresh_again(turn, peer.id);
      }
  for (const auto& mailbox : own_mailboxes(turn))
    if (line_to(mailbox) == line) turn.txn.erase(table::fetches, mailbox.id.view());
}

std::optional<relay::Parcel> on_line_message(Turn& turn, const LinkMessage& message) {
  auto decoded = relay::decode(message.frame);
  auto malformed = [&] {
    turn.event(EventCode::frame_malformed, to_hex(message.line.server.view()));
    return std::nullopt;
  };
  if (!decoded) return malformed();
  if (auto* parcel = std::get_if<relay::Parcel>(&*decoded)) {
    if (!own_mailbox(turn, message.line, parcel->mailbox)) return malformed();
    if (auto before = asked(turn, parcel->mailbox)) {
      before->parcel_at = turn.now;
      note_fetch(turn, parcel->mailbox, *before);
    }
    return std::move(*parcel);
  }
  if (const auto* fetching = std::get_if<relay::Fetching>(&*decoded)) {
    answered(turn, message.line, fetching->mailbox, Fetching::fetching);
  } else if (const auto* refused = std::get_if<relay::Refused>(&*decoded)) {
    if (own_mailbox(turn, message.line, refused->mailbox)) {
      turn.event(EventCode::mailbox_refused, to_hex(refused->mailbox.view()),
                 static_cast<std::uint64_t>(refused->code));
      answered(turn, message.line, refused->mailbox, Fetching::refused);
    } else {
      to_peer(turn, message.line, refused->mailbox, *decoded);
    }
  } else if (const auto* stored = std::get_if<relay::Stored>(&*decoded)) {
    to_peer(turn, message.line, stored->mailbox, *decoded);
  } else if (const auto* busy = std::get_if<relay::Busy>(&*decoded)) {
    to_peer(turn, message.line, busy->mailbox, *decoded);
  } else {
    return malformed();  // what only a sender or an owner says
  }
  return std::nullopt;
}

void taken(Turn& turn, const LineTo& line, const relay::Parcel& parcel) {
  turn.effects.send.push_back({line, relay::encode(relay::Taken{parcel.mailbox, parcel.number})});
}

void fetch_due(Turn& turn) {
  if (auto all = turn.memo.fetching; all && turn.now >= all->since && turn.now < all->until)
    return turn.wake(all->until);
  std::optional<Instant> next;
  for (const auto& mailbox : own_mailboxes(turn)) {
    if (!is_up(turn, line_to(mailbox))) continue;
    auto now = asked(turn, mailbox.id);
    // Also after a clock that stepped back.
    if (!now || turn.now >= fetch_due_at(*now) || turn.now < now->at) {
      relay::Fetch fetch{mailbox.id, static_cast<std::uint16_t>(relay::window_parcels_max)};
      turn.effects.send.push_back({line_to(mailbox), relay::encode(fetch)});
      if (!now) now.emplace();
      now->at = turn.now;
      note_fetch(turn, mailbox.id, *now);
    }
    const auto due = fetch_due_at(*now);
    next = next ? std::min(*next, due) : due;
  }
  if (!next) return;
  turn.memo.fetching = Memo::Between{turn.now, *next};
  turn.wake(*next);
}

Fetching fetching(Turn& turn, const wire::Mailbox& mailbox) {
  auto row = asked(turn, mailbox.id);
  return row ? row->state : Fetching::down;
}

const char* name(Fetching state) {
  switch (state) {
    case Fetching::down: return "down";
    case Fetching::asked: return "asked";
    case Fetching::fetching: return "fetching";
    case Fetching::refused: return "refused";
  }
  return "";
}

void queue_answer(Turn& turn, const PeerNode& to, relay::Lane lane, const wire::ParcelAnswer& answer) {
  std::size_t due = 0;
  scan_prefix(turn.txn, table::answers_due, to.id.view(),
              [&](ByteView, ByteView) { return ++due < answers_due_max; });
  if (due >= answers_due_max) return;
  auto key = ByteWriter().raw(ByteView(answers_of(to, lane))).sorted64(answer.sequence).take();
  turn.txn.put(table::answers_due, key, wire::encode(std::span(&answer, 1)));
}

void send_answers(Turn& turn, const PeerNode& to) {
  auto ways = ways_for_once(turn, to);
  if (ways.empty()) return;
  for (auto lane : {relay::Lane::control, relay::Lane::in_progress, relay::Lane::rest})
    send_answers(turn, to, lane, ways);
}

void send_once(Turn& turn, const PeerNode& to, relay::Lane lane, const wire::ParcelContent& content) {
  auto ways = ways_for_once(turn, to);
  if (ways.empty()) return;
  std::uint8_t sent = 0;
  Instant last{};
  if (auto row = turn.txn.get(table::unheard, to.id.view())) {
    ByteReader read(*row);
    sent = read.u8();
    last = from_ms(read.u64());
  }
  if (sent >= unheard_max && turn.now >= last && turn.now - last < unheard_pause) return;
  if (!put_once(turn, to, lane, content, ways)) return;
  sent = std::min<std::uint8_t>(unheard_max, static_cast<std::uint8_t>(sent + 1));
  turn.txn.put(table::unheard, to.id.view(), ByteWriter().u8(sent).u64(to_ms(turn.now)).view());
}

}  // namespace tocsin::node
