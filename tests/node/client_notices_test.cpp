// What a device shows of what its node gives it to show: only what the right office signed.
#include <catch2/catch.hpp>

#include "node/client/notices.h"
#include "tests/node/ceremony.h"

using namespace tocsin;
using namespace tocsin::tests;
using policy::NoticeState;

namespace {

client::Roster roster_of(const Ceremony& world) {
  auto containers = world.public_documents(world.commune, world.post);
  auto roster = client::Roster::from_handed_root(wire::encode(world.root_document));
  REQUIRE(roster);
  REQUIRE(roster->add_all(containers));
  return std::move(*roster);
}

struct Given {
  Ceremony world;
  client::Roster roster = roster_of(world);
  Device stranger = world.make_device();
  wire::Notice notice = [this] {
    wire::Notice value;
    value.id.bytes.fill(7);
    value.commune = world.commune.charter.commune;
    value.post = world.post.record.post;
    value.kind = NoticeKind::scam_in_progress;
    value.exercise = true;
    value.sectors = {1};
    value.written = world.now;
    value.until = world.now + hours(6);
    return value;
  }();
  std::vector<wire::Item> items;
  std::vector<std::string> rejected;

  const seal::SigningKey& a() const { return world.post.officer_a.device.signing; }
  const seal::SigningKey& b() const { return world.post.officer_b.device.signing; }
  void give(const wire::SignedDocument& document, std::uint64_t number = 0) {
    wire::Item item;
    item.id = notice.id.bytes;
    item.number = number;
    item.code = static_cast<std::uint8_t>(document.type);
    item.data = wire::encode(document);
    items.push_back(std::move(item));
  }
  void give_notice(std::initializer_list<const seal::SigningKey*> keys,
                   NoticeState state = NoticeState::open) {
    auto document = seal::draft(notice);
    for (const auto* key : keys) seal::add_signature(document, *key, seal::notice_tag(notice.kind));
    give(document, static_cast<std::uint64_t>(state));
  }
  void give_cancel(const seal::SigningKey& key) {
    auto document = seal::draft(
        wire::NoticeCancel{notice.id, notice.commune, notice.post, CancelReason::mistake, world.now});
    seal::add_signature(document, key, seal::Tag::notice_cancel);
    give(document);
  }
  void give_commissions() {
    for (const auto& document : {world.post.officer_a.document, world.post.officer_b.document})
      give(document);
  }
  std::vector<client::NoticeView> shown() { return client::read_notices(items, roster, true, &rejected); }
};

TEST_CASE_METHOD(Given,
                 "R17 a phone shows a notice that two officers signed, by commissions their post gave") {
  give_notice({&a(), &b()});
  give_commissions();
  auto views = shown();
  REQUIRE(views.size() == 1);
  CHECK(views.front().signatures == 2);
  CHECK(views.front().state == NoticeState::open);
  CHECK(views.front().commune == world.commune.charter.name);
}
TEST_CASE_METHOD(Given,
                 "R17 a phone shows no notice with one officer's signature, whatever its node says of it") {
  give_notice({&a()});
  give_commissions();
  CHECK(shown().empty());
  CHECK(rejected.size() == 1);
  CHECK(client::read_notices(items, roster, false).size() == 1);  // a desk sees that it waits
}
TEST_CASE_METHOD(Given, "R16 a phone shows no notice of whom no post commissioned") {
  give_notice({&a(), &stranger.signing});
  give_commissions();
  CHECK(shown().empty());
  items.clear();
  give_notice({&a(), &world.commune.mayor.device.signing});
  give_commissions();
  CHECK(shown().empty());
  items.clear();
  give_notice({&a(), &b()});  // without the commissions, nobody vouches for the keys
  CHECK(shown().empty());
  // A commission by another office key is none.
  auto forged = seal::draft(world.post.officer_b.commission);
  seal::add_signature(forged, stranger.signing, seal::Tag::commission_post);
  give(world.post.officer_a.document);
  give(forged);
  CHECK(shown().empty());
}
TEST_CASE_METHOD(Given, "R18 a phone believes a cancel of the post and nobody else's") {
  give_notice({&a(), &b()});
  give_commissions();
  give_cancel(stranger.signing);
  give_cancel(world.commune.mayor.device.signing);
  REQUIRE(shown().size() == 1);
  CHECK_FALSE(shown().front().cancel);
  give_cancel(b());
  REQUIRE(shown().front().cancel);
  CHECK(shown().front().state == NoticeState::cancelled);
}
TEST_CASE_METHOD(Given, "a notice of a post that the charter does not name is not shown") {
  notice.post = *parse_post_id("P25-099");
  give_notice({&a(), &b()});
  give_commissions();
  CHECK(shown().empty());
}

}  // namespace
