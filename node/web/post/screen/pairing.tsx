// A browser that is no device of a post yet: what the office signs, what it gives back, what is compared aloud.
import type { JSX } from 'preact';
import { PairingSteps } from '../../shared/screen/pairing';
import { act, device, sentence, state, working } from '../state';
import { day, ofPart, t, word } from '../speech';
import { Trouble } from './parts';

export function Pairing(): JSX.Element {
  const { device: own, pairing, problem } = state.value;
  const words = { make: t('pairMake'), makeHint: t('pairMakeHint'), take: t('pairTake'), takeHint: t('pairTakeHint'), compareHint: t('pairCompareHint'), accept: t('pairAccept') };
  const compare = pairing === null ? null : {
    of: t('pairPost', { name: pairing.name, id: pairing.post, role: word('Role', pairing.role), day: day(pairing.until) }),
    lines: [[t('pairRoot'), pairing.root], [t('pairOffice'), pairing.office]] as const,
    device: pairing.device,
  };
  return (
    <>
      <h1>{t('pairTitle')}</h1>
      <PairingSteps
        ofPart={ofPart}
        words={words}
        problem={problem === null ? null : sentence(problem)}
        device={own}
        compare={compare}
        trouble={<Trouble />}
        working={working.value}
        offer={(files, pasted) => void act(() => device().offer(files, pasted))}
        accept={() => void act(() => device().confirmPairing())}
      />
    </>
  );
}
