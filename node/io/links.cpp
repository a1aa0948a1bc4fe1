#include "node/io/links.h"

#include <algorithm>
#include <utility>

namespace tocsin::node::io {
namespace {

relay::Link connecting_since(Instant now) {
  relay::Link link;
  link.since = link.last_sign = now;
  return link;
}

}  // namespace

Result<relay::io::Dial> Links::dial(const LineTo& to) {
  relay::io::DialOptions options;
  options.endpoint = to.address;
  options.server_key = to.server;
  options.user = "line:" + to_hex(to.server.view());
  return relay::io::Dial::open(context_, own_, options);
}

std::vector<Error> Links::set(const std::vector<LineTo>& wanted, Instant now) {
  std::vector<Error> errors;
  for (auto line = lines_.begin(); line != lines_.end();) {
    if (std::find(wanted.begin(), wanted.end(), line->first) != wanted.end()) {
      ++line;
      continue;
    }
    if (line->second.told_up) hung_up_.push_back(LinkChange{line->first, false});
    line = lines_.erase(line);
  }
  for (const auto& to : wanted) {
    if (lines_.count(to)) continue;
    auto dialled = dial(to);
    if (!dialled) {
      errors.push_back(dialled.error());
      continue;
    }
    lines_.emplace(to, Line{std::move(*dialled), connecting_since(now), false});
  }
  return errors;
}

bool Links::send(const LineTo& to, ByteView frame, Instant now) {
  auto found = lines_.find(to);
  if (found == lines_.end() || !found->second.dial.send(frame)) return false;
  if (relay::is_answered(frame)) relay::on(found->second.link, relay::LinkSignal::sent, now);
  return true;
}

void Links::follow(const LineTo& to, Line& line, relay::LinkDuty duty, std::vector<Input>& inputs) {
  switch (duty) {
    case relay::LinkDuty::none: return;
    case relay::LinkDuty::restart_outbox:
      line.told_up = true;
      inputs.push_back(LinkChange{to, true});
      return;
    case relay::LinkDuty::dial_again:
      if (auto dialled = dial(to)) line.dial = std::move(*dialled);
      [[fallthrough]];
    case relay::LinkDuty::return_rows:
      if (std::exchange(line.told_up, false)) inputs.push_back(LinkChange{to, false});
      return;
  }
}

void Links::drain(std::size_t messages_max, Instant now, std::vector<Input>& inputs) {
  inputs.insert(inputs.end(), hung_up_.begin(), hung_up_.end());
  hung_up_.clear();
  for (auto& [to, line] : lines_) {
    // Changes first: an answer of a line that came up belongs to what was sent after it came up.
    while (auto signal = line.dial.signal()) follow(to, line, relay::on(line.link, *signal, now), inputs);
    for (std::size_t taken = 0; taken < messages_max; ++taken) {
      auto message = line.dial.receive();
      if (!message) break;
      relay::on(line.link, relay::LinkSignal::heard, now);
      inputs.push_back(LinkMessage{to, std::move(message->bytes)});
    }
    follow(to, line, relay::tick(line.link, now), inputs);
  }
}

void Links::add_waitables(std::vector<relay::io::Waitable>& to) const {
  for (const auto& [line_to, line] : lines_)
    for (const auto& waitable : line.dial.waitables()) to.push_back(waitable);
}

}  // namespace tocsin::node::io
