// Commissions, mandates, enrolments, acts and statements: one signature too few, too many or too clever.
#include <catch2/catch.hpp>

#include "protocol/seal/notices.h"
#include "protocol/seal/session.h"
#include "protocol/wire/standing.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

using Keys = std::vector<SigningPublic>;

wire::Commission commission_of(const World& world, Role role) {
  wire::Commission value = world.commission;
  value.role = role;
  if (role == Role::commander || role == Role::officer || role == Role::prefect || role == Role::auditor)
    value.commune = {};
  if (role == Role::commander || role == Role::officer) value.post = world.record.post;
  if (role == Role::desk) value.tag_commitment = world.mandate.tag_commitment;
  return value;
}

}  // namespace

TEST_CASE("an office commissions its own roles and no others") {
  World world;
  struct Given {
    Role role;
    const SigningKey& by;
    Tag tag;
  };
  const Given given[] = {{Role::mayor, world.mairie, Tag::commission_mairie},
                         {Role::clerk, world.mairie, Tag::commission_mairie},
                         {Role::desk, world.mairie, Tag::commission_mairie},
                         {Role::commander, world.post_office, Tag::commission_post},
                         {Role::officer, world.post_office, Tag::commission_post}};
  for (const auto& each : given) {
    auto value = commission_of(world, each.role);
    auto document = signed_by(value, {{each.by, each.tag}});
    CHECK(seal::verify_commission(document, world.root, each.by.public_key) == value);

    Tag other = each.tag == Tag::commission_post ? Tag::commission_mairie : Tag::commission_post;
    auto moved = signed_by(value, {{each.by, other}});
    CHECK(fails_with(seal::verify_commission(moved, world.root, each.by.public_key), Errc::bad_signature,
                     "role"));

    auto by_root = signed_by(
        value, {{world.root_keys[0], Tag::commission_root}, {world.root_keys[1], Tag::commission_root}});
    CHECK(fails_with(seal::verify_commission(by_root, world.root, each.by.public_key), Errc::bad_signature,
                     "role"));

    auto by_stranger = signed_by(value, {{world.stranger, each.tag}});
    CHECK(fails_with(seal::verify_commission(by_stranger, world.root, each.by.public_key),
                     Errc::bad_signature));
    auto nobody = signed_by(value, {});
    CHECK(fails_with(seal::verify_commission(nobody, world.root, each.by.public_key), Errc::bad_signature));
    auto extra = signed_by(value, {{each.by, each.tag}, {world.stranger, Tag::rules}});
    CHECK(fails_with(seal::verify_commission(extra, world.root, each.by.public_key), Errc::bad_signature));
    auto both = signed_by(value, {{each.by, Tag::commission_mairie}, {each.by, Tag::commission_post}});
    CHECK(fails_with(seal::verify_commission(both, world.root, each.by.public_key), Errc::bad_signature));
  }
}

TEST_CASE("prefect and auditor are commissioned by two of the three root keys") {
  World world;
  for (Role role : {Role::prefect, Role::auditor}) {
    auto value = commission_of(world, role);
    auto two = signed_by(
        value, {{world.root_keys[0], Tag::commission_root}, {world.root_keys[2], Tag::commission_root}});
    CHECK(seal::verify_commission(two, world.root, SigningPublic{}) == value);
    auto one = signed_by(value, {{world.root_keys[0], Tag::commission_root}});
    CHECK(fails_with(seal::verify_commission(one, world.root, SigningPublic{}), Errc::bad_signature,
                     "missing"));
    auto by_mairie = signed_by(value, {{world.mairie, Tag::commission_mairie}});
    CHECK(fails_with(seal::verify_commission(by_mairie, world.root, world.mairie.public_key),
                     Errc::bad_signature));
  }
}

