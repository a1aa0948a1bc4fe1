#include "node/inbox/inbox.h"

namespace tocsin::node {
namespace {

using policy::Action;
using wire::Verb;

class Inbox final : public CoreNode {
 public:
  using CoreNode::CoreNode;

 protected:
  wire::Reply answer_verb(Turn& turn, const Caller& caller) const override {
    switch (caller.request.verb) {
      case Verb::inbox: return guarded(turn, caller, Action::read_inbox, inbox::list_inbox);
      case Verb::follow: return guarded(turn, caller, Action::read_inbox, inbox::follow_post);
      case Verb::serve: return guarded(turn, caller, Action::be_in_service, inbox::serve);
      case Verb::notices: return guarded(turn, caller, Action::read_notices, inbox::list_notices);
      case Verb::open: return inbox::open(turn, caller);
      case Verb::take: return inbox::act(turn, caller, Action::take);
      case Verb::close: return inbox::act(turn, caller, Action::close);
      case Verb::call_back: return inbox::act(turn, caller, Action::call_back);
      case Verb::release: return inbox::act(turn, caller, Action::release_held);
      case Verb::reopen: return inbox::act(turn, caller, Action::reopen);
      case Verb::counts: return guarded(turn, caller, Action::read_counts, inbox::counts);
      case Verb::hand_over: return inbox::hand_over(turn, caller);
      case Verb::forward: return inbox::forward(turn, caller);
      case Verb::group: return inbox::group(turn, caller);
      case Verb::register_person: return guarded(turn, caller, Action::vet, inbox::register_person);
      default: return refused(turn, policy::refuse(policy::Rule::R2, policy::Detail::role_may_not));
    }
  }

  Received receive(Turn& turn, const PeerNode& from, const wire::ParcelContent& content) const override {
    switch (content.kind) {
      case wire::ParcelKind::alert: return inbox::receive_alert(turn, from, content.bytes);
      case wire::ParcelKind::carried: return inbox::receive_carried(turn, from, content.bytes);
      case wire::ParcelKind::elsewhere: return inbox::receive_elsewhere(turn, from, content.bytes);
      case wire::ParcelKind::ended: return inbox::receive_end(turn, from, content.bytes);
      case wire::ParcelKind::withdrawal: return inbox::receive_withdrawal(turn, from, content.bytes);
      case wire::ParcelKind::notice_shown: return inbox::receive_shown(turn, from, content.bytes);
      case wire::ParcelKind::mandate_refused:
      case wire::ParcelKind::forward:
      case wire::ParcelKind::receipt:
      case wire::ParcelKind::document:
      case wire::ParcelKind::lacking:
      case wire::ParcelKind::answers: break;
    }
    return {Received::Answer::unwelcome, 0};
  }

  void tick(Turn& turn) const override {
    publish_epoch_keys(turn);
    inbox::report_gaps(turn);
    inbox::mark_roll_overs(turn);
  }

  // A post serves several communes: each is counted at its own node.
  std::optional<wire::Reply> public_counts(Turn&, const wire::Request&) const override {
    return std::nullopt;
  }

  void add_public_documents(Turn& turn, wire::Reply& reply) const override {
    for (const auto& here : charters(turn))
      if (auto document = stored_document(turn, wire::DocumentType::charter, here->charter.commune.view()))
        add_document(reply, *document);
  }

 private:
  static wire::Reply guarded(Turn& turn, const Caller& caller, Action action,
                             wire::Reply (*answer)(Turn&, const Caller&)) {
    if (auto verdict = policy::decide_action(caller.device.role, action); !verdict.permitted())
      return refused(turn, verdict);
    return answer(turn, caller);
  }
};

}  // namespace

std::unique_ptr<Node> make_inbox(const Identity& identity, const txn::Keyring& keyring) {
  return std::make_unique<Inbox>(identity, keyring);
}

}  // namespace tocsin::node
