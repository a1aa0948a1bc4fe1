// Pieces that several screens of a mairie have.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { ask, problem, sentence, working } from '../state';
import { t } from '../speech';

export function Trouble(): JSX.Element | null {
  const { value } = problem;
  return value === null ? null : (
    <p role="alert" class="warn">
      {sentence(value)}
    </p>
  );
}

// A question in front of the page: the browser keeps the focus inside and gives it back; Escape closes. What the button says
// is what will be done.
export function Question(of: { title: string; hint?: string; send: string; danger?: boolean; ready?: boolean; submit(): void; children?: ComponentChildren }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown !== null && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onCancel={(event) => (event.preventDefault(), ask(null))}>
      <h2 id="question">{of.title}</h2>
      {of.hint === undefined ? null : <p class="hint">{of.hint}</p>}
      <form onSubmit={(event) => (event.preventDefault(), of.submit())}>
        {of.children}
        <Trouble />
        <div class="row">
          <button type="submit" class={of.danger === true ? 'main danger' : 'main'} disabled={working.value || of.ready === false}>
            {of.send}
          </button>
          <button type="button" class="quiet" onClick={() => ask(null)}>
            {t('back')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

export function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      {hint === undefined ? null : <small class="hint">{hint}</small>}
      {children}
    </label>
  );
}
export function Choice(of: { label: string; value: number | string; all: readonly (readonly [number | string, string])[]; choose(value: string): void }): JSX.Element {
  return (
    <Field label={of.label}>
      <select value={String(of.value)} onChange={(event) => of.choose(event.currentTarget.value)}>
        {of.all.map(([value, text]) => (
          <option key={value} value={String(value)}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}
export function Check({ label, checked, change, kind = 'checkbox', name }: { label: string; checked: boolean; change(on: boolean): void; kind?: 'checkbox' | 'radio'; name?: string }): JSX.Element {
  return (
    <label class="check">
      <input type={kind} {...(name === undefined ? {} : { name })} checked={checked} onChange={(event) => change(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
export function Several({ legend, all, chosen, change }: { legend: string; all: readonly (readonly [number, string])[]; chosen: readonly number[]; change(chosen: number[]): void }): JSX.Element {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {all.map(([value, text]) => (
        <Check key={value} label={text} checked={chosen.includes(value)} change={(on) => change(on ? [...chosen, value] : chosen.filter((each) => each !== value))} />
      ))}
    </fieldset>
  );
}
// A table that scrolls inside itself on a small screen. The first cell of a row is its heading.
export function Table({ caption, columns, rows }: { caption: string; columns: readonly string[]; rows: readonly { key: string; cells: ComponentChildren[] }[] }): JSX.Element {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {others.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
// "2026-11-29" as the instant at which that day begins; 0 for what is no day.
export const dayGiven = (text: string): number => (/^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) || 0 : 0);
export const dayText = (at: number): string => (at === 0 ? '' : new Date(at).toISOString().slice(0, 10));
