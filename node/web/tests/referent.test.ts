// A referent's device from its card to the last receipt, against a commune whose documents and receipts are all signed.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { equal, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { Tag } from '../shared/base/tags.gen';
import { dayMs } from '../shared/base/time';
import { AlertState, Errc, NoticeKind, Tie, Urgency } from '../shared/base/vocabulary.gen';
import { believeCard, enrol, enrolmentStanding, verifyOwn } from '../shared/device/enrolment';
import type { AlertEntry } from '../shared/device/entry';
import type { Tools } from '../shared/device/profile';
import { Referent } from '../shared/device/referent';
import { Refused, Session } from '../shared/device/session';
import { MemoryStore } from '../shared/device/store';
import { Truth } from '../shared/policy/truth';
import { verify } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { cardText } from '../shared/wire/card';
import { type SignedDocument, decodeContainer } from '../shared/wire/container';
import { Withdrawal } from '../shared/wire/documents';
import { NoticeDisplay } from '../shared/wire/notices';
import type { Reply } from '../shared/wire/message';
import { someOutlines, someStreets } from './locality_world';
import { World, now, ordinary } from './world';

let world: World;
let tools: Tools;
let clock: number;

beforeAll(startSodium);
async function start(options: Parameters<typeof World.make>[0] = {}) {
  world = await World.make(options);
  world.admitCard();
  clock = now;
  tools = { store: new MemoryStore(), transport: world.node, entropy: systemEntropy, clock: () => clock };
}
beforeEach(() => start());

async function inForce(): Promise<Referent> {
  await enrol(tools, world.cardText, Tie.none);
  await world.grant();
  expect((await enrolmentStanding(tools)).stage).toBe('inForce');
  return Referent.open(tools);
}
const events: Reply[] = [];
async function connect(referent: Referent): Promise<Session> {
  const { node } = referent.charter;
  const handlers = { event: (event: Reply) => void events.push(event), over: () => undefined };
  return Session.open(world.node, node, referent.signer, systemEntropy, handlers, tools.clock);
}
const envelopes = async () => (await tools.store.list('alerts/')).map(([, entry]) => (entry as AlertEntry).envelope as Uint8Array);

describe('a street', () => {
  test('is sealed from the list that the charter names, and refused from another', async () => {
    await start({ streets: someStreets, outlines: someOutlines });
    const referent = await inForce();
    const session = await connect(referent);
    await referent.begin(session);
    const version = await referent.placesVersion();
    expect((await referent.places()).streets).toEqual(someStreets);
    const seen = { ...ordinary, place: { kind: 3 as const, latitude: 0, longitude: 0, street: 5, number: 12 } };
    await referent.seal(seen, version);
    expect((await world.contentOf((await envelopes())[0] as Uint8Array)).place).toEqual(seen.place);
    await world.renameStreets(['Allée Neuve', ...someStreets]);
    await referent.begin(session);
    expect(await referent.placesVersion()).not.toBe(version);
    await expect(referent.seal(seen, version)).rejects.toMatchObject({ code: Errc.conflict });
    await expect(referent.seal(seen)).rejects.toMatchObject({ code: Errc.conflict });
    expect((await envelopes()).length).toBe(1);
    await referent.seal(ordinary, version); // another place is of no list
  });
});

