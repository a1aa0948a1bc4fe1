// The documents that carry authority: fields, ranges, and the container with its signatures. Who must sign is in
// shared/seal/trust*.ts. Each is a constant of its own, so that a face carries those that it names and no others.
import { isZero } from '../base/bytes';
import * as limits from '../base/limits.gen';
import { weekdayOf } from '../base/time';
import { ActReason, DocumentType, ReviewOutcome, ReviewSubject, Role, Tie } from '../base/vocabulary.gen';
import * as c from './checks';
import { type Check, type Format, type Shape, type ValueOf, format } from './fields';
import { bool, byteStrings, bytes, inside, instant, list, of, part, text, u16, u16s, u32, u32s, u64, u8 } from './fields';
import * as schemas from './schemas.gen';
import type { Table } from './table';
import { isTelephone, isText } from './text';

export interface Document<T> extends Format<T> {
  readonly type: DocumentType;
}
export type Value<D> = D extends Format<infer T> ? T : never;

export function document<const T extends Table, const S extends Shape<T>>(
  name: keyof typeof DocumentType,
  table: T,
  shape: S,
  check: (value: ValueOf<S>, is: Check) => void,
): Document<ValueOf<S>> {
  return { type: DocumentType[name], ...format(name, table, shape, check, limits.documentBytesMax) };
}

export const NodeKind = { commune: 1, post: 2 } as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];
export const ActKind = { revoke: 1, suspend: 2, lift: 3 } as const;
export type ActKind = (typeof ActKind)[keyof typeof ActKind];
export const ActTarget = { mandate: 1, commission: 2 } as const;
export type ActTarget = (typeof ActTarget)[keyof typeof ActTarget];
export const NodeActKind = { suspend: 1, resume: 2 } as const;
export type NodeActKind = (typeof NodeActKind)[keyof typeof NodeActKind];

const hash = bytes(32);
const key = bytes(32);
const id = bytes(16);
const commune = bytes(5);
const post = bytes(8);

export const Root = /* @__PURE__ */ document(
  'root',
  schemas.Root,
  { sequence: u32, previous: hash, keys: byteStrings(32, 3), issued: instant },
  (root, is) => {
    c.checkPrevious(is, root);
    for (const each of root.keys) is.set(each, 'keys');
    is.that(distinct(root.keys), 'keys', 'two are the same');
  },
);
export type Root = Value<typeof Root>;

export const Rules = /* @__PURE__ */ document(
  'rules',
  schemas.Rules,
  {
    sequence: u32,
    previous: hash,
    issued: instant,
    nextIssue: instant,
    limits: c.limitValues,
    elections: list(c.period),
    releaseKey: key,
  },
  (rules, is) => {
    c.checkPrevious(is, rules);
    is.that(rules.issued < rules.nextIssue, 'nextIssue', 'not after the issue');
    is.that(rules.nextIssue - rules.issued <= limits.rulesLifeMsMax, 'nextIssue', 'more than 100 days after the issue');
    c.checkLimits(is, rules.limits);
    is.that(rules.elections.length <= limits.electionsMax, 'elections', 'too many');
    is.that(rules.elections.every((each) => each.from < each.until), 'elections.until', 'not after its beginning');
    is.that(c.ascends(rules.elections, (a, b) => a.until <= b.from), 'elections', 'not ascending, or overlapping');
  },
);
export type Rules = Value<typeof Rules>;

