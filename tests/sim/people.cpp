#include "tests/sim/people.h"

#include "policy/limits.h"

namespace tocsin::sim {

using wire::Outcome;
using wire::Verb;

namespace {

constexpr std::uint32_t looser_alerts_per_day = 4;
// How often somebody looks at a phone, on average: the less, the less it sends.
minutes follow_every(const Options& options) {
  return minutes(std::clamp(options.alert_every / 60, 30, 150));
}

}  // namespace

bool is_expired_challenge(const wire::Reply& reply) {
  return reply.outcome == Outcome::failed && reply.errc == static_cast<std::uint8_t>(Errc::expired) &&
         reply.detail.rfind("challenge", 0) == 0;
}

People::People(Town& town, Agenda& agenda, Random& random, Clockwork& clockwork, Oracle& oracle,
               const Options& options, Report& report)
    : town_(town),
      agenda_(agenda),
      random_(random),
      clockwork_(clockwork),
      oracle_(oracle),
      options_(options),
      report_(report) {
  clockwork_.unasked = [this](const node::Reply& reply) { unasked(reply); };
}

void People::begin(Instant end) {
  end_ = end;
  for (std::size_t sender = 0; sender < town_.senders.size(); ++sender)
    agenda_.in(random_.between(seconds(30), seconds(90)), [this, sender] { publish_mandate(sender); });
  if (!options_.traffic) return;
  for (std::size_t post = 0; post < town_.posts.size(); ++post)
    agenda_.in(random_.until_next(minutes(8)), [this, post] { patrol(post); });
  for (std::size_t commune = 0; commune < town_.communes.size(); ++commune)
    agenda_.in(random_.until_next(minutes(options_.act_every)), [this, commune] { preside(commune); });
}

wire::Request People::request(Verb verb, Bytes data, ByteView subject, std::uint8_t code) {
  wire::Request made;
  made.command = seal::time_ordered_id<CommandId>(agenda_.now, town_.world.entropy);
  made.verb = verb;
  std::copy(subject.begin(), subject.end(), made.subject.begin());
  made.data = std::move(data);
  made.code = code;
  return made;
}

// ---- asking
// -------------------------------------------------------------------------------------------------

bool People::greet(std::size_t node, Asker& by) {
  wire::Request hello;
  hello.verb = Verb::hello;
  hello.subject = by.id().bytes;
  wire::ClientFrame frame{wire::FrameKind::open_request, 1, wire::encode(hello)};
  for (const auto& reply :
       clockwork_.turn(node, {node::ClientMessage{by.session, by.user, wire::encode(frame)}}, Fall::none)) {
    if (reply.session != by.session) continue;
    auto heard = wire::decode_client_frame(reply.frame);
    auto answer = heard ? wire::decode_reply(heard->bytes) : Result<wire::Reply>(fail(Errc::malformed, ""));
    if (!answer) continue;
    auto challenge =
        seal::verify_hello(answer->data, town_.nodes[node]->parts.identity.signing.public_key, by.id());
    if (!challenge) continue;
    by.challenge = challenge->challenge;
    return true;
  }
  return false;
}

std::vector<People::Answer> People::ask_together(std::size_t node, std::vector<Asked> asked) {
  std::vector<Answer> answers(asked.size());
  if (!town_.nodes[node]->running) return answers;
  auto lost = [&](unsigned chance, Fault fault) {
    if (!random_.per_mille(chance)) return false;
    ++report_.faults.of[static_cast<std::size_t>(fault)];
    return true;
  };
  std::vector<node::Input> inputs;
  for (auto& one : asked) {
    if (lost(wire.request_lost, Fault::request_lost)) continue;
    if (!one.by->challenge && !greet(node, *one.by)) continue;
    auto bytes = seal::sign_request(*one.by->key, town_.nodes[node]->parts.identity.signing.public_key,
                                    *one.by->challenge, ++one.by->counter, wire::encode(one.request));
    inputs.emplace_back(
        node::ClientMessage{one.by->session, one.by->user,
                            wire::encode(wire::ClientFrame{wire::FrameKind::signed_request, 7, bytes})});
  }
  if (inputs.empty()) return answers;
  for (const auto& reply : clockwork_.turn(node, std::move(inputs), clockwork_.chance_of_fall())) {
    auto frame = wire::decode_client_frame(reply.frame);
    if (frame && frame->kind == wire::FrameKind::event) unasked(reply);
    if (!frame || frame->kind != wire::FrameKind::reply) continue;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (asked[i].by->session == reply.session && !lost(wire.answer_lost, Fault::answer_lost))
        if (auto decoded = wire::decode_reply(frame->bytes)) answers[i] = *decoded;
  }
  return answers;
}

People::Answer People::ask(std::size_t node, Asker& by, const wire::Request& request) {
  auto answer = ask_together(node, {{&by, request}}).front();
  if (!answer || !is_expired_challenge(*answer)) return answer;
  by.challenge.reset();
  return ask_together(node, {{&by, request}}).front();
}

// The same bytes until they are answered, as a device's outbox does.
void People::insist(std::size_t node, Asker& by, wire::Request request, Done done) {
  auto answer = ask(node, by, request);
  if (done(answer)) return;
  agenda_.in(random_.between(seconds(5), seconds(120)),
             [this, node, &by, request = std::move(request), done = std::move(done)]() mutable {
               insist(node, by, std::move(request), std::move(done));
             });
}

// ---- offices
// ------------------------------------------------------------------------------------------------

std::size_t People::enrol(std::size_t commune) {
  town_.add_sender(commune);
  publish_mandate(town_.senders.size() - 1);
  return town_.senders.size() - 1;
}

void People::publish_mandate(std::size_t number) {
  auto& sender = *town_.senders[number];
  auto& commune = *town_.communes[sender.commune];
  auto published = request(Verb::publish, wire::encode(sender.referent.document));
  insist(commune.node, commune.mayor, std::move(published), [this, number](const Answer& answer) {
    if (!answer || answer->outcome != Outcome::ok) return !busy();
    auto& enrolled = *town_.senders[number];
    if (enrolled.enrolled) return true;
    enrolled.enrolled = true;
    if (options_.traffic)
      agenda_.in(random_.until_next(follow_every(options_)), [this, number] { live(number); });
    return true;
  });
}

void People::end_mandate(std::size_t number, bool by_post, bool suspend) {
  auto& sender = *town_.senders[number];
  auto& commune = *town_.communes[sender.commune];
  auto& post = *town_.posts[commune.post];
  wire::Act act;
  act.id = seal::time_ordered_id<CommandId>(agenda_.now, town_.world.entropy);
  act.kind = suspend ? wire::ActKind::suspend : wire::ActKind::revoke;
  act.target = wire::ActTarget::mandate;
  act.subject = sender.referent.mandate.mandate.bytes;
  act.commune = commune.made.charter.commune;
  act.reason = ActReason::left_or_unavailable;
  act.at = agenda_.now;
  if (suspend) act.until = agenda_.now + random_.between(hours(1), hours(12));
  auto document =
      by_post ? town_.world.sign_single(act, post.made.commander.device.signing, seal::Tag::act_post)
              : town_.world.sign_single(act, commune.made.mayor.device.signing, seal::Tag::act_mairie);
  oracle_.act_signed(seal::document_hash(document), sender.referent.mandate.mandate, act.until);
  clockwork_.say("the mandate of referent " + std::to_string(number) +
                 (suspend ? " is suspended" : " is revoked"));
  ++report_.revoked;
  ++report_.faults.of[static_cast<std::size_t>(Fault::mandate_ended)];
  sender.ended = true;
  insist(by_post ? post.node : commune.node, by_post ? post.commander : commune.mayor,
         request(Verb::publish, wire::encode(document)),
         [this](const Answer& answer) { return (answer && answer->outcome != Outcome::failed) || !busy(); });
}

// A charter that would give referents more alerts a day: two of three signed it, or all three, once for each
// commune, and then it must wait its days (where months pass, nobody signs one).
void People::loosen(std::size_t number) {
  auto& commune = *town_.communes[number];
  auto& post = *town_.posts[commune.post];
  auto charter = commune.made.charter;
  ++charter.sequence;
  charter.previous = seal::document_hash(commune.made.document);
  charter.limits = {{static_cast<std::uint8_t>(policy::Limit::alerts_per_day), looser_alerts_per_day}};
  charter.from = agenda_.now;
  auto document = town_.world.sign_charter(charter, commune.made.office, post.made.office);
  const bool half = options_.later || random_.one_in(2) || oracle_.is_loosening(number);
  if (!half) oracle_.loosening_signed(number, looser_alerts_per_day, agenda_.now);
  if (half) {
    document = seal::draft(charter);
    if (random_.one_in(2)) {
      for (std::size_t i = 0; i < 2; ++i)
        seal::add_signature(document, town_.world.root_keys[i], seal::Tag::charter_root);
    } else {
      seal::add_signature(document, post.made.office, seal::Tag::charter_post);
    }
    seal::add_signature(document, commune.made.office, seal::Tag::charter_mairie);
  }
  ++report_.faults.of[static_cast<std::size_t>(Fault::looser_charter)];
  clockwork_.say("a looser charter of commune " + std::to_string(number));
  insist(commune.node, commune.mayor, request(Verb::publish, wire::encode(document)),
         [this](const Answer& answer) {
           return (answer && answer->errc != static_cast<std::uint8_t>(Errc::busy)) || !busy();
         });
}

void People::preside(std::size_t commune) {
  if (!busy()) return;
  agenda_.in(random_.until_next(minutes(options_.act_every)), [this, commune] { preside(commune); });
  if (random_.one_in(3)) loosen(commune);
  for (std::size_t number = 0; number < town_.senders.size(); ++number) {
    auto& sender = *town_.senders[number];
    if (sender.commune != commune || sender.ended || !sender.enrolled) continue;
    end_mandate(number, random_.one_in(2), random_.one_in(3));
    send(number, random_.one_in(2));  // on its way while the act is
    agenda_.in(random_.between(seconds(1), minutes(90)), [this, commune] { enrol(commune); });
    return;
  }
}

// ---- referents
// ----------------------------------------------------------------------------------------------

void People::live(std::size_t number) {
  auto& sender = *town_.senders[number];
  if (busy() && random_.until_next(minutes(options_.alert_every)) < follow_every(options_))
    if (!sender.ended || random_.one_in(3)) send(number, random_.one_in(3), random_.one_in(12));
  follow(number);
  if (busy()) agenda_.in(random_.until_next(follow_every(options_)), [this, number] { live(number); });
}

AlertTruth& People::send(std::size_t number, bool urgent, bool denied) {
  auto& sender = *town_.senders[number];
  auto& commune = *town_.communes[sender.commune];
  auto& world = town_.world;
  world.now = agenda_.now;
  tests::AlertWish wish;
  wish.urgency = urgent ? Urgency::in_progress : Urgency::ordinary;
  wish.called17 = urgent;
  wish.clock_error = sender.clock_error;
  if (denied) wish.sector = 60;
  wish.place.kind = wire::PlaceKind::point;
  wish.place.latitude_udeg = 47'000'000 + static_cast<std::int32_t>(random_.below(900'000));
  wish.place.longitude_udeg = 6'140'000;
  std::string plate(canary);
  plate.push_back("ABCDEFGHJKLMNPQR"[random_.below(16)]);
  plate.push_back("0123456789ABCDEF"[random_.below(16)]);
  wish.vehicle = wire::Vehicle{VehicleType::van, std::nullopt, std::nullopt, plate};
  auto sealed = world.seal_alert(sender.referent, commune.made, town_.posts[commune.post]->made, wish,
                                 town_.above(sender.commune));
  AlertTruth truth;
  truth.id = wire::decode_header(ByteView(sealed.envelope).first(limits::header_bytes))->alert;
  truth.header_hash = sealed.header_hash;
  truth.mandate = sender.referent.mandate.mandate;
  truth.referent = sender.referent.mandate.referent;
  truth.commune = sender.commune;
  truth.post = commune.post;
  truth.urgent = urgent;
  truth.denied = denied;
  truth.envelope = sealed.envelope;
  auto& kept = oracle_.sealed(std::move(truth));
  clockwork_.say("referent " + std::to_string(number) + " seals " + to_hex(kept.id.view()));
  insist(commune.node, sender.asker, request(Verb::submit, sealed.envelope),
         [this, number, hash = kept.header_hash](const Answer& answer) {
           if (!answer ||
               (answer->outcome == Outcome::failed && answer->errc == static_cast<std::uint8_t>(Errc::busy)))
             return !busy();
           submitted(number, hash, answer);
           return true;
         });
  return kept;
}

void People::submitted(std::size_t number, const Hash& hash, const Answer& answer) {
  auto& alert = oracle_.alerts.at(hash);
  if (answer->data.empty()) return;
  oracle_.answered(alert, answer->data);
  see(answer->data, number);
  if (answer->outcome != Outcome::ok || !busy()) return;
  if (random_.one_in(alert.urgent ? 20 : 5))
    agenda_.in(random_.between(seconds(1), seconds(70)), [this, number, hash] { withdraw(number, hash); });
}

void People::withdraw(std::size_t number, const Hash& hash) {
  auto& sender = *town_.senders[number];
  wire::Withdrawal value;
  value.alert = oracle_.alerts.at(hash).id;
  value.mandate = sender.referent.mandate.mandate;
  value.header_hash = hash;
  value.at = agenda_.now;
  auto document = town_.world.sign_single(value, sender.referent.device.signing, seal::Tag::withdrawal);
  insist(node_of(sender), sender.asker, request(Verb::withdraw, wire::encode(document)),
         [this, number](const Answer& answer) {
           if (answer && !answer->data.empty()) see(answer->data, number);
           return answer || !busy();
         });
}

void People::follow(std::size_t number) {
  auto& sender = *town_.senders[number];
  bool more = true;
  while (more) {
    auto asked = request(Verb::follow);
    asked.number = sender.cursor;
    auto answer = ask(node_of(sender), sender.asker, asked);
    if (!answer || answer->outcome != Outcome::ok) return;
    for (const auto& item : answer->items) {
      see(item.data, number);
      sender.cursor = std::max(sender.cursor, item.number);
    }
    more = answer->more;
  }
}

void People::see(ByteView bytes, std::size_t number) {
  const auto& commune = *town_.communes[town_.senders[number]->commune];
  for (auto node :
       {commune.node, commune.post, town_.centre_of(town_.senders[number]->commune).value_or(commune.post)})
    if (auto receipt = seal::verify_receipt(bytes, town_.nodes[node]->parts.identity.signing.public_key))
      return oracle_.on_screen(*receipt, node);
}

void People::unasked(const node::Reply& reply) {
  auto frame = wire::decode_client_frame(reply.frame);
  if (!frame || frame->kind != wire::FrameKind::event) return;
  auto event = wire::decode_reply(frame->bytes);
  if (!event) return;
  for (std::size_t number = 0; number < town_.senders.size(); ++number)
    if (town_.senders[number]->asker.session == reply.session)
      for (const auto& item : event->items) see(item.data, number);
}

}  // namespace tocsin::sim
