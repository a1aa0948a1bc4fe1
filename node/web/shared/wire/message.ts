// What a device and its node say to each other: frames, requests, replies, signed requests (protocol/README.md,
// "Requests and replies"). A reply's meaning is its asker's to know.
import { ByteReader, ByteWriter, type Bytes, compare, isZero } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import * as limits from '../base/limits.gen';
import { ClosingCode, DocumentType, Errc, GroupReason, HandOverReason, OpenReason, Verb } from '../base/vocabulary.gen';
import { Tag } from '../base/tags.gen';
import { ascends } from './checks';
import { type Check, type Format, blob, bool, format, instant, list, of, part, text, u32, u64, u8, words } from './fields';
import * as schemas from './schemas.gen';
import { isProcedure, isTelephone, isText } from './text';

export const FrameKind = { openRequest: 1, signedRequest: 2, reply: 3, event: 4 } as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];
export interface Frame {
  kind: FrameKind;
  reference: number;
  bytes: Uint8Array;
}
const frameHeadBytes = 5;

export function encodeFrame(frame: Frame): Bytes {
  checkFrame(frame);
  return new ByteWriter().u8(frame.kind).u32(frame.reference).raw(frame.bytes).take();
}
export function decodeFrame(bytes: Uint8Array): Frame {
  const read = new ByteReader(bytes, 'frame');
  const frame = { kind: read.u8() as FrameKind, reference: read.u32(), bytes: read.rest() };
  checkFrame(frame);
  return frame;
}
function checkFrame(frame: Frame): void {
  if (frame.kind < 1 || frame.kind > 4) throw new Failure(Errc.unsupported, 'frame.kind: unknown');
  if (frame.kind === FrameKind.event && frame.reference !== 0) throw malformed('frame.reference: an event answers nothing');
  if (frame.bytes.length === 0) throw malformed('frame.bytes: none');
  if (frame.bytes.length > limits.messageBytesMax - frameHeadBytes)
    throw new Failure(Errc.too_large, 'frame.bytes: larger than a frame');
}

export interface Request {
  command: Uint8Array; // 16 bytes: the same id with the same bytes gets the stored answer
  subject: Uint8Array; // 16 bytes
  number: bigint;
  verb: Verb;
  code: number;
  data: Uint8Array;
  extra: Uint8Array;
}
export const Request: Format<Request> = /* @__PURE__ */ format(
  'request',
  schemas.Request,
  {
    command: words(16),
    subject: words(16),
    number: u64,
    verb: of(Verb, Errc.unsupported),
    code: u8,
    data: blob,
    extra: blob,
  },
  checkRequest,
  limits.requestBytesMax,
);

export type Ask = Partial<Request> & { verb: Verb };
export function request(ask: Ask): Request {
  const none = new Uint8Array();
  return { command: new Uint8Array(16), subject: new Uint8Array(16), number: 0n, code: 0, data: none, extra: none, ...ask };
}

const item = part(schemas.Item, { id: words(16), number: u64, code: u8, data: blob, extra: blob });
export interface Item {
  id: Uint8Array;
  number: bigint;
  code: number;
  data: Uint8Array;
  extra: Uint8Array;
}

