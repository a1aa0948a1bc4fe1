// The limits in force, each with its reason, and what is going to change them.
import type { JSX } from 'preact';
import type { LawView, LimitView } from '../../shared/device/law_view';
import { day, dayAndTime, type LimitKey, t, word } from '../speech';
import { Part, Table } from '../../shared/screen/parts';

const nameOf = (name: string): string => t(`limit_${name}` as LimitKey);
// How many categories are open, rather than a number of bits.
const valueOf = (name: string, value: number): number => (name === 'categories' ? [...value.toString(2)].filter((bit) => bit === '1').length : value);

function Changes({ law }: { law: LawView }): JSX.Element {
  const { waiting, overlays, newKeys } = law;
  return (
    <>
      <h3>{t('pendingTitle')}</h3>
      {waiting === null ? (
        <p>{t('pendingNone')}</p>
      ) : (
        <>
          <p class="warn">{t('pendingFrom', { sequence: waiting.sequence, day: day(waiting.from) })}</p>
          <ul>
            {waiting.changes.map(({ name, now, later }) => (
              <li key={name}>{t('pendingLine', { name: nameOf(name), now: valueOf(name, now), later: valueOf(name, later) })}</li>
            ))}
          </ul>
        </>
      )}
      {overlays.map(({ at, reason, mairie, post, lapses, changes }) => (
        <div key={at}>
          <p>
            {t('overlayLine', { by: mairie && post ? t('byBoth') : t(mairie ? 'by_mairie' : 'by_post'), day: day(at), reason: word('ActReason', reason) })}{' '}
            {lapses === null ? '' : t('overlayLapses', { day: day(lapses) })}
          </p>
          <ul>
            {changes.map(({ name, value }) => (
              <li key={name}>
                {nameOf(name)} : {valueOf(name, value)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {law.rulesWait ? <p>{t('rulesWait')}</p> : null}
      {newKeys.map(({ of, from }) => (
        <p key={of}>{t('newKey', { by: t(`by_${of}`), at: dayAndTime(from) })}</p>
      ))}
      {law.unverified === 0 ? null : <p class="warn">{t('unverified', { count: law.unverified })}</p>}
    </>
  );
}

export function Limits({ law }: { law: LawView }): JSX.Element {
  const days = law.limits.find((each) => each.name === 'loosening_wait_days')?.value ?? 0;
  const row = ({ name, value, reason, tightened }: LimitView) =>
    [nameOf(name), `${valueOf(name, value)}${tightened ? ` (${t('tightened')})` : ''}`, word('LimitReason', reason)] as const;
  return (
    <Part id="limits" title={t('limitsTitle')}>
      <p class="hint">{t('limitsHint', { days })}</p>
      <Changes law={law} />
      <Table caption={t('limitsTitle')} heads={[t('limit'), t('value'), t('why')]} rows={law.limits.map(row)} />
    </Part>
  );
}
