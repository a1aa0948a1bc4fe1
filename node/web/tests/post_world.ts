// A post's node as a desk sees it: alerts with real headers and receipts, acts that are judged as far as these tests need
// it, and devices that were paired like real ones.
import { concat, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs, dayOf, toTens } from '../shared/base/time';
import { AlertState, Category, type ClosingCode, Conduct, DocumentType, Errc, Role, Urgency, Verb } from '../shared/base/vocabulary.gen';
import type { Tools } from '../shared/device/profile';
import { MemoryStore } from '../shared/device/store';
import type { Problem } from '../shared/screen/calls';
import { failureOf } from '../shared/screen/calls';
import { Refused } from '../shared/device/session';
import { sealAlert } from '../shared/seal/alert';
import { commandHash } from '../shared/seal/session';
import { seedSigner } from '../shared/seal/signer';
import { sealTo, systemEntropy } from '../shared/seal/sodium';
import { signedDraft } from '../shared/seal/trust';
import { AlertKind, type Content, HeaderFlag, conductsMask, encodeContent, splitEnvelope } from '../shared/wire/alert';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import type { Item, Reply } from '../shared/wire/message';
import { Notice } from '../shared/wire/notices';
import { DeskDevice } from '../post/device';
import { preparePairing } from '../shared/device/pairing';
import type { Timer } from '../shared/device/timer';
import type { DeskState } from '../post/model/views';
import { type Asked, failed, okay } from './fake_node';
import { World, item, now } from './world';

// A clock that goes when a test says so.
export class FakeTimer implements Timer {
  private waiting: { at: number; work: () => void }[] = [];
  constructor(private time = now) {}
  now = (): number => this.time;
  after(ms: number, work: () => void): () => void {
    const one = { at: this.time + ms, work };
    this.waiting.push(one);
    return () => void (this.waiting = this.waiting.filter((each) => each !== one));
  }
  // Everything that is due on the way happens, in its order and at its time.
  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.waiting.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.waiting = this.waiting.filter((each) => each !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
    }
    this.time = end;
  }
  get pending(): number {
    return this.waiting.length;
  }
  // How long until the next thing is due.
  get nextMs(): number {
    return Math.min(...this.waiting.map((each) => each.at)) - this.time;
  }
}

export interface AlertWish {
  category?: Category;
  conducts?: number[];
  urgency?: Urgency;
  exercise?: boolean;
  sector?: number;
  created?: number;
  flags?: number;
  held?: boolean;
  desk?: boolean;
  marks?: Uint8Array; // behind the header
  mandate?: Uint8Array;
  tagKey?: Uint8Array;
  content?: Partial<Content>;
}
export interface HeldAlert {
  id: string;
  bytes: Uint8Array;
  header: Uint8Array;
  hash: Uint8Array;
  content: Content;
  states: AlertState[];
  receipts: Uint8Array[];
  flags: number;
  marks: Uint8Array;
}
const zero = (size: number) => new Uint8Array(size);

// group[16] ‖ cause ‖ other post[8] ‖ its state ‖ it leads
export const marksOf = (more: { group?: Uint8Array; cause?: number; post?: Uint8Array; state?: number; leads?: boolean } = {}): Uint8Array =>
  concat(more.group ?? zero(16), Uint8Array.of(more.cause ?? 0), more.post ?? zero(8), Uint8Array.of(more.state ?? AlertState.accepted, more.leads === true ? 1 : 0));

export class PostWorld {
  readonly alerts: HeldAlert[] = [];
  notices: { item: Item; signers: string[]; cancel: Item | null }[] = [];
  following = false;
  serving: boolean[] = [];
  registered = 'Anne Exemple\0+33 6 00 00 00 00';
  lie: ((reply: Reply, asked: Asked) => Promise<Reply> | Reply) | null = null;
  deaf = false; // presence is not answered
  unanswered = 0;
  beforeInbox: (() => Promise<void>) | null = null;
  leaf = 40n;
  handedTo: string[] = [];
  forwarded: Uint8Array[] = [];
  private releases = new Map<string, Set<string>>();

