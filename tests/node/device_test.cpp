// A referent's phone, a mairie's and a post's desk, against the real cores of two nodes: from the card to the
// closed alert, and what the phone says when something on the way lies, breaks or stays silent.
#include <catch2/catch.hpp>

#include "node/client/desk.h"
#include "node/client/office.h"
#include "node/client/referent.h"
#include "tests/node/in_process_line.h"
#include "tests/node/temp_folder.h"

using namespace tocsin;
using namespace tocsin::client;
using tests::InProcess;
using tests::Pair;

namespace {

using S = AlertState;

struct World {
  test::TempFolder folder;
  Pair pair;
  InProcess network{pair};

  Profile profile(const std::string& name) {
    auto opened = Profile::open(folder.file(name));
    REQUIRE(opened);
    return std::move(*opened);
  }
  // A device that holds the keys of one of the world's commissions.
  Profile official_profile(const std::string& name, const tests::Commissioned& who,
                           const OfficeName& office) {
    Profile made = profile(name);
    REQUIRE(made.write("signing.key", who.device.signing.seed.view()));
    REQUIRE(made.write("transport.key", who.device.transport.secret.view()));
    std::vector<Bytes> documents;
    for (const auto* each : {&pair.world.root_document, &pair.world.rules_document, &pair.world.post.document,
                             &pair.world.commune.document}) {
      documents.push_back(wire::encode(*each));
    }
    REQUIRE(Official::prepare(made, network.tools(), office, documents));
    return made;
  }
  Profile mayor_profile =
      official_profile("mayor", pair.world.commune.mayor, {pair.world.commune.charter.commune, {}});
  Profile commander_profile =
      official_profile("commander", pair.world.post.commander, {{}, pair.world.post.record.post});
  Profile officer_profile =
      official_profile("officer", pair.world.post.officer_a, {{}, pair.world.post.record.post});
  Official mayor = std::move(*Official::open(mayor_profile, network.tools()));
  Official commander = std::move(*Official::open(commander_profile, network.tools()));
  Official officer = std::move(*Official::open(officer_profile, network.tools()));
  Office town_hall{mayor};
  Desk vetting{commander}, desk{officer};

  Profile phone = profile("phone");
  std::string words;

  wire::EnrolmentCard card() {
    auto made = town_hall.invite("Camille Martin");
    REQUIRE(made);
    return *made;
  }
  void nominate() {
    auto applicants = town_hall.applicants();
    REQUIRE(applicants);
    REQUIRE(applicants->size() == 1);
    CHECK(applicants->front().name == "Camille Martin");
    Nomination nomination;
    nomination.trained = pair.now - days(10);
    nomination.from = pair.now;
    auto mandate = town_hall.compose(applicants->front(), nomination);
    REQUIRE(mandate);
    auto nominated = town_hall.nominate(*mandate);
    INFO((nominated ? "" : nominated.error().error.detail));
    REQUIRE(nominated);
    pair.deliver();
  }
  void vet() {
    std::vector<std::string> rejected;
    auto candidates = vetting.candidates(&rejected);
    INFO((rejected.empty() ? "" : rejected.front()));
    REQUIRE(candidates);
    REQUIRE(candidates->size() == 1);
    CHECK(candidates->front().words == words);
    REQUIRE(vetting.vet(candidates->front()));
    pair.deliver();
  }
  void enrol_fully() {
    auto enrolled = enrol(phone, network.tools(), card(), Tie::none);
    INFO((enrolled ? "" : enrolled.error().error.detail));
    REQUIRE(enrolled);
    words = enrolled->words;
    nominate();
    vet();
    auto standing = enrolment_standing(phone, network.tools());
    INFO((standing ? "" : standing.error().error.detail));
    REQUIRE(standing);
    REQUIRE(standing->stage == MandateStage::in_force);
  }
  Referent referent(Duration clock_error = Duration(0)) {
    auto opened = Referent::open(phone, network.tools(clock_error));
    INFO((opened ? "" : opened.error().error.detail));
    REQUIRE(opened);
    return std::move(*opened);
  }
  static Observation urgent() {
    Observation seen;
    seen.category = Category::intrusion;
    seen.conducts = wire::bit(Conduct::forcing_door_or_window);
    seen.sector = 2;
    seen.urgency = Urgency::in_progress;
    seen.called17 = true;
    seen.exercise = true;
    return seen;
  }
  static Observation ordinary() {
    Observation seen = urgent();
    seen.urgency = Urgency::ordinary;
    return seen;
  }
  AlertId seal_one(Referent& by, const Observation& seen = urgent()) {
    auto alert = by.seal(seen);
    INFO((alert ? "" : alert.error().error.detail));
    REQUIRE(alert);
    return *alert;
  }
  AlertId send_one(Referent& by, const Observation& seen = urgent()) {
    const AlertId alert = seal_one(by, seen);
    auto flushed = by.flush();
    INFO((flushed ? "" : flushed.error().error.detail));
    REQUIRE(flushed);
    pair.deliver();
    return alert;
  }
};

std::vector<S> states(const AlertView& view) {
  std::vector<S> found;
  for (const auto& step : view.steps) found.push_back(step.state);
  return found;
}

}  // namespace

