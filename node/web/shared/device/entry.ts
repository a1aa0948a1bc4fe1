// What a device keeps of one alert it sealed: the envelope until it is safe elsewhere, and the receipts it verified. No
// plaintext, no content key: they died at the sealing. Pure.
import { equal, toHex } from '../base/bytes';
import { Failure } from '../base/failure';
import { AlertState, type Category, Errc, type Urgency } from '../base/vocabulary.gen';
import { verifyReceipt } from '../seal/alert';
import { keyId } from '../seal/sodium';
import { HeaderFlag } from '../wire/alert';
import { NodeKind } from '../wire/documents';
import type { Receipt } from '../wire/receipt';

export interface HeldReceipt {
  receipt: Receipt;
  signed: Uint8Array; // 192 bytes
  arrived: number; // on this device's clock
}
export interface AlertEntry {
  alert: Uint8Array;
  headerHash: Uint8Array;
  sequence: bigint; // 0: sent from a former phone
  category: Category;
  urgency: Urgency;
  flags: number;
  sector: number;
  created: number; // as the header says
  sent: number; // device clock, when the person pressed "send"
  envelope: Uint8Array | null; // null once a verified receipt lets it go
  withdrawal: Uint8Array | null; // signed; kept until it is answered
  withdrawalAnswered: boolean;
  contradicted: boolean; // one issuer signed two things that cannot both be true; both are kept
  receipts: HeldReceipt[];
}
export const isExercise = (entry: Pick<AlertEntry, 'flags'>): boolean => (entry.flags & HeaderFlag.exercise) !== 0;

const receiptsMax = 256; // of one alert; reopening and closing again is rare

// Nodes whose receipts count for an alert, the present key of each first, then its former ones, oldest first.
export interface IssuerKeys {
  commune: readonly Uint8Array[];
  post: readonly Uint8Array[];
  supervising: readonly Uint8Array[]; // R34: to which it may pass
  ended: readonly Uint8Array[]; // former ones among them by which nothing new is believed any more
}
export type Heard = 'before' | 'now'; // kept already, or come just now

// A receipt signed by the right node for this header; its issuer is the id of that node's oldest key, whichever of its keys
// has signed. bad_signature: forged, or by the commune in the post's name; conflict: of another alert.
export function believeReceipt(signed: Uint8Array, headerHash: Uint8Array, keys: IssuerKeys, heard: Heard = 'now'): Receipt {
  for (const side of ['commune', 'post', 'supervising'] as const)
    for (const key of keys[side]) {
      if (heard === 'now' && keys.ended.some((each) => equal(each, key))) continue;
      const receipt = verified(signed, key);
      if (receipt === null) continue;
      // A key vouches for its own side only.
      if (receipt.issuerKind !== (side === 'commune' ? NodeKind.commune : NodeKind.post)) continue;
      if (!equal(receipt.headerHash, headerHash)) throw new Failure(Errc.conflict, 'a receipt of another alert came');
      return { ...receipt, issuer: issuerOf(keys[side]) };
    }
  throw new Failure(Errc.bad_signature, "a receipt came that neither the commune's node nor the post's node has signed");
}
// The same one before and after a node changes its keys.
export const issuerOf = (node: readonly Uint8Array[]): Uint8Array => keyId((node[1] ?? node[0]) as Uint8Array);

function verified(signed: Uint8Array, key: Uint8Array): Receipt | null {
  try {
    return verifyReceipt(signed, key);
  } catch (problem) {
    if (problem instanceof Failure) return null;
    throw problem;
  }
}

const keepsEnvelope: readonly AlertState[] = [AlertState.accepted, AlertState.withdrawal_noted];
const marks: readonly AlertState[] = [AlertState.withdrawal_noted, AlertState.call_back];
const isNo = (state: AlertState): boolean => state === AlertState.refused || state === AlertState.violation;

// Keeps a believed receipt; drops the envelope when the receipt lets it go. False: it was known.
export function addReceipt(entry: AlertEntry, receipt: Receipt, signed: Uint8Array, arrived: number): boolean {
  if (entry.receipts.some((held) => equal(held.signed.subarray(0, 128), signed.subarray(0, 128)))) return false;
  if (entry.receipts.length === receiptsMax) return false;
  if (entry.receipts.some((held) => excludes(held.receipt, receipt))) entry.contradicted = true;
  entry.receipts.push({ receipt, signed, arrived });
  if (!keepsEnvelope.includes(receipt.state)) entry.envelope = null;
  if (receipt.state === AlertState.withdrawn || receipt.state === AlertState.withdrawal_noted) entry.withdrawalAnswered = true;
  return true;
}

