// The transport over real HTTP on loopback, against a server that speaks the gateway's contract and carries to the
// smallest node.
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../shared/base/failure';
import { Errc, Verb } from '../shared/base/vocabulary.gen';
import { Connection, type ConnectionState } from '../shared/device/connection';
import { Session } from '../shared/device/session';
import { httpTransport } from '../shared/device/transport';
import { type Signer, seedSigner } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { Outcome, type Reply } from '../shared/wire/message';
import { ContractServer } from './contract_server';
import { FakeNode, okay } from './fake_node';

let server: ContractServer;
let base: string;
let node: FakeNode;
let device: Signer;

beforeAll(startSodium);
beforeEach(async () => {
  node = new FakeNode();
  device = seedSigner(systemEntropy(32));
  node.devices = [device.publicKey];
  server = new ContractServer(node);
  base = await server.start();
});
afterEach(() => server.stop());

const nothing = { event: () => undefined, over: () => undefined };
const connect = (handlers = nothing as { event(reply: Reply): void; over(why: Failure): void }) =>
  Session.open(httpTransport(base), node.keys, device, systemEntropy, handlers);
const told = () => {
  let tell: (what: Failure) => void = () => undefined;
  const promise = new Promise<Failure>((resolve) => (tell = resolve));
  return { promise, tell };
};

describe('over HTTP', () => {
  test('a session asks and is answered, and says goodbye', async () => {
    const session = await connect();
    const goodbye = new Promise<void>((done) => (node.end = () => done()));
    expect((await session.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
    session.close();
    await goodbye;
    expect(server.seen).toEqual(['POST /v1/sessions lane -', 'POST /v1/sessions/TOKEN lane 3', 'POST /v1/sessions/TOKEN lane 3', 'DELETE /v1/sessions/TOKEN lane -']);
  });
  test('a held message is brought again', async () => {
    let held = 1;
    node.onCarry = () => (held-- > 0 ? { heldMs: 1 } : null);
    const session = await connect();
    expect((await session.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
    expect(server.seen.filter((each) => each.includes('TOKEN')).length).toBe(3);
    session.close();
  });
  test('an event comes by the open stream, without a question', async () => {
    const { promise, tell } = told();
    const session = await connect({ event: (reply) => tell(reply as unknown as Failure), over: () => undefined });
    await session.ask({ verb: Verb.follow });
    node.pushEvent(okay({ at: 77 }));
    expect(await promise).toMatchObject({ at: 77 });
    session.close();
  });
  test('a server that goes away ends the session', async () => {
    const { promise, tell } = told();
    const session = await connect({ event: () => undefined, over: tell });
    await session.ask({ verb: Verb.status });
    server.cutAll();
    expect((await promise).code).toBe(Errc.unreachable);
  });
  for (const [status, headers, expected] of [
    [404, {}, { code: Errc.not_found }],
    [429, { 'Retry-After': '3' }, { code: Errc.busy, retryAfterMs: 3000 }],
    [503, {}, { code: Errc.unreachable }],
  ] as const)
    test(`${status} instead of a session`, async () => {
      server.refuse = (answer) => void answer.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end('no\n');
      await expect(connect()).rejects.toMatchObject(expected);
    });
  test('nobody there', async () => {
    const nobody = httpTransport('http://127.0.0.1:1');
    await expect(Session.open(nobody, node.keys, device, systemEntropy, nothing)).rejects.toMatchObject({ code: Errc.unreachable });
  });
  for (const [status, expected] of [
    [410, Errc.unreachable],
    [400, Errc.unreachable],
    [413, Errc.too_large],
  ] as const)
    test(`a message answered ${status}`, async () => {
      server.answerAlways(status);
      const carried = httpTransport(base).carry(systemEntropy(16), 3, Uint8Array.of(1), new AbortController().signal);
      await expect(carried).rejects.toMatchObject({ code: expected });
    });
});

describe('a connection', () => {
  test('comes back by itself after the line is lost, and begins anew each time', async () => {
    const states: ConnectionState[] = [];
    let begun = 0;
    let again: () => void = () => undefined;
    const twice = new Promise<void>((done) => (again = done));
    const connection = new Connection({
      open: (handlers) => connect(handlers),
      begin: async (session) => void (await session.ask({ verb: Verb.follow })),
      event: () => undefined,
      state: (state) => {
        states.push(state);
        if (state === 'connected' && ++begun === 1) node.cut();
        if (state === 'connected' && begun === 2) again();
        if (state === 'waiting') connection.now(); // the network is back
      },
    });
    connection.start();
    await twice;
    expect(states).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected']);
    expect(connection.current?.open).toBe(true);
    connection.stop();
  });
  test('waits no shorter than a full gateway asks for, and stops when told', async () => {
    server.refuse = (answer) => void answer.writeHead(429, { 'Retry-After': '3600' }).end('no\n');
    const { promise, tell } = told();
    const stopped = new Promise<void>((done) => {
      const connection = new Connection({
        open: (handlers) => connect(handlers),
        begin: async () => undefined,
        event: () => undefined,
        state: (state, why) => {
          if (state === 'waiting') {
            tell(why as Failure);
            setImmediate(() => connection.stop());
          }
          if (state === 'stopped') done();
        },
      });
      connection.start();
    });
    expect(await promise).toMatchObject({ code: Errc.busy, retryAfterMs: 3_600_000 });
    await stopped;
  });
});
