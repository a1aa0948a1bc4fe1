// The referent's face: one page at a time, the state pushed by the device's worker, the shell kept for when there is no network.
import { type JSX, render } from 'preact';
import { Alert } from './alert';
import { Data } from './data';
import { mayEnrolHere } from './card';
import { Enrol, Waiting } from './enrol';
import { Home } from './home';
import { Notices } from './notices';
import { Recap, Seen, What, Where } from './send';
import { type LanguageName, chosen, languages, speak, t } from './speech';
import { device, followHistory, page, said, sentence, state, updateReady } from './state';
import { keepShell } from './shell';
import { later } from '../shared/screen/later';
import './style.css';

const screen = later(() => t('opening'));
const Street = screen(async () => (await import('./street')).Street);
const Install = screen(async () => (await import('./install')).Install);
const Standing = screen(async () => (await import('./standing')).Standing);
const OnPlan = screen(async () => (await import('./plan')).OnPlan);

function Page(): JSX.Element {
  const { stage, problem } = state.value;
  if (stage === 'opening') return <p role="status">{t('opening')}</p>;
  if (stage === 'none' && problem !== null) return <p role="alert" class="warn">{sentence(problem)}</p>;
  if (stage === 'none') return mayEnrolHere.value ? <Enrol /> : <Install />;
  if (stage !== 'inForce') return <Waiting stage={stage} />;
  const open = page.value;
  switch (open.name) {
    case 'home':
      return <Home />;
    case 'what':
      return <What />;
    case 'seen':
      return <Seen category={open.category} />;
    case 'where':
      return <Where category={open.category} />;
    case 'street':
      return <Street />;
    case 'plan':
      return <OnPlan />;
    case 'recap':
      return <Recap category={open.category} />;
    case 'alert':
      return <Alert id={open.id} />;
    case 'notices':
      return <Notices />;
    case 'data':
      return <Data />;
    case 'standing':
      return <Standing />;
  }
}

function Face(): JSX.Element {
  const update = updateReady.value;
  return (
    <>
      {update === null ? null : (
        <p role="status" class="line">
          {t('update')}{' '}
          <button type="button" onClick={update}>
            {t('reload')}
          </button>
        </p>
      )}
      <main key={page.value.name}>
        <Page />
      </main>
      <p role="status" class="aloud">
        {said.value}
      </p>
      <footer>
        <label class="field">
          <span>{t('language')}</span>
          <select value={chosen()} onChange={(event) => void speak(event.currentTarget.value as LanguageName)}>
            {Object.entries(languages).map(([name, label]) => (
              <option key={name} value={name} lang={name === 'en' ? 'en' : 'fr'}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </footer>
    </>
  );
}

// The numbers stand in the page itself, before any script; here they only get their names.
function nameNumbers(): void {
  const names = [t('call17'), t('call112'), `${t('sms114')}, ${t('sms114hint')}`];
  const bar = document.querySelector('.emergency');
  bar?.setAttribute('aria-label', t('emergency'));
  bar?.querySelectorAll('a').forEach((link, i) => link.setAttribute('aria-label', names[i] ?? ''));
}

async function start(): Promise<void> {
  await speak(chosen());
  nameNumbers();
  followHistory();
  render(<Face />, document.getElementById('face') as HTMLElement);
  addEventListener('online', () => void device().refresh());
  void navigator.storage?.persist?.();
  keepShell();
  await device().start();
}
void start();
