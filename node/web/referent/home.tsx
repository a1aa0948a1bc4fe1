// The first screen, always in this order: emergency numbers (in the page itself), who listens, send, my alerts.
import type { JSX } from 'preact';
import { AlertLine } from './alert';
import { ExerciseStrip, Stopped } from './parts';
import { dayAndTime, t, word } from './speech';
import { device, go, sentence, state } from './state';
import type { EnteredAlert } from '../shared/device/referent';

export function Home(): JSX.Element {
  const { alerts, notices, entered } = state.value;
  const open = notices.filter((each) => each.cancelled === null).length;
  return (
    <>
      <h1 class="small">{state.value.commune}</h1>
      <ExerciseStrip />
      <p class="first">{t('notFor')}</p>
      <Stopped />
      <Listening />
      <button type="button" class="main" onClick={() => go({ name: 'what' })}>
        {t('send')}
      </button>
      <Line />
      <h2>{t('myAlerts')}</h2>
      {alerts.length === 0 ? <p>{t('noAlerts')}</p> : null}
      <ul class="plain">
        {alerts.map((each) => (
          <li key={each.id}>
            <AlertLine alert={each} />
          </li>
        ))}
      </ul>
      {entered.length === 0 ? null : <Entered entered={entered} />}
      <p class="row">
        <button type="button" onClick={() => go({ name: 'notices' })}>
          {t('notices')} ({open})
        </button>
        <button type="button" onClick={() => go({ name: 'data' })}>
          {t('myData')}
        </button>
      </p>
    </>
  );
}

function Listening(): JSX.Element {
  const { listening } = state.value;
  return (
    <section aria-labelledby="listening">
      <h2 id="listening">{t('listeningTitle')}</h2>
      <p role="status" class={listening?.now === true || listening?.passesTo != null ? 'good' : 'warn'}>
        {listeningWords()}
      </p>
    </section>
  );
}
function listeningWords(): string {
  const { listening } = state.value;
  if (listening === null || (listening.now === null && listening.passesTo === null)) return t('listeningUnknown');
  const { post, passesTo, changes, byWord } = listening;
  if (passesTo !== null) return t('passesTo', { post, other: passesTo });
  if (listening.now === true && byWord) return t('listensNow', { post });
  if (listening.now === true) return changes === null ? t('listensAlways', { post }) : t('listensUntil', { post, time: dayAndTime(changes) });
  const again = changes === null ? '' : ` · ${t('nobodyUntil', { post, time: dayAndTime(changes) })}`;
  return t('nobody') + again;
}

const clockToldMs = 600_000; // off by less is nobody's concern: alerts go by the node's clock
const spanOf = (ms: number): string => (ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`);

// Whether the node is reached, what waits here, and whether this phone knows what time it is.
function Line(): JSX.Element {
  const { connection, trouble, clockOffset } = state.value;
  const connected = connection === 'connected';
  const off = Math.abs(clockOffset);
  return (
    <div role="status" class="line">
      <p class={connected ? 'hint' : 'warn'}>{t(connected ? 'online' : 'offline')}</p>
      {off < clockToldMs ? null : <p class="warn">{t(clockOffset > 0 ? 'clockBehind' : 'clockAhead', { span: spanOf(off) })}</p>}
      {trouble === null ? null : (
        <p class="warn">
          {t('trouble')} {sentence(trouble)}
        </p>
      )}
      {connected ? null : (
        <button type="button" class="quiet" onClick={() => void device().refresh()}>
          {t('tryNow')}
        </button>
      )}
    </div>
  );
}

function Entered({ entered }: { entered: readonly (EnteredAlert & { sectorName: string })[] }): JSX.Element {
  return (
    <section aria-labelledby="entered">
      <h2 id="entered">{t('enteredTitle')}</h2>
      <p class="hint">{t('enteredHint')}</p>
      <ul class="plain">
        {entered.map((each) => (
          <li key={each.id} class="card">
            {word('Category', each.category)} · {each.sectorName} · {dayAndTime(each.accepted)}{' '}
            {each.confirmed ? (
              t('confirmed')
            ) : (
              <button type="button" onClick={() => void device().confirm(each.id).catch(() => undefined)}>
                {t('confirm')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
