#include "node/intake/intake.h"

namespace tocsin::node {
namespace {

using wire::Verb;

class Intake final : public CoreNode {
 public:
  using CoreNode::CoreNode;

 protected:
  wire::Reply answer_verb(Turn& turn, const Caller& caller) const override {
    auto may = [&](policy::Action action) { return policy::decide_action(caller.device.role, action); };
    switch (caller.request.verb) {
      case Verb::submit: return intake::submit(turn, caller);
      case Verb::withdraw: return intake::withdraw(turn, caller);
      case Verb::follow:
        if (auto verdict = may(policy::Action::read_own); !verdict.permitted()) return refused(turn, verdict);
        return caller.device.role == Role::desk ? intake::follow_entries(turn, caller)
                                                : intake::follow_own(turn, caller);
      case Verb::invite:
        if (auto verdict = may(policy::Action::invite); !verdict.permitted()) return refused(turn, verdict);
        return intake::invite(turn, caller);
      case Verb::enrol: return intake::enrol(turn, caller);
      case Verb::enrolment_status: return intake::enrolment_status(turn, caller);
      case Verb::enrolments:
        if (auto verdict = may(policy::Action::invite); !verdict.permitted()) return refused(turn, verdict);
        return intake::enrolments(turn, caller);
      case Verb::counts:
        if (auto verdict = may(policy::Action::read_counts); !verdict.permitted())
          return refused(turn, verdict);
        return intake::counts(turn, caller.device.role, caller.request.number);
      case Verb::notices:
        if (auto verdict = may(policy::Action::read_notices); !verdict.permitted())
          return refused(turn, verdict);
        return intake::list_notices(turn, caller);
      case Verb::inbox:
      case Verb::open:
        // The mairie never gets content: the rule is the matrix's, and there is nothing here to open it with.
        return refused(turn, policy::refuse(policy::Rule::R2, policy::Detail::role_may_not));
      default: return refused(turn, policy::refuse(policy::Rule::R2, policy::Detail::role_may_not));
    }
  }

  Received receive(Turn& turn, const PeerNode& from, const wire::ParcelContent& content) const override {
    if (content.kind == wire::ParcelKind::receipt) return intake::receive_receipt(turn, from, content.bytes);
    if (content.kind == wire::ParcelKind::forward) return intake::receive_forward(turn, from, content.bytes);
    return {Received::Answer::unwelcome, 0};
  }

  void tick(Turn& turn) const override { intake::carry_out_due(turn); }

  std::optional<wire::Reply> public_counts(Turn& turn, const wire::Request& request) const override {
    return intake::counts(turn, Role::citizen, request.number);
  }

  void add_public_documents(Turn& turn, wire::Reply& reply) const override {
    auto self = self_of(turn);
    auto here = charter_of(turn, self.commune);
    if (!here) return;
    if (auto document = stored_document(turn, wire::DocumentType::charter, self.commune.view()))
      add_document(reply, *document);
    for (const auto& document : stored_documents(turn, wire::DocumentType::node_act, self.commune.view()))
      add_document(reply, document);
    for (const auto& post : {here->charter.post, supervising_post(turn)}) {
      if (post.is_zero()) continue;
      // Losses first: what a device holds of those days gives way to what was published since.
      for (auto type : {wire::DocumentType::epoch_loss, wire::DocumentType::epoch_key})
        for (const auto& document : stored_documents(turn, type, post.view())) add_document(reply, document);
    }
    // A device checks the two signatures of its own mandate by these.
    for (const auto& document : stored_documents(turn, wire::DocumentType::commission)) {
      auto commission = wire::decode<wire::Commission>(document.bytes);
      if (commission && (commission->role == Role::mayor || commission->role == Role::commander))
        add_document(reply, document);
    }
  }
};

}  // namespace

std::unique_ptr<Node> make_intake(const Identity& identity, const txn::Keyring& keyring) {
  return std::make_unique<Intake>(identity, keyring);
}

}  // namespace tocsin::node