TEST_CASE("a commission cannot be for the office key itself or for a key that is none") {
  World world;
  auto refused_after = [&](auto change) {
    auto value = world.commission;
    change(value);
    auto document = signed_by(value, {{world.mairie, Tag::commission_mairie}});
    CHECK(
        fails_with(seal::verify_commission(document, world.root, world.mairie.public_key), Errc::untrusted));
  };
  refused_after([&](auto& c) { c.key = world.mairie.public_key; });
  refused_after([&](auto& c) { c.key = world.root.keys[0]; });
  refused_after([&](auto& c) { c.key.bytes = {1}; });
  refused_after([&](auto& c) { c.transport.bytes = {1}; });
}

TEST_CASE("a mandate says which of mayor and commander signed it") {
  World world;
  Keys mayors{world.mayor.public_key}, commanders{world.commander.public_key};
  auto both = seal::verify_mandate(world.signed_mandate(), mayors, commanders);
  REQUIRE(both);
  CHECK(both->mandate == world.mandate);
  CHECK((both->nominated && both->vetted));

  auto half = signed_by(world.mandate, {{world.mayor, Tag::mandate_nominate}});
  auto nominated = seal::verify_mandate(half, mayors, commanders);
  REQUIRE(nominated);
  CHECK((nominated->nominated && !nominated->vetted));
  auto other_half = signed_by(world.mandate, {{world.commander, Tag::mandate_vet}});
  auto vetted = seal::verify_mandate(other_half, mayors, commanders);
  REQUIRE(vetted);
  CHECK((!vetted->nominated && vetted->vetted));
  CHECK(fails_with(seal::verify_mandate(signed_by(world.mandate, {}), mayors, commanders),
                   Errc::bad_signature, "missing"));
}

TEST_CASE("a mandate with any other signature is refused, whatever the rest is worth") {
  World world;
  Keys mayors{world.mayor.public_key}, commanders{world.commander.public_key};
  auto refused = [&](std::initializer_list<By> signatures) {
    CHECK(fails_with(seal::verify_mandate(signed_by(world.mandate, signatures), mayors, commanders),
                     Errc::bad_signature));
  };
  refused({{world.stranger, Tag::mandate_nominate}, {world.commander, Tag::mandate_vet}});
  refused({{world.mayor, Tag::mandate_nominate}, {world.officer, Tag::mandate_vet}});
  refused({{world.mayor, Tag::mandate_nominate}, {world.mayor, Tag::mandate_vet}});
  refused({{world.commander, Tag::mandate_nominate}, {world.commander, Tag::mandate_vet}});
  refused({{world.mayor, Tag::mandate_nominate}, {world.stranger, Tag::mandate_vet}});
  refused({{world.mayor, Tag::mandate_nominate},
           {world.commander, Tag::mandate_vet},
           {world.stranger, Tag::rules}});
  refused({{world.mayor, Tag::act_mairie}, {world.commander, Tag::mandate_vet}});

  auto doubled = world.signed_mandate();
  doubled.signatures.push_back(doubled.signatures[0]);
  CHECK(fails_with(seal::verify_mandate(doubled, mayors, commanders), Errc::bad_signature, "twice"));
  auto altered = world.signed_mandate();
  altered.bytes[altered.bytes.size() / 2] ^= 1;
  CHECK(fails_with(seal::verify_mandate(altered, mayors, commanders), Errc::bad_signature));
  // A commission that was revoked is no longer in the list, and its signature is as good as a stranger's.
  CHECK(fails_with(seal::verify_mandate(world.signed_mandate(), {}, commanders), Errc::bad_signature));
}

TEST_CASE("one key in both lists cannot nominate and vet") {
  World world;
  Keys both{world.mayor.public_key, world.commander.public_key};
  auto alone =
      signed_by(world.mandate, {{world.mayor, Tag::mandate_nominate}, {world.mayor, Tag::mandate_vet}});
  CHECK(fails_with(seal::verify_mandate(alone, both, both), Errc::bad_signature, "both"));
  auto twice = signed_by(world.mandate,
                         {{world.mayor, Tag::mandate_nominate}, {world.commander, Tag::mandate_nominate}});
  CHECK(fails_with(seal::verify_mandate(twice, both, both), Errc::bad_signature, "more than one"));
}