TEST_CASE_METHOD(
    World,
    "a card leads to a mandate that the phone itself has verified, with the same six words at both ends") {
  auto enrolled = enrol(phone, network.tools(), card(), Tie::none);
  REQUIRE(enrolled);
  words = enrolled->words;
  CHECK(enrolled->commune == "Ornans");
  CHECK(enrolment_standing(phone, network.tools())->stage == MandateStage::asked);
  CHECK_FALSE(Referent::open(phone, network.tools()));
  nominate();
  auto nominated = enrolment_standing(phone, network.tools());
  REQUIRE(nominated);
  CHECK(nominated->stage == MandateStage::nominated);
  CHECK(nominated->words == words);
  vet();
  auto standing = enrolment_standing(phone, network.tools());
  INFO((standing ? "" : standing.error().error.detail));
  REQUIRE(standing);
  CHECK(standing->stage == MandateStage::in_force);
  CHECK_FALSE(phone.has("card"));  // its secret died
  CHECK(Referent::open(phone, network.tools()));
}

TEST_CASE_METHOD(World, "a card with another root is refused, and no key is made for it") {
  auto false_card = card();
  false_card.root_sha256[0] ^= 1;
  auto enrolled = enrol(phone, network.tools(), false_card, Tie::none);
  REQUIRE_FALSE(enrolled);
  CHECK(enrolled.error().error.code == Errc::untrusted);
  CHECK_FALSE(phone.has("signing.key"));
  CHECK_FALSE(phone.has("enrolment"));
}

TEST_CASE_METHOD(World, "a whole false network behind a true card is refused") {
  // Another town hall's documents, all well signed by another root.
  tests::Ceremony other(99);
  auto true_card = card();
  network.on_reply = [&](Bytes& frame) {
    auto parsed = wire::decode_client_frame(frame);
    auto reply = wire::decode_reply(parsed->bytes);
    reply->items.clear();
    for (const auto& document : other.public_documents(other.commune, other.post)) {
      wire::Item item;
      item.data = document;
      reply->items.push_back(item);
    }
    parsed->bytes = wire::encode(*reply);
    frame = wire::encode(*parsed);
  };
  auto enrolled = enrol(phone, network.tools(), true_card, Tie::none);
  REQUIRE_FALSE(enrolled);
  CHECK(enrolled.error().error.code == Errc::untrusted);
  CHECK_FALSE(phone.has("signing.key"));
}

TEST_CASE_METHOD(World, "enrolling again with the same card changes nothing, with another is refused") {
  const auto first = card();
  auto once = enrol(phone, network.tools(), first, Tie::none);
  auto twice = enrol(phone, network.tools(), first, Tie::none);
  REQUIRE(once);
  REQUIRE(twice);
  CHECK(once->words == twice->words);
  CHECK(enrol(phone, network.tools(), card(), Tie::none).error().error.code == Errc::conflict);
}