// One issuer's two answers to "does this alert go on?" that exclude each other.
function excludes(a: Receipt, b: Receipt): boolean {
  if (!equal(a.issuer, b.issuer)) return false;
  if (a.number === b.number) return true;
  const either = (x: AlertState, y: AlertState) => (a.state === x && b.state === y) || (a.state === y && b.state === x);
  return (
    either(AlertState.accepted, AlertState.refused) ||
    either(AlertState.delivered, AlertState.refused) ||
    either(AlertState.delivered, AlertState.violation) ||
    either(AlertState.withdrawn, AlertState.refused)
  );
}

// How far a post has come with it: of two posts that have the alert the one that is further is what counts.
function progress(state: AlertState): number {
  switch (state) {
    case AlertState.closed:
      return 4;
    case AlertState.taken:
      return 3;
    case AlertState.opened:
      return 2;
    default:
      return isNo(state) ? 0 : 1;
  }
}

// What one post could not take in ends nothing while another post has it.
const isOutdone = (entry: AlertEntry, receipt: Receipt): boolean =>
  receipt.issuerKind === NodeKind.post &&
  isNo(receipt.state) &&
  entry.receipts.some(
    ({ receipt: other }) => other.issuerKind === NodeKind.post && !equal(other.issuer, receipt.issuer) && !isNo(other.state),
  );

function countsMore(a: Receipt, b: Receipt): boolean {
  if (a.issuerKind !== b.issuerKind) return a.issuerKind === NodeKind.post;
  if (equal(a.issuer, b.issuer)) return a.number > b.number;
  if (progress(a.state) !== progress(b.state)) return progress(a.state) > progress(b.state);
  return a.at > b.at;
}

// The receipt that says where the alert stands: the post's latest, of two posts the one that is further with it, else the
// commune's latest. Null: sealed on this device, nothing else is known.
export function standing(entry: AlertEntry): HeldReceipt | null {
  const latest = new Map<string, HeldReceipt>();
  for (const held of entry.receipts) {
    if (marks.includes(held.receipt.state)) continue;
    const issuer = toHex(held.receipt.issuer);
    const before = latest.get(issuer);
    if (before === undefined || held.receipt.number > before.receipt.number) latest.set(issuer, held);
  }
  let best: HeldReceipt | null = null;
  for (const held of latest.values())
    if (!isOutdone(entry, held.receipt) && (best === null || countsMore(held.receipt, best.receipt))) best = held;
  return best;
}

export const findReceipt = (entry: AlertEntry, issuer: NodeKind, state: AlertState): HeldReceipt | null =>
  entry.receipts.find(({ receipt }) => receipt.issuerKind === issuer && receipt.state === state) ?? null;

// The post asked to be called, and has not closed since.
export const callBackWanted = (entry: AlertEntry): boolean =>
  entry.receipts.some(
    ({ receipt: asked }) =>
      asked.state === AlertState.call_back &&
      !entry.receipts.some(
        ({ receipt: closed }) =>
          closed.state === AlertState.closed && (!equal(closed.issuer, asked.issuer) || closed.number > asked.number),
      ),
  );

const final: readonly AlertState[] = [
  AlertState.refused,
  AlertState.withdrawn,
  AlertState.expired,
  AlertState.violation,
  AlertState.closed,
];
// Nothing more is expected.
export function isOver(entry: AlertEntry): boolean {
  const now = standing(entry);
  return now !== null && final.includes(now.receipt.state);
}
// Still to be submitted: no verified receipt answers it yet.
export const toSubmit = (entry: AlertEntry): boolean => entry.envelope !== null && standing(entry) === null;

// State and instant of each receipt that counts, in the order in which they were signed.
export function history(entry: AlertEntry): { state: AlertState; at: number }[] {
  return entry.receipts
    .filter(({ receipt }) => !isOutdone(entry, receipt))
    .map(({ receipt }) => receipt)
    .sort((a, b) => a.at - b.at || a.number - b.number)
    .map(({ state, at }) => ({ state, at }));
}
