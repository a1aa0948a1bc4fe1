// What tightens, loosens or stops, in plain words: the same for the mairie as for everybody.
import { limitTable } from '../../shared/base/vocabulary.gen';
import type { JSX } from 'preact';
import type { LimitChoice } from '../model/views';
import { state } from '../state';
import { dayAndTime, t, word } from '../speech';

export const limitName = (limit: number): string => t(`limit_${(limitTable[limit - 1] ?? limitTable[0])[0]}`);
// Categories are bits; every other limit is a number in its own unit.
export function limitValue(limit: number, value: number): string {
  if (limitTable[limit - 1]?.[1] !== 3) return String(value);
  const names = Array.from({ length: 12 }, (_, i) => i + 1).filter((each) => ((value >> each) & 1) === 1);
  return names.length === 0 ? t('limitNone') : names.map((each) => word('Category', each)).join(', ');
}
export const limitsText = (limits: readonly LimitChoice[]): string =>
  limits.map(({ limit, value }) => `${limitName(limit)} : ${limitValue(limit, value)}`).join(' ; ');

export function LawWords(): JSX.Element {
  const { law } = state.value;
  const lines: string[] = [];
  if (law.suspension !== null) {
    const { by, reason, at } = law.suspension;
    lines.push(t('lawSuspended', { by: t(`office_${by}`), at: dayAndTime(at), reason: word('ActReason', reason) }));
  }
  if (law.forked) lines.push(t('lawForked'));
  if (law.mairieKeyFrom !== null) lines.push(t('lawKeyMairie', { at: dayAndTime(law.mairieKeyFrom) }));
  if (law.postKeyFrom !== null) lines.push(t('lawKeyPost', { at: dayAndTime(law.postKeyFrom) }));
  for (const { byMairie, byPost, at, reason, limits, lapses } of law.tightenings) {
    const by = byMairie && byPost ? t('office_both') : t(byMairie ? 'office_mairie' : 'office_post');
    const end = lapses === null ? t('lawStands') : t('lawLapses', { at: dayAndTime(lapses) });
    lines.push(t('lawTightened', { by, at: dayAndTime(at), reason: word('ActReason', reason), limits: limitsText(limits), end }));
  }
  if (law.waiting !== null) {
    const { sequence, from, changes } = law.waiting;
    lines.push(t('lawWaiting', { sequence, at: dayAndTime(from) }));
    for (const { limit, now, later } of changes) lines.push(t('lawWillChange', { limit: limitName(limit), now: limitValue(limit, now), later: limitValue(limit, later) }));
  }
  if (law.looserRulesWait) lines.push(t('lawLooserRules'));
  if (law.renewedUntil !== null) lines.push(t('lawRenewed', { at: dayAndTime(law.renewedUntil) }));
  if (law.unverified > 0) lines.push(t('lawUnverified', { count: law.unverified }));
  if (lines.length === 0) return <p>{t('lawNothing')}</p>;
  const stops = law.suspension !== null || law.forked || law.unverified > 0;
  return (
    <ul class={stops ? 'warn' : ''}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