TEST_CASE_METHOD(World,
                 "an alert is opened, taken and closed at the post, and the phone verifies every step") {
  enrol_fully();
  auto by = referent();
  const AlertId alert = send_one(by);
  auto inbox = desk.inbox();
  REQUIRE(inbox);
  REQUIRE(inbox->size() == 1);
  auto opened = desk.open(alert, OpenReason::assess);
  INFO((opened ? "" : opened.error().error.detail));
  REQUIRE(opened);
  CHECK(opened->content.has(Conduct::forcing_door_or_window));
  REQUIRE(desk.take(alert));
  REQUIRE(desk.close(alert, ClosingCode::patrol_sent));
  pair.deliver();
  REQUIRE(by.catch_up());
  auto view = by.alert(alert);
  REQUIRE(view);
  CHECK(states(*view) == std::vector<S>{S::accepted, S::delivered, S::opened, S::taken, S::closed});
  CHECK(view->over);
  CHECK(view->truth == policy::Truth::received);
  CHECK(view->erased_at);
}

TEST_CASE_METHOD(World, "R21 a mandate that no mayor has nominated is never offered for vetting") {
  auto enrolled = enrol(phone, network.tools(), card(), Tie::none);
  words = enrolled->words;
  nominate();
  REQUIRE(vetting.candidates()->size() == 1);
  // The node shows the same mandate without the mayor's signature.
  network.on_reply = [&](Bytes& frame) {
    auto parsed = wire::decode_client_frame(frame);
    auto reply = wire::decode_reply(parsed->bytes);
    if (!reply) return;
    for (auto& item : reply->items) {
      auto document = wire::decode_document(item.data);
      if (!document || document->type != wire::DocumentType::mandate) continue;
      document->signatures.clear();
      item.data = wire::encode(*document);
    }
    parsed->bytes = wire::encode(*reply);
    frame = wire::encode(*parsed);
  };
  std::vector<std::string> rejected;
  auto candidates = vetting.candidates(&rejected);
  REQUIRE(candidates);
  CHECK(candidates->empty());
  CHECK(rejected.size() == 1);
}

TEST_CASE_METHOD(World, "who watches is told at once: the officer of a new alert, the sender of every step") {
  enrol_fully();
  auto by = referent();
  REQUIRE(by.catch_up());
  REQUIRE(officer.refresh());
  REQUIRE(desk.follow());
  const AlertId alert = send_one(by);
  auto event = desk.next_event(milliseconds(10));
  REQUIRE(event);
  REQUIRE(*event);
  CHECK((*event)->alert == alert);
  CHECK((*event)->commune == "Ornans");
  CHECK((*event)->unverified_receipts == 0);
  while (!by.alert(alert)->standing || by.alert(alert)->standing->issuer != NodeKind::post) {
    auto heard = by.listen(milliseconds(10));
    REQUIRE(heard);
    REQUIRE(*heard);
  }
  CHECK(by.alert(alert)->standing->state == S::delivered);
}

TEST_CASE_METHOD(World,
                 "an answer lost on the way costs nothing: the same bytes again, one alert at the post") {
  enrol_fully();
  auto by = referent();
  REQUIRE(by.catch_up());
  const AlertId alert = seal_one(by);
  network.answers_to_lose = 1;
  CHECK_FALSE(by.flush());
  CHECK_FALSE(by.alert(alert)->standing);
  REQUIRE(by.flush());
  CHECK(by.alert(alert)->standing->state == S::accepted);
  pair.deliver();
  CHECK(desk.inbox()->size() == 1);
}

TEST_CASE_METHOD(World, "an alert that the node fails to answer keeps none of the later ones back") {
  enrol_fully();
  auto by = referent();
  REQUIRE(by.catch_up());
  const AlertId stuck = seal_one(by), next = seal_one(by);
  bool failed = false;
  network.on_reply = [&](Bytes& frame) {
    auto parsed = wire::decode_client_frame(frame);
    auto reply = wire::decode_reply(parsed->bytes);
    if (failed || !reply || reply->data.size() != wire::signed_receipt_bytes) return;
    failed = true;
    wire::Reply no;
    no.outcome = wire::Outcome::failed;
    no.errc = static_cast<std::uint8_t>(Errc::io);
    parsed->bytes = wire::encode(no);
    frame = wire::encode(*parsed);
  };
  CHECK_FALSE(by.flush());
  REQUIRE(failed);
  CHECK_FALSE(by.alert(stuck)->standing);
  REQUIRE(by.alert(next)->standing);
  CHECK(by.alert(next)->standing->state == S::accepted);
  network.on_reply = nullptr;
  REQUIRE(by.flush());
  CHECK(by.alert(stuck)->standing->state == S::accepted);
}