const closesDate = ({ day, untilMinute }: { day: number; untilMinute: number }): boolean => day !== 0 && untilMinute === 0;
export const PostRecord = /* @__PURE__ */ document(
  'post_record',
  schemas.PostRecord,
  {
    post,
    sequence: u32,
    previous: hash,
    name: text,
    telephone: text,
    office: key,
    node: inside(c.nodeKeys),
    clientAddress: text,
    mailboxes: c.mailboxes,
    supervising: post,
    hours: list(c.openingHours),
    issued: instant,
    presence: bool,
    gateways: c.gateways,
  },
  (record, is) => {
    c.checkPost(is, record.post);
    c.checkPrevious(is, record);
    is.that(isText(record.name), 'name', 'not a text that shows as it is stored');
    is.that(isTelephone(record.telephone), 'telephone', 'not a telephone number');
    c.checkKeys(is, record.office, record.node);
    c.checkWays(is, record.clientAddress, record.gateways);
    c.checkMailboxes(is, record.mailboxes);
    if (!isZero(record.supervising)) c.checkPost(is, record.supervising, 'supervising');
    is.that(distinct([record.supervising, record.post]), 'supervising', 'a post does not supervise itself');
    const dated = record.hours.filter((each) => each.day !== 0).length;
    is.that(record.hours.length - dated <= limits.openingHoursMax && dated <= limits.datedHoursMax, 'hours', 'too many');
    for (const spell of record.hours) {
      is.that(spell.weekday >= 1 && spell.weekday <= 7, 'hours.weekday', 'not in 1 ... 7');
      is.that(spell.day === 0 || spell.weekday === weekdayOf(spell.day), 'hours.day', 'not on that weekday');
      const closes = closesDate(spell) && spell.fromMinute === 0;
      const fits = closes || (spell.fromMinute < spell.untilMinute && spell.untilMinute <= 24 * 60);
      is.that(fits, 'hours.untilMinute', 'not after its beginning, or beyond the day');
    }
    const follows = c.ascends(
      record.hours,
      (a, b) =>
        a.day < b.day ||
        (a.day === b.day && a.weekday < b.weekday) ||
        (a.day === b.day && a.weekday === b.weekday && !closesDate(a) && !closesDate(b) && a.untilMinute <= b.fromMinute),
    );
    is.that(follows, 'hours', 'not ascending, or overlapping');
  },
);
export type PostRecord = Value<typeof PostRecord>;

const categoriesAll = 0x1ffe;
export const Charter = /* @__PURE__ */ document(
  'charter',
  schemas.Charter,
  {
    commune,
    name: text,
    sequence: u32,
    previous: hash,
    office: key,
    node: inside(c.nodeKeys),
    clientAddress: text,
    mailboxes: c.mailboxes,
    post,
    sectors: list(c.sector),
    categories: u16,
    limits: c.limitValues,
    exercise: bool,
    population: u32,
    from: instant,
    until: instant,
    conductCharter: hash,
    streetList: hash,
    gateways: c.gateways,
    sectorMap: hash,
  },
  (charter, is) => {
    c.checkCommune(is, charter.commune);
    is.that(isText(charter.name), 'name', 'not a text that shows as it is stored');
    c.checkPrevious(is, charter);
    c.checkKeys(is, charter.office, charter.node);
    c.checkWays(is, charter.clientAddress, charter.gateways);
    c.checkMailboxes(is, charter.mailboxes);
    c.checkPost(is, charter.post);
    c.checkSectorIds(is, charter.sectors.map((each) => each.id));
    for (const each of charter.sectors) {
      is.that(isText(each.name), 'sectors.name', 'not a text that shows as it is stored');
      if (!isZero(each.border)) c.checkCommune(is, each.border, 'sectors.border');
      is.that(distinct([each.border, charter.commune]), 'sectors.border', 'the commune itself');
    }
    const known = charter.categories !== 0 && (charter.categories & ~categoriesAll) === 0;
    is.that(known, 'categories', 'none, or an unknown one');
    c.checkLimits(is, charter.limits);
    c.checkLife(is, charter.from, charter.until, limits.charterLifeMsMax);
  },
);
export type Charter = Value<typeof Charter>;

const ofMairie: readonly Role[] = [Role.mayor, Role.clerk, Role.desk];
const ofPost: readonly Role[] = [Role.officer, Role.commander];
const ofRoot: readonly Role[] = [Role.prefect, Role.auditor];
export const Commission = /* @__PURE__ */ document(
  'commission',
  schemas.Commission,
  { role: of(Role), commune, post, key, transport: key, tagCommitment: hash, from: instant, until: instant },
  (commission, is) => {
    const mairie = ofMairie.includes(commission.role);
    const atPost = ofPost.includes(commission.role);
    is.that(mairie || atPost || ofRoot.includes(commission.role), 'role', 'not one that is commissioned');
    if (mairie) c.checkCommune(is, commission.commune);
    else is.that(isZero(commission.commune), 'commune', "set for the mairie's roles only");
    if (atPost) c.checkPost(is, commission.post);
    else is.that(isZero(commission.post), 'post', "set for the post's roles only");
    checkPair(is, commission.key, 'key', commission.transport);
    const desk = commission.role === Role.desk;
    is.that(desk !== isZero(commission.tagCommitment), 'tagCommitment', 'set for a desk and only there');
    c.checkLife(is, commission.from, commission.until, limits.authorityLifeMsMax);
  },
);
export type Commission = Value<typeof Commission>;

