// The auditor's device: paired by the root, reads a log that it computes again, and never asks for a content.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs } from '../shared/base/time';
import { ReviewSubject, Role, Verb } from '../shared/base/vocabulary.gen';
import { MemoryStore } from '../shared/device/store';
import { failureOf } from '../shared/screen/calls';
import type { Signer } from '../shared/seal/signer';
import { makeBoxKey, publicOfSeed, startSodium, systemEntropy } from '../shared/seal/sodium';
import { signedDraft, withSignature } from '../shared/seal/trust';
import { verifySingle } from '../shared/seal/trust_people';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import { AuditorDevice } from '../auditor/device';
import type { AuditorState } from '../auditor/model/views';
import { PublicWorld } from './public_world';
import { item, now } from './world';

beforeAll(startSodium);

let there: PublicWorld;
let store: MemoryStore;
let state: AuditorState;
let auditor: AuditorDevice;
let served: Uint8Array; // the node that the gateway says is meant

function device(): AuditorDevice {
  const tools = { store, transport: there.world.node, entropy: systemEntropy, clock: () => now, servedNode: async () => served };
  return new AuditorDevice(tools, (fresh) => (state = fresh), failureOf);
}
async function byRoot<T>(of: wire.Document<T>, value: T, tag: Tag): Promise<Uint8Array> {
  const [first, second] = there.world.root as [Signer, Signer];
  return encodeContainer(await withSignature(await signedDraft(of, value, first, tag), second, tag));
}
async function commission(more: Partial<wire.Commission> = {}): Promise<Uint8Array> {
  const keys = fromHex((state.device?.line ?? '').replace('TOCSIN-DEVICE1:', ''));
  const value = {
    role: Role.auditor,
    commune: new Uint8Array(5),
    post: new Uint8Array(8),
    key: keys.slice(0, 32),
    transport: keys.slice(32),
    tagCommitment: new Uint8Array(32),
    from: now - dayMs,
    until: now + 300 * dayMs,
    ...more,
  };
  there.world.node.devices.push(value.key);
  return byRoot(wire.Commission, value, Tag.commission_root);
}
async function paired(): Promise<void> {
  await auditor.offer([...there.world.documents, await commission()], '');
  await auditor.confirmPairing();
}
beforeEach(async () => {
  there = await PublicWorld.make();
  store = new MemoryStore();
  served = there.world.node.curve.publicKey;
  auditor = device();
  await auditor.start();
});

describe('pairing', () => {
  test('shows what the root signs, and keeps nothing before a person has compared', async () => {
    expect(state.stage).toBe('unpaired');
    expect(state.device?.line).toMatch(/^TOCSIN-DEVICE1:[0-9a-f]{128}$/);
    await auditor.offer([...there.world.documents, await commission()], '');
    expect(state.pairing).toMatchObject({ node: 'Ornans (25434)' });
    expect(await store.get('auditor')).toBeUndefined();
    await auditor.confirmPairing();
    expect(state).toMatchObject({ stage: 'paired', node: { name: 'Ornans', code: '25434', commune: true } });
    auditor = device();
    await auditor.start();
    expect(state.stage).toBe('paired');
  });
  test('refuses another role, an ended commission, another root, and a node that no paper names', async () => {
    await expect(auditor.offer([...there.world.documents, await commission({ role: Role.prefect })], '')).rejects.toThrow('not an auditor’s');
    await expect(auditor.offer([...there.world.documents, await commission({ until: now - 1000 })], '')).rejects.toThrow('not in force');
    const other = await PublicWorld.make();
    await expect(auditor.offer([...other.world.documents, await commission()], '')).rejects.toThrow();
    served = systemEntropy(32);
    await expect(auditor.offer([...there.world.documents, await commission()], '')).rejects.toThrow('names the node of this address');
    expect(state.pairing).toBeNull();
  });
});

