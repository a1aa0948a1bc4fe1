#include "protocol/wire/receipt.h"

#include "canonical.hpp"
#include "check.hpp"
#include "protocol/wire/receipt.capnp.h"

namespace tocsin::wire {
namespace {

constexpr std::uint8_t receipt_version = 1;
constexpr std::uint8_t flag_clock_noted = 1;
constexpr std::uint8_t rule_max = 99;
constexpr std::uint64_t receipt_magic = magic_word("TOCSINr1");

struct RefusalEntry {
  std::string_view slug;
  Words words;
};
constexpr RefusalEntry refusals[] = {
    {"none", {"", ""}},
    {"clock",
     {"L’heure du téléphone est en avance de plus d’un jour", "The device's clock is more than a day ahead"}},
    {"expired",
     {"Trop tard : l’alerte a plus de 72 heures", "Too late: the alert is more than 72 hours old"}},
    {"epoch", {"Le poste n’a plus la clé de ce jour-là", "The post no longer holds that day's key"}},
    {"equivocation",
     {"Deux alertes différentes portent le même numéro", "Two different alerts carry the same id"}},
    {"unknown_charter", {"Protocole de la commune inconnu ici", "The commune's charter is not known here"}},
    {"undecipherable", {"Le poste ne peut pas déchiffrer l’alerte", "The post cannot decipher the alert"}},
    {"false_tag",
     {"L’empreinte du lieu ou de la plaque est fausse", "The mark of the place or plate is false"}},
    {"contradiction", {"Le contenu contredit l’enveloppe", "The content contradicts the envelope"}},
};

const RefusalEntry& entry(Refusal refusal) {
  auto number = static_cast<std::size_t>(refusal);
  return refusals[number < std::size(refusals) ? number : 0];
}

bool is_reason_of_violation(std::uint8_t refusal) {
  auto value = static_cast<Refusal>(refusal);
  return value == Refusal::undecipherable || value == Refusal::false_tag || value == Refusal::contradiction;
}

Receipt read_receipt(schema::Receipt::Reader in) {
  Receipt receipt;
  receipt.state = static_cast<AlertState>(in.getState());
  receipt.issuer_kind = static_cast<NodeKind>(in.getIssuerKind());
  receipt.code = in.getCode();
  receipt.rule = in.getRule();
  receipt.refusal = in.getRefusal();
  receipt.clock_noted = in.getFlags() == flag_clock_noted;
  take_words(in.getIssuer(), receipt.issuer.bytes);
  take_words(in.getHeaderHash(), receipt.header_hash.bytes);
  receipt.number = in.getNumber();
  receipt.at = from_ms(in.getAt());
  receipt.leaf = in.getLeaf();
  take_words(in.getCommand(), receipt.command.bytes);
  return receipt;
}

}  // namespace

Words words(Refusal refusal) {
  return entry(refusal).words;
}
std::string_view slug(Refusal refusal) {
  return entry(refusal).slug;
}

bool follows_a_command(AlertState state) {
  switch (state) {
    case AlertState::released:
    case AlertState::opened:
    case AlertState::taken:
    case AlertState::call_back:
    case AlertState::closed:
    case AlertState::reopened: return true;
    case AlertState::accepted:
    case AlertState::refused:
    case AlertState::withdrawn:
    case AlertState::expired:
    case AlertState::delivered:
    case AlertState::violation:
    case AlertState::withdrawal_noted:
    case AlertState::held: return false;
  }
  return false;
}

bool may_sign(NodeKind kind, AlertState state) {
  switch (state) {
    case AlertState::refused: return true;
    case AlertState::accepted:
    case AlertState::withdrawn:
    case AlertState::expired: return kind == NodeKind::commune;
    case AlertState::delivered:
    case AlertState::violation:
    case AlertState::withdrawal_noted:
    case AlertState::held:
    case AlertState::released:
    case AlertState::opened:
    case AlertState::taken:
    case AlertState::call_back:
    case AlertState::closed:
    case AlertState::reopened: return kind == NodeKind::post;
  }
  return false;
}

Status check(const Receipt& receipt) {
  Check is("receipt");
  const auto state = receipt.state;
  is.known(state, "state");
  is.known(receipt.issuer_kind, "issuerKind");
  is.that(may_sign(receipt.issuer_kind, state), "state", "not one that this kind of node signs");
  is.that(state == AlertState::closed ? is_known<ClosingCode>(receipt.code) : receipt.code == 0, "code",
          "a closing code with closed, else zero");
  bool refusing = state == AlertState::refused || state == AlertState::violation;
  is.that(receipt.rule <= rule_max, "rule", "no such rule");
  is.that(receipt.refusal < std::size(refusals), "refusal", "not in the list");
  is.that(!refusing || (receipt.rule == 0) != (receipt.refusal == 0), "rule",
          "either a rule or a refusal says why");
  is.that(refusing || receipt.refusal == 0, "refusal", "only when refused");
  is.that(state != AlertState::violation || receipt.refusal == 0 || is_reason_of_violation(receipt.refusal),
          "refusal", "not a reason of a violation");
  is.that(refusing || (state == AlertState::held) == (receipt.rule != 0), "rule",
          "named when held or refused only");
  is.that(!receipt.clock_noted || state == AlertState::accepted, "flags", "only when accepted");
  is.set(receipt.issuer, "issuer");
  is.set(receipt.header_hash, "headerHash");
  is.that(receipt.number >= 1, "number", "counts from 1");
  is.instant(receipt.at, "at");
  is.that(follows_a_command(state) != receipt.command.is_zero(), "command",
          "set exactly when an officer's request led to the state");
  return std::move(is).result();
}

ReceiptBytes encode(const Receipt& receipt) {
  assert(check(receipt));
  return encode_fixed<schema::Receipt, receipt_bytes>([&](schema::Receipt::Builder out) {
    out.setVersion(receipt_version);
    out.setState(static_cast<std::uint8_t>(receipt.state));
    out.setIssuerKind(static_cast<std::uint8_t>(receipt.issuer_kind));
    out.setCode(receipt.code);
    out.setRule(receipt.rule);
    out.setRefusal(receipt.refusal);
    out.setFlags(receipt.clock_noted ? flag_clock_noted : std::uint8_t{0});
    out.setNumber(receipt.number);
    out.setAt(to_ms(receipt.at));
    out.setLeaf(receipt.leaf);
    put_words(out.getIssuer(), receipt.issuer.view());
    put_words(out.getHeaderHash(), receipt.header_hash.view());
    put_words(out.getCommand(), receipt.command.view());
    out.setMagic(receipt_magic);
  });
}

Result<Receipt> decode_receipt(ByteView bytes) {
  if (bytes.size() != receipt_bytes) return fail(Errc::malformed, "receipt: not 128 bytes");
  if (bytes[8] != receipt_version) return fail(Errc::unsupported, "receipt.version: unknown");
  Receipt receipt;
  auto canonical = read_canonical(bytes, "receipt", [&](capnp::MessageReader& message) {
    receipt = read_receipt(message.getRoot<schema::Receipt>());
  });
  if (!canonical) return tl::unexpected<Error>(canonical.error());
  if (auto ranges = check(receipt); !ranges) return tl::unexpected<Error>(ranges.error());
  auto again = encode(receipt);
  if (!std::equal(again.begin(), again.end(), bytes.begin()))
    return fail(Errc::malformed, "receipt: reserved bytes are not zero");
  return receipt;
}

}  // namespace tocsin::wire
