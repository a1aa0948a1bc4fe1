// What this phone holds, what is left, when it goes; and leaving.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { BackHome, Title } from './parts';
import { day, dayAndTime, t, word } from './speech';
import { device, go, state } from './state';
import { standingWords } from './alert';

export function Data(): JSX.Element {
  const { alerts, today, mandate } = state.value;
  const sure = useSignal(false);
  const leave = async () => {
    await device().leave();
    go({ name: 'home' }, true);
  };
  return (
    <>
      <BackHome />
      <Title>{t('myData')}</Title>
      <p>{t('dataSent', { sent: today.sent, allowed: today.allowed })}</p>
      <p>{t('dataHere', { count: alerts.length })}</p>
      <p>{t('dataMandate', { day: day(mandate.until) })}</p>
      <button type="button" onClick={() => go({ name: 'standing' })}>
        {t('standing')}
      </button>
      <ul>
        {alerts.map((each) => (
          <li key={each.id}>
            {word('Category', each.category)} · {dayAndTime(each.sent)} · {standingWords(each)}
            {each.erasedAt === null ? '' : ` · ${t('erasedAt', { day: day(each.erasedAt) })}`}
          </li>
        ))}
      </ul>
      <p class="hint">{t('dataLeaveHint')}</p>
      <button type="button" class="quiet" aria-expanded={sure.value} onClick={() => (sure.value = !sure.value)}>
        {t('dataLeave')}
      </button>
      {sure.value ? (
        <button type="button" class="main danger" onClick={() => void leave()}>
          {t('dataLeaveSure')}
        </button>
      ) : null}
    </>
  );
}