  private constructor(readonly world: World) {
    world.desk.time = now;
    world.desk.answers = async (asked) => {
      const reply = await this.answer(asked);
      return this.lie === null ? reply : this.lie(reply, asked);
    };
  }
  static async make(options: Parameters<typeof World.make>[0] = {}): Promise<PostWorld> {
    return new PostWorld(await World.make(options));
  }

  // ---- devices

  async commission(tools: Tools, role: Role = Role.officer, more: Partial<wire.Commission> = {}): Promise<Uint8Array> {
    const keys = await preparePairing(tools);
    const value = {
      role,
      commune: zero(5),
      post: this.world.post,
      key: keys.signer.publicKey,
      transport: keys.transport,
      tagCommitment: zero(32),
      from: now - dayMs,
      until: now + 300 * dayMs,
      ...more,
    };
    return encodeContainer(await signedDraft(wire.Commission, value, this.world.postOffice, Tag.commission_post));
  }
  async paired(timer: FakeTimer, role: Role = Role.officer): Promise<TestDesk> {
    const desk = new TestDesk(this, timer);
    const commission = await this.commission(desk.tools, role);
    this.world.commissions.push(commission);
    this.world.desk.devices.push(wire.Commission.decode(decodeContainer(commission).bytes).key);
    await desk.device.start();
    await desk.device.offer([...this.world.documents, commission], '');
    await desk.device.confirmPairing();
    return desk;
  }

  // ---- alerts

  async alert(wish: AlertWish = {}): Promise<HeldAlert> {
    const created = wish.created ?? now - 60_000;
    const header = {
      kind: wish.desk === true ? AlertKind.desk : AlertKind.device,
      category: wish.category ?? Category.VEH,
      urgency: wish.urgency ?? Urgency.ordinary,
      flags: (wish.exercise === true ? HeaderFlag.exercise : 0) | (wish.urgency === Urgency.in_progress ? HeaderFlag.called17 : 0),
      sector: wish.sector ?? 1,
      commune: this.world.commune,
      alert: systemEntropy(16),
      mandate: wish.mandate ?? systemEntropy(16),
      sequence: 1n,
      created: toTens(created),
      expiry: toTens(created) + 25_920,
      charterSequence: 1,
      postEpoch: dayOf(created),
      supervisingEpoch: 0,
      previousHash: zero(32),
    };
    const content = {
      observed: toTens(created) - 6,
      conducts: conductsMask(wish.conducts ?? [Conduct.parked_engine_running]),
      place: { kind: 2 as const, latitude: 47_106_400, longitude: 6_147_000, street: 0, number: 0 },
      vehicle: { type: 2 as const, colour: 1 as const, make: null, plate: 'AB123CD' },
      personCount: 2,
      persons: [{ height: 2 as const, upper: 3 as const, lower: null, luggage: null, direction: 1 as const }],
      ...wish.content,
    };
    const tagKey = wish.tagKey ?? systemEntropy(32);
    const phone = seedSigner(systemEntropy(32));
    const sealed = await sealAlert({ header, content }, phone, tagKey, this.world.epochKey.publicKey, null, systemEntropy);
    const { category, sector, mandate, alert } = header;
    const held: HeldAlert = {
      id: toHex(alert),
      bytes: alert,
      header: splitEnvelope(sealed.envelope).header,
      hash: sealed.headerHash,
      content: { ...content, category, sector, mandate, alert, tagKey },
      states: [],
      receipts: [await this.world.receipt(sealed.headerHash, 'commune', AlertState.accepted, 1)],
      flags: wish.flags ?? 0,
      marks: wish.marks ?? zero(0),
    };
    await this.sign(held, wish.held === true ? AlertState.held : AlertState.delivered, zero(32), wish.held === true ? { rule: 11 } : {}, false);
    this.alerts.push(held);
    if (this.following) this.tell(held, held.receipts.at(-1) as Uint8Array);
    return held;
  }
  async sign(alert: HeldAlert, state: AlertState, command: Uint8Array, more: { rule?: number; code?: ClosingCode } = {}, told = true): Promise<Uint8Array> {
    alert.states.push(state);
    const signed = await this.world.receipt(alert.hash, 'post', state, alert.states.length, { command, ...more });
    alert.receipts.push(signed);
    if (told) this.tell(alert, signed);
    return signed;
  }
  // As the node does: the newest receipt alone, and what stands behind the header.
  tell(alert: HeldAlert, receipt: Uint8Array = zero(0)): void {
    const data = concat(alert.header, alert.marks);
    this.world.desk.pushEvent(okay({ items: [item({ id: alert.bytes, number: BigInt(alert.flags), data, extra: receipt })] }));
  }
  // Another officer's agreement, on a device of his own (R11).
  releasedElsewhere(alert: HeldAlert): void {
    this.releases.set(alert.id, new Set(['another']));
  }
  private has = (alert: HeldAlert, state: AlertState): boolean => alert.states.includes(state);

