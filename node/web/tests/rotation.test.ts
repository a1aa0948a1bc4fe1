// Nodes that change their own keys, as devices in browsers meet it: nothing is lost, a former key makes no news for long.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { concat, toHex } from '../shared/base/bytes';
import { dayMs, dayOf, hourMs } from '../shared/base/time';
import { AlertState, Errc, Tie, Verb } from '../shared/base/vocabulary.gen';
import { believeReceipt } from '../shared/device/entry';
import { enrol, enrolmentStanding } from '../shared/device/enrolment';
import { issuerKeys } from '../shared/device/issuers';
import { type Tools, keptRoster } from '../shared/device/profile';
import { Referent } from '../shared/device/referent';
import { Roster } from '../shared/device/roster';
import { Session } from '../shared/device/session';
import { MemoryStore } from '../shared/device/store';
import { makeBoxKey, startSodium, systemEntropy } from '../shared/seal/sodium';
import { decodeContainer } from '../shared/wire/container';
import { rootFingerprint } from '../shared/seal/trust';
import type { Reply } from '../shared/wire/message';
import { MairieWorld, TestMairie } from './mairie_world';
import { FakeTimer, PostWorld } from './post_world';
import { World, item, now, ordinary } from './world';

let world: World;
let tools: Tools;
let clock: number;

beforeAll(startSodium);
beforeEach(async () => {
  world = await World.make({ presence: true });
  world.admitCard();
  world.accepting = true;
  clock = now;
  tools = { store: new MemoryStore(), transport: world.node, entropy: systemEntropy, clock: () => clock };
});

async function inForce(): Promise<Referent> {
  await enrol(tools, world.cardText, Tie.none);
  await world.grant();
  await enrolmentStanding(tools);
  return Referent.open(tools);
}
async function connect(referent: Referent): Promise<Session> {
  const handlers = { event: () => undefined, over: () => undefined, newerKey: referent.newerKey.bind(referent) };
  return Session.open(world.node, referent.node, referent.signer, systemEntropy, handlers, tools.clock);
}
async function believed(): Promise<Roster> {
  const [root] = world.documents as [Uint8Array];
  const roster = await Roster.fromCard(root, await rootFingerprint(decodeContainer(root)));
  roster.addAll(world.documents);
  return roster;
}
const told = async (referent: Referent, signed: Uint8Array): Promise<void> => {
  const [envelope] = world.submitted as [Uint8Array];
  const event: Partial<Reply> = { items: [item({ id: world.alertOf(envelope), number: BigInt(world.events.length + 1), data: signed })] };
  world.events.push(...(event.items ?? []));
  await referent.takeEvent(event as Reply);
};

