// A street of the commune's list, found by any part of its name, and a house if there is one.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { findStreets, houseMax } from '../place/streets';

const mostShown = 12;

export interface StreetWords {
  name: string;
  choice: string;
  found(count: number): string;
  more(shown: number, count: number): string;
  house: string;
  houseHint(most: number): string;
  goOn: string;
}
export interface House {
  street: number; // index in the list
  number: number; // 0: none
}
// `before`: what was chosen, where the person comes back.
export function StreetChoice({ words, streets, before, use }: { words: StreetWords; streets: readonly string[]; before: House | null; use(house: House): void }): JSX.Element {
  const typed = useSignal('');
  const chosen = useSignal<number | null>(before?.street ?? null);
  const house = useSignal(before !== null && before.number > 0 ? String(before.number) : '');
  const { indexes, all } = findStreets(streets, typed.value, mostShown);
  const shown = chosen.value === null || indexes.includes(chosen.value) ? indexes : [chosen.value, ...indexes];
  const number = house.value.trim() === '' ? 0 : Number(house.value);
  const fits = Number.isInteger(number) && number <= houseMax && (number >= 1 || house.value.trim() === '');
  return (
    <>
      <label class="field">
        <span>{words.name}</span>
        <input type="search" autocomplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
      </label>
      <p role="status" class="hint">
        {all > shown.length ? words.more(shown.length, all) : words.found(all)}
      </p>
      {shown.length === 0 ? null : (
        <fieldset>
          <legend>{words.choice}</legend>
          {shown.map((index) => (
            <label key={index} class="check">
              <input type="radio" name="street" checked={chosen.value === index} onChange={() => (chosen.value = index)} />
              <span>{streets[index] ?? ''}</span>
            </label>
          ))}
        </fieldset>
      )}
      <label class="field">
        <span>{words.house}</span>
        <input inputMode="numeric" autocomplete="off" maxLength={5} value={house.value} aria-invalid={!fits} aria-describedby="house-hint" onInput={(event) => (house.value = event.currentTarget.value)} />
      </label>
      <p id="house-hint" class={fits ? 'hint' : 'warn'}>
        {words.houseHint(houseMax)}
      </p>
      <button type="button" class="main" disabled={chosen.value === null || !fits} onClick={() => chosen.value !== null && use({ street: chosen.value, number })}>
        {words.goOn}
      </button>
    </>
  );
}
