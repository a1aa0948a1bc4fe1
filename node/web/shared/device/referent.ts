// What a referent's device does with alerts: seals on the device, keeps the bytes until they are safe elsewhere, and shows
// nothing that a verified receipt does not say.
import { equal, fromHex, toHex } from '../base/bytes';
import { Failure, orNull } from '../base/failure';
import { epochDaysStaleMax, headerBytes, signedReceiptBytes } from '../base/limits.gen';
import { Tag } from '../base/tags.gen';
import { dayOf, hourMs } from '../base/time';
import { AlertState, type Category, DocumentType, Errc, NoticeKind, Refusal, Role, type Tie, Verb } from '../base/vocabulary.gen';
import { isOn } from '../policy/content';
import { type Limits, knownLimits } from '../policy/limits';
import { headerHash } from '../seal/alert';
import { hash128 } from '../seal/sodium';
import { signedDraft } from '../seal/trust';
import { verifyExerciseWindow } from '../seal/trust_people';
import { AlertKind, Header } from '../wire/alert';
import { type SignedDocument, decodeContainer, encodeContainer } from '../wire/container';
import { type Charter, ConductSignature, Deputising, DeskConfirmation, type Mandate, NodeKind, type PostRecord, TieDeclaration, Withdrawal } from '../wire/documents';
import { type Item, Outcome, type Reply } from '../wire/message';
import { NoticeDisplay } from '../wire/notices';
import { type KeptMandate, mandateIn, verifyOwn } from './enrolment';
import { type AlertEntry, type IssuerKeys, addReceipt, believeReceipt, findReceipt, isOver, toSubmit } from './entry';
import { Ledger } from './ledger';
import { Localities, type Locality } from './locality';
import { type Listening, type Presences, bySomebodyUnknown, listeningOf, presencesIn } from './listening';
import { type KeptOffset, NodeClock, stillBelieved } from './node_clock';
import { type NoticeView, type ReadNotice, readNotices } from './notices';
import { issuerKeys } from './issuers';
import { Papers } from './papers';
import { type DeviceKeys, type Tools, deviceKeys, keptRoster, notEnrolled } from './profile';
import type { Roster } from './roster';
import { type Observation, sealObservation } from './sealing';
import { type NodeKeysOf, type OpenAsker, Refused, type Session, accept, askAll, publicDocuments } from './session';
import { type Covers, type Standing, coversOf, noStanding, signedConduct, takeStandingItem, tieNow } from './standing';
import { type AlertView, type ViewContext, viewOf } from './views';

// An alert that the mairie's desk entered in this person's name (R35).
export interface EnteredAlert {
  id: string;
  category: Category;
  sector: number;
  accepted: number;
  confirmed: boolean;
}
interface KeptEntered {
  header: Uint8Array;
  accepted: number;
  confirmed: boolean;
}
const confirmWithinMs = 24 * hourMs;
interface FormerMandate {
  last: bigint; // sequence of the last alert under it
  mandate: Uint8Array;
}

export class Referent {
  private notices: ReadNotice[] = [];
  private presence: Presences = new Map();
  private exerciseUntil = 0; // device clock
  private readonly papers: Papers;
  private readonly localities: Localities;
  private asker: OpenAsker | null = null; // the session that goes on
  // Receipts that were turned away because nobody who may sign them had signed them.
  forged = 0;
  // The event before the first one of these: the paper that names its key is on its way, perhaps. Kept as the cursor, so
  // that a later session, and `lookAgain`, take the events from there once more.
  private doubted: bigint | null = null;
  // Why something that waits here could not be handed over, though the node answers; null: nothing is in the way.
  trouble: Failure | null = null;
  private readonly time: NodeClock;
  private timeLearned: () => void = () => undefined;

  private constructor(
    private readonly tools: Tools,
    private readonly keys: DeviceKeys,
    private readonly roster: Roster,
    private readonly commune: Uint8Array,
    private own: Mandate,
    private readonly ledger: Ledger,
    offset: number, // last signed node time less this device's clock
    private cursor: bigint, // last event seen
    private standing: Standing,
    private formerMandates: FormerMandate[],
  ) {
    this.papers = new Papers(tools, roster, () => this.nodeNow);
    this.localities = new Localities(tools.store, tools.clock);
    this.time = new NodeClock(tools, offset);
  }

