// The town hall's desk: the alert of a referent on the telephone, by the same steps as her own (R35). Marked unconfirmed
// until the post has called her, or her own device has confirmed it.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Category, Urgency, conductsOf } from '../../shared/base/vocabulary.gen';
import type { Observation } from '../../shared/device/sealing';
import type { AlertView } from '../../shared/device/views';
import { canonicalPlate, mayNamePlate, suggestsDanger } from '../../shared/policy/content';
import * as lists from '../../shared/base/vocabulary.gen';
import { act, device, problem, state, working } from '../state';
import { day, dayAndTime, nameOf, ofPart, t, word } from '../speech';
import { deskTexts } from '../texts/desk';
import { type Places, Where, noPlace, placeWords, usePlaces } from './desk_where';
import { Line, Listens } from './line';
import { SeatPairing } from './pairing';
import { Check, Choice, Field, Several, Trouble } from './parts';

const p = ofPart(deskTexts);

export function Desk(): JSX.Element {
  const { desk } = state.value;
  if (desk.stage !== 'paired')
    return (
      <>
        <h1>{t('page_desk')}</h1>
        <p>{p('deskPairHint')}</p>
        <SeatPairing kind="desk" seat={desk} />
      </>
    );
  return (
    <>
      <h1>{t('page_desk')}</h1>
      <p class="call">
        <strong>{p('deskCallFirst')}</strong>
      </p>
      <Line kind="desk" />
      <Listens />
      <Entry />
      <Entries />
      {desk.person === null ? null : <p class="hint">{p('deskAs', { role: word('Role', desk.person.role), until: day(desk.person.until), count: state.value.commune?.entriesPerDay ?? 0 })}</p>}
    </>
  );
}

type Step = 'who' | 'what' | 'seen' | 'where' | 'recap';
const steps: readonly Step[] = ['who', 'what', 'seen', 'where', 'recap'];

