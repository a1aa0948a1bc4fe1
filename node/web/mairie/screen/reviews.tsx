// Questions that must be answered in 30 days: of an auditor, of a referent, or of the node itself (R14, R32).
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ReviewOutcome, ReviewSubject } from '../../shared/base/vocabulary.gen';
import type { ReviewView } from '../model/views';
import { act, device, isMayor, state, working } from '../state';
import { day, t, word } from '../speech';
import { Line } from './line';
import { Choice, Trouble } from './parts';

export function Reviews(): JSX.Element {
  const { reviews } = state.value;
  if (!isMayor.value) return <p class="hint">{t('mayorOnly')}</p>;
  return (
    <>
      <h1>{t('page_reviews')}</h1>
      <Line kind="office" />
      <p class="hint">{t('reviewsHint')}</p>
      <Trouble />
      {reviews.length === 0 ? <p>{t('reviewsNone')}</p> : null}
      <ul class="plain">
        {reviews.map((each) => (
          <li key={each.id}>
            <Review of={each} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Review({ of }: { of: ReviewView }): JSX.Element {
  const [outcome, setOutcome] = useState<ReviewOutcome>(ReviewOutcome.lifted);
  const rule = word('Rule', of.rule);
  return (
    <article class="card">
      <h2>
        {t('reviewAbout', { rule: of.rule })} {word('ReviewSubject', of.subject)}
        {of.subject === ReviewSubject.office ? '' : ` ${of.about.slice(0, 8)}`}
      </h2>
      <p class="hint">{rule}</p>
      <p>{t(`reviewBy_${of.opener}`, { at: day(of.at) })}</p>
      <p class={of.state === 'overdue' ? 'warn' : ''}>
        <strong>{t(`review_${of.state}`, { due: day(of.due), at: of.answeredAt === null ? '' : day(of.answeredAt), outcome: of.outcome === null ? '' : word('ReviewOutcome', of.outcome) })}</strong>
      </p>
      {of.state === 'answered' ? null : of.ours ? (
        <form onSubmit={(event) => (event.preventDefault(), void act(() => device().answerReview(of.id, outcome), t('did_answered')))}>
          <Choice label={t('reviewOutcome')} value={outcome} all={Object.values(ReviewOutcome).map((each) => [each, word('ReviewOutcome', each)] as const)} choose={(value) => setOutcome(Number(value) as ReviewOutcome)} />
          <button type="submit" class="main" disabled={working.value}>
            {t('reviewAnswer')}
          </button>
        </form>
      ) : (
        <p class="hint">{t('reviewPost')}</p>
      )}
    </article>
  );
}
