#include <algorithm>

#include "check.hpp"
#include "protocol/wire/documents.h"
#include "protocol/wire/text.h"

namespace tocsin::wire {
namespace {

// Strictly ascending by what `key` says of each entry.
template <class List, class Key>
bool ascends(const List& list, const Key& key) {
  return std::adjacent_find(list.begin(), list.end(),
                            [&](const auto& a, const auto& b) { return !(key(a) < key(b)); }) == list.end();
}
template <class List>
bool ascends(const List& list) {
  return ascends(list, [](const auto& entry) { return entry; });
}

void check_previous(Check& is, std::uint32_t sequence, const Hash& previous) {
  is.that(sequence >= 1, "sequence", "counts from 1");
  is.that((sequence == 1) == previous.is_zero(), "previous", "zero for the first of its kind and only there");
}

void check_life(Check& is, Instant from, Instant until, std::chrono::hours life_max) {
  is.instant(from, "from");
  is.instant(until, "until");
  is.that(from < until, "until", "not after its beginning");
  is.that(to_ms(until) - to_ms(from) <= static_cast<std::uint64_t>(Duration(life_max).count()), "until",
          "longer than such a document may last");
}

void check_limits(Check& is, const std::vector<LimitValue>& limits) {
  is.that(limits.size() <= limit_values_max, "limits", "too many");
  is.that(limits.empty() || limits.front().limit >= 1, "limits", "numbered from 1");
  is.that(ascends(limits, [](const LimitValue& value) { return value.limit; }), "limits",
          "not ascending, or one twice");
}

void check_mailboxes(Check& is, const std::vector<Mailbox>& mailboxes) {
  is.that(mailboxes.size() <= mailboxes_max, "mailboxes", "too many");
  for (auto box = mailboxes.begin(); box != mailboxes.end(); ++box) {
    is.that(is_address(box->address), "mailboxes.address", "not tcp://host:port");
    is.set(box->server, "mailboxes.server");
    is.set(box->id, "mailboxes.id");
    is.that(std::none_of(mailboxes.begin(), box, [&](const Mailbox& other) { return other.id == box->id; }),
            "mailboxes.id", "one twice");
  }
}

// Set and pairwise distinct: one key never plays two parts.
void check_keys(Check& is, const SigningPublic& office, const NodeKeys& node) {
  const std::array<std::array<std::uint8_t, 32>, 5> keys{office.bytes, node.signing.bytes, node.curve.bytes,
                                                         node.parcel.bytes, node.log.bytes};
  is.set(office, "office");
  for (std::size_t i = 1; i < keys.size(); ++i)
    is.that(!SigningPublic{keys[i]}.is_zero(), "node", "a key is zero");
  auto sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  is.that(ascends(sorted), "node", "two keys are the same");
}

void check_ways(Check& is, const std::string& address, const std::vector<Gateway>& gateways) {
  is.that(address.empty() || is_address(address), "clientAddress", "not tcp://host:port");
  is.that(!address.empty() || !gateways.empty(), "clientAddress", "none, and no gateway either");
  is.that(gateways.size() <= gateways_max, "gateways", "too many");
  for (auto one = gateways.begin(); one != gateways.end(); ++one) {
    is.that(is_address(one->address), "gateways.address", "not tcp://host:port");
    is.set(one->server, "gateways.server");
    is.that(std::none_of(gateways.begin(), one, [&](const Gateway& other) { return other == *one; }),
            "gateways", "one twice");
  }
}

void check_hours(Check& is, const std::vector<OpeningHours>& hours) {
  const auto dated = static_cast<std::size_t>(
      std::count_if(hours.begin(), hours.end(), [](const auto& each) { return each.day != 0; }));
  is.that(hours.size() - dated <= opening_hours_max && dated <= dated_hours_max, "hours", "too many");
  const OpeningHours* before = nullptr;
  for (const auto& spell : hours) {
    is.that(spell.weekday >= 1 && spell.weekday <= 7, "hours.weekday", "not in 1 ... 7");
    is.that(spell.day == 0 || spell.weekday == weekday_of(spell.day), "hours.day", "not on that weekday");
    is.that((spell.closes() && spell.from_minute == 0) ||
                (spell.from_minute < spell.until_minute && spell.until_minute <= 24 * 60),
            "hours.untilMinute", "not after its beginning, or beyond the day");
    if (before != nullptr) {
      const auto that_day = std::pair(before->day, before->weekday),
                 this_day = std::pair(spell.day, spell.weekday);
      is.that(that_day < this_day || (that_day == this_day && !before->closes() && !spell.closes() &&
                                      before->until_minute <= spell.from_minute),
              "hours", "not ascending, or overlapping");
    }
    before = &spell;
  }
}

void check_sector_ids(Check& is, const std::vector<SectorId>& sectors) {
  is.that(!sectors.empty() && sectors.size() <= limits::sectors_max, "sectors", "none or too many");
  is.that(ascends(sectors), "sectors", "not ascending, or one twice");
  for (auto sector : sectors) is.sector(sector, "sectors");
}

bool of_mairie(Role role) {
  return role == Role::mayor || role == Role::clerk || role == Role::desk;
}
bool of_post(Role role) {
  return role == Role::officer || role == Role::commander;
}
bool of_root(Role role) {
  return role == Role::prefect || role == Role::auditor;
}

}  // namespace

Status check(const Root& root) {
  Check is("root");
  check_previous(is, root.sequence, root.previous);
  auto sorted = root.keys;
  std::sort(sorted.begin(), sorted.end());
  is.set(sorted.front(), "keys");
  is.that(ascends(sorted), "keys", "two are the same");
  is.instant(root.issued, "issued");
  return std::move(is).result();
}

Status check(const Rules& rules) {
  Check is("rules");
  check_previous(is, rules.sequence, rules.previous);
  is.instant(rules.issued, "issued");
  is.instant(rules.next_issue, "nextIssue");
  is.that(rules.issued < rules.next_issue, "nextIssue", "not after the issue");
  is.that(rules.next_issue - rules.issued <= rules_life_max, "nextIssue",
          "more than 100 days after the issue");
  check_limits(is, rules.limits);
  is.that(rules.elections.size() <= elections_max, "elections", "too many");
  Instant end{};
  for (const auto& period : rules.elections) {
    is.instant(period.from, "elections.from");
    is.instant(period.until, "elections.until");
    is.that(period.from < period.until, "elections.until", "not after its beginning");
    is.that(end <= period.from, "elections", "not ascending, or overlapping");
    end = period.until;
  }
  return std::move(is).result();
}

Status check(const PostRecord& record) {
  Check is("post_record");
  is.post(record.post, "post");
  check_previous(is, record.sequence, record.previous);
  is.that(is_text(record.name), "name", "not a text that shows as it is stored");
  is.that(is_telephone(record.telephone), "telephone", "not a telephone number");
  check_keys(is, record.office, record.node);
  check_ways(is, record.client_address, record.gateways);
  check_mailboxes(is, record.mailboxes);
  if (!record.supervising.is_zero()) is.post(record.supervising, "supervising");
  is.that(record.supervising != record.post, "supervising", "a post does not supervise itself");
  check_hours(is, record.hours);
  is.instant(record.issued, "issued");
  return std::move(is).result();
}

Status check(const Charter& charter) {
  Check is("charter");
  is.commune(charter.commune, "commune");
  is.that(is_text(charter.name), "name", "not a text that shows as it is stored");
  check_previous(is, charter.sequence, charter.previous);
  check_keys(is, charter.office, charter.node);
  check_ways(is, charter.client_address, charter.gateways);
  check_mailboxes(is, charter.mailboxes);
  is.post(charter.post, "post");
  is.that(!charter.sectors.empty() && charter.sectors.size() <= limits::sectors_max, "sectors",
          "none or too many");
  is.that(ascends(charter.sectors, [](const Sector& sector) { return sector.id; }), "sectors",
          "not ascending, or one twice");
  for (const auto& sector : charter.sectors) {
    is.sector(sector.id, "sectors.id");
    is.that(is_text(sector.name), "sectors.name", "not a text that shows as it is stored");
    if (!sector.border.is_zero()) is.commune(sector.border, "sectors.border");
    is.that(sector.border != charter.commune, "sectors.border", "the commune itself");
  }
  constexpr unsigned categories_all = ((1u << category_count) - 1) << 1;
  is.that(charter.categories != 0 && (charter.categories & ~categories_all) == 0, "categories",
          "none, or an unknown one");
  check_limits(is, charter.limits);
  check_life(is, charter.from, charter.until, charter_life_max);
  return std::move(is).result();
}

Status check(const Commission& commission) {
  Check is("commission");
  Role role = commission.role;
  is.that(of_mairie(role) || of_post(role) || of_root(role), "role", "not one that is commissioned");
  if (of_mairie(role)) is.commune(commission.commune, "commune");
  is.that(of_mairie(role) || commission.commune.is_zero(), "commune", "set for the mairie's roles only");
  if (of_post(role)) is.post(commission.post, "post");
  is.that(of_post(role) || commission.post.is_zero(), "post", "set for the post's roles only");
  is.set(commission.key, "key");
  is.set(commission.transport, "transport");
  is.that(commission.key.bytes != commission.transport.bytes, "transport", "the same as the key");
  is.that((role == Role::desk) != commission.tag_commitment.is_zero(), "tagCommitment",
          "set for a desk and only there");
  check_life(is, commission.from, commission.until, authority_life_max);
  return std::move(is).result();
}

Status check(const Mandate& mandate) {
  Check is("mandate");
  is.set(mandate.mandate, "mandate");
  is.set(mandate.referent, "referent");
  is.commune(mandate.commune, "commune");
  is.that(mandate.charter_sequence >= 1, "charterSequence", "counts from 1");
  bool desk_only = mandate.device.is_zero();
  is.that(mandate.transport.is_zero() == desk_only, "transport", "set together with the device's key");
  is.that(mandate.tag_commitment.is_zero() == desk_only, "tagCommitment",
          "set together with the device's key");
  is.that(desk_only || mandate.device.bytes != mandate.transport.bytes, "transport",
          "the same as the device's key");
  check_sector_ids(is, mandate.sectors);
  is.that(mandate.deputy != mandate.mandate, "deputy", "nobody stands in for himself");
  is.instant(mandate.trained, "trained");
  check_limits(is, mandate.limits);
  check_life(is, mandate.from, mandate.until, authority_life_max);
  is.known(mandate.tie, "tie");
  return std::move(is).result();
}

Status check(const MandateInForce& statement) {
  Check is("mandate_in_force");
  is.set(statement.mandate, "mandate");
  is.instant(statement.at, "at");
  return std::move(is).result();
}

Status check(const Overlay& overlay) {
  Check is("overlay");
  is.commune(overlay.commune, "commune");
  is.set(overlay.charter, "charter");
  is.that(!overlay.limits.empty(), "limits", "none");
  check_limits(is, overlay.limits);
  is.known(overlay.reason, "reason");
  is.instant(overlay.at, "at");
  return std::move(is).result();
}

Status check(const Act& act) {
  Check is("act");
  is.set(act.id, "id");
  bool suspension = act.kind == ActKind::suspend;
  is.that(suspension || act.kind == ActKind::revoke || act.kind == ActKind::lift, "kind", "not in the list");
  bool on_mandate = act.target == ActTarget::mandate;
  is.that(on_mandate || act.target == ActTarget::commission, "target", "not in the list");
  is.set(CommandId{act.subject}, "subject");
  if (on_mandate) is.commune(act.commune, "commune");
  is.that(on_mandate || act.commune.is_zero(), "commune", "set for a mandate only");
  is.known(act.reason, "reason");
  is.instant(act.at, "at");
  if (suspension) check_life(is, act.at, act.until, authority_life_max);
  is.that(suspension || act.until == Instant{}, "until", "set for a suspension only");
  return std::move(is).result();
}

Status check(const NodeAct& act) {
  Check is("node_act");
  is.that(act.kind == NodeActKind::suspend || act.kind == NodeActKind::resume, "kind", "not in the list");
  is.commune(act.commune, "commune");
  is.set(act.charter, "charter");
  is.known(act.reason, "reason");
  is.instant(act.at, "at");
  return std::move(is).result();
}

Status check(const CharterRenewal& renewal) {
  Check is("charter_renewal");
  is.commune(renewal.commune, "commune");
  is.set(renewal.charter, "charter");
  is.that(renewal.sequence >= 1, "sequence", "counts from 1");
  is.instant(renewal.at, "at");
  is.instant(renewal.until, "until");
  is.that(renewal.until > renewal.at, "until", "not after at");
  return std::move(is).result();
}

Status check(const OverlayWithdrawal& withdrawal) {
  Check is("overlay_withdrawal");
  is.commune(withdrawal.commune, "commune");
  is.set(withdrawal.overlay, "overlay");
  is.instant(withdrawal.at, "at");
  return std::move(is).result();
}

Status check(const RevocationList& list) {
  Check is("revocation_list");
  is.set(list.issuer, "issuer");
  is.that(list.sequence != 0 || list.entries.empty(), "entries", "the list of sequence 0 is empty");
  is.that(list.entries.size() <= revocations_max, "entries", "too many");
  is.that(ascends(list.entries), "entries", "not ascending, or one twice");
  return std::move(is).result();
}

Status check(const Freshness& freshness) {
  Check is("freshness");
  is.set(freshness.issuer, "issuer");
  is.set(freshness.list, "list");
  is.instant(freshness.at, "at");
  return std::move(is).result();
}

Status check(const Presence& presence) {
  Check is("presence");
  is.post(presence.post, "post");
  is.instant(presence.at, "at");
  is.instant(presence.until, "until");
  is.that(presence.until >= presence.at && presence.until - presence.at <= limits::presence_valid, "until",
          "before at, or too long after it");
  return std::move(is).result();
}

Status check(const EpochKey& epoch) {
  Check is("epoch_key");
  is.post(epoch.post, "post");
  is.set(epoch.key, "key");
  return std::move(is).result();
}

Status check(const EpochLoss& loss) {
  Check is("epoch_loss");
  is.post(loss.post, "post");
  is.that(!loss.lost.empty() && loss.lost.size() <= epoch_days_lost_max, "lost", "none or too many");
  is.that(ascends(loss.lost), "lost", "not ascending, or one twice");
  is.instant(loss.at, "at");
  return std::move(is).result();
}

Status check(const MandateLink& link) {
  Check is("mandate_link");
  is.set(link.old_mandate, "oldMandate");
  is.set(link.new_mandate, "newMandate");
  is.that(link.old_mandate != link.new_mandate, "newMandate", "the same as the old one");
  is.instant(link.at, "at");
  return std::move(is).result();
}

Status check(const Withdrawal& withdrawal) {
  Check is("withdrawal");
  is.set(withdrawal.alert, "alert");
  is.set(withdrawal.mandate, "mandate");
  is.set(withdrawal.header_hash, "headerHash");
  is.instant(withdrawal.at, "at");
  return std::move(is).result();
}

Status check(const Enrolment& enrolment) {
  Check is("enrolment");
  is.set(enrolment.invitation, "invitation");
  is.set(enrolment.device, "device");
  is.set(enrolment.transport, "transport");
  is.that(enrolment.device.bytes != enrolment.transport.bytes, "transport", "the same as the device's key");
  is.set(enrolment.tag_commitment, "tagCommitment");
  is.set(enrolment.root, "root");
  is.set(enrolment.charter, "charter");
  is.instant(enrolment.at, "at");
  is.known(enrolment.tie, "tie");
  return std::move(is).result();
}

Status check(const Review& review) {
  Check is("review");
  is.set(review.id, "id");
  is.commune(review.commune, "commune");
  is.that(review.rule >= 1 && review.rule <= 99, "rule", "not in 1 ... 99");
  is.known(review.subject, "subject");
  bool office = review.subject == ReviewSubject::office;
  is.that(office == (review.about == std::array<std::uint8_t, 16>{}), "about",
          "set for a mandate or an officer and only there");
  is.known(review.asks, "asks");
  is.instant(review.at, "at");
  return std::move(is).result();
}

Status check(const ReviewAnswer& answer) {
  Check is("review_answer");
  is.set(answer.review, "review");
  is.commune(answer.commune, "commune");
  is.known(answer.outcome, "outcome");
  is.instant(answer.at, "at");
  return std::move(is).result();
}

}  // namespace tocsin::wire
