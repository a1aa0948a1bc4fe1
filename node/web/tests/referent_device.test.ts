// The referent's device as its screen drives it: how it asks for its mandate, and how it ends.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Failure } from '../shared/base/failure';
import { fromTens, hourMs, toTens } from '../shared/base/time';
import { Errc, Tie, Verb } from '../shared/base/vocabulary.gen';
import { MemoryStore } from '../shared/device/store';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { RecordKind } from '../shared/device/transport';
import { Header, splitEnvelope } from '../shared/wire/alert';
import { ReferentDevice } from '../referent/device';
import type { State } from '../referent/device_state';
import { failed } from './fake_node';
import { problemOf } from './post_world';
import { World, now, ordinary } from './world';

let world: World;
let store: MemoryStore;
let device: ReferentDevice;
let state: State;
let [clock, ticks] = [now, 0];
const questions = () => world.node.asked.filter((each) => each.request.verb === Verb.enrolment_status).length;
const settle = async (until: () => boolean) => {
  while (!until()) await new Promise((go) => setImmediate(go));
};
// Holds what the node says of the mandate back; answers how to let it go, and when it is asked.
function holdBack(): { asked: Promise<void>; letGo(): void } {
  const { answers } = world.node;
  let [letGo, isAsked] = [() => {}, () => {}];
  const held = new Promise<void>((done) => (letGo = done));
  const asked = new Promise<void>((done) => (isAsked = done));
  world.node.answers = async (one) => {
    if (one.request.verb === Verb.enrolment_status) await (isAsked(), held);
    return answers(one);
  };
  return { asked, letGo };
}

beforeAll(startSodium);
beforeEach(async () => {
  [clock, ticks] = [now, 0];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  world = await World.make();
  world.admitCard();
  store = new MemoryStore();
  const tools = { store, transport: world.node, entropy: systemEntropy, clock: () => clock, ticks: () => ticks };
  device = new ReferentDevice(tools, (pushed) => void (state = pushed), problemOf);
  await device.start();
  await device.enrol(world.cardText, Tie.none);
});
afterEach(() => {
  device.stop();
  vi.useRealTimers();
});

test('a mandate is asked for once at a time, and again after twenty seconds, however often the person asks', async () => {
  expect([state.stage, questions()]).toEqual(['requested', 1]);
  await Promise.all([device.refresh(), device.refresh(), device.refresh()]);
  expect(questions()).toBe(2);
  for (let i = 0; i < 3; i++) await device.refresh();
  expect([questions(), vi.getTimerCount()]).toEqual([5, 1]);
  vi.advanceTimersByTime(19_999);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1);
  await settle(() => questions() === 6 && vi.getTimerCount() === 1);
  await world.grant();
  await device.refresh();
  expect(state.stage).toBe('inForce');
});
test('who leaves has left: what was wrong is not said any more, and nothing is asked again', async () => {
  world.node.answers = () => failed(Errc.busy, 'not now');
  await device.refresh();
  expect(state.problem).toMatchObject({ code: Errc.busy });
  await device.leave();
  expect(state).toMatchObject({ stage: 'none', problem: null, enrolled: null });
  expect(vi.getTimerCount()).toBe(0);
});
for (const [what, granted] of [['a mandate', true], ['an answer', false]] as const)
  test(`${what} that comes after the person has left is not taken, and leaves nothing behind`, async () => {
    if (granted) await world.grant();
    const { asked, letGo } = holdBack();
    const asking = device.refresh();
    await asked;
    await device.leave();
    letGo();
    await asking;
    expect(state).toMatchObject({ stage: 'none', problem: null });
    expect([await store.list(''), vi.getTimerCount()]).toEqual([[], 0]);
    await device.refresh();
    expect(questions()).toBe(2);
  });
test('a new card is taken up when the question about the one before is over', async () => {
  const { asked, letGo } = holdBack();
  const order: string[] = [];
  const asking = device.refresh().then(() => order.push('over'));
  await asked;
  await device.leave();
  world.node.onCall = () => order.push('new');
  const enrolling = device.enrol(world.cardText, Tie.other);
  letGo();
  await Promise.all([asking, enrolling]);
  expect(order.slice(0, 2)).toEqual(['over', 'new']);
  expect(state).toMatchObject({ stage: 'requested', problem: null });
  expect(world.enrolment?.tie).toBe(Tie.other);
});