export const Mandate = /* @__PURE__ */ document(
  'mandate',
  schemas.Mandate,
  {
    mandate: id,
    referent: id,
    commune,
    charterSequence: u32,
    device: key,
    transport: key,
    tagCommitment: hash,
    sectors: u16s,
    deputy: id,
    trained: instant,
    conductCharter: hash,
    limits: c.limitValues,
    from: instant,
    until: instant,
    tie: of(Tie),
  },
  (mandate, is) => {
    is.set(mandate.mandate, 'mandate');
    is.set(mandate.referent, 'referent');
    c.checkCommune(is, mandate.commune);
    is.that(mandate.charterSequence >= 1, 'charterSequence', 'counts from 1');
    const deskOnly = isZero(mandate.device);
    is.that(isZero(mandate.transport) === deskOnly, 'transport', "set together with the device's key");
    is.that(isZero(mandate.tagCommitment) === deskOnly, 'tagCommitment', "set together with the device's key");
    is.that(deskOnly || distinct([mandate.device, mandate.transport]), 'transport', "the same as the device's key");
    c.checkSectorIds(is, mandate.sectors);
    is.that(distinct([mandate.deputy, mandate.mandate]), 'deputy', 'nobody stands in for himself');
    c.checkLimits(is, mandate.limits);
    c.checkLife(is, mandate.from, mandate.until, limits.authorityLifeMsMax);
  },
);
export type Mandate = Value<typeof Mandate>;

export const MandateInForce = /* @__PURE__ */ document(
  'mandate_in_force',
  schemas.MandateInForce,
  { mandate: hash, leaf: u64, at: instant },
  (statement, is) => is.set(statement.mandate, 'mandate'),
);
export type MandateInForce = Value<typeof MandateInForce>;

export const Overlay = /* @__PURE__ */ document(
  'overlay',
  schemas.Overlay,
  { commune, charter: hash, limits: c.limitValues, reason: of(ActReason), at: instant },
  (overlay, is) => {
    c.checkCommune(is, overlay.commune);
    is.set(overlay.charter, 'charter');
    is.that(overlay.limits.length > 0, 'limits', 'none');
    c.checkLimits(is, overlay.limits);
  },
);
export type Overlay = Value<typeof Overlay>;

export const Act = /* @__PURE__ */ document(
  'act',
  schemas.Act,
  {
    id,
    kind: of(ActKind),
    target: of(ActTarget),
    subject: id,
    commune,
    reason: of(ActReason),
    at: instant,
    until: instant,
  },
  (act, is) => {
    is.set(act.id, 'id');
    is.set(act.subject, 'subject');
    if (act.target === ActTarget.mandate) c.checkCommune(is, act.commune);
    else is.that(isZero(act.commune), 'commune', 'set for a mandate only');
    if (act.kind === ActKind.suspend) c.checkLife(is, act.at, act.until, limits.authorityLifeMsMax);
    else is.that(act.until === 0, 'until', 'set for a suspension only');
  },
);
export type Act = Value<typeof Act>;

export const NodeAct = /* @__PURE__ */ document(
  'node_act',
  schemas.NodeAct,
  { kind: of(NodeActKind), commune, charter: hash, sequence: u32, reason: of(ActReason), at: instant },
  (act, is) => {
    c.checkCommune(is, act.commune);
    is.set(act.charter, 'charter');
  },
);
export type NodeAct = Value<typeof NodeAct>;

export const RevocationList = /* @__PURE__ */ document(
  'revocation_list',
  schemas.RevocationList,
  { issuer: id, sequence: u32, entries: byteStrings(32) },
  (revoked, is) => {
    is.set(revoked.issuer, 'issuer');
    is.that(revoked.sequence !== 0 || revoked.entries.length === 0, 'entries', 'the list of sequence 0 is empty');
    is.that(revoked.entries.length <= limits.revocationsMax, 'entries', 'too many');
    is.that(c.bytesAscend(revoked.entries), 'entries', 'not ascending, or one twice');
  },
);
export type RevocationList = Value<typeof RevocationList>;