describe('enrolment', () => {
  test('by card: words of what this device verified, then nominated, vetted, in force', async () => {
    const enrolled = await enrol(tools, world.cardText, Tie.none);
    expect(enrolled).toMatchObject({ commune: 'Ornans', post: 'Brigade d’Ornans', telephone: '+33 3 81 00 00 00' });
    expect(enrolled.words.split(' ').length).toBe(6);
    expect(await enrolmentStanding(tools)).toEqual({ stage: 'requested', enrolled });
    await world.grant();
    world.statement = null;
    expect((await enrolmentStanding(tools)).stage).toBe('vetted');
    await world.grant();
    expect((await enrolmentStanding(tools)).stage).toBe('inForce');
    expect(await tools.store.key('card')).toBeUndefined();
    await expect(enrol(tools, world.cardText, Tie.none)).rejects.toMatchObject({ code: Errc.conflict });
  });
  test('again with the same card is the same request; with another card or another tie it is none', async () => {
    const first = await enrol(tools, world.cardText, Tie.none);
    const asked = toHex(world.enrolment?.device as Uint8Array);
    expect(await enrol(tools, world.cardText.toLowerCase(), Tie.none)).toEqual(first);
    expect(toHex(world.enrolment?.device as Uint8Array)).toBe(asked);
    await expect(enrol(tools, world.cardText, Tie.elected)).rejects.toMatchObject({ code: Errc.conflict });
    const other = await World.make();
    await expect(enrol(tools, other.cardText, Tie.none)).rejects.toMatchObject({ code: Errc.conflict });
  });
  test('a node with another root than the card’s is believed in nothing, and learns nothing', async () => {
    const forged = cardText({ ...world.card, rootSha256: systemEntropy(32) });
    await expect(enrol(tools, forged, Tie.none)).rejects.toMatchObject({ code: Errc.untrusted });
    expect(world.enrolment).toBeNull();
    expect(await tools.store.key('signing')).toBeUndefined();
  });
  test('a node whose key no charter names is not the card’s', async () => {
    await expect(believeCard({ ...world.card, node: systemEntropy(32) }, world.documents)).rejects.toMatchObject({ code: Errc.untrusted });
  });
  test('a mandate for another device, or signed by one office alone, is not in force here', async () => {
    await enrol(tools, world.cardText, Tie.none);
    await world.grant({ device: (await World.make()).mayor.publicKey });
    world.node.devices.push(world.enrolment?.device as Uint8Array);
    await expect(enrolmentStanding(tools)).rejects.toMatchObject({ code: Errc.untrusted });
    await expect(Referent.open(tools)).rejects.toMatchObject({ code: Errc.not_found });
  });
  test('a statement of the node over a mandate that one office alone signed makes nothing of it', async () => {
    await enrol(tools, world.cardText, Tie.none);
    await world.grant();
    const [both, statement] = [world.mandate, world.statement].map((each) => decodeContainer(each as Uint8Array)) as [SignedDocument, SignedDocument];
    const { roster } = await believeCard(world.card, world.documents);
    roster.addAll(world.commissions);
    const own = (document: SignedDocument) => verifyOwn(tools, roster, world.commune, document, statement);
    expect((await own(both)).mandate.sectors).toEqual([1]);
    for (const missing of both.signatures) {
      const one = { ...both, signatures: both.signatures.filter((each) => each !== missing) };
      await expect(own(one)).rejects.toMatchObject({ code: Errc.bad_signature });
    }
  });
});

