// What a referent's screen may show of an alert: plain values, and nothing that a receipt which still verifies does not say.
import { equal, toHex } from '../base/bytes';
import { orNull } from '../base/failure';
import { dayOf } from '../base/time';
import { AlertState, type Category, type ClosingCode, type Refusal, Urgency } from '../base/vocabulary.gen';
import { type Limits } from '../policy/limits';
import { Truth, eraseAt, holdEnds, truth, truthChangesAt } from '../policy/truth';
import { NodeKind } from '../wire/documents';
import type { Receipt } from '../wire/receipt';
import * as entries from './entry';
import type { AlertEntry, HeldReceipt, IssuerKeys } from './entry';

export interface Step {
  state: AlertState;
  byPost: boolean;
  supervising: boolean; // signed by the supervising post
  at: number; // the issuer's clock
  code: ClosingCode | null;
  rule: number;
  refusal: Refusal | null;
}
export interface AlertView {
  id: string;
  category: Category;
  sector: string;
  urgency: Urgency;
  exercise: boolean;
  sent: number; // this device's clock
  steps: Step[]; // in the order in which they were signed
  standing: Step | null; // null: sealed on this device, and nothing else is known
  truth: Truth | null; // null when refused, withdrawn or in violation: that receipt is the truth
  truthChanges: number | null;
  undoUntil: number | null; // this device's clock; null: too late, or nothing to undo
  lost: boolean; // the post lost the key it was sealed to: call 17
  over: boolean;
  callBack: boolean;
  contradicted: boolean;
  withdrawalAsked: boolean;
  fromFormerPhone: boolean;
  erasedAt: number | null; // when node and post must have erased it; null: nothing arrived there
}

export interface ViewContext {
  keys: IssuerKeys;
  limits: Limits;
  clockOffset: number; // node's clock less the device's
  now: number; // device's
  sectorName: (id: number) => string;
  isLost: (day: number, sealed: number, heard: number) => boolean;
}

function stepOf(receipt: Receipt, keys: IssuerKeys): Step {
  const { state, at, code, rule, refusal } = receipt;
  const supervising = keys.supervising.length > 0 && equal(entries.issuerOf(keys.supervising), receipt.issuer);
  return { state, byPost: receipt.issuerKind === NodeKind.post, supervising, at, code, rule, refusal };
}

const withoutArrival: readonly AlertState[] = [AlertState.refused, AlertState.withdrawn, AlertState.violation];

export function viewOf(kept: AlertEntry, context: ViewContext): AlertView {
  const { keys, limits, clockOffset, now } = context;
  const receipts = kept.receipts.flatMap((held): HeldReceipt[] => {
    const receipt = orNull(() => entries.believeReceipt(held.signed, kept.headerHash, keys, 'before'));
    return receipt === null ? [] : [{ ...held, receipt }];
  });
  const entry = { ...kept, receipts };
  const stands = entries.standing(entry);
  const over = entries.isOver(entry);
  const accepted = entries.findReceipt(entry, NodeKind.commune, AlertState.accepted);
  const view: AlertView = {
    id: toHex(entry.alert),
    category: entry.category,
    sector: context.sectorName(entry.sector),
    urgency: entry.urgency,
    exercise: entries.isExercise(entry),
    sent: entry.sent,
    steps: entry.receipts.map(({ receipt }) => stepOf(receipt, keys)).sort((a, b) => a.at - b.at),
    standing: stands === null ? null : stepOf(stands.receipt, keys),
    truth: null,
    truthChanges: null,
    undoUntil: over || entry.sequence === 0n ? null : undoUntil(entry, accepted, context),
    lost: false,
    over,
    callBack: entries.callBackWanted(entry),
    contradicted: entry.contradicted,
    withdrawalAsked: entry.withdrawal !== null,
    fromFormerPhone: entry.sequence === 0n,
    erasedAt: entry.receipts.length === 0 ? null : eraseAt(entries.history(entry), limits),
  };
  if (stands !== null && withoutArrival.includes(stands.receipt.state)) return view;
  const byPost = stands !== null && stands.receipt.issuerKind === NodeKind.post;
  const facts = {
    sent: entry.sent,
    urgency: entry.urgency,
    accepted: onOurClock(accepted, clockOffset),
    delivered: byPost ? onOurClock(stands, clockOffset) : null,
    expired: !byPost && entries.findReceipt(entry, NodeKind.commune, AlertState.expired) !== null,
  };
  view.truth = truth(facts, limits, now);
  view.truthChanges = truthChangesAt(facts, limits);
  // What the post has said since it lost its keys counts; what it said before is true no more.
  const sealed = entry.sequence === 0n ? entry.created : entry.sent + clockOffset;
  view.lost = !over && context.isLost(dayOf(entry.created), sealed, byPost ? (stands as HeldReceipt).receipt.at : sealed);
  if (view.lost) {
    view.truth = Truth.notReceivedCall17;
    view.truthChanges = null;
  }
  return view;
}

// A receipt's instant brought to the device's clock, never later than the moment it came.
const onOurClock = (held: HeldReceipt | null, offset: number): number | null =>
  held === null ? null : Math.min(held.receipt.at - offset, held.arrived);

// Before it reached anybody it can be taken back at any time; then until the commune hands it on.
function undoUntil(entry: AlertEntry, accepted: HeldReceipt | null, context: ViewContext): number | null {
  if (entry.withdrawal !== null || entry.urgency === Urgency.in_progress) return null;
  const handedOn = entry.receipts.some(({ receipt }) => receipt.issuerKind === NodeKind.post);
  if (handedOn) return null;
  const from = onOurClock(accepted, context.clockOffset) ?? entry.sent;
  const until = holdEnds(from, entry.urgency, context.limits);
  return context.now < until ? until : null;
}
