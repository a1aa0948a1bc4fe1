// A device's line and session, against the smallest node there can be: what happens when the way or the other side fails.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromHex, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { Errc, Verb } from '../shared/base/vocabulary.gen';
import { Refused, Session, accept, askAll, publicDocuments } from '../shared/device/session';
import { RecordKind, Records } from '../shared/device/transport';
import { type Signer, seedSigner } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { FrameKind, Outcome, type Reply } from '../shared/wire/message';
import { FakeNode, failed, okay } from './fake_node';

let node: FakeNode;
let device: Signer;
let events: Reply[];
let over: Failure[];

beforeAll(startSodium);
beforeEach(() => {
  device = seedSigner(systemEntropy(32));
  node = new FakeNode();
  node.devices = [device.publicKey];
  events = [];
  over = [];
});
afterEach(() => void vi.useRealTimers());

const connect = (clock: () => number = () => node.time - 5000): Promise<Session> =>
  Session.open(node, node.keys, device, systemEntropy, { event: (event) => events.push(event), over: (why) => over.push(why) }, clock);
const codeOf = async (attempt: Promise<unknown>): Promise<number> =>
  attempt.then(
    () => 0,
    (problem: unknown) => (problem instanceof Failure ? problem.code : -1),
  );
// Until what was pushed down the stream has been read.
const settle = async (until: () => boolean) => {
  while (!until()) await Promise.resolve().then(() => new Promise((go) => setImmediate(go)));
};

