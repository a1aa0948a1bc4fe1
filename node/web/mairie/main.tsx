// The mairie's face: what the worker says, one page at a time.
import type { JSX } from 'preact';
import { render } from 'preact';
import { later } from '../shared/screen/later';
import { Home } from './screen/home';
import { Panels } from './screen/panels';
import { type LanguageName, chosen, languages, speak, t } from './speech';
import { device, go, page, pages, said, state } from './state';
import './style.css';

const screen = later(() => t('opening'));
const Pairing = screen(async () => (await import('./screen/pairing')).OfficePairing);
const People = screen(async () => (await import('./screen/people')).People);
const Cards = screen(async () => (await import('./screen/cards')).Cards);
const Desk = screen(async () => (await import('./screen/desk')).Desk);
const Announcements = screen(async () => (await import('./screen/announcements')).Announcements);
const Rules = screen(async () => (await import('./screen/rules')).Rules);
const Counts = screen(async () => (await import('./screen/counts')).Counts);
const Reviews = screen(async () => (await import('./screen/reviews')).Reviews);
const Sectors = screen(async () => (await import('./screen/sectors')).Sectors);
const Founding = screen(async () => (await import('./screen/founding')).Founding);

function Page(): JSX.Element {
  const { office, desk } = state.value;
  if (page.value === 'found') return <Founding />;
  if (page.value === 'sectors') return <Sectors />;
  if (office.stage === 'opening') return <p role="status">{t('opening')}</p>;
  if (page.value === 'desk') return <Desk />;
  if (office.stage === 'unpaired') return desk.stage === 'paired' && page.value !== 'home' ? <Desk /> : <Pairing />;
  switch (page.value) {
    case 'people':
      return <People />;
    case 'cards':
      return <Cards />;
    case 'announce':
      return <Announcements />;
    case 'rules':
      return <Rules />;
    case 'counts':
      return <Counts />;
    case 'reviews':
      return <Reviews />;
    default:
      return <Home />;
  }
}

// What a browser that is no device of a mairie yet may open.
const openToAll = ['home', 'desk', 'sectors', 'found'] as const;

function Nav(): JSX.Element {
  const shown = state.value.office.stage === 'paired' ? pages : openToAll;
  return (
    <nav class="row unprinted" aria-label={t('title')}>
      {shown.map((name) => (
        <button key={name} type="button" aria-current={page.value === name ? 'page' : undefined} onClick={() => go(name)}>
          {t(`page_${name}`)}
        </button>
      ))}
    </nav>
  );
}

function Face(): JSX.Element {
  const { commune } = state.value;
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="unprinted">
        <p class="place">
          <strong>{commune === null ? t('title') : t('mairieOf', { name: commune.name })}</strong>
        </p>
        {commune?.exercise === true ? (
          <p class="striped">
            <strong>{t('exercise')}</strong> {t('exerciseAlways')}
          </p>
        ) : null}
        <Nav />
      </header>
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
      <Panels />
      <p role="status" class={said.value === '' ? 'aloud' : 'good unprinted'}>
        {said.value}
      </p>
      <footer class="unprinted">
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

async function start(): Promise<void> {
  await speak(chosen());
  render(<Face />, document.getElementById('face') as HTMLElement);
  addEventListener('online', () => void device().refresh());
  void navigator.storage?.persist?.();
  await device().start();
}
void start();