function Entry(): JSX.Element {
  const { callable, commune } = state.value;
  const [step, setStep] = useState<Step | null>(null);
  const [mandate, setMandate] = useState('');
  const [seen, setSeen] = useState<Observation | null>(null);
  const [stale, setStale] = useState(false); // the list of streets has changed since
  const places = usePlaces();
  const set = (part: Partial<Observation>) => setSeen((before) => (before === null ? null : { ...before, ...part }));
  const person = callable.find((each) => each.id === mandate);
  const start = () => (setStep('who'), setMandate(''), setSeen(null));
  const category = (value: Category) => {
    setSeen({ category: value, conducts: [], urgency: Urgency.ordinary, called17: false, sector: person?.sectorIds[0] ?? 1, place: noPlace, vehicle: null, personCount: 0, persons: [], exercise: commune?.exercise ?? false });
    setStep('seen');
  };
  const conducts = (chosen: number[]) => set({ conducts: chosen as Observation['conducts'], urgency: suggestsDanger(chosen as Observation['conducts']) ? Urgency.in_progress : (seen?.urgency ?? Urgency.ordinary) });
  const send = async () => {
    if (seen === null) return;
    setStale(false);
    if (await act(() => device().enter(mandate, seen, places.version), p('did_entered'))) return (setStep(null), setSeen(null));
    if (seen.place.kind !== 3 || problem.value?.kind !== 'failure' || problem.value.code !== lists.Errc.conflict) return;
    problem.value = null;
    set({ place: noPlace });
    setStale(true);
    setStep('where');
  };
  if (step === null)
    return (
      <button type="button" class="main" onClick={start}>
        {p('deskNew')}
      </button>
    );
  const back = () => setStep(steps[steps.indexOf(step) - 1] ?? null);
  return (
    <section class="card" aria-labelledby="entry">
      <h2 id="entry">
        {p('deskNew')} · {p(`desk_${step}`)}
      </h2>
      {person === undefined ? null : <p class="hint">{person.name}</p>}
      {stale && step === 'where' ? (
        <p role="alert" class="warn">
          {p('streetsChanged')}
        </p>
      ) : null}
      {step === 'who' ? (
        callable.length === 0 ? (
          <p>{p('deskNobody')}</p>
        ) : (
          <ul class="answers">
            {callable.map((each) => (
              <li key={each.id}>
                <button type="button" onClick={() => (setMandate(each.id), setStep('what'))}>
                  {nameOf(each)}
                </button>
              </li>
            ))}
          </ul>
        )
      ) : null}
      {step === 'what' ? (
        <ul class="answers">
          {(commune?.categories ?? []).map((each) => (
            <li key={each}>
              <button type="button" onClick={() => category(each as Category)}>
                {word('Category', each)}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {seen !== null && step === 'seen' ? (
        <>
          <Several legend={p('deskSeen')} all={(conductsOf[seen.category] ?? []).map((each) => [each, word('Conduct', each)] as const)} chosen={seen.conducts} change={conducts} />
          <button type="button" class="main" disabled={seen.conducts.length === 0} onClick={() => setStep('where')}>
            {p('next')}
          </button>
        </>
      ) : null}
      {seen !== null && step === 'where' ? (
        <Where seen={seen} sectors={(commune?.sectors ?? []).filter((each) => person?.sectorIds.includes(each.id) === true)} places={places} set={set} done={() => setStep('recap')} />
      ) : null}
      {seen !== null && step === 'recap' ? <Recap seen={seen} places={places} set={set} send={() => void send()} /> : null}
      <Trouble />
      <button type="button" class="quiet" onClick={back}>
        {t('back')}
      </button>
    </section>
  );
}

function Recap({ seen, places, set, send }: { seen: Observation; places: Places; set(part: Partial<Observation>): void; send(): void }): JSX.Element {
  const danger = seen.urgency === Urgency.in_progress;
  const sector = state.value.commune?.sectors.find((each) => each.id === seen.sector)?.name ?? '';
  return (
    <>
      <p>
        <strong>{word('Category', seen.category)}</strong> · {sector}
        {placeWords(seen.place, places)}
      </p>
      <ul>
        {seen.conducts.map((each) => (
          <li key={each}>{word('Conduct', each)}</li>
        ))}
      </ul>
      <fieldset>
        <legend>{p('deskUrgency')}</legend>
        {[Urgency.in_progress, Urgency.ordinary].map((each) => (
          <Check key={each} kind="radio" name="urgency" label={word('Urgency', each)} checked={seen.urgency === each} change={() => set({ urgency: each, called17: false })} />
        ))}
      </fieldset>
      {danger ? <Check label={p('deskCalled17')} checked={seen.called17} change={(called17) => set({ called17 })} /> : null}
      <details>
        <summary>{p('deskMore')}</summary>
        {mayNamePlate(seen.category) ? <Vehicle seen={seen} set={set} /> : null}
        <Field label={p('deskPersons')}>
          <input type="number" min={0} max={99} value={seen.personCount} onInput={(event) => set({ personCount: Number(event.currentTarget.value) })} />
        </Field>
      </details>
      <p class="sheet">{p('deskConduct')}</p>
      <p class="hint">{p('deskUnconfirmed')}</p>
      <button type="button" class="main" disabled={working.value || (danger && !seen.called17)} onClick={send}>
        {p('deskSend')}
      </button>
    </>
  );
}

function Vehicle({ seen, set }: { seen: Observation; set(part: Partial<Observation>): void }): JSX.Element {
  const { vehicle } = seen;
  const change = (part: Partial<NonNullable<Observation['vehicle']>>) => set({ vehicle: { type: lists.VehicleType.car, colour: null, make: null, plate: '', ...vehicle, ...part } });
  const options = (list: 'Colour' | 'VehicleMake') => [[0, p('unsaid')] as const, ...Object.values(lists[list]).map((each) => [each, word(list, each)] as const)];
  const type = [[0, p('unsaid')] as const, ...Object.values(lists.VehicleType).map((each) => [each, word('VehicleType', each)] as const)];
  const chosen = <T extends number>(value: string): T | null => (Number(value) === 0 ? null : (Number(value) as T));
  return (
    <>
      <Choice label={p('deskVehicle')} value={vehicle?.type ?? 0} all={type} choose={(value) => (Number(value) === 0 ? set({ vehicle: null }) : change({ type: Number(value) as lists.VehicleType }))} />
      {vehicle === null ? null : (
        <>
          <Choice label={p('deskColour')} value={vehicle.colour ?? 0} all={options('Colour')} choose={(value) => change({ colour: chosen<lists.Colour>(value) })} />
          <Choice label={p('deskVehicleMake')} value={vehicle.make ?? 0} all={options('VehicleMake')} choose={(value) => change({ make: chosen<lists.VehicleMake>(value) })} />
          <Field label={p('deskPlate')} hint={p('deskPlateHint')}>
            <input type="text" maxLength={12} autocomplete="off" onInput={(event) => change({ plate: canonicalPlate(event.currentTarget.value) ?? '' })} />
          </Field>
          {vehicle.plate === '' ? null : <p class="hint">{vehicle.plate}</p>}
        </>
      )}
    </>
  );
}

function Entries(): JSX.Element {
  const { entries } = state.value;
  return (
    <section>
      <h2>{p('deskEntries')}</h2>
      {entries.length === 0 ? <p>{p('deskNone')}</p> : null}
      <ul class="plain" aria-live="polite">
        {entries.map((each) => (
          <li key={each.id}>
            <Entered of={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entered({ of }: { of: AlertView }): JSX.Element {
  const { standing } = of;
  return (
    <article class={`card ${of.exercise ? 'striped' : ''}`}>
      <h3>
        {of.exercise ? `${t('exercise')} · ` : ''}
        {word('Category', of.category)} · {of.sector}
      </h3>
      <p>
        {dayAndTime(of.sent)} · <strong>{standing === null ? p('deskSealed') : word('AlertState', standing.state)}</strong>
        {standing?.code == null ? '' : ` · ${word('ClosingCode', standing.code)}`}
      </p>
      {standing !== null && standing.rule !== 0 ? <p class="warn">{word('Rule', standing.rule)}</p> : null}
      {of.truth === 3 || of.lost ? <p class="warn">{p('deskNotReceived')}</p> : null}
      <p class="hint">{p('deskUnconfirmed')}</p>
    </article>
  );
}
