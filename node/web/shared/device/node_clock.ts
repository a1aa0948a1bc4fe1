// What a device's clock is off by, as the node's signed time has said, and whether that is still to be believed.
import type { Tools } from './profile';

const movedMs = 30_000; // against the clock that nobody sets

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
  learn(offset: number): void {
    this.known = offset;
    this.forgot = false;
    this.start = this.startNow;
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
