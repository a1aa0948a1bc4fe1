#include "protocol/wire/documents.h"

#include "fields.hpp"
#include "protocol/wire/documents.capnp.h"

// Order and names are the schema's (documents.capnp).
namespace tocsin::wire {

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<NodeKeys>& v) {
  f.bytes("signing", v.signing);
  f.bytes("curve", v.curve);
  f.bytes("parcel", v.parcel);
  f.bytes("log", v.log);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Mailbox>& v) {
  f.text("address", v.address);
  f.bytes("server", v.server);
  f.bytes("id", v.id);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Gateway>& v) {
  f.text("address", v.address);
  f.bytes("server", v.server);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<LimitValue>& v) {
  f.number("limit", v.limit);
  f.number("value", v.value);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Period>& v) {
  f.instant("from", v.from);
  f.instant("until", v.until);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<OpeningHours>& v) {
  f.number("weekday", v.weekday);
  f.number("fromMinute", v.from_minute);
  f.number("untilMinute", v.until_minute);
  f.number("day", v.day);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Sector>& v) {
  f.number("id", v.id);
  f.text("name", v.name);
  f.bytes("border", v.border);
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Root>& v) {
  f.number("sequence", v.sequence);
  f.bytes("previous", v.previous);
  f.byte_strings("keys", v.keys);
  f.instant("issued", v.issued);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Rules>& v) {
  f.number("sequence", v.sequence);
  f.bytes("previous", v.previous);
  f.instant("issued", v.issued);
  f.instant("nextIssue", v.next_issue);
  f.list("limits", v.limits);
  f.list("elections", v.elections);
  f.bytes("releaseKey", v.release_key);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<PostRecord>& v) {
  f.bytes("post", v.post);
  f.number("sequence", v.sequence);
  f.bytes("previous", v.previous);
  f.text("name", v.name);
  f.text("telephone", v.telephone);
  f.bytes("office", v.office);
  f.part("node", v.node);
  f.text("clientAddress", v.client_address);
  f.list("mailboxes", v.mailboxes);
  f.bytes("supervising", v.supervising);
  f.list("hours", v.hours);
  f.instant("issued", v.issued);
  f.number("presence", v.presence);
  f.list("gateways", v.gateways);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Charter>& v) {
  f.bytes("commune", v.commune);
  f.text("name", v.name);
  f.number("sequence", v.sequence);
  f.bytes("previous", v.previous);
  f.bytes("office", v.office);
  f.part("node", v.node);
  f.text("clientAddress", v.client_address);
  f.list("mailboxes", v.mailboxes);
  f.bytes("post", v.post);
  f.list("sectors", v.sectors);
  f.number("categories", v.categories);
  f.list("limits", v.limits);
  f.number("exercise", v.exercise);
  f.number("population", v.population);
  f.instant("from", v.from);
  f.instant("until", v.until);
  f.bytes("conductCharter", v.conduct_charter);
  f.bytes("streetList", v.street_list);
  f.list("gateways", v.gateways);
  f.bytes("sectorMap", v.sector_map);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Commission>& v) {
  f.enumerator("role", v.role);
  f.bytes("commune", v.commune);
  f.bytes("post", v.post);
  f.bytes("key", v.key);
  f.bytes("transport", v.transport);
  f.bytes("tagCommitment", v.tag_commitment);
  f.instant("from", v.from);
  f.instant("until", v.until);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Mandate>& v) {
  f.bytes("mandate", v.mandate);
  f.bytes("referent", v.referent);
  f.bytes("commune", v.commune);
  f.number("charterSequence", v.charter_sequence);
  f.bytes("device", v.device);
  f.bytes("transport", v.transport);
  f.bytes("tagCommitment", v.tag_commitment);
  f.numbers("sectors", v.sectors);
  f.bytes("deputy", v.deputy);
  f.instant("trained", v.trained);
  f.bytes("conductCharter", v.conduct_charter);
  f.list("limits", v.limits);
  f.instant("from", v.from);
  f.instant("until", v.until);
  f.enumerator("tie", v.tie);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<MandateInForce>& v) {
  f.bytes("mandate", v.mandate);
  f.number("leaf", v.leaf);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Overlay>& v) {
  f.bytes("commune", v.commune);
  f.bytes("charter", v.charter);
  f.list("limits", v.limits);
  f.enumerator("reason", v.reason);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Act>& v) {
  f.bytes("id", v.id);
  f.enumerator("kind", v.kind);
  f.enumerator("target", v.target);
  f.bytes("subject", v.subject);
  f.bytes("commune", v.commune);
  f.enumerator("reason", v.reason);
  f.instant("at", v.at);
  f.instant("until", v.until);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<NodeAct>& v) {
  f.enumerator("kind", v.kind);
  f.bytes("commune", v.commune);
  f.bytes("charter", v.charter);
  f.number("sequence", v.sequence);
  f.enumerator("reason", v.reason);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<RevocationList>& v) {
  f.bytes("issuer", v.issuer);
  f.number("sequence", v.sequence);
  f.byte_strings("entries", v.entries);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<EpochLoss>& v) {
  f.bytes("post", v.post);
  f.numbers("lost", v.lost);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<MandateLink>& v) {
  f.bytes("oldMandate", v.old_mandate);
  f.bytes("newMandate", v.new_mandate);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Presence>& v) {
  f.bytes("post", v.post);
  f.instant("at", v.at);
  f.instant("until", v.until);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Freshness>& v) {
  f.bytes("issuer", v.issuer);
  f.number("sequence", v.sequence);
  f.bytes("list", v.list);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<EpochKey>& v) {
  f.bytes("post", v.post);
  f.number("day", v.day);
  f.bytes("key", v.key);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Withdrawal>& v) {
  f.bytes("alert", v.alert);
  f.bytes("mandate", v.mandate);
  f.bytes("headerHash", v.header_hash);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Enrolment>& v) {
  f.bytes("invitation", v.invitation);
  f.bytes("device", v.device);
  f.bytes("transport", v.transport);
  f.bytes("tagCommitment", v.tag_commitment);
  f.bytes("root", v.root);
  f.bytes("charter", v.charter);
  f.instant("at", v.at);
  f.enumerator("tie", v.tie);
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Review>& v) {
  f.bytes("id", v.id);
  f.bytes("commune", v.commune);
  f.number("rule", v.rule);
  f.enumerator("subject", v.subject);
  f.bytes("about", v.about);
  f.enumerator("asks", v.asks);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<ReviewAnswer>& v) {
  f.bytes("review", v.review);
  f.bytes("commune", v.commune);
  f.enumerator("outcome", v.outcome);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<CharterRenewal>& v) {
  f.bytes("commune", v.commune);
  f.bytes("charter", v.charter);
  f.number("sequence", v.sequence);
  f.instant("until", v.until);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<OverlayWithdrawal>& v) {
  f.bytes("commune", v.commune);
  f.bytes("overlay", v.overlay);
  f.instant("at", v.at);
}

