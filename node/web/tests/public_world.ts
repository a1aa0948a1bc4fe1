// What a commune's node answers to visitors and auditors: law, numbers, a log with its signed checkpoint. All of it signed
// as the protocol asks; the node itself is the smallest one.
import { ByteWriter, ascii, concat } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs } from '../shared/base/time';
import { type ActReason, AlertState, Errc, Verb, limitTable } from '../shared/base/vocabulary.gen';
import { append, emptyEdge, rootOf } from '../shared/seal/log';
import { type Signer, seedSigner } from '../shared/seal/signer';
import { keyedHash256, publicOfSeed, sha256, signWithSeed, systemEntropy } from '../shared/seal/sodium';
import { documentHash, draft, signedDraft, withSignature } from '../shared/seal/trust';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import type { Item, Reply } from '../shared/wire/message';
import { type Asked, failed, okay } from './fake_node';
import { World, item, now } from './world';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const quarter = { from: Date.UTC(2026, 6, 1), until: Date.UTC(2026, 9, 1) };

export class PublicWorld {
  logSeed = systemEntropy(32);
  readonly release: Signer = seedSigner(systemEntropy(32));
  pending: Item[] = [];
  counts: Item[] = [];
  since = quarter.from;
  leaves: { leaf: Uint8Array; salted: Uint8Array }[] = [];
  note: Uint8Array | null = null; // instead of the true one
  reviews: Item[] = [];
  published: Uint8Array[] = [];
  asked: Verb[] = [];

  private constructor(readonly world: World) {}

  // The charter names this log's key, the rules this release key.
  static async make(options: Parameters<typeof World.make>[0] = {}): Promise<PublicWorld> {
    const made = new PublicWorld(await World.make(options));
    await made.again({ releaseKey: made.release.publicKey }, (charter) => ({ ...charter, node: { ...charter.node, log: publicOfSeed(made.logSeed) } }));
    made.world.node.answers = (asked) => made.answer(asked);
    for (let i = 0; i < 5; i++) made.log(i + 1, `event ${i}`);
    return made;
  }

  private async byRoot<T>(of: wire.Document<T>, value: T, tag: Tag) {
    const [first, second] = this.world.root as [Signer, Signer];
    return withSignature(await signedDraft(of, value, first, tag), second, tag);
  }
  private find(type: number): Uint8Array {
    return this.world.documents.find((each) => decodeContainer(each).type === type) as Uint8Array;
  }
  private replace(type: number, container: Uint8Array): void {
    this.world.documents = this.world.documents.map((each) => (decodeContainer(each).type === type ? container : each));
  }
  get charter(): wire.Charter {
    return wire.Charter.decode(decodeContainer(this.find(wire.Charter.type)).bytes);
  }
  async signCharter(charter: wire.Charter): Promise<Uint8Array> {
    const byMairie = await withSignature(await this.byRoot(wire.Charter, charter, Tag.charter_root), this.world.mairieOffice, Tag.charter_mairie);
    return encodeContainer(await withSignature(byMairie, this.world.postOffice, Tag.charter_post));
  }
  async again(rules: Partial<wire.Rules>, change: (charter: wire.Charter) => wire.Charter): Promise<void> {
    const before = wire.Rules.decode(decodeContainer(this.find(wire.Rules.type)).bytes);
    this.replace(wire.Rules.type, encodeContainer(await this.byRoot(wire.Rules, { ...before, ...rules }, Tag.rules)));
    this.replace(wire.Charter.type, await this.signCharter(change(this.charter)));
  }

  // ---- law
  private aboutHere(code: number, number: number, data: Uint8Array): Item {
    const id = new Uint8Array(16);
    id.set(this.world.commune);
    return item({ id, code, number: BigInt(number), data });
  }
  rules(): void {
    const pairs = new ByteWriter();
    limitTable.forEach(([, , , prefecture], i) => pairs.u8(i + 1).u32(prefecture));
    this.pending.push(this.aboutHere(5, 0, pairs.take()));
  }
  async overlay(by: Signer, tag: Tag, limit: number, value: number, reason: ActReason): Promise<void> {
    const overlay = { commune: this.world.commune, charter: documentHash(decodeContainer(this.find(wire.Charter.type))), limits: [{ limit, value }], reason, at: now - dayMs };
    this.pending.push(this.aboutHere(2, now + 30 * dayMs, encodeContainer(await signedDraft(wire.Overlay, overlay, by, tag))));
  }
  async waiting(limits: wire.Charter['limits']): Promise<void> {
    const { charter } = this;
    const next = { ...charter, sequence: 2, previous: documentHash(decodeContainer(this.find(wire.Charter.type))), limits };
    this.pending.push(this.aboutHere(1, now + 7 * dayMs, await this.signCharter(next)));
  }
  async suspended(by: Signer, tag: Tag, reason: ActReason): Promise<void> {
    const charter = documentHash(decodeContainer(this.find(wire.Charter.type)));
    const act = { kind: wire.NodeActKind.suspend, commune: this.world.commune, charter, sequence: 1, reason, at: now - dayMs };
    const document = tag === Tag.node_suspend_root ? await this.byRoot(wire.NodeAct, act, tag) : await signedDraft(wire.NodeAct, act, by, tag);
    this.pending.push(this.aboutHere(4, 0, encodeContainer(document)));
  }

