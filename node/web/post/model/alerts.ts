// One alert as a desk lists it: out of an item of the inbox, or of an event, which brings the newest receipt alone. Only
// receipts that verify count. Pure.
import { ByteReader, equal, isZero, toHex } from '../../shared/base/bytes';
import { malformed, orNull } from '../../shared/base/failure';
import { nameOf } from '../../shared/base/ids';
import { headerBytes, signedReceiptBytes } from '../../shared/base/limits.gen';
import { fromTens } from '../../shared/base/time';
import { AlertState, Urgency } from '../../shared/base/vocabulary.gen';
import type { Roster } from '../../shared/device/roster';
import { headerHash, verifyReceipt } from '../../shared/seal/alert';
import { AlertKind, Header, HeaderFlag } from '../../shared/wire/alert';
import { NodeKind } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import type { Receipt } from '../../shared/wire/receipt';

// policy/verdict.h: what the nodes have noticed. They travel as one number.
export const Flag = {
  aboveQuota: 1,
  sameTarget: 2,
  revokedAfterSending: 4,
  suspendedAfterSending: 8,
  patrol: 16,
  pileOn: 32,
  unconfirmed: 64,
  rollOver: 128,
  handedOver: 256,
  grouped: 512,
} as const;
export type FlagName = keyof typeof Flag;
export const flagsIn = (flags: number): FlagName[] => (Object.keys(Flag) as FlagName[]).filter((name) => (flags & Flag[name]) !== 0);

// policy/rollover.h: why an alert is due at the supervising post, or went there.
export const RollOver = {
  none: 0,
  nobody_in_service: 1,
  in_progress_unopened: 2,
  unopened_in_service: 3,
  closing_time: 4,
  held_unseen: 5,
  passed_on: 6,
} as const;
export type RollOver = (typeof RollOver)[keyof typeof RollOver];

export interface Elsewhere {
  post: string; // P25-000
  state: AlertState | null; // what that post signed last
  leads: boolean; // it has the alert in hand: nothing is done here
}
export interface DeskAlert {
  id: string; // hexadecimal
  bytes: Uint8Array; // alert id
  header: Header;
  headerHash: Uint8Array;
  commune: string; // names from the charter held here
  sector: string;
  created: number;
  inProgress: boolean;
  exercise: boolean;
  called17: boolean;
  deskEntry: boolean;
  flags: number;
  held: boolean; // R11: not to be taken before it is released
  group: string; // R31; '' where it stands alone
  rollOver: RollOver;
  elsewhere: Elsewhere | null;
  receipts: Receipt[]; // verified: the post's, then the commune's, each by rising number
  unverified: number; // receipts that were left out
}

const isState = (state: number): state is AlertState => (Object.values(AlertState) as number[]).includes(state);
const isRollOver = (cause: number): cause is RollOver => (Object.values(RollOver) as number[]).includes(cause);

type Marks = Pick<DeskAlert, 'group' | 'rollOver' | 'elsewhere'>;
// Behind the header: group[16] ‖ cause u8 ‖ other post[8] ‖ its state u8 ‖ it leads u8, or nothing.
function readMarks(bytes: Uint8Array): Marks {
  if (bytes.length === 0) return { group: '', rollOver: RollOver.none, elsewhere: null };
  const read = new ByteReader(bytes, 'inbox');
  const group = read.raw(16);
  const cause = read.u8();
  const post = read.raw(8);
  const state = read.u8();
  const leads = read.u8() === 1;
  read.end();
  if (!isRollOver(cause)) throw malformed('inbox: a cause that is not in the list; update this page');
  const there = isState(state) && state !== AlertState.accepted ? state : null;
  return {
    group: isZero(group) ? '' : toHex(group),
    rollOver: cause,
    elsewhere: isZero(post) ? null : { post: nameOf(post), state: there, leads },
  };
}

function verified(signed: Uint8Array, keys: readonly Uint8Array[], kind: NodeKind): Receipt | null {
  for (const key of keys) {
    const receipt = orNull(() => verifyReceipt(signed, key));
    if (receipt?.issuerKind === kind) return receipt;
  }
  return null;
}

