// What a post or a mairie announces, its cancel and the receipt of its display; windows of exercise; what is passed on.
import { equal, isZero } from '../base/bytes';
import { noticeFactsMsMax } from '../base/limits.gen';
import { isProcedureNumber } from '../base/procedure';
import { CancelReason, Category, HandOverReason, NoticeAdvice, NoticeKind, RiskKind, Venue } from '../base/vocabulary.gen';
import * as c from './checks';
import { type Value, checkAlert, document } from './documents';
import { bool, bytes, instant, of, orZero, text, u16s, u64 } from './fields';
import * as schemas from './schemas.gen';

const id = bytes(16);
const commune = bytes(5);
const post = bytes(8);

// The templates that a mairie writes.
export const ofMairie = (kind: NoticeKind): boolean => kind === NoticeKind.meeting || kind === NoticeKind.risk;

const adviceAll = ((1n << BigInt(Object.keys(NoticeAdvice).length)) - 1n) << 1n;
const factsAsked: readonly NoticeKind[] = [NoticeKind.witness_call, NoticeKind.missing_person, NoticeKind.meeting];
const factsNever: readonly NoticeKind[] = [NoticeKind.prevention, NoticeKind.end_of_alert];

export const Notice = /* @__PURE__ */ document(
  'notice',
  schemas.Notice,
  {
    id,
    commune,
    post,
    kind: of(NoticeKind),
    category: orZero(Category),
    risk: orZero(RiskKind),
    venue: orZero(Venue),
    exercise: bool,
    advice: u64,
    sectors: u16s,
    ends: id,
    factsFrom: instant,
    factsUntil: instant,
    written: instant,
    until: instant,
  },
  (notice, is) => {
    const { kind } = notice;
    is.set(notice.id, 'id');
    c.checkCommune(is, notice.commune);
    if (ofMairie(kind)) is.that(isZero(notice.post), 'post', 'zero in what a mairie announces');
    else c.checkPost(is, notice.post);
    is.that((notice.category !== null) === (kind === NoticeKind.witness_call), 'category', 'set in a call for witnesses and only there');
    is.that(notice.category !== Category.DIS, 'category', 'a missing person has her own template');
    is.that((notice.risk !== null) === (kind === NoticeKind.risk), 'risk', 'set in the announcement of a risk and only there');
    is.that((notice.venue !== null) === (kind === NoticeKind.meeting), 'venue', 'set for a meeting and only there');
    is.that((notice.advice & ~adviceAll) === 0n, 'advice', 'a bit that is not in the list');
    is.that(notice.advice !== 0n || kind !== NoticeKind.prevention, 'advice', 'none in a prevention');
    c.checkSectorIds(is, notice.sectors);
    is.that(isZero(notice.ends) === (kind !== NoticeKind.end_of_alert), 'ends', 'set in an end of alert and only there');
    is.that(!equal(notice.ends, notice.id), 'ends', 'itself');
    const said = notice.factsFrom !== 0 || notice.factsUntil !== 0;
    is.that(said || !factsAsked.includes(kind), 'factsFrom', 'this template says when');
    is.that(!said || !factsNever.includes(kind), 'factsFrom', 'not used by this template: must be zero');
    is.that(!said || notice.factsFrom < notice.factsUntil, 'factsUntil', 'not after its beginning');
    is.that(notice.factsUntil - notice.factsFrom <= noticeFactsMsMax, 'factsUntil', 'more than 31 days later');
    is.that(notice.written < notice.until, 'until', 'not after the writing');
  },
);
export type Notice = Value<typeof Notice>;

export const NoticeCancel = /* @__PURE__ */ document(
  'notice_cancel',
  schemas.NoticeCancel,
  { notice: id, commune, post, reason: of(CancelReason), at: instant },
  (cancel, is) => {
    is.set(cancel.notice, 'notice');
    c.checkCommune(is, cancel.commune);
    if (!isZero(cancel.post)) c.checkPost(is, cancel.post);
  },
);
export type NoticeCancel = Value<typeof NoticeCancel>;

export const NoticeDisplay = /* @__PURE__ */ document(
  'notice_display',
  schemas.NoticeDisplay,
  { notice: id, document: bytes(32), mandate: id, at: instant },
  (display, is) => {
    is.set(display.notice, 'notice');
    is.set(display.document, 'document');
    is.set(display.mandate, 'mandate');
  },
);
export type NoticeDisplay = Value<typeof NoticeDisplay>;

export const ExerciseWindow = /* @__PURE__ */ document(
  'exercise_window',
  schemas.ExerciseWindow,
  { id, post, commune, opens: instant, closes: instant, at: instant },
  (window, is) => {
    is.set(window.id, 'id');
    c.checkPost(is, window.post);
    c.checkCommune(is, window.commune);
    is.that(window.opens <= window.closes, 'closes', 'before its beginning');
  },
);
export type ExerciseWindow = Value<typeof ExerciseWindow>;

export const Forward = /* @__PURE__ */ document(
  'forward',
  schemas.Forward,
  { alert: id, mandate: id, headerHash: bytes(32), post, recipient: post, reason: of(HandOverReason), at: instant },
  (forward, is) => {
    checkAlert(forward, is);
    c.checkPost(is, forward.post);
    c.checkPost(is, forward.recipient, 'recipient');
    is.that(!equal(forward.post, forward.recipient), 'recipient', 'the post that passes it on');
  },
);
export type Forward = Value<typeof Forward>;

export const HandOver = /* @__PURE__ */ document(
  'hand_over',
  schemas.HandOver,
  {
    alert: id,
    headerHash: bytes(32),
    commune,
    created: instant,
    exercise: bool,
    post,
    procedure: text,
    reason: of(HandOverReason),
    leaf: u64,
    at: instant,
    content: bytes(32),
  },
  (given, is) => {
    is.set(given.alert, 'alert');
    is.set(given.headerHash, 'headerHash');
    c.checkCommune(is, given.commune);
    c.checkPost(is, given.post);
    is.that(isProcedureNumber(given.procedure), 'procedure', 'not 1 ... 32 of A-Z 0-9 / - with a digit among them');
    is.set(given.content, 'content');
  },
);
export type HandOver = Value<typeof HandOver>;