TOCSIN_DOCUMENT(Root, "root")
TOCSIN_DOCUMENT(Rules, "rules")
TOCSIN_DOCUMENT(PostRecord, "post_record")
TOCSIN_DOCUMENT(Charter, "charter")
TOCSIN_DOCUMENT(Commission, "commission")
TOCSIN_DOCUMENT(Mandate, "mandate")
TOCSIN_DOCUMENT(MandateInForce, "mandate_in_force")
TOCSIN_DOCUMENT(Overlay, "overlay")
TOCSIN_DOCUMENT(Act, "act")
TOCSIN_DOCUMENT(NodeAct, "node_act")
TOCSIN_DOCUMENT(RevocationList, "revocation_list")
TOCSIN_DOCUMENT(Freshness, "freshness")
TOCSIN_DOCUMENT(Presence, "presence")
TOCSIN_DOCUMENT(EpochKey, "epoch_key")
TOCSIN_DOCUMENT(EpochLoss, "epoch_loss")
TOCSIN_DOCUMENT(MandateLink, "mandate_link")
TOCSIN_DOCUMENT(Withdrawal, "withdrawal")
TOCSIN_DOCUMENT(Enrolment, "enrolment")
TOCSIN_DOCUMENT(Review, "review")
TOCSIN_DOCUMENT(ReviewAnswer, "review_answer")
TOCSIN_DOCUMENT(CharterRenewal, "charter_renewal")
TOCSIN_DOCUMENT(OverlayWithdrawal, "overlay_withdrawal")

}  // namespace tocsin::wire