TEST_CASE("a signatory cannot make her own device a referent's, nor a key that is none") {
  World world;
  Keys mayors{world.mayor.public_key}, commanders{world.commander.public_key};
  for (const auto& key : {world.mayor.public_key, world.commander.public_key}) {
    world.mandate.device = key;
    CHECK(fails_with(seal::verify_mandate(world.signed_mandate(), mayors, commanders), Errc::untrusted,
                     "different"));
  }
  world.mandate.device.bytes = {1};
  CHECK(fails_with(seal::verify_mandate(world.signed_mandate(), mayors, commanders), Errc::untrusted,
                   "usable"));
}

TEST_CASE("an enrolment is signed by the card's key and by the new device") {
  World world;
  auto secret = seal::Secret16::random(world.entropy);
  auto request = seal::invite_request_key(secret);
  auto document =
      signed_by(world.enrolment, {{request, Tag::enrolment_invite}, {world.device, Tag::enrolment_device}});
  CHECK(seal::verify_enrolment(document, request.public_key) == world.enrolment);
  auto refused = [&](std::initializer_list<By> signatures) {
    CHECK(fails_with(seal::verify_enrolment(signed_by(world.enrolment, signatures), request.public_key),
                     Errc::bad_signature));
  };
  refused({{request, Tag::enrolment_invite}});
  refused({{world.device, Tag::enrolment_device}});
  refused({{request, Tag::enrolment_invite}, {world.stranger, Tag::enrolment_device}});
  refused({{world.stranger, Tag::enrolment_invite}, {world.device, Tag::enrolment_device}});
  refused({{request, Tag::enrolment_device}, {world.device, Tag::enrolment_invite}});
  refused({{request, Tag::enrolment_invite},
           {world.device, Tag::enrolment_device},
           {world.mayor, Tag::mandate_nominate}});

  world.enrolment.device = request.public_key;
  auto same =
      signed_by(world.enrolment, {{request, Tag::enrolment_invite}, {request, Tag::enrolment_device}});
  CHECK(fails_with(seal::verify_enrolment(same, request.public_key), Errc::untrusted, "different"));
}

TEST_CASE("a statement of one signatory carries that one signature") {
  World world;
  wire::EpochKey epoch{world.record.post, day_of(world.now), world.epoch.public_key};
  const SigningKey& node = world.post_node.signing;
  auto document = signed_by(epoch, {{node, Tag::epoch_key}});
  auto verify = [&](const SignedDocument& d) {
    return seal::verify_single<wire::EpochKey>(d, node.public_key, Tag::epoch_key);
  };
  CHECK(verify(document) == epoch);
  CHECK(fails_with(verify(signed_by(epoch, {})), Errc::bad_signature, "missing"));
  CHECK(fails_with(verify(signed_by(epoch, {{world.stranger, Tag::epoch_key}})), Errc::bad_signature));
  CHECK(fails_with(verify(signed_by(epoch, {{node, Tag::freshness}})), Errc::bad_signature));
  CHECK(fails_with(verify(signed_by(epoch, {{node, Tag::epoch_key}, {world.stranger, Tag::freshness}})),
                   Errc::bad_signature));
  document.signatures.push_back(document.signatures[0]);
  CHECK(fails_with(verify(document), Errc::bad_signature, "twice"));
  epoch.key.bytes = {1};
  CHECK(fails_with(verify(signed_by(epoch, {{node, Tag::epoch_key}})), Errc::untrusted));
}

