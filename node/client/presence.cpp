#include "node/client/presence.h"

#include "protocol/seal/trust.h"

namespace tocsin::client {

Result<Instant> verified_presence(ByteView container, const wire::PostRecord& post) {
  auto document = wire::decode_document(container);
  if (!document) return tocsin::pass_on(document);
  auto presence = seal::verify_single<wire::Presence>(*document, post.node.signing, seal::Tag::presence);
  if (!presence) return tocsin::pass_on(presence);
  if (presence->post != post.post) return fail(Errc::untrusted, "this presence is of another post");
  return presence->until;
}

Answer<std::optional<Instant>> presence_at(Session& session, const wire::PostRecord& post) {
  wire::Request request;
  request.verb = wire::Verb::presence;
  auto reply = accept(session.ask(std::move(request)));
  if (!reply) return pass_on(reply);
  std::optional<Instant> until;
  for (const auto& item : reply->items)
    if (auto said = verified_presence(item.data, post); said && (!until || *said > *until)) until = *said;
  return until;
}

}  // namespace tocsin::client
