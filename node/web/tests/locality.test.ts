// Streets and outlines: which sector a point lies in, how a street is found, and what a device keeps of them.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DocumentType, Errc, Verb } from '../shared/base/vocabulary.gen';
import { Localities, nowhere } from '../shared/device/locality';
import { MemoryStore } from '../shared/device/store';
import { type Outline, boxOf, isInside, middleOf, sectorAt } from '../shared/place/outline';
import { findStreets, plain, streetLine } from '../shared/place/streets';
import { startSodium } from '../shared/seal/sodium';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import { Charter } from '../shared/wire/documents';
import { type Ask, type Item, Outcome } from '../shared/wire/message';
import { failed, okay } from './fake_node';
import { someOutlines, someStreets } from './locality_world';
import { World, item, now } from './world';

const spot = (latitude: number, longitude: number) => ({ latitude, longitude });
const square = (sector: number, south: number, west: number, size: number): Outline => ({
  sector,
  points: [spot(south, west), spot(south, west + size), spot(south + size, west + size), spot(south + size, west)],
});

describe('a point and the sectors', () => {
  test('inside, outside, and the same for a ring that is turned round', () => {
    const { points } = square(1, 0, 0, 100);
    for (const ring of [points, [...points].reverse()]) {
      expect(isInside(ring, spot(50, 50))).toBe(true);
      expect(isInside(ring, spot(50, 101))).toBe(false);
      expect(isInside(ring, spot(-1, 50))).toBe(false);
    }
  });
  test('two squares side by side: every point of the line between them is in exactly one', () => {
    const both = [square(1, 0, 0, 100), square(2, 0, 100, 100)];
    for (let latitude = 0; latitude < 100; latitude++) expect(both.filter((each) => isInside(each.points, spot(latitude, 100))).length).toBe(1);
  });
  test('a hole is not the sector; an island in the hole is', () => {
    const rings = [square(3, 0, 0, 100), square(3, 20, 20, 60), square(3, 40, 40, 20)];
    expect(sectorAt(rings, spot(10, 10))).toBe(3);
    expect(sectorAt(rings, spot(30, 30))).toBeNull();
    expect(sectorAt(rings, spot(50, 50))).toBe(3);
  });
  test('the commune itself is no sector, and drawings that overlap give the lowest number', () => {
    const outlines = [square(0, 0, 0, 1000), square(4, 0, 0, 100), square(2, 50, 50, 100)];
    expect(sectorAt(outlines, spot(500, 500))).toBeNull();
    expect(sectorAt(outlines, spot(75, 75))).toBe(2);
    expect(sectorAt([], spot(0, 0))).toBeNull();
  });
  test('south and west of zero, and a ring of three points', () => {
    const ring = [spot(-30, -30), spot(-10, -30), spot(-10, -10)];
    expect(isInside(ring, spot(-15, -25))).toBe(true);
    expect(isInside(ring, spot(-25, -15))).toBe(false);
  });
  test('a name stands within its sector, also where the middle of the box does not', () => {
    const horseshoe: Outline = { sector: 1, points: [spot(0, 0), spot(0, 100), spot(100, 100), spot(100, 80), spot(20, 80), spot(20, 20), spot(100, 20), spot(100, 0)] };
    expect(isInside(horseshoe.points, spot(50, 50))).toBe(false);
    expect(isInside(horseshoe.points, middleOf([horseshoe], 1) ?? spot(0, 0))).toBe(true);
    expect(middleOf([horseshoe], 2)).toBeNull();
    expect(boxOf([horseshoe])).toEqual({ south: 0, west: 0, north: 100, east: 100 });
  });
});

describe('looking for a street', () => {
  const names = (typed: string, most = 10) => findStreets(someStreets, typed, most).indexes.map((index) => someStreets[index]);
  test('without accents, capitals, hyphens and apostrophes', () => {
    expect(plain('Rue de l’Église Saint-Œdème')).toBe('rue de l eglise saint oedeme');
    expect(names('eglise')).toEqual(['Rue de l’Église']);
    expect(names('ÉGL')).toEqual(['Rue de l’Église']);
    expect(names('l eglise')).toEqual(['Rue de l’Église']);
  });
  test('what begins so stands first, then a word that does, then any part', () => {
    expect(names('pl')).toEqual(['Place Courbet', 'Place Gustave', 'Impasse des Platanes']);
    expect(names('ourb')).toEqual(['Place Courbet', 'Rue Gustave Courbet']);
  });
  test('several words in any order', () => expect(names('courbet rue')).toEqual(['Rue Gustave Courbet']));
  test('nothing typed is the list from its beginning; nothing that fits is nothing', () => {
    expect(findStreets(someStreets, '  ', 3)).toEqual({ indexes: [0, 1, 2], all: someStreets.length });
    expect(findStreets(someStreets, 'zzz', 3)).toEqual({ indexes: [], all: 0 });
    expect(findStreets(someStreets, '.*(', 3).all).toBe(someStreets.length);
  });
  test('a house stands before its street', () => {
    expect(streetLine('Place Courbet', 0)).toBe('Place Courbet');
    expect(streetLine('Place Courbet', 12)).toBe('12 Place Courbet');
  });
});