// Bytes that nobody reads: who has not signed under the right tag is refused before.
template <class Verify>
void needs_its_tag(wire::DocumentType type, const seal::SigningKey& key, Tag right, const Verify& verify) {
  wire::SignedDocument document;
  document.type = type;
  document.bytes = {1, 2, 3};
  seal::add_signature(document, key, right == Tag::freshness ? Tag::presence : Tag::freshness);
  INFO(wire::slug(type));
  CHECK(fails_with(verify(document), Errc::bad_signature));
}
template <class Document>
void needs_its_tag(const seal::SigningKey& key, Tag right) {
  needs_its_tag(wire::type_of<Document>(), key, right, [&](const wire::SignedDocument& document) {
    return seal::verify_single<Document>(document, key.public_key, right);
  });
}

TEST_CASE("the right key under another tag has signed nothing") {
  World world;
  const auto& key = world.stranger;
  needs_its_tag<wire::Overlay>(key, Tag::overlay_mairie);
  needs_its_tag<wire::OverlayWithdrawal>(key, Tag::overlay_withdrawal_mairie);
  needs_its_tag<wire::Act>(key, Tag::act_mairie);
  needs_its_tag<wire::NodeAct>(key, Tag::node_suspend_mairie);
  needs_its_tag<wire::RevocationList>(key, Tag::revocation_list_node);
  needs_its_tag<wire::Freshness>(key, Tag::freshness);
  needs_its_tag<wire::Presence>(key, Tag::presence);
  needs_its_tag<wire::EpochKey>(key, Tag::epoch_key);
  needs_its_tag<wire::EpochLoss>(key, Tag::epoch_loss);
  needs_its_tag<wire::MandateLink>(key, Tag::mandate_link);
  needs_its_tag<wire::MandateInForce>(key, Tag::mandate_in_force);
  needs_its_tag<wire::Withdrawal>(key, Tag::withdrawal);
  needs_its_tag<wire::Review>(key, Tag::review_auditor);
  needs_its_tag<wire::ReviewAnswer>(key, Tag::review_answer_post);
  needs_its_tag<wire::TieDeclaration>(key, Tag::tie_declaration);
  needs_its_tag<wire::Deputising>(key, Tag::deputising);
  needs_its_tag<wire::ConductSignature>(key, Tag::conduct_signature);
  needs_its_tag(wire::DocumentType::commission, key, Tag::commission_mairie,
                [&](const auto& d) { return seal::verify_commission(d, world.root, key.public_key); });
  needs_its_tag(wire::DocumentType::notice, key, Tag::notice_post,
                [&](const auto& d) { return seal::verify_notice(d, Keys{key.public_key}); });
  needs_its_tag(wire::DocumentType::rules, world.root_keys[0], Tag::rules, [&](auto document) {
    seal::add_signature(document, world.root_keys[1], Tag::freshness);
    return seal::verify_rules(document, world.root);
  });
}

TEST_CASE("each key that a document names is usable, and nobody else's") {
  SECTION("a root key as a post's office, or as its node") {
    World world;
    auto verify = [&](const By& office) {
      auto document =
          signed_by(world.record,
                    {{world.root_keys[0], Tag::record_root}, {world.root_keys[1], Tag::record_root}, office});
      return seal::verify_post_record(document, world.root);
    };
    const auto honest = world.record;
    world.record.node.signing = world.root_keys[2].public_key;
    CHECK(fails_with(verify({world.post_office, Tag::record_post}), Errc::untrusted, "different keys"));
    world.record = honest;
    world.record.office = world.root_keys[2].public_key;
    CHECK(fails_with(verify({world.root_keys[2], Tag::record_post}), Errc::untrusted, "different keys"));
  }
  SECTION("a mailbox of a charter") {
    World world;
    world.charter.mailboxes.push_back({"tcp://relay.example:7626", BoxPublic{{1}}, MailboxId{{1}}});
    CHECK(fails_with(seal::verify_charter(world.signed_charter(), world.root, world.record), Errc::untrusted,
                     "mailbox"));
  }
  SECTION("transport keys of a mandate and of an enrolment") {
    World world;
    world.mandate.transport = BoxPublic{{1}};
    CHECK(fails_with(seal::verify_mandate(world.signed_mandate(), Keys{world.mayor.public_key},
                                          Keys{world.commander.public_key}),
                     Errc::untrusted, "transport"));
    const auto request = world.make_key();
    world.enrolment.transport = BoxPublic{{1}};
    auto document =
        signed_by(world.enrolment, {{request, Tag::enrolment_invite}, {world.device, Tag::enrolment_device}});
    CHECK(fails_with(seal::verify_enrolment(document, request.public_key), Errc::untrusted, "transport"));
  }
}

