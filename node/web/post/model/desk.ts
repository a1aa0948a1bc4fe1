// What an officer's device asks of its post's node: the list, opening with a reason, and the acts. Each act is answered
// by a receipt whose command is this very request; anything else is not believed.
import { type Bytes, compare, concat, equal } from '../../shared/base/bytes';
import { Failure, malformed, orNull } from '../../shared/base/failure';
import { Tag } from '../../shared/base/tags.gen';
import { AlertState, type ClosingCode, Errc, type GroupReason, type HandOverReason, type OpenReason, Verb } from '../../shared/base/vocabulary.gen';
import { postId } from '../../shared/base/ids';
import type { Roster } from '../../shared/device/roster';
import { Refused, accept, askAll } from '../../shared/device/session';
import type { Session } from '../../shared/device/session';
import { verifyReceipt } from '../../shared/seal/alert';
import { commandHash } from '../../shared/seal/session';
import type { Signer } from '../../shared/seal/signer';
import { type BoxKey, type Entropy, hash256, makeBoxKey, openSealed, wipe } from '../../shared/seal/sodium';
import { signedDraft } from '../../shared/seal/trust';
import { type Content, decodeContent } from '../../shared/wire/alert';
import { encodeContainer } from '../../shared/wire/container';
import { DeskConfirmation, type PostRecord } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import { handedText, paperText, shown } from '../../shared/wire/handed';
import { Forward, HandOver } from '../../shared/wire/notices';
import type { Receipt } from '../../shared/wire/receipt';
import { type DeskAlert, readAlert } from './alerts';

export type Asker = Pick<Session, 'ask'>;

export interface DeskTools {
  asker: Asker;
  roster: Roster;
  record: PostRecord;
  signer: Signer;
  entropy: Entropy;
  clock: () => number;
  // The node has signed with a key that is not known here. True: newer papers came, and are in the roster.
  learn(): Promise<boolean>;
}

export interface Opened {
  content: Content;
  name: string; // of the sender, where the post has registered them
  telephone: string;
}
export interface HandedOver {
  content: Content;
  statement: HandOver;
  proof: string; // the statement as this officer signed it, with the content (shared/wire/handed.ts)
  papers: string[]; // root, record and commission, by which anybody verifies the proof
}

export const followPost = async (asker: Asker): Promise<void> => void accept((await asker.ask({ verb: Verb.follow })).reply);

export async function listInbox(tools: DeskTools, closedToo = false): Promise<DeskAlert[]> {
  const items = await askAll(tools.asker, { verb: Verb.inbox, code: closedToo ? 1 : 0 });
  return items.map((item) => readItem(tools, item));
}
export const readItem = ({ roster, record }: DeskTools, item: Item): DeskAlert => readAlert(item, roster, record.post);

// ---- reading (R19)

export async function open(tools: DeskTools, alert: DeskAlert, reason: OpenReason): Promise<Opened> {
  return withOneTimeKey(tools.entropy, async (once) => {
    const { reply } = await tools.asker.ask({ verb: Verb.open, subject: alert.bytes, code: reason, data: once.publicKey });
    const { data, items } = accept(reply);
    const content = contentIn(once, data, alert);
    const sealed = items[0]?.extra;
    const person = sealed === undefined || sealed.length === 0 ? '' : textIn(once, sealed);
    const [name = '', telephone = ''] = person.split('\0');
    return { content, name, telephone };
  });
}

// R30: to a procedure, by its number.
export async function handOver(tools: DeskTools, alert: DeskAlert, reason: HandOverReason, procedure: string): Promise<HandedOver> {
  return withOneTimeKey(tools.entropy, async (once) => {
    const extra = new TextEncoder().encode(`procedure:${procedure}`);
    const { reply } = await tools.asker.ask({ verb: Verb.hand_over, subject: alert.bytes, code: reason, data: once.publicKey, extra });
    const { data, items } = accept(reply);
    const leaf = items[0]?.number;
    if (leaf === undefined) throw malformed('the node named no leaf of its log');
    const content = contentIn(once, data, alert);
    const bytes = shown(content);
    const { headerHash, header, created, exercise } = alert;
    const about = { alert: alert.bytes, headerHash, commune: header.commune, created, exercise, post: tools.record.post };
    const statement: HandOver = { ...about, procedure, reason, leaf, at: tools.clock(), content: hash256(bytes) };
    const signed = await signedDraft(HandOver, statement, tools.signer, Tag.hand_over);
    return { content, statement, proof: handedText({ statement: signed, content: bytes }), papers: papersOf(tools) };
  });
}
function papersOf({ roster, record, signer }: DeskTools): string[] {
  const own = roster.commissions.find(({ value }) => equal(value.key, signer.publicKey));
  return [roster.root, roster.record(record.post), own].flatMap((each) => (each == null ? [] : paperText(each.container)));
}

