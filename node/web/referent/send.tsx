// Sending, in three taps: what, where, send. What was seen, vehicle and persons stand in between, in that order.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Category, type Conduct, Urgency, conductsOf } from '../shared/base/vocabulary.gen';
import type { Observation } from '../shared/device/sealing';
import { streetLine } from '../shared/place/streets';
import { mayNamePlate, suggestsDanger } from '../shared/policy/content';
import { begin, change, draft, metres, noPlace, toggle } from './draft';
import { CategoryIcon } from './icons';
import { BackHome, Check, Choices, ExerciseStrip, Title } from './parts';
import { learnPlaces, ownSectorAt, places, sectorLabel, sectorName } from './places';
import { Persons, VehicleFields } from './seen';
import { dayAndTime, t, word } from './speech';
import { device, go, problemIn, sentence, state } from './state';

export function What(): JSX.Element {
  const { categories, sectors, exercise } = state.value;
  const choose = (category: Category) => {
    const { conducts } = begin(category, sectors[0]?.id ?? 1, exercise.always);
    go(conducts.length === 0 ? { name: 'seen', category } : { name: 'where', category });
  };
  return (
    <>
      <BackHome />
      <ExerciseStrip />
      <Title>{t('whatTitle')}</Title>
      <ul class="grid">
        {categories.map((each) => (
          <li key={each}>
            <button type="button" class="tile" onClick={() => choose(each)}>
              <CategoryIcon category={each} />
              {word('Category', each)}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Conducts({ category }: { category: Category }): JSX.Element {
  const conducts = draft.value?.conducts ?? [];
  return (
    <Choices legend={t('seenTitle')} hint={t('seenHint')}>
      {(conductsOf[category] ?? []).map((each: Conduct) => (
        <Check key={each} label={word('Conduct', each)} checked={conducts.includes(each)} change={(on) => toggle(each, on)} />
      ))}
    </Choices>
  );
}

export function Seen({ category }: { category: Category }): JSX.Element {
  return (
    <>
      <BackHome />
      <Title>{word('Category', category)}</Title>
      <Conducts category={category} />
      <button type="button" class="main" disabled={(draft.value?.conducts.length ?? 0) === 0} onClick={() => go({ name: 'where', category })}>
        {t('whereTitle')}
      </button>
    </>
  );
}

export function Where({ category }: { category: Category }): JSX.Element {
  const { sectors } = state.value;
  const { streets, outlines } = places.value;
  useEffect(() => void learnPlaces(), [state.value.places]);
  const asking = useSignal<'no' | 'asking' | 'failed'>('no');
  const here = useRef(true); // a position that comes when the person has chosen otherwise, or has left, is not used
  useEffect(() => () => void (here.current = false), []);
  const on = () => go({ name: 'recap', category });
  const locate = () => {
    asking.value = 'asking';
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (!here.current) return;
        const [latitude, longitude] = [coords.latitude, coords.longitude].map((each) => Math.round(each * 1e6)) as [number, number];
        metres.value = Math.ceil(coords.accuracy);
        const sector = ownSectorAt({ latitude, longitude });
        change({ place: { ...noPlace, kind: 2, latitude, longitude }, ...(sector === null ? {} : { sector }) });
        on();
      },
      () => void (asking.value = 'failed'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  };
  return (
    <>
      <BackHome />
      <Title>{t('whereTitle')}</Title>
      {sectors.length < 2 ? null : (
        <Choices legend={t('sector')}>
          {sectors.map((each) => (
            <Check key={each.id} kind="radio" name="sector" label={sectorLabel(each)} checked={draft.value?.sector === each.id} change={() => change({ sector: each.id })} />
          ))}
        </Choices>
      )}
      {'geolocation' in navigator ? (
        <button type="button" class="main" disabled={asking.value === 'asking'} onClick={locate}>
          {t('myPosition')}
        </button>
      ) : null}
      {streets.length === 0 ? null : (
        <button type="button" class="main second" onClick={() => go({ name: 'street', category })}>
          {t('inStreet')}
        </button>
      )}
      {outlines.length === 0 ? null : (
        <button type="button" class="main second" onClick={() => go({ name: 'plan', category })}>
          {t('onPlan')}
        </button>
      )}
      <button
        type="button"
        class="main second"
        onClick={() => {
          change({ place: noPlace });
          on();
        }}
      >
        {t('sectorOnly')}
      </button>
      <p role="status">{asking.value === 'no' ? '' : t(asking.value === 'asking' ? 'positionAsked' : 'positionFailed')}</p>
    </>
  );
}

type Sheet = 'sheetVEH' | 'sheetDEM' | 'sheetINT' | 'sheetDEG' | 'sheetVOL' | 'sheetINC' | 'sheetDEP' | 'sheetVUL' | 'sheetDIS' | 'sheetESC' | 'sheetOTV' | 'sheetRIS';
const sheetOf = (category: Category): Sheet =>
  `sheet${(Object.keys(Category) as (keyof typeof Category)[]).find((each) => Category[each] === category) ?? 'RIS'}`;

function UrgencyChoice(): JSX.Element {
  const urgency = draft.value?.urgency;
  const choose = (value: Urgency) => change({ urgency: value, called17: false });
  const danger = suggestsDanger(draft.value?.conducts ?? []);
  return (
    <Choices legend={t('urgencyTitle')} {...(danger ? { hint: t('urgencySuggested') } : {})}>
      <Check kind="radio" name="urgency" label={t('urgencyNow')} checked={urgency === Urgency.in_progress} change={() => choose(Urgency.in_progress)} />
      <Check kind="radio" name="urgency" label={t('urgencyOver')} checked={urgency === Urgency.ordinary} change={() => choose(Urgency.ordinary)} />
      {urgency === Urgency.in_progress ? (
        <div class="warn">
          <p>
            {t('calledFirst')} <a href="tel:17">17</a>
          </p>
          <Check label={t('called17')} checked={draft.value?.called17 === true} change={(called17) => change({ called17 })} />
        </div>
      ) : null}
    </Choices>
  );
}

function placeWords({ kind, street, number }: Observation['place']): string {
  if (kind === 2) return ` · ${metres.value === 0 ? t('placeOnPlan') : t('placePoint', { metres: metres.value })}`;
  return kind === 3 ? ` · ${streetLine(places.value.streets[street] ?? '', number)}` : '';
}

export function Recap({ category }: { category: Category }): JSX.Element {
  const problem = useSignal('');
  const sending = useSignal(false);
  const { exercise } = state.value;
  const seen = draft.value;
  if (seen === null) return <BackHome />;
  const missing = seen.urgency === Urgency.in_progress && !seen.called17;
  const send = async () => {
    sending.value = true;
    try {
      const id = await device().seal(seen, places.value.version);
      draft.value = null;
      go({ name: 'home' }, true);
      go({ name: 'alert', id });
    } catch (thrown) {
      problem.value = sentence(problemIn(thrown));
    }
    sending.value = false;
  };
  return (
    <>
      <BackHome />
      <ExerciseStrip />
      <Title>{t('recapTitle')}</Title>
      <p>
        <CategoryIcon category={category} /> <strong>{word('Category', category)}</strong> ·{' '}
        {t('sectorIs', { name: sectorName(seen.sector) })}
        {placeWords(seen.place)} · {dayAndTime(Date.now())}
      </p>
      <ul>
        {seen.conducts.map((each) => (
          <li key={each}>{word('Conduct', each)}</li>
        ))}
      </ul>
      <details>
        <summary>{t('more')}</summary>
        <Conducts category={category} />
        {mayNamePlate(category) ? <VehicleFields /> : null}
        <Persons />
      </details>
      {exercise.until === null || exercise.always ? null : (
        <Check label={t('exerciseChoice')} checked={seen.exercise} change={(on) => change({ exercise: on })} />
      )}
      <UrgencyChoice />
      <section class="sheet" aria-labelledby="conduct">
        <h2 id="conduct">{t('conductTitle')}</h2>
        <p>
          <strong>{t('sheet')}</strong> {t(sheetOf(category))}
        </p>
      </section>
      <p role="alert" class={problem.value === '' ? '' : 'warn'}>
        {problem.value}
      </p>
      <button type="button" class="main" disabled={sending.value || missing || seen.conducts.length === 0} onClick={() => void send()}>
        {t('sendNow')}
      </button>
    </>
  );
}