  // ---- the node

  private async answer(asked: Asked): Promise<Reply> {
    const { request } = asked;
    const { verb, code, data, extra } = request;
    const alert = this.alerts.find((each) => each.id === toHex(request.subject));
    switch (verb) {
      case Verb.public_documents:
        return okay({ items: this.world.documents.map((each) => item({ data: each })) });
      case Verb.documents:
        return okay({ items: this.world.documentsOf(code).map((each) => item({ data: each })) });
      case Verb.follow:
        this.following = true;
        return okay();
      case Verb.inbox: {
        await this.beforeInbox?.();
        const open = this.alerts.filter((each) => code === 1 || each.states.at(-1) !== AlertState.closed);
        return okay({ items: open.map((each) => this.listed(each)) });
      }
      case Verb.serve:
        if (this.deaf) this.unanswered++;
        if (this.deaf) return failed(Errc.busy, 'not now');
        this.serving.push(code === 1);
        return okay({ data: await this.presence(code === 1 ? now + 180_000 : now) });
      case Verb.notices:
        return okay({ items: [...this.world.commissions.map((each) => item({ id: systemEntropy(16), code: DocumentType.commission, data: each })), ...this.noticeItems()] });
      case Verb.publish:
        return this.publish(data);
      case Verb.forward:
        this.forwarded.push(data);
        return okay({ items: [item({ number: ++this.leaf })] });
      case Verb.confirm:
      case Verb.group:
        return okay();
      default:
        break;
    }
    if (alert === undefined) return failed(Errc.not_found, 'no such alert here');
    const command = commandHash(asked.bytes);
    switch (verb) {
      case Verb.open: {
        if (!this.has(alert, AlertState.opened)) await this.sign(alert, AlertState.opened, command);
        const person = sealTo(data, new TextEncoder().encode(this.registered), systemEntropy);
        return okay({ data: sealTo(data, encodeContent(alert.content), systemEntropy), items: [item({ id: alert.bytes, extra: person })] });
      }
      case Verb.hand_over:
        this.handedTo.push(new TextDecoder().decode(extra));
        return okay({ data: sealTo(data, encodeContent(alert.content), systemEntropy), items: [item({ id: alert.bytes, number: ++this.leaf })] });
      case Verb.take:
        if (!this.has(alert, AlertState.opened)) return okay({ outcome: 2, rule: 2, detail: 'not_opened' });
        return okay({ data: await this.sign(alert, AlertState.taken, command) });
      case Verb.close:
        return okay({ data: await this.sign(alert, AlertState.closed, command, { code: code as ClosingCode }) });
      case Verb.call_back:
        return okay({ data: await this.sign(alert, AlertState.call_back, command) });
      case Verb.reopen:
        return okay({ data: await this.sign(alert, AlertState.reopened, command) });
      case Verb.release: {
        const by = this.releases.get(alert.id) ?? new Set();
        this.releases.set(alert.id, by.add(toHex(asked.device)));
        return by.size < 2 ? okay() : okay({ data: await this.sign(alert, AlertState.released, command) });
      }
      default:
        return failed(Errc.not_allowed, 'not this one');
    }
  }
  private listed(alert: HeldAlert): Item {
    const held = this.has(alert, AlertState.held) && !this.has(alert, AlertState.released);
    return item({ id: alert.bytes, number: BigInt(alert.flags), code: held ? 1 : 0, data: concat(alert.header, alert.marks), extra: concat(...alert.receipts) });
  }
  async presence(until: number): Promise<Uint8Array> {
    const value = { post: this.world.post, at: Math.min(now, until), until };
    return encodeContainer(await signedDraft(wire.Presence, value, this.world.postNode, Tag.presence));
  }
  private publish(container: Uint8Array): Reply {
    const document = decodeContainer(container);
    if (document.type === DocumentType.notice_cancel) {
      const notice = this.notices.find((each) => each.cancel === null) as (typeof this.notices)[number];
      notice.cancel = item({ id: notice.item.id, code: DocumentType.notice_cancel, data: container });
      return okay({ data: Uint8Array.of(3) });
    }
    const { id } = Notice.decode(document.bytes);
    const signers = document.signatures.map((each) => toHex(each.key));
    const state = signers.length >= 2 ? 2 : 1;
    const entry = { item: item({ id, number: BigInt(state), code: DocumentType.notice, data: container }), signers, cancel: null };
    this.notices = [...this.notices.filter((each) => toHex(each.item.id) !== toHex(id)), entry];
    return okay({ data: Uint8Array.of(state) });
  }
  private noticeItems(): Item[] {
    return this.notices.flatMap((each) => {
      const far = concat(each.item.id, Uint8Array.of(0, 6, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0));
      return [each.item, ...(each.cancel === null ? [] : [each.cancel]), item({ id: each.item.id, number: 1n, data: far })];
    });
  }
}

