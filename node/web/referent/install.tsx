// iPhone and iPad: the installation in three steps with pictures, before anything is enrolled; and going on all the same.
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { card, mayEnrolHere } from './card';
import { Title } from './parts';
import { ofPart } from './speech';
import { installTexts } from './texts/install';

const p = ofPart(installTexts);

// The share sign, as it stands on the screen.
const shareSign = 'M-9 -5h-5v22h28v-22h-5M0 8v-24M-7 -9l7 -7 7 7';
const Screen = ({ children }: { children: ComponentChildren }): JSX.Element => (
  <svg class="guide" viewBox="0 0 120 150" aria-hidden="true" focusable="false">
    <rect x="3" y="3" width="114" height="144" rx="14" class="glass" />
    {children}
  </svg>
);
const Share = (): JSX.Element => (
  <Screen>
    <path d="M18 24h84M18 38h60M18 52h84M18 66h44" class="faint" />
    <path d="M4 108h112" class="faint" />
    <path d="M20 120l-8 8 8 8M28 120l8 8 -8 8" class="faint" />
    <path d="M88 120h8v16h-8zM101 120h8v16h-8z" class="faint" />
    <circle cx="62" cy="126" r="19" class="ring" />
    <path d={shareSign} transform="translate(62 125) scale(0.7)" class="sign" />
  </Screen>
);
const Add = (): JSX.Element => (
  <Screen>
    <path d="M3 40q0 -8 8 -8h98q8 0 8 8" class="faint" />
    <path d="M18 48h44M18 66h56M90 42h12v12h-12zM90 60h12v12h-12z" class="faint" />
    <path d="M18 126h50M90 120h12v12h-12z" class="faint" />
    <rect x="9" y="80" width="102" height="32" rx="8" class="ring" />
    <path d="M18 96h52M85 87h18v18h-18zM94 91v10M89 96h10" class="sign" />
  </Screen>
);
// Tocsin's own icon among others.
const Open = (): JSX.Element => (
  <Screen>
    <path d="M16 20h20v20h-20zM50 20h20v20h-20zM84 20h20v20h-20zM16 56h20v20h-20zM84 56h20v20h-20z" class="faint" />
    <rect x="43" y="49" width="34" height="34" rx="9" class="ring" />
    <g transform="translate(48 54) scale(0.375)">
      <rect width="64" height="64" rx="12" class="bell-ground" />
      <path d="M32 12c-9 0-14 6-14 15v9l-5 8h38l-5-8v-9c0-9-5-15-14-15z" class="bell" />
      <circle cx="32" cy="49" r="5" class="clapper" />
    </g>
    <path d="M46 92h28" class="sign" />
  </Screen>
);

const steps = [
  ['share', Share],
  ['add', Add],
  ['open', Open],
] as const;

export function Install(): JSX.Element {
  const sure = useSignal(false);
  return (
    <>
      <Title>{p('title')}</Title>
      <p>{p('why')}</p>
      <ol class="guides">
        {steps.map(([key, Picture]) => (
          <li key={key}>
            <Picture />
            <p>{p(key)}</p>
          </li>
        ))}
      </ol>
      <p>
        <strong>{p('keep')}</strong>
      </p>
      {card === '' ? null : <Copy />}
      <button type="button" class="quiet" aria-expanded={sure.value} onClick={() => (sure.value = !sure.value)}>
        {p('cannot')}
      </button>
      {sure.value ? (
        <>
          <p class="warn">{p('risk')}</p>
          <button type="button" class="main second" onClick={() => (mayEnrolHere.value = true)}>
            {p('insist')}
          </button>
        </>
      ) : null}
    </>
  );
}

// The app begins without the link: what it brought is carried over by hand.
function Copy(): JSX.Element {
  const outcome = useSignal<'copied' | 'notCopied' | null>(null);
  const copy = () =>
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(card))
      .then(
        () => void (outcome.value = 'copied'),
        () => void (outcome.value = 'notCopied'),
      );
  return (
    <>
      <button type="button" class="main" onClick={() => void copy()}>
        {p('copy')}
      </button>
      <p role="status">{outcome.value === null ? '' : p(outcome.value)}</p>
    </>
  );
}
