// Cards for referents, what comes back from them, and the mayor's signature under a mandate (R21).
import { ByteWriter, equal, isZero, toHex } from '../../shared/base/bytes';
import { Failure, orNull, untrusted } from '../../shared/base/failure';
import { textBytesMax } from '../../shared/base/limits.gen';
import { Tag } from '../../shared/base/tags.gen';
import { addMonths, hourMs } from '../../shared/base/time';
import { Errc, Role, Verb, barring } from '../../shared/base/vocabulary.gen';
import { Refused, accept, askAll } from '../../shared/device/session';
import { signedConduct, tieNow } from '../../shared/device/standing';
import { knownLimits } from '../../shared/policy/limits';
import { enrolmentWords, inviteRequestSigner, inviteTransportKey } from '../../shared/seal/enrolment';
import { rootFingerprint, hasSignature, signedDraft } from '../../shared/seal/trust';
import { verifyMandate } from '../../shared/seal/trust_people';
import { cardText } from '../../shared/wire/card';
import { decodeContainer } from '../../shared/wire/container';
import { Enrolment, Mandate } from '../../shared/wire/documents';
import { type OfficeTools, publish } from './asker';
import { type RollRow, nameIn } from './roll';
import { charterOf, recordOf } from './seat';
import { type CardView, MandateState } from './views';

export const cardHoursMax = 72;

// Makes a card; the node gets its public halves only.
export async function invite(tools: OfficeTools, name: string, hours: number): Promise<CardView> {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length === 0 || bytes.length > textBytesMax) throw new Failure(Errc.configuration, 'the name on a card has 1 to 120 bytes');
  if (!(hours >= 1 && hours <= cardHoursMax)) throw new Failure(Errc.configuration, 'a card lives 1 to 72 hours');
  const charter = charterOf(tools);
  const [gateway] = charter.gateways;
  const direct = charter.clientAddress !== '';
  if (!direct && gateway === undefined) throw untrusted('the charter names no way by which a phone reaches this node');
  const [invitation, secret] = [tools.entropy(16), tools.entropy(16)];
  const text = cardText({
    address: direct ? charter.clientAddress : (gateway as { address: string }).address,
    gateway: direct ? null : (gateway as { server: Uint8Array }).server,
    node: charter.node.curve,
    rootSha256: await rootFingerprint(decodeContainer(tools.roster.root.container)),
    invitation,
    secret,
  });
  const until = tools.nodeNow() + hours * hourMs;
  const data = new ByteWriter().raw(inviteRequestSigner(secret).publicKey).raw(inviteTransportKey(secret).publicKey).u64(BigInt(until)).take();
  secret.fill(0);
  accept((await tools.asker.ask({ verb: Verb.invite, subject: invitation, data, extra: bytes })).reply);
  return { id: toHex(invitation), name, text, until };
}

export interface Applicant {
  id: string;
  name: string;
  enrolment: Enrolment;
  words: string; // six, as the person's own screen shows them
}
export async function listApplicants(tools: OfficeTools): Promise<Applicant[]> {
  const charter = tools.roster.charter(tools.commune);
  if (charter === null) return [];
  const office = recordOf(tools).office;
  return (await askAll(tools.asker, { verb: Verb.enrolments })).flatMap((item) => {
    const document = orNull(() => decodeContainer(item.data));
    const enrolment = document === null ? null : orNull(() => Enrolment.decode(document.bytes));
    // The node verified the card's signature when it came; the device's own is verified here again.
    if (document === null || enrolment === null || !equal(enrolment.invitation, item.id)) return [];
    if (!hasSignature(document, enrolment.device, Tag.enrolment_device)) return [];
    const words = enrolmentWords(enrolment, tools.roster.root.hash, charter.hash, office);
    return [{ id: toHex(item.id), name: nameIn(item.extra), enrolment, words }];
  });
}