async function withOneTimeKey<T>(entropy: Entropy, use: (once: BoxKey) => Promise<T>): Promise<T> {
  const once = makeBoxKey(entropy);
  try {
    return await use(once);
  } finally {
    wipe(once.secret);
  }
}
function contentIn(once: BoxKey, sealed: Uint8Array, alert: DeskAlert): Content {
  const plain = openSealed(once, sealed);
  try {
    const content = decodeContent(plain);
    if (!equal(content.alert, alert.bytes))
      throw new Failure(Errc.cannot_open, 'the content that came is of another alert: tell the operator of the post’s node');
    return content;
  } finally {
    wipe(plain);
  }
}
function textIn(once: BoxKey, sealed: Uint8Array): string {
  const plain = openSealed(once, sealed);
  const text = new TextDecoder().decode(plain);
  wipe(plain);
  return text;
}

// ---- acts

type Act = typeof Verb.take | typeof Verb.close | typeof Verb.call_back | typeof Verb.release | typeof Verb.reopen;
const becomes: Readonly<Record<Act, AlertState>> = {
  [Verb.take]: AlertState.taken,
  [Verb.close]: AlertState.closed,
  [Verb.call_back]: AlertState.call_back,
  [Verb.release]: AlertState.released,
  [Verb.reopen]: AlertState.reopened,
};
const strange = (): Failure =>
  new Failure(Errc.bad_signature, 'the node’s receipt does not answer this command: nothing is known; look at the list again');

async function act(tools: DeskTools, verb: Act, alert: DeskAlert, code = 0): Promise<Receipt | null> {
  const { reply, asked } = await tools.asker.ask({ verb, subject: alert.bytes, code });
  const { data } = accept(reply);
  if (data.length === 0) return null;
  const receipt = await receiptOfNow(tools, data);
  const answers =
    receipt.state === becomes[verb] && equal(receipt.headerHash, alert.headerHash) && equal(receipt.command, commandHash(asked));
  if (!answers || (verb === Verb.close && receipt.code !== code)) throw strange();
  return receipt;
}
async function receiptOfNow({ roster, record, clock, learn }: DeskTools, data: Uint8Array): Promise<Receipt> {
  const find = (): Receipt | undefined =>
    roster.nodeKeysAt(record.post, clock()).flatMap((key) => orNull(() => verifyReceipt(data, key)) ?? []).at(0);
  const receipt = find() ?? ((await learn()) ? find() : undefined);
  if (receipt === undefined) throw strange();
  return receipt;
}
async function surely(receipt: Promise<Receipt | null>): Promise<Receipt> {
  const found = await receipt;
  if (found === null) throw strange();
  return found;
}

export const take = (tools: DeskTools, alert: DeskAlert): Promise<Receipt> => surely(act(tools, Verb.take, alert));
export const close = (tools: DeskTools, alert: DeskAlert, code: ClosingCode): Promise<Receipt> => surely(act(tools, Verb.close, alert, code));
export const callBack = (tools: DeskTools, alert: DeskAlert): Promise<Receipt> => surely(act(tools, Verb.call_back, alert));
export const reopen = (tools: DeskTools, alert: DeskAlert): Promise<Receipt> => surely(act(tools, Verb.reopen, alert));
// R11. Null: noted; a second officer on a device of his own, or a commander, releases it.
export const release = (tools: DeskTools, alert: DeskAlert): Promise<Receipt | null> => act(tools, Verb.release, alert);

// ---- passing on, putting together, confirming

const rule30 = 30;
export async function forward(tools: DeskTools, alert: DeskAlert, reason: HandOverReason, to: string): Promise<bigint> {
  const recipient = postId(to);
  if (equal(recipient, tools.record.post)) throw new Refused(rule30, 'recipient_not_named');
  const value: Forward = {
    alert: alert.bytes,
    mandate: alert.header.mandate,
    headerHash: alert.headerHash,
    post: tools.record.post,
    recipient,
    reason,
    at: tools.clock(),
  };
  const data = encodeContainer(await signedDraft(Forward, value, tools.signer, Tag.forward_officer));
  const { items } = accept((await tools.asker.ask({ verb: Verb.forward, data })).reply);
  const leaf = items[0]?.number;
  if (leaf === undefined) throw malformed('the node named no leaf of its log');
  return leaf;
}

export const groupMax = 16;
// R31: two to sixteen alerts.
export async function group(tools: DeskTools, alerts: readonly DeskAlert[], reason: GroupReason): Promise<void> {
  const [subject, ...others] = alerts.map((each) => each.bytes).sort(compare);
  if (subject === undefined || others.length === 0 || alerts.length > groupMax)
    throw new Failure(Errc.configuration, 'two to sixteen different alerts are put together');
  const data: Bytes = concat(...others);
  accept((await tools.asker.ask({ verb: Verb.group, subject, code: reason, data })).reply);
}

// R35: the post has called the referent, who did report it.
export async function confirm(tools: DeskTools, alert: DeskAlert): Promise<void> {
  const value = { alert: alert.bytes, mandate: alert.header.mandate, headerHash: alert.headerHash, at: tools.clock() };
  const data = encodeContainer(await signedDraft(DeskConfirmation, value, tools.signer, Tag.desk_confirmation));
  accept((await tools.asker.ask({ verb: Verb.confirm, data })).reply);
}