TEST_CASE("what a referent signs of herself is not another word of hers") {
  World world;
  const auto& device = world.device;
  const wire::TieDeclaration tie{world.mandate.mandate, Tie::elected, world.now};
  wire::Deputising away;
  away.absent = world.mandate.mandate;
  away.at = world.now;
  auto taken_for_another = [&]<class Document>(const Document& value, Tag other) {
    auto document = signed_by(value, {{device, other}});
    CHECK(fails_with(seal::verify_single<Document>(document, device.public_key, other), Errc::untrusted,
                     "belong"));
  };
  taken_for_another(tie, Tag::deputising);
  taken_for_another(away, Tag::tie_declaration);
}

TEST_CASE("a notice that nobody signed is nobody's") {
  World world;
  wire::SignedDocument document;
  document.type = wire::DocumentType::notice;
  document.bytes = {1, 2, 3};
  CHECK(fails_with(seal::verify_notice(document, Keys{world.officer.public_key}), Errc::bad_signature,
                   "signature missing"));
}

TEST_CASE("an act on a mandate is a mayor's or commander's, an act on a commission the office's") {
  World world;
  wire::Act act;
  act.id = seal::time_ordered_id<CommandId>(world.now, world.entropy);
  act.kind = wire::ActKind::revoke;
  act.target = wire::ActTarget::mandate;
  act.subject = world.mandate.mandate.bytes;
  act.commune = world.charter.commune;
  act.reason = ActReason::device_lost;
  act.at = world.now;
  auto verify = [&](const wire::Act& value, const SigningKey& key, Tag tag) {
    return seal::verify_single<wire::Act>(signed_by(value, {{key, tag}}), key.public_key, tag);
  };
  CHECK(verify(act, world.mayor, Tag::act_mairie) == act);
  CHECK(verify(act, world.commander, Tag::act_post) == act);
  CHECK(fails_with(verify(act, world.mairie, Tag::act_office), Errc::untrusted));
  act.target = wire::ActTarget::commission;
  act.commune = {};
  CHECK(verify(act, world.mairie, Tag::act_office) == act);
  CHECK(fails_with(verify(act, world.mayor, Tag::act_mairie), Errc::untrusted));
  CHECK(fails_with(verify(act, world.mayor, Tag::freshness), Errc::untrusted));
}

TEST_CASE("a node speaks only for itself in its revocation list and its freshness") {
  World world;
  const SigningKey& node = world.post_node.signing;
  wire::RevocationList list{seal::key_id(node.public_key), 1, {seal::hash256(bytes_of("act"))}};
  wire::Freshness fresh{seal::key_id(node.public_key), 1, seal::hash256(wire::encode(list)), world.now};
  auto verify = [&](const auto& value, Tag tag) {
    return seal::verify_single<std::decay_t<decltype(value)>>(signed_by(value, {{node, tag}}),
                                                              node.public_key, tag);
  };
  CHECK(verify(list, Tag::revocation_list_node) == list);
  CHECK(verify(fresh, Tag::freshness) == fresh);
  list.issuer = fresh.issuer = seal::key_id(world.commune_node.signing.public_key);
  CHECK(fails_with(verify(list, Tag::revocation_list_node), Errc::untrusted, "issuer"));
  CHECK(fails_with(verify(fresh, Tag::freshness), Errc::untrusted, "issuer"));
}

