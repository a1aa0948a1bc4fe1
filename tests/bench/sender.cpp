#include "sender.h"

#include "protocol/seal/alert.h"
#include "protocol/seal/session.h"
#include "protocol/wire/message.h"

namespace tocsin::bench {
namespace {

constexpr std::uint64_t alerts_per_sender_max = 20;  // R10's hard cap of a day: no sender is asked for more

relay::io::DialOptions options_of(const Town& town) {
  relay::io::DialOptions options;
  options.endpoint = town.node.address;
  options.server_key = town.node.curve;
  options.user = "node";
  return options;
}

// A place of its own for each alert: cells of R11 are about 100 m.
wire::Place place_of(std::uint32_t sender, std::uint64_t sequence) {
  wire::Place place;
  place.kind = wire::PlaceKind::point;
  place.latitude_udeg = 45'000'000 + static_cast<std::int32_t>(sender * 2'000);
  place.longitude_udeg = 5'000'000 + static_cast<std::int32_t>(sequence * 4'000);
  return place;
}

}  // namespace

bool Sender::KeptReceipt::holds() const {
  auto receipt = seal::verify_receipt(bytes, signer);
  return receipt && receipt->header_hash == header_hash;
}

Sender::Sender(relay::io::Dial dial, const Town& town, const Device& device, std::uint32_t place,
               Entropy& entropy)
    : dial_(std::move(dial)), town_(&town), device_(&device), entropy_(&entropy), place_(place) {}

Result<Sender> Sender::open(relay::io::Context& context, const Town& town, const Device& device,
                            std::uint32_t place, Entropy& entropy) {
  const auto own = relay::io::curve_keys_of(relay::io::SecretView(device.transport.secret.data(), 32));
  auto dial = relay::io::Dial::open(context, own, options_of(town));
  if (!dial) return pass_on(dial);
  return Sender(std::move(*dial), town, device, place, entropy);
}

void Sender::break_off(std::string why) {
  state_ = State::broken;
  if (trouble_.empty()) trouble_ = std::move(why);
}

void Sender::greet() {
  wire::Request request;
  request.verb = wire::Verb::hello;
  request.subject = seal::key_id(device_->signing.public_key).bytes;
  request.command = seal::time_ordered_id<CommandId>(wall_now(), *entropy_);
  dial_.send(
      wire::encode(wire::ClientFrame{wire::FrameKind::open_request, ++reference_, wire::encode(request)}));
  state_ = State::greeting;
}

Bytes Sender::signed_frame(wire::Request request) {
  if (request.command.is_zero()) request.command = seal::time_ordered_id<CommandId>(wall_now(), *entropy_);
  auto bytes = seal::sign_request(device_->signing, town_->node.signing, challenge_, ++counter_,
                                  wire::encode(request));
  return wire::encode(wire::ClientFrame{wire::FrameKind::signed_request, ++reference_, std::move(bytes)});
}

Sender::Prepared Sender::seal() {
  seal::AlertDraft draft;
  auto& [header, content] = draft;
  const Instant now = wall_now();
  header.category = content.category = Category::intrusion;
  header.urgency = Urgency::in_progress;
  header.flags = header_flag::called17;
  if (town_->charter.exercise) header.flags |= header_flag::exercise;
  header.sector = content.sector = town_->charter.sectors.front().id;
  header.commune = town_->charter.commune;
  header.alert = content.alert = seal::time_ordered_id<AlertId>(now, *entropy_);
  header.mandate = content.mandate = device_->mandate;
  header.sequence = ++sequence_;
  header.previous_hash = previous_;
  header.created = content.observed = to_tens(now);
  header.expiry = header.created + static_cast<std::uint32_t>(limits::alert_life / seconds(10));
  header.charter_sequence = town_->charter.sequence;
  header.post_epoch = town_->epoch.day;
  content.conducts = wire::bit(Conduct::forcing_door_or_window);
  content.place = place_of(place_, sequence_);
  auto sealed =
      seal::seal_alert(draft, device_->signing, device_->tag_key, town_->epoch.key, nullptr, *entropy_);
  previous_ = sealed.header_hash;
  wire::Request request;
  request.verb = wire::Verb::submit;
  request.command.bytes = header.alert.bytes;
  request.data = std::move(sealed.envelope);
  return {header.alert, sealed.header_hash, signed_frame(std::move(request))};
}

void Sender::send(const Prepared& prepared, SteadyClock::time_point pressed) {
  auto frame = wire::decode_client_frame(prepared.frame);
  underway_[prepared.alert] = {prepared.header_hash, pressed};
  asked_[frame->reference] = {prepared.alert, prepared.header_hash};
  if (!dial_.send(prepared.frame)) break_off("the line took no more messages");
}

void Sender::send_one() {
  const auto pressed = SteadyClock::now();
  if (sequence_ < alerts_per_sender_max) send(seal(), pressed);
}

void Sender::prepare(std::size_t count) {
  while (prepared_.size() < count && sequence_ < alerts_per_sender_max) prepared_.push_back(seal());
}

bool Sender::send_prepared() {
  if (next_prepared_ == prepared_.size()) return false;
  send(prepared_[next_prepared_++], SteadyClock::now());
  return true;
}

void Sender::take(Tally& tally, std::vector<KeptReceipt>* later) {
  while (auto signal = dial_.signal()) {
    if (*signal != relay::LinkSignal::connected) return break_off("the line was refused or lost");
    if (state_ == State::dialling) greet();
  }
  while (auto message = dial_.receive()) take_frame(message->bytes, tally, later);
}

void Sender::take_frame(ByteView bytes, Tally& tally, std::vector<KeptReceipt>* later) {
  auto frame = wire::decode_client_frame(bytes);
  if (!frame) return break_off("a frame of the node: " + frame.error().detail);
  auto reply = wire::decode_reply(frame->bytes);
  if (!reply) return break_off("a reply of the node: " + reply.error().detail);
  if (frame->kind == wire::FrameKind::reply) return take_answer(frame->reference, *reply, tally, later);
  for (const auto& item : reply->items) take_event(item, tally, later);
}

void Sender::take_answer(std::uint32_t reference, const wire::Reply& reply, Tally& tally,
                         std::vector<KeptReceipt>* later) {
  const bool setting_up = state_ == State::greeting || state_ == State::asking_to_follow;
  if (setting_up && reply.outcome != wire::Outcome::ok) return break_off("the node: " + reply.detail);
  if (state_ == State::greeting) {
    auto hello =
        seal::verify_hello(reply.data, town_->node.signing, seal::key_id(device_->signing.public_key));
    if (!hello) return break_off("hello: " + hello.error().detail);
    challenge_ = hello->challenge;
    counter_ = to_ms(wall_now()) << 10;
    wire::Request request;
    request.verb = wire::Verb::follow;
    dial_.send(signed_frame(std::move(request)));
    state_ = State::asking_to_follow;
    return;
  }
  if (state_ == State::asking_to_follow) {
    state_ = State::following;
    return;
  }
  auto asked = asked_.find(reference);
  if (asked == asked_.end()) return;
  const auto [alert, header_hash] = asked->second;
  asked_.erase(asked);
  if (reply.outcome == wire::Outcome::ok) {
    const KeptReceipt accepted{reply.data, header_hash, town_->node.signing};
    if (later != nullptr) {
      later->push_back(accepted);
    } else if (!accepted.holds()) {
      ++tally.unverified;
      underway_.erase(alert);
    }
    return;
  }
  ++(reply.outcome == wire::Outcome::refused ? tally.refused : tally.failed);
  if (tally.first_trouble.empty())
    tally.first_trouble = "rule " + std::to_string(reply.rule) + " " + reply.detail;
  underway_.erase(alert);
}

void Sender::take_event(const wire::Item& item, Tally& tally, std::vector<KeptReceipt>* later) {
  auto found = underway_.find(AlertId{item.id});
  if (found == underway_.end() || item.data.size() != wire::signed_receipt_bytes) return;
  auto claimed = wire::decode_receipt(ByteView(item.data).first(wire::receipt_bytes));
  if (!claimed || claimed->issuer_kind != NodeKind::post) return;  // the commune's: the reply gave it already
  const KeptReceipt receipt{item.data, found->second.header_hash, town_->post};
  if (later != nullptr) {
    later->push_back(receipt);
  } else if (!receipt.holds()) {
    ++tally.unverified;
    underway_.erase(found);
    return;
  }
  if (claimed->state == AlertState::delivered) {
    ++tally.delivered;
    tally.latencies_us.push_back(micros_since(found->second.pressed));
  } else {
    ++tally.refused;
    if (tally.first_trouble.empty())
      tally.first_trouble = "the post: " + std::string(words(claimed->state).en);
  }
  underway_.erase(found);
}

}  // namespace tocsin::bench
