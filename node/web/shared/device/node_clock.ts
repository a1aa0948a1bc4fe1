// What a device's clock is off by, as the node's signed time has said, and whether that is still to be believed.
import type { Tools } from './profile';

const movedMs = 30_000; // against the clock that nobody sets

// What was kept over a restart of the page: the offset, and what the device's clock said when it was learned. Its clock may have
// been set since: it was, if it says an earlier time now; and once more than the offset has gone by, nobody can tell.
export interface KeptOffset {
  offset: number;
  at: number;
}
export const stillBelieved = ({ offset, at }: KeptOffset, clock: number): number => (at <= clock && clock < at + Math.abs(offset) ? offset : 0);

export class NodeClock {
  private forgot = false;
  private start: number; // what the device's clock said when its ticks began, as both stood when the offset was learned
  constructor(
    private readonly tools: Pick<Tools, 'clock' | 'ticks'>,
    private known = 0,
  ) {
    this.start = this.startNow;
  }

  // Node's clock less the device's; 0 where nothing is known.
  get offset(): number {
    return this.known;
  }
  get now(): number {
    return this.tools.clock() + this.known;
  }
  learn(offset: number): KeptOffset {
    this.known = offset;
    this.forgot = false;
    this.start = this.startNow;
    return { offset, at: this.tools.clock() };
  }
  // Somebody has set this device's clock since the offset was learned, or the device has slept, which looks the same from
  // here. True: the offset is not believed any more, and the device's own clock counts until a session has begun anew.
  forgetIfMoved(): boolean {
    if (Math.abs(this.startNow - this.start) < movedMs) return false;
    this.learn(0);
    this.forgot = true;
    return true;
  }
  // Until it is learned anew.
  get isForgotten(): boolean {
    return this.forgot;
  }
  // An instant of this device's clock as it goes now.
  isRecent(at: number): boolean {
    return Math.abs(this.tools.clock() - at) < movedMs;
  }
  private get startNow(): number {
    const { clock, ticks = clock } = this.tools;
    return clock() - ticks();
  }
}