describe('an alert', () => {
  test('sealed without a network is kept, and handed over when the node is there', async () => {
    const referent = await inForce();
    const id = await referent.seal(ordinary);
    let [view] = await referent.alerts();
    expect(view).toMatchObject({ id, standing: null, truth: Truth.waiting, sector: 'Centre' });
    const [envelope] = (await envelopes()) as [Uint8Array];
    await world.expect(envelope);
    await referent.begin(await connect(referent));
    expect(world.submitted.map(toHex)).toEqual([toHex(envelope)]);
    [view] = await referent.alerts();
    expect(view?.standing?.state).toBe(AlertState.accepted);
    expect(view?.truth).toBe(Truth.waiting);
    expect((await envelopes())[0]).not.toBeNull();
  });
  test('is received only when the post has said so, and closed with its code', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    const [envelope] = (await envelopes()) as [Uint8Array];
    await world.expect(envelope);
    await referent.begin(await connect(referent));
    await world.tell(envelope, 'post', AlertState.delivered, 1);
    await world.tell(envelope, 'post', AlertState.taken, 2);
    await world.tell(envelope, 'post', AlertState.closed, 3);
    for (const event of await came(3)) await referent.takeEvent(event);
    const [view] = await referent.alerts();
    expect(view?.steps.map((step) => step.state)).toEqual([1, 5, 11, 13]);
    expect(view).toMatchObject({ truth: Truth.received, over: true, undoUntil: null });
    expect((await envelopes())[0]).toBeNull();
  });
  test('says to call 17 when nothing is heard in time, and no longer once it arrived', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    clock += 29_000;
    expect((await referent.alerts())[0]?.truth).toBe(Truth.waiting);
    clock += 2000;
    expect((await referent.alerts())[0]?.truth).toBe(Truth.notReceivedCall17);
  });
  test('can be taken back while the commune holds it', async () => {
    const referent = await inForce();
    const id = await referent.seal(ordinary);
    const [envelope] = (await envelopes()) as [Uint8Array];
    await world.expect(envelope);
    const session = await connect(referent);
    await referent.begin(session);
    expect((await referent.alerts())[0]?.undoUntil).toBe(now + 60_000);
    await referent.withdraw(id);
    await referent.flush(session);
    const [signed] = world.withdrawals as [Uint8Array];
    const document = decodeContainer(signed);
    expect(Withdrawal.decode(document.bytes)).toMatchObject({ alert: world.alertOf(envelope), headerHash: world.hashOf(envelope) });
    expect(verify(referent.signer.publicKey, Tag.withdrawal, document.bytes, document.signatures[0]?.signature as Uint8Array)).toBe(true);
    await world.tell(envelope, 'commune', AlertState.withdrawn, 2);
    for (const event of await came(1)) await referent.takeEvent(event);
    expect((await referent.alerts())[0]).toMatchObject({ over: true, truth: null });
  });
  test('is judged before it is sealed: nothing is kept of what the policy refuses', async () => {
    const referent = await inForce();
    for (const [seen, rule] of [
      [{ ...ordinary, conducts: [] }, 7],
      [{ ...ordinary, conducts: [1 as const] }, 7],
      [{ ...ordinary, urgency: Urgency.in_progress }, 9],
      [{ ...ordinary, vehicle: { type: 1 as const, colour: null, make: null, plate: 'ANNA' } }, 8],
    ] as const) {
      const problem = await referent.seal({ ...seen, conducts: [...seen.conducts] }).catch((each: unknown) => each);
      expect(problem).toBeInstanceOf(Refused);
      expect((problem as Refused).rule).toBe(rule);
    }
    expect(await referent.alerts()).toEqual([]);
    expect((await tools.store.get('sequence')) ?? null).toBeNull();
  });
  test('is not sealed without a key for the day: the person is told to call 17', async () => {
    const referent = await inForce();
    clock -= 2 * dayMs; // a key of a later day is none
    await expect(referent.seal(ordinary)).rejects.toMatchObject({ code: Errc.expired });
    clock += 17 * dayMs; // and one of fifteen days ago is too old
    await expect(referent.seal(ordinary)).rejects.toMatchObject({ code: Errc.expired });
    clock = now + 14 * dayMs;
    await referent.seal(ordinary);
  });
  test('that the node cannot take now stays, and stops nothing else', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    const [first] = (await envelopes()) as [Uint8Array];
    await referent.seal(ordinary);
    const second = (await envelopes()).find((each) => !equal(each, first)) as Uint8Array;
    const standings = async () => (await referent.alerts()).map((each) => each.standing?.state ?? null);
    await world.expect(second);
    await world.somebodyListens(now + 60_000);
    await referent.begin(await connect(referent));
    expect(referent.trouble?.code).toBe(Errc.busy);
    expect(await standings()).toEqual([null, AlertState.accepted]);
    await world.expect(first);
    await referent.flush(await connect(referent));
    expect(referent.trouble).toBeNull();
    expect(await standings()).toEqual([AlertState.accepted, AlertState.accepted]);
  });
  test('a forged receipt moves nothing, is counted, and does not stop what follows', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    const [envelope] = (await envelopes()) as [Uint8Array];
    await world.expect(envelope);
    await referent.begin(await connect(referent));
    const other = await World.make();
    const forged = await other.receipt(world.hashOf(envelope), 'post', AlertState.delivered, 1);
    world.events.push({ id: world.alertOf(envelope), number: 1n, code: 0, data: forged, extra: new Uint8Array() });
    const genuine = await world.receipt(world.hashOf(envelope), 'post', AlertState.delivered, 1);
    world.events.push({ id: world.alertOf(envelope), number: 2n, code: 0, data: genuine, extra: new Uint8Array() });
    await referent.begin(await connect(referent));
    expect(referent.forged).toBe(1);
    expect((await referent.alerts())[0]?.standing?.state).toBe(AlertState.delivered);
  });
  test('after a restart of the page the next number follows, and events go on from where they were', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    const [envelope] = (await envelopes()) as [Uint8Array];
    await world.expect(envelope);
    await referent.begin(await connect(referent));
    await world.tell(envelope, 'post', AlertState.delivered, 1);
    await referent.begin(await connect(referent));
    const again = await Referent.open(tools);
    await again.seal(ordinary);
    expect((await again.alerts()).length).toBe(2);
    const second = (await envelopes()).find((each) => each !== null) as Uint8Array;
    await world.expect(second);
    world.node.asked = [];
    await again.begin(await connect(again));
    const follow = world.node.asked.find((each) => each.request.verb === 5);
    expect(follow?.request.number).toBe(1n);
  });
  test('is gone when node and post must have erased it', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    const [envelope] = (await envelopes()) as [Uint8Array];
    await world.expect(envelope);
    await referent.begin(await connect(referent));
    const erasedAt = (await referent.alerts())[0]?.erasedAt as number;
    clock = erasedAt + 1;
    await referent.forgetDue();
    expect(await referent.alerts()).toEqual([]);
  });
});

