// What an office writes to referents: a post from templates, by two officers on two devices (R17); a mairie a meeting or a
// risk (R16); taken back by one (R18). Only what commissions of the right office signed is shown, whatever the node says.
import { ByteReader, equal, isZero, toHex } from '../base/bytes';
import { Failure, orNull, untrusted } from '../base/failure';
import { timeOrderedId } from '../base/ids';
import { Tag } from '../base/tags.gen';
import { hourMs } from '../base/time';
import { CancelReason, type Category, DocumentType, Errc, NoticeKind, type RiskKind, type Venue, Verb } from '../base/vocabulary.gen';
import { writers } from './notices';
import { Roster } from './roster';
import { type Session, accept, askAll } from './session';
import type { Store } from './store';
import { knownLimits } from '../policy/limits';
import { NoticeState, asksCategory, asksEnded, asksFacts, asksRisk, asksVenue } from '../policy/notice_state';
import { signedDraft, withSignature } from '../seal/trust';
import type { Signer } from '../seal/signer';
import type { Entropy } from '../seal/sodium';
import { noticeTag, verifyNotice, verifyNoticeCancel } from '../seal/trust_people';
import { conductsMask } from '../wire/alert';
import { type SignedDocument, decodeContainer, encodeContainer } from '../wire/container';
import type { Charter } from '../wire/documents';
import type { Item, Reply } from '../wire/message';
import { Notice, NoticeCancel, ofMairie } from '../wire/notices';

export interface NoticeTools {
  asker: Pick<Session, 'ask'>;
  roster: Roster;
  post: Uint8Array; // the one that writes; zero: the mairie
  signer: Signer;
  entropy: Entropy;
  clock: () => number;
}
export interface HowFar {
  rule: number; // 0: taken; else the rule by which the commune refused it
  addressed: number; // devices
  shown: number;
  cancelShown: number;
}
export interface DeskNotice {
  id: string;
  document: SignedDocument;
  notice: Notice;
  state: NoticeState;
  signatures: number; // verified
  signedHere: boolean; // by this device: the second signature is another officer's
  cancelled: { reason: CancelReason; at: number } | null;
  howFar: HowFar | null;
  answered: boolean; // the commune has told what became of it
  commune: string;
  sectors: string[];
  own: boolean; // of this office: only these are signed and taken back here
}

// ---- reading

export async function listNotices(tools: NoticeTools): Promise<DeskNotice[]> {
  return readDeskNotices(await askAll(tools.asker, { verb: Verb.notices, code: 1 }), tools);
}

export function readDeskNotices(items: readonly Item[], { roster, signer, post }: Pick<NoticeTools, 'roster' | 'signer' | 'post'>): DeskNotice[] {
  const known = Roster.load(roster.save());
  for (const item of items) if (item.code === DocumentType.commission) orNull(() => known.add(item.data)); // vouched for, or it helps nobody
  const read = items.flatMap((item) => {
    const found = item.code === DocumentType.notice ? orNull(() => readOne(item, known, post, signer.id)) : null;
    return found === null ? [] : [found];
  });
  for (const view of read)
    for (const item of items.filter((each) => toHex(each.id) === view.id)) {
      if (item.code === DocumentType.notice_cancel) takeCancel(view, item, known);
      if (item.code !== 0) continue;
      view.howFar = orNull(() => readHowFar(item.data));
      view.answered = item.number === 1n;
    }
  return read.sort((a, b) => (a.id < b.id ? 1 : -1)); // the newest first
}

function readOne(item: Item, roster: Roster, post: Uint8Array, own: Uint8Array): DeskNotice {
  const document = decodeContainer(item.data);
  const claim = Notice.decode(document.bytes); // only to know whose signatures to look for
  const { notice, signers } = verifyNotice(document, writers(roster, claim.commune, claim.post));
  const charter = roster.charter(notice.commune)?.value;
  if (charter === undefined) throw untrusted('it is for a commune that is not known here');
  const byPost = !isZero(notice.post);
  if (byPost && !equal(notice.post, charter.post)) throw untrusted('its post is not the one that the charter names');
  if (!isZero(post) && !equal(notice.post, post)) throw untrusted('it is not a notice of this post');
  const state = Number(item.number);
  return {
    id: toHex(notice.id),
    document,
    notice,
    state: (Object.values(NoticeState) as number[]).includes(state) ? (state as NoticeState) : NoticeState.waits,
    signatures: signers.length,
    signedHere: document.signatures.some((each) => equal(each.key, own)),
    cancelled: null,
    howFar: null,
    answered: false,
    commune: charter.name,
    sectors: notice.sectors.map((each) => charter.sectors.find((sector) => sector.id === each)?.name ?? String(each)),
    own: equal(notice.post, post),
  };
}

function takeCancel(view: DeskNotice, item: Item, roster: Roster): void {
  const { commune, post, id } = view.notice;
  const cancel = orNull(() => verifyNoticeCancel(decodeContainer(item.data), writers(roster, commune, post)).cancel);
  if (cancel === null || !equal(cancel.notice, id) || !equal(cancel.post, post)) return;
  view.cancelled = { reason: cancel.reason, at: cancel.at };
  view.state = NoticeState.cancelled;
}

