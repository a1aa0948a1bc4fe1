#include "protocol/wire/standing.h"

#include "check.hpp"
#include "fields.hpp"
#include "protocol/bytes.h"
#include "protocol/wire/documents.capnp.h"
#include "protocol/wire/message.h"

namespace tocsin::wire {

Status check(const TieDeclaration& declaration) {
  Check is("tie_declaration");
  is.set(declaration.mandate, "mandate");
  is.known(declaration.tie, "tie");
  is.instant(declaration.at, "at");
  return std::move(is).result();
}

Status check(const Deputising& deputising) {
  Check is("deputising");
  bool ends = deputising.deputy.is_zero();
  is.set(deputising.absent, "absent");
  is.that(deputising.deputy != deputising.absent, "deputy", "nobody stands in for himself");
  is.that(deputising.sequence >= 1, "sequence", "counts from 1");
  is.instant(deputising.from, "from");
  is.instant(deputising.until, "until");
  is.that(!ends || deputising.from == Instant{}, "from", "zero without a deputy");
  is.that(ends ? deputising.until == Instant{} : deputising.from < deputising.until, "until",
          "after its beginning; zero without a deputy");
  is.instant(deputising.at, "at");
  return std::move(is).result();
}

Status check(const ConductSignature& signature) {
  Check is("conduct_signature");
  is.set(signature.mandate, "mandate");
  is.set(signature.conduct_charter, "conductCharter");
  is.instant(signature.at, "at");
  return std::move(is).result();
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<TieDeclaration>& v) {
  f.bytes("mandate", v.mandate);
  f.enumerator("tie", v.tie);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Deputising>& v) {
  f.bytes("absent", v.absent);
  f.bytes("deputy", v.deputy);
  f.number("sequence", v.sequence);
  f.instant("from", v.from);
  f.instant("until", v.until);
  f.instant("at", v.at);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<ConductSignature>& v) {
  f.bytes("mandate", v.mandate);
  f.bytes("conductCharter", v.conduct_charter);
  f.instant("at", v.at);
}

TOCSIN_DOCUMENT(TieDeclaration, "tie_declaration")
TOCSIN_DOCUMENT(Deputising, "deputising")
TOCSIN_DOCUMENT(ConductSignature, "conduct_signature")

Bytes encode(const MandateRefused& refused) {
  return ByteWriter().raw(refused.mandate).raw(refused.document).u8(refused.rule).u8(refused.detail).take();
}

Result<MandateRefused> decode_mandate_refused(ByteView bytes) {
  ByteReader read(bytes);
  MandateRefused refused;
  refused.mandate = read.id<MandateId>();
  refused.document = read.id<Hash>();
  refused.rule = read.u8();
  refused.detail = read.u8();
  if (!read.finished() || refused.mandate.is_zero() || refused.rule == 0)
    return fail(Errc::malformed, "mandate refused: not the name of one, a rule and a detail");
  return refused;
}

}  // namespace tocsin::wire
