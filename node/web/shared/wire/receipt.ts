// What one node says about one alert.
import { isZero } from '../base/bytes';
import { receiptBytes } from '../base/limits.gen';
import { AlertState, ClosingCode, Errc, Refusal } from '../base/vocabulary.gen';
import { NodeKind } from './documents';
import { type Format, fixed32, fixed8, format, instant, magic, of, orZero, u32, u64, u8, words } from './fields';
import * as schemas from './schemas.gen';

// States that an officer's request leads to; the receipt embeds its hash.
const byCommand: readonly AlertState[] = [
  AlertState.released,
  AlertState.opened,
  AlertState.taken,
  AlertState.call_back,
  AlertState.closed,
  AlertState.reopened,
];
const byCommune: readonly AlertState[] = [AlertState.accepted, AlertState.withdrawn, AlertState.expired];
const ofViolation: readonly (Refusal | null)[] = [Refusal.undecipherable, Refusal.false_tag, Refusal.contradiction];

const maySign = (kind: NodeKind, state: AlertState): boolean =>
  state === AlertState.refused || byCommune.includes(state) === (kind === NodeKind.commune);

export const Receipt = /* @__PURE__ */ format(
  'receipt',
  schemas.Receipt,
  {
    version: fixed8(1, Errc.unsupported),
    state: of(AlertState),
    issuerKind: of(NodeKind),
    code: orZero(ClosingCode),
    rule: u8, // 0: none
    refusal: orZero(Refusal),
    flags: u8, // 1: the device's clock is ahead, node time governs
    zero8: fixed8(0),
    number: u32,
    zero32: fixed32(0),
    at: instant,
    leaf: u64,
    issuer: words(16),
    headerHash: words(32),
    command: words(32),
    magic: magic('TOCSINr1'),
  },
  (receipt, is) => {
    const { state, rule, refusal } = receipt;
    const refusing = state === AlertState.refused || state === AlertState.violation;
    is.that(maySign(receipt.issuerKind, state), 'state', 'not one that this kind of node signs');
    is.that((state === AlertState.closed) === (receipt.code !== null), 'code', 'a closing code with closed, else zero');
    is.that(rule <= 99, 'rule', 'no such rule');
    is.that(!refusing || (rule === 0) !== (refusal === null), 'rule', 'either a rule or a refusal says why');
    is.that(refusing || refusal === null, 'refusal', 'only when refused');
    const ofState = state !== AlertState.violation || refusal === null || ofViolation.includes(refusal);
    is.that(ofState, 'refusal', 'not a reason of a violation');
    is.that(refusing || (state === AlertState.held) === (rule !== 0), 'rule', 'named when held or refused only');
    is.that(receipt.flags <= 1 && (receipt.flags === 0 || state === AlertState.accepted), 'flags', 'only when accepted');
    is.set(receipt.issuer, 'issuer');
    is.set(receipt.headerHash, 'headerHash');
    is.that(receipt.number >= 1, 'number', 'counts from 1');
    const commanded = byCommand.includes(state) !== isZero(receipt.command);
    is.that(commanded, 'command', "set exactly when an officer's request led to the state");
  },
  receiptBytes,
);
export type Receipt = typeof Receipt extends Format<infer T> ? T : never;
