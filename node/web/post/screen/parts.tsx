// Pieces that several screens of a desk have.
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { panel, problem, sentence, working } from '../state';
import { t } from '../speech';

// A question in front of the page: the browser keeps the focus inside and gives it back; Escape closes.
export function Question({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown !== null && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onCancel={(event) => (event.preventDefault(), (panel.value = null))}>
      <h2 id="question">{title}</h2>
      {hint === undefined ? null : <p class="hint">{hint}</p>}
      <Trouble />
      {children}
      <button type="button" class="quiet" onClick={() => (panel.value = null)}>
        {t('back')}
      </button>
    </dialog>
  );
}

// Numbered answers: a key, a click, or Tab and Enter.
export function Answers({ all, choose }: { all: readonly (readonly [number, string])[]; choose(value: number): void }): JSX.Element {
  return (
    <ol class="answers">
      {all.map(([value, text], i) => (
        <li key={value}>
          <button type="button" data-answer disabled={working.value} onClick={() => choose(value)}>
            <kbd aria-hidden="true">{i + 1}</kbd> {text}
          </button>
        </li>
      ))}
    </ol>
  );
}

export function Trouble(): JSX.Element | null {
  const { value } = problem;
  return value === null ? null : (
    <p role="alert" class="warn">
      {sentence(value)}
    </p>
  );
}

export function Key({ children }: { children: string }): JSX.Element {
  return <kbd>{children}</kbd>;
}
