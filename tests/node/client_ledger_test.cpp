// The outbox and the sequence number: a crash at any point loses no alert and uses no number twice.
#include <catch2/catch.hpp>

#include "node/client/epochs.h"
#include "node/client/ledger.h"
#include "tests/node/ceremony.h"
#include "tests/node/temp_folder.h"

using namespace tocsin;
using namespace tocsin::client;
using tocsin::test::TempFolder;

namespace {

struct Device {
  TempFolder folder;
  tests::Ceremony world;
  std::optional<Profile> profile;

  Device() { restart(); }
  void restart() {
    profile.reset();
    profile.emplace(*Profile::open(folder.file("profile")));
  }
  Ledger ledger() {
    auto opened = Ledger::open(*profile);
    REQUIRE(opened);
    return std::move(*opened);
  }
  AlertEntry next_entry() {
    const auto sealed = world.seal_alert(world.referent, world.commune, world.post);
    const auto header = wire::decode_header(ByteView(sealed.envelope).first(limits::header_bytes));
    AlertEntry entry;
    entry.alert = header->alert;
    entry.header_hash = sealed.header_hash;
    entry.sequence = header->sequence;
    entry.category = header->category;
    entry.flags = header->flags;
    entry.sector = header->sector;
    entry.created = from_tens(header->created);
    entry.sent = world.now;
    entry.envelope = sealed.envelope;
    return entry;
  }
};

}  // namespace

TEST_CASE("what was sealed is still there after a crash, byte for byte") {
  Device device;
  const AlertEntry entry = device.next_entry();
  {
    auto ledger = device.ledger();
    REQUIRE(ledger.append(entry));
  }
  device.restart();
  auto ledger = device.ledger();
  REQUIRE(ledger.entries().size() == 1);
  CHECK(ledger.entries()[0].envelope == entry.envelope);
  CHECK(to_submit(ledger.entries()[0]));
  CHECK(ledger.chain_end().sequence == 1);
  CHECK(ledger.chain_end().previous == entry.header_hash);
}

TEST_CASE("a crash between an alert and its number neither repeats nor skips the number") {
  Device device;
  const AlertEntry first = device.next_entry(), second = device.next_entry();
  auto ledger = device.ledger();
  REQUIRE(ledger.append(first));
  const Bytes number_before = *device.profile->read("sequence");
  REQUIRE(ledger.append(second));
  REQUIRE(device.profile->write("sequence", number_before));  // as if the second number was never written
  device.restart();
  auto after = device.ledger();
  CHECK(after.entries().size() == 2);
  CHECK(after.chain_end().sequence == 2);
  CHECK(after.chain_end().previous == second.header_hash);
}

TEST_CASE("an alert that could not be kept uses up no number") {
  Device device;
  const AlertEntry entry = device.next_entry();
  auto ledger = device.ledger();
  { std::ofstream(device.folder.file("profile/alerts")) << "in the way"; }
  CHECK_FALSE(ledger.append(entry));
  CHECK(ledger.chain_end().sequence == 0);
  std::filesystem::remove(device.folder.file("profile/alerts"));
  device.restart();
  CHECK(device.ledger().chain_end().sequence == 0);
}

TEST_CASE("erasing the latest alert does not give its number back") {
  Device device;
  const AlertEntry only = device.next_entry();
  auto ledger = device.ledger();
  REQUIRE(ledger.append(only));
  REQUIRE(device.profile->remove("sequence"));  // as if only the alert had been written
  device.restart();
  auto reopened = device.ledger();
  REQUIRE(reopened.erase(only.alert));
  device.restart();
  auto after = device.ledger();
  CHECK(after.entries().empty());
  CHECK(after.chain_end().sequence == 1);
  CHECK(after.chain_end().previous == only.header_hash);
}

TEST_CASE("a damaged alert is named and hides no other") {
  Device device;
  const AlertEntry first = device.next_entry(), second = device.next_entry();
  auto ledger = device.ledger();
  REQUIRE(ledger.append(first));
  REQUIRE(ledger.append(second));
  const std::string name = to_hex(first.alert.view());
  test::overwrite(device.folder.file("profile/alerts/" + name), 100, Bytes{0xff});
  device.restart();
  auto after = device.ledger();
  CHECK(after.damaged() == std::vector<std::string>{name});
  REQUIRE(after.entries().size() == 1);
  CHECK(after.entries()[0].alert == second.alert);
}

TEST_CASE("no bit of a kept alert can change unnoticed") {
  Device device;
  Bytes bytes = encode(device.next_entry());
  REQUIRE(decode_entry(bytes));
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    bytes[at] ^= 1;
    CHECK_FALSE(decode_entry(bytes));
    bytes[at] ^= 1;
  }
  for (std::size_t size : {std::size_t{0}, std::size_t{31}, bytes.size() - 1}) {
    CHECK_FALSE(decode_entry(ByteView(bytes).first(size)));
  }
}

TEST_CASE(
    "an alert is sealed to the key of its day, or to the newest of the fortnight before, never a later one") {
  const auto key = [](Day day) { return wire::EpochKey{{}, day, {}}; };
  const std::vector<wire::EpochKey> held{key(100), key(101), key(110)};
  CHECK(choose_epoch(held, 110)->key.day == 110);
  CHECK_FALSE(choose_epoch(held, 110)->stale);
  CHECK(choose_epoch(held, 109)->key.day == 101);
  CHECK(choose_epoch(held, 109)->stale);
  CHECK(choose_epoch(held, 124)->key.day == 110);
  CHECK_FALSE(choose_epoch(held, 125));
  CHECK_FALSE(choose_epoch(held, 99));
  CHECK_FALSE(choose_epoch({}, 100));
}
