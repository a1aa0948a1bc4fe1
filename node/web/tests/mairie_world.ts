// A commune's node as its mairie sees it: cards, enrolments, the roll, the law, counts, reviews, announcements and desk
// entries, with every signature that a mairie's devices verify or make.
import { ByteWriter, concat, equal, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs } from '../shared/base/time';
import { AlertState, DocumentType, Errc, Role, Tie, Verb } from '../shared/base/vocabulary.gen';
import { preparePairing } from '../shared/device/pairing';
import type { Tools } from '../shared/device/profile';
import { withSecret } from '../shared/device/profile';
import { MemoryStore } from '../shared/device/store';
import { tagCommitment } from '../shared/seal/alert';
import { type Signer, seedSigner } from '../shared/seal/signer';
import { makeBoxKey, systemEntropy } from '../shared/seal/sodium';
import { documentHash, draft, signedDraft, withSignature } from '../shared/seal/trust';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import type { Item, Reply } from '../shared/wire/message';
import { Notice } from '../shared/wire/notices';
import { MairieDevice } from '../mairie/device';
import type { MairieState } from '../mairie/model/views';
import { type Asked, failed, okay } from './fake_node';
import { FakeTimer, problemOf } from './post_world';
import { World, item, now } from './world';

const zero = (size: number) => new Uint8Array(size);
const u64 = (...all: number[]): Uint8Array => all.reduce((out, each) => out.u64(BigInt(each)), new ByteWriter()).take();

export class MairieWorld {
  invited: { id: Uint8Array; name: string; data: Uint8Array }[] = [];
  enrolments: Item[] = [];
  mandates: { container: Uint8Array; state: number; name: string; more: Item[] }[] = [];
  published: Uint8Array[] = [];
  law: Item[] = [];
  reviews: Item[] = [];
  announcements: Item[] = [];
  counted: Record<number, Reply> = {}; // by first day; 0: the last closed quarter
  entered: Uint8Array[] = [];
  receipts: Item[] = [];
  refuse: Reply | null = null; // what `publish` is answered
  onSubmit: (envelope: Uint8Array) => Reply | null | undefined = () => undefined; // instead of taking it; null: says nothing

  private constructor(readonly world: World) {
    world.node.answers = (asked) => this.answer(asked);
    this.counted[0] = this.quarter(Date.UTC(2026, 6, 1), []);
  }
  static async make(options: Parameters<typeof World.make>[0] = {}): Promise<MairieWorld> {
    return new MairieWorld(await World.make(options));
  }

  async commission(tools: Tools, role: Role, more: Partial<wire.Commission> = {}): Promise<Uint8Array> {
    const keys = await preparePairing(tools);
    const commitment = role === Role.desk ? await withSecret(tools.store, 'tag', tagCommitment) : zero(32);
    return this.commissionFor(role, keys.signer.publicKey, keys.transport, commitment, more);
  }
  async commissionFor(role: Role, key: Uint8Array, transport: Uint8Array, commitment: Uint8Array, more: Partial<wire.Commission> = {}): Promise<Uint8Array> {
    const { commune, mairieOffice, node } = this.world;
    const value = { role, commune, post: zero(8), key, transport, tagCommitment: commitment, from: now - dayMs, until: now + 300 * dayMs, ...more };
    const container = encodeContainer(await signedDraft(wire.Commission, value, mairieOffice, Tag.commission_mairie));
    node.devices.push(key);
    this.world.commissions.push(container);
    return container;
  }
  async paired(role: Role = Role.mayor): Promise<TestMairie> {
    const mairie = new TestMairie(this);
    await mairie.device.start();
    const kind = role === Role.desk ? 'desk' : 'office';
    const commission = await this.commission(kind === 'desk' ? mairie.deskTools : mairie.tools, role);
    await mairie.device.offer(kind, [...this.world.documents, commission], '');
    await mairie.device.confirmPairing(kind);
    await mairie.until((state) => state[kind].connection === 'connected');
    return mairie;
  }

