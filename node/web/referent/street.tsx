// Where: a street of the commune's list, found by any part of its name, and a house if there is one.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { findStreets, houseMax } from '../shared/place/streets';
import { change, draft, noPlace } from './draft';
import { BackHome, Check, Choices, Title } from './parts';
import { places } from './places';
import { t } from './speech';
import { go } from './state';

const mostShown = 12;

export function Street(): JSX.Element {
  const seen = draft.value;
  const typed = useSignal('');
  const chosen = useSignal<number | null>(seen?.place.kind === 3 ? seen.place.street : null);
  const house = useSignal(seen !== null && seen.place.number > 0 ? String(seen.place.number) : '');
  if (seen === null) return <BackHome />;
  const { streets } = places.value;
  const { indexes, all } = findStreets(streets, typed.value, mostShown);
  const shown = chosen.value === null || indexes.includes(chosen.value) ? indexes : [chosen.value, ...indexes];
  const number = house.value.trim() === '' ? 0 : Number(house.value);
  const fits = Number.isInteger(number) && number <= houseMax && (number >= 1 || house.value.trim() === '');
  const use = () => {
    if (chosen.value === null || !fits) return;
    change({ place: { ...noPlace, kind: 3, street: chosen.value, number } });
    go({ name: 'recap', category: seen.category });
  };
  return (
    <>
      <BackHome />
      <Title>{t('streetTitle')}</Title>
      <label class="field">
        <span>{t('streetName')}</span>
        <input type="search" autocomplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
      </label>
      <p role="status" class="hint">
        {all > shown.length ? t('streetsMore', { shown: shown.length, count: all }) : t('streetsFound', { count: all })}
      </p>
      {shown.length === 0 ? null : (
        <Choices legend={t('streetChoice')}>
          {shown.map((index) => (
            <Check key={index} kind="radio" name="street" label={streets[index] ?? ''} checked={chosen.value === index} change={() => (chosen.value = index)} />
          ))}
        </Choices>
      )}
      <label class="field">
        <span>{t('house')}</span>
        <input inputMode="numeric" autocomplete="off" maxLength={5} value={house.value} aria-invalid={!fits} aria-describedby="house-hint" onInput={(event) => (house.value = event.currentTarget.value)} />
      </label>
      <p id="house-hint" class={fits ? 'hint' : 'warn'}>
        {t('houseHint', { most: houseMax })}
      </p>
      <button type="button" class="main" disabled={chosen.value === null || !fits} onClick={use}>
        {t('goOn')}
      </button>
    </>
  );
}
