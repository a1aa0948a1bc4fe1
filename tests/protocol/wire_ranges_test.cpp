// The range of every field of every document: one value beyond it, and the field is blamed. Each check of
// protocol/wire has a line here or in the test of its format; `tests/campaign mutants wire` leaves them out
// one by one.
#include "protocol/wire/directory.h"
#include "protocol/wire/locality.h"
#include "wire_blamed.hpp"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

constexpr Instant before_1970 = Instant{} - milliseconds(1);
const Instant last = from_ms(ms_max), after_9999 = last + milliseconds(1);

template <class Id>
Id nonsense() {
  Id id;
  id.bytes.fill('x');
  return id;
}
template <class Key>
void same(Key& key, const SigningPublic& as) {
  key.bytes = as.bytes;
}

// Changes a sample of one document; names are those of the check.
template <class Value>
class Document {
 public:
  explicit Document(std::string sample) : sample_(std::move(sample)), name_(sample_) {}
  Document(std::string sample, std::string name) : sample_(std::move(sample)), name_(std::move(name)) {}

  // One function of a type, not one for each change: 250 of those would take a compiler minutes.
  void blames(const char* field, const std::function<void(Value&)>& change) const {
    INFO(name_ << "." << field);
    CHECK(test::blamed<Value>(sample_, change) == name_ + "." + field);
  }
  template <class Member>
  void set(const char* field, Member Value::*member) const {
    blames(field, [=](Value& v) { v.*member = Member{}; });
  }
  template <class Enum>
  void known(const char* field, Enum Value::*member) const {
    blames(field, [=](Value& v) { v.*member = static_cast<Enum>(200); });
  }
  template <class Id>
  void code(const char* field, Id Value::*member) const {
    blames(field, [=](Value& v) { v.*member = nonsense<Id>(); });
  }
  void instant(const char* field, Instant Value::*member) const {
    blames(field, [=](Value& v) { v.*member = before_1970; });
    blames(field, [=](Value& v) { v.*member = after_9999; });
  }
  // `until` alone is out of range, and after `from` by no more than it may be.
  void span(Instant Value::*from, Instant Value::*until, const char* from_name = "from",
            const char* until_name = "until") const {
    blames(from_name, [=](Value& v) {
      v.*from = before_1970;
      v.*until = Instant{} + milliseconds(1);
    });
    blames(until_name, [=](Value& v) {
      v.*from = last;
      v.*until = after_9999;
    });
  }
  void counted() const {
    blames("sequence", [](Value& v) {
      v.sequence = 0;
      v.previous = {};
    });
    blames("previous", [](Value& v) { v.previous = v.sequence == 1 ? test::counted<Hash>(1) : Hash{}; });
  }
  void limits() const {
    blames("limits", [](Value& v) { v.limits = {{0, 1}}; });
    blames("limits", [](Value& v) { v.limits = {{2, 1}, {1, 1}}; });
    blames("limits", [](Value& v) {
      v.limits.clear();
      for (std::uint8_t i = 1; i <= limit_values_max + 1; ++i) v.limits.push_back({i, 1});
    });
  }
  void ways() const {
    blames("clientAddress", [](Value& v) { v.client_address = "mairie.example.org"; });
    blames("clientAddress", [](Value& v) {
      v.client_address.clear();
      v.gateways.clear();
    });
    blames("gateways.address", [](Value& v) { v.gateways = {{"x", test::counted<BoxPublic>(1)}}; });
    blames("gateways.server", [](Value& v) { v.gateways = {{"tcp://x.example.org:1", {}}}; });
    blames("gateways", [](Value& v) {
      v.gateways.assign(2, {"tcp://x.example.org:1", test::counted<BoxPublic>(1)});
    });
    blames("gateways", [](Value& v) {
      v.gateways.clear();
      for (std::size_t i = 0; i <= gateways_max; ++i)
        v.gateways.push_back(
            {"tcp://x.example.org:1", test::counted<BoxPublic>(static_cast<std::uint8_t>(i + 1))});
    });
  }
  void mailboxes() const {
    blames("mailboxes.address", [](Value& v) { v.mailboxes[0].address = "x"; });
    blames("mailboxes.server", [](Value& v) { v.mailboxes[0].server = {}; });
    blames("mailboxes.id", [](Value& v) { v.mailboxes[0].id = {}; });
    blames("mailboxes.id", [](Value& v) { v.mailboxes.push_back(v.mailboxes[0]); });
    blames("mailboxes", [](Value& v) {
      while (v.mailboxes.size() <= mailboxes_max) {
        v.mailboxes.push_back(v.mailboxes[0]);
        v.mailboxes.back().id = test::counted<MailboxId>(static_cast<std::uint8_t>(v.mailboxes.size()));
      }
    });
  }
  void keys() const {
    set("office", &Value::office);
    blames("node", [](Value& v) { v.node.log = {}; });
    blames("node", [](Value& v) { same(v.node.parcel, v.office); });
  }

