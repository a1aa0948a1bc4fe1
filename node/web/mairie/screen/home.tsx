// The first page: how the scheme of this commune stands, and what the mairie owes.
import type { JSX } from 'preact';
import { MandateState } from '../model/views';
import { ask, go, isMayor, state } from '../state';
import { day, dayAndTime, nameOf, t, word } from '../speech';
import { LawWords } from './law';
import { Line, Listens } from './line';

const dueBeforeMs = 90 * 86_400_000; // of a charter's end: three signatures take their time

function Todo({ children, to, label }: { children: string; to: 'people' | 'reviews' | 'counts' | 'rules'; label: string }): JSX.Element {
  return (
    <li>
      <span>{children}</span>{' '}
      <button type="button" class="quiet" onClick={() => go(to)}>
        {label}
      </button>
    </li>
  );
}

function Owed(): JSX.Element {
  const { roll, applicants, reviews, withoutReferent, quarter, law } = state.value;
  const due = roll.filter((each) => each.renewalDue);
  const untrained = roll.filter((each) => each.untrained);
  const waiting = roll.filter((each) => each.state === MandateState.waiting);
  const owed = reviews.filter((each) => each.ours && each.state !== 'answered');
  const total = quarter?.cells.find((each) => each.table === 4);
  const quiet = quarter !== null && quarter.until > quarter.since && total?.count === null;
  const none = [due, untrained, waiting, owed, withoutReferent, applicants].every((each) => each.length === 0) && !quiet && law.waiting === null;
  if (none) return <p>{t('owedNothing')}</p>;
  return (
    <ul class="owed">
      {applicants.length === 0 ? null : <Todo to="people" label={t('page_people')}>{t('owedApplicants', { count: applicants.length })}</Todo>}
      {due.length === 0 ? null : <Todo to="people" label={t('page_people')}>{t('owedRenewals', { count: due.length, names: due.map(nameOf).join(', ') })}</Todo>}
      {owed.length === 0 ? null : <Todo to="reviews" label={t('page_reviews')}>{t('owedReviews', { count: owed.length, day: day(Math.min(...owed.map((each) => each.due))) })}</Todo>}
      {untrained.length === 0 ? null : <Todo to="people" label={t('page_people')}>{t('owedTraining', { count: untrained.length, names: untrained.map(nameOf).join(', ') })}</Todo>}
      {withoutReferent.length === 0 ? null : <Todo to="people" label={t('page_people')}>{t('owedSectors', { names: withoutReferent.join(', ') })}</Todo>}
      {waiting.length === 0 ? null : <li>{t('owedVetting', { count: waiting.length })}</li>}
      {quiet && quarter !== null ? <Todo to="counts" label={t('page_counts')}>{t('owedQuiet', { minimum: quarter.minimum, from: day(quarter.from), until: day(quarter.until - 1) })}</Todo> : null}
    </ul>
  );
}

function Numbers(): JSX.Element {
  const { roll, applicants } = state.value;
  const of = (wanted: MandateState) => roll.filter((each) => each.state === wanted).length;
  const numbers: [string, number][] = [
    [t('numberInForce'), of(MandateState.in_force)],
    [t('numberWaiting'), of(MandateState.waiting)],
    [t('numberSuspended'), of(MandateState.suspended) + of(MandateState.tied)],
    [t('numberEnded'), of(MandateState.expired) + of(MandateState.revoked)],
    [t('numberApplicants'), applicants.length],
  ];
  return (
    <dl class="numbers">
      {numbers.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Home(): JSX.Element {
  const { commune, office, law } = state.value;
  const person = office.person;
  if (commune === null) return <p role="status">{t('opening')}</p>;
  const until = Math.max(commune.until, law.renewedUntil ?? 0);
  const ends = until - Date.now() < dueBeforeMs;
  return (
    <>
      <h1>{t('homeTitle')}</h1>
      <Line kind="office" />
      <Listens />
      <section>
        <h2>{t('owedTitle')}</h2>
        <Owed />
      </section>
      <section>
        <h2>{t('numbersTitle')}</h2>
        <Numbers />
      </section>
      <section>
        <h2>{t('charterTitle')}</h2>
        <p class={ends ? 'warn' : ''}>
          {t(commune.exercise ? 'charterExercise' : 'charterReal', { sequence: commune.sequence, from: day(commune.from), until: day(until) })}
          {ends ? ` ${t('charterEnds')}` : ''}
        </p>
        <p>{t('charterPost', { post: commune.post.name, telephone: commune.post.telephone })}</p>
        <p>{t('charterCategories', { names: commune.categories.map((each) => word('Category', each)).join(', ') })}</p>
        <LawWords />
        {person === null ? null : <p class="hint">{t('homeAs', { role: word('Role', person.role), until: dayAndTime(person.until) })}</p>}
        {isMayor.value ? (
          <div class="row">
            {law.suspension === null ? (
              <button type="button" class="main danger" onClick={() => ask({ name: 'suspendNode' })}>
                {t('suspendNode')}
              </button>
            ) : (
              <button type="button" onClick={() => ask({ name: 'resumeNode' })}>
                {t('resumeNode')}
              </button>
            )}
          </div>
        ) : null}
      </section>
    </>
  );
}