  // Somebody used a card; answers the invitation.
  async applies(name: string, tie: Tie = Tie.none): Promise<Uint8Array> {
    const [card, device] = [seedSigner(systemEntropy(32)), seedSigner(systemEntropy(32))];
    const { documents } = this.world;
    const charter = decodeContainer(documents.find((each) => decodeContainer(each).type === DocumentType.charter) as Uint8Array);
    const value: wire.Enrolment = {
      invitation: systemEntropy(16),
      device: device.publicKey,
      transport: makeBoxKey(systemEntropy).publicKey,
      tagCommitment: systemEntropy(32),
      root: documentHash(decodeContainer(documents[0] as Uint8Array)),
      charter: documentHash(charter),
      at: now - 3_600_000,
      tie,
    };
    const byCard = await withSignature(draft(wire.Enrolment, value), card, Tag.enrolment_invite);
    const document = await withSignature(byCard, device, Tag.enrolment_device);
    this.enrolments.push(item({ id: value.invitation, data: encodeContainer(document), extra: new TextEncoder().encode(name) }));
    return value.invitation;
  }
  // A mandate on the roll, by both signatures.
  async holds(name: string, more: Partial<wire.Mandate> = {}, state = 1, items: Item[] = []): Promise<wire.Mandate> {
    const { commune, mayor, commander } = this.world;
    const mandate: wire.Mandate = {
      mandate: systemEntropy(16),
      referent: systemEntropy(16),
      commune,
      charterSequence: 1,
      device: seedSigner(systemEntropy(32)).publicKey,
      transport: makeBoxKey(systemEntropy).publicKey,
      tagCommitment: systemEntropy(32),
      sectors: [1],
      deputy: zero(16),
      trained: now - 40 * dayMs,
      conductCharter: systemEntropy(32),
      limits: [],
      from: now - 30 * dayMs,
      until: now + 200 * dayMs,
      tie: Tie.none,
      ...more,
    };
    const document = await withSignature(await signedDraft(wire.Mandate, mandate, mayor, Tag.mandate_nominate), commander, Tag.mandate_vet);
    this.mandates.push({ container: encodeContainer(document), state, name, more: items.map((each) => ({ ...each, id: mandate.mandate })) });
    return mandate;
  }
  // What the roll says on both mandates of an absence.
  async isAway(absent: wire.Mandate, deputy: wire.Mandate, from: number, until: number): Promise<void> {
    const value = { absent: absent.mandate, deputy: deputy.mandate, sequence: 1, from, until, at: now };
    const data = encodeContainer(await signedDraft(wire.Deputising, value, seedSigner(systemEntropy(32)), Tag.deputising));
    const extra = Uint8Array.from(absent.sectors.flatMap((each) => [each & 255, each >> 8]));
    for (const { container, more } of this.mandates) {
      const { mandate } = wire.Mandate.decode(decodeContainer(container).bytes);
      if ([absent, deputy].some((each) => equal(each.mandate, mandate))) more.push(item({ id: mandate, code: 3, data, extra }));
    }
  }
  quarter(from: number, cells: { code: number; number: number; count: number | null; whole?: number }[], more: { since?: number; minimum?: number } = {}): Reply {
    const at = new Date(from);
    const until = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 3, 1);
    const data = concat(u64(from, until), Uint8Array.of(0), u64(more.since ?? from), new ByteWriter().u32(more.minimum ?? 5).take());
    const items = cells.map(({ code, number, count, whole }) =>
      item({ id: zero(16), code, number: BigInt(number), data: count === null ? zero(0) : whole === undefined ? u64(count) : u64(count, whole) }),
    );
    return okay({ data, items });
  }
  async review(by: Signer, more: Partial<wire.Review> = {}, state = 1): Promise<string> {
    const value: wire.Review = { id: systemEntropy(16), commune: this.world.commune, rule: 20, subject: 1, about: zero(16), asks: wire.NodeKind.commune, at: now - dayMs, ...more };
    const data = encodeContainer(await signedDraft(wire.Review, value, by, Tag.review_auditor));
    this.reviews.push(item({ id: value.id, code: state, number: BigInt(now + 29 * dayMs), data }));
    return toHex(value.id);
  }
  published_(type: DocumentType): ReturnType<typeof decodeContainer> | undefined {
    return this.published.map(decodeContainer).filter((each) => each.type === type).at(-1);
  }
  // The post's node answers an entry.
  async answers(envelope: Uint8Array, state: AlertState): Promise<void> {
    const { world } = this;
    this.receipts.push(item({ id: world.alertOf(envelope), number: BigInt(this.receipts.length + 2), data: await world.receipt(world.hashOf(envelope), 'post', state, 9) }));
  }

  private roll(): Item[] {
    return this.mandates.flatMap(({ container, state, name, more }) => {
      const id = wire.Mandate.decode(decodeContainer(container).bytes).mandate;
      return [item({ id, number: BigInt(state), data: container }), item({ id, code: 7, data: new TextEncoder().encode(name) }), ...more];
    });
  }
  private answer({ request: { verb, data, extra, subject, number, code } }: Asked): Reply | null | Promise<Reply | null> {
    const { world } = this;
    switch (verb) {
      case Verb.public_documents:
        return okay({ items: world.documents.map((each) => item({ data: each })) });
      case Verb.documents:
        return okay({ items: [...world.documentsOf(code), ...this.published.filter((each) => decodeContainer(each).type === code)].map((each) => item({ data: each })) });
      case Verb.pending:
        return okay({ items: this.law.map((each) => ({ ...each, id: concat(world.commune, zero(11)) })) });
      case Verb.mandates:
        return okay({ items: this.roll() });
      case Verb.enrolments:
        return okay({ items: this.enrolments });
      case Verb.reviews:
        return okay({ items: this.reviews });
      case Verb.notices:
        return okay({ items: [...world.commissions.map((each) => item({ id: systemEntropy(16), code: DocumentType.commission, data: each })), ...this.announcements] });
      case Verb.presence:
        return okay({ items: world.presences.map((each) => item({ data: each })) });
      case Verb.counts:
        return this.counted[Number(number)] ?? okay({ outcome: 2, rule: 20, detail: 'period_not_closed' });
      case Verb.invite:
        this.invited.push({ id: subject, name: new TextDecoder().decode(extra), data });
        return okay();
      case Verb.publish:
        return this.publish(data);
      case Verb.submit:
        return this.submit(data);
      case Verb.follow:
        return okay({ items: this.receipts });
      default:
        return failed(Errc.not_allowed, 'not this one');
    }
  }
  private publish(container: Uint8Array): Reply {
    if (this.refuse !== null) return this.refuse;
    this.published.push(container);
    const document = decodeContainer(container);
    if (document.type === DocumentType.mandate) {
      const { mandate } = wire.Mandate.decode(document.bytes);
      const applicant = this.enrolments.find((each) => equal(each.id, mandate));
      this.enrolments = this.enrolments.filter((each) => each !== applicant);
      this.mandates.push({ container, state: 0, name: new TextDecoder().decode(applicant?.extra ?? zero(0)), more: [] });
    }
    if (document.type === DocumentType.notice) this.announcements.push(item({ id: Notice.decode(document.bytes).id, number: 2n, code: DocumentType.notice, data: container }));
    if (document.type === DocumentType.notice_cancel) this.announcements.push(item({ id: document.bytes.length > 0 ? (this.announcements.at(-1)?.id ?? zero(16)) : zero(16), code: DocumentType.notice_cancel, data: container }));
    if (document.type === DocumentType.node_act) this.law = [item({ code: 4, data: container })];
    if (document.type === DocumentType.overlay) this.law = [...this.law, item({ code: 2, number: BigInt(now + 90 * dayMs), data: container })];
    return okay({ data: document.type === DocumentType.notice ? Uint8Array.of(2) : zero(0) });
  }
  private async submit(envelope: Uint8Array): Promise<Reply | null> {
    const instead = this.onSubmit(envelope);
    if (instead !== undefined) return instead;
    if (!this.entered.some((each) => equal(each, envelope))) this.entered.push(envelope);
    return okay({ data: await this.world.receipt(this.world.hashOf(envelope), 'commune', AlertState.accepted, 1) });
  }
}
// One browser of a mairie, its state as its page gets it, and a way to wait for what that state will say.
export class TestMairie {
  readonly timer = new FakeTimer();
  readonly tools: Tools & { timer: FakeTimer };
  readonly deskTools: Tools;
  readonly device: MairieDevice;
  state: MairieState | null = null;
  ahead = 0; // how far this computer's clock has been set wrong
  private waiting: { holds(state: MairieState): boolean; done(): void }[] = [];

  // `before`: the same browser, whose page was closed.
  constructor(of: MairieWorld, before?: TestMairie) {
    const { timer } = this;
    const store = before?.tools.store ?? new MemoryStore();
    this.tools = { store, transport: of.world.node, entropy: systemEntropy, clock: () => timer.now() + this.ahead, ticks: timer.now, timer };
    this.deskTools = { ...this.tools, store: before?.deskTools.store ?? new MemoryStore() };
    this.device = new MairieDevice(this.tools, this.deskTools, (state) => this.pushed(state), problemOf);
  }
  get now(): MairieState {
    return this.state as MairieState;
  }
  async until(holds: (state: MairieState) => boolean): Promise<MairieState> {
    if (this.state === null || !holds(this.state)) await new Promise<void>((done) => this.waiting.push({ holds, done }));
    return this.now;
  }
  private pushed(state: MairieState): void {
    this.state = structuredClone(state); // as it travels out of a worker
    const due = this.waiting.filter((each) => each.holds(state));
    this.waiting = this.waiting.filter((each) => !due.includes(each));
    for (const each of due) each.done();
  }
}
