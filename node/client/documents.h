// Asking a node for documents, and the small signed acts that offices send it.
#pragma once
#include <vector>

#include "node/client/answer.h"
#include "node/client/roster.h"
#include "node/client/session.h"
#include "policy/limits.h"

namespace tocsin::client {

// What a device needs to reach anything: lines, randomness, a clock. Borrowed; must outlive its users.
struct Tools {
  Connector* connector;
  Entropy* entropy;
  Clock clock;
  SessionOptions session;
};

// Where a node listens, which CURVE key it proves there and which key signs for it; from a charter or a
// record. `address` is empty where it only dials out, to gateways.
struct NodeAddress {
  std::string address;
  BoxPublic curve;
  SigningPublic signing;
  std::vector<wire::Gateway> gateways = {};
};
// As a card names it; who signs for it is not on a card.
NodeAddress address_of(const wire::EnrolmentCard& card);
NodeAddress address_of(const wire::Charter& charter);
NodeAddress address_of(const wire::PostRecord& record);

// A line to the node: its own address first, then its gateways in their order. The error is that of its own
// address, else that of the gateway that got furthest.
Result<std::unique_ptr<FrameLine>> reach(Connector& connector, const NodeAddress& node,
                                         const seal::BoxKey& transport);
// `transport` is used only until the line stands; `device` must outlive the session.
Result<Session> open_session(const Tools& tools, const NodeAddress& node, const seal::BoxKey& transport,
                             const seal::SigningKey& device);

// Every item of an answer that may come in several parts. `request.number` is where it starts.
Answer<std::vector<wire::Item>> ask_all(Session& session, wire::Request request);

// Containers as the node keeps them; not believed yet.
Answer<std::vector<Bytes>> public_documents(Session& session);
Answer<std::vector<Bytes>> documents(Session& session, wire::DocumentType type);
Answer<wire::Reply> publish(Session& session, const wire::SignedDocument& document);

// ceiling ⊓ rules ⊓ charter ⊓ mandate, as far as this device knows them.
policy::Limits known_limits(const Roster& roster, const wire::Charter& charter, const wire::Mandate* mandate);

}  // namespace tocsin::client
