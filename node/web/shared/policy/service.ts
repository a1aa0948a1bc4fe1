// Whether anybody listens at a post, by its opening hours in local time of Paris and by what its desks have said (R33).
import { dayMs, hourMs } from '../base/time';

export interface Spell {
  weekday: number; // 1 Monday ... 7 Sunday
  fromMinute: number;
  untilMinute: number;
}
const minuteMs = 60_000;
const spellsFollowedMax = 32; // whoever is still open then never closes

// The last Sunday of a month, 01:00 UTC: when summer time begins and ends in all of the Union.
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * dayMs;
}
export function parisOffset(at: number): number {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSunday(year, 2) && at < lastSunday(year, 9) ? 2 * hourMs : hourMs;
}

const wallOf = (at: number): { weekday: number; minute: number } => {
  const wall = new Date(at + parisOffset(at));
  return { weekday: wall.getUTCDay() || 7, minute: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
};

const spellAt = (hours: readonly Spell[], at: number): Spell | undefined => {
  const { weekday, minute } = wallOf(at);
  return hours.find((each) => each.weekday === weekday && each.fromMinute <= minute && minute < each.untilMinute);
};

// The first instant at which the wall shows `minute` of the day that it shows at `at`, `daysLater` days on; in the hour
// that summer time leaves out, the instant at which it jumps past it.
function atMinute(at: number, daysLater: number, minute: number): number {
  const midnight = Math.floor((at + parisOffset(at)) / dayMs) * dayMs;
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
  let spell = spellAt(hours, at);
  let end = at;
  for (let followed = 0; followed < spellsFollowedMax && spell !== undefined; followed++) {
    end = atMinute(end, Math.floor(spell.untilMinute / 1440), spell.untilMinute % 1440);
    spell = spellAt(hours, end);
    if (spell === undefined) return end;
  }
  return null;
}

export function opensAfter(hours: readonly Spell[], at: number): number | null {
  if (openByCalendar(hours, at)) return null;
  const today = wallOf(at).weekday;
  const all = hours.flatMap((spell) => {
    const later = (spell.weekday + 7 - today) % 7;
    return [later, later + 7].map((days) => atMinute(at, days, spell.fromMinute)).filter((opens) => opens > at);
  });
  return all.length === 0 ? null : Math.min(...all);
}
