// A time as a person in Paris writes it, become an instant.
import { hourMs } from '../base/time';
import { parisOffset } from './service';

// "2026-11-22T18:00"; 0 for what is no time. In the hour that is there twice, the first; in the one that is left out, later.
export function fromLocal(text: string): number {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : NaN;
  if (Number.isNaN(wall)) return 0;
  const summer = wall - 2 * hourMs;
  return summer + parisOffset(summer) === wall ? summer : wall - hourMs;
}