// notice[16] ‖ rule u8 ‖ devices u32 ‖ shown u32 ‖ its cancel shown u32
function readHowFar(bytes: Uint8Array): HowFar {
  const read = new ByteReader(bytes, 'notice shown');
  read.raw(16);
  const far = { rule: read.u8(), addressed: read.u32(), shown: read.u32(), cancelShown: read.u32() };
  read.end();
  return far;
}

// ---- writing

export interface NoticeWish {
  kind: NoticeKind;
  commune: Uint8Array;
  sectors: readonly number[]; // empty: all of the charter
  category: Category | null;
  risk: RiskKind | null;
  venue: Venue | null;
  advice: readonly number[];
  ends: Uint8Array | null;
  factsFrom: number; // 0: not said
  factsUntil: number;
  hours: number; // 0: as long as the limits allow
  exercise: boolean;
}

export function noticeHours(kind: NoticeKind, charter: Charter, roster: Roster): number {
  const limits = knownLimits(roster.rules?.value.limits ?? null, charter, null);
  return kind === NoticeKind.witness_call ? Math.min(limits.witness_call_hours, limits.notice_hours) : limits.notice_hours;
}

// malformed: what is missing or too much, by the name of its field.
export function composeNotice(wish: NoticeWish, { roster, post, clock, entropy }: Pick<NoticeTools, 'roster' | 'post' | 'clock' | 'entropy'>): Notice {
  const charter = roster.charter(wish.commune)?.value;
  if (charter === undefined || (!isZero(post) && !equal(charter.post, post))) throw new Failure(Errc.not_found, 'no charter of that commune is held here');
  const written = clock();
  const allowed = noticeHours(wish.kind, charter, roster);
  const sectors = wish.sectors.length > 0 ? [...wish.sectors].sort((a, b) => a - b) : charter.sectors.map((each) => each.id);
  const notice: Notice = {
    id: timeOrderedId(written, entropy),
    commune: charter.commune,
    post: ofMairie(wish.kind) ? new Uint8Array(8) : post,
    kind: wish.kind,
    category: asksCategory(wish.kind) ? wish.category : null,
    risk: asksRisk(wish.kind) ? wish.risk : null,
    venue: asksVenue(wish.kind) ? wish.venue : null,
    exercise: wish.exercise || charter.exercise, // a commune in exercise takes exercises only
    advice: conductsMask(wish.advice),
    sectors,
    ends: asksEnded(wish.kind) && wish.ends !== null ? wish.ends : new Uint8Array(16),
    factsFrom: asksFacts(wish.kind) === 'never' ? 0 : wish.factsFrom,
    factsUntil: asksFacts(wish.kind) === 'never' ? 0 : wish.factsUntil,
    written,
    until: written + hourMs * (wish.hours === 0 ? allowed : Math.min(wish.hours, allowed)),
  };
  return Notice.decode(Notice.encode(notice)); // every range
}

// ---- signing and taking back

const preparedName = (id: Uint8Array): string => `cancels/${toHex(id)}`;

export class NoticeDesk {
  constructor(
    private readonly tools: NoticeTools,
    private readonly store: Store,
  ) {}

  // Signs and hands in; it then waits for a second officer. Its cancel is made and kept before it goes out.
  async write(wish: NoticeWish): Promise<{ id: Uint8Array; state: NoticeState }> {
    const notice = composeNotice(wish, this.tools);
    const document = await signedDraft(Notice, notice, this.tools.signer, noticeTag(notice.kind));
    await this.prepareCancel(notice);
    return { id: notice.id, state: await this.handIn(document) };
  }
  // The second officer's signature over the same bytes. conflict: this device signed it already.
  async sign(view: DeskNotice): Promise<NoticeState> {
    if (view.signedHere) throw new Failure(Errc.conflict, 'the second signature is another officer’s, on a device of his own');
    await this.prepareCancel(view.notice);
    return this.handIn(await withSignature(view.document, this.tools.signer, noticeTag(view.notice.kind)));
  }
  // By one signature. A mistake sends the cancel that was prepared, if this device holds one.
  async cancel(view: DeskNotice, reason: CancelReason): Promise<NoticeState> {
    const name = preparedName(view.notice.id);
    const kept = reason === CancelReason.mistake ? ((await this.store.get(name)) as Uint8Array | undefined) : undefined;
    const document = kept === undefined ? await this.makeCancel(view.notice, reason) : decodeContainer(kept);
    const state = await this.handIn(document);
    await this.store.write({ [name]: null });
    return state;
  }
  async isPrepared(view: DeskNotice): Promise<boolean> {
    return (await this.store.get(preparedName(view.notice.id))) !== undefined;
  }

  private async prepareCancel(notice: Notice): Promise<void> {
    await this.store.write({ [preparedName(notice.id)]: encodeContainer(await this.makeCancel(notice, CancelReason.mistake)) });
  }
  private makeCancel({ id, commune, post }: Notice, reason: CancelReason): Promise<SignedDocument> {
    return signedDraft(NoticeCancel, { notice: id, commune, post, reason, at: this.tools.clock() }, this.tools.signer, Tag.notice_cancel);
  }
  private async handIn(document: SignedDocument): Promise<NoticeState> {
    const reply: Reply = accept((await this.tools.asker.ask({ verb: Verb.publish, data: encodeContainer(document) })).reply);
    const state = reply.data[0] ?? 0;
    return (Object.values(NoticeState) as number[]).includes(state) ? (state as NoticeState) : NoticeState.waits;
  }
}