test.each([
  ['that is behind as before', -25, 1, -25, 25],
  ['that was behind, and was set right', -25, 1, 0, 0],
  ['that is ahead as before', 25, 1, 25, -25],
  ['that was ahead, and was set right', 25, 1, 0, 0],
  ['of which nobody can tell any more', -25, 26, -25, 0],
] as const)('a page that is opened again without a line, on a clock %s', async (_, wrong, hours, wrongNow, believed) => {
  clock = now + wrong * hourMs;
  await world.grant();
  await device.refresh();
  await settle(() => state.connection === 'connected');
  device.stop();
  clock = now + (hours + wrongNow) * hourMs;
  world.node.onCall = () => {
    throw new Failure(Errc.unreachable, 'cut');
  };
  device = new ReferentDevice({ store, transport: world.node, entropy: systemEntropy, clock: () => clock, ticks: () => ticks }, (pushed) => void (state = pushed), problemOf);
  await device.start();
  expect([state.stage, state.clockOffset]).toEqual(['inForce', believed * hourMs]);
});

describe('a clock that is set while the page is open', () => {
  const wrongMs = 25 * hourMs;
  const sealed = () => world.submitted.map((each) => fromTens(Header.decode(splitEnvelope(each).header).created));
  const pass = (ms: number) => ([clock, ticks] = [clock + ms, ticks + ms]);
  const connected = () => settle(() => state.connection === 'connected');
  // The waits of the device's own pass as they come.
  async function soon<T>(work: Promise<T>): Promise<T> {
    let over = false;
    void work.finally(() => (over = true)).catch(() => undefined);
    while (!over) {
      vi.advanceTimersByTime(100);
      await new Promise((go) => setImmediate(go));
    }
    return work;
  }
  beforeEach(async () => {
    world.accepting = true;
    clock = now - wrongMs;
    await world.grant();
    await device.refresh();
    await connected();
    expect(state.clockOffset).toBe(wrongMs);
  });

  test('the next alert is of the right time, whether or not the minute is over', async () => {
    clock = now;
    await soon(device.seal(ordinary));
    await settle(() => world.submitted.length === 1);
    expect(sealed()).toEqual([fromTens(toTens(now))]);
    await connected();
    expect(state.clockOffset).toBe(0);
  });
  test('the warning is gone within a minute, and what is left of the error is learned', async () => {
    clock += wrongMs + 2000;
    world.node.time = now + 60_000;
    for (let i = 0; i < 6; i++) {
      pass(10_000);
      vi.advanceTimersByTime(10_000);
      world.node.pushRecord(RecordKind.still);
      await new Promise((go) => setImmediate(go));
    }
    await settle(() => state.connection !== 'connected');
    await soon(settle(() => state.clockOffset === -2000));
    await soon(connected());
  });
  test('without a line the device’s own clock counts, as before it had heard of another', async () => {
    world.node.onCall = () => {
      throw new Failure(Errc.unreachable, 'cut');
    };
    world.node.cut();
    await settle(() => state.connection === 'waiting');
    clock = now;
    await device.seal(ordinary);
    expect(await store.get('clock')).toEqual({ offset: 0, at: now });
    world.node.onCall = () => undefined;
    await device.refresh();
    await soon(settle(() => world.submitted.length === 1));
    expect(sealed()).toEqual([fromTens(toTens(now))]);
  });
  test('a node that is silent keeps no alert for longer than three seconds', async () => {
    const { answers } = world.node;
    world.node.answers = () => null;
    clock = now;
    const sealing = device.seal(ordinary);
    world.node.onCall = () => {
      throw new Failure(Errc.unreachable, 'cut');
    };
    await soon(sealing);
    expect(state.alerts.length).toBe(1);
    [world.node.answers, world.node.onCall] = [answers, () => undefined];
    await device.refresh();
    await soon(settle(() => world.submitted.length === 1));
    expect(sealed()).toEqual([fromTens(toTens(now))]);
  });
  test('time that passes moves nothing: the session stays', async () => {
    const { calls } = world.node;
    pass(hourMs);
    clock += 29_000;
    await device.refresh();
    await device.seal(ordinary);
    await settle(() => world.submitted.length === 1);
    expect([world.node.calls, sealed()]).toEqual([calls, [fromTens(toTens(now + hourMs + 29_000))]]);
  });
});
test('an alert that is sealed while a session begins goes at once, before the papers have come', async () => {
  world.accepting = true;
  await world.grant();
  const { answers } = world.node;
  let [letGo, begun] = [() => {}, () => {}];
  const held = new Promise<void>((done) => (letGo = done));
  const beginning = new Promise<void>((done) => (begun = done));
  await device.refresh();
  world.node.answers = async (one) => {
    if (one.request.verb === Verb.presence || one.request.verb === Verb.notices) await (begun(), held);
    return answers(one);
  };
  await beginning;
  await device.seal(ordinary);
  letGo();
  await settle(() => world.submitted.length === 1);
  await settle(() => state.connection === 'connected');
});
