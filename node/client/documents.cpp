#include "node/client/documents.h"

#include <optional>

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

constexpr int parts_max = 4096;  // of one answer; a node that says `more` for ever is stopped here

void apply(policy::Limits& limits, const std::vector<wire::LimitValue>& values) {
  for (const auto& value : values) policy::set(limits, value.limit, value.value);
}

}  // namespace

NodeAddress address_of(const wire::Charter& charter) {
  return {charter.client_address, charter.node.curve, charter.node.signing, charter.gateways};
}
NodeAddress address_of(const wire::PostRecord& record) {
  return {record.client_address, record.node.curve, record.node.signing, record.gateways};
}
NodeAddress address_of(const wire::EnrolmentCard& card) {
  if (card.gateway.is_zero()) return {card.address, card.node, {}};
  return {{}, card.node, {}, {{card.address, card.gateway}}};
}

Result<std::unique_ptr<FrameLine>> reach(Connector& connector, const NodeAddress& node,
                                         const seal::BoxKey& transport) {
  std::optional<Error> first;
  if (!node.address.empty()) {
    auto line = connector.connect(node.address, node.curve, transport);
    // Whoever proved the node's key and turns ours away has said all there is to say.
    if (line || line.error().code != Errc::unreachable) return line;
    first = line.error();
  }
  for (const auto& gateway : node.gateways) {
    auto line = connector.connect_by(gateway, node.curve);
    if (line) return line;
    if (!first || (node.address.empty() && line.error().code == Errc::busy)) first = line.error();
  }
  return tl::unexpected<Error>(
      first.value_or(Error{Errc::unreachable, "the node's documents name no way to reach it"}));
}

Result<Session> open_session(const Tools& tools, const NodeAddress& node, const seal::BoxKey& transport,
                             const seal::SigningKey& device) {
  auto line = reach(*tools.connector, node, transport);
  if (!line) return tocsin::pass_on(line);
  return Session(std::move(*line), node.signing, device, *tools.entropy, tools.clock, tools.session);
}

Answer<std::vector<wire::Item>> ask_all(Session& session, wire::Request request) {
  std::vector<wire::Item> items;
  for (int part = 0; part < parts_max; ++part) {
    auto reply = accept(session.ask(request));
    if (!reply) return pass_on(reply);
    for (auto& item : reply->items) items.push_back(std::move(item));
    if (!reply->more || items.empty()) return items;
    request.number = reply->data.size() == 8 ? ByteReader(reply->data).u64() : items.back().number + 1;
  }
  return failure(Errc::too_large, "the node's list does not end: nothing of it is used");
}

Answer<std::vector<Bytes>> public_documents(Session& session) {
  wire::Request request;
  request.verb = wire::Verb::public_documents;
  std::vector<Bytes> found;
  for (int part = 0; part < parts_max; ++part) {
    auto reply = accept(session.ask_open(request));
    if (!reply) return pass_on(reply);
    for (auto& item : reply->items) found.push_back(std::move(item.data));
    if (!reply->more || reply->data.size() != 8) return found;
    request.number = ByteReader(reply->data).u64();
  }
  return failure(Errc::too_large, "the node's list does not end: nothing of it is used");
}

Answer<std::vector<Bytes>> documents(Session& session, wire::DocumentType type) {
  wire::Request request;
  request.verb = wire::Verb::documents;
  request.code = static_cast<std::uint8_t>(type);
  auto items = ask_all(session, std::move(request));
  if (!items) return pass_on(items);
  std::vector<Bytes> found;
  for (auto& item : *items) found.push_back(std::move(item.data));
  return found;
}

Answer<wire::Reply> publish(Session& session, const wire::SignedDocument& document) {
  wire::Request request;
  request.verb = wire::Verb::publish;
  request.data = wire::encode(document);
  return accept(session.ask(std::move(request)));
}

policy::Limits known_limits(const Roster& roster, const wire::Charter& charter,
                            const wire::Mandate* mandate) {
  policy::Limits rules = policy::prefecture_default();
  if (roster.rules()) apply(rules, roster.rules()->value.limits);
  policy::Limits local = policy::charter_default();
  policy::set(local, static_cast<std::uint8_t>(policy::Limit::categories), charter.categories);
  apply(local, charter.limits);
  policy::Limits personal = policy::ceiling();
  if (mandate != nullptr) apply(personal, mandate->limits);
  return policy::effective(rules, local, policy::ceiling(), personal);
}

}  // namespace tocsin::client