async function came(count: number): Promise<Reply[]> {
  while (events.length < count) await new Promise((go) => setImmediate(go));
  return events.splice(0);
}

describe('what is announced', () => {
  test('a notice with both signatures is shown and confirmed; with one it is not shown', async () => {
    const referent = await inForce();
    const whole = await world.notice([world.officer, world.commander]);
    world.notices = [whole, await world.notice([world.officer])];
    const session = await connect(referent);
    await referent.begin(session);
    const shown = referent.shownNotices();
    expect(shown.map((view) => view.id)).toEqual([toHex(whole.id)]);
    expect(shown[0]).toMatchObject({ kind: NoticeKind.prevention, sectors: ['Centre'], advice: [1], byPost: true, cancelled: null });
    await referent.confirmShown(session, toHex(whole.id));
    const display = NoticeDisplay.decode(decodeContainer(world.shown[0] as Uint8Array).bytes);
    expect(toHex(display.notice)).toBe(toHex(whole.id));
  });
  test('a cancel by the office takes it back, by anybody else not', async () => {
    const referent = await inForce();
    const notice = await world.notice([world.officer, world.commander]);
    world.notices = [notice, await world.cancel(notice, world.mayor)];
    await referent.begin(await connect(referent));
    expect(referent.shownNotices()[0]?.cancelled).toBeNull();
    world.notices = [notice, await world.cancel(notice, world.officer)];
    await referent.begin(await connect(referent));
    expect(referent.shownNotices()[0]?.cancelled).toBe(1);
  });
  test('a missing person can be reported only while the post calls', async () => {
    const referent = await inForce();
    await referent.begin(await connect(referent));
    expect(referent.categories).not.toContain(9);
    world.notices = [await world.notice([world.officer, world.commander], { kind: NoticeKind.missing_person, factsFrom: now - 1000, factsUntil: now })];
    await referent.begin(await connect(referent));
    expect(referent.categories).toContain(9);
    expect(referent.categories).not.toContain(6); // the charter does not enable it
  });
});

describe('who listens', () => {
  test('by the hours of the record', async () => {
    await start({ hours: [{ weekday: 1, fromMinute: 8 * 60, untilMinute: 9 * 60, day: 0 }, { weekday: 7, fromMinute: 0, untilMinute: 1440, day: 0 }] });
    const referent = await inForce();
    const at = new Date(now);
    const listening = referent.listening(false);
    expect(listening.post).toBe('Brigade d’Ornans');
    expect([listening.now, typeof listening.changes]).toEqual([at.getUTCDay() === 0, 'number']);
  });
  test('where the record says that desks tell, only while they have told, and never by an old word', async () => {
    await start({ presence: true });
    const referent = await inForce();
    expect(referent.listening(false).now).toBeNull();
    await referent.begin(await connect(referent));
    expect(referent.listening(true).now).toBe(false);
    await world.somebodyListens(now + 60_000);
    await referent.begin(await connect(referent));
    expect(referent.listening(true).now).toBe(true);
    clock += 61_000;
    expect(referent.listening(true).now).toBe(false);
    expect(referent.listening(false).now).toBeNull();
  });
});

test('a commune in exercise takes nothing real', async () => {
  await start({ exercise: true });
  const referent = await inForce();
  expect(referent.exercise.always).toBe(true);
  await expect(referent.seal(ordinary)).rejects.toMatchObject({ rule: 27 });
  await referent.seal({ ...ordinary, exercise: true });
  expect((await referent.alerts())[0]?.exercise).toBe(true);
});
test('without a mandate there is no referent', async () => {
  await expect(Referent.open(tools)).rejects.toThrow(Failure);
});
