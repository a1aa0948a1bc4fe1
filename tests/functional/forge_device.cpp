#include "forge_device.h"

#include <algorithm>
#include <thread>

#include "node/client/epochs.h"
#include "protocol/seal/tags.h"

namespace tocsin::forge {
namespace {

constexpr int requests_per_session = 150;  // below what a node lets one session send at once
constexpr int busy_tries = 20;

Instant wall_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

void put(Bytes& out, ByteView part) {
  out.insert(out.end(), part.begin(), part.end());
}

}  // namespace

Device::Device(const std::string& directory)
    : connector_(need(client::make_curve_connector())),
      tools_{connector_.get(), &entropy_, wall_now, {}},
      profile_(need(client::Profile::open(directory))),
      keys_(need(profile_.keys())),
      roster_(need(client::kept_roster(profile_))),
      commune_(need(client::kept_commune(profile_))),
      own_(need(client::own_mandate(profile_, roster_, keys_))),
      ledger_(need(client::Ledger::open(profile_))),
      tag_key_(need(profile_.secret("tag.key"))) {
  new_session();
  roster_ = need(client::refreshed_roster(*session_, roster_));
}

void Device::new_session() {
  session_.emplace(
      need(client::open_session(tools_, client::address_of(charter()), keys_.transport, keys_.signing)));
  asked_ = 0;
}

Result<client::Session> Device::session_at(const wire::Charter& there, const seal::BoxKey& transport) {
  return client::open_session(tools_, client::address_of(there), transport, keys_.signing);
}

std::unique_ptr<client::FrameLine> Device::line() {
  const auto node = client::address_of(charter());
  return need(connector_->connect(node.address, node.curve, keys_.transport));
}

seal::AlertDraft Device::draft() {
  const Instant now = wall_now();
  const auto epoch = client::choose_epoch(roster_.epochs(charter().post), day_of(now));
  if (!epoch) throw Impossible("no epoch key of the post is at hand");
  seal::AlertDraft draft;
  auto& [header, content] = draft;
  const bool intrusion = charter().categories >> static_cast<unsigned>(Category::intrusion) & 1;
  header.category = intrusion ? Category::intrusion : Category::natural_or_technical;
  header.urgency = Urgency::in_progress;
  header.flags = header_flag::exercise | header_flag::called17;
  if (epoch->stale) header.flags |= header_flag::stale_epoch;
  header.sector = mandate().sectors.front();
  header.commune = commune_;
  header.alert = seal::time_ordered_id<AlertId>(now, entropy_);
  header.mandate = mandate().mandate;
  header.sequence = ledger_.chain_end().sequence + 1;
  header.previous_hash = ledger_.chain_end().previous;
  header.created = to_tens(now);
  header.expiry = header.created + static_cast<std::uint32_t>(limits::alert_life / seconds(10));
  header.charter_sequence = charter().sequence;
  header.post_epoch = epoch->key.day;
  content.category = header.category;
  content.sector = header.sector;
  content.mandate = header.mandate;
  content.alert = header.alert;
  content.conducts = wire::bit(intrusion ? Conduct::forcing_door_or_window : Conduct::fire_or_smoke);
  content.observed = header.created;
  std::copy_n(tag_key_.data(), content.tag_key.size(), content.tag_key.begin());
  header.place_tag = seal::place_tag(tag_key_, content);
  header.plate_tag = seal::plate_tag(tag_key_, content);
  return draft;
}

Forged Device::seal_honestly(const seal::AlertDraft& draft) {
  const auto epoch = client::choose_epoch(roster_.epochs(charter().post), draft.header.post_epoch);
  auto sealed = seal::seal_alert(draft, keys_.signing, tag_key_, epoch->key.key, nullptr, entropy_);
  return {draft.header.alert, std::move(sealed.envelope)};
}

Forged Device::seal_as_told(const seal::AlertDraft& draft) {
  auto header = draft.header;
  const auto epoch = client::choose_epoch(roster_.epochs(charter().post), header.post_epoch);
  const auto content_key = seal::Secret32::random(entropy_);
  Bytes wraps;
  for (std::uint8_t slot : {std::uint8_t{0}, std::uint8_t{1}}) {
    Bytes plain(content_key.view().begin(), content_key.view().end());
    put(plain, seal::wrap_binding(header.mandate, header.alert, slot));
    put(wraps,
        seal::seal_to(slot == 0 ? epoch->key.key : seal::make_box_key(entropy_).public_key, plain, entropy_));
  }
  header.commitment = seal::key_commitment(content_key, header.alert);
  header.wraps_hash = seal::hash256(wraps);
  header.body_hash = {};
  const auto binding = seal::body_binding(wire::encode(header));
  const Bytes body = seal::aead_seal(content_key, wire::encode(draft.content), binding.view(), entropy_);
  return put_under_header(header, wraps, body);
}

Forged Device::put_under_header(wire::AlertHeader header, ByteView wraps, ByteView body) const {
  header.wraps_hash = seal::hash256(wraps);
  header.body_hash = seal::hash256(body);
  const auto bytes = wire::encode(header);
  Forged made{header.alert, Bytes(bytes.begin(), bytes.end())};
  put(made.envelope, seal::sign(keys_.signing, seal::Tag::alert_header, bytes).view());
  put(made.envelope, wraps);
  put(made.envelope, body);
  return made;
}

wire::Reply Device::ask(const wire::Request& request) {
  for (int attempt = 0; attempt < busy_tries; ++attempt) {
    if (++asked_ > requests_per_session) new_session();
    auto reply = need(session_->ask(request));
    if (reply.errc != static_cast<std::uint8_t>(Errc::busy)) return reply;
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::min<std::uint32_t>(reply.retry_after_ms, 2'000)));
  }
  throw Impossible("the node stays busy");
}

wire::Reply Device::submit(ByteView envelope) {
  wire::Request request;
  request.verb = wire::Verb::submit;
  request.data.assign(envelope.begin(), envelope.end());
  return ask(request);
}

wire::Reply Device::follow() {
  wire::Request request;
  request.verb = wire::Verb::follow;
  return ask(request);
}

void Device::keep(const Forged& sent, const wire::Reply& reply) {
  const auto header = need(wire::decode_header(ByteView(sent.envelope).first(limits::header_bytes)));
  client::AlertEntry entry;
  entry.alert = header.alert;
  entry.header_hash = seal::header_hash(ByteView(sent.envelope).first(limits::header_bytes));
  entry.sequence = header.sequence;
  entry.category = header.category;
  entry.urgency = header.urgency;
  entry.flags = header.flags;
  entry.sector = header.sector;
  entry.created = from_tens(header.created);
  entry.sent = wall_now();
  entry.envelope = sent.envelope;
  const client::IssuerKeys issuers{roster_.node_keys(commune_), roster_.node_keys(charter().post), {}, {}};
  if (auto receipt = client::believe_receipt(reply.data, entry.header_hash, issuers))
    client::add_receipt(entry, *receipt, reply.data, wall_now());
  need(ledger_.append(std::move(entry)));
}

std::string outcome(const wire::Reply& reply) {
  switch (reply.outcome) {
    case wire::Outcome::ok: return "ok";
    case wire::Outcome::refused: return "refused";
    case wire::Outcome::failed: return "failed";
  }
  return "unknown";
}

Json shown(const wire::Reply& reply) {
  Json json{{"outcome", outcome(reply)},
            {"rule", nullptr},
            {"refusal", nullptr},
            {"errc", nullptr},
            {"clock_noted", false}};
  if (reply.rule != 0) json["rule"] = "R" + std::to_string(reply.rule);
  if (reply.errc != 0) json["errc"] = name(static_cast<Errc>(reply.errc));
  if (reply.data.size() == wire::signed_receipt_bytes) {
    auto receipt = wire::decode_receipt(ByteView(reply.data).first(wire::receipt_bytes));
    if (receipt) json["clock_noted"] = receipt->clock_noted;
    if (receipt && receipt->refusal != 0)
      json["refusal"] = std::string(slug(static_cast<wire::Refusal>(receipt->refusal)));
  }
  return json;
}

}  // namespace tocsin::forge
