// The referent's device as its screen drives it: how it asks for its mandate, and how it ends.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Errc, Tie, Verb } from '../shared/base/vocabulary.gen';
import { MemoryStore } from '../shared/device/store';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { ReferentDevice } from '../referent/device';
import type { State } from '../referent/device_state';
import { failed } from './fake_node';
import { problemOf } from './post_world';
import { World, now } from './world';

let world: World;
let store: MemoryStore;
let device: ReferentDevice;
let state: State;
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
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  world = await World.make();
  world.admitCard();
  store = new MemoryStore();
  const tools = { store, transport: world.node, entropy: systemEntropy, clock: () => now };
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
