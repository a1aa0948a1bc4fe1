#include "node/core/node.h"

#include <algorithm>

#include "node/core/charters.h"
#include "node/core/confirmations.h"
#include "node/core/directory.h"
#include "node/core/freshness.h"
#include "node/core/lines.h"
#include "node/core/log.h"
#include "node/core/presence.h"
#include "node/core/queries.h"
#include "node/core/refusals.h"
#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/revocations.h"
#include "node/core/roll.h"
#include "node/core/rollover.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"
#include "protocol/seal/session.h"
#include "relay/message.h"

namespace tocsin::node {
namespace {

// The least that a node is woken; whatever has an instant of its own asks for it.
constexpr minutes tick_at_least{10};
constexpr std::uint32_t document_retry_ms = 5'000;
constexpr std::uint32_t tight_retry_ms = 60'000;
using relay::RefusedCode;

wire::ParcelAnswer refusal(std::uint64_t sequence, RefusedCode code) {
  return {sequence, wire::ParcelAnswer::Kind::refused, {}, 0, static_cast<std::uint8_t>(code)};
}

// The same on the node's own port.
relay::Message reply_to(const relay::Put& put, const std::optional<wire::ParcelAnswer>& answer) {
  using Kind = wire::ParcelAnswer::Kind;
  if (!answer) return relay::Stored{put.mailbox, put.reference, {}};
  switch (answer->kind) {
    case Kind::busy: return relay::Busy{put.mailbox, put.reference, answer->retry_after_ms};
    case Kind::refused:
      return relay::Refused{put.mailbox, put.reference, static_cast<RefusedCode>(answer->code)};
    case Kind::taken: break;
  }
  const auto& signature = answer->acknowledgement.bytes;
  return relay::Stored{put.mailbox, put.reference, Bytes(signature.begin(), signature.end())};
}

Received take_document(Turn& turn, ByteView container, const KeyId& from) {
  auto reply = accept_document(turn, container, from);
  if (reply.outcome != wire::Outcome::failed) return {};
  // What is held already in a later form will never be taken; anything else may lack a document still on its
  // way.
  if (reply.errc == static_cast<std::uint8_t>(Errc::conflict)) return {};
  return {Received::Answer::busy, document_retry_ms};
}

Received take_refused(Turn& turn, const PeerNode& from, ByteView bytes) {
  auto refused = wire::decode_mandate_refused(bytes);
  if (!refused) return {Received::Answer::unwelcome, 0};
  take_refusal(turn, from, *refused);
  return {};
}

Received take_lacking(Turn& turn, const PeerNode& from, ByteView names) {
  if (!answer_lacking(turn, from, names)) return {Received::Answer::unwelcome, 0};
  return {};
}

// A line is named by the key that its paper names now, or named when it was opened.
bool comes_by_its_line(const PeerNode& peer, const std::string& user) {
  auto is = [&](const KeyId& id) { return user == "node:" + to_hex(id.view()); };
  return is(peer.id) || std::any_of(peer.former.begin(), peer.former.end(), [&](const FormerNode& former) {
           return is(seal::key_id(former.keys.signing));
         });
}

// Who is written to by a key that it does not know is told of it by the charter or record that names the key:
// signed by all, and after one that is here, since a first peer is never believed from the network.
struct Naming {
  wire::NodeKeys node;
  std::optional<PeerNode> held;
};
std::optional<Naming> naming(Turn& turn, const wire::SignedDocument& document) {
  if (document.type == wire::DocumentType::charter) {
    auto charter = wire::decode<wire::Charter>(document.bytes);
    if (charter) return Naming{charter->node, peer_of_commune(turn, charter->commune)};
  }
  if (document.type == wire::DocumentType::post_record) {
    auto record = wire::decode<wire::PostRecord>(document.bytes);
    if (record) return Naming{record->node, peer_of_post(turn, record->post)};
  }
  return std::nullopt;
}

std::optional<PeerNode> introduce(Turn& turn, const seal::OpenedParcel& parcel, const KeyId& recipient) {
  auto content = wire::decode_parcel_content(parcel.bytes);
  if (!content || content->kind != wire::ParcelKind::document) return std::nullopt;
  auto document = wire::decode_document(content->bytes);
  auto named = document ? naming(turn, *document) : std::nullopt;
  if (!named || !named->held || seal::key_id(named->node.signing) != parcel.sender) return std::nullopt;
  if (!seal::verify_parcel(parcel, recipient, named->node.signing)) return std::nullopt;
  accept_document(turn, content->bytes, named->held->id);
  return peer_node(turn, parcel.sender);
}

bool is_review(std::uint8_t code) {
  auto type = static_cast<wire::DocumentType>(code);
  return type == wire::DocumentType::review || type == wire::DocumentType::review_answer;
}

// What referents sign about themselves: who is away, and who has what tie, is their offices' to know.
bool is_own_word(std::uint16_t number) {
  auto type = static_cast<wire::DocumentType>(number);
  return type == wire::DocumentType::tie_declaration || type == wire::DocumentType::deputising ||
         type == wire::DocumentType::conduct_signature;
}

// Whoever opens a review hands it in himself; other documents come by those who have one to hand in.
policy::Verdict may_publish(const Caller& caller) {
  auto role = caller.device.role;
  auto document = wire::decode_document(caller.request.data);
  if (document && document->type == wire::DocumentType::review && role != Role::citizen) {
    auto opening = role == Role::referent ? policy::Action::contest : policy::Action::open_review;
    if (auto verdict = policy::decide_action(role, opening); verdict.permitted()) return verdict;
  }
  if (document && is_own_word(static_cast<std::uint16_t>(document->type)) && role == Role::referent)
    return policy::decide_action(role, policy::Action::speak_for_oneself);
  return policy::decide_action(role, policy::Action::publish_document);
}

}  // namespace

void add_document(wire::Reply& reply, const wire::SignedDocument& document) {
  wire::Item item;
  item.code = static_cast<std::uint8_t>(document.type);
  item.data = wire::encode(document);
  reply.items.push_back(std::move(item));
}

bool storage_tight(Turn& turn) {
  auto row = turn.txn.get(table::conditions, named("storage_tight"));
  return row && ByteReader(*row).boolean();
}

Result<Effects> CoreNode::handle(txn::Txn& txn, const Input& input, Instant now, Entropy& entropy) const {
  Effects effects;
  auto memo = remembered_.recall(txn, entropy);
  WatchedTxn watched(txn, memo, entropy);
  Turn turn{watched, identity_, keyring_, now, entropy, effects, {}, memo};
  struct Visitor {
    const CoreNode& node;
    Turn& turn;
    void operator()(const ClientMessage& message) { handle_client(turn, message, node); }
    void operator()(const MailboxMessage& message) { node.on_mailbox(turn, message); }
    void operator()(const LinkMessage& message) { node.on_line(turn, message); }
    void operator()(const LinkChange& change) { on_line_change(turn, change.line, change.up); }
    void operator()(const Tick& tick) {
      bool was_tight = storage_tight(turn);
      if (was_tight != tick.storage_tight) {
        turn.txn.put(table::conditions, named("storage_tight"),
                     ByteWriter().boolean(tick.storage_tight).view());
        turn.event(EventCode::storage_tight, {}, tick.storage_tight);
      }
      note_clock(turn, tick.clock_steady);
      end_waits(turn);
      node.tick(turn);
      log_overdue_reviews(turn);
      log_silence(turn);
      end_overlaps(turn);
      erase_due(turn);
      repeat_destruction(turn);
      turn.wake(turn.now + tick_at_least);
    }
    void operator()(const Started&) {
      append_log(turn, LogKind::restart, {});
      turn.event(EventCode::started, node_name(turn), log_size(turn));
      repeat_destruction(turn);
      note_start(turn);
      compare_with_directory(turn);
      turn.effects.lines_changed = true;
    }
    void operator()(const Settle&) {
      say_fresh(turn);
      if (any_row(turn.txn, table::answers_due))
        for (const auto& peer : peer_nodes(turn)) send_answers(turn, peer);
      if (any_row(turn.txn, table::outbox_index))
        for (const auto& peer : peer_nodes(turn)) pump(turn, peer);
      fetch_due(turn);
    }
  };
  std::visit(Visitor{*this, turn}, input);
  if (txn.failure()) return tl::unexpected<Error>(*txn.failure());
  remembered_.keep(txn, std::move(memo));
  return effects;
}

std::optional<std::string> CoreNode::admit(txn::Txn& txn, const BoxPublic& key, Instant now) const {
  Effects unused;
  seal::SystemEntropy entropy;
  Turn turn{txn, identity_, keyring_, now, entropy, unused};
  if (is_own_curve(turn, key)) return "node:" + to_hex(turn.self().view());
  auto row = txn.get(table::admissions, key.view());
  if (!row) return std::nullopt;
  return std::string(row->begin(), row->end());
}

std::vector<LineTo> CoreNode::lines(txn::Txn& txn) const {
  Effects unused;
  seal::SystemEntropy entropy;
  Turn turn{txn, identity_, keyring_, Instant{}, entropy, unused};
  return lines_of(turn);
}

std::vector<LineTo> CoreNode::gateways(txn::Txn& txn) const {
  Effects unused;
  seal::SystemEntropy entropy;
  Turn turn{txn, identity_, keyring_, Instant{}, entropy, unused};
  return own_gateways(turn);
}

CoreNode::Judged CoreNode::judge(Turn& turn, ByteView bytes, const std::string* user) const {
  const KeySet* to = nullptr;  // the generation that it was sealed to
  Result<seal::OpenedParcel> parcel = fail(Errc::cannot_open, "");
  for (const auto* set : honoured_sets(turn))
    if (parcel = seal::open_parcel(set->parcel, bytes); parcel) {
      to = set;
      break;
    }
  if (!parcel) return {std::nullopt, refusal(0, RefusedCode::unreadable)};
  auto sender = peer_node(turn, parcel->sender);
  const auto recipient = seal::key_id(to->signing.public_key);
  if (!sender) sender = introduce(turn, *parcel, recipient);
  // A sender unknown here may be one whose charter has not been imported yet.
  if (!sender || (user != nullptr && !comes_by_its_line(*sender, *user)))
    return {std::nullopt, refusal(parcel->sequence, RefusedCode::unwelcome)};
  const auto keys = signing_keys(*sender, turn.now, Formers::honoured);
  if (!by_any(keys, [&](const auto& key) { return seal::verify_parcel(*parcel, recipient, key); }))
    return {std::nullopt, refusal(parcel->sequence, RefusedCode::unreadable)};
  if (to == &turn.keys()) introduced(turn, *sender);
  return take(turn, *sender, *parcel, *to);
}

CoreNode::Judged CoreNode::take(Turn& turn, const PeerNode& sender, const seal::OpenedParcel& parcel,
                                const KeySet& to) const {
  auto content = wire::decode_parcel_content(parcel.bytes);
  if (content && content->kind == wire::ParcelKind::answers) {
    if (auto answers = wire::decode_parcel_answers(content->bytes))
      for (const auto& answer : *answers) on_parcel_answer(turn, sender, answer);
    return {sender, std::nullopt};
  }
  Received received{Received::Answer::unwelcome, 0};
  if (storage_tight(turn))
    received = {Received::Answer::busy, tight_retry_ms};
  else if (content && content->kind == wire::ParcelKind::document)
    received = take_document(turn, content->bytes, sender.id);
  else if (content && content->kind == wire::ParcelKind::mandate_refused)
    received = take_refused(turn, sender, content->bytes);
  else if (content && content->kind == wire::ParcelKind::lacking)
    received = take_lacking(turn, sender, content->bytes);
  else if (content)
    received = receive(turn, sender, *content);
  wire::ParcelAnswer answer;
  switch (received.answer) {
    case Received::Answer::unwelcome: return {sender, refusal(parcel.sequence, RefusedCode::unwelcome)};
    case Received::Answer::busy:
      answer = {parcel.sequence, wire::ParcelAnswer::Kind::busy, {}, received.retry_after_ms, 0};
      break;
    case Received::Answer::taken:
      answer = {
          parcel.sequence, wire::ParcelAnswer::Kind::taken,
          seal::acknowledge_parcel(to.signing, parcel.sender, parcel.sequence, seal::hash256(parcel.bytes)),
          0, 0};
      break;
  }
  return {sender, answer};
}

void CoreNode::on_mailbox(Turn& turn, const MailboxMessage& message) const {
  auto decoded = relay::decode(message.frame);
  const auto* put = decoded ? std::get_if<relay::Put>(&*decoded) : nullptr;
  if (!put) return turn.event(EventCode::frame_malformed, message.user);
  auto judged = judge(turn, put->parcel, &message.user);
  turn.effects.mailbox_reply.push_back({message.session, relay::encode(reply_to(*put, judged.answer))});
}

void CoreNode::on_line(Turn& turn, const LinkMessage& message) const {
  auto parcel = on_line_message(turn, message);
  if (!parcel) return;
  auto judged = judge(turn, parcel->parcel, nullptr);
  if (judged.sender && judged.answer) queue_answer(turn, *judged.sender, parcel->lane, *judged.answer);
  // Whatever the answer: who sent it has it still, and sends it again until it hears that it was taken.
  taken(turn, message.line, *parcel);
}

wire::Reply CoreNode::public_documents(Turn& turn, const wire::Request& request) const {
  auto reply = ok(turn);
  for (auto type : {wire::DocumentType::root, wire::DocumentType::rules, wire::DocumentType::directory,
                    wire::DocumentType::post_record})
    for (const auto& document : stored_documents(turn, type)) add_document(reply, document);
  add_public_documents(turn, reply);
  return page(std::move(reply), request.number);
}

std::optional<wire::Reply> CoreNode::answer_anyone(Turn& turn, const wire::Request& request) const {
  if (request.verb == wire::Verb::public_documents) return public_documents(turn, request);
  if (request.verb == wire::Verb::pending) return list_pending(turn, request);
  if (request.verb == wire::Verb::counts) return public_counts(turn, request);
  if (request.verb == wire::Verb::checkpoint) return show_checkpoint(turn);
  return std::nullopt;
}

wire::Reply CoreNode::answer(Turn& turn, const Caller& caller) const {
  using wire::Verb;
  const auto& request = caller.request;
  bool operating = caller.device.kind == DeviceKind::operating;
  // An officer's, a mayor's, an auditor's key does nothing unless its commission is in force at this moment
  // (R3).
  if (caller.device.kind == DeviceKind::commission)
    if (auto verdict = policy::r3_in_force(caller.term, turn.now); !verdict.permitted())
      return refused(turn, verdict);
  auto may = [&](policy::Action action) { return policy::decide_action(caller.device.role, action); };
  switch (request.verb) {
    case Verb::public_documents: return public_documents(turn, request);
    case Verb::pending: return list_pending(turn, request);
    case Verb::publish:
      if (!operating)
        if (auto verdict = may_publish(caller); !verdict.permitted()) return refused(turn, verdict);
      if (storage_tight(turn)) return busy(turn, 60'000);
      return accept_document(turn, request.data, std::nullopt);
    case Verb::confirm: {
      if (auto verdict = may(policy::Action::confirm_entry); !verdict.permitted())
        return refused(turn, verdict);
      auto document = wire::decode_document(request.data);
      if (!document) return failed(turn, document.error().code, document.error().detail);
      return accept_confirmation(turn, *document, std::nullopt);
    }
    case Verb::documents:
      if (!operating && caller.device.kind == DeviceKind::invitation)
        return refused(turn, may(policy::Action::read_roster));
      // Whom a review is about is nobody's business but his own and the offices': he asks by `reviews`; his
      // own statements come with his mandate.
      if (!operating && (is_review(request.code) || is_own_word(request.code)) &&
          caller.device.role == Role::referent)
        return refused(turn, policy::refuse(policy::Rule::R2, policy::Detail::role_may_not));
      return list_documents(turn, request);
    case Verb::log:
      if (!operating)
        if (auto verdict = may(policy::Action::read_log); !verdict.permitted()) return refused(turn, verdict);
      return list_log(turn, request,
                      operating || caller.device.role == Role::auditor || identity_.kind == NodeKind::post);
    case Verb::checkpoint: return show_checkpoint(turn);
    case Verb::status:
      if (!operating)
        if (auto verdict = may(policy::Action::read_roster); !verdict.permitted())
          return refused(turn, verdict);
      return node_status(turn);
    case Verb::mandates:
      if (auto verdict = may(policy::Action::read_roster); !verdict.permitted())
        return refused(turn, verdict);
      return list_mandates(turn, request, caller.device.role);
    case Verb::reviews:
      if (auto verdict = may(policy::Action::read_reviews); !verdict.permitted())
        return refused(turn, verdict);
      return list_reviews(turn, caller);
    case Verb::presence:
      if (auto verdict = may(policy::Action::read_presence); !verdict.permitted())
        return refused(turn, verdict);
      return list_presence(turn);
    case Verb::hello: break;
    default: return answer_verb(turn, caller);
  }
  return failed(turn, Errc::not_allowed, "this request is not signed");
}

}  // namespace tocsin::node
