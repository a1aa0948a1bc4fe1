// A screen that is fetched when it is first shown, so that the first one is there at once.
import { signal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';

// `waiting`: what stands there meanwhile, in the language of the moment.
export const later = (waiting: () => string) =>
  function one(load: () => Promise<FunctionComponent>): () => JSX.Element {
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
      return <p role="status">{waiting()}</p>;
    };
  };
