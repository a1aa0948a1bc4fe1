// What a referent is given to read, and the receipt that it was shown.
#include "node/client/notices.h"
#include "node/client/referent.h"

namespace tocsin::client {

Answer<std::vector<NoticeView>> Referent::notices(std::vector<std::string>* rejected, bool follow) {
  auto session = connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::notices;
  request.code = follow ? 1 : 0;
  auto items = ask_all(**session, std::move(request));
  if (!items) {
    disconnect();
    return pass_on(items);
  }
  return read_notices(*items, roster_, true, rejected);
}

Answer<bool> Referent::confirm_shown(const NoticeView& view) {
  auto session = connected();
  if (!session) return pass_on(session);
  auto document = seal::draft(wire::NoticeDisplay{view.notice.id, view.cancel ? view.cancel_hash : view.hash,
                                                  own_.mandate.mandate, node_now()});
  seal::add_signature(document, keys_->signing, seal::Tag::notice_display);
  wire::Request request;
  request.verb = wire::Verb::notices;
  request.data = wire::encode(document);
  auto reply = accept((*session)->ask(std::move(request)));
  if (!reply) return pass_on(reply);
  return true;
}

Answer<bool> Referent::wait_for_notice(Duration timeout) {
  auto session = connected();
  if (!session) return pass_on(session);
  auto event = (*session)->event(timeout);
  if (!event) {
    disconnect();
    return pass_on(event);
  }
  return event->has_value();
}

}  // namespace tocsin::client
