// A visit to the public page, and the pieces it stands on: the log's tree and note, the law, the numbers, the manifest.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ascii, fromHex, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { Verb, limitTable } from '../shared/base/vocabulary.gen';
import { FigureKind, figure } from '../shared/policy/figures';
import { append, emptyEdge, isEventOf, leafHash, readLeaf, rootOf, verifyCheckpoint } from '../shared/seal/log';
import { failureOf } from '../shared/screen/calls';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { filesOf } from '../public/manifest';
import type { PublicState } from '../public/model';
import { Visit } from '../public/visit.device';
import { PublicWorld, pinned, unsigned } from './public_world';
import { item, now } from './world';
import { vectors } from './vectors';

interface LogVector {
  key: { public_key: string };
  origin: string;
  leaves: { kind: number; at_ms: number; salt: string; event: string; leaf: string; leaf_hash: string; root_after: string }[];
  checkpoint: string;
}
const log = vectors('seal').log as unknown as LogVector;

beforeAll(startSodium);

describe('the log', () => {
  test('leaves lead to the roots of the vectors, one after the other', async () => {
    let edge = emptyEdge;
    for (const each of log.leaves) {
      const leaf = fromHex(each.leaf);
      expect(toHex(await leafHash(leaf))).toBe(each.leaf_hash);
      edge = await append(edge, leaf);
      expect(toHex(await rootOf(edge))).toBe(each.root_after);
      expect(readLeaf(leaf)).toEqual({ kind: each.kind, at: Math.floor(each.at_ms / 3_600_000) * 3_600_000 });
      expect(isEventOf(leaf, fromHex(each.salt + each.event))).toBe(true);
      expect(isEventOf(leaf, fromHex(`${each.salt}${each.event}00`))).toBe(false);
    }
    expect((await verifyCheckpoint(new TextEncoder().encode(log.checkpoint), fromHex(log.key.public_key))).root).toEqual(await rootOf(edge));
  });
  test('a checkpoint is believed by its own key alone, whole, beside other signers', async () => {
    const key = fromHex(log.key.public_key);
    const check = (text: string, by: Uint8Array = key) => verifyCheckpoint(new TextEncoder().encode(text), by);
    await expect(check(log.checkpoint)).resolves.toMatchObject({ origin: log.origin, size: log.leaves.length });
    await expect(check(log.checkpoint.replace('\n\n', '\n\n— somebody AAAA\n'))).resolves.toMatchObject({ size: log.leaves.length });
    await expect(check(log.checkpoint, systemEntropy(32))).rejects.toThrow('not signed by the log key');
    await expect(check(log.checkpoint.replace('\n7\n', '\n8\n'))).rejects.toThrow('not signed by the log key');
    for (const wrong of ['', log.checkpoint.trimEnd(), log.checkpoint.replace('\n7\n', '\n07\n'), `x${log.checkpoint}`, log.checkpoint.replace('\n\n', '\nmore\n\n')])
      await expect(check(wrong), wrong).rejects.toThrow('checkpoint');
  });
});

