// From a card to a mandate in force, verified on the device.
import { ascii, equal } from '../base/bytes';
import { Failure, orNull, untrusted } from '../base/failure';
import { Tag } from '../base/tags.gen';
import { DocumentType, Errc, Role, type Tie, Verb } from '../base/vocabulary.gen';
import { tagCommitment } from '../seal/alert';
import { enrolmentWords, inviteRequestSigner } from '../seal/enrolment';
import { type WrappedSecret, unwrapSecret, wrapSecret } from '../seal/signer';
import { documentHash, draft, withSignature } from '../seal/trust';
import { verifyMandate, verifySingle } from '../seal/trust_people';
import { type Card, cardText, parseCard } from '../wire/card';
import { type SignedDocument, decodeContainer, encodeContainer } from '../wire/container';
import { type Charter, Enrolment, Mandate, MandateInForce } from '../wire/documents';
import type { Reply } from '../wire/message';
import { type DeviceKeys, type Tools, deviceKeys, keepRoster, keptRoster, makeDeviceKeys, notEnrolled, withSecret } from './profile';
import { Roster } from './roster';
import { Session, accept, askAll, publicDocuments } from './session';
import type { NodeKeysOf, SessionHandlers } from './session';

export interface Enrolled {
  words: string; // six, compared at the interview
  commune: string;
  post: string;
  telephone: string; // of the post
}
// How far a mandate is: asked for, nominated by the mayor, signed by both, in force.
export type EnrolmentStage = 'requested' | 'nominated' | 'vetted' | 'inForce';

const quiet = { event: () => undefined, over: () => undefined };
const openTo = (tools: Tools, node: NodeKeysOf, signer: DeviceKeys['signer'], more: Pick<SessionHandlers, 'newerKey'> = {}): Promise<Session> =>
  Session.open(tools.transport, node, signer, tools.entropy, { ...quiet, ...more }, tools.clock);

