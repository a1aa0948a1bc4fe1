// What stands below the log: reviews, limits that change, numbers, the directory.
import type { JSX } from 'preact';
import { state } from '../state';
import { Numbers, Pending } from './numbers';
import { Directory, Reviews } from './reviews';

export function Rest(): JSX.Element {
  const { reviews, law, figures, directory } = state.value;
  return (
    <>
      <Reviews reviews={reviews} />
      {law === null ? null : <Pending law={law} />}
      <Numbers figures={figures} />
      <Directory directory={directory} />
    </>
  );
}