describe('a visit', () => {
  let there: PublicWorld;
  let states: PublicState[];
  let files: Map<string, Uint8Array>;
  const last = (): PublicState => states[states.length - 1] as PublicState;
  async function go(fingerprint = ''): Promise<PublicState> {
    const { manifest, signature } = await there.bundle(files);
    const served = new Map([...files, ['manifest', manifest], ['manifest.sig', signature]]);
    const visit = new Visit(
      {
        transport: there.world.node,
        entropy: systemEntropy,
        clock: () => now,
        servedNode: async () => there.world.node.curve.publicKey,
        fetchFile: async (path) => served.get(path) ?? new Uint8Array(),
      },
      (state) => states.push(state),
      failureOf,
    );
    await visit.visit(fingerprint);
    if (last().web !== null) await visit.compareFiles();
    return last();
  }
  beforeEach(async () => {
    there = await PublicWorld.make();
    states = [];
    files = new Map([['index.html', ascii('<p>')], ['app.js', ascii('1')]]);
  });

  test('shows what was signed, and asks nothing that a key would be needed for', async () => {
    there.rules();
    there.aQuarter();
    const shown = await go();
    expect(shown.stage).toBe('shown');
    expect(shown.charter).toMatchObject({ commune: 'Ornans', insee: '25434', rootSignatures: 2, exercise: false, renewed: false });
    expect(shown.charter?.sectors.map((each) => each.name)).toEqual(['Centre', 'Bonneille']);
    expect(shown.post).toMatchObject({ name: 'Brigade d’Ornans', telephone: '+33 3 81 00 00 00' });
    expect(shown.log).toMatchObject({ origin: 'tocsin/25434', size: 5 });
    expect(shown.web).toMatchObject({ signed: true, files: 2, same: true });
    expect(shown.law?.unverified).toBe(0);
    expect(new Set(there.asked)).toEqual(new Set([Verb.public_documents, Verb.pending, Verb.counts, Verb.checkpoint]));
    expect(there.world.node.asked.every((each) => !each.signed)).toBe(true);
    expect(there.world.node.endedByDevice).toBe(1);
  });
  test('R20 masked numbers stay masked, and quarters before the counting began are not shown', async () => {
    there.aQuarter();
    const { figures } = await go();
    expect(figures.length).toBe(1);
    const [only] = figures;
    if (only === undefined) throw new Error('no quarter');
    expect(figure(only, FigureKind.category, 1)?.count).toBe(7);
    expect(figure(only, FigureKind.category, 2)?.count).toBeNull();
    expect(figure(only, FigureKind.total)?.count).toBeNull();
    expect(figure(only, FigureKind.delay, 5)?.count).toBe(2);
    expect(figure(only, FigureKind.erased)?.count).toBe(14);
  });
  test('a fresh node, which has counted no quarter, has no numbers', async () => {
    there.since = now;
    expect((await go()).figures).toEqual([]);
  });
  test('R24 a limit that one side tightened is in force and said so; what waits to loosen is said with its day', async () => {
    there.rules();
    const perDay = limitTable.findIndex(([name]) => name === 'alerts_per_day') + 1;
    await there.overlay(there.world.mayor, Tag.overlay_mairie, perDay, 2, 6);
    await there.waiting([{ limit: perDay, value: 4 }]);
    const { law } = await go();
    expect(law?.limits.find((each) => each.name === 'alerts_per_day')).toMatchObject({ value: 2, tightened: true });
    expect(law?.overlays[0]).toMatchObject({ mairie: true, post: false, reason: 6 });
    expect(law?.waiting?.changes).toEqual([{ name: 'alerts_per_day', reason: perDay, now: 5, later: 4 }]);
    expect(law?.unverified).toBe(0);
  });
  test('R23 a suspension is shown with who and why, whichever of the three signed it', async () => {
    const { world } = there;
    for (const [by, tag, who] of [
      [world.mayor, Tag.node_suspend_mairie, 'mairie'],
      [world.commander, Tag.node_suspend_post, 'post'],
      [world.root[0], Tag.node_suspend_root, 'prefecture'],
    ] as const) {
      there.pending = [];
      await there.suspended(by as never, tag, 6);
      expect((await go()).law?.suspension).toMatchObject({ by: who, reason: 6 });
    }
  });
  test('what nobody vouches for is counted, and used for nothing', async () => {
    await there.overlay(there.world.officer, Tag.overlay_mairie, 1, 1, 6);
    const id = new Uint8Array(16);
    id.set(there.world.commune);
    there.pending.push(item({ id, code: 4, data: unsigned(there.world) }), item({ id, code: 99, data: Uint8Array.of(1) }));
    const { law } = await go();
    expect(law).toMatchObject({ unverified: 3, overlays: [], suspension: null });
  });
  test('a root other than the link names ends the visit; the same one is said to be compared', async () => {
    expect((await go(await pinned(there.world))).compared).toBe(true);
    const other = await go('ab'.repeat(32));
    expect(other).toMatchObject({ stage: 'failed', compared: false, charter: null });
  });
  test('a node that the signed charter does not name is not believed', async () => {
    await there.again({}, (charter) => ({ ...charter, node: { ...charter.node, curve: systemEntropy(32) } }));
    expect(await go()).toMatchObject({ stage: 'failed', charter: null });
  });
  test('a checkpoint by another key fails the page', async () => {
    there.note = new TextEncoder().encode(log.checkpoint);
    expect(await go()).toMatchObject({ stage: 'failed', log: null });
  });
  test('a file that is not the one of the manifest, and a manifest by another key, are told', async () => {
    const visited = await go();
    expect(visited.web?.same).toBe(true);
    const honest = files;
    files = new Map(honest);
    const { manifest, signature } = await there.bundle(files);
    const served = new Map([...files, ['app.js', ascii('2')], ['manifest', manifest], ['manifest.sig', signature]] as [string, Uint8Array][]);
    const tools = { transport: there.world.node, entropy: systemEntropy, clock: () => now, servedNode: async () => there.world.node.curve.publicKey };
    const visit = new Visit({ ...tools, fetchFile: async (path) => served.get(path) ?? new Uint8Array() }, (state) => states.push(state), failureOf);
    await visit.visit('');
    await visit.compareFiles();
    expect(last().web).toMatchObject({ signed: true, same: false });
    await there.again({ releaseKey: (await PublicWorld.make()).release.publicKey }, (charter) => charter);
    expect((await go()).web?.signed).toBe(false);
  });
  test('a manifest’s lines are files, and nothing else is one', () => {
    expect(filesOf(`tocsin-bundle 1\nface public\nfile ${'a'.repeat(64)} 12 text/html; charset=utf-8 index.html\nfile x 1 t y\n`)).toEqual([
      { sha256: 'a'.repeat(64), size: 12, path: 'index.html' },
    ]);
  });
});
