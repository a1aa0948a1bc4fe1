// The public page: emergency numbers (in the page itself), then what the commune's documents and node say, verified.
import { type JSX, render } from 'preact';
import { later } from '../shared/screen/later';
import { Charter, Listening, Standing } from './screen/charter';
import { Part } from '../shared/screen/parts';
import { type LanguageName, chosen, dayAndTime, language, languages, speak, t } from './speech';
import { fingerprintIn, letterOpen, sentence, state, visit } from './state';
import './style.css';

const waiting = later(() => t('opening'));
const Rest = waiting(async () => (await import('./screen/rest')).Rest);
const LetterForm = waiting(async () => (await import('./screen/letter')).LetterForm);

const ask = (): void => void visit().visit(fingerprintIn(location.hash));

function Contents(): JSX.Element {
  const parts = [['listening', 'listeningTitle'], ['charter', 'charterTitle'], ['numbers', 'numbersTitle'], ['limits', 'limitsTitle'], ['check', 'checkTitle'], ['letter', 'letterTitle']] as const;
  // The address's fragment names a root; links within the page leave it alone.
  const go = (id: string) => {
    const title = document.getElementById(id);
    title?.setAttribute('tabindex', '-1');
    title?.focus();
    title?.scrollIntoView();
  };
  return (
    <nav aria-label={t('contents')} class="row">
      {parts.map(([id, title]) => (
        <button key={id} type="button" onClick={() => go(id)}>
          {t(title)}
        </button>
      ))}
    </nav>
  );
}

function Letter(): JSX.Element {
  return (
    <Part id="letter" title={t('letterTitle')}>
      <p>{t('letterHint')}</p>
      {letterOpen.value ? (
        <LetterForm />
      ) : (
        <button type="button" class="main" onClick={() => (letterOpen.value = true)}>
          {t('letterOpen')}
        </button>
      )}
    </Part>
  );
}

function Page(): JSX.Element {
  const { stage, problem, charter, post, law, at } = state.value;
  if (stage === 'failed')
    return (
      <>
        <h1>{t('title')}</h1>
        <p role="alert" class="warn">
          {t('failed')} {problem === null ? '' : sentence(problem)}
        </p>
        <button type="button" class="main" onClick={ask}>
          {t('again')}
        </button>
      </>
    );
  if (charter === null || post === null || law === null)
    return (
      <>
        <h1>{t('title')}</h1>
        <p role="status">{t('asking')}</p>
      </>
    );
  return (
    <>
      <h1>{t('heading', { commune: charter.commune })}</h1>
      {charter.exercise ? (
        <p class="striped">
          <strong>{t('exercise')}</strong> {t('exerciseAlways')}
        </p>
      ) : null}
      <Standing charter={charter} law={law} now={at} />
      <p class="hint" role="status">
        {t('readAt', { at: dayAndTime(at) })}
      </p>
      <Contents />
      <Listening post={post} now={at} />
      <Charter charter={charter} />
      <Rest />
      <Letter />
    </>
  );
}

function Face(): JSX.Element {
  return (
    <>
      <main>
        <p class="hint">{t('notFor')}</p>
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

// The emergency numbers stand in the page before any script; their names follow the language.
language.subscribe(() => {
  const bar = document.querySelector('.emergency');
  bar?.setAttribute('aria-label', t('emergency'));
  const names = [t('call17'), t('call112'), t('sms114')];
  bar?.querySelectorAll('a').forEach((each, i) => each.setAttribute('aria-label', names[i] ?? ''));
});
render(<Face />, document.getElementById('face') as HTMLElement);
ask();
