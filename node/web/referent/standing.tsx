// What a referent says about herself: who stands in while she is away (R5), and a tie that has come up (R21); for whom she
// stands in, and the number by which another names her. The node judges; what it refuses is said with its rule.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { deputisingMsMax } from '../shared/base/limits.gen';
import { dayMs } from '../shared/base/time';
import { Errc, Tie, barring } from '../shared/base/vocabulary.gen';
import type { CoverView } from '../shared/device/standing';
import { fromLocal } from '../shared/policy/local_time';
import type { Problem } from '../shared/screen/calls';
import { QrCode } from '../shared/screen/qr';
import { brief, grouped, inCode, mandateTyped } from './mandate_number';
import { BackHome, Check, Choices, Stopped, Title } from './parts';
import { Scanner, canScan } from './scan';
import { day, detail, ofPart, t, word } from './speech';
import { device, problemIn, said, sentence, state } from './state';
import { standingTexts } from './texts/standing';

const p = ofPart(standingTexts);
const daysMax = deputisingMsMax / dayMs;

function wordSentence(problem: Problem): string {
  if (problem.kind === 'refused') return p('refused', { rule: problem.rule, why: detail(problem.detail) });
  if (problem.code === Errc.not_found) return p('unknown');
  if (problem.code === Errc.conflict || problem.code === Errc.expired) return p('changed');
  return sentence(problem);
}
// One act of a section, at a time: what became of it.
function useAct() {
  const problem = useSignal('');
  const done = useSignal('');
  const working = useSignal(false);
  const act = async (work: () => Promise<unknown>, words: string) => {
    working.value = true;
    [problem.value, done.value] = ['', ''];
    try {
      await work();
      done.value = said.value = words;
    } catch (thrown) {
      problem.value = wordSentence(problemIn(thrown));
    }
    working.value = false;
  };
  const outcome = (
    <>
      <p role="alert" class={problem.value === '' ? '' : 'warn'}>
        {problem.value}
      </p>
      {done.value === '' ? null : <p class="good">{done.value}</p>}
    </>
  );
  return { act, outcome, working };
}
const namesOf = ({ sectors }: CoverView): string => sectors.map((id) => state.value.allSectors.find((each) => each.id === id)?.name ?? id).join(', ');
const spell = ({ from, until }: CoverView) => ({ from: day(from), until: day(until) });

export function Standing(): JSX.Element {
  const { connection } = state.value;
  useEffect(() => void device().learnStanding().catch(() => undefined), [connection]); // without a line, once there is one
  return (
    <>
      <BackHome />
      <Title>{t('standing')}</Title>
      <Stopped />
      <Away />
      <StandsIn />
      <OwnNumber />
      <TieToday />
    </>
  );
}

function Away(): JSX.Element {
  const { away } = state.value.covers;
  const { act, outcome, working } = useAct();
  return (
    <section aria-labelledby="away">
      <h2 id="away">{p('awayTitle')}</h2>
      <p class="hint">{p('awayHint', { days: daysMax })}</p>
      {away === null ? (
        <NameDeputy act={act} working={working.value} />
      ) : (
        <>
          <p class="card">{p('awayNow', { deputy: brief(away.deputy), sectors: namesOf(away), ...spell(away) })}</p>
          <button type="button" disabled={working.value} onClick={() => void act(() => device().endDeputising(), p('ended'))}>
            {p('awayEnd')}
          </button>
        </>
      )}
      {outcome}
    </section>
  );
}

