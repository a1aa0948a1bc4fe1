// The auditor's face: pairing once, then one button that reads and verifies everything, and what came of it.
import { type JSX, render } from 'preact';
import { later } from '../shared/screen/later';
import { Log } from './screen/log';
import { Trouble } from './screen/trouble';
import { type LanguageName, chosen, day, dayAndTime, languages, speak, t } from './speech';
import { act, device, state, working } from './state';
import './style.css';

const waiting = later(() => t('opening'));
const Pairing = waiting(async () => (await import('./screen/pairing')).Pairing);
const Rest = waiting(async () => (await import('./screen/rest')).Rest);

function Node(): JSX.Element | null {
  const { node, readAt, log } = state.value;
  if (node === null) return null;
  return (
    <>
      <h1>{t('heading', { name: node.name, code: node.code })}</h1>
      <p>{t('never')}</p>
      <p class="hint">{t('until', { day: day(node.until) })}</p>
      <button type="button" class="main" disabled={working.value} onClick={() => void act(() => device().read())}>
        {t(readAt === null ? 'read' : 'readAgain')}
      </button>
      <p role="status">{working.value ? t('reading') : readAt === null ? '' : t('readAt', { at: dayAndTime(readAt) })}</p>
      <Trouble />
      {log === null ? null : <Log log={log} />}
      {log === null ? null : <Rest />}
    </>
  );
}

function Page(): JSX.Element {
  switch (state.value.stage) {
    case 'opening':
      return <p role="status">{t('opening')}</p>;
    case 'unpaired':
      return <Pairing />;
    case 'paired':
      return (<Node />) as JSX.Element;
  }
}

function Face(): JSX.Element {
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
      <footer>
        <label class="field">
          <span>{t('language')}</span>
          <select value={chosen()} onChange={(event) => void speak(event.currentTarget.value as LanguageName)}>
            {Object.entries(languages).map(([name, label]) => (
              <option key={name} value={name} lang={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </footer>
    </>
  );
}

render(<Face />, document.getElementById('face') as HTMLElement);
void navigator.storage?.persist?.();
void device().start();
