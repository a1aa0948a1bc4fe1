// How much is allowed (policy/limits.h): the tighter of what each document says, limit by limit.
import { limitTable } from '../base/vocabulary.gen';
import type { LimitValue } from '../wire/checks';

export type LimitName = (typeof limitTable)[number][0];
export type Limits = Record<LimitName, number>;

const Column = {
  name: 0,
  order: 1,
  ceiling: 2,
  prefecture: 3,
  charter: 4,
  floor: 5,
} as const;
const column = (of: 2 | 3 | 4): Limits =>
  Object.fromEntries(limitTable.map((row) => [row[Column.name], row[of]])) as Limits;

const categoriesAll = limitTable[7][Column.ceiling];

// Nothing changes for an unknown number, a value past the floor, or bits that are no category.
export function withValues(start: Limits, values: readonly LimitValue[]): Limits {
  const limits = { ...start };
  for (const { limit, value } of values) {
    const row = limitTable[limit - 1];
    if (row === undefined) continue;
    const [name, order, , , , floor] = row;
    const fits = order === 1 ? value >= floor : order === 2 ? value <= floor : (value & ~categoriesAll) === 0;
    if (fits) limits[name] = value;
  }
  return limits;
}

export function meet(a: Limits, b: Limits): Limits {
  const tighter = ([name, order]: (typeof limitTable)[number]): number =>
    order === 1 ? Math.min(a[name], b[name]) : order === 2 ? Math.max(a[name], b[name]) : a[name] & b[name];
  return Object.fromEntries(limitTable.map((row) => [row[Column.name], tighter(row)])) as Limits;
}

// What this device knows of: rules, charter, mandate. Overlays in force are the nodes' to know.
export function knownLimits(
  rules: readonly LimitValue[] | null,
  charter: { categories: number; limits: readonly LimitValue[] },
  mandate: readonly LimitValue[] | null,
): Limits {
  const ofRules = withValues(column(Column.prefecture), rules ?? []);
  const local = withValues({ ...column(Column.charter), categories: charter.categories }, charter.limits);
  const personal = withValues(column(Column.ceiling), mandate ?? []);
  return [ofRules, local, personal].reduce(meet, column(Column.ceiling));
}
