// Whether a limit would be tighter than what is in force: the node refuses what is not (R24). Pure.
import { limitTable } from '../../shared/base/vocabulary.gen';

export function isTighter(limit: number, value: number, now: number): boolean {
  const [, order, , , , floor] = limitTable[limit - 1] ?? limitTable[0];
  if (!Number.isInteger(value)) return false;
  if (order === 1) return value < now && value >= floor;
  if (order === 2) return value > now && value <= floor;
  return value !== now && (value & ~now) === 0;
}