function NameDeputy({ act, working }: { act(work: () => Promise<unknown>, words: string): Promise<void>; working: boolean }): JSX.Element {
  const { mandate, clockOffset } = state.value;
  const byNumber = useSignal(mandate.deputy === '');
  const typed = useSignal('');
  const [from, until] = [useSignal(''), useSignal('')];
  const number = byNumber.value ? mandateTyped(typed.value) : mandate.deputy;
  const now = Date.now() + clockOffset;
  const [first, last] = [Math.max(fromLocal(`${from.value}T00:00`), now), fromLocal(`${until.value}T00:00`)];
  const fits = last > first && last - first <= deputisingMsMax;
  const wrong = until.value !== '' && !fits;
  const own = number === mandate.id;
  const name = () => act(() => device().deputise(number ?? '', first === now ? 0 : first, last), p('named'));
  return (
    <>
      {mandate.deputy === '' ? null : (
        <Choices legend={p('deputyTitle')}>
          <Check kind="radio" name="deputy" label={p('deputyNamed', { deputy: brief(mandate.deputy) })} checked={!byNumber.value} change={() => (byNumber.value = false)} />
          <Check kind="radio" name="deputy" label={p('deputyOther')} checked={byNumber.value} change={() => (byNumber.value = true)} />
        </Choices>
      )}
      {byNumber.value ? <NumberField typed={typed} wrong={typed.value !== '' && (number === null || own)} own={own} /> : null}
      <label class="field">
        <span>{p('from')}</span>
        <input type="date" value={from.value} onInput={(event) => (from.value = event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>{p('until')}</span>
        <input type="date" value={until.value} aria-invalid={wrong} aria-describedby="dates-wrong" onInput={(event) => (until.value = event.currentTarget.value)} />
      </label>
      <p id="dates-wrong" role="status" class={wrong ? 'warn' : ''}>
        {wrong ? p('datesWrong', { days: daysMax }) : ''}
      </p>
      <button type="button" class="main" disabled={working || number === null || own || !fits} onClick={() => void name()}>
        {p('name')}
      </button>
    </>
  );
}

function NumberField({ typed, wrong, own }: { typed: { value: string }; wrong: boolean; own: boolean }): JSX.Element {
  const scanning = useSignal(false);
  const found = (text: string) => {
    typed.value = grouped(mandateTyped(text) ?? '');
    scanning.value = false;
  };
  return (
    <>
      <label class="field">
        <span>{p('deputyNumber')}</span>
        <input
          type="text"
          class="number"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={64}
          value={typed.value}
          aria-invalid={wrong}
          aria-describedby="number-hint"
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
      </label>
      <p id="number-hint" role="status" class={wrong ? 'warn' : 'hint'}>
        {p(wrong ? (own ? 'deputySelf' : 'deputyWrong') : 'deputyNumberHint')}
      </p>
      {canScan() ? (
        <button type="button" aria-pressed={scanning.value} onClick={() => (scanning.value = !scanning.value)}>
          {t(scanning.value ? 'scanStop' : 'scan')}
        </button>
      ) : null}
      {scanning.value ? <Scanner found={found} /> : null}
    </>
  );
}

function StandsIn(): JSX.Element {
  const { standsIn } = state.value.covers;
  return (
    <section aria-labelledby="stands-in">
      <h2 id="stands-in">{p('standsInTitle')}</h2>
      {standsIn.length === 0 ? <p>{p('standsInNone')}</p> : null}
      {standsIn.map((each) => (
        <p key={each.absent} class="card">
          {p('standsInOne', { absent: brief(each.absent), sectors: namesOf(each), ...spell(each) })}
        </p>
      ))}
    </section>
  );
}

function OwnNumber(): JSX.Element {
  const { id } = state.value.mandate;
  return (
    <section aria-labelledby="number">
      <h2 id="number">{p('numberTitle')}</h2>
      <p class="number">{grouped(id)}</p>
      <p class="hint">{p('numberHint')}</p>
      <QrCode text={inCode(id)} label={p('numberCode')} />
    </section>
  );
}

function TieToday(): JSX.Element {
  const { tie } = state.value.mandate;
  const chosen = useSignal<Tie | null>(null);
  const sure = useSignal(false);
  const { act, outcome, working } = useAct();
  const bars = chosen.value !== null && barring.includes(chosen.value);
  const choose = (which: Tie) => {
    chosen.value = which;
    sure.value = false;
  };
  const declare = async () => {
    await act(() => device().declare(chosen.value as Tie), p('declared'));
    sure.value = false;
  };
  return (
    <section aria-labelledby="tie">
      <h2 id="tie">{p('tieTitle')}</h2>
      <p class="hint">{p('tieHint')}</p>
      <p>{p('tieNow', { tie: word('Tie', tie) })}</p>
      <Choices legend={p('tieLegend')}>
        {Object.values(Tie).map((each) => (
          <Check key={each} kind="radio" name="tie" label={word('Tie', each)} checked={chosen.value === each} change={() => choose(each)} />
        ))}
      </Choices>
      <p role="status" class={chosen.value === null ? '' : bars ? 'warn' : 'hint'}>
        {chosen.value === null ? '' : p(bars ? 'tieBars' : 'tieGoesOn')}
      </p>
      {bars ? <Check label={p('tieSure')} checked={sure.value} change={(on) => (sure.value = on)} /> : null}
      <button type="button" class={bars ? 'main danger' : 'main second'} disabled={working.value || chosen.value === null || (bars && !sure.value)} onClick={() => void declare()}>
        {p('declare')}
      </button>
      {outcome}
    </section>
  );
}