TEST_CASE_METHOD(World,
                 "after the town hall's node restarts, the phone signs the same request again by itself") {
  enrol_fully();
  auto by = referent();
  REQUIRE(by.catch_up());
  pair.restart(pair.commune);
  const AlertId alert = send_one(by);
  CHECK(by.alert(alert)->standing->state == S::accepted);
}

TEST_CASE_METHOD(World, "what the post did not sign is never shown") {
  enrol_fully();
  auto by = referent();
  const AlertId alert = send_one(by);
  // The town hall's node lies: it hands out receipts in the post's name.
  network.on_reply = [&](Bytes& frame) {
    auto parsed = wire::decode_client_frame(frame);
    auto reply = wire::decode_reply(parsed->bytes);
    if (!reply) return;
    for (auto& item : reply->items) {
      auto receipt = wire::decode_receipt(ByteView(item.data).first(wire::receipt_bytes));
      if (!receipt || receipt->issuer_kind != NodeKind::post) continue;
      item.data =
          pair.world.receipt(pair.world.commune.node, NodeKind::post, S::delivered, receipt->header_hash, 1);
    }
    parsed->bytes = wire::encode(*reply);
    frame = wire::encode(*parsed);
  };
  REQUIRE(by.catch_up());
  CHECK(by.forged_receipts() == 1);
  CHECK(states(*by.alert(alert)) == std::vector<S>{S::accepted});
  // Perhaps it was a key whose paper comes later: the next session asks for the same events once more.
  network.on_reply = nullptr;
  auto later = referent();
  REQUIRE(later.catch_up());
  CHECK(states(*later.alert(alert)) == std::vector<S>{S::accepted, S::delivered});
}

TEST_CASE_METHOD(World, "R33 nobody answers for 30 s: the person is told to call 17, until it is received") {
  enrol_fully();
  auto by = referent();
  REQUIRE(by.refresh());
  network.unreachable = true;
  const AlertId alert = seal_one(by);
  CHECK_FALSE(by.flush());
  CHECK(by.alert(alert)->truth == policy::Truth::waiting);
  pair.pass(seconds(29), seconds(29));
  CHECK(by.alert(alert)->truth == policy::Truth::waiting);
  pair.pass(seconds(1), seconds(1));
  CHECK(by.alert(alert)->truth == policy::Truth::not_received_call_17);
  network.unreachable = false;
  REQUIRE(by.flush());
  pair.deliver();
  REQUIRE(by.catch_up());
  CHECK(by.alert(alert)->truth == policy::Truth::received);
}

TEST_CASE_METHOD(World,
                 "R33 the post is cut off for 120 s: the person is told, though the town hall accepted") {
  enrol_fully();
  auto by = referent();
  pair.set_line(false);
  const AlertId alert = send_one(by);
  CHECK(by.alert(alert)->standing->state == S::accepted);
  pair.pass(seconds(119), seconds(119));
  CHECK(by.alert(alert)->truth == policy::Truth::waiting);
  pair.pass(seconds(1), seconds(1));
  CHECK(by.alert(alert)->truth == policy::Truth::not_received_call_17);
}

TEST_CASE_METHOD(World, "R28 within the hold a withdrawal ends the alert and the post never reads it") {
  enrol_fully();
  auto by = referent();
  const AlertId alert = send_one(by, ordinary());
  auto view = by.withdraw(alert);
  REQUIRE(view);
  CHECK(view->standing->state == S::withdrawn);
  pair.pass(minutes(3));
  CHECK(desk.inbox()->empty());
  CHECK(by.withdraw(alert).error().rule == 28);
}

