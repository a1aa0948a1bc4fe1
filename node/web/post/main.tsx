// The post's face: what the desk's worker says, one page at a time, and the keys.
import { effect } from '@preact/signals';
import { type JSX, render } from 'preact';
import { onKey } from './commands';
import { tabTitle } from './model/title';
import { Detail } from './screen/alert';
import { List } from './screen/list';
import { Panels } from './screen/panels';
import { OffDuty, ServiceBar } from './screen/service';
import { later } from '../shared/screen/later';
import { type LanguageName, chosen, languages, speak, t } from './speech';
import { device, panel, said, state, tab, tabs, working } from './state';
import './style.css';

const screen = later(() => t('opening'));
const Pairing = screen(async () => (await import('./screen/pairing')).Pairing);
const Notices = screen(async () => (await import('./screen/notices')).Notices);
const Sectors = screen(async () => (await import('./screen/tables')).Sectors);
const Shift = screen(async () => (await import('./screen/tables')).Shift);

function OnDuty(): JSX.Element {
  return (
    <>
      <h1>{state.value.post?.name}</h1>
      <ServiceBar />
      <nav class="row" aria-label={t('title')}>
        {tabs.map((name) => (
          <button key={name} type="button" aria-current={tab.value === name ? 'page' : undefined} onClick={() => (tab.value = name)}>
            {t(`tab_${name}`)}
          </button>
        ))}
        <button type="button" onClick={() => (panel.value = { name: 'help' })}>
          {t('help')}
        </button>
      </nav>
      {tab.value === 'list' ? (
        <div class="two">
          <List />
          <Detail />
        </div>
      ) : null}
      {tab.value === 'notices' ? <Notices /> : null}
      {tab.value === 'sectors' ? <Sectors /> : null}
      {tab.value === 'shift' ? <Shift /> : null}
    </>
  );
}

function Page(): JSX.Element {
  switch (state.value.stage) {
    case 'opening':
      return <p role="status">{t('opening')}</p>;
    case 'unpaired':
      return <Pairing />;
    case 'off':
      return <OffDuty />;
    case 'duty':
      return <OnDuty />;
  }
}

function Face(): JSX.Element {
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      {state.value.exercise ? (
        <header>
          <p class="striped">
            <strong>{t('exercise')}</strong> {t('exerciseAlways')}
          </p>
        </header>
      ) : null}
      <main id="content" tabIndex={-1} aria-busy={working.value}>
        <Page />
      </main>
      <Panels />
      <p role="status" class="aloud">
        {said.value}
      </p>
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

// The tab says how many wait, in turns with its name; without turns where a person wants no motion.
function watchTitle(): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let on = true;
  const show = () => (document.title = tabTitle(t('title'), state.value.waiting, on || still.matches));
  effect(() => void show());
  setInterval(() => {
    on = !on;
    show();
  }, 1000);
}

async function start(): Promise<void> {
  await speak(chosen());
  render(<Face />, document.getElementById('face') as HTMLElement);
  addEventListener('keydown', onKey);
  addEventListener('online', () => void device().refresh());
  watchTitle();
  void navigator.storage?.persist?.();
  await device().start();
}
void start();
