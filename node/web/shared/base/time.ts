// Instants are milliseconds since 1970 UTC, as numbers. On screens only they become local time of Paris.
export const msMax = 253_402_300_799_000; // the end of 9999
export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

export const isInstant = (ms: number): boolean => Number.isSafeInteger(ms) && ms >= 0 && ms <= msMax;
export const toTens = (ms: number): number => Math.floor(ms / 10_000);
export const fromTens = (tens: number): number => tens * 10_000;
export const dayOf = (ms: number): number => Math.floor(ms / dayMs);
// 1 Monday ... 7 Sunday, of days since 1970-01-01, which was a Thursday.
export const weekdayOf = (day: number): number => ((day + 3) % 7) + 1;

// `from` moved by calendar months, UTC; a day that the month does not have becomes its last day.
export function addMonths(from: number, months: number): number {
  const at = new Date(from);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, last));
  return at.getTime();
}
