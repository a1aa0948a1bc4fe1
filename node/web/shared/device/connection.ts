// Keeps a session with one node while somebody is at the screen: opens it, runs what must be asked first, waits until it
// is over, and begins again, later each time and never all devices at once.
import { Failure, unreachable } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';
import type { Reply } from '../wire/message';
import type { Session, SessionHandlers } from './session';

const firstMs = 500;
const longestMs = 30_000;
const steadyMs = 10_000; // a session that lasted so long was no accident: the next wait is short again

export type ConnectionState = 'connecting' | 'connected' | 'waiting' | 'stopped';

export interface ConnectionOptions {
  open(handlers: SessionHandlers): Promise<Session>;
  // Asked on every new session before it counts as connected. What it throws closes the session.
  begin(session: Session): Promise<void>;
  event(reply: Reply): void;
  state(state: ConnectionState, why: Failure | null): void;
  random?: () => number; // 0 … 1
}

export class Connection {
  private session: Session | null = null;
  private opened: Session | null = null;
  private over: (why: Failure) => void = () => undefined;
  private wake: () => void = () => undefined;
  private running = false;
  private waitMs = firstMs;

  constructor(private readonly options: ConnectionOptions) {}

  // Null while there is none that has begun.
  get current(): Session | null {
    return this.session;
  }
  // The same one, from before it has begun.
  get early(): Session | null {
    return this.opened;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.run();
  }
  stop(): void {
    this.running = false;
    this.session?.close();
    this.wake();
  }
  // The network came back, or a person asked: now, not later.
  now(): void {
    this.waitMs = firstMs;
    this.wake();
  }

  // What the session began with is true no more: another one, at once.
  renew(): void {
    this.opened?.close();
    this.now();
  }

  private async run(): Promise<void> {
    while (this.running) {
      this.options.state('connecting', null);
      const began = Date.now();
      const why = await this.once();
      this.session = this.opened = null;
      if (Date.now() - began > steadyMs) this.waitMs = firstMs;
      if (!this.running) break;
      this.options.state('waiting', why);
      await this.pause(why);
    }
    this.options.state('stopped', null);
  }

  // One session from its opening to its end, and why it ended.
  private async once(): Promise<Failure> {
    let session: Session | null = null;
    try {
      const ended = new Promise<Failure>((resolve) => (this.over = resolve));
      session = this.opened = await this.options.open({ event: this.options.event, over: (why) => this.over(why) });
      await this.options.begin(session);
      if (!this.running) throw unreachable('the line was closed here');
      this.session = session;
      this.options.state('connected', null);
      return await ended;
    } catch (problem) {
      session?.close();
      return problem instanceof Failure ? problem : new Failure(Errc.io, String(problem));
    }
  }

  // Doubling, between half of it and the whole; no sooner than a gateway that has no room asked for.
  private pause(why: Failure): Promise<void> {
    const random = this.options.random ?? Math.random;
    const wait = Math.max(why.retryAfterMs, this.waitMs * (0.5 + random() / 2));
    this.waitMs = Math.min(this.waitMs * 2, longestMs);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
