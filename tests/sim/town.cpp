#include "tests/sim/town.h"

#include <algorithm>

#include "policy/limits.h"

namespace tocsin::sim {
namespace {

tests::WorldWish with_relays(int count) {
  tests::WorldWish wish;
  wish.relays = count;
  return wish;
}

// Open by day: what comes in the night passes to the operations centre.
std::vector<wire::OpeningHours> by_day() {
  std::vector<wire::OpeningHours> hours;
  for (std::uint8_t weekday = 1; weekday <= 7; ++weekday) hours.push_back({weekday, 8 * 60, 18 * 60});
  return hours;
}

Bytes bytes(const wire::SignedDocument& document) {
  return wire::encode(document);
}

}  // namespace

Town::Town(const Options& options)
    : supervised_(options.supervised),
      world(options.seed, tests::Ceremony::default_now(), with_relays(options.relays)) {
  Random random(options.seed * 2 + 1);
  world.rules.limits = {{static_cast<std::uint8_t>(policy::Limit::alerts_per_day),
                         4}};  // tighter than unsaid (5); a charter says 3
  world.rules_document = world.sign_rules(world.rules);
  found_posts(options, random);
  found_communes(options, random);
  open_nodes();
  open_relays();
  for (std::size_t commune = 0; commune < communes.size(); ++commune)
    for (int i = 0; i < options.referents; ++i)
      add_sender(commune).clock_error = random.between(-seconds(90), seconds(90));
}

// Its own port, one relay or both.
void Town::choose_mailboxes(std::vector<wire::Mailbox>& mailboxes, const BoxPublic& own, bool port,
                            Random& random) {
  if (port || mailboxes.empty()) {
    wire::Mailbox mailbox{"tcp://127.0.0.1:7002", own, {}};
    world.entropy.fill(mailbox.id.bytes.data(), MailboxId::size);
    mailboxes = {mailbox};
  } else if (mailboxes.size() > 1 && random.one_in(3)) {
    mailboxes.erase(mailboxes.begin() + static_cast<std::ptrdiff_t>(random.below(mailboxes.size())));
  }
}

void Town::found_posts(const Options& options, Random& random) {
  for (int i = 0; i < options.posts; ++i) {
    const auto id = "P25-" + std::to_string(100 + i);
    auto post = std::make_unique<PostHere>();
    post->made =
        world.make_post(id, "Brigade", supervised_ && i > 0 ? posts.front()->made.record.post : PostId{});
    auto& record = post->made.record;
    if (supervised_ && i > 0) record.hours = by_day();
    choose_mailboxes(record.mailboxes, record.node.curve, random.one_in(3), random);
    post->made.document = world.sign_record(record, post->made.office);
    post->node = posts.size();
    post->commander = asker(post->made.commander.device);
    post->officers[0] = asker(post->made.officer_a.device);
    post->officers[1] = asker(post->made.officer_b.device);
    posts.push_back(std::move(post));
  }
}

std::optional<std::size_t> Town::centre_of(std::size_t commune) const {
  if (!supervised_ || communes[commune]->post == 0) return std::nullopt;
  return 0;
}

void Town::found_communes(const Options& options, Random& random) {
  for (int i = 0; i < options.communes; ++i) {
    const auto insee = std::to_string(25001 + i);
    auto commune = std::make_unique<CommuneHere>();
    commune->post = static_cast<std::size_t>(i) % posts.size();
    auto& post = posts[commune->post]->made;
    commune->made = world.make_commune(insee, "Commune", post);
    auto& charter = commune->made.charter;
    charter.limits = {{static_cast<std::uint8_t>(policy::Limit::alerts_per_day), 3}};
    choose_mailboxes(charter.mailboxes, charter.node.curve, random.one_in(5), random);
    commune->made.document = world.sign_charter(charter, commune->made.office, post.office);
    commune->node = posts.size() + communes.size();
    commune->mayor = asker(commune->made.mayor.device);
    communes.push_back(std::move(commune));
  }
}

void Town::open_nodes() {
  const std::vector<Bytes> shared{bytes(world.root_document), bytes(world.rules_document)};
  for (const auto& post : posts) {
    auto node = std::make_unique<SimNode>(NodeKind::post, post->made.node, world);
    for (const auto& epoch : post->made.epochs)
      node->parts.keyring.put({txn::KeyUse::epoch, epoch.day}, epoch.key.secret.view());
    const bool is_centre = supervised_ && post == posts.front();
    auto documents = shared;
    if (supervised_) documents.push_back(bytes(posts.front()->made.document));
    if (!is_centre) documents.push_back(bytes(post->made.document));
    if (is_centre)
      for (std::size_t below = 1; below < posts.size(); ++below)
        documents.push_back(bytes(posts[below]->made.document));
    for (const auto* each : {&post->made.commander, &post->made.officer_a, &post->made.officer_b})
      documents.push_back(bytes(each->document));
    for (const auto& commune : communes)
      if (posts[commune->post] == post || is_centre) documents.push_back(bytes(commune->made.document));
    node->parts.import(documents);
    nodes.push_back(std::move(node));
  }
  for (const auto& commune : communes) {
    auto node = std::make_unique<SimNode>(NodeKind::commune, commune->made.node, world);
    auto documents = shared;
    if (supervised_ && commune->post != 0) documents.push_back(bytes(posts.front()->made.document));
    documents.push_back(bytes(posts[commune->post]->made.document));
    documents.push_back(bytes(commune->made.document));
    for (const auto* each : {&commune->made.mayor, &commune->made.clerk})
      documents.push_back(bytes(each->document));
    node->parts.import(documents);
    nodes.push_back(std::move(node));
  }
}

void Town::open_relays() {
  for (std::size_t i = 0; i < world.relays.size(); ++i) {
    relay::host::Grants grants;
    auto grant = [&](const std::vector<wire::Mailbox>& mailboxes, relay::host::Grant value) {
      std::sort(value.senders.begin(), value.senders.end());
      for (const auto& mailbox : mailboxes)
        if (mailbox.server == world.relays[i]) grants[mailbox.id] = value;
    };
    for (const auto& post : posts) {
      relay::host::Grant of{post->made.record.node.curve, {}};
      for (const auto& commune : communes)
        if (posts[commune->post] == post || (supervised_ && post == posts.front()))
          of.senders.push_back(commune->made.charter.node.curve);
      grant(post->made.record.mailboxes, of);
    }
    for (const auto& commune : communes) {
      relay::host::Grant of{commune->made.charter.node.curve, {posts[commune->post]->made.record.node.curve}};
      if (supervised_ && commune->post != 0) of.senders.push_back(posts.front()->made.record.node.curve);
      grant(commune->made.charter.mailboxes, of);
    }
    relays.push_back(std::make_unique<tests::TestRelay>(
        node::LineTo{"tcp://127.0.0.1:" + std::to_string(7601 + i), world.relays[i]}, grants));
  }
}

Asker Town::asker(const tests::Device& device) {
  return {&device.signing, "device:" + to_hex(device.id().view()), 0, next_session_++, std::nullopt};
}

Sender& Town::add_sender(std::size_t commune) {
  auto sender = std::make_unique<Sender>();
  sender->commune = commune;
  sender->referent = world.make_referent(communes[commune]->made, posts[communes[commune]->post]->made);
  sender->asker = asker(sender->referent.device);
  senders.push_back(std::move(sender));
  return *senders.back();
}

}  // namespace tocsin::sim