  // not_found: no mandate in force on this device yet.
  static async open(tools: Tools): Promise<Referent> {
    const { store } = tools;
    const kept = (await store.get('mandate')) as KeptMandate | undefined;
    const commune = (await store.get('commune')) as Uint8Array | undefined;
    if (kept === undefined || commune === undefined) throw notEnrolled();
    const roster = await keptRoster(store);
    const own = await verifyOwn(tools, roster, commune, decodeContainer(kept.mandate), decodeContainer(kept.statement));
    const offset = stillBelieved(((await store.get('clock')) as KeptOffset | undefined) ?? { offset: 0, at: 0 }, tools.clock());
    const cursor = ((await store.get('cursor')) as bigint | undefined) ?? 0n;
    const standing = standingOf(((await store.get('standing')) as Item[] | undefined) ?? []);
    const former = ((await store.get('former')) as FormerMandate[] | undefined) ?? [];
    return new Referent(tools, await deviceKeys(store), roster, commune, own.mandate, new Ledger(store), offset, cursor, standing, former);
  }

  get charter(): Charter {
    return (this.roster.charter(this.commune) as { value: Charter }).value;
  }
  get post(): PostRecord {
    return (this.roster.record(this.charter.post) as { value: PostRecord }).value;
  }
  get supervising(): PostRecord | null {
    return this.roster.record(this.post.supervising)?.value ?? null;
  }
  get mandate(): Mandate {
    return this.own;
  }
  get signer() {
    return this.keys.signer;
  }
  get limits(): Limits {
    return knownLimits(this.roster.rules?.value.limits ?? null, this.charter, this.own.limits);
  }
  // What the charter enables; a missing person only while the post calls for witnesses.
  get categories(): Category[] {
    const { categories } = this.limits;
    const asked = this.notices.some(({ view }) => view.kind === NoticeKind.missing_person && view.cancelled === null);
    const all = Array.from({ length: 12 }, (_, i) => (i + 1) as Category);
    return all.filter((each) => isOn(categories, each) && (each !== 9 || asked));
  }
  // Of the mandate, then those of absent referents for whom this person stands in now (R5), until when (device clock).
  get sectors(): { id: number; name: string; until: number | null }[] {
    const until = (id: number): number | null | undefined => {
      if (this.own.sectors.includes(id)) return null;
      const covering = this.covers.standsIn.filter((each) => each.from <= this.nodeNow && each.sectors.includes(id));
      return covering.length === 0 ? undefined : Math.max(...covering.map((each) => each.until)) - this.clockOffset;
    };
    const found = this.charter.sectors.flatMap(({ id, name }) => {
      const end = until(id);
      return end === undefined ? [] : [{ id, name, until: end }];
    });
    return [...found.filter((each) => each.until === null), ...found.filter((each) => each.until !== null)];
  }
  // Who stands in for this person, and for whom this person stands in, as the node tells it.
  get covers(): Covers {
    const own = [this.own.mandate, ...this.formerMandates.map((each) => each.mandate)];
    return coversOf(this.standing, own, this.nodeNow);
  }
  get tie(): Tie {
    return tieNow(this.own, this.standing);
  }
  // R4: the hash of the conduct charter in force; null: this person has signed it.
  get conductToSign(): Uint8Array | null {
    const { conductCharter } = this.charter;
    const signed = equal(this.own.conductCharter, conductCharter) || signedConduct(this.standing, this.keys.signer.publicKey, conductCharter);
    return signed ? null : conductCharter;
  }
  // Why the mandate is of no use just now: policy's rule and detail. Null: it is in force.
  get stop(): { rule: number; detail: number } | null {
    return this.standing.stop;
  }
  // Everything is an exercise; or may be, until then (device clock).
  get exercise(): { always: boolean; until: number | null } {
    const open = this.exerciseUntil > this.tools.clock();
    return { always: this.charter.exercise, until: open ? this.exerciseUntil : null };
  }
  get clockOffset(): number {
    return this.time.offset;
  }
  private get nodeNow(): number {
    return this.time.now;
  }
  // True: this device's clock was set, and what is known of it is forgotten until a session has begun anew.
  async forgetMovedClock(): Promise<boolean> {
    if (!this.time.forgetIfMoved()) return false;
    await this.keepClock(0);
    return true;
  }
  // Once the next session has learned the node's time.
  learnedTime(): Promise<void> {
    return new Promise((learned) => (this.timeLearned = learned));
  }

