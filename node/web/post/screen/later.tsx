// A screen that is fetched when it is first shown, so that the list is there at once.
import { signal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';
import { t } from '../speech';

export function later(load: () => Promise<FunctionComponent>): () => JSX.Element {
  const loaded = signal<FunctionComponent | null>(null);
  let asked = false;
  return function Later() {
    const Screen = loaded.value;
    if (Screen !== null) return <Screen />;
    if (!asked) {
      asked = true;
      load().then(
        (screen) => (loaded.value = screen),
        () => (asked = false), // the next showing asks again
      );
    }
    return <p role="status">{t('opening')}</p>;
  };
}