  // ---- numbers
  figure(code: number, key: number, ...values: number[]): void {
    const data = new ByteWriter();
    for (const value of values) data.u64(value);
    this.counts.push(item({ code, number: BigInt(key), data: data.take() }));
  }
  aQuarter(): void {
    for (let category = 1; category <= 12; category++) this.figure(1, category, ...(category === 1 ? [7] : category === 3 ? [12] : []));
    this.figure(4, 0);
    this.figure(3, 2, 9);
    this.figure(8, 6, 5);
    for (const rule of [10, 11, 12, 13, 14, 36]) this.figure(7, rule);
    this.figure(9, AlertState.delivered, 2);
    this.figure(9, AlertState.taken, 3);
    this.figure(9, AlertState.closed);
    this.figure(10, 0, 14);
    this.figure(11, 0, 6);
  }

  // ---- log
  log(kind: number, event: string): void {
    const salt = systemEntropy(32);
    const leaf = new ByteWriter().u8(kind).u32(Math.floor(now / 3_600_000)).raw(keyedHash256(salt, ascii(event))).take();
    this.leaves.push({ leaf, salted: concat(salt, ascii(event)) });
  }
  async checkpoint(origin = 'tocsin/25434'): Promise<Uint8Array> {
    let edge = emptyEdge;
    for (const { leaf } of this.leaves) edge = await append(edge, leaf);
    const text = `${origin}\n${edge.size}\n${base64(await rootOf(edge))}\n`;
    const keyHash = (await sha256(concat(ascii(`${origin}\n`), Uint8Array.of(1), publicOfSeed(this.logSeed)))).subarray(0, 4);
    const signature = signWithSeed(this.logSeed, ascii(text));
    return new TextEncoder().encode(`${text}\n— ${origin} ${base64(concat(keyHash, signature))}\n`);
  }

  // The manifest of these files, and its signature.
  async bundle(files: ReadonlyMap<string, Uint8Array>): Promise<{ manifest: Uint8Array; signature: Uint8Array }> {
    const lines = ['tocsin-bundle 1', 'face public'];
    for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
      lines.push(`file ${Buffer.from(await sha256(bytes)).toString('hex')} ${bytes.length} text/plain ${path}`);
    const manifest = ascii(`${lines.join('\n')}\n`);
    const signature = Buffer.from(await this.release.sign(Tag.web_bundle, manifest)).toString('hex');
    return { manifest, signature: ascii(`${signature}\n`) };
  }

  private async answer({ request: { verb, number, data }, signed }: Asked): Promise<Reply> {
    this.asked.push(verb);
    const open = ([Verb.public_documents, Verb.pending, Verb.counts, Verb.checkpoint] as number[]).includes(verb);
    if (!signed && !open) return failed(Errc.not_allowed, 'this request must be signed');
    switch (verb) {
      case Verb.public_documents:
        return okay({ items: [...this.world.documents, ...this.world.commissions].map((each) => item({ data: each })) });
      case Verb.pending:
        return okay({ items: this.pending });
      case Verb.counts: {
        const last = number === 0n || Number(number) * dayMs >= quarter.from;
        const about = (from: number, until: number) => new ByteWriter().u64(from).u64(until).u8(0).u64(this.since).u32(5).take();
        return last ? okay({ data: about(quarter.from, quarter.until), items: this.counts }) : okay({ data: about(Date.UTC(2026, 3, 1), quarter.from) });
      }
      case Verb.checkpoint:
        return okay({ data: this.note ?? (await this.checkpoint()) });
      case Verb.log:
        return okay({ items: this.leaves.slice(Number(number)).map(({ leaf, salted }, i) => item({ number: number + BigInt(i), data: leaf, extra: salted })) });
      case Verb.reviews:
        return okay({ items: this.reviews });
      case Verb.publish:
        this.published.push(data);
        return okay();
      default:
        return failed(Errc.not_allowed, 'not this one');
    }
  }
}

export const pinned = async (world: World): Promise<string> => Buffer.from(await sha256(decodeContainer(world.documents[0] as Uint8Array).bytes)).toString('hex');
export const unsigned = (world: World): Uint8Array => encodeContainer(draft(wire.Withdrawal, { alert: systemEntropy(16), mandate: systemEntropy(16), headerHash: systemEntropy(32), at: now + world.documents.length }));
