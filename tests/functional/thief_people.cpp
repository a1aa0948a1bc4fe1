#include <fstream>

#include "node/client/official.h"
#include "protocol/bytes.h"
#include "protocol/seal/session.h"
#include "protocol/seal/trust.h"
#include "thief.h"

namespace tocsin::thief {
namespace {

client::NodeAddress node_in(const std::string& path) {
  const auto document = need(wire::decode_document(read_file(path)));
  if (document.type == wire::DocumentType::post_record)
    return client::address_of(need(wire::decode<wire::PostRecord>(document.bytes)));
  return client::address_of(need(wire::decode<wire::Charter>(document.bytes)));
}

// The device's own keys at any node, and no program that would ask whether it may.
class Caller {
 public:
  explicit Caller(const std::string& profile)
      : connector_(need(client::make_curve_connector())),
        tools_{connector_.get(), &entropy_, wall_now, {}},
        profile_(need(client::Profile::open(profile))),
        keys_(need(profile_.keys())) {}
  Result<client::Session> at(const client::NodeAddress& node) {
    return client::open_session(tools_, node, keys_.transport, keys_.signing);
  }
  const client::DeviceKeys& keys() const { return keys_; }

 private:
  seal::SystemEntropy entropy_;
  std::unique_ptr<client::Connector> connector_;
  client::Tools tools_;
  client::Profile profile_;
  client::DeviceKeys keys_;
};

Json said(const Result<wire::Reply>& reply) {
  if (!reply) return Json{{"failure", name(reply.error().code)}};
  auto json = forge::shown(*reply);
  json["detail"] = reply->detail;
  json["items"] = reply->items.size();
  json["bytes"] = reply->data.size();
  return json;
}

Bytes hex_of(const Options& options, const std::string& named) {
  return *from_hex(options.one(named, ""));
}

}  // namespace

Json ask(const Options& options) {
  Caller caller(options.one("profile"));
  auto session = caller.at(node_in(options.one("document")));
  if (!session) return Json{{"failure", name(session.error().code)}};
  wire::Request request;
  request.verb = static_cast<wire::Verb>(std::stoi(options.one("verb")));
  request.code = static_cast<std::uint8_t>(std::stoi(options.one("code", "0")));
  if (const auto subject = hex_of(options, "subject"); subject.size() == request.subject.size())
    std::copy(subject.begin(), subject.end(), request.subject.begin());
  request.data = hex_of(options, "data");
  return said(session->ask(request));
}

Json vet_as_mayor(const Options& options) {
  Caller caller(options.one("profile"));
  auto session = need(caller.at(node_in(options.one("document"))));
  wire::Request request;
  request.verb = wire::Verb::mandates;
  const auto wanted = id_of<MandateId>(options.one("mandate"));
  for (const auto& item : need(client::ask_all(session, request))) {
    if (item.code != 0 || MandateId{item.id} != wanted) continue;
    auto document = need(wire::decode_document(item.data));
    seal::add_signature(document, caller.keys().signing, seal::Tag::mandate_vet);
    wire::Request publish;
    publish.verb = wire::Verb::publish;
    publish.data = wire::encode(document);
    return said(session.ask(publish));
  }
  throw Impossible("no such mandate waits");
}

Json desk_as_device(const Options& options) {
  Caller desk(options.one("profile"));
  forge::Device referent(options.one("other-profile"));
  auto alert = referent.seal_honestly(referent.draft());
  const auto signature = seal::sign(desk.keys().signing, seal::Tag::alert_header,
                                    ByteView(alert.envelope).first(limits::header_bytes));
  std::copy(signature.bytes.begin(), signature.bytes.end(), alert.envelope.begin() + limits::header_bytes);
  auto session = need(desk.at(client::address_of(referent.charter())));
  wire::Request request;
  request.verb = wire::Verb::submit;
  request.data = alert.envelope;
  auto json = said(session.ask(request));
  json["alert"] = to_hex(alert.alert.view());
  return json;
}

// A mayor's commission, signed with another office's key under the tag that a mairie signs with.
Json false_commission(const Options& options) {
  seal::SystemEntropy entropy;
  const auto secret = need(seal::open_with_passphrase(read_file(options.one("key")), options.one("label"),
                                                      options.one("passphrase")));
  const auto key = seal::signing_key_from(secret.clone());
  const auto charter =
      need(wire::decode<wire::Charter>(need(wire::decode_document(read_file(options.one("charter")))).bytes));
  wire::Commission mayor;
  mayor.role = Role::mayor;
  mayor.commune = charter.commune;
  mayor.key = seal::make_signing_key(entropy).public_key;
  mayor.transport = seal::make_box_key(entropy).public_key;
  mayor.from = wall_now() - hours(1);
  mayor.until = mayor.from + days(30);
  auto document = seal::draft(mayor);
  seal::add_signature(document, key, seal::Tag::commission_mairie);
  const auto bytes = wire::encode(document);
  std::ofstream(options.one("out"), std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return Json{{"out", options.one("out")}};
}

// What the offices' logs name a mandate by.
Json show_mandate(const Options& options) {
  forge::Device device(options.one("profile"));
  return Json{{"mandate", to_hex(device.mandate().mandate.view())},
              {"name", to_hex(seal::hash256(wire::encode(device.mandate())).view())}};
}

}  // namespace tocsin::thief