export const Outcome = { ok: 1, refused: 2, failed: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export const Reply = /* @__PURE__ */ format(
  'reply',
  schemas.Reply,
  {
    outcome: of(Outcome),
    rule: u8, // refused: its number, 0 where the receipt in data says why
    errc: u8, // failed: an Errc
    more: bool,
    retryAfterMs: u32, // failed and busy
    at: instant, // the node's clock
    detail: text, // refused: a code of the policy; failed: for a person
    data: blob,
    items: list(item),
  },
  (reply, is) => {
    const refused = reply.outcome === Outcome.refused;
    const failed = reply.outcome === Outcome.failed;
    is.that(refused ? reply.rule <= 99 : reply.rule === 0, 'rule', 'only when refused');
    const known = (Object.values(Errc) as number[]).includes(reply.errc);
    is.that(failed ? known : reply.errc === 0, 'errc', 'of the list when failed, else zero');
    is.that((failed && reply.errc === Errc.busy) || reply.retryAfterMs === 0, 'retryAfterMs', 'only when busy');
    const detailed = reply.detail === '' || ((refused || failed) && isText(reply.detail));
    is.that(detailed, 'detail', 'not a text, or where nothing went wrong');
    is.that(reply.data.length <= limits.containerBytesMax, 'data', 'too large');
    is.that(reply.items.length <= limits.replyItemsMax, 'items', 'too many');
    for (const each of reply.items) {
      is.that(Math.max(each.data.length, each.extra.length) <= limits.containerBytesMax, 'items', 'too large');
      const says = !isZero(each.id) || each.number !== 0n || each.code !== 0 || each.data.length + each.extra.length > 0;
      is.that(says, 'items', 'one says nothing');
    }
  },
  limits.replyBytesMax,
);
export type Reply = typeof Reply extends Format<infer T> ? T : never;

// `tag u16 ‖ recipient[32] ‖ device[16] ‖ challenge[32] ‖ counter u64 ‖ length u32 ‖ bytes ‖ signature[64]`
export interface SignedRequest {
  recipient: Uint8Array; // signing key of the node
  device: Uint8Array; // id of the key that signs
  challenge: Uint8Array;
  counter: bigint;
  bytes: Uint8Array; // of a Request
  signature: Uint8Array;
}
// What the signature covers, its first two bytes being the tag.
export function requestStatement(of: Omit<SignedRequest, 'signature'>): Bytes {
  const out = new ByteWriter().u16(Tag.request).raw(of.recipient).raw(of.device).raw(of.challenge);
  return out.u64(of.counter).sized(of.bytes).take();
}
export const encodeSignedRequest = (signed: SignedRequest): Bytes =>
  new ByteWriter().raw(requestStatement(signed)).raw(signed.signature).take();
export function decodeSignedRequest(bytes: Uint8Array): SignedRequest {
  const read = new ByteReader(bytes, 'signed request');
  if (read.u16() !== Tag.request) throw new Failure(Errc.unsupported, 'signed request.tag: not a request');
  const signed = {
    recipient: read.raw(32),
    device: read.raw(16),
    challenge: read.raw(32),
    counter: read.u64(),
    bytes: read.sized(),
    signature: read.raw(64),
  };
  read.end();
  return signed;
}

// ---- operands: the table of protocol/README.md, "Verbs"

interface Operands {
  command?: true; // a command id is required
  subject?: 'optional' | 'required';
  number?: true;
  code?: (code: number) => boolean;
  data?: (data: Uint8Array) => boolean;
  extra?: (extra: Uint8Array) => boolean;
}
const among = (list: Readonly<Record<string, number>>) => (code: number) => Object.values(list).includes(code);
const yesOrNo = (code: number): boolean => code <= 1;
const asText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
};
const isName = (bytes: Uint8Array): boolean => isText(asText(bytes));
const isContainer = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.length <= limits.containerBytesMax;
const isKey = (bytes: Uint8Array): boolean => bytes.length === 32;
const areAlerts = (bytes: Uint8Array): boolean => {
  if (bytes.length === 0 || bytes.length % 16 !== 0 || bytes.length > 15 * 16) return false;
  const ids = Array.from({ length: bytes.length / 16 }, (_, i) => bytes.subarray(i * 16, i * 16 + 16));
  return !isZero(ids[0] as Uint8Array) && ascends(ids, (a, b) => compare(a, b) < 0);
};
const act: Operands = { command: true, subject: 'required' };
const paged: Operands = { number: true };
const carries: Operands = { data: isContainer };

const operands: Readonly<Record<Verb, Operands>> = {
  [Verb.hello]: { subject: 'required' },
  [Verb.public_documents]: paged,
  [Verb.submit]: { data: (data) => data.length === limits.envelopeBytes },
  [Verb.withdraw]: carries,
  [Verb.follow]: paged,
  [Verb.publish]: { command: true, ...carries },
  [Verb.invite]: { ...act, data: (data) => data.length === 72, extra: isName },
  [Verb.enrol]: { command: true, ...carries },
  [Verb.enrolment_status]: { subject: 'optional' },
  [Verb.enrolments]: paged,
  [Verb.mandates]: paged,
  [Verb.inbox]: { number: true, code: yesOrNo },
  [Verb.open]: { subject: 'required', code: among(OpenReason), data: isKey },
  [Verb.take]: act,
  [Verb.close]: { ...act, code: among(ClosingCode) },
  [Verb.call_back]: act,
  [Verb.release]: act,
  [Verb.reopen]: act,
  [Verb.counts]: paged,
  [Verb.log]: paged,
  [Verb.checkpoint]: {},
  [Verb.status]: {},
  [Verb.register_person]: { ...act, data: isName, extra: (extra) => isTelephone(asText(extra)) },
  [Verb.documents]: { number: true, code: among(DocumentType) },
  [Verb.reviews]: paged,
  [Verb.notices]: { number: true, code: yesOrNo, data: (data) => data.length <= limits.containerBytesMax },
  [Verb.hand_over]: { subject: 'required', code: among(HandOverReason), data: isKey, extra: (extra) => isProcedure(asText(extra)) },
  [Verb.group]: { ...act, code: among(GroupReason), data: areAlerts },
  [Verb.confirm]: { command: true, ...carries },
  [Verb.pending]: paged,
  [Verb.serve]: { code: yesOrNo },
  [Verb.presence]: {},
  [Verb.forward]: { command: true, ...carries },
};
export const needsCommand = (verb: Verb): boolean => operands[verb].command === true;

const noCode = (code: number): boolean => code === 0;
const noBytes = (bytes: Uint8Array): boolean => bytes.length === 0;
function checkRequest(asked: Request, is: Check): void {
  const rule = operands[asked.verb];
  const subject = !isZero(asked.subject);
  is.that(rule.command !== true || !isZero(asked.command), 'command', 'must not be zero');
  is.that(subject || rule.subject !== 'required', 'subject', 'must not be zero');
  is.that(!subject || rule.subject !== undefined, 'subject', 'not used: must be zero');
  is.that(asked.number === 0n || rule.number === true, 'number', 'not used: must be zero');
  is.that((rule.code ?? noCode)(asked.code), 'code', 'not used, or not in the list');
  is.that((rule.data ?? noBytes)(asked.data), 'data', 'not used, or not what this verb carries');
  is.that((rule.extra ?? noBytes)(asked.extra), 'extra', 'not used, or not what this verb carries');
}