export const EpochLoss = /* @__PURE__ */ document(
  'epoch_loss',
  schemas.EpochLoss,
  { post, lost: u32s, at: instant },
  (loss, is) => {
    c.checkPost(is, loss.post);
    is.that(loss.lost.length >= 1 && loss.lost.length <= limits.epochDaysLostMax, 'lost', 'none or too many');
    is.that(c.numbersAscend(loss.lost), 'lost', 'not ascending, or one twice');
  },
);
export type EpochLoss = Value<typeof EpochLoss>;

export const MandateLink = /* @__PURE__ */ document(
  'mandate_link',
  schemas.MandateLink,
  { oldMandate: id, newMandate: id, at: instant },
  (link, is) => {
    is.set(link.oldMandate, 'oldMandate');
    is.set(link.newMandate, 'newMandate');
    is.that(distinct([link.oldMandate, link.newMandate]), 'newMandate', 'the same as the old one');
  },
);
export type MandateLink = Value<typeof MandateLink>;

export const Freshness = /* @__PURE__ */ document(
  'freshness',
  schemas.Freshness,
  { issuer: id, sequence: u32, list: hash, at: instant },
  (freshness, is) => {
    is.set(freshness.issuer, 'issuer');
    is.set(freshness.list, 'list');
  },
);
export type Freshness = Value<typeof Freshness>;

export const Presence = /* @__PURE__ */ document(
  'presence',
  schemas.Presence,
  { post, at: instant, until: instant },
  (presence, is) => {
    c.checkPost(is, presence.post);
    const length = presence.until - presence.at;
    is.that(length >= 0 && length <= limits.presenceValidMs, 'until', 'before at, or too long after it');
  },
);
export type Presence = Value<typeof Presence>;

export const EpochKey = /* @__PURE__ */ document('epoch_key', schemas.EpochKey, { post, day: u32, key }, (epoch, is) => {
  c.checkPost(is, epoch.post);
  is.set(epoch.key, 'key');
});
export type EpochKey = Value<typeof EpochKey>;

export const Withdrawal = /* @__PURE__ */ document(
  'withdrawal',
  schemas.Withdrawal,
  { alert: id, mandate: id, headerHash: hash, at: instant },
  checkAlert,
);
export type Withdrawal = Value<typeof Withdrawal>;

export const Enrolment = /* @__PURE__ */ document(
  'enrolment',
  schemas.Enrolment,
  {
    invitation: id,
    device: key,
    transport: key,
    tagCommitment: hash,
    root: hash,
    charter: hash,
    at: instant,
    tie: of(Tie),
  },
  (enrolment, is) => {
    is.set(enrolment.invitation, 'invitation');
    checkPair(is, enrolment.device, 'device', enrolment.transport);
    is.set(enrolment.tagCommitment, 'tagCommitment');
    is.set(enrolment.root, 'root');
    is.set(enrolment.charter, 'charter');
  },
);
export type Enrolment = Value<typeof Enrolment>;

export const Review = /* @__PURE__ */ document(
  'review',
  schemas.Review,
  { id, commune, rule: u8, subject: of(ReviewSubject), about: id, asks: of(NodeKind), at: instant },
  (review, is) => {
    is.set(review.id, 'id');
    c.checkCommune(is, review.commune);
    is.that(review.rule >= 1 && review.rule <= 99, 'rule', 'not in 1 ... 99');
    const office = review.subject === ReviewSubject.office;
    is.that(office === isZero(review.about), 'about', 'set for a mandate or an officer and only there');
  },
);
export type Review = Value<typeof Review>;

export const ReviewAnswer = /* @__PURE__ */ document(
  'review_answer',
  schemas.ReviewAnswer,
  { review: id, commune, outcome: of(ReviewOutcome), at: instant },
  (answer, is) => {
    is.set(answer.review, 'review');
    c.checkCommune(is, answer.commune);
  },
);
export type ReviewAnswer = Value<typeof ReviewAnswer>;

export const CharterRenewal = /* @__PURE__ */ document(
  'charter_renewal',
  schemas.CharterRenewal,
  { commune, charter: hash, sequence: u32, until: instant, at: instant },
  (renewal, is) => {
    c.checkCommune(is, renewal.commune);
    is.set(renewal.charter, 'charter');
    is.that(renewal.sequence >= 1, 'sequence', 'counts from 1');
    is.that(renewal.until > renewal.at, 'until', 'not after at');
  },
);
export type CharterRenewal = Value<typeof CharterRenewal>;

const listedPost = part(schemas.ListedPost, { post, supervising: post, sequence: u32, record: hash });
const listedCommune = part(schemas.ListedCommune, { commune, post, sequence: u32, charter: hash });