describe('what a device keeps of them', () => {
  let world: World;
  let store: MemoryStore;
  let clock: number;
  let asked: number[];
  let answer: (ask: Ask) => Item[];
  const session = { ask: async (ask: Ask) => ({ asked: new Uint8Array(), reply: (asked.push(ask.code ?? 0), okay({ items: answer(ask) })) }) };
  const charter = () => Charter.decode(world.documents.map(decodeContainer).find((each) => each.type === DocumentType.charter)?.bytes as Uint8Array);
  const localities = () => new Localities(store, () => clock);

  beforeAll(startSodium);
  beforeEach(async () => {
    world = await World.make({ streets: someStreets, outlines: someOutlines });
    store = new MemoryStore();
    clock = now;
    asked = [];
    answer = ({ verb, code }) => (verb === Verb.documents ? world.documentsOf(code ?? 0).map((data) => item({ data })) : []);
  });

  test('asked for once; there also without a network and after a restart', async () => {
    const device = localities();
    const before = await device.version(charter());
    await device.learn(session, [charter()]);
    await device.learn(session, [charter()]);
    await localities().learn(session, [charter()]);
    expect(asked).toEqual([DocumentType.street_list, DocumentType.sector_map]);
    expect(await localities().of(charter())).toEqual({ streets: someStreets, outlines: someOutlines });
    expect(await device.version(charter())).not.toBe(before);
  });
  test('a charter that names none: nothing is asked', async () => {
    world = await World.make();
    await localities().learn(session, [charter()]);
    expect(asked).toEqual([]);
    expect(await localities().of(charter())).toEqual(nowhere);
  });
  test('another list than the charter names is not kept, nor one that somebody signed, nor another commune’s', async () => {
    const other = await World.make({ streets: ['Rue d’Ailleurs'], outlines: someOutlines.slice(0, 1) });
    const signed = world.localities.map(decodeContainer).map((each) => encodeContainer({ ...each, signatures: [{ tag: 1, key: new Uint8Array(16), signature: new Uint8Array(64) } as never] }));
    answer = () => [...other.localities, ...signed, Uint8Array.of(1, 2, 3)].map((data) => item({ data }));
    await localities().learn(session, [charter()]);
    expect(await store.list('place/')).toEqual([]);
    expect(await localities().of(charter())).toEqual(nowhere);
    await expect(localities().learn(session, [{ ...charter(), commune: Uint8Array.of(48, 49, 48, 48, 49) }])).resolves.toBeUndefined();
    expect(await store.list('place/')).toEqual([]);
  });
  test('what lies in the store is held against its name again', async () => {
    await localities().learn(session, [charter()]);
    for (const [name] of await store.list('place/')) await store.write({ [name]: (await World.make({ streets: ['Rue d’Ailleurs'] })).localities[0] });
    expect(await localities().of(charter())).toEqual(nowhere);
  });
  test('a next charter with other streets: asked for once more; an alert under the former one still has its street', async () => {
    const device = localities();
    await device.learn(session, [charter()]);
    const former = charter();
    const version = await device.version(former);
    await world.renameStreets(['Allée Neuve', ...someStreets]);
    expect(await device.of(charter())).toMatchObject({ streets: [], outlines: someOutlines });
    await device.learn(session, [charter()]);
    expect(asked).toEqual([DocumentType.street_list, DocumentType.sector_map, DocumentType.street_list]);
    expect(await device.version(charter())).not.toBe(version);
    expect((await device.streetsUnder(charter(), charter().sequence))[0]).toBe('Allée Neuve');
    expect((await device.streetsUnder(charter(), former.sequence))[0]).toBe(someStreets[0]);
    expect(await device.streetsUnder(charter(), 77)).toEqual([]);
  });
  test('what no charter has named for long is forgotten', async () => {
    const device = localities();
    await device.learn(session, [charter()]);
    for (let i = 0; i < 6; i++) {
      await world.renameStreets([`Rue ${i}`]);
      await device.learn(session, [charter()]);
    }
    expect((await store.list('place/')).length).toBe(5); // four lists and the map
  });
  test('a node that refuses, fails or breaks off stops nothing, and is asked again only after a while', async () => {
    const device = localities();
    for (const reply of [okay({ outcome: Outcome.refused, rule: 1, detail: 'no' }), failed(Errc.busy, 'later')]) {
      let asks = 0;
      const refusing = { ask: async () => ({ asked: new Uint8Array(), reply: (asks++, reply) }) };
      await device.learn(refusing, [charter()]);
      await device.learn(refusing, [charter()]);
      expect(asks).toBe(1);
      clock += 600_000;
    }
    await device.learn(session, [charter()]);
    expect((await device.of(charter())).streets).toEqual(someStreets);
  });
});