const inOrder = (a: Receipt, b: Receipt): number =>
  a.issuerKind === b.issuerKind ? a.number - b.number : a.issuerKind === NodeKind.post ? -1 : 1;

// malformed: the node's list is of another version.
export function readAlert(item: Item, roster: Roster, post: Uint8Array): DeskAlert {
  const bytes = item.data.slice(0, headerBytes);
  const header = Header.decode(bytes);
  const hash = headerHash(bytes);
  const charter = roster.charter(header.commune)?.value;
  const receipts: Receipt[] = [];
  let unverified = 0;
  for (let at = 0; at + signedReceiptBytes <= item.extra.length; at += signedReceiptBytes) {
    const one = item.extra.subarray(at, at + signedReceiptBytes);
    const receipt = verified(one, roster.nodeKeys(post), NodeKind.post) ?? verified(one, roster.nodeKeys(header.commune), NodeKind.commune);
    if (receipt !== null && equal(receipt.headerHash, hash)) receipts.push(receipt);
    else unverified++;
  }
  return {
    ...readMarks(item.data.subarray(headerBytes)),
    id: toHex(item.id),
    bytes: item.id,
    header,
    headerHash: hash,
    commune: charter?.name ?? nameOf(header.commune),
    sector: charter?.sectors.find((each) => each.id === header.sector)?.name ?? '',
    created: fromTens(header.created),
    inProgress: header.urgency === Urgency.in_progress,
    exercise: (header.flags & HeaderFlag.exercise) !== 0,
    called17: (header.flags & HeaderFlag.called17) !== 0,
    deskEntry: header.kind === AlertKind.desk,
    flags: Number(item.number),
    held: item.code === 1,
    receipts: receipts.sort(inOrder),
    unverified,
  };
}

// Flags that the node works out when it lists, and leaves out of events.
const listedOnly = Flag.revokedAfterSending | Flag.suspendedAfterSending;
const sameReceipt = (a: Receipt, b: Receipt): boolean => a.issuerKind === b.issuerKind && a.number === b.number && equal(a.issuer, b.issuer);

// What is known after an event: all receipts of before, the one that came, and the marks of now.
export function withNews(held: DeskAlert | null, news: DeskAlert): DeskAlert {
  const before = held?.receipts ?? [];
  const fresh = news.receipts.filter((each) => !before.some((other) => sameReceipt(each, other)));
  const receipts = [...before, ...fresh].sort(inOrder);
  const gate = receipts.filter((each) => each.state === AlertState.held || each.state === AlertState.released).at(-1);
  return {
    ...news,
    receipts,
    held: gate === undefined ? (held?.held ?? news.held) : gate.state === AlertState.held,
    flags: news.flags | ((held?.flags ?? 0) & listedOnly),
    unverified: (held?.unverified ?? 0) + news.unverified,
  };
}

const marks: readonly AlertState[] = [AlertState.withdrawal_noted, AlertState.call_back];
// The post's latest word that is no mark; null when nothing verifies.
export const standing = (alert: DeskAlert): Receipt | null =>
  alert.receipts.filter((each) => each.issuerKind === NodeKind.post && !marks.includes(each.state)).at(-1) ?? null;

export const hasState = (alert: DeskAlert, state: AlertState): boolean => alert.receipts.some((each) => each.state === state);

// Where it stands for who works on it (policy/work.h). Reopening undoes taking and closing.
export interface Work {
  opened: boolean;
  taken: boolean;
  closed: boolean;
  since: number; // from when it is waiting to be read
}
export function workOf(alert: DeskAlert): Work {
  const work: Work = { opened: false, taken: false, closed: false, since: alert.created };
  for (const { issuerKind, state, at } of alert.receipts) {
    if (issuerKind !== NodeKind.post) continue;
    if (state === AlertState.delivered || state === AlertState.held || state === AlertState.released) work.since = at;
    if (state === AlertState.opened) work.opened = true;
    if (state === AlertState.taken) work.taken = true;
    if (state === AlertState.closed) work.closed = true;
    if (state === AlertState.reopened) work.taken = work.closed = false;
  }
  return work;
}
