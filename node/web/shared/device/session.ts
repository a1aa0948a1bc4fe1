// A conversation with one node: a challenge taken once, requests signed under it, answers matched by reference, events
// handed on. After a node's restart the same bytes are signed again under its new challenge.
import { Failure, orNull, unreachable } from '../base/failure';
import { headerBytes } from '../base/limits.gen';
import { Errc, Urgency, Verb } from '../base/vocabulary.gen';
import { timeOrderedId } from '../base/ids';
import { type Hello, signRequest, verifyHello } from '../seal/session';
import type { Signer } from '../seal/signer';
import type { Entropy } from '../seal/sodium';
import { Header } from '../wire/alert';
import { type Ask, FrameKind, type Item, Outcome, Reply, Request, decodeFrame, encodeFrame, needsCommand, request } from '../wire/message';
import { Lane, type Transport } from './transport';
import { Line, type LineHandlers } from './line';

const answerMs = 10_000; // without a byte of an answer
const exchangeMs = 300_000; // of one question and its whole answer, however it drips: the largest record at 3.5 kbit/s
const triesPerRequest = 6; // a node that restarts more often during one request is not well
const partsMax = 4096; // of one answer; a node that says `more` for ever is stopped here
// How far above the clock the counter goes when the node has seen this device's clock later than it is now; then by the
// node's own clock; then further, for each time that the clock was set back once more.
const counterLeads = [
  { lead: 0n, byNode: false },
  { lead: 1n << 11n, byNode: false },
  { lead: 1n << 32n, byNode: false },
  { lead: 1n << 47n, byNode: false },
  { lead: 1n << 11n, byNode: true },
  { lead: 1n << 50n, byNode: false },
  { lead: 1n << 53n, byNode: false },
  { lead: 1n << 56n, byNode: false },
  { lead: 1n << 59n, byNode: false },
] as const;

export type OpenAsker = Pick<Session, 'askOpen'>;

export interface SessionHandlers {
  event(reply: Reply): void;
  over(why: Failure): void;
  // Who answers did not sign with the key given: the key that its newest papers name, asked for once a session; null: none
  // that this device believes. `session` may be asked for what anybody may have, and nothing else.
  newerKey?(session: OpenAsker): Promise<Uint8Array | null>;
}
export interface NodeKeysOf {
  curve: Uint8Array;
  formerCurves?: readonly Uint8Array[]; // tried after it: a gateway may lead to the former one still
  signing: Uint8Array | null; // null: not known yet, questions go unsigned
}

export class Session {
  private line: Line | null = null;
  private hello: Hello | null = null;
  private counter = 0n;
  private base = 0;
  private reference = 0;
  private readonly waiting = new Map<number, { answer(reply: Reply | Failure): void; goesOn(): void }>();
  private turn: Promise<unknown> = Promise.resolve();
  private ended: Failure | null = null;
  private newerAsked = false;
  // Node's clock less the device's, at the last signed hello.
  clockOffset: number | null = null;

  private constructor(
    private node: NodeKeysOf,
    private readonly device: Signer | null, // null: a visitor, who signs nothing
    private readonly entropy: Entropy,
    private readonly clock: () => number,
    private readonly handlers: SessionHandlers,
  ) {}

  static async open(
    transport: Transport,
    node: NodeKeysOf,
    device: Signer | null,
    entropy: Entropy,
    handlers: SessionHandlers,
    clock: () => number = Date.now,
  ): Promise<Session> {
    const session = new Session(node, device, entropy, clock, handlers);
    session.line = await openLine(transport, [node.curve, ...(node.formerCurves ?? [])], entropy, {
      frame: (frame) => session.take(frame),
      coming: () => session.waiting.forEach((each) => each.goesOn()),
      over: (why) => session.end(why),
    });
    return session;
  }

  get open(): boolean {
    return this.ended === null;
  }
  close(): void {
    this.line?.close();
  }