TEST_CASE("withdrawals, links, losses and in-force statements are their signatory's") {
  World world;
  auto verify = [&](const auto& value, const SigningKey& key, Tag tag, Tag wrong) {
    using Document = std::decay_t<decltype(value)>;
    CHECK(seal::verify_single<Document>(signed_by(value, {{key, tag}}), key.public_key, tag) == value);
    CHECK(fails_with(
        seal::verify_single<Document>(signed_by(value, {{key, tag}}), world.stranger.public_key, tag),
        Errc::bad_signature));
    CHECK(fails_with(seal::verify_single<Document>(signed_by(value, {{key, wrong}}), key.public_key, wrong),
                     Errc::untrusted));
  };
  auto header = world.draft_alert().header;
  verify(wire::Withdrawal{header.alert, header.mandate, seal::hash256(bytes_of("header")), world.now},
         world.device, Tag::withdrawal, Tag::alert_header);
  verify(wire::MandateLink{world.mandate.mandate, MandateId{header.alert.bytes}, world.now}, world.commander,
         Tag::mandate_link, Tag::mandate_vet);
  verify(wire::EpochLoss{world.record.post, {day_of(world.now)}, world.now}, world.post_node.signing,
         Tag::epoch_loss, Tag::epoch_key);
  verify(wire::MandateInForce{seal::hash256(bytes_of("mandate")), 7, world.now}, world.commune_node.signing,
         Tag::mandate_in_force, Tag::mandate_vet);
}

TEST_CASE("a review is an auditor's, a referent's or a node's; its answer a commander's or a mayor's") {
  World world;
  auto verify = [&](const auto& value, const SigningKey& key, Tag tag) {
    using Document = std::decay_t<decltype(value)>;
    return seal::verify_single<Document>(signed_by(value, {{key, tag}}), key.public_key, tag);
  };
  wire::Review review{CommandId{world.mandate.referent.bytes},
                      world.charter.commune,
                      14,
                      ReviewSubject::mandate,
                      world.mandate.mandate.bytes,
                      NodeKind::post,
                      world.now};
  for (Tag tag : {Tag::review_auditor, Tag::review_referent, Tag::review_node})
    CHECK(verify(review, world.stranger, tag) == review);
  CHECK(fails_with(verify(review, world.stranger, Tag::act_post), Errc::untrusted));
  // Neither a referent nor a node asks the mairie, or about an officer: only an auditor does.
  auto of_mairie = review, of_officer = review;
  of_mairie.asks = NodeKind::commune;
  of_officer.subject = ReviewSubject::officer;
  for (const auto& other : {of_mairie, of_officer}) {
    CHECK(verify(other, world.stranger, Tag::review_auditor) == other);
    CHECK(fails_with(verify(other, world.stranger, Tag::review_referent), Errc::untrusted));
    CHECK(fails_with(verify(other, world.stranger, Tag::review_node), Errc::untrusted));
  }
  wire::ReviewAnswer answer{review.id, review.commune, ReviewOutcome::upheld, world.now};
  CHECK(verify(answer, world.commander, Tag::review_answer_post) == answer);
  CHECK(verify(answer, world.mayor, Tag::review_answer_mairie) == answer);
  CHECK(fails_with(verify(answer, world.stranger, Tag::review_auditor), Errc::untrusted));
}

