// A desk's models alone: order, keys, sound, service marks, sectors, grouping, time, and the words of both languages.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AlertState, Urgency } from '../shared/base/vocabulary.gen';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { whyNot } from '../post/model/acts';
import { type DeskAlert, Flag, flagsIn, readAlert, workOf } from '../post/model/alerts';
import { Attention, soundAgainMs } from '../post/model/attention';
import { together } from '../post/model/grouping';
import { listed, sectionOf, withEvent } from '../post/model/inbox';
import { type Pressed, type Where, commandOf, keyboard, moved } from '../post/model/keys';
import { fromLocal } from '../shared/policy/local_time';
import { isProcedureNumber } from '../shared/base/procedure';
import { countSectors } from '../post/model/sectors';
import { shiftActs } from '../post/model/shift';
import { tabTitle } from '../post/model/title';
import { toldWhy } from '../post/model/views';
import { en } from '../post/texts/en';
import { fr } from '../post/texts/fr';
import { Roster } from '../shared/device/roster';
import { concat } from '../shared/base/bytes';
import { type AlertWish, FakeTimer, type HeldAlert, PostWorld } from './post_world';
import { item, now } from './world';

let post: PostWorld;
let roster: Roster;
beforeAll(async () => {
  await startSodium();
  post = await PostWorld.make();
  roster = Roster.fromKept(post.world.documents[0] as Uint8Array);
  roster.addAll([...post.world.documents.slice(1), ...post.world.commissions]);
});

const asItem = (of: HeldAlert, receipts = of.receipts) =>
  item({ id: of.bytes, number: BigInt(of.flags), code: of.states.includes(AlertState.held) ? 1 : 0, data: concat(of.header, of.marks), extra: concat(...receipts) });
const read = (of: HeldAlert, receipts = of.receipts): DeskAlert => readAlert(asItem(of, receipts), roster, post.world.post);
const made = async (wish: AlertWish = {}): Promise<DeskAlert> => read(await post.alert(wish));
const opened = async (alert: HeldAlert, ...states: AlertState[]): Promise<DeskAlert> => {
  for (const state of states) await post.sign(alert, state, systemEntropy(32), {}, false);
  return read(alert);
};