export const Directory = /* @__PURE__ */ document(
  'directory',
  schemas.Directory,
  { sequence: u32, previous: hash, issued: instant, posts: list(listedPost), communes: list(listedCommune) },
  (directory, is) => {
    c.checkPrevious(is, directory);
    is.that(directory.posts.length <= limits.directoryPostsMax, 'posts', 'too many');
    is.that(c.bytesAscend(directory.posts.map((each) => each.post)), 'posts', 'not ascending, or one twice');
    for (const each of directory.posts) {
      c.checkPost(is, each.post, 'posts.post');
      if (!isZero(each.supervising)) c.checkPost(is, each.supervising, 'posts.supervising');
      is.that(distinct([each.post, each.supervising]), 'posts.supervising', 'a post does not supervise itself');
      is.that(each.sequence >= 1, 'posts.sequence', 'counts from 1');
      is.set(each.record, 'posts.record');
    }
    is.that(directory.communes.length <= limits.directoryCommunesMax, 'communes', 'too many');
    is.that(c.bytesAscend(directory.communes.map((each) => each.commune)), 'communes', 'not ascending, or one twice');
    for (const each of directory.communes) {
      c.checkCommune(is, each.commune, 'communes.commune');
      c.checkPost(is, each.post, 'communes.post');
      is.that(each.sequence >= 1, 'communes.sequence', 'counts from 1');
      is.set(each.charter, 'communes.charter');
    }
  },
);
export type Directory = Value<typeof Directory>;

export const OverlayWithdrawal = /* @__PURE__ */ document(
  'overlay_withdrawal',
  schemas.OverlayWithdrawal,
  { commune, overlay: hash, at: instant },
  (withdrawal, is) => {
    c.checkCommune(is, withdrawal.commune);
    is.set(withdrawal.overlay, 'overlay');
  },
);
export type OverlayWithdrawal = Value<typeof OverlayWithdrawal>;

export const DeskConfirmation = /* @__PURE__ */ document(
  'desk_confirmation',
  schemas.DeskConfirmation,
  { alert: id, mandate: id, headerHash: hash, at: instant },
  checkAlert,
);
export type DeskConfirmation = Value<typeof DeskConfirmation>;

export const TieDeclaration = /* @__PURE__ */ document(
  'tie_declaration',
  schemas.TieDeclaration,
  { mandate: id, tie: of(Tie), at: instant },
  (declaration, is) => is.set(declaration.mandate, 'mandate'),
);
export type TieDeclaration = Value<typeof TieDeclaration>;

export const Deputising = /* @__PURE__ */ document(
  'deputising',
  schemas.Deputising,
  { absent: id, deputy: id, sequence: u32, from: instant, until: instant, at: instant },
  (deputising, is) => {
    is.set(deputising.absent, 'absent');
    is.that(distinct([deputising.deputy, deputising.absent]), 'deputy', 'nobody stands in for himself');
    is.that(deputising.sequence >= 1, 'sequence', 'counts from 1');
    const ends = isZero(deputising.deputy);
    is.that(!ends || deputising.from === 0, 'from', 'zero without a deputy');
    const fits = ends ? deputising.until === 0 : deputising.from < deputising.until;
    is.that(fits, 'until', 'after its beginning; zero without a deputy');
  },
);
export type Deputising = Value<typeof Deputising>;

export const ConductSignature = /* @__PURE__ */ document(
  'conduct_signature',
  schemas.ConductSignature,
  { mandate: id, conductCharter: hash, at: instant },
  (signature, is) => {
    is.set(signature.mandate, 'mandate');
    is.set(signature.conductCharter, 'conductCharter');
  },
);
export type ConductSignature = Value<typeof ConductSignature>;

export function checkAlert(about: { alert: Uint8Array; mandate: Uint8Array; headerHash: Uint8Array }, is: Check): void {
  is.set(about.alert, 'alert');
  is.set(about.mandate, 'mandate');
  is.set(about.headerHash, 'headerHash');
}

function checkPair(is: Check, signing: Uint8Array, field: string, transport: Uint8Array): void {
  is.set(signing, field);
  is.set(transport, 'transport');
  is.that(distinct([signing, transport]), 'transport', 'the same as the key that signs');
}

function distinct(all: readonly Uint8Array[]): boolean {
  return c.bytesAscend([...all].sort(c.compareBytes));
}
