// A server that speaks the gateway's HTTP contract on loopback and carries to the smallest node; in front of a browser it
// also serves a face, with the headers that the project's pages have.
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fromHex, toHex } from '../shared/base/bytes';
import type { FakeNode } from './fake_node';

export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'; style-src 'self'; " +
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'; trusted-types tocsin",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

export class ContractServer {
  readonly seen: string[] = []; // what was asked over HTTP
  refuse: ((answer: ServerResponse) => void) | null = null; // instead of a session
  readonly files = new Map<string, Uint8Array>(); // served besides the folder: "/manifest"
  readonly bodies: Uint8Array[] = []; // of everything that was posted
  private readonly server: Server;

  constructor(
    public node: FakeNode,
    private readonly folder: string | null = null,
  ) {
    this.server = createServer((request, answer) => void this.handle(request, answer).catch(() => answer.destroy()));
  }
  async start(port = 0): Promise<string> {
    await new Promise<void>((up) => this.server.listen(port, '127.0.0.1', up));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  // Answers every request so from now on.
  answerAlways(status: number): void {
    this.server.removeAllListeners('request');
    this.server.on('request', (request, answer) => void answer.writeHead(status).end(request.url));
  }
  cutAll(): void {
    this.server.closeAllConnections();
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((down) => this.server.close(down));
  }

  private async handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const path = (request.url ?? '').replace(/\?.*$/, '');
    this.bodies.push(body);
    if (path === '/v1/node') return void answer.writeHead(200, { 'Content-Type': 'text/plain' }).end(`${toHex(this.node.curve.publicKey)}\n`);
    if (this.folder !== null && !path.startsWith('/v1/')) return this.file(this.folder, path, answer);
    this.seen.push(`${request.method} ${path.replace(/[0-9a-f]{32}/, 'TOKEN')} lane ${request.headers['tocsin-lane'] ?? '-'}`);
    if (path === '/v1/sessions' && request.method === 'POST') return this.refuse === null ? this.stream(body, answer) : this.refuse(answer);
    const token = /^\/v1\/sessions\/([0-9a-f]{32})$/.exec(path)?.[1];
    if (token === undefined) return void answer.writeHead(400).end('no such path\n');
    if (request.method === 'DELETE') this.node.end();
    if (request.method === 'DELETE') return void answer.writeHead(204).end();
    const held = await this.node.carry(fromHex(token), Number(request.headers['tocsin-lane']), body);
    if (held !== null) return void answer.writeHead(429, { 'Retry-After-Ms': String(held.heldMs) }).end('held\n');
    answer.writeHead(204).end();
  }
  // A session's stream: what the node says goes down as it comes.
  private async stream(call: Uint8Array, answer: ServerResponse): Promise<void> {
    answer.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' });
    const reader = (await this.node.call(call)).getReader();
    answer.on('close', () => void reader.cancel());
    for (let read = await reader.read(); !read.done; read = await reader.read()) answer.write(read.value);
    answer.end();
  }
  private file(folder: string, path: string, answer: ServerResponse): void {
    const name = normalize(path === '/' ? '/index.html' : path);
    try {
      const bytes = this.files.get(path) ?? readFileSync(join(folder, name));
      answer.writeHead(200, { ...pageHeaders, 'Content-Type': types[extname(name)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      answer.writeHead(404, pageHeaders).end('no such file\n');
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  return new Uint8Array(Buffer.concat(parts));
}