  // ---- sealing and taking back

  // Judges as the nodes will, seals, and keeps: durable when it answers, nothing has been sent. Refused: by the policy.
  // expired: no key of the post for the day that this device's clock says, call 17. conflict: the street was chosen from
  // another list (`from`: the version of the places that the person saw) than the charter now names.
  async seal(seen: Observation, from = ''): Promise<string> {
    await this.localities.mayUse(seen.place, this.charter, from);
    const { tools, charter, post, roster, clockOffset: offset } = this;
    const context = { tools, kind: AlertKind.device, mandate: this.own.mandate, charter, post, roster, signer: this.keys.signer, offset };
    return toHex((await sealObservation(seen, context, this.ledger)).alert);
  }

  // Signs and keeps a withdrawal; `flush` sends it. Inside the hold it ends the alert, later it is a mark (R28).
  async withdraw(id: string): Promise<void> {
    const alert = fromHex(id);
    const entry = await this.ledger.find(alert);
    if (entry === null || entry.sequence === 0n) throw new Failure(Errc.not_found, 'no such alert on this device');
    if (isOver(entry)) throw new Refused(28, 'already_over');
    if (entry.withdrawal !== null) return;
    const about = { alert, mandate: this.sealedUnder(entry), headerHash: entry.headerHash, at: this.nodeNow };
    const signed = encodeContainer(await signedDraft(Withdrawal, about, this.keys.signer, Tag.withdrawal));
    await this.ledger.update(alert, (held) => void (held.withdrawal ??= signed));
  }

  // ---- with the node

  // What every new session begins with: the node's time, what waits here, newer documents, what was said meanwhile. An alert
  // that waits needs no newer document, and goes first: a slow line takes seconds for them.
  async begin(session: Session): Promise<void> {
    this.asker = session;
    await session.learnTime();
    await this.keepOffset(session);
    await this.flush(session);
    await this.refresh(session);
    await this.catchUp(session);
    await this.learnPresence(session);
    await this.learnNotices(session);
    await this.learnExercises(session);
    await this.forgetDue();
    await this.localities.learn(session, [this.charter]);
  }

  private async refresh(session: Session): Promise<void> {
    const today = dayOf(this.nodeNow);
    await this.papers.take(await publicDocuments(session), (roster) => {
      if (today > epochDaysStaleMax) roster.forgetEpochsBefore(today - epochDaysStaleMax);
    });
    await this.learnStanding(session);
  }
  // Where the commune's node is, and how it signs, as the charter held here says.
  get node(): NodeKeysOf {
    return { ...this.charter.node, formerCurves: this.roster.formerCurvesAt(this.commune, this.nodeNow) };
  }
  // The node has signed with a key that this device does not know: what its newest charter says.
  async newerKey(asker: OpenAsker): Promise<Uint8Array> {
    await this.papers.learn(asker);
    return this.charter.node.signing;
  }

  // How the mandate stands, and the one that renews it on this device; a renewal that does not verify changes nothing.
  async learnStanding(session: Session): Promise<void> {
    const { reply } = await session.ask({ verb: Verb.enrolment_status });
    if (reply.outcome !== Outcome.ok) return;
    const items = reply.items.filter((each) => each.code !== 0);
    this.standing = standingOf(items);
    await this.tools.store.write({ standing: items });
    const { mandate, statement } = mandateIn(reply);
    if (mandate === null || statement === null) return;
    try {
      const own = await verifyOwn(this.tools, this.roster, this.commune, mandate, statement);
      if (equal(own.mandate.mandate, this.own.mandate) || !equal(own.mandate.referent, this.own.referent)) return;
      const kept: KeptMandate = { mandate: encodeContainer(mandate), statement: encodeContainer(statement) };
      const former = [...this.formerMandates, { last: await this.ledger.lastSequence(), mandate: this.own.mandate }];
      await this.tools.store.write({ mandate: kept, former });
      this.formerMandates = former;
      this.own = own.mandate;
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem;
    }
  }
  private sealedUnder(entry: AlertEntry): Uint8Array {
    return this.formerMandates.find((each) => entry.sequence <= each.last)?.mandate ?? this.own.mandate;
  }

  // ---- what this person says about herself