TEST_CASE_METHOD(World, "R28 after the hold a withdrawal is a mark that the post notes") {
  enrol_fully();
  auto by = referent();
  const AlertId alert = send_one(by);
  REQUIRE(by.withdraw(alert));
  pair.deliver();
  REQUIRE(by.catch_up());
  auto view = by.alert(alert);
  CHECK(view->standing->state == S::delivered);
  CHECK(view->steps.back().state == S::withdrawal_noted);
}

TEST_CASE_METHOD(World, "the phone refuses by rule, before sealing, and uses up no number") {
  enrol_fully();
  auto by = referent();
  Observation seen = urgent();
  seen.called17 = false;
  CHECK(by.seal(seen).error().rule == 9);
  seen = urgent();
  seen.conducts = wire::bit(Conduct::unknown_in_area);
  CHECK(by.seal(seen).error().rule == 7);
  seen = urgent();
  seen.category = Category::damage;
  seen.conducts = wire::bit(Conduct::damage_found);
  seen.vehicle = wire::Vehicle{VehicleType::car, {}, {}, "AA123AA"};
  CHECK(by.seal(seen).error().rule == 8);
  seen = urgent();
  seen.exercise = false;
  CHECK(by.seal(seen).error().rule == 27);
  CHECK(by.alerts().empty());
  const AlertId alert = send_one(by);
  CHECK(by.alert(alert)->sequence == 1);
}

TEST_CASE_METHOD(World,
                 "without a key of the last fortnight nothing is sealed, and the person is told to call 17") {
  enrol_fully();
  auto by = referent();
  REQUIRE(by.refresh());
  network.unreachable = true;
  pair.now += days(static_cast<int>(limits::epoch_days_published + limits::epoch_days_stale_max) + 1);
  auto sealed = by.seal(urgent());
  REQUIRE_FALSE(sealed);
  CHECK(sealed.error().error.code == Errc::expired);
  CHECK(sealed.error().error.detail.find("17") != std::string::npos);
}

TEST_CASE_METHOD(World, "a phone whose clock is wrong writes the node's time once it has heard it") {
  enrol_fully();
  auto by = referent(hours(3));
  REQUIRE(by.catch_up());  // hears the signed time
  const AlertId alert = send_one(by);
  auto inbox = desk.inbox();
  REQUIRE(inbox->size() == 1);
  CHECK(inbox->front().header.created == to_tens(pair.now));
  CHECK(by.alert(alert)->truth == policy::Truth::waiting);
}

TEST_CASE_METHOD(World, "a phone that wakes in 1970 is put right by the node before it seals") {
  enrol_fully();
  auto by = referent(days(1) - pair.now.time_since_epoch());
  REQUIRE_FALSE(by.seal(urgent()));  // it holds no key of the post for that day
  auto refreshed = by.refresh();
  INFO((refreshed ? "" : refreshed.error().error.detail));
  REQUIRE(refreshed);
  const AlertId alert = send_one(by);
  auto inbox = desk.inbox();
  REQUIRE(inbox->size() == 1);
  CHECK(inbox->front().header.created == to_tens(pair.now));
  CHECK_FALSE(by.alert(alert)->steps.front().clock_noted);
}

TEST_CASE_METHOD(World, "a phone whose clock is set forward and back, and again, keeps its way to the node") {
  enrol_fully();
  for (const int ahead : {0, 25, 0, 25, 0, 25, 0, -25}) {
    auto by = referent(hours(ahead));
    auto heard = by.catch_up();
    INFO(ahead << " hours: " << (heard ? "" : heard.error().error.detail));
    REQUIRE(heard);
  }
}

