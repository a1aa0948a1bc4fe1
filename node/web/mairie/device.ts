// The device of a mairie: what its node tells it, and what a mayor, a clerk or the desk signs. It runs in a worker; the page
// gets its state and calls its acts.
import { Failure } from '../shared/base/failure';
import { type ActReason, type CancelReason, Errc, type NoticeKind, type ReviewOutcome, type RiskKind, Role, type Venue, Verb } from '../shared/base/vocabulary.gen';
import { type Listening, listeningOf, presencesIn } from '../shared/device/listening';
import { Localities, type Locality } from '../shared/device/locality';
import { type DeskNotice, NoticeDesk, type NoticeTools, listNotices } from '../shared/device/notice_desk';
import { NodeClock } from '../shared/device/node_clock';
import type { Tools } from '../shared/device/profile';
import type { Observation } from '../shared/device/sealing';
import { Refused, type Session, accept } from '../shared/device/session';
import type { Timer } from '../shared/device/timer';
import { knownLimits } from '../shared/policy/limits';
import type { Outline } from '../shared/place/outline';
import type { Problem } from '../shared/screen/calls';
import { startSodium } from '../shared/seal/sodium';
import type { ActKind } from '../shared/wire/documents';
import { actOnMandate, joinOverlay, signResumption, suspendNode, tighten, withdrawOverlay } from './model/acts';
import type { OfficeTools } from './model/asker';
import { counts, yearReport } from './model/counts';
import * as digest from './model/digest';
import { EntryDesk } from './model/entries';
import { type CharterReading, readCharter } from './model/founding';
import { type Law, listLaw } from './model/law';
import { type Applicant, type Nomination, compose, composeRenewal, invite, listApplicants, nominate } from './model/people';
import { answerReview, listReviews } from './model/reviews';
import { type RollRow, listRoll, rollViews, sectorsNow, sectorsWithout } from './model/roll';
import { Seat, charterOf, recordOf, supervisingOf } from './model/seat';
import { type CountsView, type LimitChoice, type MairieState, MandateState, type QuarterView, type SeatKind, nothingYet } from './model/views';

export const lookAgainMs = 60_000;
export const tendAgainMs = 2_000;

export interface MairieTools extends Tools {
  timer: Timer;
}
// What a person chooses for a nomination. Zero and empty: as long as the rules allow, all sectors, as before.
export interface NominationChoice {
  sectors: number[];
  trained: number;
  until: number;
  replaces: string | null; // mandate on a lost phone
  deputy: string | null; // mandate of who alone may stand in
}
export interface AnnouncementChoice {
  kind: NoticeKind;
  risk: RiskKind | null;
  venue: Venue | null;
  sectors: number[];
  advice: number[];
  factsFrom: number;
  factsUntil: number;
  hours: number;
}

export class MairieDevice {
  private state: MairieState = nothingYet;
  private roll: RollRow[] = [];
  private applicants: Applicant[] = [];
  private notices: DeskNotice[] = [];
  private law: Law | null = null;
  private readonly clocks: Record<SeatKind, NodeClock>;
  private callOff: Record<SeatKind, () => void> = { office: () => undefined, desk: () => undefined };
  private readonly seats: Record<SeatKind, Seat>;
  private readonly entries: EntryDesk;
  private readonly localities: Localities;

  // A desk's device keeps its keys and entries in a store of its own.
  constructor(
    private readonly tools: MairieTools,
    desk: Tools,
    private readonly push: (state: MairieState) => void,
    problemOf: (problem: unknown) => Problem,
  ) {
    this.seats = {
      office: new Seat({ kind: 'office', tools, problemOf, changed: (office) => this.change({ office }), begin: (session) => this.begin('office', session) }),
      desk: new Seat({ kind: 'desk', tools: desk, problemOf, changed: (view) => this.change({ desk: view }), begin: (session) => this.begin('desk', session) }),
    };
    this.clocks = { office: new NodeClock(tools), desk: new NodeClock(tools) };
    this.localities = new Localities(tools.store, tools.clock);
    this.entries = new EntryDesk(desk, () => this.seats.desk.mine(), () => this.clocks.desk.offset);
  }

  async start(): Promise<void> {
    await startSodium();
    await this.seats.office.start();
    await this.seats.desk.start();
    this.showCommune();
  }
  offer(kind: SeatKind, files: Uint8Array[], pasted: string): Promise<void> {
    return this.seats[kind].offer(files, pasted);
  }
  async confirmPairing(kind: SeatKind): Promise<void> {
    await this.seats[kind].confirm();
    this.showCommune();
  }
  // The network came back, or a person asked.
  async refresh(): Promise<void> {
    for (const kind of ['office', 'desk'] as const) {
      const seat = this.seats[kind];
      if (seat.here === null) continue;
      if (this.clockMoved(kind)) seat.renew();
      else if (seat.connected === null) seat.now();
      else await (kind === 'office' ? this.look(seat.connected) : this.lookFromDesk(seat.connected));
    }
  }

  // ---- what the node tells

