// A browser that is no device of a mairie yet: what the office signs, what it gives back, what is compared aloud.
import type { JSX } from 'preact';
import { PairingSteps } from '../../shared/screen/pairing';
import type { SeatKind, SeatView } from '../model/views';
import { act, device, go, sentence, state, working } from '../state';
import { day, ofPart, t, word } from '../speech';
import { Trouble } from './parts';

export function OfficePairing(): JSX.Element {
  return (
    <>
      <h1>{t('pairTitle')}</h1>
      <p>
        {t('pairFirst')}{' '}
        <button type="button" class="quiet" onClick={() => go('found')}>
          {t('page_found')}
        </button>
      </p>
      <SeatPairing kind="office" seat={state.value.office} />
    </>
  );
}

export function SeatPairing({ kind, seat: { device: own, pairing, problem } }: { kind: SeatKind; seat: SeatView }): JSX.Element {
  const makeHint = t(kind === 'desk' ? 'pairMakeDesk' : 'pairMakeHint');
  const words = { make: t('pairMake'), makeHint, take: t('pairTake'), takeHint: t('pairTakeHint'), compareHint: t('pairCompareHint'), accept: t('pairAccept') };
  const compare = pairing === null ? null : {
    of: t('pairOf', { name: pairing.name, insee: pairing.insee, role: word('Role', pairing.role), day: day(pairing.until) }),
    lines: [[t('pairRoot'), pairing.root], [t('pairOffice'), pairing.office]] as const,
    device: pairing.device,
  };
  return (
    <PairingSteps
      ofPart={ofPart}
      words={words}
      problem={problem === null ? null : sentence(problem)}
      device={own}
      compare={compare}
      trouble={<Trouble />}
      working={working.value}
      offer={(files, pasted) => void act(() => device().offer(kind, files, pasted))}
      accept={() => void act(() => device().confirmPairing(kind))}
    />
  );
}
