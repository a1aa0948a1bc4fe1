// A commune, its post and its people, with every signature that the protocol asks for; and a commune's node that answers
// a referent's device, on the smallest node there can be.
import sodium from 'libsodium-wrappers';
import { concat, equal, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs, dayOf, toTens } from '../shared/base/time';
import { AlertState, Category, ClosingCode, DocumentType, Errc, NoticeKind, Role, Tie, Urgency, Verb, barring } from '../shared/base/vocabulary.gen';
import { Detail } from '../shared/words/fr.gen';
import { bodyBinding, headerHash } from '../shared/seal/alert';
import { inviteRequestSigner } from '../shared/seal/enrolment';
import { type Signer, seedSigner } from '../shared/seal/signer';
import { makeBoxKey, openSealed, sha256, systemEntropy } from '../shared/seal/sodium';
import { documentHash, draft, signedDraft, withSignature } from '../shared/seal/trust';
import { communeId, postId } from '../shared/base/ids';
import { AlertKind, type Content, Header, decodeContent, splitEnvelope } from '../shared/wire/alert';
import { type Card, cardText } from '../shared/wire/card';
import { type SignedDocument, decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import type { Item, Reply } from '../shared/wire/message';
import { Notice, NoticeCancel } from '../shared/wire/notices';
import type { Outline } from '../shared/place/outline';
import { SectorMap, StreetList, pack } from '../shared/wire/locality';
import { Receipt } from '../shared/wire/receipt';
import { type Asked, FakeNode, failed, okay } from './fake_node';

export const now = 1_795_381_445_000; // a Monday in November, 10 in the morning in Paris
const zero = (size: number) => new Uint8Array(size);
const signer = (): Signer => seedSigner(systemEntropy(32));
const boxPublic = () => makeBoxKey(systemEntropy).publicKey;

const detailNumber = (detail: string): number => Object.keys(Detail).indexOf(detail) + 1;
export const item = (more: Partial<Item>): Item => ({ id: zero(16), number: 0n, code: 0, data: zero(0), extra: zero(0), ...more });

export class World {
  readonly commune = communeId('25434');
  readonly post = postId('P25-014');
  readonly root = [signer(), signer(), signer()];
  readonly mairieOffice = signer();
  readonly postOffice = signer();
  readonly mayor = signer();
  readonly commander = signer();
  readonly officer = signer();
  readonly desk = new FakeNode(); // the post's node; it answers what a test tells it
  readonly epochKey = makeBoxKey(systemEntropy);
  readonly node = new FakeNode((asked) => this.answer(asked));
  readonly card: Card;
  readonly cardText: string;

  documents: Uint8Array[] = []; // public ones, root first
  commissions: Uint8Array[] = [];
  hours: wire.PostRecord['hours'] = [];
  presence = false;
  exercise = false;
  supervising = zero(8); // of the post
  postName = 'Brigade d’Ornans';
  communeName = 'Ornans';
  sectorName = 'Centre';
  streets: string[] = []; // by the bytes of their names
  outlines: Outline[] = [];
  localities: Uint8Array[] = []; // lists of streets and maps that the nodes hold

  private record: wire.PostRecord | null = null; // in force
  private charter: wire.Charter | null = null;

  // What the commune's node holds of this referent.
  enrolment: wire.Enrolment | null = null;
  mandate: Uint8Array | null = null;
  statement: Uint8Array | null = null;
  standing: Item[] = []; // how the mandate stands: items 2 to 6 of verb 11
  said: SignedDocument[] = []; // what this referent has published
  refuses: Reply | null = null; // what a statement is answered with instead
  events: Item[] = [];
  submitted: Uint8Array[] = [];
  accepting = false; // whatever comes, at once
  withdrawals: Uint8Array[] = [];
  notices: Item[] = [];
  shown: Uint8Array[] = [];
  confirmed: Uint8Array[] = [];
  presences: Uint8Array[] = [];
  private prepared = new Map<string, Reply>(); // replies that need a signature are made before they are asked for

  private constructor(rootContainer: SignedDocument, fingerprint: Uint8Array) {
    this.node.time = now;
    this.card = {
      address: 'tcp://mairie.example.org:7201',
      gateway: null,
      node: this.node.curve.publicKey,
      rootSha256: fingerprint,
      invitation: systemEntropy(16),
      secret: systemEntropy(16),
    };
    this.cardText = cardText(this.card);
    this.documents = [encodeContainer(rootContainer)];
  }

  static async make(options: { presence?: boolean; exercise?: boolean; hours?: wire.PostRecord['hours']; supervising?: Uint8Array<ArrayBuffer>; postName?: string; communeName?: string; sectorName?: string; streets?: string[]; outlines?: Outline[] } = {}): Promise<World> {
    const seed = new World({ type: DocumentType.root, bytes: zero(8), signatures: [] }, systemEntropy(32));
    const world = seed as World & { card: Card };
    const root = { sequence: 1, previous: zero(32), keys: world.root.map((each) => each.publicKey), issued: now - 100 * dayMs };
    let document = draft(wire.Root, root);
    for (const each of world.root.slice(0, 2)) document = await withSignature(document, each, Tag.root_new);
    world.documents = [encodeContainer(document)];
    Object.assign(world.card, { rootSha256: await sha256(document.bytes) });
    Object.assign(world, { cardText: cardText(world.card) }, options);
    await world.found();
    return world;
  }

  get postNode(): Signer {
    return this.desk.signer;
  }
  private nodeKeys(signing: Signer, curve: Uint8Array, log = signer().publicKey) {
    return { signing: signing.publicKey, curve, parcel: boxPublic(), log };
  }
  private async byRoot(document: SignedDocument, tag: Tag): Promise<SignedDocument> {
    return withSignature(await withSignature(document, this.root[0] as Signer, tag), this.root[1] as Signer, tag);
  }

  private async found(): Promise<void> {
    const rules = { sequence: 1, previous: zero(32), issued: now - dayMs, nextIssue: now + 90 * dayMs, limits: [], elections: [], releaseKey: zero(32) };
    const record = {
      post: this.post,
      sequence: 1,
      previous: zero(32),
      name: this.postName,
      telephone: '+33 3 81 00 00 00',
      office: this.postOffice.publicKey,
      node: this.nodeKeys(this.postNode, this.desk.curve.publicKey),
      clientAddress: 'tcp://poste.example.org:7201',
      mailboxes: [],
      supervising: this.supervising,
      hours: this.hours,
      issued: now - dayMs,
      presence: this.presence,
      gateways: [],
    };
    const charter = {
      commune: this.commune,
      name: this.communeName,
      sequence: 1,
      previous: zero(32),
      office: this.mairieOffice.publicKey,
      node: this.nodeKeys(this.node.signer, this.node.curve.publicKey),
      clientAddress: 'tcp://mairie.example.org:7201',
      mailboxes: [],
      post: this.post,
      sectors: [
        { id: 1, name: this.sectorName, border: zero(5) },
        { id: 2, name: 'Bonneille', border: zero(5) },
      ],
      categories: 0x1ffe & ~(1 << 6) & ~(1 << 7),
      limits: [],
      exercise: this.exercise,
      population: 4367,
      from: now - 30 * dayMs,
      until: now + 300 * dayMs,
      conductCharter: systemEntropy(32),
      ...this.nameLocality(),
      gateways: [],
    };
    this.documents.push(encodeContainer(await this.byRoot(draft(wire.Rules, rules), Tag.rules)));
    [this.charter, this.record] = [charter, record];
    this.issue(await this.signedCharter(charter));
    this.issue(await this.signedRecord(record));
    this.documents.push(await this.epoch(dayOf(now)));
    const commissioned: [Signer, Role, Signer, Tag][] = [
      [this.mayor, Role.mayor, this.mairieOffice, Tag.commission_mairie],
      [this.commander, Role.commander, this.postOffice, Tag.commission_post],
      [this.officer, Role.officer, this.postOffice, Tag.commission_post],
    ];
    for (const [who, role, by, tag] of commissioned) {
      const mairie = role === Role.mayor;
      const value = {
        role,
        commune: mairie ? this.commune : zero(5),
        post: mairie ? zero(8) : this.post,
        key: who.publicKey,
        transport: boxPublic(),
        tagCommitment: zero(32),
        from: now - dayMs,
        until: now + 300 * dayMs,
      };
      this.commissions.push(encodeContainer(await signedDraft(wire.Commission, value, by, tag)));
    }
  }

  // What a charter names of the streets and outlines; the nodes hold it.
  private nameLocality(): { streetList: Uint8Array; sectorMap: Uint8Array } {
    const hold = (document: SignedDocument): Uint8Array => {
      this.localities.push(encodeContainer(document));
      return documentHash(document);
    };
    const { commune } = this;
    const rings = this.outlines.map(({ sector, points }) => ({ sector, points: pack(points) }));
    return {
      streetList: this.streets.length === 0 ? zero(32) : hold(draft(StreetList, { commune, streets: this.streets.map((name) => ({ name })) })),
      sectorMap: rings.length === 0 ? zero(32) : hold(draft(SectorMap, { commune, rings })),
    };
  }
  // A next charter that names these.
  async renameStreets(streets: string[]): Promise<void> {
    const { sequence, ...charter } = this.charter as wire.Charter;
    this.streets = streets;
    this.charter = { ...charter, ...this.nameLocality(), sequence: sequence + 1, previous: this.issued(DocumentType.charter) };
    this.issue(await this.signedCharter(this.charter));
  }
  // What waits or stands beside the charter in force, by prefecture, mairie and post.
  async nextCharter(change: Partial<wire.Charter>): Promise<Uint8Array> {
    const { sequence, ...charter } = this.charter as wire.Charter;
    return encodeContainer(await this.signedCharter({ ...charter, sequence: sequence + 1, previous: this.issued(DocumentType.charter), ...change }));
  }
  async renewal(until: number): Promise<Uint8Array> {
    const value = { commune: this.commune, charter: this.issued(DocumentType.charter), sequence: 1, until, at: now };
    const byTwo = await withSignature(await this.byRoot(draft(wire.CharterRenewal, value), Tag.renewal_root), this.mairieOffice, Tag.renewal_mairie);
    return encodeContainer(await withSignature(byTwo, this.postOffice, Tag.renewal_post));
  }
  // What a node answers to verb 24.
  documentsOf(code: number): Uint8Array[] {
    return code === DocumentType.commission ? this.commissions : this.localities.filter((each) => decodeContainer(each).type === code);
  }

  private async signedCharter(charter: wire.Charter): Promise<SignedDocument> {
    const byTwo = await withSignature(await this.byRoot(draft(wire.Charter, charter), Tag.charter_root), this.mairieOffice, Tag.charter_mairie);
    return withSignature(byTwo, this.postOffice, Tag.charter_post);
  }
  private async signedRecord(record: wire.PostRecord): Promise<SignedDocument> {
    const byRoot = await this.byRoot(draft(wire.PostRecord, record), Tag.record_root);
    return withSignature(byRoot, this.postOffice, Tag.record_post);
  }
  private issue(document: SignedDocument): void {
    this.documents = [...this.documents.filter((each) => decodeContainer(each).type !== document.type), encodeContainer(document)];
  }
  private issued(type: DocumentType): Uint8Array {
    return documentHash(this.documents.map(decodeContainer).find((each) => each.type === type) as SignedDocument);
  }
  // The node's next generation of keys signs from the instant on at which the paper that names it is there.
  async communeRotates(curve = this.node.curve.publicKey, log?: Uint8Array): Promise<void> {
    const seed = systemEntropy(32);
    const { sequence, ...charter } = this.charter as wire.Charter;
    const node = this.nodeKeys(seedSigner(seed), curve, log);
    this.charter = { ...charter, sequence: sequence + 1, previous: this.issued(DocumentType.charter), node };
    const document = await this.signedCharter(this.charter);
    this.issue(document);
    this.node.changeKey(seed);
  }
  async postRotates(): Promise<void> {
    const seed = systemEntropy(32);
    const { sequence, ...record } = this.record as wire.PostRecord;
    const node = this.nodeKeys(seedSigner(seed), this.desk.curve.publicKey);
    this.record = { ...record, sequence: sequence + 1, previous: this.issued(DocumentType.post_record), node };
    const document = await this.signedRecord(this.record);
    this.issue(document);
    this.desk.changeKey(seed);
  }

  async epoch(day: number): Promise<Uint8Array> {
    const value = { post: this.post, day, key: this.epochKey.publicKey };
    return encodeContainer(await signedDraft(wire.EpochKey, value, this.postNode, Tag.epoch_key));
  }

  // Nominated by the mayor, vetted by the commander, stated by the node.
  async grant(more: Partial<wire.Mandate> = {}): Promise<void> {
    const enrolment = this.enrolment as wire.Enrolment;
    const mandate = {
      mandate: enrolment.invitation,
      referent: systemEntropy(16),
      commune: this.commune,
      charterSequence: 1,
      device: enrolment.device,
      transport: enrolment.transport,
      tagCommitment: enrolment.tagCommitment,
      sectors: [1],
      deputy: zero(16),
      trained: now - dayMs,
      conductCharter: (this.charter as wire.Charter).conductCharter,
      limits: [],
      from: now - dayMs,
      until: now + 200 * dayMs,
      tie: Tie.none,
      ...more,
    };
    const nominated = await signedDraft(wire.Mandate, mandate, this.mayor, Tag.mandate_nominate);
    const document = await withSignature(nominated, this.commander, Tag.mandate_vet);
    const statement = { mandate: documentHash(document), leaf: 3n, at: now };
    this.mandate = encodeContainer(document);
    this.statement = encodeContainer(await signedDraft(wire.MandateInForce, statement, this.node.signer, Tag.mandate_in_force));
    this.node.devices.push(enrolment.device);
  }

  async receipt(hash: Uint8Array, by: 'commune' | 'post', state: AlertState, number: number, more: Partial<Receipt> = {}): Promise<Uint8Array> {
    const signing = by === 'commune' ? this.node.signer : this.postNode;
    const commanded = ([9, 10, 11, 12, 13, 14] as number[]).includes(state);
    const bytes = Receipt.encode({
      state,
      issuerKind: by === 'commune' ? wire.NodeKind.commune : wire.NodeKind.post,
      code: state === AlertState.closed ? ClosingCode.patrol_sent : null,
      rule: state === AlertState.refused ? 10 : 0,
      refusal: null,
      flags: 0,
      number,
      at: now + number * 1000,
      leaf: BigInt(number),
      issuer: signing.id,
      headerHash: hash,
      command: commanded ? systemEntropy(32) : zero(32),
      ...more,
    });
    return concat(bytes, await signing.sign(by === 'commune' ? Tag.receipt_commune : Tag.receipt_post, bytes));
  }
  hashOf = (envelope: Uint8Array): Uint8Array => headerHash(splitEnvelope(envelope).header);
  alertOf = (envelope: Uint8Array): Uint8Array => Header.decode(splitEnvelope(envelope).header).alert;

  // What the post reads in it.
  async contentOf(envelope: Uint8Array): Promise<Content> {
    const { header, wraps, body } = splitEnvelope(envelope);
    const key = openSealed(this.epochKey, wraps.subarray(0, wraps.length / 2)).subarray(0, 32);
    await sodium.ready;
    return decodeContent(sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, body.subarray(24), bodyBinding(header), body.subarray(0, 24), key));
  }

  // A receipt of the post that comes to whoever follows.
  async tell(envelope: Uint8Array, by: 'commune' | 'post', state: AlertState, number: number): Promise<void> {
    const data = await this.receipt(this.hashOf(envelope), by, state, number);
    const event = item({ id: this.alertOf(envelope), number: BigInt(this.events.length + 1), data });
    this.events.push(event);
    this.node.pushEvent(okay({ items: [event] }));
  }

  // The mairie's desk has entered an alert in this person's name (R35).
  async enteredByDesk(): Promise<void> {
    const { commune, enrolment } = this;
    const header = Header.encode({
      kind: AlertKind.desk,
      category: Category.VEH,
      urgency: Urgency.ordinary,
      flags: 0,
      sector: 1,
      commune,
      alert: systemEntropy(16),
      mandate: (enrolment as wire.Enrolment).invitation,
      sequence: 1n,
      created: toTens(now),
      expiry: toTens(now) + 25_920,
      charterSequence: 1,
      postEpoch: dayOf(now),
      supervisingEpoch: 0,
      previousHash: zero(32),
      placeTag: systemEntropy(16),
      plateTag: systemEntropy(16),
      commitment: systemEntropy(32),
      bodyHash: systemEntropy(32),
      wrapsHash: systemEntropy(32),
    });
    const { alert } = Header.decode(header);
    const data = await this.receipt(headerHash(header), 'commune', AlertState.accepted, 1);
    this.node.pushEvent(okay({ items: [item({ id: alert, number: BigInt(this.events.length + 1), data, extra: header })] }));
  }

  async notice(signers: Signer[], more: Partial<Notice> = {}): Promise<Item> {
    const value: Notice = {
      id: systemEntropy(16),
      commune: this.commune,
      post: this.post,
      kind: NoticeKind.prevention,
      category: null,
      risk: null,
      venue: null,
      exercise: false,
      advice: 2n,
      sectors: [1],
      ends: zero(16),
      factsFrom: 0,
      factsUntil: 0,
      written: now - 1000,
      until: now + dayMs,
      ...more,
    };
    let document = draft(Notice, value);
    for (const each of signers) document = await withSignature(document, each, Tag.notice_post);
    return item({ id: value.id, number: 2n, code: DocumentType.notice, data: encodeContainer(document) });
  }
  async cancel(notice: Item, by: Signer): Promise<Item> {
    const value = { notice: notice.id, commune: this.commune, post: this.post, reason: 1 as const, at: now };
    const document = await signedDraft(NoticeCancel, value, by, Tag.notice_cancel);
    return item({ id: notice.id, code: DocumentType.notice_cancel, data: encodeContainer(document) });
  }
  async somebodyListens(until: number): Promise<void> {
    const value = { post: this.post, at: until - 60_000, until };
    this.presences = [encodeContainer(await signedDraft(wire.Presence, value, this.postNode, Tag.presence))];
  }

  // ---- the node

  // Makes beforehand the signed answer to an envelope that is about to come.
  async expect(envelope: Uint8Array): Promise<void> {
    this.prepared.set(toHex(envelope), okay({ data: await this.receipt(this.hashOf(envelope), 'commune', AlertState.accepted, 1) }));
  }

  // What a referent says about herself, as the roll shows it from then on.
  private hear(document: SignedDocument): Reply {
    this.said.push(document);
    const data = encodeContainer(document);
    if (document.type === DocumentType.tie_declaration) {
      this.standing = [...this.standing.filter((each) => each.code !== 2 && each.code !== 4), item({ code: 2, data })];
      const { tie } = wire.TieDeclaration.decode(document.bytes);
      if (barring.includes(tie)) this.standing.push(item({ code: 4, number: 21n, data: Uint8Array.of(detailNumber('conflict_of_interest')) }));
    } else if (document.type === DocumentType.conduct_signature) this.standing.push(item({ code: 5, data }));
    else this.standing = [...this.standing.filter((each) => each.code !== 3), item({ code: 3, data, extra: Uint8Array.of(1, 0) })];
    return okay();
  }
  // Another referent, of `sectors`, is away, and this one stands in.
  async isAway(from: number, until: number, sectors: readonly number[], deputy = (this.enrolment as wire.Enrolment).invitation): Promise<Uint8Array> {
    const away = signer();
    const value = { absent: systemEntropy(16), deputy, sequence: 1, from, until, at: now - dayMs };
    const data = encodeContainer(await signedDraft(wire.Deputising, value, away, Tag.deputising));
    this.standing.push(item({ code: 3, data, extra: Uint8Array.from(sectors.flatMap((each) => [each & 255, each >> 8])) }));
    return value.absent;
  }

  private answer({ request: { verb, data, number, code } }: Asked): Reply | Promise<Reply> {
    switch (verb) {
      case Verb.public_documents:
        return okay({ items: this.documents.map((each) => item({ data: each })) });
      case Verb.enrol:
        this.enrolment = wire.Enrolment.decode(decodeContainer(data).bytes);
        return okay();
      case Verb.enrolment_status:
        return okay({ items: [...[this.mandate, this.statement].flatMap((each) => (each === null ? [] : [item({ data: each })])), ...this.standing] });
      case Verb.publish:
        return this.refuses ?? this.hear(decodeContainer(data));
      case Verb.documents:
        return okay({ items: this.documentsOf(code).map((each) => item({ data: each })) });
      case Verb.submit:
        if (!this.submitted.some((each) => equal(each, data))) this.submitted.push(data);
        if (this.accepting) return this.expect(data).then(() => this.prepared.get(toHex(data)) as Reply);
        return this.prepared.get(toHex(data)) ?? failed(Errc.busy, 'not now');
      case Verb.withdraw:
        this.withdrawals.push(data);
        return okay();
      case Verb.follow:
        return okay({ items: this.events.filter((each) => each.number > number) });
      case Verb.presence:
        return okay({ items: this.presences.map((each) => item({ data: each })) });
      case Verb.notices:
        if (data.length > 0) this.shown.push(data);
        return okay({ items: data.length > 0 ? [] : [...this.commissions.map((each) => item({ id: systemEntropy(16), code: DocumentType.commission, data: each })), ...this.notices] });
      case Verb.confirm:
        this.confirmed.push(data);
        return okay();
      default:
        return failed(Errc.not_allowed, 'not this one');
    }
  }
  // The card's one-time key may ask too.
  admitCard(): void {
    this.node.devices.push(inviteRequestSigner(this.card.secret).publicKey);
  }
}

// Names as the formats allow them and nobody would give them: HTML that would ask another host, and no place to break a line.
const filled = (begins: string): string => begins + 'é'.repeat((120 - Buffer.byteLength(begins)) / 2);
export const hostile = {
  postName: filled('<img/src=//evil.example/a>'),
  communeName: filled('</title><script>alert(1)</script>'),
  sectorName: filled('"onfocus=alert(1)'),
};

// What may be typed on a card, and what no node that keeps the rules would hand on: it turns what stands behind it.
export const hostilePerson = filled('<b onclick=alert(1)>👩 שלום ');
export const turning = '\u202e<i>\nelirboM';

export const ordinary = {
  category: 1 as const,
  conducts: [2 as const],
  urgency: Urgency.ordinary,
  called17: false,
  sector: 1,
  place: { kind: 1 as const, latitude: 0, longitude: 0, street: 0, number: 0 },
  vehicle: null,
  personCount: 0,
  persons: [],
  exercise: false,
};