describe('the order of the list', () => {
  test('in progress first, then the oldest, then by id; the same however it came', async () => {
    const all = await Promise.all([
      made({ created: now - 1_000_000 }),
      made({ created: now - 2_000_000 }),
      made({ created: now - 10_000, urgency: Urgency.in_progress }),
      made({ created: now - 30_000, urgency: Urgency.in_progress }),
      made({ created: now - 1_000_000 }),
    ]);
    const [young, oldest, newDanger, oldDanger, twin] = all as [DeskAlert, DeskAlert, DeskAlert, DeskAlert, DeskAlert];
    const twins = [young.id, twin.id].sort();
    const wanted = [oldDanger.id, newDanger.id, oldest.id, ...twins];
    expect(listed(all).alerts.map((each) => each.id)).toEqual(wanted);
    expect(listed([...all].reverse()).alerts.map((each) => each.id)).toEqual(wanted);
    expect(all.reduce(withEvent, listed([])).alerts.map((each) => each.id)).toEqual(wanted);
    expect(listed([...all, ...all]).alerts.length).toBe(5);
  });
  test('an event brings one receipt and loses none', async () => {
    const alert = await post.alert();
    const before = listed([read(alert)]);
    await post.sign(alert, AlertState.opened, systemEntropy(32), {}, false);
    await post.sign(alert, AlertState.taken, systemEntropy(32), {}, false);
    const news = (receipt: Uint8Array) => read(alert, [receipt]);
    const late = withEvent(withEvent(before, news(alert.receipts[3] as Uint8Array)), news(alert.receipts[2] as Uint8Array));
    expect(late.alerts[0]?.receipts.map((each) => each.state)).toEqual([AlertState.delivered, AlertState.opened, AlertState.taken, AlertState.accepted]);
    const again = withEvent(late, news(alert.receipts[3] as Uint8Array));
    expect(again.alerts[0]?.receipts.length).toBe(4);
  });
  test('what only the list says is kept through events, what the node takes back is not', async () => {
    const alert = await post.alert({ flags: Flag.revokedAfterSending | Flag.unconfirmed });
    const before = listed([read(alert)]);
    alert.flags = 0;
    expect(flagsIn(withEvent(before, read(alert, [])).alerts[0]?.flags as number)).toEqual(['revokedAfterSending']);
  });
  test('held and released by what is signed, though an event does not repeat it', async () => {
    const alert = await post.alert({ held: true });
    const event = (receipts: Uint8Array[]) => readAlert({ ...asItem(alert, receipts), code: 0 }, roster, post.world.post);
    const fresh = withEvent(listed([]), event([alert.receipts[1] as Uint8Array]));
    expect(sectionOf(fresh.alerts[0] as DeskAlert)).toBe('held');
    expect(sectionOf(withEvent(fresh, event([])).alerts[0] as DeskAlert)).toBe('held');
    const released = await post.sign(alert, AlertState.released, systemEntropy(32), {}, false);
    expect(sectionOf(withEvent(fresh, event([released])).alerts[0] as DeskAlert)).toBe('work');
  });
  test('reopening undoes taking and closing, and nothing else', async () => {
    const alert = await opened(await post.alert(), AlertState.opened, AlertState.taken, AlertState.closed);
    expect(workOf(alert)).toMatchObject({ opened: true, taken: true, closed: true });
    const again = await opened(post.alerts.at(-1) as HeldAlert, AlertState.reopened);
    expect(workOf(again)).toMatchObject({ opened: true, taken: false, closed: false });
    expect(sectionOf(again)).toBe('work');
  });
  test('a list of another version is told, not guessed', async () => {
    const alert = await post.alert({ marks: systemEntropy(26) });
    expect(() => read(alert)).toThrow('cut short');
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, inField: false, onControl: false, ...more });
  const does = (key: string, where: Where = 'list', more: Partial<Pressed> = {}) => commandOf(press(key, more), where);

  test('of the list', () => {
    const map = { ArrowDown: 'next', j: 'next', J: 'next', ArrowUp: 'previous', k: 'previous', Enter: 'open', p: 'take', P: 'take', c: 'close', r: 'callBack', g: 'group', t: 'pass', l: 'release', o: 'reopen', '?': 'help', Escape: 'back' };
    for (const [key, command] of Object.entries(map)) expect(does(key), key).toBe(command);
    for (const key of ['x', 'n', 's', '1', 'Tab', ' ', 'toString', 'constructor']) expect(does(key), key).toBeNull();
  });
  test('of notices: cancel is one key, and take is none', () => {
    for (const [key, command] of Object.entries({ n: 'write', s: 'sign', x: 'cancel', j: 'next' })) expect(does(key, 'notices')).toBe(command);
    for (const key of ['p', 'c', 'Enter']) expect(does(key, 'notices')).toBeNull();
  });
  test('a question takes numbers, Escape and help, and no act', () => {
    expect(does('1', 'choice')).toEqual({ choice: 0 });
    expect(does('9', 'choice')).toEqual({ choice: 8 });
    for (const key of ['0', 'p', 'x', 'Enter']) expect(does(key, 'choice')).toBeNull();
    expect(does('1', 'panel')).toBeNull();
    expect(does('Escape', 'panel')).toBe('back');
  });
  test('the browser’s own keys stay its own, and who writes is not disturbed', () => {
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) expect(does('p', 'list', more)).toBeNull();
    expect(does('p', 'list', { inField: true })).toBeNull();
    expect(does('Escape', 'list', { inField: true })).toBe('back');
    expect(does('Enter', 'list', { onControl: true })).toBeNull();
    expect(does('p', 'list', { onControl: true })).toBe('take');
  });
  test('a key that is held down moves, and does nothing else twice', () => {
    expect(does('j', 'list', { repeat: true })).toBe('next');
    for (const key of ['p', 'c', 'Enter', 'r']) expect(does(key, 'list', { repeat: true })).toBeNull();
    expect(does('1', 'choice', { repeat: true })).toBeNull();
    expect(does('x', 'notices', { repeat: true })).toBeNull();
  });
  test('the page of help names every command with a key that does it', () => {
    const aliases: Readonly<Record<string, string>> = { '↓': 'ArrowDown', '↑': 'ArrowUp' };
    for (const { command, keys } of keyboard) {
      const where: Where = ['write', 'sign', 'cancel'].includes(command) ? 'notices' : 'list';
      for (const key of keys) expect(does(aliases[key] ?? key, where)).toBe(command);
      expect(Object.keys(fr.texts)).toContain(`key_${command}`);
    }
  });
  test('moving stays on the list', () => {
    const all = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect([moved(all, null, 1), moved(all, null, -1), moved(all, 'b', 1), moved(all, 'c', 1), moved(all, 'a', -1), moved(all, 'gone', 1), moved([], 'x', 1)]).toEqual(['a', 'c', 'c', 'c', 'a', 'a', 'x']);
  });
});

