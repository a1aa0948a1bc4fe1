// The inbox: one list for all communes, in sections, every mark in words.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AlertState } from '../../shared/base/vocabulary.gen';
import type { AlertView, StepView } from '../model/views';
import { act, device, selected, state } from '../state';
import { dayAndTime, t, time, word } from '../speech';

const sections = ['work', 'held', 'elsewhere', 'closed'] as const;

export function List(): JSX.Element {
  const { alerts, closedToo } = state.value;
  return (
    <section aria-label={t('tab_list')}>
      {alerts.length === 0 ? <p>{t('none')}</p> : null}
      {sections.map((section) => {
        const here = alerts.filter((each) => each.section === section);
        return here.length === 0 ? null : (
          <section key={section} class={`section ${section}`}>
            <h2>
              {t(`section_${section}`)} ({here.length})
            </h2>
            {section === 'held' ? <p class="hint">{t('sectionHint_held')}</p> : null}
            <ul class="plain">
              {here.map((alert) => (
                <li key={alert.id}>
                  <Row alert={alert} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <label class="check">
        <input type="checkbox" checked={closedToo} onChange={(event) => void act(() => device().showClosed(event.currentTarget.checked))} />
        <span>{t('closedToo')}</span>
      </label>
    </section>
  );
}

export function stepText(step: StepView): string {
  const code = step.state === AlertState.closed ? ` : ${word('ClosingCode', step.code ?? 0)}` : '';
  const rule = step.rule === 0 ? '' : ` (R${step.rule})`;
  return `${word('AlertState', step.state)}${code}${rule} · ${time(step.at)}`;
}

// What makes an alert different from others, the most urgent first.
export function marksOf(alert: AlertView): string[] {
  const { elsewhere } = alert;
  return [
    ...(alert.unconfirmed ? [t('unconfirmed')] : []),
    ...(alert.callBack ? [t('callBackAsked')] : []),
    ...(alert.withdrawn ? [t('withdrawnMark')] : []),
    ...(alert.releaseNoted ? [t('releaseNoted')] : []),
    ...(elsewhere === null ? [] : [t(elsewhere.leads ? 'leadsThere' : 'atPost', { post: elsewhere.post })]),
    ...(elsewhere !== null && elsewhere.state !== null ? [word('AlertState', elsewhere.state)] : []),
    ...(alert.rollOver === 0 ? [] : [`${elsewhere === null ? `${t('dueThere')} : ` : ''}${t(`roll_${alert.rollOver}`)}`]),
    ...(alert.group === '' ? [] : [t('grouped', { group: alert.group.slice(0, 4) })]),
    ...(alert.alike.length === 0 ? [] : [t('alikeMark', { count: alert.alike.length })]),
    ...(alert.unverified === 0 ? [] : [t('unverifiedMark', { count: alert.unverified })]),
  ];
}

function Row({ alert }: { alert: AlertView }): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const here = selected.value === alert.id;
  const choose = () => void (selected.value = alert.id);
  useEffect(() => {
    // Where the keys move, the focus goes too, unless a person is somewhere else on the page.
    const focused = document.activeElement;
    if (here && (focused === document.body || focused?.classList.contains('alert') === true)) button.current?.focus();
  }, [here]);
  const classes = ['alert', ...(alert.exercise ? ['striped'] : []), ...(alert.inProgress ? ['danger'] : []), ...(alert.unread ? ['unread'] : [])];
  return (
    <button ref={button} type="button" data-alert={alert.id} class={classes.join(' ')} aria-current={here ? 'true' : undefined} onFocus={choose} onClick={choose}>
      <span class="what">
        {alert.exercise ? <strong>{t('exercise')} · </strong> : null}
        {alert.unread ? <strong>{t('unread')} · </strong> : null}
        {alert.inProgress ? <strong>{t('inProgress')} · </strong> : null}
        {word('Category', alert.category)}
      </span>
      <span>
        {alert.commune} · {alert.sector} · {dayAndTime(alert.created)}
        {alert.called17 ? ` · ${t('called17')}` : ''}
      </span>
      <span>{alert.standing === null ? t('unknownState') : stepText(alert.standing)}</span>
      {marksOf(alert).map((mark) => (
        <span key={mark} class="mark">
          {mark}
        </span>
      ))}
    </button>
  );
}
