// The people of the scheme: who has asked with a card, who is waited for, and every mandate with what may be done about it.
import type { JSX } from 'preact';
import { Tie, barring } from '../../shared/base/vocabulary.gen';
import { type ApplicantView, MandateState, type RollCover, type RollView } from '../model/views';
import { ask, isMayor, state } from '../state';
import { day, dayAndTime, detailOf, nameOf, t, word } from '../speech';
import { Line } from './line';
import { Trouble } from './parts';

export function People(): JSX.Element {
  const { applicants, roll } = state.value;
  const running: readonly MandateState[] = [MandateState.waiting, MandateState.in_force, MandateState.suspended, MandateState.tied];
  const now = roll.filter((each) => running.includes(each.state));
  const over = roll.filter((each) => !running.includes(each.state));
  return (
    <>
      <h1>{t('page_people')}</h1>
      <Line kind="office" />
      <Trouble />
      <section>
        <h2>{t('applicantsTitle')}</h2>
        {applicants.length === 0 ? <p>{t('applicantsNone')}</p> : null}
        <ul class="plain">
          {applicants.map((each) => (
            <li key={each.id}>
              <Applicant applicant={each} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('rollTitle')}</h2>
        {now.length === 0 ? <p>{t('rollNone')}</p> : null}
        <ul class="plain">
          {now.map((each) => (
            <li key={each.id}>
              <Mandate row={each} />
            </li>
          ))}
        </ul>
      </section>
      {over.length === 0 ? null : (
        <details>
          <summary>{t('rollOver', { count: over.length })}</summary>
          <ul class="plain">
            {over.map((each) => (
              <li key={each.id}>
                <Mandate row={each} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Applicant({ applicant }: { applicant: ApplicantView }): JSX.Element {
  const { id, asked, tie, words } = applicant;
  const barred = barring.includes(tie);
  return (
    <article class="card">
      <h3>{nameOf(applicant)}</h3>
      <p>{t('applicantAsked', { at: dayAndTime(asked), tie: word('Tie', tie) })}</p>
      <p>
        {t('sixWords')} <strong>{words.join(' · ')}</strong>
      </p>
      {barred ? <p class="warn">{t('applicantBarred')}</p> : null}
      {isMayor.value && !barred ? (
        <button type="button" class="main" onClick={() => ask({ name: 'nominate', id })}>
          {t('nominateAsk')}
        </button>
      ) : null}
      {isMayor.value ? null : <p class="hint">{t('mayorOnly')}</p>}
    </article>
  );
}

function stateText(row: RollView): string {
  if (row.state === MandateState.waiting) return t(row.vetted ? 'state_vetted' : 'state_waiting');
  const names = ['waiting', 'in_force', 'suspended', 'revoked', 'expired', 'tied', 'refused'] as const;
  return t(`state_${names[row.state] ?? 'waiting'}`);
}

const coverWords = ({ name, from, until, sectors }: RollCover) => ({ name, from: day(from), until: day(until), sectors: sectors.join(', ') });

function Mandate({ row }: { row: RollView }): JSX.Element {
  const inForce = row.state === MandateState.in_force;
  const may = isMayor.value;
  return (
    <article class="card">
      <h3>{nameOf(row)}</h3>
      <p>
        <strong>{stateText(row)}</strong> · {t('untilDay', { day: day(row.until) })} · {row.sectors.join(', ')}
      </p>
      <p class="hint">{t('mandateFacts', { id: row.id.slice(0, 8), trained: day(row.trained) })}</p>
      {row.stop === null ? null : <p class="warn">{t('mandateStop', { rule: row.stop.rule, why: detailOf(row.stop.detail) })}</p>}
      {row.tie === Tie.none ? null : <p class="warn">{t('tieDeclared', { tie: word('Tie', row.tie) })}</p>}
      {row.untrained ? <p class="warn">{t('mandateUntrained')}</p> : null}
      {row.renewalDue ? <p class="warn">{t('mandateDue')}</p> : null}
      {row.deputy === '' ? null : <p class="hint">{t('mandateDeputy', { name: row.deputy })}</p>}
      {row.away === null ? null : <p>{t('mandateAway', coverWords(row.away))}</p>}
      {row.standsIn.map((each) => (
        <p key={each.name}>{t('mandateStandsIn', coverWords(each))}</p>
      ))}
      {may ? (
        <div class="row">
          {inForce || row.state === MandateState.tied ? (
            <button type="button" class={row.renewalDue ? 'main' : ''} onClick={() => ask({ name: 'renew', id: row.id })}>
              {t('renewAsk')}
            </button>
          ) : null}
          {inForce ? (
            <button type="button" onClick={() => ask({ name: 'suspend', id: row.id })}>
              {t('suspendAsk')}
            </button>
          ) : null}
          {row.state === MandateState.suspended ? (
            <button type="button" onClick={() => ask({ name: 'lift', id: row.id })}>
              {t('liftAsk')}
            </button>
          ) : null}
          {inForce || row.state === MandateState.suspended || row.state === MandateState.tied ? (
            <button type="button" onClick={() => ask({ name: 'revoke', id: row.id })}>
              {t('revokeAsk')}
            </button>
          ) : null}
        </div>
      ) : null}
    </article>
  );
}
