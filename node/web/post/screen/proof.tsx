// What the officer signed, on the sheet that goes with a procedure: a code that any telephone reads, to be verified without us.
import type { JSX } from 'preact';
import { QrCode } from '../../shared/screen/qr';
import { t } from '../speech';
import { state } from '../state';

export function Proof(): JSX.Element | null {
  const { disclosure } = state.value;
  if (disclosure === null) return null;
  const officer = disclosure.officer.match(/.{4}/g)?.join(' ') ?? '';
  return (
    <figure class="proof">
      <QrCode text={disclosure.proof.toUpperCase()} label={t('proofCode')} />
      <figcaption>
        {t('proof', { officer })} <code>tocsin audit hand-over</code>
      </figcaption>
    </figure>
  );
}