describe('reading', () => {
  beforeEach(paired);

  test('R32 verifies every leaf and event, and asks for nothing that leads to a content', async () => {
    there.aQuarter();
    await auditor.read();
    expect(state.log).toMatchObject({ origin: 'tocsin/25434', size: 5, events: 5, continuity: 'first' });
    expect(state.log?.kinds).toEqual([1, 2, 3, 4, 5].map((kind) => ({ kind, count: 1 })));
    expect(state.log?.latest[0]?.index).toBe(4);
    expect(state.figures.length).toBe(1);
    expect(new Set(there.asked)).toEqual(new Set([Verb.public_documents, Verb.checkpoint, Verb.log, Verb.counts, Verb.reviews, Verb.pending]));
    expect(await auditor.logFile()).toMatch(/^tocsin-log 1\nlog-key [0-9a-f]{64}\ncheckpoint [0-9a-f]+\nleaf [0-9a-f]{74} [0-9a-f]+\n/);
  });
  test('a log that grew, or stands, goes on from the earlier checkpoint', async () => {
    await auditor.read();
    await auditor.read();
    expect(state.log?.continuity).toBe('same');
    for (const event of ['more', 'and more', 'still']) there.log(6, event);
    await auditor.read();
    expect(state.log).toMatchObject({ continuity: 'grew', size: 8, earlier: { size: 5 } });
  });
  test('goes on when the node has changed its keys, its transport key too, also after the page was closed', async () => {
    await auditor.read();
    there.logSeed = systemEntropy(32);
    await there.world.communeRotates(makeBoxKey(systemEntropy).publicKey, publicOfSeed(there.logSeed));
    await auditor.read();
    expect(state.log?.continuity).toBe('same');
    auditor = device();
    await auditor.start();
    expect(state).toMatchObject({ stage: 'paired', node: { code: '25434' } });
    await auditor.read();
    expect(state.log?.continuity).toBe('same');
  });
  test('a log that was rewritten or cut is told each time, and the earlier note stays as evidence', async () => {
    await auditor.read();
    const note = state.log?.note;
    const honest = there.leaves;
    there.leaves = [];
    for (let i = 0; i < 6; i++) there.log(1, `other ${i}`);
    await auditor.read();
    expect(state.log).toMatchObject({ continuity: 'rewritten', earlier: { size: 5, note } });
    there.leaves = honest.slice(0, 3);
    await auditor.read();
    expect(state.log).toMatchObject({ continuity: 'cut', earlier: { size: 5, note } });
    there.leaves = honest;
    await auditor.read();
    expect(state.log?.continuity).toBe('same');
  });
  test('a leaf or an event that is not what was signed fails the reading', async () => {
    there.note = await there.checkpoint();
    const [first] = there.leaves as [{ leaf: Uint8Array; salted: Uint8Array }];
    const salted = first.salted;
    first.salted = systemEntropy(48);
    await expect(auditor.read()).rejects.toThrow('leaf 0: the event');
    first.salted = salted;
    there.leaves = there.leaves.slice(0, 4);
    await expect(auditor.read()).rejects.toThrow('5 were signed');
    there.log(1, 'instead');
    await expect(auditor.read()).rejects.toThrow('root that was signed');
    expect(state.log).toBeNull();
  });
});

describe('reviews and papers', () => {
  beforeEach(paired);

  test('R32 a review is signed on this device, about an office or somebody named in full', async () => {
    await auditor.review({ insee: '', rule: 13, subject: ReviewSubject.office, about: '', asks: 'post' });
    const [container] = there.published as [Uint8Array];
    const keys = await store.get('auditor').then(() => there.world.node.devices);
    const review = verifySingle(wire.Review, decodeContainer(container), keys[keys.length - 1] as Uint8Array, Tag.review_auditor);
    expect(review).toMatchObject({ rule: 13, subject: ReviewSubject.office, asks: wire.NodeKind.post });
    await expect(auditor.review({ insee: '', rule: 13, subject: ReviewSubject.officer, about: '12ab', asks: 'post' })).rejects.toThrow('32 hexadecimal');
    expect(there.published.length).toBe(1);
  });
  test('what is owed stands first, with its day', async () => {
    const review = { commune: there.world.commune, subject: ReviewSubject.office, about: new Uint8Array(16), asks: wire.NodeKind.commune, at: now - dayMs };
    const listed = async (rule: number, code: number, due: number) => {
      const value = { ...review, id: systemEntropy(16), rule };
      return item({ id: value.id, code, number: BigInt(due), data: encodeContainer(await signedDraft(wire.Review, value, there.world.officer, Tag.review_auditor)) });
    };
    there.reviews = [await listed(1, 3, now - 9 * dayMs), await listed(2, 1, now + 9 * dayMs), await listed(3, 2, now - dayMs), item({ code: 1, data: Uint8Array.of(7) })];
    await auditor.read();
    expect(state.reviews.map(({ rule, state: stands, asks }) => [rule, stands, asks])).toEqual([
      [3, 'overdue', 'mairie'],
      [2, 'open', 'mairie'],
      [1, 'answered', 'mairie'],
    ]);
  });
  test('a directory says which papers are old; one that the root did not sign is not read', async () => {
    const value = {
      sequence: 3,
      previous: systemEntropy(32),
      issued: now,
      posts: [{ post: there.world.post, supervising: new Uint8Array(8), sequence: 1, record: systemEntropy(32) }],
      communes: [{ commune: there.world.commune, post: there.world.post, sequence: 2, charter: systemEntropy(32) }],
    };
    await auditor.compare(await byRoot(wire.Directory, value, Tag.directory));
    expect(state.directory?.lines.map(({ code, is }) => [code, is])).toEqual([
      ['25434', 'older'],
      ['P25-014', 'other'],
    ]);
    const forged = encodeContainer(await signedDraft(wire.Directory, value, there.world.mayor, Tag.directory));
    await expect(auditor.compare(forged)).rejects.toThrow();
    expect(toHex(Uint8Array.of(state.directory?.sequence ?? 0))).toBe('03');
  });
});
