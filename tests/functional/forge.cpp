// A hostile device program for the functional tests: performs one attack on a running commune node with the
// keys of a real referent, and prints what the node answered as one line of JSON.
#include <cstdio>
#include <cstdlib>
#include <map>

#include "forge_device.h"

namespace tocsin::forge {
namespace {

constexpr const char* usage =
    "tocsin_forge MODE --profile DIR [options]\n"
    "  replay                              one alert three times, on two sessions\n"
    "  other-bytes                         two alerts under one id\n"
    "  flip [--count N]                    N bits of an envelope flipped in turn (0: each), then the honest "
    "one\n"
    "  stolen --other-profile DIR          another's wraps and body under this device's header\n"
    "  header-of-other --other-profile DIR another's whole envelope on this device's session\n"
    "  false-tag                           a place tag that names nothing\n"
    "  lie --what WHAT                     the content says another category, sector or mandate than the "
    "header,\n"
    "                                      or brings another tag_key than the mandate commits to\n"
    "  raw --bytes HEX                     this frame, then an honest request\n"
    "  raw --random N [--seed S]           N hostile frames, then an honest request\n"
    "  elsewhere --other-profile DIR       this device at the node of the other's commune, by each door "
    "there "
    "is\n"
    "  created --offset SECONDS            a true alert whose device clock is off by so much\n"
    "  false-card --card TEXT              a card that leads to another root; needs no profile\n"
    "Exit codes: 0 the attack was performed, whatever the node answered; 1 it was not; 2 usage.\n";

using Options = std::map<std::string, std::string>;

std::string option(const Options& options, const std::string& named, const char* otherwise = nullptr) {
  auto found = options.find(named);
  if (found != options.end()) return found->second;
  if (otherwise == nullptr) throw Impossible("--" + named + " is needed");
  return otherwise;
}

std::int64_t signed_number(const Options& options, const std::string& named) {
  const auto text = option(options, named, "0");
  char* end = nullptr;
  const auto value = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end != 0) throw Impossible("--" + named + " is not a number");
  return value;
}

std::uint64_t number(const Options& options, const std::string& named) {
  const auto value = signed_number(options, named);
  if (value < 0) throw Impossible("--" + named + " is below zero");
  return static_cast<std::uint64_t>(value);
}

Json named(const AlertId& alert, const wire::Reply& reply) {
  auto json = shown(reply);
  json["alert"] = to_hex(alert.view());
  return json;
}

// What the node may accept without being able to know better; the post must.
Json submit_and_keep(Device& device, const Forged& forged) {
  const auto reply = device.submit(forged.envelope);
  device.keep(forged, reply);
  return named(forged.alert, reply);
}

Json replay(Device& device) {
  const auto alert = device.seal_honestly(device.draft());
  const auto first = device.submit(alert.envelope);
  const auto second = device.submit(alert.envelope);
  device.new_session();
  const auto third = device.submit(alert.envelope);
  device.keep(alert, first);
  auto json = named(alert.alert, first);
  json["outcomes"] = {outcome(first), outcome(second), outcome(third)};
  json["receipts_equal"] = first.data.size() == wire::signed_receipt_bytes && first.data == second.data &&
                           first.data == third.data;
  return json;
}

Json other_bytes(Device& device) {
  auto draft = device.draft();
  const auto alert = device.seal_honestly(draft);
  const auto first = device.submit(alert.envelope);
  device.keep(alert, first);
  const auto id = draft.header.alert;
  draft = device.draft();
  draft.header.alert = id;
  const auto second = device.submit(device.seal_honestly(draft).envelope);
  return Json{{"alert", to_hex(id.view())}, {"first", outcome(first)}, {"second", shown(second)}};
}

// Evenly spread over the envelope, and over the eight bits of a byte.
std::size_t bit_to_flip(std::size_t index, std::size_t count) {
  constexpr std::size_t bits = limits::envelope_bytes * 8;
  const std::size_t bit = index * bits / count;
  return bits / count < 8 ? bit : bit / 8 * 8 + index % 8;
}

Json flip(Device& device, std::size_t count) {
  constexpr std::size_t bits = limits::envelope_bytes * 8;
  if (count == 0 || count > bits) count = bits;
  const auto alert = device.seal_honestly(device.draft());
  std::size_t accepted = 0, receipts = 0;
  std::map<std::string, std::size_t> answers;
  for (std::size_t index = 0; index < count; ++index) {
    Bytes changed = alert.envelope;
    const auto bit = bit_to_flip(index, count);
    changed[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    const auto reply = device.submit(changed);
    accepted += reply.outcome == wire::Outcome::ok;
    receipts += !reply.data.empty();
    ++answers[reply.errc != 0 ? name(static_cast<Errc>(reply.errc)) : outcome(reply)];
  }
  const auto honest = device.submit(alert.envelope);
  device.keep(alert, honest);
  return Json{{"tried", count},           {"accepted", accepted},      {"receipts_for_bad", receipts},
              {"answers", Json(answers)}, {"honest", outcome(honest)}, {"alert", to_hex(alert.alert.view())}};
}

Json stolen(Device& thief, Device& victim) {
  const auto taken = victim.seal_honestly(victim.draft());
  const auto parts = need(wire::split_envelope(taken.envelope));
  const auto theirs = need(wire::decode_header(parts.header));
  auto header = thief.draft().header;
  header.alert = theirs.alert;  // whose key the commitment is about
  header.commitment = theirs.commitment;
  header.post_epoch = theirs.post_epoch;
  return submit_and_keep(thief, thief.put_under_header(header, parts.wraps, parts.body));
}

Json header_of_other(Device& thief, Device& victim) {
  const auto taken = victim.seal_honestly(victim.draft());
  return named(taken.alert, thief.submit(taken.envelope));
}

Json false_tag(Device& device) {
  auto draft = device.draft();
  device.entropy().fill(draft.header.place_tag.bytes.data(), draft.header.place_tag.bytes.size());
  return submit_and_keep(device, device.seal_as_told(draft));
}

Json lie(Device& device, const std::string& what) {
  auto draft = device.draft();
  auto& [header, content] = draft;
  if (what == "category") {
    content.category = header.category == Category::damage ? Category::intrusion : Category::damage;
  } else if (what == "sector") {
    content.sector = static_cast<SectorId>(header.sector == 999 ? 1 : header.sector + 1);
  } else if (what == "mandate") {
    content.mandate.bytes[0] ^= 1;
  } else if (what == "tag_key") {
    content.tag_key[0] ^= 1;
    const seal::Secret32 other(content.tag_key);
    header.place_tag = seal::place_tag(other, content);
    header.plate_tag = seal::plate_tag(other, content);
  } else {
    throw Impossible("--what " + what + ": category, sector, mandate or tag_key");
  }
  return submit_and_keep(device, device.seal_as_told(draft));
}

// A referent of one commune at another's node: as a stranger to its door, on the line of somebody it knows,
// and with alerts for either commune.
Json elsewhere(Device& stranger, Device& local) {
  Json json;
  wire::Request request;
  request.verb = wire::Verb::follow;
  auto own_line = stranger.session_at(local.charter(), stranger.keys().transport);
  auto at_the_door =
      own_line ? own_line->ask(request) : Result<wire::Reply>(tl::unexpected(own_line.error()));
  json["own_line"] = at_the_door ? shown(*at_the_door) : Json{{"failure", name(at_the_door.error().code)}};
  auto lent_line = need(stranger.session_at(local.charter(), local.keys().transport));
  json["lent_line"] = shown(need(lent_line.ask(request)));
  json["local"] = shown(local.follow());  // the door is open to those it knows
  const auto own = stranger.seal_honestly(stranger.draft());
  json["own_alert_there"] = named(own.alert, local.submit(own.envelope));
  auto draft = stranger.draft();
  draft.header.commune = local.charter().commune;
  json["alert_for_there"] = submit_and_keep(stranger, stranger.seal_as_told(draft));
  return json;
}

Json created(Device& device, std::int64_t offset_seconds) {
  auto draft = device.draft();
  draft.header.created = static_cast<std::uint32_t>(draft.header.created + offset_seconds / 10);
  draft.header.expiry = draft.header.created + static_cast<std::uint32_t>(limits::alert_life / seconds(10));
  draft.content.observed = draft.header.created;
  return submit_and_keep(device, device.seal_honestly(draft));
}

Json false_card(const std::string& text) {
  auto card = need(wire::parse_card(text));
  seal::SystemEntropy().fill(card.root_sha256.data(), card.root_sha256.size());
  return Json{{"card", wire::to_text(card)}};
}

Json perform(const std::string& mode, const Options& options) {
  if (mode == "false-card") return false_card(option(options, "card"));
  Device device(option(options, "profile"));
  if (mode == "replay") return replay(device);
  if (mode == "other-bytes") return other_bytes(device);
  if (mode == "flip") return flip(device, number(options, "count"));
  if (mode == "false-tag") return false_tag(device);
  if (mode == "lie") return lie(device, option(options, "what"));
  if (mode == "created") return created(device, signed_number(options, "offset"));
  if (mode == "raw")
    return send_frames(device, option(options, "bytes", ""), number(options, "random"),
                       number(options, "seed"));
  if (mode != "stolen" && mode != "header-of-other" && mode != "elsewhere")
    throw Impossible("no such mode: " + mode);
  Device other(option(options, "other-profile"));
  if (mode == "elsewhere") return elsewhere(device, other);
  return mode == "stolen" ? stolen(device, other) : header_of_other(device, other);
}

}  // namespace
}  // namespace tocsin::forge

int main(int count, char** words) {
  using namespace tocsin::forge;
  if (count < 2 || std::string(words[1]) == "--help") {
    std::fputs(usage, count < 2 ? stderr : stdout);
    return count < 2 ? 2 : 0;
  }
  Options options;
  for (int i = 2; i < count; i += 2) {
    const std::string word = words[i];
    if (word.rfind("--", 0) != 0 || i + 1 == count) {
      std::fputs(usage, stderr);
      return 2;
    }
    options[word.substr(2)] = words[i + 1];
  }
  tocsin::seal::initialise();
  try {
    std::puts(perform(words[1], options).dump().c_str());
    return 0;
  } catch (const std::exception& why) {
    std::fprintf(stderr, "not performed: %s\n", why.what());
    return 1;
  }
}