 private:
  std::string sample_, name_;
};

}  // namespace

TEST_CASE("each field of a root and of rules has its range") {
  Document<Root> root("root");
  root.blames("sequence", [](Root& v) {
    v.sequence = 0;
    v.previous = test::counted<Hash>(1);
  });
  root.blames("previous", [](Root& v) {
    v.sequence = 1;
    v.previous = test::counted<Hash>(1);
  });
  root.blames("keys", [](Root& v) { v.keys[1] = {}; });
  root.blames("keys", [](Root& v) { v.keys[1] = v.keys[2]; });
  root.instant("issued", &Root::issued);

  Document<Rules> rules("rules");
  rules.counted();
  rules.limits();
  rules.blames("issued", [](Rules& v) {
    v.issued = before_1970;
    v.next_issue = Instant{} + days(1);
  });
  rules.blames("nextIssue", [](Rules& v) {
    v.issued = last;
    v.next_issue = after_9999;
  });
  rules.blames("nextIssue", [](Rules& v) { v.next_issue = v.issued; });
  rules.blames("elections", [](Rules& v) {
    v.elections.clear();
    for (std::size_t i = 0; i <= elections_max; ++i)
      v.elections.push_back({v.issued + hours(2 * i), v.issued + hours(2 * i + 1)});
  });
  rules.blames("elections.from", [](Rules& v) { v.elections = {{before_1970, v.issued}}; });
  rules.blames("elections.until", [](Rules& v) { v.elections = {{v.issued, after_9999}}; });
  rules.blames("elections.until", [](Rules& v) { v.elections = {{v.issued, v.issued}}; });
}