  // Unsigned: hello, public documents, pending, checkpoint, a commune's counts.
  askOpen(ask: Ask): Promise<Reply> {
    return this.inTurn(() => this.exchangeOpen(ask));
  }
  private exchangeOpen(ask: Ask): Promise<Reply> {
    return this.exchange(FrameKind.openRequest, Request.encode(this.complete(ask)), Lane.rest);
  }
  // Signed. Answers with the exact bytes asked too: receipts of an officer's acts embed their hash. The reply may be a
  // refusal or a failure, see `accept`. unreachable: it is not known whether the request arrived; ask again with the
  // same command id.
  ask(ask: Ask): Promise<{ reply: Reply; asked: Uint8Array }> {
    const complete = this.complete(ask);
    const asked = Request.encode(complete);
    const lane = isUrgent(complete) ? Lane.inProgress : Lane.rest;
    return this.inTurn(async () => ({ reply: await this.askSigned(asked, lane), asked }));
  }
  // Says hello unless it was said: afterwards the node's signed time is known.
  learnTime(): Promise<void> {
    return this.inTurn(async () => void (await this.greet()));
  }

  // One question after the other, so that counters arrive in order.
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private complete(ask: Ask): Request {
    const command = needsCommand(ask.verb) ? { command: timeOrderedId(this.clock(), this.entropy) } : {};
    return request({ ...command, ...ask });
  }

  private async greet(): Promise<Hello> {
    if (this.hello !== null) return this.hello;
    if (this.node.signing === null || this.device === null) throw new Error('a signed question needs a key, and the key of its node');
    const { data } = accept(await this.exchangeOpen({ verb: Verb.hello, subject: this.device.id }));
    const hello = this.helloIn(data, this.node.signing) ?? (await this.helloByNewerKey(data));
    if (hello === null)
      throw new Failure(Errc.bad_signature, 'who answers is not the node that the charter or record names; nothing was sent');
    this.clockOffset = hello.nodeTime - this.clock();
    this.hello = hello;
    return hello;
  }

  private helloIn(data: Uint8Array, node: Uint8Array): Hello | null {
    return orNull(() => verifyHello(data, node, (this.device as Signer).id));
  }
  // The node may have changed its keys since this device heard of it.
  private async helloByNewerKey(data: Uint8Array): Promise<Hello | null> {
    if (this.newerAsked || this.handlers.newerKey === undefined) return null;
    this.newerAsked = true;
    const signing = await this.handlers.newerKey({ askOpen: (ask) => this.exchangeOpen(ask) }); // in the turn of the question
    const hello = signing === null ? null : this.helloIn(data, signing);
    if (hello !== null) this.node = { ...this.node, signing };
    return hello;
  }

  private async askSigned(asked: Uint8Array, lane: Lane): Promise<Reply> {
    for (let restarts = 0; ; ) {
      const { challenge } = await this.greet();
      const signed = await signRequest(this.device as Signer, this.node.signing as Uint8Array, challenge, this.nextCounter(), asked);
      const reply = await this.exchange(FrameKind.signedRequest, signed, lane);
      if (reply.outcome !== Outcome.failed) return reply;
      if (reply.errc === Errc.expired && reply.detail.includes('challenge') && ++restarts < triesPerRequest) this.hello = null;
      else if (reply.errc === Errc.conflict && reply.detail.includes('counter') && this.base + 1 < counterLeads.length) this.base++;
      else return reply;
    }
  }

  // Rises by the clock, so that another page of this device, before or beside this one, has not used it.
  private nextCounter(): bigint {
    const { lead, byNode } = counterLeads[this.base] as (typeof counterLeads)[number];
    const now = this.clock() + (byNode ? (this.clockOffset ?? 0) : 0);
    const next = (BigInt(Math.max(0, Math.floor(now))) << 10n) + lead;
    this.counter = next > this.counter ? next : this.counter + 1n;
    return this.counter;
  }

  private async exchange(kind: FrameKind, bytes: Uint8Array, lane: Lane): Promise<Reply> {
    if (this.ended !== null) throw this.ended;
    const reference = ++this.reference;
    let late: ReturnType<typeof setTimeout> | undefined;
    const giveUp = () => {
      this.waiting.get(reference)?.answer(unreachable('the node did not answer in time'));
      this.close(); // what comes later would be of a question that was given up
    };
    const goesOn = () => {
      clearTimeout(late);
      late = setTimeout(giveUp, answerMs);
    };
    const whole = setTimeout(giveUp, exchangeMs);
    const answer = new Promise<Reply | Failure>((resolve) => this.waiting.set(reference, { answer: resolve, goesOn }));
    goesOn();
    try {
      await (this.line as Line).send(encodeFrame({ kind, reference, bytes }), lane);
      goesOn();
      const reply = await answer;
      if (reply instanceof Failure) throw reply;
      return reply;
    } finally {
      clearTimeout(late);
      clearTimeout(whole);
      this.waiting.delete(reference);
    }
  }

