// When a desk sounds: once for what is new, again each minute while it is unread. Holds no clock and no timer: it says
// what is due now and when to ask again.
import type { DeskAlert } from './alerts';
import { isUnread, sectionOf } from './inbox';

export const soundAgainMs = 60_000;

export type Sound = 'alert' | 'danger' | 'exercise';
export interface Due {
  sound: Sound | null;
  fresh: boolean; // something new is among what sounds
  next: number | null; // when to ask again; null: when something changes
}

export class Attention {
  // Of what is unread: when it sounds next; never again where it waits for a decision, not for the first who hears it.
  private readonly soundsAt = new Map<string, number>();

  // The unread of this moment. What was there when the service began sounds too, once and together.
  look(alerts: readonly DeskAlert[], now: number): Due {
    const waiting = alerts.filter(isUnread);
    for (const id of [...this.soundsAt.keys()]) if (!waiting.some((each) => each.id === id)) this.soundsAt.delete(id);
    const due = waiting.filter((each) => this.isDue(each, now));
    const fresh = due.some((each) => (this.soundsAt.get(each.id) ?? Infinity) === Infinity);
    for (const each of due) this.soundsAt.set(each.id, isHeld(each) ? Infinity : now + soundAgainMs);
    const times = [...this.soundsAt.values()].filter((at) => at < Infinity);
    return { sound: loudest(due), fresh, next: times.length === 0 ? null : Math.min(...times) };
  }
  // Leaving and coming back begins anew.
  forget(): void {
    this.soundsAt.clear();
  }

  private isDue(alert: DeskAlert, now: number): boolean {
    const at = this.soundsAt.get(alert.id);
    if (at === undefined) return true;
    if (at < Infinity && at > now + soundAgainMs) return true; // the clock was set back
    return at === Infinity ? !isHeld(alert) : at <= now; // one that was released is new to everybody
  }
}
const isHeld = (alert: DeskAlert): boolean => sectionOf(alert) === 'held';

// A real danger is never covered by an exercise (R27).
function loudest(due: readonly DeskAlert[]): Sound | null {
  if (due.length === 0) return null;
  const real = due.filter((each) => !each.exercise);
  if (real.length === 0) return 'exercise';
  return real.some((each) => each.inProgress) ? 'danger' : 'alert';
}