describe('sound', () => {
  let timer: FakeTimer;
  let attention: Attention;
  let alerts: DeskAlert[];
  let heard: string[];
  let said: boolean[]; // that something is new
  let off: () => void;
  // As the device drives it: by what changes and by the timer, and by nothing else.
  const look = (): void => {
    off();
    const { sound, fresh, next } = attention.look(alerts, timer.now());
    if (sound !== null) heard.push(sound);
    if (sound !== null) said.push(fresh);
    off = next === null ? () => undefined : timer.after(next - timer.now(), look);
  };
  beforeEach(() => {
    timer = new FakeTimer();
    attention = new Attention();
    alerts = [];
    heard = [];
    said = [];
    off = () => undefined;
  });

  test('what is new sounds at once, and again each minute while nobody opens it', async () => {
    alerts = [await made()];
    look();
    expect(heard).toEqual(['alert']);
    timer.pass(soundAgainMs - 1);
    expect(heard.length).toBe(1);
    timer.pass(1);
    expect(heard.length).toBe(2);
    timer.pass(5 * soundAgainMs);
    expect(heard.length).toBe(7);
  });
  test('opening it, by anybody, ends it; nothing is left to wait for', async () => {
    const alert = await post.alert();
    alerts = [read(alert)];
    look();
    alerts = [await opened(alert, AlertState.opened)];
    look();
    expect(timer.pending).toBe(0);
    timer.pass(10 * soundAgainMs);
    expect(heard.length).toBe(1);
  });
  test('a change elsewhere does not sound the others again', async () => {
    const first = await made();
    alerts = [first];
    look();
    timer.pass(30_000);
    look();
    expect(heard.length).toBe(1);
    alerts = [first, await made()];
    look();
    expect(heard.length).toBe(2);
    timer.pass(30_000); // the first one's minute
    expect(heard.length).toBe(3);
    expect(said).toEqual([true, true, false]);
  });
  test('danger sounds as danger, and no exercise covers what is real', async () => {
    alerts = [await made({ exercise: true })];
    look();
    alerts = [await made({ exercise: true }), await made()];
    look();
    alerts = [await made(), await made({ urgency: Urgency.in_progress })];
    look();
    alerts = [await made({ exercise: true, urgency: Urgency.in_progress }), await made()];
    look();
    expect(heard).toEqual(['exercise', 'alert', 'danger', 'alert']);
  });
  test('one that is held sounds once; released it is new', async () => {
    const held = await post.alert({ held: true });
    alerts = [read(held)];
    look();
    timer.pass(10 * soundAgainMs);
    expect(heard.length).toBe(1);
    const news = await post.sign(held, AlertState.released, systemEntropy(32), {}, false);
    alerts = [withEvent(listed(alerts), readAlert({ ...asItem(held, [news]), code: 0 }, roster, post.world.post)).alerts[0] as DeskAlert];
    look();
    expect(said).toEqual([true, true]);
  });
  test('a clock that is set back does not silence it', async () => {
    alerts = [await made()];
    look();
    attention.look(alerts, timer.now());
    expect(attention.look(alerts, timer.now() - 3_600_000).sound).toBe('alert');
  });
  test('leaving and coming back begins anew', async () => {
    alerts = [await made()];
    look();
    attention.forget();
    look();
    expect(heard.length).toBe(2);
  });
  test('the tab counts those that wait, in turns with its name', () => {
    expect([tabTitle('T', 0, true), tabTitle('T', 2, true), tabTitle('T', 2, false)]).toEqual(['T', '(2) T', 'T']);
  });
});

describe('what is offered', () => {
  test('follows the state: open, take, close; held and elsewhere nothing but reading', async () => {
    const fresh = await post.alert();
    const why = (alert: DeskAlert) => Object.fromEntries((['open', 'take', 'close', 'callBack', 'group', 'pass', 'handOver', 'release', 'reopen'] as const).map((act) => [act, whyNot(act, alert, true)]));
    expect(why(read(fresh))).toMatchObject({ open: null, take: 'openFirst', close: 'notTaken', callBack: 'openFirst', group: null, pass: 'openFirst', handOver: 'openFirst', release: 'notHeld', reopen: 'notClosed' });
    expect([toldWhy('openFirst', false), toldWhy('openFirst', true), toldWhy('notTaken', true)]).toEqual(['openFirst', 'notSignedYet', 'notTaken']);
    expect(why(await opened(fresh, AlertState.opened))).toMatchObject({ take: null, callBack: null, pass: null, handOver: null });
    expect(why(await opened(fresh, AlertState.taken))).toMatchObject({ take: 'takenAlready', close: null });
    expect(why(await opened(fresh, AlertState.closed))).toMatchObject({ open: null, take: 'closedAlready', close: 'closedAlready', callBack: 'closedAlready', group: 'closedAlready', handOver: null, reopen: null });
    expect(why(await made({ held: true }))).toMatchObject({ open: null, take: 'stillHeld', group: 'stillHeld', pass: 'stillHeld', handOver: 'stillHeld', release: null });
    expect(whyNot('pass', await made(), false)).toBe('nobodyAbove');
  });
});