TEST_CASE("an overlay says which offices stand behind it") {
  World world;
  wire::Overlay overlay;
  overlay.commune = world.charter.commune;
  overlay.charter = seal::document_hash(world.signed_charter());
  overlay.limits = {{1, 2}};
  overlay.reason = ActReason::review;
  overlay.at = world.now;
  auto verify = [&](std::initializer_list<By> signatures) {
    return seal::verify_overlay(signed_by(overlay, signatures), world.mairie.public_key,
                                world.post_office.public_key);
  };
  auto one = verify({{world.mairie, Tag::overlay_mairie}});
  REQUIRE(one);
  CHECK((one->mairie && !one->post && one->overlay == overlay));
  auto both = verify({{world.mairie, Tag::overlay_mairie}, {world.post_office, Tag::overlay_post}});
  REQUIRE(both);
  CHECK((both->mairie && both->post));
  CHECK(fails_with(verify({}), Errc::bad_signature, "missing"));
  CHECK(fails_with(verify({{world.mairie, Tag::overlay_post}}), Errc::bad_signature));
  CHECK(fails_with(verify({{world.mairie, Tag::overlay_mairie}, {world.stranger, Tag::overlay_post}}),
                   Errc::bad_signature));
}

TEST_CASE("a charter is renewed by its three signatories, over the same bytes") {
  World world;
  wire::CharterRenewal renewal{world.charter.commune, seal::document_hash(world.signed_charter()), 1,
                               world.charter.until + days(900), world.now};
  const auto& root = world.root_keys;
  const By root_0{root[0], Tag::renewal_root}, root_2{root[2], Tag::renewal_root},
      mairie{world.mairie, Tag::renewal_mairie}, post{world.post_office, Tag::renewal_post};
  auto verify = [&](std::initializer_list<By> signatures) {
    return seal::verify_renewal(signed_by(renewal, signatures), world.root, world.mairie.public_key,
                                world.post_office.public_key);
  };
  CHECK(verify({root_0, root_2, mairie, post}) == renewal);
  CHECK(fails_with(verify({root_0, mairie, post}), Errc::bad_signature, "root"));
  CHECK(fails_with(verify({root_0, root_2, post}), Errc::bad_signature, "mairie"));
  CHECK(fails_with(verify({root_0, root_2, mairie}), Errc::bad_signature, "post"));
  CHECK(fails_with(verify({root_0, root_2, mairie, {world.mairie, Tag::renewal_post}}), Errc::bad_signature));
  CHECK(fails_with(verify({root_0, root_2, mairie, post, {world.mayor, Tag::rules}}), Errc::bad_signature));
}

TEST_CASE("an overlay's withdrawal carries one signature, of its own tag") {
  World world;
  wire::OverlayWithdrawal withdrawal{world.charter.commune, seal::hash256(bytes_of("overlay")), world.now};
  auto verify = [&](const By& by, Tag asked) {
    return seal::verify_single<wire::OverlayWithdrawal>(signed_by(withdrawal, {by}), by.key.public_key,
                                                        asked);
  };
  CHECK(verify({world.mayor, Tag::overlay_withdrawal_mairie}, Tag::overlay_withdrawal_mairie) == withdrawal);
  CHECK(verify({world.commander, Tag::overlay_withdrawal_post}, Tag::overlay_withdrawal_post) == withdrawal);
  CHECK(fails_with(verify({world.mayor, Tag::overlay_mairie}, Tag::overlay_mairie), Errc::untrusted));
}

TEST_CASE("what a referent signs about herself carries her device's one signature, of its own tag") {
  World world;
  wire::TieDeclaration tie{world.mandate.mandate, Tie::elected, world.now};
  wire::Deputising deputising{world.mandate.mandate, {}, 1, {}, {}, world.now};
  wire::ConductSignature conduct{world.mandate.mandate, world.charter.conduct_charter, world.now};
  const auto& device = world.device.public_key;
  CHECK(seal::verify_single<wire::TieDeclaration>(signed_by(tie, {{world.device, Tag::tie_declaration}}),
                                                  device, Tag::tie_declaration) == tie);
  CHECK(seal::verify_single<wire::Deputising>(signed_by(deputising, {{world.device, Tag::deputising}}),
                                              device, Tag::deputising) == deputising);
  CHECK(seal::verify_single<wire::ConductSignature>(
            signed_by(conduct, {{world.device, Tag::conduct_signature}}), device, Tag::conduct_signature) ==
        conduct);
  CHECK(
      fails_with(seal::verify_single<wire::TieDeclaration>(
                     signed_by(tie, {{world.stranger, Tag::tie_declaration}}), device, Tag::tie_declaration),
                 Errc::bad_signature));
  CHECK(
      fails_with(seal::verify_single<wire::Deputising>(
                     signed_by(deputising, {{world.device, Tag::deputising}, {world.mayor, Tag::deputising}}),
                     device, Tag::deputising),
                 Errc::bad_signature));
  // A signature of one statement is none of another.
  CHECK(fails_with(seal::verify_single<wire::ConductSignature>(
                       signed_by(conduct, {{world.device, Tag::withdrawal}}), device, Tag::withdrawal),
                   Errc::untrusted));
}