export const problemOf = (problem: unknown): Problem =>
  problem instanceof Refused ? { kind: 'refused', rule: problem.rule, detail: problem.detail } : failureOf(problem);

// One desk, its state as its page gets it, and a way to wait for what that state will say.
export class TestDesk {
  readonly tools: Tools & { timer: FakeTimer };
  readonly device: DeskDevice;
  state: DeskState | null = null;
  sounds: string[] = [];
  private waiting: { holds(state: DeskState): boolean; done(): void }[] = [];

  constructor(
    readonly post: PostWorld,
    readonly timer: FakeTimer,
  ) {
    this.tools = { store: new MemoryStore(), transport: post.world.desk, entropy: systemEntropy, clock: timer.now, timer };
    this.device = new DeskDevice(this.tools, (state) => this.pushed(state), problemOf);
  }
  get now(): DeskState {
    return this.state as DeskState;
  }
  async until(holds: (state: DeskState) => boolean): Promise<DeskState> {
    if (this.state === null || !holds(this.state)) await new Promise<void>((done) => this.waiting.push({ holds, done }));
    return this.now;
  }
  alert(id: string) {
    return this.now.alerts.find((each) => each.id === id);
  }
  async onDuty(): Promise<this> {
    await this.device.beginService();
    await this.until((state) => state.listedAt !== null && state.service.state === 'on');
    return this;
  }
  private pushed(state: DeskState): void {
    const { sounding } = state;
    if (sounding !== null && sounding.number !== this.state?.sounding?.number) this.sounds.push(sounding.kind);
    this.state = structuredClone(state); // as it travels out of a worker
    const now = this.waiting.filter((each) => each.holds(state));
    this.waiting = this.waiting.filter((each) => !now.includes(each));
    for (const each of now) each.done();
  }
}
