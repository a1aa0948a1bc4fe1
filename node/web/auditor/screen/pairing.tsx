// A browser that is no auditor's device yet: what the root signs, what comes back, what is compared aloud.
import type { JSX } from 'preact';
import { PairingSteps } from '../../shared/screen/pairing';
import { day, ofPart, t } from '../speech';
import { act, device, sentence, state, working } from '../state';
import { Trouble } from './trouble';

export function Pairing(): JSX.Element {
  const { device: own, pairing, problem } = state.value;
  const words = { make: t('pairMake'), makeHint: t('pairMakeHint'), take: t('pairTake'), takeHint: t('pairTakeHint'), compareHint: t('pairCompareHint'), accept: t('pairAccept') };
  const compare = pairing === null ? null : { of: t('pairOf', { node: pairing.node, day: day(pairing.until) }), lines: [[t('pairRoot'), pairing.root]] as const, device: pairing.device };
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
