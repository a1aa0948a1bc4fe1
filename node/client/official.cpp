#include "node/client/official.h"

#include <algorithm>
#include <utility>

#include "node/client/presence.h"
#include "policy/mandate.h"
#include "protocol/bytes.h"
#include "protocol/seal/alert.h"

namespace tocsin::client {
namespace {

constexpr std::string_view device_prefix = "TOCSIN-DEVICE1:";

Bytes encode_office(const OfficeName& office) {
  return ByteWriter().raw(office.commune).raw(office.post).take();
}

Result<OfficeName> decode_office(ByteView bytes) {
  ByteReader in(bytes);
  OfficeName office;
  office.commune = in.id<Insee>();
  office.post = in.id<PostId>();
  if (!in.finished() || office.commune.is_zero() == office.post.is_zero()) {
    return fail(Errc::store_damaged, "this profile's office is damaged: prepare the device again");
  }
  return office;
}

bool knows(const Roster& roster, const OfficeName& office) {
  return office.is_post() ? roster.record(office.post) != nullptr : roster.charter(office.commune) != nullptr;
}

MandateState state_of(std::uint64_t number) {
  return number <= 6 ? static_cast<MandateState>(number) : MandateState::waiting;
}

}  // namespace

bool renewal_due(const MandateRow& row, const std::vector<MandateRow>& roll, Instant now) {
  const policy::Term term{row.mandate.from, row.mandate.until, {}, {}};
  if (row.state != MandateState::in_force || !policy::renewal_due(term, now)) return false;
  return std::none_of(roll.begin(), roll.end(), [&](const MandateRow& other) {
    return other.mandate.referent == row.mandate.referent && other.mandate.until > row.mandate.until &&
           (other.state == MandateState::in_force || other.state == MandateState::waiting);
  });
}

std::string to_text(const DevicePublic& device) {
  std::string text(device_prefix);
  text += to_hex(device.signing.view()) + to_hex(device.transport.view());
  if (!device.tag_commitment.is_zero()) text += to_hex(device.tag_commitment.view());
  return text + "\n";
}

Result<DevicePublic> parse_device(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  const auto wrong = [] {
    return fail(Errc::malformed, "not a device file: it is one line that begins with TOCSIN-DEVICE1:");
  };
  if (text.substr(0, device_prefix.size()) != device_prefix) return wrong();
  auto bytes = from_hex(text.substr(device_prefix.size()));
  if (!bytes || (bytes->size() != 64 && bytes->size() != 96)) return wrong();
  ByteReader in(*bytes);
  DevicePublic device;
  device.signing = in.id<SigningPublic>();
  device.transport = in.id<BoxPublic>();
  if (in.left() > 0) device.tag_commitment = in.id<Hash>();
  if (!seal::is_usable(device.signing) || !seal::is_usable(device.transport)) return wrong();
  return device;
}

Answer<DevicePublic> Official::prepare(Profile& profile, const Tools& tools, const OfficeName& office,
                                       std::span<const Bytes> containers, bool desk) {
  if (containers.empty())
    return failure(Errc::configuration, "the root document is missing: give its file first");
  if (profile.has("commune")) {
    return failure(Errc::conflict, "this profile is a referent's: give another --profile");
  }
  auto roster = Roster::from_handed_root(containers.front());
  if (!roster) return pass_on(roster);
  if (profile.has("roster")) {
    auto held = load_roster(*profile.read("roster"));
    if (held && held->root().hash != roster->root().hash) {
      return failure(Errc::conflict, "this profile trusts another root: give another --profile");
    }
    if (held) roster = std::move(held);
  }
  auto added = roster->add_all(containers.subspan(1));
  if (!added) return pass_on(added);
  if (!knows(*roster, office)) {
    return failure(Errc::untrusted,
                   "among these documents there is no " +
                       std::string(office.is_post() ? "record of post " + to_string(office.post)
                                                    : "charter of " + to_string(office.commune)) +
                       " that this root vouches for");
  }
  auto keys = profile.make_keys(*tools.entropy);
  if (!keys) return pass_on(keys);
  DevicePublic device{keys->signing.public_key, keys->transport.public_key, {}};
  if (desk) {
    auto tag_key = profile.make_secret("tag.key", *tools.entropy);
    if (!tag_key) return pass_on(tag_key);
    device.tag_commitment = seal::tag_commitment(*tag_key);
  }
  for (const auto& written :
       {profile.write("roster", roster->save()), profile.write("office", encode_office(office))}) {
    if (!written) return pass_on(written);
  }
  return device;
}

Official::Official(Profile& profile, Tools tools, OfficeName office, DeviceKeys keys, Roster roster)
    : profile_(&profile),
      tools_(std::move(tools)),
      office_(office),
      keys_(std::make_unique<DeviceKeys>(std::move(keys))),
      roster_(std::move(roster)) {}

Answer<Official> Official::open(Profile& profile, const Tools& tools) {
  if (!profile.has("office")) {
    return failure(Errc::not_found, "no device of a mairie or post is prepared in " +
                                        profile.directory().string() +
                                        ": `tocsin post device` or `tocsin mairie device` makes it");
  }
  auto bytes = profile.read("office");
  if (!bytes) return pass_on(bytes);
  auto office = decode_office(*bytes);
  if (!office) return pass_on(office);
  auto saved = profile.read("roster");
  if (!saved) return pass_on(saved);
  auto roster = load_roster(*saved);
  if (!roster) return pass_on(roster);
  if (!knows(*roster, *office)) {
    return failure(Errc::store_damaged, "this profile's documents are damaged: prepare the device again");
  }
  auto keys = profile.keys();
  if (!keys) return pass_on(keys);
  return Official(profile, tools, *office, std::move(*keys), std::move(*roster));
}

NodeAddress Official::node() const {
  return office_.is_post() ? address_of(roster_.record(office_.post)->value)
                           : address_of(roster_.charter(office_.commune)->value);
}

// The node signs as nobody known here: what do its newest papers say? Once a session.
bool Official::learn_papers(Session& session) {
  if (std::exchange(papers_learnt_, true)) return false;
  auto papers = public_documents(session);
  const Bytes before = roster_.save();
  return papers && learn(*papers) && roster_.save() != before;
}

Answer<Session*> Official::connected() {
  auto newer = [this](Session& session) -> std::optional<SigningPublic> {
    return learn_papers(session) ? std::optional(node().signing) : std::nullopt;
  };
  if (session_) {
    session_->ask_for_newer_key(newer);
    return &*session_;
  }
  papers_learnt_ = false;
  auto session = open_session(tools_, node(), keys_->transport, keys_->signing);
  if (!session) return pass_on(session);
  session_.emplace(std::move(*session));
  session_->ask_for_newer_key(newer);
  return &*session_;
}

Status Official::learn(std::span<const Bytes> containers) {
  auto added = roster_.add_all(containers);
  if (!added && added.error().code != Errc::conflict) return added;
  roster_.learnt_at(tools_.clock());
  return profile_->write("roster", roster_.save());
}

Answer<bool> Official::refresh() {
  auto session = connected();
  if (!session) return pass_on(session);
  auto all = public_documents(**session);
  if (!all) return pass_on(all);
  for (auto type : {wire::DocumentType::charter, wire::DocumentType::commission}) {
    auto more = documents(**session, type);
    if (!more) return pass_on(more);
    all->insert(all->end(), more->begin(), more->end());
  }
  const Bytes before = roster_.save();
  auto learnt = learn(*all);
  if (!learnt) return pass_on(learnt);
  return roster_.save() != before;
}

Answer<wire::Reply> Official::ask(wire::Request request) {
  auto session = connected();
  if (!session) return pass_on(session);
  auto reply = (*session)->ask(std::move(request));
  if (!reply) disconnect();
  return accept(reply);
}

Answer<wire::Reply> Official::publish(const wire::SignedDocument& document) {
  wire::Request request;
  request.verb = wire::Verb::publish;
  request.data = wire::encode(document);
  return ask(std::move(request));
}

Answer<std::vector<MandateRow>> Official::mandates() {
  auto session = connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::mandates;
  auto items = ask_all(**session, std::move(request));
  if (!items) return pass_on(items);
  std::vector<MandateRow> rows;
  for (const auto& item : *items) {
    auto document = wire::decode_document(item.data);
    if (!document || document->type != wire::DocumentType::mandate) continue;
    auto mandate = wire::decode<wire::Mandate>(document->bytes);
    if (!mandate) continue;
    rows.push_back(
        {mandate->mandate, state_of(item.number), std::move(*document), std::move(*mandate), {}, {}, {}});
  }
  for (const auto& item : *items) {
    auto document = wire::decode_document(item.data);
    if (!document || document->type != wire::DocumentType::enrolment) continue;
    for (MandateRow& row : rows) {
      if (row.id.bytes == item.id) row.enrolment = *document;
    }
  }
  for (const auto& item : *items)
    for (MandateRow& row : rows)
      if (row.id.bytes == item.id && item.code == 7)
        row.name.assign(item.data.begin(), item.data.end());
      else if (row.id.bytes == item.id)
        take_standing_item(row.standing, item);
  return rows;
}

Answer<Counts> Official::counts(Day first_day) {
  wire::Request request;
  request.verb = wire::Verb::counts;
  request.number = first_day;
  auto reply = ask(std::move(request));
  if (!reply) return pass_on(reply);
  Counts counts;
  ByteReader about(reply->data);
  counts.from = from_ms(about.u64());
  counts.until = from_ms(about.u64());
  counts.exercise = about.boolean();
  counts.since = from_ms(about.u64());
  counts.mask_minimum = about.u32();
  if (!about.finished()) return failure(Errc::malformed, "the node's answer does not say what it counted");
  for (const auto& item : reply->items) {
    CountCell cell{item.code, item.number, std::nullopt, std::nullopt};
    ByteReader read(item.data);
    if (item.data.size() == 8 || item.data.size() == 16) cell.count = read.u64();
    if (item.data.size() == 16) cell.whole = read.u64();
    counts.cells.push_back(cell);
  }
  return counts;
}

Answer<std::optional<Instant>> Official::presence(const wire::PostRecord& post) {
  auto session = connected();
  if (!session) return pass_on(session);
  auto until = presence_at(**session, post);
  if (!until) return pass_on(until);
  if (*until) return std::optional(**until - (*session)->clock_offset().value_or(Duration{0}));
  return until;
}

}  // namespace tocsin::client
