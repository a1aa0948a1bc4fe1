// What the post and the mairie announce. A notice that stands on this screen is confirmed as shown.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NoticeView } from '../shared/device/notices';
import { BackHome, Title } from './parts';
import { dayAndTime, t, word } from './speech';
import { device, state } from './state';

const confirmed = new Set<string>();

export function Notices(): JSX.Element {
  const { notices, connection } = state.value;
  useEffect(() => {
    if (connection !== 'connected') return;
    for (const each of notices) {
      const name = `${each.id} ${each.cancelled}`;
      if (confirmed.has(name)) continue;
      confirmed.add(name);
      device()
        .confirmShown(each.id)
        .catch(() => confirmed.delete(name)); // again when the line is back
    }
  }, [notices, connection]);
  return (
    <>
      <BackHome />
      <Title>{t('notices')}</Title>
      {notices.length === 0 ? <p>{t('noNotices')}</p> : null}
      {notices.map((each) => (
        <Notice key={each.id} notice={each} />
      ))}
    </>
  );
}

function Notice({ notice }: { notice: NoticeView }): JSX.Element {
  const { commune, post } = state.value;
  const { kind, category, risk, venue, cancelled } = notice;
  const about = [
    category === null ? '' : word('Category', category),
    risk === null ? '' : word('RiskKind', risk),
    venue === null ? '' : word('Venue', venue),
    ...notice.sectors,
  ].filter((each) => each !== '');
  return (
    <article class={notice.exercise ? 'card striped' : 'card'}>
      <h2>
        {notice.exercise ? `${t('exercise')} · ` : ''}
        {word('NoticeKind', kind)}
      </h2>
      {cancelled === null ? null : <p class="warn">{t('noticeCancelled', { why: word('CancelReason', cancelled) })}</p>}
      <p>{about.join(' · ')}</p>
      {notice.ends === null ? null : <p>{t('noticeEnds')}</p>}
      {notice.factsFrom === 0 ? null : <p>{t('noticeFacts', { from: dayAndTime(notice.factsFrom), until: dayAndTime(notice.factsUntil) })}</p>}
      {notice.advice.length === 0 || cancelled !== null ? null : (
        <>
          <h3>{t('advice')}</h3>
          <ul>
            {notice.advice.map((each) => (
              <li key={each}>{word('NoticeAdvice', each)}</li>
            ))}
          </ul>
        </>
      )}
      <p class="hint">
        {t('noticeFrom', { who: notice.byPost ? post.name : t('mairieOf', { commune }) })} · {t('noticeUntil', { until: dayAndTime(notice.until) })}
      </p>
    </article>
  );
}
