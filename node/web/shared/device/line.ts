// A line to a node: whole frames out and in, sealed between the two. What a gateway alters, repeats or makes ends it.
import type { Bytes } from '../base/bytes';
import { Failure, malformed, unreachable } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';
import type { Entropy } from '../seal/sodium';
import { type Call, type Tunnel, callTunnel, joinTunnel } from '../seal/tunnel';
import { type Lane, RecordKind, Records, type StreamRecord, type Transport, endedBy } from './transport';

const openMs = 15_000;
const silenceMs = 50_000; // a gateway says Still every 20 s
const heldMsMax = 5000;

export interface LineHandlers {
  frame(frame: Bytes): void;
  coming?(): void; // a part of a frame is here, and the rest is not
  over(why: Failure): void; // once; nothing comes after it
}

export class Line {
  private readonly stop = new AbortController();
  private readonly records = new Records();
  private token: Uint8Array | null = null;
  private tunnel: Tunnel | null = null;
  private last: Promise<void> = Promise.resolve();
  private watch: ReturnType<typeof setTimeout> | undefined;
  private ended: Failure | null = null;
  private opened: { done(): void; failed(why: Failure): void } | null = null;

  private constructor(
    private readonly transport: Transport,
    private readonly node: Uint8Array,
    private readonly call: Call,
    private readonly handlers: LineHandlers,
  ) {}

  // `node`: its CURVE key. cannot_open: who answers does not hold it, and nothing was sent.
  static async open(transport: Transport, node: Uint8Array, entropy: Entropy, handlers: LineHandlers): Promise<Line> {
    const line = new Line(transport, node, callTunnel(entropy), handlers);
    const opened = new Promise<void>((done, failed) => {
      line.opened = { done, failed };
    });
    line.listenFor(openMs);
    line.run().catch((problem: unknown) => line.fail(problem));
    await opened;
    return line;
  }

  // Frames go one after the other, in this order. Fails when the line is over before the frame was carried.
  send(frame: Uint8Array, lane: Lane): Promise<void> {
    const sent = this.last.then(() => this.carry(frame, lane));
    this.last = sent.catch((problem: unknown) => this.fail(problem));
    return sent;
  }

  close(): void {
    this.fail(unreachable('the line was closed here'));
  }

  private async carry(frame: Uint8Array, lane: Lane): Promise<void> {
    if (this.ended !== null) throw this.ended;
    const sealed = (this.tunnel as Tunnel).seal(frame);
    for (;;) {
      const held = await this.transport.carry(this.token as Uint8Array, lane, sealed, this.stop.signal);
      if (held === null) return;
      await new Promise((wake) => setTimeout(wake, Math.min(held.heldMs, heldMsMax)));
      if (this.ended !== null) throw this.ended;
    }
  }

  private async run(): Promise<void> {
    const stream = await this.transport.call(this.call.bytes, this.stop.signal);
    const reader = stream.getReader();
    this.stop.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    for (;;) {
      const { value, done } = await reader.read();
      if (this.ended !== null) return;
      if (done) throw unreachable('the gateway closed the line');
      if (this.tunnel !== null) this.listenFor(silenceMs);
      for (const record of this.records.push(value)) this.take(record);
      if (this.records.hasPart) this.handlers.coming?.();
    }
  }

  private take(record: StreamRecord): void {
    if (this.ended !== null) return;
    const strange = malformed('the gateway says what gateways do not say');
    if (this.token === null) {
      if (record.kind !== RecordKind.session || record.rest.length !== 16) throw strange;
      this.token = record.rest;
    } else if (record.kind === RecordKind.carry) {
      this.carried(record.rest);
    } else if (record.kind === RecordKind.ended) {
      throw endedBy(record.rest[0] ?? 0);
    } else if (record.kind !== RecordKind.still) {
      throw strange;
    }
  }

  private carried(bytes: Uint8Array): void {
    if (this.tunnel === null) {
      this.tunnel = joinTunnel(this.call, this.node, bytes);
      this.call.ephemeral.secret.fill(0);
      this.listenFor(silenceMs);
      this.opened?.done();
      this.opened = null;
    } else {
      this.handlers.frame(this.tunnel.open(bytes));
    }
  }

  private listenFor(ms: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.fail(unreachable('the gateway does not answer any more')), ms);
  }

  private fail(problem: unknown): void {
    if (this.ended !== null) return;
    this.ended = problem instanceof Failure ? problem : new Failure(Errc.unreachable, 'the line broke');
    clearTimeout(this.watch);
    this.stop.abort();
    if (this.token !== null) this.transport.end(this.token);
    if (this.opened !== null) this.opened.failed(this.ended);
    else this.handlers.over(this.ended);
    this.opened = null;
  }
}
