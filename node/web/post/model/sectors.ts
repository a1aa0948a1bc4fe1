// What is open, counted by sector. A place is part of a content and of nothing else, so it is not here (R36).
import { compare } from '../../shared/base/bytes';
import type { Roster } from '../../shared/device/roster';
import { type DeskAlert, workOf } from './alerts';
import { nameOf } from '../../shared/base/ids';

export interface SectorCount {
  insee: string;
  commune: string;
  sector: number;
  name: string;
  exercise: boolean; // never in one number with what is real (R27)
  open: number;
  unread: number;
  inProgress: number;
  held: number;
}

// Every sector of the post's communes is there, also where nothing is open.
export function countSectors(roster: Roster, post: Uint8Array, alerts: readonly DeskAlert[]): SectorCount[] {
  const rows = new Map<string, SectorCount>();
  const row = (commune: Uint8Array, sector: number, exercise: boolean, name: string, communeName: string): SectorCount => {
    const key = `${nameOf(commune)}/${String(sector).padStart(3, '0')}/${exercise ? 1 : 0}`;
    const found = rows.get(key) ?? { insee: nameOf(commune), commune: communeName, sector, name, exercise, open: 0, unread: 0, inProgress: 0, held: 0 };
    rows.set(key, found);
    return found;
  };
  for (const { value } of roster.charters)
    if (compare(value.post, post) === 0) for (const { id, name } of value.sectors) row(value.commune, id, value.exercise, name, value.name);
  for (const alert of alerts) {
    const work = workOf(alert);
    if (work.closed) continue;
    const counted = row(alert.header.commune, alert.header.sector, alert.exercise, alert.sector, alert.commune);
    counted.open++;
    if (!work.opened) counted.unread++;
    if (alert.inProgress) counted.inProgress++;
    if (alert.held) counted.held++;
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted);
}