// Zero or empty: as long, as many or the same as before.
export interface Nomination {
  sectors: readonly number[];
  trained: number;
  until: number;
  replaces: RollRow | null; // a lost phone: the same person
  deputy: RollRow | null; // who alone may stand in; null: the same as before, or anybody
}

function complete(tools: OfficeTools, mandate: Mandate, wish: Nomination): Mandate {
  if (barring.includes(mandate.tie)) throw new Refused(21, 'conflict_of_interest');
  const charter = charterOf(tools);
  const months = knownLimits(tools.roster.rules?.value.limits ?? null, charter, null).mandate_months;
  const sectors = wish.sectors.length > 0 ? wish.sectors : charter.sectors.map((each) => each.id);
  if (sectors.some((id) => !charter.sectors.some((each) => each.id === id))) throw new Refused(5, 'sector_unknown');
  const from = Math.floor(tools.nodeNow() / 1000) * 1000;
  const longest = Math.min(addMonths(from, months), charter.until);
  const made: Mandate = {
    ...mandate,
    commune: charter.commune,
    charterSequence: charter.sequence,
    sectors: [...new Set(sectors)].sort((a, b) => a - b),
    from,
    until: wish.until === 0 ? longest : Math.min(wish.until, longest),
  };
  return Mandate.decode(Mandate.encode(made)); // every range
}

export function compose(tools: OfficeTools, applicant: Applicant, wish: Nomination): Mandate {
  const { device, transport, tagCommitment, tie, invitation } = applicant.enrolment;
  const before = wish.replaces?.mandate ?? null;
  if (wish.trained === 0 && before === null) throw new Failure(Errc.configuration, 'the day of the training is missing');
  const base: Mandate = {
    mandate: invitation,
    referent: before?.referent ?? tools.entropy(16),
    commune: tools.commune,
    charterSequence: 1,
    device,
    transport,
    tagCommitment,
    sectors: [],
    deputy: wish.deputy?.mandate.mandate ?? before?.deputy ?? new Uint8Array(16),
    trained: wish.trained === 0 ? (before?.trained ?? 0) : wish.trained,
    conductCharter: charterOf(tools).conductCharter,
    limits: before?.limits ?? [],
    from: 0,
    until: 1,
    tie,
  };
  return complete(tools, base, { ...wish, sectors: wish.sectors.length > 0 ? wish.sectors : (before?.sectors ?? []) });
}

// R21: the next mandate of the same person on the same device, without a card. untrusted: the one that runs does not carry
// both signatures.
export function composeRenewal(tools: OfficeTools, running: RollRow, wish: Nomination): Mandate {
  if (running.state !== MandateState.in_force && running.state !== MandateState.tied)
    throw new Failure(Errc.conflict, 'only a mandate in force is renewed; for any other, make a new card');
  const charter = charterOf(tools);
  const signed = verifyMandate(running.document, tools.roster.keysOf(Role.mayor, tools.commune), tools.roster.keysOf(Role.commander, charter.post));
  if (!signed.nominated || !signed.vetted) throw untrusted('the mandate that runs does not carry both signatures');
  const before = signed.mandate;
  const next: Mandate = {
    ...before,
    mandate: tools.entropy(16),
    deputy: wish.deputy?.mandate.mandate ?? before.deputy,
    tie: tieNow(before, running),
    conductCharter: signedConduct(running, before.device, charter.conductCharter) ? charter.conductCharter : before.conductCharter,
    trained: wish.trained === 0 ? before.trained : wish.trained,
  };
  return complete(tools, next, { ...wish, sectors: wish.sectors.length > 0 ? wish.sectors : before.sectors });
}

export async function nominate(tools: OfficeTools, mandate: Mandate): Promise<string> {
  if (isZero(mandate.referent)) throw new Failure(Errc.malformed, 'a mandate names its person');
  await publish(tools.asker, await signedDraft(Mandate, mandate, tools.signer, Tag.mandate_nominate));
  return toHex(mandate.mandate);
}
