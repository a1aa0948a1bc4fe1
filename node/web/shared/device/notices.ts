// What a referent is given to read: notices of a post, announcements of a mairie, their cancels, each with every signature
// that it needs.
import { equal, isZero, toHex } from '../base/bytes';
import { orNull, untrusted } from '../base/failure';
import { type CancelReason, type Category, DocumentType, type NoticeKind, type RiskKind, Role, type Venue } from '../base/vocabulary.gen';
import { documentHash } from '../seal/trust';
import { verifyNotice, verifyNoticeCancel } from '../seal/trust_people';
import { conductsIn } from '../wire/alert';
import { decodeContainer } from '../wire/container';
import type { Item } from '../wire/message';
import { Notice, ofMairie } from '../wire/notices';
import { Roster } from './roster';

export interface NoticeView {
  id: string;
  kind: NoticeKind;
  category: Category | null;
  risk: RiskKind | null;
  venue: Venue | null;
  exercise: boolean;
  advice: number[];
  sectors: string[];
  ends: string | null; // the notice that is over
  factsFrom: number; // 0: not said
  factsUntil: number;
  written: number;
  until: number;
  byPost: boolean;
  cancelled: CancelReason | null;
}
export interface ReadNotice {
  view: NoticeView;
  shown: Uint8Array; // name of the notice, or of its cancel
  id: Uint8Array;
}

// Those that lack a signature, or are not for a commune known here, are left out.
export function readNotices(items: readonly Item[], roster: Roster): ReadNotice[] {
  const known = Roster.load(roster.save());
  for (const item of items) if (item.code === DocumentType.commission) orNull(() => known.add(item.data)); // vouched for, or it helps nobody
  return items.flatMap((item) => {
    if (item.code !== DocumentType.notice) return [];
    const read = orNull(() => readOne(item, known));
    if (read === null) return [];
    for (const other of items)
      if (other.code === DocumentType.notice_cancel && equal(other.id, item.id)) takeCancel(read, other, known);
    return [read];
  });
}

export function writers(roster: Roster, commune: Uint8Array, post: Uint8Array): Uint8Array[] {
  if (isZero(post)) return [...roster.keysOf(Role.mayor, commune), ...roster.keysOf(Role.clerk, commune)];
  return [...roster.keysOf(Role.officer, post), ...roster.keysOf(Role.commander, post)];
}

function readOne(item: Item, roster: Roster): ReadNotice {
  const document = decodeContainer(item.data);
  const claim = Notice.decode(document.bytes); // only to know whose signatures to look for
  const { notice, signers } = verifyNotice(document, writers(roster, claim.commune, claim.post));
  if (signers.length < (ofMairie(notice.kind) ? 1 : 2)) throw untrusted("a second officer's signature is missing");
  const charter = roster.charter(notice.commune)?.value;
  if (charter === undefined) throw untrusted('it is for a commune that is not known here');
  if (!isZero(notice.post) && !equal(notice.post, charter.post)) throw untrusted('its post is not the one that the charter names');
  const { id, kind, category, risk, venue, exercise, factsFrom, factsUntil, written, until } = notice;
  return {
    id,
    shown: documentHash(document),
    view: {
      id: toHex(id),
      kind,
      category,
      risk,
      venue,
      exercise,
      advice: conductsIn(notice.advice),
      sectors: notice.sectors.map((each) => charter.sectors.find((sector) => sector.id === each)?.name ?? String(each)),
      ends: isZero(notice.ends) ? null : toHex(notice.ends),
      factsFrom,
      factsUntil,
      written,
      until,
      byPost: !isZero(notice.post),
      cancelled: null,
    },
  };
}

function takeCancel(read: ReadNotice, item: Item, roster: Roster): void {
  const believed = orNull(() => {
    const document = decodeContainer(item.data);
    return { document, ...verifyNoticeCancel(document, allWriters(roster)) };
  });
  if (believed === null || !equal(believed.cancel.notice, read.id)) return;
  if (read.view.byPost === isZero(believed.cancel.post)) return;
  const keys = writers(roster, believed.cancel.commune, believed.cancel.post);
  if (!keys.some((key) => equal(key, believed.signer))) return;
  read.view.cancelled = believed.cancel.reason;
  read.shown = documentHash(believed.document);
}
const allWriters = (roster: Roster): Uint8Array[] => [
  ...roster.charters.flatMap(({ value }) => writers(roster, value.commune, new Uint8Array(8))),
  ...roster.records.flatMap(({ value }) => writers(roster, new Uint8Array(5), value.post)),
];