  private async begin(kind: SeatKind, session: Session): Promise<void> {
    this.clocks[kind].learn(session.clockOffset ?? 0);
    await (kind === 'office' ? this.look(session) : this.lookFromDesk(session));
  }
  private async look(session: Session): Promise<void> {
    const tools = this.officeTools(session);
    const { role } = this.seats.office.mine().commission;
    const charter = charterOf(tools);
    this.law = await listLaw(session, tools.roster, charter);
    this.roll = await listRoll(session);
    this.applicants = await listApplicants(tools);
    this.notices = await listNotices(this.noticeTools(session));
    const reviews = role === Role.mayor ? await listReviews(session) : [];
    const listening = await this.listeningBy(session, 'office');
    const quarter = await counts(session, 0).catch(noneYet);
    const now = this.nodeNow();
    const { training_months } = knownLimits(tools.roster.rules?.value.limits ?? null, charter, null);
    this.change({
      law: this.law.view,
      roll: rollViews(this.roll, charter, training_months, now),
      withoutReferent: sectorsWithout(this.roll, charter),
      applicants: this.applicants.map(digest.applicantView),
      announcements: this.notices.map(digest.announcementView),
      reviews,
      listening,
      quarter,
      lookedAt: this.tools.clock(),
    });
    this.showCommune();
    await this.localities.learn(session, [charter]);
    this.again('office', lookAgainMs, () => this.look(this.seats.office.asker()));
  }
  // Of the map that the charter in force names; none where this browser has no device of the mairie, or it has not come.
  async outlines(): Promise<Outline[]> {
    const { here } = this.seats.office;
    const charter = here?.roster.charter(here.commune)?.value;
    return charter === undefined ? [] : (await this.localities.of(charter)).outlines;
  }
  private async lookFromDesk(session: Session): Promise<void> {
    await this.tend(session);
    const roll = await listRoll(session);
    const callable = roll
      .filter((row) => row.state === MandateState.in_force)
      .map((row) => ({ id: row.id, name: row.name, sectorIds: sectorsNow(row, roll, this.clocks.desk.now) }));
    this.change({ callable, listening: await this.listeningBy(session, 'desk') });
    this.showCommune();
    await this.showEntries();
    await this.entries.learnPlaces(session);
    this.change({ places: await this.entries.placesVersion() });
  }
  private async showEntries(): Promise<void> {
    this.change({ entries: await this.entries.views(), deskLookedAt: this.tools.clock() });
    const wait = (await this.entries.restless()) ? tendAgainMs : lookAgainMs;
    this.again('desk', wait, async () => {
      await this.tend(this.seats.desk.asker());
      await this.showEntries();
    });
  }
  // What the node fails to answer about an entry is shown, and stops nothing else. Fails when the session is over.
  private async tend(session: Session): Promise<void> {
    const { desk } = this.seats;
    await this.entries.tend(session).then(
      () => desk.trouble(null),
      (problem: unknown) => {
        if (!session.open) throw problem;
        desk.trouble(problem);
      },
    );
  }
  // One such wait at a time. A line that is lost meanwhile begins anew by itself, with all of it.
  private again(kind: SeatKind, ms: number, work: () => Promise<void>): void {
    this.callOff[kind]();
    this.callOff[kind] = this.tools.timer.after(ms, () => {
      if (this.seats[kind].connected === null) return;
      if (this.clockMoved(kind)) return this.seats[kind].renew(); // what it begins with is all of this
      work().catch((problem: unknown) => {
        this.seats[kind].trouble(problem);
        this.again(kind, ms, work);
      });
    });
  }
  private async listeningBy(session: Session, kind: SeatKind): Promise<Listening> {
    const { roster, commune } = this.seats[kind].mine();
    const [post, above] = [recordOf({ roster, commune }), supervisingOf({ roster, commune })];
    const { items } = accept((await session.ask({ verb: Verb.presence })).reply);
    const presences = presencesIn(items, above === null ? [post] : [post, above], this.clocks[kind].offset);
    return listeningOf(post, above, presences, true, this.tools.clock());
  }
  private showCommune(): void {
    const seated = this.seats.office.here ?? this.seats.desk.here;
    if (seated !== null) this.change({ commune: digest.communeView(seated) });
  }
  private change(part: Partial<MairieState>): void {
    this.state = { ...this.state, ...part };
    this.push(this.state);
  }

  // ---- people

  async invite(name: string, hours: number): Promise<void> {
    const card = await invite(this.officeTools(), name.trim(), hours);
    this.change({ cards: [...this.state.cards, card] });
  }
  // They were printed, or are not wanted on the screen any more.
  async forgetCards(): Promise<void> {
    this.change({ cards: [] });
  }
  async nominate(invitation: string, choice: NominationChoice): Promise<void> {
    const applicant = this.applicants.find((each) => each.id === invitation);
    if (applicant === undefined) throw gone();
    const tools = this.officeTools();
    await nominate(tools, compose(tools, applicant, this.nomination(choice)));
    await this.lookNow();
  }
  async renew(mandate: string, choice: NominationChoice): Promise<void> {
    const tools = this.officeTools();
    await nominate(tools, composeRenewal(tools, this.row(mandate), this.nomination({ ...choice, replaces: null })));
    await this.lookNow();
  }
  async actOnMandate(kind: ActKind, mandate: string, reason: ActReason, hours: number): Promise<void> {
    await actOnMandate(this.officeTools(), kind, this.row(mandate).id, reason, hours);
    await this.lookNow();
  }

