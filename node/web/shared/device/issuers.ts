// Whose receipts count for the alerts of a commune, as a device's roster knows it.
import { equal } from '../base/bytes';
import type { IssuerKeys } from './entry';
import type { Roster } from './roster';

// `supervising`: null where the post has none, or its record is not here.
export function issuerKeys(roster: Roster, [commune, post, supervising]: [Uint8Array, Uint8Array, Uint8Array | null], now: number): IssuerKeys {
  const nodes = [commune, post, ...(supervising === null ? [] : [supervising])];
  const counting = nodes.flatMap((each) => roster.nodeKeysAt(each, now));
  const ended = nodes.flatMap((each) => roster.nodeKeys(each)).filter((key) => !counting.some((each) => equal(each, key)));
  return {
    commune: roster.nodeKeys(commune),
    post: roster.nodeKeys(post),
    supervising: supervising === null ? [] : roster.nodeKeys(supervising),
    ended,
  };
}
