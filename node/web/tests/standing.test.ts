// What a referent says about herself: who stands in (R5), a tie that has come up (R21), and what the node says of both.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { dayMs } from '../shared/base/time';
import { DocumentType, Errc, Tie } from '../shared/base/vocabulary.gen';
import { enrol, enrolmentStanding } from '../shared/device/enrolment';
import type { Tools } from '../shared/device/profile';
import { Referent } from '../shared/device/referent';
import { Refused, Session } from '../shared/device/session';
import { coversOf, noStanding } from '../shared/device/standing';
import { MemoryStore } from '../shared/device/store';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { hasSignature } from '../shared/seal/trust';
import { Deputising, type MandateLink, TieDeclaration } from '../shared/wire/documents';
import { brief, grouped, inCode, mandateTyped } from '../referent/mandate_number';
import { okay } from './fake_node';
import { World, now } from './world';

let world: World;
let tools: Tools;
let clock: number;
beforeAll(startSodium);
beforeEach(async () => {
  world = await World.make();
  world.admitCard();
  clock = now;
  tools = { store: new MemoryStore(), transport: world.node, entropy: systemEntropy, clock: () => clock };
});
async function online(): Promise<{ referent: Referent; session: Session }> {
  await enrol(tools, world.cardText, Tie.none);
  await world.grant();
  await enrolmentStanding(tools);
  const referent = await Referent.open(tools);
  const session = await Session.open(world.node, referent.charter.node, referent.signer, systemEntropy, { event: () => undefined, over: () => undefined }, tools.clock);
  await referent.begin(session);
  return { referent, session };
}
const other = '9f'.repeat(16);
const said = <T>(of: { type: DocumentType; decode(bytes: Uint8Array): T }): T => of.decode(world.said.filter((each) => each.type === of.type).at(-1)?.bytes as Uint8Array);

describe('who stands in', () => {
  test('is signed by this device, counted from the last statement, and ended', async () => {
    const { referent, session } = await online();
    await referent.deputise(session, other, now, now + 20 * dayMs);
    const first = said(Deputising);
    expect(first).toMatchObject({ absent: referent.mandate.mandate, deputy: fromHex(other), sequence: 1, from: now, until: now + 20 * dayMs });
    expect(world.said.every((each) => hasSignature(each, referent.signer.publicKey, Tag.deputising))).toBe(true);
    expect(referent.covers.away).toMatchObject({ deputy: other, sectors: [1] });
    await referent.endDeputising(session);
    expect(said(Deputising)).toMatchObject({ deputy: new Uint8Array(16), sequence: 2, from: 0, until: 0 });
    expect(referent.covers.away).toBeNull();
    await expect(referent.endDeputising(session)).rejects.toMatchObject({ code: Errc.not_found });
    await referent.deputise(session, other, now, now + dayMs);
    expect(said(Deputising).sequence).toBe(3);
  });
  test('is nothing when the node refuses, and never oneself', async () => {
    const { referent, session } = await online();
    world.refuses = okay({ outcome: 2, rule: 5, detail: 'deputising_too_long' });
    await expect(referent.deputise(session, other, now, now + 80 * dayMs)).rejects.toEqual(new Refused(5, 'deputising_too_long'));
    expect(referent.covers.away).toBeNull();
    await expect(referent.deputise(session, toHex(referent.mandate.mandate), now, now + dayMs)).rejects.toMatchObject({ code: Errc.malformed });
  });
});

describe('for whom this person stands in', () => {
  test('those sectors are offered during the absence alone, after her own, also without a line', async () => {
    const { referent, session } = await online();
    expect(referent.sectors.map((each) => each.id)).toEqual([1]);
    const absent = await world.isAway(now + dayMs, now + 3 * dayMs, [1, 2]);
    await referent.learnStanding(session);
    expect(referent.covers.standsIn).toEqual([{ absent: toHex(absent), deputy: toHex(referent.mandate.mandate), sectors: [1, 2], from: now + dayMs, until: now + 3 * dayMs }]);
    expect(referent.sectors.map((each) => each.id)).toEqual([1]);
    const later = await Referent.open(tools);
    clock = now + dayMs;
    expect(later.sectors).toMatchObject([{ id: 1, until: null }, { id: 2, name: 'Bonneille', until: now + 3 * dayMs }]);
    clock = now + 3 * dayMs;
    expect(later.sectors.map((each) => each.id)).toEqual([1]);
    expect(later.covers.standsIn).toEqual([]);
  });
  test('a mandate of a former phone is hers by its links', () => {
    const [former, before, mine] = [1, 2, 3].map((each) => new Uint8Array(16).fill(each)) as [Uint8Array, Uint8Array, Uint8Array];
    const away = { absent: former, deputy: fromHex(other), sequence: 4, from: now, until: now + dayMs, at: now };
    const link = (oldMandate: Uint8Array, newMandate: Uint8Array): MandateLink => ({ oldMandate, newMandate, at: now });
    const standing = { ...noStanding(), deputising: [{ deputising: away, sectors: [1] }] };
    expect(coversOf(standing, [mine], now)).toMatchObject({ away: null, sequence: 0, standsIn: [{ absent: toHex(former) }] });
    expect(coversOf({ ...standing, links: [link(before, mine), link(former, before)] }, [mine], now)).toMatchObject({ away: { deputy: other }, sequence: 4, standsIn: [] });
  });
});

describe('a tie that has come up', () => {
  test('is signed, and one that bars stops the mandate as the node says', async () => {
    const { referent, session } = await online();
    expect(referent.tie).toBe(Tie.none);
    await referent.declare(session, Tie.other);
    expect([referent.tie, referent.stop]).toEqual([Tie.other, null]);
    clock += 1000;
    await referent.declare(session, Tie.elected);
    expect(said(TieDeclaration)).toMatchObject({ mandate: referent.mandate.mandate, tie: Tie.elected });
    expect(world.said.every((each) => hasSignature(each, referent.signer.publicKey, Tag.tie_declaration))).toBe(true);
    expect(referent.tie).toBe(Tie.elected);
    expect(referent.stop?.rule).toBe(21);
    expect((await Referent.open(tools)).stop?.rule).toBe(21); // kept, for when there is no line
  });
});

test('the number of a mandate is read aloud, typed and scanned', () => {
  const number = '9f3a00112233445566778899aabbccdd';
  expect(grouped(number)).toBe('9f3a 0011 2233 4455 6677 8899 aabb ccdd');
  expect(brief(number)).toBe('9f3a 0011');
  for (const typed of [number, grouped(number), grouped(number).toUpperCase(), inCode(number), ` ${number.replace(/(.{8})/g, '$1-')}`]) expect(mandateTyped(typed), typed).toBe(number);
  for (const wrong of ['', number.slice(1), `${number}0`, number.replace('9', 'g'), '0'.repeat(32), `TOCSIN1:${number}`]) expect(mandateTyped(wrong), wrong).toBeNull();
});