  // ---- the node and its limits

  async suspendNode(reason: ActReason): Promise<void> {
    await suspendNode(this.officeTools(), reason);
    await this.lookNow();
  }
  async signResumption(reason: ActReason, byOthers: Uint8Array | null): Promise<{ file: Uint8Array; complete: boolean }> {
    const signed = await signResumption(this.officeTools(), reason, byOthers);
    await this.lookNow();
    return signed;
  }
  async tighten(limits: LimitChoice[], reason: ActReason): Promise<void> {
    await tighten(this.officeTools(), limits, reason);
    await this.lookNow();
  }
  async joinOverlay(overlay: string): Promise<void> {
    const document = this.law?.overlays.get(overlay);
    if (document === undefined) throw gone();
    await joinOverlay(this.officeTools(), document);
    await this.lookNow();
  }
  async withdrawOverlay(overlay: string): Promise<void> {
    await withdrawOverlay(this.officeTools(), overlay);
    await this.lookNow();
  }

  // ---- announcements, counts, reviews

  async announce(choice: AnnouncementChoice): Promise<void> {
    const { commune } = this.seats.office.mine();
    const wish = { ...choice, commune, category: null, ends: null, exercise: false };
    await this.noticeDesk().write(wish);
    await this.lookNow();
  }
  async cancelAnnouncement(id: string, reason: CancelReason): Promise<void> {
    const notice = this.notices.find((each) => each.id === id);
    if (notice === undefined) throw gone();
    await this.noticeDesk().cancel(notice, reason);
    await this.lookNow();
  }
  counts(firstDay: number): Promise<CountsView> {
    return counts(this.seats.office.asker(), firstDay);
  }
  report(year: number): Promise<QuarterView[]> {
    return yearReport(this.seats.office.asker(), year, this.state.reviews, this.nodeNow());
  }
  async answerReview(id: string, outcome: ReviewOutcome): Promise<void> {
    const row = this.state.reviews.find((each) => each.id === id);
    if (row === undefined) throw gone();
    await answerReview(this.officeTools(), row, outcome);
    await this.lookNow();
  }

  // ---- desk entry (R35)

  // Sealed and kept when it answers; handed over at once where there is a line.
  async enter(mandate: string, seen: Observation, from = ''): Promise<string> {
    this.clocks.desk.forgetIfMoved();
    const id = await this.entries.enter(mandate, seen, from);
    const session = this.seats.desk.connected;
    if (session !== null) await this.tend(session).catch(() => undefined); // it is kept: the next session begins with it
    await this.showEntries();
    return id;
  }

  places(): Promise<Locality> {
    return this.entries.places();
  }

  // ---- founding: a charter that the office key has signed, read back

  readCharter(container: Uint8Array): Promise<CharterReading> {
    return readCharter(container);
  }

  // ---- common to all

  private async lookNow(): Promise<void> {
    await this.look(this.seats.office.asker());
  }
  private nomination({ replaces, deputy, ...rest }: NominationChoice): Nomination {
    return { ...rest, replaces: replaces === null ? null : this.row(replaces), deputy: deputy === null ? null : this.row(deputy) };
  }
  private row(id: string): RollRow {
    const row = this.roll.find((each) => each.id === id);
    if (row === undefined) throw gone();
    return row;
  }
  // What is signed after this computer's clock was set goes by that clock, until the next look makes a session begin anew.
  private clockMoved(kind: SeatKind): boolean {
    return this.clocks[kind].forgetIfMoved() || this.clocks[kind].isForgotten;
  }
  private nodeNow(): number {
    this.clocks.office.forgetIfMoved();
    return this.clocks.office.now;
  }
  private officeTools(session: Session = this.seats.office.asker()): OfficeTools {
    const { roster, commune, keys } = this.seats.office.mine();
    return { asker: session, roster, commune, signer: keys.signer, entropy: this.tools.entropy, nodeNow: () => this.nodeNow() };
  }
  private noticeTools(session: Session): NoticeTools {
    const { roster, keys } = this.seats.office.mine();
    return { asker: session, roster, post: new Uint8Array(8), signer: keys.signer, entropy: this.tools.entropy, clock: () => this.nodeNow() };
  }
  private noticeDesk(): NoticeDesk {
    return new NoticeDesk(this.noticeTools(this.seats.office.asker()), this.tools.store);
  }
}

const gone = (): Failure => new Failure(Errc.not_found, 'this is not on the list any more');
// A node that has counted no closed quarter may say so by a rule.
function noneYet(problem: unknown): null {
  if (problem instanceof Refused) return null;
  throw problem;
}
