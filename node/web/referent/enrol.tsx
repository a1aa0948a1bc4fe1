// From a paper card to a mandate: the card typed or scanned, the question of ties, the six words, and waiting.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Errc, Tie } from '../shared/base/vocabulary.gen';
import { card } from './card';
import { Check, Choices, Title } from './parts';
import { Scanner, canScan } from './scan';
import { t, word } from './speech';
import { device, problemIn, sentence, state } from './state';
import type { Problem } from '../shared/screen/calls';

function enrolSentence(problem: Problem): string {
  if (problem.kind !== 'failure') return sentence(problem);
  if (problem.code === Errc.malformed || problem.code === Errc.unsupported) return t('cardWrong');
  if (problem.code === Errc.untrusted || problem.code === Errc.cannot_open || problem.code === Errc.bad_signature) return t('cardOther');
  return problem.code === Errc.conflict ? t('cardUsed') : sentence(problem);
}

export function Enrol(): JSX.Element {
  const typed = useSignal(card);
  const tie = useSignal<Tie | null>(null);
  const problem = useSignal('');
  const working = useSignal(false);
  const scanning = useSignal(false);
  const ask = async () => {
    working.value = true;
    problem.value = '';
    try {
      await device().enrol(typed.value, tie.value as Tie);
    } catch (thrown) {
      problem.value = enrolSentence(problemIn(thrown));
    }
    working.value = false;
  };
  return (
    <>
      <Title>{t('cardTitle')}</Title>
      <p class="first">{t('notFor')}</p>
      <p>{t('cardHint')}</p>
      <label class="field">
        <span>{t('cardText')}</span>
        <textarea rows={7} autocomplete="off" autocapitalize="characters" spellcheck={false} value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
      </label>
      {canScan() ? (
        <button type="button" aria-pressed={scanning.value} onClick={() => (scanning.value = !scanning.value)}>
          {t(scanning.value ? 'scanStop' : 'scan')}
        </button>
      ) : null}
      {scanning.value ? (
        <Scanner
          found={(text) => {
            typed.value = text;
            scanning.value = false;
          }}
        />
      ) : null}
      <Choices legend={t('tieTitle')} hint={t('tieHint')}>
        {Object.values(Tie).map((each) => (
          <Check key={each} kind="radio" name="tie" label={word('Tie', each)} checked={tie.value === each} change={() => (tie.value = each)} />
        ))}
      </Choices>
      <p role="alert" class={problem.value === '' ? '' : 'warn'}>
        {problem.value === '' ? '' : `${t('enrolFailed')} ${problem.value}`}
      </p>
      <button type="button" class="main" disabled={working.value || typed.value.trim() === '' || tie.value === null} onClick={() => void ask()}>
        {t('enrolNow')}
      </button>
    </>
  );
}

const stageKeys = { requested: 'stageRequested', nominated: 'stageNominated', vetted: 'stageVetted' } as const;

export function Waiting({ stage }: { stage: keyof typeof stageKeys }): JSX.Element {
  const { enrolled, problem } = state.value;
  return (
    <>
      <Title>{t('wordsTitle')}</Title>
      {enrolled === null ? null : (
        <>
          <ol class="words">
            {enrolled.words.split(' ').map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ol>
          <p>{t('wordsHint')}</p>
          <p role="status">{t(stageKeys[stage], { commune: enrolled.commune })}</p>
          <p>
            <a href={`tel:${enrolled.telephone.replace(/ /g, '')}`}>{t('callThePost', { post: enrolled.post })}</a>
          </p>
        </>
      )}
      <p role="status" class={problem === null ? '' : 'warn'}>
        {problem === null ? '' : enrolSentence(problem)}
      </p>
      <button type="button" onClick={() => void device().refresh()}>
        {t('askAgain')}
      </button>
    </>
  );
}