describe('a session', () => {
  test('says hello once, then signs each request with a counter that rises', async () => {
    const session = await connect();
    for (let i = 0; i < 3; i++) expect((await session.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
    expect(node.asked.map((each) => each.request.verb)).toEqual([Verb.hello, Verb.status, Verb.status, Verb.status]);
    const counters = node.asked.slice(1).map((each) => each.counter);
    expect(counters).toEqual([...counters].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(counters).size).toBe(3);
    expect(session.clockOffset).toBe(5000);
  });
  test('questions asked at once are answered each with its own', async () => {
    node.answers = ({ request }) => okay({ data: Uint8Array.of(Number(request.number)) });
    const session = await connect();
    const replies = await Promise.all([7n, 8n, 9n].map((number) => session.ask({ verb: Verb.follow, number })));
    expect(replies.map(({ reply }) => reply.data[0])).toEqual([7, 8, 9]);
  });
  test('comes in any pieces', async () => {
    node.pieceBytes = 3;
    node.answers = () => okay({ data: systemEntropy(1000) });
    const session = await connect();
    expect((await session.ask({ verb: Verb.status })).reply.data.length).toBe(1000);
  });
  test('hands on events, between answers too', async () => {
    node.answers = () => {
      node.pushEvent(okay({ items: [{ id: systemEntropy(16), number: 1n, code: 0, data: new Uint8Array(), extra: new Uint8Array() }] }));
      return okay();
    };
    const session = await connect();
    await session.ask({ verb: Verb.follow });
    expect(events.map((event) => event.items[0]?.number)).toEqual([1n]);
  });
  test('signs the same bytes again under the challenge of a node that restarted', async () => {
    const session = await connect();
    await session.ask({ verb: Verb.status });
    node.challenge = systemEntropy(32);
    const { reply, asked } = await session.ask({ verb: Verb.take, subject: systemEntropy(16) });
    expect(reply.outcome).toBe(Outcome.ok);
    const takes = node.asked.filter((each) => each.request.verb === Verb.take);
    expect(takes.map((each) => toHex(each.bytes))).toEqual([toHex(asked), toHex(asked)]);
    expect(node.asked.filter((each) => each.request.verb === Verb.hello).length).toBe(2);
  });
  test('goes above a counter that was used with a later clock, if need be by the node’s clock', async () => {
    const high = (BigInt(node.time) << 10n) + (1n << 10n);
    node.answers = ({ counter }) => (counter <= high ? failed(Errc.conflict, 'the counter is not above the last') : okay());
    const inSeventy = await connect(() => 0);
    expect((await inSeventy.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
    const late = await connect();
    expect((await late.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
  });
  test('goes on when the clock is set forward and back, and again', async () => {
    let last = 0n;
    node.answers = ({ counter }) => {
      if (counter <= last) return failed(Errc.conflict, 'the counter is not above the last');
      last = counter;
      return okay();
    };
    for (const hours of [0, 25, 0, 25, 0, 25, 0, -25]) {
      const session = await connect(() => node.time + hours * 3_600_000);
      expect((await session.ask({ verb: Verb.status })).reply.outcome, String(hours)).toBe(Outcome.ok);
    }
  });
  test('gives up asking a node that always wants another challenge', async () => {
    node.answers = () => failed(Errc.expired, 'the challenge is of another period');
    const session = await connect();
    expect((await session.ask({ verb: Verb.status })).reply.errc).toBe(Errc.expired);
    expect(node.asked.filter((each) => each.signed).length).toBe(6);
  });
  test('a hello that the node of the charter did not sign sends nothing that is signed', async () => {
    const session = await Session.open(node, { ...node.keys, signing: device.publicKey }, device, systemEntropy, { event: () => undefined, over: () => undefined });
    expect(await codeOf(session.ask({ verb: Verb.status }))).toBe(Errc.bad_signature);
    expect(node.asked.some((each) => each.signed)).toBe(false);
  });
  test('an alert of danger going on goes by its own lane', async () => {
    const { vectors } = await import('./vectors');
    const { envelope } = vectors('seal').alert as { envelope: string };
    const session = await connect();
    await session.ask({ verb: Verb.status });
    const ordinary = fromHex(envelope);
    await session.ask({ verb: Verb.submit, data: ordinary });
    const danger = ordinary.slice();
    danger[12] = 2; // urgency: root pointer, then offset 4
    await session.ask({ verb: Verb.submit, data: danger });
    expect(node.asked.filter((each) => each.signed).map((each) => each.urgent)).toEqual([false, false, true]);
  });
  test('a refusal names its rule, a failure its code', () => {
    expect(() => accept(okay({ outcome: Outcome.refused, rule: 9, detail: 'call_17_first' }))).toThrow(Refused);
    expect(() => accept(failed(Errc.busy, 'later'))).toThrow(Failure);
  });
  test('lists go on where the node says, and end where it gives nothing new', async () => {
    const item = (number: bigint) => ({ id: new Uint8Array(16), number, code: 0, data: Uint8Array.of(Number(number)), extra: new Uint8Array() });
    node.answers = ({ request: { number } }) => okay({ items: [item(number + 1n)], more: number < 2n, data: Uint8Array.of(Number(number) + 1, 0, 0, 0, 0, 0, 0, 0) });
    const session = await connect();
    expect((await askAll(session, { verb: Verb.mandates })).map((each) => each.number)).toEqual([1n, 2n, 3n]);
    expect((await publicDocuments(session)).length).toBe(3);
    node.answers = () => okay({ items: [item(1n)], more: true });
    expect(await codeOf(askAll(session, { verb: Verb.mandates }))).toBe(Errc.too_large);
  });
});

describe('a line', () => {
  test('waits when the gateway holds a message, and brings the same bytes again', async () => {
    let held = 2;
    node.onCarry = () => (held-- > 0 ? { heldMs: 1 } : null);
    const session = await connect();
    expect((await session.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
    expect(held).toBe(-2); // twice held, then hello and status
  });
  test('who answers without the node’s key is sent nothing', async () => {
    const wrong = { ...node.keys, curve: new FakeNode().curve.publicKey };
    const opening = Session.open(node, wrong, device, systemEntropy, { event: () => undefined, over: () => undefined });
    expect(await codeOf(opening)).toBe(Errc.cannot_open);
    expect(node.asked.length).toBe(0);
    expect(node.endedByDevice).toBe(1);
  });
  test('a message that comes twice ends it, and nothing after it is believed', async () => {
    const session = await connect();
    await session.ask({ verb: Verb.status });
    const sealed = node.pushFrame(FrameKind.event, 0, okay());
    node.pushRecord(RecordKind.carry, sealed);
    node.pushEvent(okay());
    await settle(() => over.length > 0);
    expect(over.map((why) => why.code)).toEqual([Errc.cannot_open]);
    expect(events.length).toBe(1);
    expect(await codeOf(session.ask({ verb: Verb.status }))).toBe(Errc.cannot_open);
  });
  for (const [what, cause, code] of [
    ['the stream ends', () => node.cut(), Errc.unreachable],
    ['the gateway lost the node', () => node.pushRecord(RecordKind.ended, Uint8Array.of(3)), Errc.unreachable],
    ['the gateway has no room', () => node.pushRecord(RecordKind.ended, Uint8Array.of(4)), Errc.busy],
    ['a record of no known kind', () => node.pushRecord(99), Errc.malformed],
    ['a record longer than any', () => node.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff)), Errc.malformed],
  ] as const)
    test(`${what}: told once, and who waits for an answer is told too`, async () => {
      node.answers = () => null;
      const session = await connect();
      const waiting = codeOf(session.ask({ verb: Verb.status }));
      await settle(() => node.asked.length === 2);
      cause();
      expect(await waiting).toBe(code);
      expect(over.map((why) => why.code)).toEqual([code]);
      expect(session.open).toBe(false);
      expect(node.endedByDevice).toBe(1);
    });
  test('a node without an answer in ten seconds is unreachable, and the line is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    node.answers = () => null;
    const session = await connect();
    const waiting = codeOf(session.ask({ verb: Verb.status }));
    await settle(() => node.asked.length === 2);
    vi.advanceTimersByTime(10_000);
    expect(await waiting).toBe(Errc.unreachable);
    expect(session.open).toBe(false);
  });
  // Answers come in pieces of this size, each when the test lets it.
  const inPieces = async (pieceBytes: number) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const session = await connect();
    await session.learnTime();
    const pieces = vi.spyOn(Records.prototype, 'push');
    Object.assign(node, { pieceBytes, onTheWay: [], answers: () => okay({ data: systemEntropy(5000) }) });
    const ask = async () => {
      const answer = codeOf(session.ask({ verb: Verb.status }));
      await settle(() => (node.onTheWay?.length ?? 0) > 5000 / pieceBytes);
      return { answer };
    };
    const onePiece = async () => {
      const before = pieces.mock.calls.length;
      node.letOneCome();
      await settle(() => pieces.mock.calls.length > before);
    };
    return { session, ask, onePiece };
  };
  test('an answer that comes in pieces is waited for as long as they come, and ten seconds longer', async () => {
    const { session, ask, onePiece } = await inPieces(1000);
    const { answer } = await ask();
    for (let i = 0; i < 6; i++) {
      vi.advanceTimersByTime(9000);
      await onePiece();
    }
    expect(await answer).toBe(0);
    const { answer: cut } = await ask();
    await onePiece();
    vi.advanceTimersByTime(9999);
    expect(session.open).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await cut).toBe(Errc.unreachable);
    expect(session.open).toBe(false);
  });
  test('an answer that drips for ever is waited for five minutes in all', async () => {
    const { session, ask, onePiece } = await inPieces(50);
    const { answer } = await ask();
    for (let passed = 9000; passed < 300_000; passed += 9000) {
      vi.advanceTimersByTime(9000);
      await onePiece();
    }
    vi.advanceTimersByTime(2999);
    expect(session.open).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await answer).toBe(Errc.unreachable);
    expect(session.open).toBe(false);
  });
  test('a gateway that says nothing, not even Still, is not there', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const session = await connect();
    const records = vi.spyOn(Records.prototype, 'push');
    for (let quiet = 0; quiet < 4; quiet++) {
      vi.advanceTimersByTime(20_000);
      node.pushRecord(RecordKind.still);
      await settle(() => records.mock.calls.length === quiet + 1);
    }
    expect(session.open).toBe(true);
    vi.advanceTimersByTime(50_000);
    expect(over.map((why) => why.code)).toEqual([Errc.unreachable]);
  });
  test('what the gateway answers instead of a stream is what opening fails with', async () => {
    node.onCall = () => {
      throw new Failure(Errc.busy, 'no room', 3000);
    };
    const problem = await connect().catch((each: unknown) => each);
    expect(problem).toMatchObject({ code: Errc.busy, retryAfterMs: 3000 });
  });
});