TEST_CASE_METHOD(World, "what a phone sealed by a wrong clock, off the network, is noted or refused") {
  enrol_fully();
  network.unreachable = true;
  SECTION("two hours ahead") {
    auto by = referent(hours(2));
    auto alert = by.seal(urgent());
    REQUIRE(alert);
    network.unreachable = false;
    REQUIRE(by.flush());
    CHECK(by.alert(*alert)->standing->state == AlertState::accepted);
    CHECK(by.alert(*alert)->standing->clock_noted);
  }
  SECTION("forty hours ahead: the phone takes the node's time, and the next report is in order") {
    auto by = referent(hours(40));
    auto alert = by.seal(urgent());
    REQUIRE(alert);
    network.unreachable = false;
    REQUIRE(by.flush());
    CHECK(by.alert(*alert)->standing->state == AlertState::refused);
    CHECK(by.alert(*alert)->standing->refusal == static_cast<std::uint8_t>(wire::Refusal::clock));
    const AlertId again = send_one(by);
    CHECK(by.alert(again)->steps.front().state == AlertState::accepted);
    CHECK_FALSE(by.alert(again)->steps.front().clock_noted);
  }
}

TEST_CASE_METHOD(World, "the plaintext of an alert is in none of the phone's files") {
  enrol_fully();
  auto by = referent();
  Observation seen = urgent();
  seen.vehicle = wire::Vehicle{VehicleType::van, Colour::white, {}, "ZZ987YX"};
  seal_one(by, seen);
  const std::string plate = "ZZ987YX";
  std::size_t looked_at = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder.file("phone"))) {
    if (!file.is_regular_file()) continue;
    const Bytes bytes = test::slurp(file.path().string());
    ++looked_at;
    CHECK(std::search(bytes.begin(), bytes.end(), plate.begin(), plate.end()) == bytes.end());
  }
  CHECK(looked_at > 8);
}

TEST_CASE_METHOD(World, "my data goes from the phone on the day it goes everywhere else") {
  enrol_fully();
  auto by = referent();
  const AlertId alert = send_one(by, ordinary());
  REQUIRE(by.withdraw(alert));
  const Instant goes = *by.alert(alert)->erased_at;
  CHECK(goes == pair.now + hours(24));
  pair.now = goes - seconds(1);
  REQUIRE(by.forget_due());
  CHECK(by.alerts().size() == 1);
  pair.now = goes;
  REQUIRE(by.forget_due());
  CHECK(by.alerts().empty());
}

TEST_CASE_METHOD(World, "R22 the mayor suspends and lifts a mandate alone, and the phone hears the rule") {
  enrol_fully();
  auto by = referent();
  const auto& mandate = by.mandate();
  auto act = mayor.act_on_mandate(wire::ActKind::suspend, mandate.mandate, mandate.commune, ActReason::review,
                                  pair.now + days(3));
  INFO((act ? "" : act.error().error.detail));
  REQUIRE(act);
  const AlertId alert = seal_one(by);
  (void)by.flush();
  REQUIRE(by.alert(alert)->standing);
  CHECK(by.alert(alert)->standing->state == S::refused);
  CHECK(by.alert(alert)->standing->rule == 3);
  REQUIRE(mayor.act_on_mandate(wire::ActKind::lift, mandate.mandate, mandate.commune, ActReason::review));
  CHECK(by.alert(send_one(by))->standing->state == S::accepted);
}

TEST_CASE_METHOD(World, "R23 one side stops the node; two of three do not resume it") {
  enrol_fully();
  const Insee ornans = pair.world.commune.charter.commune;
  auto stopped = commander.suspend_node(ornans, ActReason::review);
  INFO((stopped ? "" : stopped.error().error.detail));
  REQUIRE(stopped);
  pair.deliver();
  auto by = referent();
  const AlertId alert = seal_one(by);
  (void)by.flush();
  REQUIRE(by.alert(alert)->standing);
  CHECK(by.alert(alert)->standing->rule == 1);

  auto by_post = commander.sign_resumption(ornans, ActReason::review, std::nullopt);
  REQUIRE(by_post);
  auto by_two = mayor.sign_resumption(ornans, ActReason::review, *by_post);
  REQUIRE(by_two);
  CHECK_FALSE(mayor.publish(*by_two));
  auto by_all = *by_two;
  for (std::size_t i = 0; i < 2; ++i) {
    seal::add_signature(by_all, pair.world.root_keys[i], seal::Tag::node_resume_root);
  }
  auto resumed = mayor.publish(by_all);
  INFO((resumed ? "" : resumed.error().error.detail));
  REQUIRE(resumed);
  CHECK(by.alert(send_one(by))->standing->state == S::accepted);
}