// Opens a session, uses it and closes it.
async function during<T>(opening: Promise<Session>, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await opening;
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

// Root → rules → post record → charter, all from this card's root, and the charter names the key of this very line.
export async function believeCard(card: Card, containers: readonly Uint8Array[]): Promise<{ roster: Roster; charter: Charter }> {
  const [root, ...others] = containers;
  if (root === undefined) throw untrusted('the node of this card shows no documents');
  const roster = await Roster.fromCard(root, card.rootSha256);
  const disagreement = roster.addAll(others);
  if (disagreement !== null) throw disagreement;
  if (roster.rules === null) throw untrusted('the node of this card shows no rules signed by its root');
  const charter = roster.charters.find((each) => equal(each.value.node.curve, card.node));
  if (charter === undefined) throw untrusted('no charter signed by root, mairie and post names the node that this card leads to');
  return { roster, charter: charter.value };
}

// conflict: this device holds a mandate, or was enrolled with another card or another answer about ties.
export async function enrol(tools: Tools, typed: string, tie: Tie): Promise<Enrolled> {
  const { store } = tools;
  const card = parseCard(typed);
  const text = cardText(card);
  if ((await store.get('mandate')) !== undefined) throw conflict('this device holds a mandate already');
  const held = await keptCard(tools);
  if (held !== null && cardText(held) !== text) throw conflict('this device was enrolled with another card');
  const oneTime = inviteRequestSigner(card.secret);
  const containers = await during(openTo(tools, { curve: card.node, signing: null }, oneTime), publicDocuments);
  const { roster, charter } = await believeCard(card, containers);
  const keys = await makeDeviceKeys(tools);
  await store.keepKey('card', await wrapSecret(ascii(text)));
  await store.write({ roster: roster.save(), commune: charter.commune });
  let container = (await store.get('enrolment')) as Uint8Array | undefined;
  if (container === undefined) {
    container = encodeContainer(await makeEnrolment(tools, card, keys, roster, charter, tie));
    await store.write({ enrolment: container });
  }
  const enrolment = Enrolment.decode(decodeContainer(container).bytes);
  if (enrolment.tie !== tie) throw conflict('this card was used with another answer about ties, and that answer was signed');
  const node = { curve: card.node, signing: charter.node.signing };
  const data = container;
  // One enrolment per card: the same question gets the same answer.
  await during(openTo(tools, node, oneTime), async (session) =>
    accept((await session.ask({ verb: Verb.enrol, command: card.invitation, data })).reply),
  );
  return enrolled(enrolment, roster, charter);
}

async function makeEnrolment(
  tools: Tools,
  card: Card,
  keys: DeviceKeys,
  roster: Roster,
  charter: Charter,
  tie: Tie,
): Promise<SignedDocument> {
  const value = {
    invitation: card.invitation,
    device: keys.signer.publicKey,
    transport: keys.transport,
    tagCommitment: await withSecret(tools.store, 'tag', tagCommitment),
    root: roster.root.hash,
    charter: (roster.charter(charter.commune) as { hash: Uint8Array }).hash,
    at: tools.clock(),
    tie,
  };
  const byCard = await withSignature(draft(Enrolment, value), inviteRequestSigner(card.secret), Tag.enrolment_invite);
  return withSignature(byCard, keys.signer, Tag.enrolment_device);
}

function enrolled(enrolment: Enrolment, roster: Roster, charter: Charter): Enrolled {
  const believed = roster.charter(charter.commune) as { hash: Uint8Array };
  const record = roster.record(charter.post)?.value;
  if (record === undefined) throw untrusted('no record of the post that the charter names');
  const words = enrolmentWords(enrolment, roster.root.hash, believed.hash, record.office);
  return { words, commune: charter.name, post: record.name, telephone: record.telephone };
}

async function keptCard({ store }: Tools): Promise<Card | null> {
  const wrapped = (await store.key('card')) as WrappedSecret | undefined;
  return wrapped === undefined ? null : parseCard(new TextDecoder().decode(await unwrapSecret(wrapped)));
}

export interface OwnMandate {
  mandate: Mandate;
  statement: MandateInForce;
}
interface Found {
  mandate: SignedDocument | null;
  statement: SignedDocument | null;
  others: Uint8Array[];
}

export function mandateIn(reply: Reply): Found {
  const found: Found = { mandate: null, statement: null, others: [] };
  for (const container of reply.items.flatMap((item) => [item.data, item.extra])) {
    const document = container.length === 0 ? null : orNull(() => decodeContainer(container));
    if (document?.type === DocumentType.mandate) found.mandate = document;
    else if (document?.type === DocumentType.mandate_in_force) found.statement = document;
    else if (document?.type === DocumentType.commission) found.others.push(container);
  }
  return found;
}

// A mandate is this device's own when it names exactly what this device made, and mayor, commander and node signed.
export async function verifyOwn(
  tools: Tools,
  roster: Roster,
  commune: Uint8Array,
  mandateDocument: SignedDocument,
  statementDocument: SignedDocument,
): Promise<OwnMandate> {
  const charter = roster.charter(commune)?.value;
  if (charter === undefined) throw new Failure(Errc.store_damaged, 'the charter is missing on this device');
  const { mandate, nominated, vetted } = verifyMandate(
    mandateDocument,
    roster.keysOf(Role.mayor, commune),
    roster.keysOf(Role.commander, charter.post),
  );
  if (!nominated || !vetted)
    throw new Failure(Errc.bad_signature, "the mandate does not yet carry both the mayor's and the commander's signature");
  const keys = await deviceKeys(tools.store);
  const commitment = await withSecret(tools.store, 'tag', tagCommitment);
  const ours =
    equal(mandate.commune, commune) &&
    equal(mandate.device, keys.signer.publicKey) &&
    equal(mandate.transport, keys.transport) &&
    equal(mandate.tagCommitment, commitment);
  if (!ours) throw untrusted('the mandate that came is not for this device');
  for (const node of roster.nodeKeys(commune)) {
    const statement = orNull(() => verifySingle(MandateInForce, statementDocument, node, Tag.mandate_in_force));
    if (statement !== null && equal(statement.mandate, documentHash(mandateDocument))) return { mandate, statement };
  }
  throw new Failure(Errc.bad_signature, "the commune's node has not stated that this mandate is in its log");
}

// Asks how far it is; what stands is kept, and the card forgotten.
export async function enrolmentStanding(tools: Tools): Promise<{ stage: EnrolmentStage; enrolled: Enrolled }> {
  const { store } = tools;
  const roster = await keptRoster(store);
  const commune = (await store.get('commune')) as Uint8Array;
  const container = (await store.get('enrolment')) as Uint8Array | undefined;
  const card = await keptCard(tools);
  const charter = roster.charter(commune)?.value;
  if (container === undefined || card === null || charter === undefined) throw notEnrolled();
  const enrolment = Enrolment.decode(decodeContainer(container).bytes);
  const node = () => nodeOf(roster, commune, tools.clock());
  const newerKey = async (): Promise<Uint8Array> => node().signing as Uint8Array; // its papers came before the question
  const found = await during(openTo(tools, node(), inviteRequestSigner(card.secret), { newerKey }), async (session) => {
    roster.addAll(await publicDocuments(session));
    roster.learntAt(tools.clock());
    return mandateIn(accept((await session.ask({ verb: Verb.enrolment_status })).reply));
  });
  roster.addAll(found.others);
  await keepRoster(store, roster);
  const about = enrolled(enrolment, roster, roster.charter(commune)?.value ?? charter);
  if (found.mandate === null) return { stage: 'requested', enrolled: about };
  const both = new Set(found.mandate.signatures.map((each) => each.tag)).size >= 2;
  if (found.statement === null || !both) return { stage: both ? 'vetted' : 'nominated', enrolled: about };
  await learnCommissions(tools, roster, commune, charter, node());
  const own = await verifyOwn(tools, roster, commune, found.mandate, found.statement);
  if (own.mandate.tie !== enrolment.tie) throw untrusted('the mandate says another tie than was declared');
  const mandate: KeptMandate = { mandate: encodeContainer(found.mandate), statement: encodeContainer(found.statement) };
  await store.write({ roster: roster.save(), mandate });
  await store.forgetKey('card');
  return { stage: 'inForce', enrolled: about };
}
function nodeOf(roster: Roster, commune: Uint8Array, now: number): NodeKeysOf {
  const { node } = (roster.charter(commune) as { value: Charter }).value;
  return { curve: node.curve, signing: node.signing, formerCurves: roster.formerCurvesAt(commune, now) };
}
export interface KeptMandate {
  mandate: Uint8Array;
  statement: Uint8Array;
}

// Commissions are not public: once the mandate stands, the node knows this device and shows them.
async function learnCommissions(tools: Tools, roster: Roster, commune: Uint8Array, charter: Charter, node: NodeKeysOf): Promise<void> {
  if (roster.keysOf(Role.commander, charter.post).length > 0 && roster.keysOf(Role.mayor, commune).length > 0) return;
  const { signer } = await deviceKeys(tools.store);
  await during(openTo(tools, node, signer), async (session) => {
    const items = await askAll(session, { verb: Verb.documents, code: DocumentType.commission });
    roster.addAll(items.map((item) => item.data));
  });
}

const conflict = (message: string): Failure => new Failure(Errc.conflict, message);
