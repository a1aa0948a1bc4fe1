// The limits that are in force here, who tightened them and why; what the mairie may do about them alone (R24).
import type { JSX } from 'preact';
import { limitTable } from '../../shared/base/vocabulary.gen';
import { act, ask, device, isMayor, state, working } from '../state';
import { dayAndTime, t, word } from '../speech';
import { LawWords, limitName, limitValue, limitsText } from './law';
import { Line } from './line';
import { Table, Trouble } from './parts';

const withdrawableMs = 3_600_000;

export function Rules(): JSX.Element {
  const { law } = state.value;
  const rows = law.limits.map((value, i) => ({ key: String(i), cells: [limitName(i + 1), limitValue(i + 1, value), limitValue(i + 1, limitTable[i]?.[3] ?? 0), word('LimitReason', i + 1)] }));
  return (
    <>
      <h1>{t('page_rules')}</h1>
      <Line kind="office" />
      <LawWords />
      <Trouble />
      <ul class="plain">
        {law.tightenings.map((each) => (
          <li key={each.id}>
            <article class="card">
              <h2>{limitsText(each.limits)}</h2>
              <p>{t('lawReason', { reason: word('ActReason', each.reason), at: dayAndTime(each.at) })}</p>
              {isMayor.value && !each.byMairie ? (
                <button type="button" disabled={working.value} onClick={() => void act(() => device().joinOverlay(each.id), t('did_joined'))}>
                  {t('join')}
                </button>
              ) : null}
              {isMayor.value && each.byMairie && Date.now() - each.at < withdrawableMs ? (
                <button type="button" disabled={working.value} onClick={() => void act(() => device().withdrawOverlay(each.id), t('did_withdrawn'))}>
                  {t('withdraw')}
                </button>
              ) : null}
            </article>
          </li>
        ))}
      </ul>
      {isMayor.value ? (
        <button type="button" class="main" onClick={() => ask({ name: 'tighten' })}>
          {t('tighten')}
        </button>
      ) : (
        <p class="hint">{t('mayorOnly')}</p>
      )}
      <p class="hint">{t('rulesLoosen')}</p>
      <Table caption={t('rulesTable')} columns={[t('rulesLimit'), t('rulesNow'), t('rulesDefault'), t('rulesWhy')]} rows={rows} />
    </>
  );
}