TEST_CASE("each field of a post record has its range") {
  Document<PostRecord> record("post_record");
  record.code("post", &PostRecord::post);
  record.counted();
  record.blames("name", [](PostRecord& v) { v.name.clear(); });
  record.blames("telephone", [](PostRecord& v) { v.telephone = "17 x"; });
  record.keys();
  record.ways();
  record.mailboxes();
  record.code("supervising", &PostRecord::supervising);
  record.blames("supervising", [](PostRecord& v) { v.supervising = v.post; });
  record.blames("hours", [](PostRecord& v) {
    v.hours.clear();
    for (std::uint16_t i = 0; i <= opening_hours_max; ++i)
      v.hours.push_back({static_cast<std::uint8_t>(1 + i / 30), static_cast<std::uint16_t>(i % 30 * 20),
                         static_cast<std::uint16_t>(i % 30 * 20 + 10)});
  });
  record.blames("hours", [](PostRecord& v) {
    for (std::uint16_t day = 1; day <= dated_hours_max + 1; ++day)
      v.hours.push_back({static_cast<std::uint8_t>((day + 3) % 7 + 1), 0, 0, day});
    std::sort(v.hours.begin(), v.hours.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  });
  record.instant("issued", &PostRecord::issued);
}

TEST_CASE("each field of a charter, its renewal and its overlays has its range") {
  Document<Charter> charter("charter");
  charter.code("commune", &Charter::commune);
  charter.blames("name", [](Charter& v) { v.name.clear(); });
  charter.counted();
  charter.keys();
  charter.ways();
  charter.mailboxes();
  charter.code("post", &Charter::post);
  charter.set("categories", &Charter::categories);
  charter.limits();
  charter.span(&Charter::from, &Charter::until);

  Document<CharterRenewal> renewal("charter_renewal");
  renewal.code("commune", &CharterRenewal::commune);
  renewal.set("charter", &CharterRenewal::charter);
  renewal.blames("sequence", [](CharterRenewal& v) { v.sequence = 0; });
  renewal.span(&CharterRenewal::at, &CharterRenewal::until, "at");
  renewal.blames("until", [](CharterRenewal& v) { v.until = v.at; });

  Document<Overlay> overlay("overlay");
  overlay.code("commune", &Overlay::commune);
  overlay.set("charter", &Overlay::charter);
  overlay.blames("limits", [](Overlay& v) { v.limits.clear(); });
  overlay.limits();
  overlay.known("reason", &Overlay::reason);
  overlay.instant("at", &Overlay::at);

  Document<OverlayWithdrawal> withdrawal("overlay_withdrawal");
  withdrawal.code("commune", &OverlayWithdrawal::commune);
  withdrawal.set("overlay", &OverlayWithdrawal::overlay);
  withdrawal.instant("at", &OverlayWithdrawal::at);
}

TEST_CASE("each field of a commission, a mandate and an enrolment has its range") {
  Document<Commission> commission("commission");
  commission.known("role", &Commission::role);
  commission.code("commune", &Commission::commune);
  commission.blames("post", [](Commission& v) {
    v.role = Role::officer;
    v.commune = {};
    v.tag_commitment = {};
    v.post = nonsense<PostId>();
  });
  commission.set("key", &Commission::key);
  commission.set("transport", &Commission::transport);
  commission.blames("transport", [](Commission& v) { same(v.transport, v.key); });
  commission.span(&Commission::from, &Commission::until);

  Document<Mandate> mandate("mandate");
  mandate.set("mandate", &Mandate::mandate);
  mandate.set("referent", &Mandate::referent);
  mandate.code("commune", &Mandate::commune);
  mandate.set("charterSequence", &Mandate::charter_sequence);
  mandate.set("transport", &Mandate::transport);
  mandate.blames("transport", [](Mandate& v) { same(v.transport, v.device); });
  mandate.blames("sectors", [](Mandate& v) { v.sectors.clear(); });
  mandate.blames("sectors", [](Mandate& v) { v.sectors = {1, 1}; });
  mandate.blames("sectors", [](Mandate& v) { v.sectors = {1000}; });
  mandate.blames("deputy", [](Mandate& v) { v.deputy = v.mandate; });
  mandate.instant("trained", &Mandate::trained);
  mandate.limits();
  mandate.span(&Mandate::from, &Mandate::until);
  mandate.known("tie", &Mandate::tie);

  Document<MandateInForce> statement("mandate_in_force");
  statement.set("mandate", &MandateInForce::mandate);
  statement.instant("at", &MandateInForce::at);

  Document<MandateLink> link("mandate_link");
  link.set("oldMandate", &MandateLink::old_mandate);
  link.set("newMandate", &MandateLink::new_mandate);
  link.blames("newMandate", [](MandateLink& v) { v.new_mandate = v.old_mandate; });
  link.instant("at", &MandateLink::at);

  Document<Enrolment> enrolment("enrolment");
  enrolment.set("invitation", &Enrolment::invitation);
  enrolment.set("device", &Enrolment::device);
  enrolment.set("transport", &Enrolment::transport);
  enrolment.blames("transport", [](Enrolment& v) { same(v.transport, v.device); });
  enrolment.set("tagCommitment", &Enrolment::tag_commitment);
  enrolment.set("root", &Enrolment::root);
  enrolment.set("charter", &Enrolment::charter);
  enrolment.instant("at", &Enrolment::at);
  enrolment.known("tie", &Enrolment::tie);
}

TEST_CASE("each field of an act on a mandate, a commission or a node has its range") {
  Document<Act> act("act");
  act.set("id", &Act::id);
  act.blames("kind", [](Act& v) {
    v.kind = static_cast<ActKind>(9);
    v.until = {};
  });
  act.blames("target", [](Act& v) {
    v.target = static_cast<ActTarget>(9);
    v.commune = {};
  });
  act.set("subject", &Act::subject);
  act.code("commune", &Act::commune);
  act.blames("commune", [](Act& v) { v.target = ActTarget::commission; });
  act.known("reason", &Act::reason);
  for (auto at : {before_1970, after_9999})
    act.blames("at", [=](Act& v) {
      v.kind = ActKind::revoke;
      v.at = at;
      v.until = {};
    });
  act.blames("until", [](Act& v) { v.until = v.at; });
  act.blames("until", [](Act& v) { v.kind = ActKind::revoke; });

  Document<NodeAct> node("node_act");
  node.known("kind", &NodeAct::kind);
  node.code("commune", &NodeAct::commune);
  node.set("charter", &NodeAct::charter);
  node.known("reason", &NodeAct::reason);
  node.instant("at", &NodeAct::at);
}

TEST_CASE("each field of what nodes say has its range") {
  Document<RevocationList> list("revocation_list");
  list.set("issuer", &RevocationList::issuer);
  list.blames("entries", [](RevocationList& v) { v.sequence = 0; });
  list.blames("entries", [](RevocationList& v) { v.entries.assign(2, test::counted<Hash>(1)); });

  Document<Freshness> freshness("freshness");
  freshness.set("issuer", &Freshness::issuer);
  freshness.set("list", &Freshness::list);
  freshness.instant("at", &Freshness::at);

  Document<Presence> presence("presence");
  presence.code("post", &Presence::post);
  presence.span(&Presence::at, &Presence::until, "at");
  presence.blames("until", [](Presence& v) { v.until = v.at - milliseconds(1); });
  presence.blames("until", [](Presence& v) { v.until = v.at + limits::presence_valid + milliseconds(1); });
  CHECK(test::blamed<Presence>("presence", [](Presence& v) { v.until = v.at; }).empty());
  CHECK(test::blamed<Presence>("presence", [](Presence& v) {
          v.until = v.at + limits::presence_valid;
        }).empty());

  Document<EpochKey> epoch("epoch_key");
  epoch.code("post", &EpochKey::post);
  epoch.set("key", &EpochKey::key);

  Document<EpochLoss> loss("epoch_loss");
  loss.code("post", &EpochLoss::post);
  loss.set("lost", &EpochLoss::lost);
  loss.blames("lost", [](EpochLoss& v) { v.lost = {7, 7}; });
  loss.instant("at", &EpochLoss::at);
}

TEST_CASE("each field of what a referent signs about an alert or herself has its range") {
  Document<Withdrawal> withdrawal("withdrawal");
  withdrawal.set("alert", &Withdrawal::alert);
  withdrawal.set("mandate", &Withdrawal::mandate);
  withdrawal.set("headerHash", &Withdrawal::header_hash);
  withdrawal.instant("at", &Withdrawal::at);

  Document<TieDeclaration> tie("tie_declaration");
  tie.set("mandate", &TieDeclaration::mandate);
  tie.known("tie", &TieDeclaration::tie);
  tie.instant("at", &TieDeclaration::at);

  Document<Deputising> deputising("deputising");
  deputising.set("absent", &Deputising::absent);
  deputising.blames("deputy", [](Deputising& v) { v.deputy = v.absent; });
  deputising.set("sequence", &Deputising::sequence);
  deputising.span(&Deputising::from, &Deputising::until);
  deputising.blames("until", [](Deputising& v) { v.until = v.from; });
  deputising.instant("at", &Deputising::at);
  Document<Deputising> ended("deputising_ended", "deputising");
  ended.blames("from", [](Deputising& v) { v.from = v.at; });
  ended.blames("until", [](Deputising& v) { v.until = v.at; });

  Document<ConductSignature> conduct("conduct_signature");
  conduct.set("mandate", &ConductSignature::mandate);
  conduct.set("conductCharter", &ConductSignature::conduct_charter);
  conduct.instant("at", &ConductSignature::at);
}

TEST_CASE("each field of a review, a notice and what is said of it has its range") {
  Document<Review> review("review");
  review.set("id", &Review::id);
  review.code("commune", &Review::commune);
  review.set("rule", &Review::rule);
  review.blames("subject", [](Review& v) { v.subject = static_cast<ReviewSubject>(200); });
  review.known("asks", &Review::asks);
  review.instant("at", &Review::at);

  Document<ReviewAnswer> answer("review_answer");
  answer.set("review", &ReviewAnswer::review);
  answer.code("commune", &ReviewAnswer::commune);
  answer.known("outcome", &ReviewAnswer::outcome);
  answer.instant("at", &ReviewAnswer::at);

  Document<Notice> notice("notice");
  notice.set("id", &Notice::id);
  notice.code("commune", &Notice::commune);
  notice.blames("kind", [](Notice& v) {
    v.kind = static_cast<NoticeKind>(200);
    v.category.reset();
  });
  notice.blames("category", [](Notice& v) { v.category = static_cast<Category>(200); });
  notice.blames("factsFrom", [](Notice& v) {
    v.facts_from = before_1970;
    v.facts_until = Instant{} + hours(1);
  });
  notice.blames("factsUntil", [](Notice& v) {
    v.facts_from = last;
    v.facts_until = after_9999;
  });
  notice.blames("factsUntil", [](Notice& v) { v.facts_until = v.facts_from; });
  notice.span(&Notice::written, &Notice::until, "written");
  Document<Notice> announced("notice_announcement", "notice");
  announced.blames("risk", [](Notice& v) {
    v.kind = NoticeKind::risk;
    v.venue.reset();
    v.risk = static_cast<RiskKind>(200);
  });
  announced.blames("venue", [](Notice& v) {
    v.kind = NoticeKind::meeting;
    v.risk.reset();
    v.venue = static_cast<Venue>(200);
  });

  Document<NoticeCancel> cancel("notice_cancel");
  cancel.set("notice", &NoticeCancel::notice);
  cancel.code("commune", &NoticeCancel::commune);
  cancel.code("post", &NoticeCancel::post);
  cancel.known("reason", &NoticeCancel::reason);
  cancel.instant("at", &NoticeCancel::at);

  Document<NoticeDisplay> display("notice_display");
  display.set("notice", &NoticeDisplay::notice);
  display.set("document", &NoticeDisplay::document);
  display.set("mandate", &NoticeDisplay::mandate);
  display.instant("at", &NoticeDisplay::at);
}

TEST_CASE("each field of what a desk signs has its range") {
  Document<ExerciseWindow> window("exercise_window");
  window.set("id", &ExerciseWindow::id);
  window.code("post", &ExerciseWindow::post);
  window.code("commune", &ExerciseWindow::commune);
  window.span(&ExerciseWindow::opens, &ExerciseWindow::closes, "opens", "closes");
  window.instant("at", &ExerciseWindow::at);

  Document<DeskConfirmation> confirmation("desk_confirmation");
  confirmation.set("alert", &DeskConfirmation::alert);
  confirmation.set("mandate", &DeskConfirmation::mandate);
  confirmation.set("headerHash", &DeskConfirmation::header_hash);
  confirmation.instant("at", &DeskConfirmation::at);

  Document<Forward> forward("forward");
  forward.set("alert", &Forward::alert);
  forward.set("mandate", &Forward::mandate);
  forward.set("headerHash", &Forward::header_hash);
  forward.code("post", &Forward::post);
  forward.code("recipient", &Forward::recipient);
  forward.blames("recipient", [](Forward& v) { v.recipient = v.post; });
  forward.known("reason", &Forward::reason);
  forward.instant("at", &Forward::at);

  Document<HandOver> given("hand_over");
  given.set("alert", &HandOver::alert);
  given.set("headerHash", &HandOver::header_hash);
  given.code("commune", &HandOver::commune);
  given.instant("created", &HandOver::created);
  given.code("post", &HandOver::post);
  given.set("procedure", &HandOver::procedure);
  given.known("reason", &HandOver::reason);
  given.instant("at", &HandOver::at);
  given.set("content", &HandOver::content);
}

TEST_CASE("each field of a directory, a street list and a map has its range") {
  Document<Directory> directory("directory");
  directory.blames("sequence", [](Directory& v) {
    v.sequence = 0;
    v.previous = test::counted<Hash>(1);
  });
  directory.instant("issued", &Directory::issued);
  directory.blames("posts.post", [](Directory& v) {
    v.posts = {{nonsense<PostId>(), {}, 1, test::counted<Hash>(1)}};
  });
  directory.blames("posts.supervising", [](Directory& v) { v.posts[0].supervising = nonsense<PostId>(); });
  directory.blames("communes.commune", [](Directory& v) { v.communes.back().commune = nonsense<Insee>(); });

  Document<StreetList> streets("street_list");
  streets.blames("streets", [](StreetList& v) {
    v.streets.clear();
    for (std::size_t i = 0; i <= streets_max; ++i)
      v.streets.push_back({"Rue " + std::to_string(100'000 + i)});
  });
  Document<SectorMap> map("sector_map");
  map.blames("rings", [](SectorMap& v) {
    while (v.rings.size() <= rings_max) v.rings.push_back(v.rings.back());
  });
}
