// What stands below the charter: numbers, limits, checks.
import type { JSX } from 'preact';
import { state } from '../state';
import { Checks } from './check';
import { Limits } from './limits';
import { Numbers } from './numbers';

export function Rest(): JSX.Element | null {
  const { charter, law, figures } = state.value;
  if (charter === null || law === null) return null;
  return (
    <>
      <Numbers figures={figures} charter={charter} law={law} />
      <Limits law={law} />
      <Checks />
    </>
  );
}