describe('a phone', () => {
  test('that was away while its commune’s node changed its keys finds it again, and its alert goes on', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    await referent.begin(await connect(referent));
    await world.communeRotates();
    await referent.begin(await connect(referent));
    await referent.seal(ordinary);
    await referent.begin(await connect(referent));
    expect((await referent.alerts()).map((each) => each.standing?.state)).toEqual([AlertState.accepted, AlertState.accepted]);
    expect(referent.forged).toBe(0);
  });
  test('asks for newer papers once a session, and believes none that its root does not vouch for', async () => {
    const referent = await inForce();
    const stranger = await World.make();
    world.node.changeKey();
    const before = world.documents;
    world.documents = stranger.documents;
    const session = await connect(referent);
    await expect(referent.begin(session)).rejects.toMatchObject({ code: Errc.bad_signature });
    world.documents = before;
    await expect(session.learnTime()).rejects.toMatchObject({ code: Errc.bad_signature });
    expect(world.node.asked.filter((each) => !each.signed && each.request.verb === Verb.public_documents).length).toBe(3); // enrolled, asked how far, and once since
  });
  test('believes a receipt by the post’s new key that comes while it is connected, and none by a stranger’s', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    await referent.begin(await connect(referent));
    const hash = world.hashOf(world.submitted[0] as Uint8Array);
    await told(referent, await world.receipt(hash, 'post', AlertState.delivered, 1));
    await world.postRotates();
    await told(referent, await world.receipt(hash, 'post', AlertState.opened, 2));
    expect((await referent.alerts())[0]?.standing?.state).toBe(AlertState.opened);
    expect(referent.forged).toBe(0);
    world.desk.changeKey(); // without a paper
    await told(referent, await world.receipt(hash, 'post', AlertState.taken, 3));
    expect((await referent.alerts())[0]?.standing?.state).toBe(AlertState.opened);
    expect(referent.forged).toBe(1);
  });
  test('believes, once the paper is there, the receipt that came before it: a minute later, or in the next session', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    const session = await connect(referent);
    await referent.begin(session);
    const hash = world.hashOf(world.submitted[0] as Uint8Array);
    await told(referent, await world.receipt(hash, 'post', AlertState.delivered, 1));
    const before = world.documents;
    await world.postRotates();
    const after = world.documents;
    world.documents = before; // the commune's node has not heard of it yet
    await told(referent, await world.receipt(hash, 'post', AlertState.opened, 2));
    await referent.lookAgain(session); // within the minute: nothing is asked for
    expect((await referent.alerts())[0]?.standing?.state).toBe(AlertState.delivered);
    world.documents = after;
    const reopened = await Referent.open(tools);
    await reopened.begin(await connect(reopened));
    expect((await reopened.alerts())[0]?.standing?.state).toBe(AlertState.opened);
    const later = await connect(referent); // this one has begun nothing, and still has its doubt
    clock += 60_000;
    await referent.lookAgain(later);
    expect((await referent.alerts())[0]?.standing?.state).toBe(AlertState.opened);
    const asked = world.node.asked.length;
    await referent.lookAgain(later); // there is nothing left to look for
    expect(world.node.asked.length).toBe(asked);
  });
  test('sees one post before and after: a receipt of a lower number by the former key comes late, and changes nothing', async () => {
    const referent = await inForce();
    await referent.seal(ordinary);
    await referent.begin(await connect(referent));
    const hash = world.hashOf(world.submitted[0] as Uint8Array);
    const late = await world.receipt(hash, 'post', AlertState.opened, 2);
    await world.postRotates();
    await told(referent, await world.receipt(hash, 'post', AlertState.closed, 4));
    await told(referent, late);
    expect((await referent.alerts())[0]?.standing?.state).toBe(AlertState.closed);
    expect((await referent.alerts())[0]?.steps.length).toBe(3);
  });
  test('believes what comes by a former key for 72 hours, and what it has believed for ever', async () => {
    const roster = await believed();
    const hash = systemEntropy(32);
    const former = await world.receipt(hash, 'post', AlertState.delivered, 1);
    await world.postRotates();
    roster.addAll(world.documents);
    roster.learntAt(now);
    const saved = Roster.load(roster.save()); // the hour of the change is kept
    saved.learntAt(now + 50 * hourMs);
    const at = (time: number) => issuerKeys(saved, [world.commune, world.post, null], time);
    const heard = (time: number, when: 'now' | 'before' = 'now') => () => believeReceipt(former, hash, at(time), when);
    expect(heard(now + 72 * hourMs - 1)()).toMatchObject({ state: AlertState.delivered });
    expect(heard(now + 72 * hourMs)).toThrow(expect.objectContaining({ code: Errc.bad_signature }));
    expect(heard(now - 72 * hourMs)).toThrow(expect.objectContaining({ code: Errc.bad_signature }));
    expect(heard(now + 400 * dayMs, 'before')()).toMatchObject({ state: AlertState.delivered });
  });
  test('keeps the post’s keys of the day that the former key signed; a new one by the former key is no news', async () => {
    const referent = await inForce();
    const late = await world.epoch(dayOf(now) + 1);
    await world.postRotates();
    await referent.begin(await connect(referent));
    const roster = await keptRoster(tools.store); // from its store
    expect(roster.epochs(world.post).map(({ day }) => day)).toEqual([dayOf(now)]);
    expect(() => roster.add(late)).toThrow(expect.objectContaining({ code: Errc.bad_signature }));
    roster.add(await world.epoch(dayOf(now) + 1));
    expect(roster.epochs(world.post).length).toBe(2);
  });
  test('reaches the node under its former transport key while the gateway still leads there', async () => {
    const referent = await inForce();
    await world.communeRotates(makeBoxKey(systemEntropy).publicKey);
    await referent.begin(await connect(referent));
    await referent.seal(ordinary);
    await referent.begin(await connect(referent));
    expect(world.submitted.length).toBe(1);
    clock += 73 * hourMs;
    await expect(connect(referent)).rejects.toMatchObject({ code: Errc.cannot_open });
  });
  test('whose card is older than the node’s keys is enrolled all the same', async () => {
    await enrol(tools, world.cardText, Tie.none);
    await world.communeRotates();
    await world.grant();
    expect((await enrolmentStanding(tools)).stage).toBe('inForce');
  });
});

