// Which open alerts speak of one target, as far as their headers say it (R11, R13, R31). A hint for a person, who puts
// them together with a reason; nothing is put together by itself, and closed alerts are not looked at.
import { equal } from '../../shared/base/bytes';
import { type DeskAlert, Flag, workOf } from './alerts';
import { groupMax } from './desk';

// Tags are equal for one person's own reports on one target, and for nobody else's. Among several persons the post's node
// alone compares, and marks what it found; of those marked, the ones of one sector are meant.
const marked = (alert: DeskAlert): boolean => (alert.flags & Flag.pileOn) !== 0;
const sameTag = (a: DeskAlert, b: DeskAlert): boolean =>
  equal(a.header.mandate, b.header.mandate) && (equal(a.header.placeTag, b.header.placeTag) || equal(a.header.plateTag, b.header.plateTag));
const sameArea = (a: DeskAlert, b: DeskAlert): boolean => equal(a.header.commune, b.header.commune) && a.header.sector === b.header.sector;

// Open and not held (R31).
export const mayBeGrouped = (alert: DeskAlert): boolean => !alert.held && !workOf(alert).closed;
// An exercise and what is real are never one thing (R27).
export function together(alert: DeskAlert, all: readonly DeskAlert[]): DeskAlert[] {
  const alike = (other: DeskAlert): boolean => sameTag(alert, other) || (marked(alert) && marked(other) && sameArea(alert, other));
  return all
    .filter((other) => other.id !== alert.id && other.exercise === alert.exercise && mayBeGrouped(other))
    .filter(alike)
    .slice(0, groupMax - 1);
}