describe('one target', () => {
  test('one person’s equal tags are alike, whatever the place; another person’s are not', async () => {
    const mandate = systemEntropy(16);
    const tagKey = systemEntropy(32);
    const far = { place: { kind: 1 as const, latitude: 0, longitude: 0, street: 0, number: 0 } };
    const a = await made({ mandate, tagKey });
    const b = await made({ mandate, tagKey, content: far, sector: 2 }); // the same plate
    const c = await made({ mandate: systemEntropy(16), tagKey });
    const d = await made({ mandate, tagKey, content: { ...far, vehicle: null } });
    expect(together(a, [a, b, c, d]).map((each) => each.id)).toEqual([b.id]);
  });
  test('what the node marked in one sector is alike; an exercise, a held or a closed one never', async () => {
    const flags = Flag.pileOn;
    const closed = await post.alert({ flags });
    const all = [
      await made({ flags }),
      await made({ flags }),
      await made({ flags, sector: 2 }),
      await made({ flags, exercise: true }),
      await made({ flags, held: true }),
      await opened(closed, AlertState.opened, AlertState.taken, AlertState.closed),
      await made(),
    ];
    expect(together(all[0] as DeskAlert, all).map((each) => each.id)).toEqual([all[1]?.id]);
  });
});

describe('sectors', () => {
  test('each is there with its numbers, exercises in rows of their own, closed ones not counted', async () => {
    const done = await post.alert();
    const alerts = [
      await made({ urgency: Urgency.in_progress }),
      await made({ held: true }),
      await opened(await post.alert(), AlertState.opened),
      await made({ exercise: true }),
      await opened(done, AlertState.opened, AlertState.taken, AlertState.closed),
    ];
    const rows = countSectors(roster, post.world.post, alerts);
    expect(rows).toEqual([
      { insee: '25434', commune: 'Ornans', sector: 1, name: 'Centre', exercise: false, open: 3, unread: 2, inProgress: 1, held: 1 },
      { insee: '25434', commune: 'Ornans', sector: 1, name: 'Centre', exercise: true, open: 1, unread: 1, inProgress: 0, held: 0 },
      { insee: '25434', commune: 'Ornans', sector: 2, name: 'Bonneille', exercise: false, open: 0, unread: 0, inProgress: 0, held: 0 },
    ]);
  });
});

describe('small things', () => {
  test('a procedure is a number in capitals, with a digit among them', () => {
    for (const good of ['00421/2026', '1', 'PV-2026-12']) expect(isProcedureNumber(good)).toBe(true);
    for (const bad of ['', 'ABC', 'pv1', 'PV 1', '1'.repeat(33), '1\n', '1&2']) expect(isProcedureNumber(bad)).toBe(false);
  });
  test('times are the wall’s in Paris, in winter, in summer and where the clock jumps', () => {
    const at = (text: string) => new Date(fromLocal(text)).toISOString().slice(0, 16);
    expect(at('2026-11-22T18:00')).toBe('2026-11-22T17:00');
    expect(at('2026-07-14T12:00')).toBe('2026-07-14T10:00');
    expect(at('2026-10-25T02:30')).toBe('2026-10-25T00:30'); // there twice: the first
    expect(at('2026-03-29T02:30')).toBe('2026-03-29T01:30'); // left out: later
    expect(at('2026-10-25T03:30')).toBe('2026-10-25T02:30');
    expect([fromLocal(''), fromLocal('2026-13-01T00:00'), fromLocal('tomorrow')]).toEqual([0, 0, 0]);
  });
});

describe('the words', () => {
  test('both languages have every text, none empty, with the same places to fill', () => {
    const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(Object.keys(en.texts).sort()).toEqual(Object.keys(fr.texts).sort());
    for (const key of Object.keys(fr.texts) as (keyof typeof fr.texts)[]) {
      expect(en.texts[key], key).not.toBe('');
      expect(fr.texts[key], key).not.toBe('');
      expect(holes(en.texts[key]), key).toEqual(holes(fr.texts[key]));
    }
  });
  test('every flag, cause, act and state that a screen composes a name for has its text', () => {
    const keys = Object.keys(fr.texts);
    for (const flag of Object.keys(Flag)) expect(keys).toContain(`flag_${flag}`);
    for (const cause of [1, 2, 3, 4, 5, 6]) expect(keys).toContain(`roll_${cause}`);
    for (const act of shiftActs) expect(keys).toContain(`did_${act}`);
    for (const state of [1, 2, 3, 4]) expect(keys).toContain(`notice_${state}`);
  });
  test('both languages have the same lists, of the same length', () => {
    const sizes = (words: object) => Object.entries(words).map(([name, list]) => [name, Object.keys(list as object).length]);
    expect(sizes(en.words)).toEqual(sizes(fr.words));
  });
});