  // R21: a tie that has come up; one that bars stops the mandate.
  async declare(session: Session, tie: Tie): Promise<void> {
    const value = { mandate: this.own.mandate, tie, at: this.nodeNow };
    await this.say(session, await signedDraft(TieDeclaration, value, this.keys.signer, Tag.tie_declaration));
  }
  // R5: who stands in, by mandate, in [from, until) of the node's clock; zeros: nobody any more.
  async deputise(session: Session, deputy: string, from: number, until: number): Promise<void> {
    await this.learnStanding(session);
    const value = { absent: this.own.mandate, deputy: fromHex(deputy), sequence: this.covers.sequence + 1, from, until, at: this.nodeNow };
    await this.say(session, await signedDraft(Deputising, value, this.keys.signer, Tag.deputising));
  }
  async endDeputising(session: Session): Promise<void> {
    await this.learnStanding(session);
    if (this.covers.away === null) throw new Failure(Errc.not_found, 'nobody stands in for you: there is nothing to end');
    await this.deputise(session, '00'.repeat(16), 0, 0);
  }
  // R4: the text of the hash that the person saw. conflict: the charter names another one now.
  async signConduct(session: Session, seen: string): Promise<void> {
    const text = this.conductToSign;
    if (text === null) return;
    if (toHex(text) !== seen) throw new Failure(Errc.conflict, 'the charter names another conduct charter now');
    const value = { mandate: this.own.mandate, conductCharter: text, at: this.nodeNow };
    await this.say(session, await signedDraft(ConductSignature, value, this.keys.signer, Tag.conduct_signature));
  }
  private async say(session: Session, document: SignedDocument): Promise<void> {
    accept((await session.ask({ verb: Verb.publish, data: encodeContainer(document) })).reply);
    await this.learnStanding(session);
  }

  // Hands over what lies here, oldest first, the same bytes each time, and withdrawals not yet answered. What the node
  // cannot take now stays, and is the `trouble`; it stops nothing else.
  async flush(session: Session): Promise<void> {
    this.trouble = null;
    try {
      await this.flushAll(session);
    } catch (problem) {
      if (!(problem instanceof Failure) || !session.open) throw problem;
      this.trouble = problem;
    }
  }

  private async flushAll(session: Session): Promise<void> {
    let trouble: unknown = null;
    for (const { alert } of await this.ledger.entries()) await this.flushOne(session, alert).catch((problem: unknown) => (trouble ??= problem));
    if (trouble !== null) throw trouble;
  }
  private async flushOne(session: Session, alert: Uint8Array): Promise<void> {
    const entry = await this.ledger.find(alert);
    if (entry !== null && toSubmit(entry)) await this.submit(session, entry);
    const after = await this.ledger.find(alert);
    if (after !== null && after.withdrawal !== null && !after.withdrawalAnswered && !isOver(after)) await this.sendWithdrawal(session, after);
  }

  private async submit(session: Session, entry: AlertEntry): Promise<void> {
    const data = entry.envelope as Uint8Array;
    const { reply } = await session.ask({ verb: Verb.submit, command: entry.alert, data });
    // A refusal that was signed is an answer: the receipt names the rule.
    if (reply.outcome !== Outcome.failed && reply.data.length === signedReceiptBytes) return this.takeReceipt(entry.alert, reply.data);
    accept(reply);
    throw new Failure(Errc.malformed, 'the node answered without a receipt: the alert is kept and sent again');
  }

  private async sendWithdrawal(session: Session, entry: AlertEntry): Promise<void> {
    const data = entry.withdrawal as Uint8Array;
    const { reply } = await session.ask({ verb: Verb.withdraw, command: hash128(data), data });
    if (reply.outcome === Outcome.failed) accept(reply);
    await this.ledger.update(entry.alert, (held) => void (held.withdrawalAnswered = true));
    if (reply.data.length === signedReceiptBytes) await this.takeReceipt(entry.alert, reply.data);
  }

  // Every receipt since the last time; from then on they come by `takeEvent`.
  private async catchUp(session: Session): Promise<void> {
    this.cursor = this.doubted ?? this.cursor;
    this.doubted = null;
    for (;;) {
      const reply = accept((await session.ask({ verb: Verb.follow, number: this.cursor })).reply);
      const before = this.cursor;
      for (const item of reply.items) await this.takeItem(item);
      if (!reply.more || this.cursor === before) return;
    }
  }

