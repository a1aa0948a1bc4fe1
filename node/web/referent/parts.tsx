// Pieces that several screens have: a heading that takes the focus, choices, the strip of an exercise.
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { go, state } from './state';
import { detailOf, t, word } from './speech';
import type { Words } from '../shared/screen/texts';

// The heading of a page: read aloud and focused when the page opens.
export function Title({ children }: { children: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

export function BackHome(): JSX.Element {
  return (
    <p class="back">
      <button type="button" class="quiet" onClick={() => history.back()}>
        {t('back')}
      </button>
      <button type="button" class="quiet" onClick={() => go({ name: 'home' })}>
        {t('home')}
      </button>
    </p>
  );
}

export function ExerciseStrip(): JSX.Element | null {
  const { always } = state.value.exercise;
  return always ? (
    <p class="exercise">
      <strong>{t('exercise')}</strong> {t('exerciseAlways')}
    </p>
  ) : null;
}

// The mandate is of no use just now, as the node says it.
export function Stopped(): JSX.Element | null {
  const { stop } = state.value.mandate;
  return stop === null ? null : (
    <p role="alert" class="warn">
      {t('stopped', { why: detailOf(stop.detail), rule: stop.rule })}
    </p>
  );
}

interface ChoiceProps {
  legend: string;
  hint?: string;
  children: ComponentChildren;
}
export function Choices({ legend, hint, children }: ChoiceProps): JSX.Element {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {hint === undefined ? null : <p class="hint">{hint}</p>}
      {children}
    </fieldset>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  kind?: 'checkbox' | 'radio';
  name?: string;
  change(checked: boolean): void;
}
export function Check({ label, checked, kind = 'checkbox', name, change }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input type={kind} name={name} checked={checked} onChange={(event) => change(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

interface SelectProps<E extends number> {
  label: string;
  list: Exclude<keyof Words, 'Detail'>;
  values: Readonly<Record<string, E>>;
  value: E | null;
  change(value: E | null): void;
}
// One of a closed list, or not seen.
export function Select<E extends number>({ label, list, values, value, change }: SelectProps<E>): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value ?? 0} onChange={(event) => change((Number(event.currentTarget.value) || null) as E | null)}>
        <option value={0}>{t('notSeen')}</option>
        {Object.values(values).map((each) => (
          <option key={each} value={each}>
            {word(list, each)}
          </option>
        ))}
      </select>
    </label>
  );
}
