// The transport over real HTTP on loopback, against a server that speaks the gateway's contract and carries to the
// smallest node.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { Errc, Verb } from '../shared/base/vocabulary.gen';
import { Connection, type ConnectionState } from '../shared/device/connection';
import { Session } from '../shared/device/session';
import { httpTransport } from '../shared/device/transport';
import { type Signer, seedSigner } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { Outcome, type Reply } from '../shared/wire/message';
import { FakeNode, okay } from './fake_node';

let server: Server;
let base: string;
let node: FakeNode;
let device: Signer;
let seen: string[]; // what was asked over HTTP
let refuse: ((answer: ServerResponse) => void) | null; // instead of a session

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  return new Uint8Array(Buffer.concat(parts));
}

// A session's stream: what the node says goes down as it comes.
async function stream(call: Uint8Array, answer: ServerResponse): Promise<void> {
  answer.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const reader = (await node.call(call)).getReader();
  answer.on('close', () => void reader.cancel());
  for (let read = await reader.read(); !read.done; read = await reader.read()) answer.write(read.value);
  answer.end();
}

async function handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const path = request.url ?? '';
  seen.push(`${request.method} ${path.replace(/[0-9a-f]{32}/, 'TOKEN')} lane ${request.headers['tocsin-lane'] ?? '-'}`);
  if (path === '/v1/sessions' && request.method === 'POST') return refuse === null ? stream(body, answer) : refuse(answer);
  const token = /^\/v1\/sessions\/([0-9a-f]{32})$/.exec(path)?.[1];
  if (token === undefined) return void answer.writeHead(400).end('no such path\n');
  if (request.method === 'DELETE') node.end();
  if (request.method === 'DELETE') return void answer.writeHead(204).end();
  const held = await node.carry(fromHex(token), Number(request.headers['tocsin-lane']), body);
  if (held !== null) return void answer.writeHead(429, { 'Retry-After-Ms': String(held.heldMs) }).end('held\n');
  answer.writeHead(204).end();
}

beforeAll(startSodium);
beforeEach(async () => {
  seen = [];
  refuse = null;
  node = new FakeNode();
  device = seedSigner(systemEntropy(32));
  node.devices = [device.publicKey];
  server = createServer((request, answer) => void handle(request, answer).catch(() => answer.destroy()));
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((down) => server.close(down));
});

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
    expect(seen).toEqual(['POST /v1/sessions lane -', 'POST /v1/sessions/TOKEN lane 3', 'POST /v1/sessions/TOKEN lane 3', 'DELETE /v1/sessions/TOKEN lane -']);
  });
  test('a held message is brought again', async () => {
    let held = 1;
    node.onCarry = () => (held-- > 0 ? { heldMs: 1 } : null);
    const session = await connect();
    expect((await session.ask({ verb: Verb.status })).reply.outcome).toBe(Outcome.ok);
    expect(seen.filter((each) => each.includes('TOKEN')).length).toBe(3);
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
    server.closeAllConnections();
    expect((await promise).code).toBe(Errc.unreachable);
  });
  for (const [status, headers, expected] of [
    [404, {}, { code: Errc.not_found }],
    [429, { 'Retry-After': '3' }, { code: Errc.busy, retryAfterMs: 3000 }],
    [503, {}, { code: Errc.unreachable }],
  ] as const)
    test(`${status} instead of a session`, async () => {
      refuse = (answer) => void answer.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end('no\n');
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
      server.removeAllListeners('request');
      server.on('request', (request, answer) => void answer.writeHead(status).end(request.url));
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
    refuse = (answer) => void answer.writeHead(429, { 'Retry-After': '3600' }).end('no\n');
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
