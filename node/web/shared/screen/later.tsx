// A screen that is fetched when it is first shown, so that the first one is there at once.
import { signal } from '@preact/signals';
import type { FunctionComponent, JSX } from 'preact';

// `waiting`: what stands there meanwhile, in the language of the moment.
export const later = (waiting: () => string) =>
  function one<P extends object = object>(load: () => Promise<FunctionComponent<P>>): (props: P) => JSX.Element {
    const loaded = signal<FunctionComponent<P> | null>(null);
    let asked = false;
    return function Later(props) {
      const Screen = loaded.value;
      if (Screen !== null) return <Screen {...props} />;
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