TEST_CASE("any one side suspends a node, all three resume it") {
  World world;
  Keys mayors{world.mayor.public_key}, commanders{world.commander.public_key};
  wire::NodeAct act;
  act.kind = wire::NodeActKind::suspend;
  act.commune = world.charter.commune;
  act.charter = seal::document_hash(world.signed_charter());
  act.sequence = 1;
  act.reason = ActReason::review;
  act.at = world.now;
  const auto& root = world.root_keys;
  auto suspend = [&](std::initializer_list<By> signatures) {
    return seal::verify_node_suspension(signed_by(act, signatures), world.root, mayors, commanders);
  };
  auto resume = [&](std::initializer_list<By> signatures) {
    return seal::verify_resumption(signed_by(act, signatures), world.root, mayors, commanders);
  };
  const By by_mayor{world.mayor, Tag::node_resume_mairie},
      by_commander{world.commander, Tag::node_resume_post}, root_0{root[0], Tag::node_resume_root},
      root_1{root[1], Tag::node_resume_root};

  CHECK(suspend({{world.mayor, Tag::node_suspend_mairie}}) == act);
  CHECK(suspend({{world.commander, Tag::node_suspend_post}}) == act);
  CHECK(suspend({{root[0], Tag::node_suspend_root}, {root[2], Tag::node_suspend_root}}) == act);
  CHECK(fails_with(suspend({{root[0], Tag::node_suspend_root}}), Errc::bad_signature));
  CHECK(fails_with(suspend({}), Errc::bad_signature));
  CHECK(fails_with(suspend({{world.officer, Tag::node_suspend_post}}), Errc::bad_signature));
  CHECK(fails_with(suspend({{world.mayor, Tag::node_suspend_mairie}, {root[0], Tag::node_suspend_root}}),
                   Errc::bad_signature));
  CHECK(fails_with(resume({by_mayor, by_commander, root_0, root_1}), Errc::untrusted, "different tags"));

  act.kind = wire::NodeActKind::resume;
  CHECK(resume({by_mayor, by_commander, root_0, root_1}) == act);
  CHECK(fails_with(resume({by_commander, root_0, root_1}), Errc::bad_signature, "mayor"));
  CHECK(fails_with(resume({by_mayor, root_0, root_1}), Errc::bad_signature, "commander"));
  CHECK(fails_with(resume({by_mayor, by_commander, root_0}), Errc::bad_signature, "root"));
  CHECK(fails_with(resume({by_mayor, by_commander, root_0, root_1, {world.stranger, Tag::rules}}),
                   Errc::bad_signature));
  CHECK(fails_with(resume({by_mayor, {world.mayor, Tag::node_resume_post}, root_0, root_1}),
                   Errc::bad_signature));
  CHECK(fails_with(suspend({{world.mayor, Tag::node_suspend_mairie}}), Errc::untrusted));
  // One signature alone never resumes, by whichever function it is brought in.
  CHECK(fails_with(seal::verify_single<wire::NodeAct>(signed_by(act, {by_mayor}), world.mayor.public_key,
                                                      Tag::node_resume_mairie),
                   Errc::untrusted));
}
