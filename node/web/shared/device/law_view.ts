// A commune's law as screens show it: each limit with its place in the words, and what changes it. Plain values.
import { limitTable } from '../base/vocabulary.gen';
import { type LimitName, type Limits, knownLimits, withValues } from '../policy/limits';
import type { Charter } from '../wire/documents';
import { type Law, limitsUnder } from './law';
import type { Roster } from './roster';

export interface LimitView {
  name: string; // of the table of limits
  value: number;
  reason: number; // place in the words
  tightened: boolean; // by an overlay
}
export interface LawView {
  limits: LimitView[];
  overlays: { reason: number; at: number; lapses: number | null; mairie: boolean; post: boolean; changes: LimitView[] }[];
  waiting: { from: number; sequence: number; changes: { name: string; reason: number; now: number; later: number }[] } | null;
  rulesWait: boolean;
  nextRules: number; // by when the prefecture must issue its rules again
  suspension: { by: 'mairie' | 'post' | 'prefecture'; reason: number; at: number } | null;
  forked: boolean;
  newKeys: { of: 'mairie' | 'post'; from: number }[];
  unverified: number;
}
export function lawView(roster: Roster, charter: Charter, law: Law): LawView {
  const now = limitsUnder(law, charter);
  const before = limitsUnder({ ...law, overlays: [] }, charter);
  const view = (limits: Limits, name: LimitName, reason: number) => ({ name, value: limits[name], reason, tightened: limits[name] !== before[name] });
  const limits = limitTable.map(([name], i) => view(now, name, i + 1));
  const overlays = law.overlays.map(({ limits: values, reason, at, lapses, mairie, post }) => {
    const tightened = withValues(now, values);
    const changes = values.flatMap(({ limit }) => (limitTable[limit - 1] === undefined ? [] : [view(tightened, limitTable[limit - 1]?.[0] as LimitName, limit)]));
    return { reason, at, lapses, mairie, post, changes };
  });
  return {
    limits,
    overlays,
    waiting: law.waiting === null ? null : { from: law.waiting.from, sequence: law.waiting.charter.sequence, changes: changesTo(law, before, law.waiting.charter) },
    rulesWait: law.rulesWait,
    nextRules: roster.rules?.value.nextIssue ?? 0,
    suspension: law.suspension,
    forked: law.forked,
    newKeys: law.newKeys,
    unverified: law.unverified,
  };
}
// What a charter will change where it takes the place of the one that gave `before`.
export function changesTo(law: Pick<Law, 'agreed'>, before: Limits, charter: Charter) {
  const after = knownLimits(law.agreed, charter, null);
  return limitTable.flatMap(([name], i) => (before[name] === after[name] ? [] : [{ name, reason: i + 1, now: before[name], later: after[name] }]));
}
