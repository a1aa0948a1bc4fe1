// Whether anybody listens at a post, by its opening hours in local time of Paris and by what its desks have said (R33).
import { dayMs, dayOf, hourMs, weekdayOf } from '../base/time';

// Of every week, or of one date, which then follows what names it alone; from 0 to 0 it is closed.
export interface Spell {
  weekday: number; // 1 Monday ... 7 Sunday
  fromMinute: number;
  untilMinute: number;
  day: number; // 0: every week; else days since 1970-01-01
}
const minuteMs = 60_000;
const followedMs = 32 * dayMs; // whoever is still open then never closes, as far as an alert can tell
const daysLookedAhead = 128; // an opening further away is not told
const wholeDay: Spell = { weekday: 1, fromMinute: 0, untilMinute: 24 * 60, day: 0 };

// The last Sunday of a month, 01:00 UTC: when summer time begins and ends in all of the Union.
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * dayMs;
}
export function parisOffset(at: number): number {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSunday(year, 2) && at < lastSunday(year, 9) ? 2 * hourMs : hourMs;
}

export const wallDay = (at: number): number => dayOf(at + parisOffset(at));

// What the post says of one day: of its date where any spell names it, else of its weekday, else all of it.
function spellsOf(hours: readonly Spell[], day: number): readonly Spell[] {
  const named = hours.filter((each) => each.day !== 0 && each.day === day);
  if (named.length > 0) return named;
  const weekly = hours.filter((each) => each.day === 0);
  return weekly.length === 0 ? [wholeDay] : weekly.filter((each) => each.weekday === weekdayOf(day));
}

const spellAt = (hours: readonly Spell[], at: number): Spell | undefined => {
  const minute = Math.floor((at + parisOffset(at)) / minuteMs) % (24 * 60);
  return spellsOf(hours, wallDay(at)).find((each) => each.fromMinute <= minute && minute < each.untilMinute);
};

// The first instant at which the wall shows `minute` of the day that it shows at `at`, `daysLater` days on; in the hour
// that summer time leaves out, the instant at which it jumps past it.
function atMinute(at: number, daysLater: number, minute: number): number {
  const midnight = wallDay(at) * dayMs;
  const wall = midnight + daysLater * dayMs + minute * minuteMs;
  const then = wall - parisOffset(wall - parisOffset(at));
  const leftOut = then + parisOffset(then) !== wall;
  return leftOut ? Math.floor((wall - hourMs) / hourMs) * hourMs : then;
}

export const openByCalendar = (hours: readonly Spell[], at: number): boolean => hours.length === 0 || spellAt(hours, at) !== undefined;

// `presence`: until when somebody has said to listen, null where the record says that its hours alone count.
export const inService = (hours: readonly Spell[], presence: number | null, at: number): boolean =>
  openByCalendar(hours, at) && (presence === null || at < presence);

export function closesAfter(hours: readonly Spell[], at: number): number | null {
  if (hours.length === 0) return null;
  let spell = spellAt(hours, at);
  let end = at;
  while (spell !== undefined) {
    end = atMinute(end, Math.floor(spell.untilMinute / 1440), spell.untilMinute % 1440);
    if (end >= at + followedMs) return null;
    spell = spellAt(hours, end);
    if (spell === undefined) return end;
  }
  return null;
}

export function opensAfter(hours: readonly Spell[], at: number): number | null {
  if (openByCalendar(hours, at)) return null;
  const today = wallDay(at);
  for (let later = 0; later < daysLookedAhead; later++) {
    const opening = spellsOf(hours, today + later).filter((each) => each.untilMinute > 0);
    const after = opening.map((each) => atMinute(at, later, each.fromMinute)).filter((opens) => opens > at);
    if (after.length > 0) return Math.min(...after);
  }
  return null;
}
