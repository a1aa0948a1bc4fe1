// What went wrong with the last act, read aloud.
import type { JSX } from 'preact';
import { problem, sentence } from '../state';

export function Trouble(): JSX.Element | null {
  const { value } = problem;
  return value === null ? null : (
    <p role="alert" class="warn">
      {sentence(value)}
    </p>
  );
}