describe('a desk', () => {
  test('whose post changed its keys before the shift serves, lists, opens and takes', async () => {
    const post = await PostWorld.make();
    const held = await post.alert();
    const desk = await post.paired(new FakeTimer());
    await post.world.postRotates();
    await desk.onDuty();
    expect(desk.alert(held.id)?.unverified).toBe(0);
    await desk.device.open(held.id, 1);
    await desk.device.take(held.id);
    await desk.until(() => desk.alert(held.id)?.standing?.state === AlertState.taken);
  });
  test('learns of it in the middle of a shift: by its own act, by an event, by presence', async () => {
    const timer = new FakeTimer();
    const post = await PostWorld.make();
    const held = await post.alert();
    const desk = await (await post.paired(timer)).onDuty();
    await desk.device.open(held.id, 1);
    await post.world.postRotates();
    await desk.device.take(held.id);
    await desk.until(() => desk.alert(held.id)?.standing?.state === AlertState.taken);
    timer.pass(60_000);
    await post.world.postRotates();
    await post.sign(held, AlertState.closed, systemEntropy(32), { code: 2 });
    await desk.until(() => desk.alert(held.id) === undefined || desk.alert(held.id)?.standing?.state === AlertState.closed);
    const served = async (times: number) => desk.until((state) => post.serving.length === times && state.service.state === 'on' && timer.pending > 0);
    const before = post.serving.length;
    timer.pass(60_000);
    await served(before + 1);
    await post.world.postRotates();
    timer.pass(60_000);
    await served(before + 2);
  });
  test('looks again when its minute is over, after a second change within it', async () => {
    const timer = new FakeTimer();
    const post = await PostWorld.make();
    const held = await post.alert();
    const desk = await (await post.paired(timer)).onDuty();
    await desk.device.open(held.id, 1);
    await post.world.postRotates();
    await desk.device.take(held.id); // asks
    await desk.until(() => desk.alert(held.id)?.standing?.state === AlertState.taken);
    await post.world.postRotates();
    await post.sign(held, AlertState.closed, systemEntropy(32), { code: 2 });
    await desk.until(() => (desk.alert(held.id)?.unverified ?? 0) > 0);
    timer.pass(60_000);
    await desk.until(() => desk.alert(held.id) === undefined || desk.alert(held.id)?.standing?.state === AlertState.closed);
  });
  test('believes no receipt of an act by a key that no record names', async () => {
    const post = await PostWorld.make();
    const held = await post.alert();
    const desk = await (await post.paired(new FakeTimer())).onDuty();
    await desk.device.open(held.id, 1);
    post.lie = async (reply, asked) => {
      if (reply.data.length !== 192) return reply;
      const forged = concat(reply.data.subarray(0, 128), systemEntropy(64));
      return { ...reply, data: asked.signed ? forged : reply.data };
    };
    await expect(desk.device.take(held.id)).rejects.toMatchObject({ code: Errc.bad_signature });
    expect(toHex(held.bytes)).toBe(held.id);
  });
});

describe('a mairie', () => {
  test('whose node changed its keys finds it again, its transport key too, and goes on', async () => {
    const town = await MairieWorld.make();
    let mairie = await town.paired();
    for (const curve of [undefined, makeBoxKey(systemEntropy).publicKey]) {
      await town.world.communeRotates(curve);
      mairie = new TestMairie(town, mairie);
      await mairie.device.start();
      await mairie.until((state) => state.office.connection === 'connected' || state.office.trouble !== null);
      expect(mairie.now.office.trouble).toBeNull();
    }
  });
});
