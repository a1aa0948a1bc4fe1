// What this desk did, for the person who sits at it: which act, on which alert, with which code. Ids and codes only, no
// content, and gone after a day; the log that counts is the node's.
import type { Store } from '../../shared/device/store';

export const shiftKeptMs = 24 * 3_600_000;

export const shiftActs = [
  'service_begun',
  'service_left',
  'opened',
  'taken',
  'closed',
  'call_back',
  'released',
  'release_noted',
  'reopened',
  'grouped',
  'passed_on',
  'handed_over',
  'confirmed',
  'notice_written',
  'notice_signed',
  'notice_cancelled',
] as const;
export type ShiftAct = (typeof shiftActs)[number];

export interface ShiftEntry {
  at: number;
  act: ShiftAct;
  subject: string; // id of an alert or a notice, hexadecimal; '' where there is none
  code: number; // reason or closing code; 0 where there is none
}
const prefix = 'shift/';

export class ShiftLog {
  private last = 0;

  constructor(
    private readonly store: Store,
    private readonly clock: () => number,
  ) {}

  // Ascending by time. Forgets what is older than a day.
  async entries(): Promise<ShiftEntry[]> {
    const all = (await this.store.list(prefix)) as [string, ShiftEntry][];
    const old = all.filter(([, { at }]) => at <= this.clock() - shiftKeptMs);
    if (old.length > 0) await this.store.write(Object.fromEntries(old.map(([name]) => [name, null])));
    return all.filter((each) => !old.includes(each)).map(([, entry]) => entry);
  }
  async note(act: ShiftAct, subject = '', code = 0): Promise<void> {
    const at = this.clock();
    this.last = Math.max(at, this.last + 1); // two within one millisecond
    const entry: ShiftEntry = { at, act, subject, code };
    await this.store.write({ [`${prefix}${String(this.last).padStart(15, '0')}`]: entry });
  }
}