  // An event of a session that follows. True: it is about notices, ask for them again.
  async takeEvent(reply: Reply): Promise<boolean> {
    const ofNotices: readonly number[] = [DocumentType.notice, DocumentType.notice_cancel, DocumentType.commission];
    for (const item of reply.items) if (!ofNotices.includes(item.code)) await this.takeItem(item);
    return reply.items.some((item) => ofNotices.includes(item.code));
  }

  private async takeItem(item: Item): Promise<void> {
    if ((await this.ledger.find(item.id)) === null) await this.takeEntered(item);
    else
      await this.takeReceipt(item.id, item.data).catch((problem: unknown) => {
        if (unlessForged(problem).code === Errc.bad_signature && item.number > 0n) this.doubted ??= item.number - 1n;
      });
    if (item.number <= this.cursor) return;
    this.cursor = item.number;
    await this.tools.store.write({ cursor: this.doubted ?? item.number });
  }
  // What nobody known here had signed, once more, with the newest papers; a minute's rest is theirs. Nothing, if there is none.
  async lookAgain(session: Session): Promise<void> {
    if (this.doubted === null) return;
    await this.papers.learn(session);
    await this.catchUp(session);
  }

  private async takeReceipt(alert: Uint8Array, signed: Uint8Array): Promise<void> {
    const entry = await this.addBelieved(alert, signed).catch(async (problem: unknown) => {
      // By a key that a newer paper names, perhaps.
      const unknown = problem instanceof Failure && problem.code === Errc.bad_signature;
      if (unknown && this.asker !== null && (await this.papers.learn(this.asker))) return this.addBelieved(alert, signed);
      throw problem;
    }).catch((problem: unknown) => {
      this.forged++;
      throw problem;
    });
    const told = entry === null ? null : findReceipt(entry, NodeKind.commune, AlertState.refused);
    if (told?.receipt.refusal === Refusal.clock && this.time.isRecent(told.arrived)) await this.keepClock(told.receipt.at - told.arrived);
  }
  private addBelieved(alert: Uint8Array, signed: Uint8Array): Promise<AlertEntry | null> {
    return this.ledger.update(alert, (held) => {
      const receipt = believeReceipt(signed, held.headerHash, this.issuers);
      addReceipt(held, receipt, signed, this.tools.clock());
    });
  }
  private get issuers(): IssuerKeys {
    return issuerKeys(this.roster, [this.commune, this.charter.post, this.supervising?.post ?? null], this.nodeNow);
  }

  private async keepOffset(session: Session): Promise<void> {
    if (session.clockOffset !== null) await this.keepClock(session.clockOffset);
    this.timeLearned();
  }
  private async keepClock(offset: number): Promise<void> {
    await this.tools.store.write({ clock: this.time.learn(offset) });
  }

  // ---- what the desk of the mairie entered for this person

  private async takeEntered(item: Item): Promise<void> {
    if (item.extra.length !== headerBytes) return;
    const header = orNull(() => Header.decode(item.extra));
    if (header === null || header.kind !== AlertKind.desk || !equal(header.mandate, this.own.mandate)) return;
    const receipt = orNull(() => believeReceipt(item.data, headerHash(item.extra), this.issuers));
    if (receipt === null) this.forged++;
    if (receipt === null || receipt.state !== AlertState.accepted) return;
    const name = `entered/${toHex(header.alert)}`;
    if ((await this.tools.store.get(name)) !== undefined) return;
    const kept: KeptEntered = { header: item.extra, accepted: receipt.at, confirmed: false };
    await this.tools.store.write({ [name]: kept });
  }
  async entered(): Promise<EnteredAlert[]> {
    const all = await this.tools.store.list('entered/');
    return all
      .map(([, value]) => value as KeptEntered)
      .filter((each) => each.accepted + confirmWithinMs > this.nodeNow)
      .map(({ header, accepted, confirmed }) => {
        const { alert, category, sector } = Header.decode(header);
        return { id: toHex(alert), category, sector, accepted: accepted - this.clockOffset, confirmed };
      });
  }
  // Signs that it was this person's report, and hands it to the node.
  async confirm(session: Session, id: string): Promise<void> {
    const name = `entered/${id}`;
    const kept = (await this.tools.store.get(name)) as KeptEntered | undefined;
    if (kept === undefined) throw new Failure(Errc.not_found, 'no alert was entered under this id');
    const { alert, mandate } = Header.decode(kept.header);
    const about = { alert, mandate, headerHash: headerHash(kept.header), at: this.nodeNow };
    const data = encodeContainer(await signedDraft(DeskConfirmation, about, this.keys.signer, Tag.desk_confirmation));
    accept((await session.ask({ verb: Verb.confirm, data })).reply);
    await this.tools.store.write({ [name]: { ...kept, confirmed: true } });
  }

