// One alert: only what verified receipts say, what may be said of the rest, and taking it back.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AlertState } from '../shared/base/vocabulary.gen';
import type { AlertView, Step } from '../shared/device/views';
import { Truth } from '../shared/policy/truth';
import { CategoryIcon } from './icons';
import { BackHome, Stopped, Title } from './parts';
import { day, dayAndTime, t, time, word } from './speech';
import { device, go, said, state } from './state';

function stepWords(step: Step): string {
  const what = word('AlertState', step.state) + (step.supervising ? ` (${t('bySupervising')})` : '');
  const closed = step.state === AlertState.closed && step.code !== null;
  const words = closed ? t('closedAs', { what, code: word('ClosingCode', step.code as number) }) : what;
  return t('at', { what: words, time: time(step.at) });
}
function why(step: Step): string {
  if (step.refusal !== null) return word('Refusal', step.refusal);
  return step.rule === 0 ? '' : t('refusedBy', { rule: step.rule });
}

export const standingWords = (alert: AlertView): string => (alert.standing === null ? t('sealedHere') : stepWords(alert.standing));

export function AlertLine({ alert }: { alert: AlertView }): JSX.Element {
  const warns = alert.truth === Truth.notReceivedCall17;
  return (
    <button type="button" class={alert.exercise ? 'card striped' : 'card'} onClick={() => go({ name: 'alert', id: alert.id })}>
      <CategoryIcon category={alert.category} />
      <span>
        <strong>{word('Category', alert.category)}</strong> · {dayAndTime(alert.sent)}
        {alert.exercise ? ` · ${t('exercise')}` : ''}
        <br />
        {standingWords(alert)}
        {warns ? <em class="warn"> {t('notReceived')}</em> : null}
        {alert.callBack ? <em class="warn"> {t('callBack')}</em> : null}
      </span>
    </button>
  );
}

export function Alert({ id }: { id: string }): JSX.Element {
  const alert = state.value.alerts.find((each) => each.id === id);
  const standing = alert === undefined ? '' : standingWords(alert);
  useEffect(() => void (said.value = standing), [standing]);
  if (alert === undefined)
    return (
      <>
        <BackHome />
        <p>{t('noAlerts')}</p>
      </>
    );
  return (
    <article class={alert.exercise ? 'striped' : ''}>
      <BackHome />
      <Title>{t('alertTitle')}</Title>
      {alert.standing?.state === AlertState.refused ? <Stopped /> : null}
      {alert.exercise ? (
        <p class="exercise">
          <strong>{t('exercise')}</strong>
        </p>
      ) : null}
      <p>
        {word('Category', alert.category)} · {t('sectorIs', { name: alert.sector })} · {word('Urgency', alert.urgency)}
      </p>
      <TruthWords alert={alert} />
      <ol class="steps">
        <li>{t(alert.fromFormerPhone ? 'formerPhone' : 'sealedHere')}</li>
        {alert.steps.map((step, i) => (
          <li key={i}>
            {stepWords(step)} {why(step)}
          </li>
        ))}
      </ol>
      <TakeBack alert={alert} />
      {alert.erasedAt === null ? null : <p class="hint">{t('erasedAt', { day: day(alert.erasedAt) })}</p>}
    </article>
  );
}

function TruthWords({ alert }: { alert: AlertView }): JSX.Element {
  const { post } = state.value;
  return (
    <>
      {alert.lost ? (
        <p role="alert" class="warn">
          {t('lost')}
        </p>
      ) : null}
      {alert.truth === Truth.notReceivedCall17 && !alert.lost ? (
        <p role="alert" class="warn">
          {t('notReceived')} <a href="tel:17">17</a>
        </p>
      ) : null}
      {alert.truth === Truth.waiting ? <p role="status">{t('waiting')}</p> : null}
      {alert.truth === Truth.received ? (
        <p role="status" class="good">
          {t('received')}
        </p>
      ) : null}
      {alert.callBack ? (
        <p role="alert" class="warn">
          {t('callBack')} <a href={`tel:${post.telephone.replace(/ /g, '')}`}>{t('callThePost', { post: post.name })}</a>
        </p>
      ) : null}
      {alert.contradicted ? <p class="warn">{t('contradicted')}</p> : null}
    </>
  );
}

function TakeBack({ alert }: { alert: AlertView }): JSX.Element | null {
  if (alert.withdrawalAsked) return <p>{t('withdrawAsked')}</p>;
  if (alert.over || alert.fromFormerPhone) return null;
  const take = () => void device().withdraw(alert.id).catch(() => undefined); // the state says what came of it
  return alert.undoUntil === null ? (
    <button type="button" class="quiet" onClick={take}>
      {t('withdraw')}
    </button>
  ) : (
    <p>
      <button type="button" class="main" onClick={take}>
        {t('undo')}
      </button>
      {t('undoLeft', { time: time(alert.undoUntil) })}
    </p>
  );
}
