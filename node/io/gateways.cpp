#include "node/io/gateways.h"

#include <algorithm>
#include <utility>

#include "relay/gate.h"

namespace tocsin::node::io {
namespace {

constexpr relay::Serve offer{512, 256};            // guests of one gateway, and their frames under way
constexpr relay::Rate calls_of_gateway{100, 400};  // each costs three agreements of keys, some 0.2 ms
constexpr relay::Rate messages_of_guest{50, 200};  // as of a session of the client port

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

Result<relay::io::Dial> Gateways::dial(const LineTo& to) {
  relay::io::DialOptions options;
  options.endpoint = to.server == local_.server ? local_.endpoint : to.address;
  options.server_key = to.server;
  options.user = std::string(gateway_user) + to_hex(to.server.view());
  return relay::io::Dial::open(context_, own_, options);
}

std::vector<Error> Gateways::set(const std::vector<LineTo>& wanted, Instant now) {
  std::vector<Error> errors;
  for (auto line = lines_.begin(); line != lines_.end();) {
    if (std::find(wanted.begin(), wanted.end(), line->first) != wanted.end()) {
      ++line;
      continue;
    }
    forget_all(line->second);
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
    lines_.emplace(to, Line{std::move(*dialled),
                            relay::new_link(now),
                            relay::Bucket(calls_of_gateway, steady_now()),
                            {},
                            {},
                            std::nullopt,
                            false});
  }
  return errors;
}

void Gateways::serve(Line& line, Instant now) {
  if (!line.dial.send(relay::encode(relay::GateMessage(offer)))) return;
  line.served = now;
  relay::on(line.link, relay::LinkSignal::sent, now);
}

void Gateways::follow(const LineTo& to, Line& line, relay::LinkDuty duty, std::vector<Input>& inputs) {
  if (duty == relay::LinkDuty::none) return;
  forget_all(line);  // a gateway knows nothing of the sessions of a line before
  line.refused.reset();
  line.served = {};
  if (duty == relay::LinkDuty::dial_again)
    if (auto dialled = dial(to)) line.dial = std::move(*dialled);
  if (std::exchange(line.told_up, false)) inputs.push_back(LinkChange{to, false});
}

void Gateways::drain(std::size_t messages_max, Instant now, std::vector<Input>& inputs,
                     std::vector<Hurried>& hurried) {
  inputs.insert(inputs.end(), hung_up_.begin(), hung_up_.end());
  hung_up_.clear();
  for (auto& [to, line] : lines_) {
    while (auto signal = line.dial.signal()) follow(to, line, relay::on(line.link, *signal, now), inputs);
    for (std::size_t taken = 0; taken < messages_max; ++taken) {
      auto received = line.dial.receive();
      if (!received) break;
      relay::on(line.link, relay::LinkSignal::heard, now);
      if (auto message = relay::decode_gate(received->bytes))
        hear(to, line, std::move(*message), now, inputs, hurried);
    }
    follow(to, line, relay::tick(line.link, now), inputs);
    if (line.refused && (now >= *line.refused + relay::link_silent || now < *line.refused)) {
      line.link = relay::new_link(now);
      follow(to, line, relay::LinkDuty::dial_again, inputs);
    }
    const bool due =
        now >= line.served + relay::serve_every || now < line.served;  // a clock that stepped back
    if (line.link.phase == relay::LinkPhase::up && due) serve(line, now);
  }
}

void Gateways::hear_end(const LineTo& to, Line& line, std::uint64_t number, Instant now,
                        std::vector<Input>& inputs) {
  if (number != 0) return forget(line, number);
  forget_all(line);
  if (!line.refused) line.refused = now;
  if (std::exchange(line.told_up, false)) inputs.push_back(LinkChange{to, false});
}

void Gateways::hear(const LineTo& to, Line& line, relay::GateMessage message, Instant now,
                    std::vector<Input>& inputs, std::vector<Hurried>& hurried) {
  if (const auto* ended = std::get_if<relay::Ended>(&message))
    return hear_end(to, line, ended->session, now, inputs);
  if (std::holds_alternative<relay::Serving>(message)) {
    line.refused.reset();
    if (!std::exchange(line.told_up, true)) inputs.push_back(LinkChange{to, true});
  }
  const auto* carry = std::get_if<relay::Carry>(&message);
  if (carry == nullptr) return;  // nothing else is a gateway's to say
  drained_.push_back({to, relay::Handled{carry->session, carry->lane}});
  const auto known = line.guests.find(carry->session);
  if (known == line.guests.end()) return call(to, line, *carry);
  auto& guest = guests_.at(known->second);
  auto frame = guest.tunnel.open(carry->bytes);
  if (!frame) return end(line, carry->session, relay::EndCode::malformed);
  if (guest.messages.take(steady_now()))
    inputs.push_back(ClientMessage{known->second, std::string(gateway_user) + to_hex(to.server.view()),
                                   std::move(*frame)});
  else
    hurried.push_back({known->second, std::move(*frame)});
}

void Gateways::call(const LineTo& to, Line& line, const relay::Carry& carry) {
  if (line.guests.size() >= offer.sessions || !line.calls.take(steady_now()))
    return end(line, carry.session, relay::EndCode::crowded);
  auto answer = seal::answer_tunnel(node_, carry.bytes, entropy_);
  if (!answer) return end(line, carry.session, relay::EndCode::malformed);
  const auto session = context_.new_session();
  if (!line.dial.send(relay::encode(relay::Carry{carry.session, carry.lane, false, answer->bytes}))) return;
  line.guests[carry.session] = session;
  guests_.emplace(session, Guest{to, carry.session, std::move(answer->tunnel),
                                 relay::Bucket(messages_of_guest, steady_now()), false});
}

void Gateways::handled() {
  for (const auto& [to, what] : std::exchange(drained_, {}))
    if (const auto line = lines_.find(to); line != lines_.end()) line->second.dial.send(relay::encode(what));
}

bool Gateways::send(SessionId session, ByteView frame, bool known) {
  const auto found = guests_.find(session);
  if (found == guests_.end()) return false;
  auto& guest = found->second;
  auto& line = lines_.at(guest.line);
  guest.known |= known;
  const auto sealed = guest.tunnel.seal(frame);
  if (line.dial.send(relay::encode(relay::Carry{guest.number, relay::Lane::rest, guest.known, sealed})))
    return true;
  end(line, guest.number, relay::EndCode::crowded);  // a frame is missing: the tunnel ends with it
  return false;
}

void Gateways::end(Line& line, std::uint64_t number, relay::EndCode code) {
  line.dial.send(relay::encode(relay::Ended{number, code}));
  forget(line, number);
}

void Gateways::forget(Line& line, std::uint64_t number) {
  const auto known = line.guests.find(number);
  if (known == line.guests.end()) return;
  guests_.erase(known->second);
  line.guests.erase(known);
}

void Gateways::forget_all(Line& line) {
  for (const auto& [number, session] : line.guests) guests_.erase(session);
  line.guests.clear();
}

void Gateways::add_waitables(std::vector<relay::io::Waitable>& to) const {
  for (const auto& [line_to, line] : lines_)
    for (const auto& waitable : line.dial.waitables()) to.push_back(waitable);
}

}  // namespace tocsin::node::io