  // ---- who listens, what is announced

  async learnPresence(session: Session): Promise<void> {
    if (this.heard().length === 0) return;
    const { items } = accept((await session.ask({ verb: Verb.presence })).reply);
    if (bySomebodyUnknown(items, this.heard())) await this.papers.learn(session);
    this.presence = presencesIn(items, this.heard(), this.clockOffset);
  }
  // Posts that say when they listen.
  private heard(): PostRecord[] {
    return [this.post, ...(this.supervising === null ? [] : [this.supervising])].filter((each) => each.presence);
  }
  // `fresh`: what the desks say was asked for within the last minutes.
  listening(fresh: boolean): Listening {
    return listeningOf(this.post, this.supervising, this.presence, fresh, this.tools.clock());
  }

  async learnNotices(session: Session): Promise<NoticeView[]> {
    const items = await askAll(session, { verb: Verb.notices, code: 1 });
    this.notices = readNotices(items, this.roster);
    return this.shownNotices();
  }
  shownNotices(): NoticeView[] {
    return this.notices.map(({ view }) => view);
  }
  // Signs and sends the receipt that this device showed the notice, or its cancel. Again is no error.
  async confirmShown(session: Session, id: string): Promise<void> {
    const read = this.notices.find(({ view }) => view.id === id);
    if (read === undefined) throw new Failure(Errc.not_found, 'no such notice');
    const about = { notice: read.id, document: read.shown, mandate: this.own.mandate, at: this.nodeNow };
    const data = encodeContainer(await signedDraft(NoticeDisplay, about, this.keys.signer, Tag.notice_display));
    accept((await session.ask({ verb: Verb.notices, data })).reply);
  }

  private async learnExercises(session: Session): Promise<void> {
    if (this.charter.exercise) return;
    const commanders = this.roster.keysOf(Role.commander, this.charter.post);
    const items = await askAll(session, { verb: Verb.documents, code: DocumentType.exercise_window });
    const open = items
      .map((item) => orNull(() => verifyExerciseWindow(decodeContainer(item.data), commanders)))
      .filter((each) => each !== null && equal(each.commune, this.commune) && each.opens <= this.nodeNow)
      .sort((a, b) => (b?.at ?? 0) - (a?.at ?? 0))[0];
    const longest = (open?.opens ?? 0) + this.limits.exercise_window_hours * hourMs;
    this.exerciseUntil = open == null ? 0 : Math.min(open.closes, longest) - this.clockOffset;
  }

  // ---- what is shown

  // Streets and outlines under the charter in force; they change when their version does.
  places(): Promise<Locality> {
    return this.localities.of(this.charter);
  }
  placesVersion(): Promise<string> {
    return this.localities.version(this.charter);
  }
  async alerts(): Promise<AlertView[]> {
    const context = this.viewContext();
    return (await this.ledger.entries()).map((entry) => viewOf(entry, context));
  }
  private viewContext(): ViewContext {
    const { charter } = this;
    return {
      keys: this.issuers,
      limits: this.limits,
      clockOffset: this.clockOffset,
      now: this.tools.clock(),
      sectorName: (id) => charter.sectors.find((each) => each.id === id)?.name ?? String(id),
      isLost: (day, sealed, heard) => this.roster.isLost(charter.post, day, sealed, heard),
    };
  }
  // Drops what node and post must have erased by now.
  async forgetDue(): Promise<void> {
    for (const view of await this.alerts())
      if (view.erasedAt !== null && view.erasedAt <= this.nodeNow) await this.ledger.erase(fromHex(view.id));
  }
}

function standingOf(items: readonly Item[]): Standing {
  const standing = noStanding();
  for (const item of items) orNull(() => takeStandingItem(standing, item));
  return standing;
}

// What nobody may have signed is counted and shown to nobody; it must not stop what comes after it.
function unlessForged(problem: unknown): Failure {
  const passed: readonly number[] = [Errc.bad_signature, Errc.conflict, Errc.malformed];
  if (!(problem instanceof Failure) || !passed.includes(problem.code)) throw problem;
  return problem;
}
