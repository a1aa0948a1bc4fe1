// Invitations on paper: a card a page, with a QR code, the same in letters, and room for the six words of the interview.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { QrCode } from '../../shared/screen/qr';
import { cardInQr, isPageAddress } from '../model/qr';
import type { CardView } from '../model/views';
import { act, device, state, working } from '../state';
import { dayAndTime, t } from '../speech';
import { Line } from './line';
import { Field, Trouble } from './parts';

const addressKept = 'referents';
function keptAddress(): string {
  try {
    return localStorage.getItem(addressKept) ?? '';
  } catch {
    return ''; // a browser that keeps nothing asks each time
  }
}

export function Cards(): JSX.Element {
  const { cards } = state.value;
  const [name, setName] = useState('');
  const [hours, setHours] = useState(72);
  const [address, setAddress] = useState(keptAddress());
  const keep = (typed: string) => {
    setAddress(typed);
    try {
      if (isPageAddress(typed)) localStorage.setItem(addressKept, typed);
    } catch {
      return;
    }
  };
  const make = async () => {
    if (await act(() => device().invite(name, hours), t('did_card', { name }))) setName('');
  };
  return (
    <>
      <h1 class="unprinted">{t('page_cards')}</h1>
      <div class="unprinted">
        <Line kind="office" />
        <p class="hint">{t('cardsHint')}</p>
        <form onSubmit={(event) => (event.preventDefault(), void make())}>
          <Field label={t('cardName')} hint={t('cardNameHint')}>
            <input type="text" required maxLength={60} autocomplete="off" value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </Field>
          <Field label={t('cardHours')}>
            <input type="number" min={1} max={72} required value={hours} onInput={(event) => setHours(Number(event.currentTarget.value))} />
          </Field>
          <Field label={t('cardAddress')} hint={t('cardAddressHint')}>
            <input type="text" inputMode="url" autocomplete="off" value={address} aria-invalid={!isPageAddress(address)} onInput={(event) => keep(event.currentTarget.value.trim())} />
          </Field>
          <Trouble />
          <button type="submit" class="main" disabled={working.value || name.trim() === ''}>
            {t('cardMake')}
          </button>
        </form>
        {cards.length === 0 ? null : (
          <div class="row">
            <button type="button" class="main" onClick={() => print()}>
              {t('print')}
            </button>
            <button type="button" onClick={() => void act(() => device().forgetCards(), t('did_forgotten'))}>
              {t('cardsForget')}
            </button>
          </div>
        )}
      </div>
      <ul class="plain printed">
        {cards.map((card) => (
          <li key={card.id}>
            <PaperCard card={card} address={isPageAddress(address) ? address : ''} />
          </li>
        ))}
      </ul>
    </>
  );
}

function PaperCard({ card, address }: { card: CardView; address: string }): JSX.Element {
  const { commune } = state.value;
  return (
    <article class="sheet cut">
      <h2>{t('cardTitle', { commune: commune?.name ?? '' })}</h2>
      {commune?.exercise === true ? <p class="striped">{t('exercise')}</p> : null}
      <p>
        <strong>{card.name}</strong> · {t('cardUntil', { until: dayAndTime(card.until) })}
      </p>
      <QrCode text={cardInQr(card.text, address)} label={t('cardQr')} />
      <p>{address === '' ? t('cardStepsTyped') : t('cardSteps', { address })}</p>
      <p class="typed">{card.text}</p>
      <h3>{t('cardWords')}</h3>
      <ol class="lines">
        {[1, 2, 3, 4, 5, 6].map((each) => (
          <li key={each} />
        ))}
      </ol>
      <p class="hint">{t('cardOnce')}</p>
      <p>
        <strong>{t('card17')}</strong>
      </p>
    </article>
  );
}
