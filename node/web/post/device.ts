// The device of a desk: one connection, one list, what sounds, what is open on the screen. It runs in a worker, where no
// background page slows its clock; the page gets its state, and calls its acts.
import { equal, fromHex, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { communeId, nameOf } from '../shared/base/ids';
import { headerBytes } from '../shared/base/limits.gen';
import { type CancelReason, type Category, type ClosingCode, DocumentType, Errc, type GroupReason, type HandOverReason, type NoticeKind, type OpenReason, Verb } from '../shared/base/vocabulary.gen';
import { Connection } from '../shared/device/connection';
import { type DeskNotice, NoticeDesk, type NoticeTools, listNotices } from '../shared/device/notice_desk';
import { Localities } from '../shared/device/locality';
import { documentsIn, preparePairing } from '../shared/device/pairing';
import { Papers } from '../shared/device/papers';
import type { Tools } from '../shared/device/profile';
import { type OpenAsker, Session, type SessionHandlers, askAll, publicDocuments } from '../shared/device/session';
import type { Timer } from '../shared/device/timer';
import type { Problem } from '../shared/screen/calls';
import { startSodium, wipe } from '../shared/seal/sodium';
import { type Content, PlaceKind } from '../shared/wire/alert';
import type { Charter } from '../shared/wire/documents';
import type { Reply } from '../shared/wire/message';
import { type DeskAlert, workOf } from './model/alerts';
import { Attention } from './model/attention';
import * as desk from './model/desk';
import * as digest from './model/digest';
import { type Inbox, emptyInbox, find, listed, unread, withEvent } from './model/inbox';
import { type Office, type Pairing, checkPairing, keepPairing, pairedOffice } from './model/pairing';
import { countSectors } from './model/sectors';
import { Service } from './model/service';
import { type ShiftAct, type ShiftEntry, ShiftLog } from './model/shift';
import { type CommunePlan, type DeskState, nothingYet } from './model/views';

const listTries = 3; // a list that news overtook is asked for again

export interface DeskTools extends Tools {
  timer: Timer;
}
// What a person chooses for a notice; the rest follows from the post.
export interface NoticeChoice {
  kind: NoticeKind;
  insee: string;
  sectors: number[];
  category: Category | null;
  advice: number[];
  ends: string | null;
  factsFrom: number;
  factsUntil: number;
  hours: number;
  exercise: boolean;
}

export class DeskDevice {
  private office: Office | null = null;
  private state: DeskState = nothingYet;
  private pairing: Pairing | null = null;
  private inbox: Inbox = emptyInbox;
  private notices: DeskNotice[] = [];
  private noted: ReadonlySet<string> = new Set();
  private early: DeskAlert[] | null = []; // news while the list is being asked for
  private look: () => void = () => undefined; // takes a look that is still to come back
  private quiet: () => void = () => undefined;
  private sounded = 0;
  private papersOf: Papers | null = null;
  private readonly attention = new Attention();
  private readonly localities: Localities;
  private readonly shift: ShiftLog;
  private readonly line: Connection;
  private readonly service: Service;

  constructor(
    private readonly tools: DeskTools,
    private readonly push: (state: DeskState) => void,
    private readonly problemOf: (problem: unknown) => Problem,
  ) {
    this.shift = new ShiftLog(tools.store, tools.clock);
    this.localities = new Localities(tools.store, tools.clock);
    this.line = new Connection({
      open: (handlers) => this.openSession(handlers),
      begin: (session) => this.begin(session),
      event: (reply) => this.event(reply),
      state: (connection, why) => {
        this.change({ connection, trouble: why === null ? null : this.problemOf(why) });
        if (connection === 'connected') void this.service.again();
      },
    });
    this.service = new Service({
      timer: tools.timer,
      asker: () => this.line.current,
      record: () => this.record,
      learn: () => this.learn(),
      changed: (state, until) => this.change({ service: { state, until } }),
    });
  }

  // ---- who this is

  async start(): Promise<void> {
    await startSodium();
    try {
      this.office = await pairedOffice(this.tools);
      if (this.office === null) {
        const keys = await preparePairing(this.tools);
        return this.change({ stage: 'unpaired', device: digest.deviceView(keys) });
      }
      this.change({ stage: 'off', ...this.known() });
    } catch (problem) {
      this.change({ stage: 'unpaired', problem: this.problemOf(problem) });
    }
  }
  // Files as they came, or what was pasted. Nothing is kept before `confirmPairing`.
  async offer(files: Uint8Array[], pasted: string): Promise<void> {
    this.pairing = null;
    this.change({ pairing: null });
    const containers = pasted.trim() === '' ? files : [...files, ...documentsIn(pasted)];
    this.pairing = await checkPairing(this.tools, containers);
    this.change({ pairing: digest.pairingView(this.pairing) });
  }
  async confirmPairing(): Promise<void> {
    if (this.pairing === null) throw new Failure(Errc.not_found, 'nothing is there to confirm');
    await keepPairing(this.tools, this.pairing);
    this.papersOf = null;
    this.office = await pairedOffice(this.tools);
    this.change({ stage: 'off', pairing: null, device: null, ...this.known() });
  }

  // ---- prise de service

  async beginService(): Promise<void> {
    this.mine();
    this.change({ stage: 'duty' });
    this.line.start();
    await this.shift.note('service_begun');
    await this.service.begin();
    this.attend();
  }
  // Nothing that was listed or opened stays on this desk.
  async leave(): Promise<void> {
    this.quiet();
    this.attention.forget();
    await this.shift.note('service_left');
    try {
      await this.service.leave();
    } finally {
      this.line.stop();
      this.inbox = emptyInbox;
      this.notices = [];
      this.noted = new Set();
      const nothing = { reading: null, disclosure: null, listedAt: null, closedToo: false, sounding: null, sectors: [] };
      this.change({ stage: 'off', ...nothing, ...this.shown() });
    }
  }
  // The network came back, or a person asked.
  async refresh(): Promise<void> {
    this.line.now();
  }
  async showClosed(closedToo: boolean): Promise<void> {
    this.change({ closedToo });
    await this.relist(this.session());
  }

  private openSession(handlers: SessionHandlers): Promise<Session> {
    const { node, post } = this.record;
    const { roster, keys } = this.mine();
    const { transport, entropy, clock } = this.tools;
    const formerCurves = roster.formerCurvesAt(post, clock());
    const newerKey = async (asker: OpenAsker): Promise<Uint8Array> => {
      await this.papers().learn(asker);
      return this.record.node.signing;
    };
    return Session.open(transport, { curve: node.curve, signing: node.signing, formerCurves }, keys.signer, entropy, { ...handlers, newerKey }, clock);
  }
  private papers(): Papers {
    this.papersOf ??= new Papers(this.tools, this.mine().roster, this.tools.clock);
    return this.papersOf;
  }
  private async learn(): Promise<boolean> {
    const session = this.line.current;
    return session !== null && (await this.papers().learn(session));
  }
  private async begin(session: Session): Promise<void> {
    const containers = await publicDocuments(session);
    for (const code of [DocumentType.charter, DocumentType.commission])
      containers.push(...(await askAll(session, { verb: Verb.documents, code })).map((item) => item.data));
    await this.papers().take(containers);
    this.early = [];
    await desk.followPost(session);
    await this.relist(session, false); // the papers have just come: what is unknown by them was signed before this desk's time
    this.notices = await listNotices(this.noticeTools(session));
    this.change({ ...this.known(), ...this.shown() });
    await this.localities.learn(session, this.charters());
    this.change({ places: await this.placesVersion() });
  }
  private charters(): Charter[] {
    const { roster, post } = this.mine();
    return roster.charters.map((each) => each.value).filter((each) => equal(each.post, post));
  }
  private async placesVersion(): Promise<string> {
    return (await Promise.all(this.charters().map((each) => this.localities.version(each)))).join();
  }
  // Of the communes whose charters name outlines that have come.
  async plans(): Promise<CommunePlan[]> {
    const all = await Promise.all(this.charters().map(async (each) => ({ insee: nameOf(each.commune), outlines: (await this.localities.of(each)).outlines })));
    return all.filter((each) => each.outlines.length > 0);
  }
  private async relist(session: Session, asks = true): Promise<void> {
    let alerts: DeskAlert[] = [];
    for (let attempt = 0; attempt < listTries; attempt++) {
      this.early = [];
      alerts = await desk.listInbox(this.deskTools(session), this.state.closedToo);
      const newer = asks && alerts.some(unknownKey) && (await this.papers().learn(session));
      if (this.early.length === 0 && !newer) break;
    }
    const overtaking = this.early ?? [];
    this.early = null;
    this.show(overtaking.reduce(withEvent, listed(alerts)));
    this.change({ listedAt: this.tools.clock() });
  }
  private event(reply: Reply): void {
    const [item] = reply.items;
    if (item === undefined) return;
    if (item.code !== 0 || item.data.length < headerBytes) return void this.refreshNotices();
    const alert = desk.readItem(this.deskTools(this.line.current), item);
    if (this.early !== null) this.early.push(alert);
    else this.show(withEvent(this.inbox, alert));
    if (unknownKey(alert)) void this.lookAgain();
  }
  // Some node has signed with a key that is not known here: one that a newer charter or record names, perhaps.
  private async lookAgain(): Promise<void> {
    this.look();
    const session = this.line.current;
    if (session === null) return; // the next one lists all
    const { rests } = this.papers();
    if (rests > 0) {
      this.look = this.tools.timer.after(rests, () => void this.lookAgain());
      return;
    }
    if (!(await this.papers().learn(session))) return;
    await this.relist(session).catch(overWithSession);
  }
  // Beside an act that is under way; a new session lists them anyhow.
  private async refreshNotices(): Promise<void> {
    const asker = this.line.current;
    if (asker === null) return;
    this.notices = (await listNotices(this.noticeTools(asker)).catch(overWithSession)) ?? this.notices;
    this.change(this.shown());
  }

  // ---- what is shown, and what sounds

  private show(inbox: Inbox): void {
    this.inbox = inbox;
    const { reading } = this.state;
    const open = reading === null ? null : find(inbox, reading.id);
    const over = reading !== null && (open === null || workOf(open).closed);
    this.change({ ...this.shown(), ...(over ? { reading: null } : {}) });
    this.attend();
  }
  private attend(): void {
    this.quiet();
    if (!this.service.on) return;
    const now = this.tools.timer.now();
    const { sound, fresh, next } = this.attention.look(this.inbox.alerts, now);
    if (sound !== null) this.change({ sounding: { kind: sound, fresh, number: ++this.sounded } });
    this.quiet = next === null ? () => undefined : this.tools.timer.after(Math.max(0, next - now), () => this.attend());
  }
  private shown(): Partial<DeskState> {
    const { roster, post } = this.mine();
    return {
      alerts: digest.alertViews(this.inbox, this.supervised, this.noted),
      waiting: unread(this.inbox).length,
      sectors: countSectors(roster, post, this.inbox.alerts),
      notices: this.notices.map(digest.noticeView),
    };
  }
  private known(): Partial<DeskState> {
    const office = this.mine();
    const communes = digest.communeViews(office.roster, office.post);
    return { post: digest.postView(office), communes, exercise: communes.length > 0 && communes.every((each) => each.exercise) };
  }
  private change(part: Partial<DeskState>): void {
    this.state = { ...this.state, ...part };
    this.push(this.state);
  }

  // ---- acts on alerts

  async open(id: string, reason: OpenReason): Promise<void> {
    this.forget();
    const opened = await desk.open(this.deskTools(this.asker()), this.alert(id), reason);
    wipe(opened.content.tagKey);
    const alert = this.alert(id);
    const reading = digest.readingView(id, nameOf(alert.header.commune), opened, await this.streetOf(alert, opened.content));
    // Shown last: whoever sees it may press the next key, and no act is under way then.
    await this.shift.note('opened', id, reason).finally(() => this.change({ reading }));
  }
  // Away from the screen, and from memory as far as a program can say so.
  async back(): Promise<void> {
    this.forget();
  }
  private forget(): void {
    this.change({ reading: null, disclosure: null });
  }
  // In the list of the charter under which it was sealed; '' where there is no street, or that list is not here.
  private async streetOf({ header }: DeskAlert, { place }: Content): Promise<string> {
    const charter = this.mine().roster.charter(header.commune)?.value;
    if (charter === undefined || place.kind !== PlaceKind.street) return '';
    const streets = await this.localities.streetsUnder(charter, header.charterSequence).catch(() => []); // the content is shown anyhow
    return streets[place.street] ?? '';
  }
  take(id: string): Promise<void> {
    return this.act('taken', id, 0, async (tools, alert) => void (await desk.take(tools, alert)));
  }
  close(id: string, code: ClosingCode): Promise<void> {
    return this.act('closed', id, code, async (tools, alert) => void (await desk.close(tools, alert, code)));
  }
  callBack(id: string): Promise<void> {
    return this.act('call_back', id, 0, async (tools, alert) => void (await desk.callBack(tools, alert)));
  }
  reopen(id: string): Promise<void> {
    return this.act('reopened', id, 0, async (tools, alert) => void (await desk.reopen(tools, alert)));
  }
  confirm(id: string): Promise<void> {
    return this.act('confirmed', id, 0, desk.confirm);
  }
  // True: released. False: noted, and a second officer on a device of his own is still needed (R11).
  async release(id: string): Promise<boolean> {
    const receipt = await desk.release(this.deskTools(this.asker()), this.alert(id));
    if (receipt === null) this.noted = new Set([...this.noted, id]);
    this.change(this.shown());
    await this.shift.note(receipt === null ? 'release_noted' : 'released', id);
    return receipt !== null;
  }
  async group(ids: string[], reason: GroupReason): Promise<void> {
    await desk.group(this.deskTools(this.asker()), ids.map((id) => this.alert(id)), reason);
    await this.shift.note('grouped', ids[0], reason);
  }
  // R30: the whole alert to the supervising post.
  pass(id: string, reason: HandOverReason): Promise<void> {
    const to = nameOf(this.record.supervising);
    return this.act('passed_on', id, reason, async (tools, alert) => void (await desk.forward(tools, alert, reason, to)));
  }
  // R30: the content to a procedure, by its number.
  async handOver(id: string, reason: HandOverReason, procedure: string): Promise<void> {
    const alert = this.alert(id);
    const tools = this.deskTools(this.asker());
    const { content, statement, proof, papers } = await desk.handOver(tools, alert, reason, procedure);
    wipe(content.tagKey);
    const { name, telephone, post } = this.record;
    const { commune, sector, created, inProgress, exercise, header } = alert;
    const about = { id, insee: nameOf(header.commune), commune, sector, created, inProgress, exercise };
    const given = { content: digest.contentView(content, await this.streetOf(alert, content)), leaf: Number(statement.leaf), procedure, reason, at: statement.at };
    const signed = { proof, papers, officer: toHex(tools.signer.id) };
    this.change({ disclosure: { ...about, ...given, ...signed, post: { id: nameOf(post), name, telephone } } });
    await this.shift.note('handed_over', id, reason);
  }

  // ---- notices

  async writeNotice(choice: NoticeChoice): Promise<void> {
    const { insee, ends, ...rest } = choice;
    const wish = { ...rest, risk: null, venue: null, commune: communeId(insee), ends: ends === null ? null : fromHex(ends) };
    const { id } = await this.noticeDesk().write(wish);
    await this.noticed('notice_written', toHex(id), choice.kind);
  }
  async signNotice(id: string): Promise<void> {
    const view = this.notice(id);
    await this.noticeDesk().sign(view);
    await this.noticed('notice_signed', id, view.notice.kind);
  }
  async cancelNotice(id: string, reason: CancelReason): Promise<void> {
    await this.noticeDesk().cancel(this.notice(id), reason);
    await this.noticed('notice_cancelled', id, reason);
  }
  private noticeDesk(): NoticeDesk {
    return new NoticeDesk(this.noticeTools(this.asker()), this.tools.store);
  }
  private async noticed(act: ShiftAct, id: string, code: number): Promise<void> {
    await this.shift.note(act, id, code);
    await this.refreshNotices();
  }

  async shiftEntries(): Promise<ShiftEntry[]> {
    return this.shift.entries();
  }

  // ---- common to all

  private async act(act: ShiftAct, id: string, code: number, work: (tools: desk.DeskTools, alert: DeskAlert) => Promise<void>): Promise<void> {
    await work(this.deskTools(this.asker()), this.alert(id));
    await this.shift.note(act, id, code);
  }
  private get record() {
    const { roster, post, record } = this.mine();
    return roster.record(post)?.value ?? record;
  }
  private get supervised(): boolean {
    return digest.postView(this.mine()).supervising !== '';
  }
  private mine(): Office {
    if (this.office === null) throw new Failure(Errc.not_found, 'this browser is not a device of a post yet');
    return this.office;
  }
  private alert(id: string): DeskAlert {
    const alert = find(this.inbox, id);
    if (alert === null) throw new Failure(Errc.not_found, 'this alert is not on the list any more');
    return alert;
  }
  private notice(id: string): DeskNotice {
    const notice = this.notices.find((each) => each.id === id);
    if (notice === undefined) throw new Failure(Errc.not_found, 'this notice is not on the list any more');
    return notice;
  }
  private asker(): desk.Asker {
    return this.session();
  }
  private session(): Session {
    const session = this.line.current;
    if (session === null) throw new Failure(Errc.unreachable, 'the node is not connected; nothing was sent');
    return session;
  }
  private noticeTools(asker: desk.Asker): NoticeTools {
    return { ...this.deskTools(asker), post: this.record.post };
  }
  private deskTools(asker: desk.Asker | null): desk.DeskTools {
    const { entropy, clock } = this.tools;
    const { roster, keys } = this.mine();
    return { asker: asker ?? noAsker, roster, record: this.record, signer: keys.signer, entropy, clock, learn: () => this.learn() };
  }
}

const unknownKey = (alert: DeskAlert): boolean => alert.unverified > 0;

// What fails here is asked again when the next session begins.
function overWithSession(problem: unknown): undefined {
  if (!(problem instanceof Failure)) throw problem;
}

const noAsker: desk.Asker = {
  ask: () => Promise.reject(new Failure(Errc.unreachable, 'the node is not connected; nothing was sent')),
};
