// The card in the link that somebody was given, and whether this is the place to use it.
import { signal } from '@preact/signals';

// After the `#`, which no server sees; it leaves the address at once.
function cardInLink(): string {
  const text = decodeURIComponent(location.hash.slice(1));
  if (!/^TOCSIN/i.test(text)) return '';
  history.replaceState(history.state, '', location.pathname);
  return text;
}
export const card = cardInLink();

// iPhone and iPad keep keys for an installed app alone. An iPad calls itself a Mac, and is one that is touched.
const { userAgent, platform, maxTouchPoints, standalone } = navigator as Navigator & { standalone?: boolean };
const apple = /iPhone|iPad|iPod/.test(userAgent) || (platform === 'MacIntel' && maxTouchPoints > 1);
// True until the person insists, or for ever where nothing is to be installed.
export const mayEnrolHere = signal(!apple || standalone === true);