  private take(bytes: Uint8Array): void {
    const read = orNull(() => {
      const frame = decodeFrame(bytes);
      return { frame, reply: Reply.decode(frame.bytes) };
    });
    if (read === null) return this.close();
    if (read.frame.kind === FrameKind.event) this.handlers.event(read.reply);
    else if (read.frame.kind === FrameKind.reply) this.waiting.get(read.frame.reference)?.answer(read.reply);
  }

  private end(why: Failure): void {
    this.ended = why;
    for (const { answer } of this.waiting.values()) answer(why);
    this.handlers.over(why);
  }
}

// To whoever holds the first of these transport keys that somebody at the other end holds.
async function openLine(transport: Transport, curves: readonly Uint8Array[], entropy: Entropy, handlers: LineHandlers): Promise<Line> {
  for (const curve of curves.slice(0, -1)) {
    try {
      return await Line.open(transport, curve, entropy, handlers);
    } catch (problem) {
      if (!(problem instanceof Failure) || problem.code !== Errc.cannot_open) throw problem;
    }
  }
  return Line.open(transport, curves.at(-1) as Uint8Array, entropy, handlers);
}

// What the policy refuses: the rule, and the code of the detail.
export class Refused extends Error {
  constructor(
    readonly rule: number,
    readonly detail: string,
  ) {
    super(`refused by R${rule}: ${detail}`);
    this.name = 'Refused';
  }
}

// The reply, if it is ok; throws Refused or Failure.
export function accept(reply: Reply): Reply {
  if (reply.outcome === Outcome.ok) return reply;
  if (reply.outcome === Outcome.refused) throw new Refused(reply.rule, reply.detail);
  const code = (Object.values(Errc) as number[]).includes(reply.errc) ? (reply.errc as Errc) : Errc.io;
  throw new Failure(code, reply.detail, reply.retryAfterMs);
}

function isUrgent(asked: Request): boolean {
  if (asked.verb !== Verb.submit || asked.data.length < headerBytes) return false;
  return orNull(() => Header.decode(asked.data.subarray(0, headerBytes)))?.urgency === Urgency.in_progress;
}

const positionIn = (reply: Reply): bigint | null =>
  reply.data.length === 8 ? new DataView(reply.data.buffer, reply.data.byteOffset).getBigUint64(0, true) : null;

// Every part of a list.
export async function askAll(session: Pick<Session, 'ask'>, ask: Ask): Promise<Item[]> {
  const items: Item[] = [];
  let number = ask.number ?? 0n;
  for (let part = 0; part < partsMax; part++) {
    const reply = accept((await session.ask({ ...ask, number })).reply);
    items.push(...reply.items);
    if (!reply.more || items.length === 0) return items;
    const next = positionIn(reply) ?? (items[items.length - 1] as Item).number + 1n;
    if (next <= number) break;
    number = next;
  }
  throw new Failure(Errc.too_large, "the node's list does not end: nothing of it is used");
}

// The containers that anybody may have: root, rules, records, charters, losses, epoch keys.
export async function publicDocuments(session: OpenAsker): Promise<Uint8Array[]> {
  return (await askAllOpen(session, Verb.public_documents)).map((item) => item.data);
}
// Every part of a list that nobody signs for.
export async function askAllOpen(session: OpenAsker, verb: Verb): Promise<Item[]> {
  const found: Item[] = [];
  let number = 0n;
  for (let part = 0; part < partsMax; part++) {
    const reply = accept(await session.askOpen({ verb, number }));
    found.push(...reply.items);
    const next = positionIn(reply);
    if (!reply.more || next === null) return found;
    if (next <= number) break;
    number = next;
  }
  throw new Failure(Errc.too_large, "the node's list does not end: nothing of it is used");
}
