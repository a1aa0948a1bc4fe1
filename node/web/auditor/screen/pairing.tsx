// A browser that is no auditor's device yet: what the root signs, what comes back, what is compared aloud.
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { save } from '../../shared/screen/save';
import type { PairingView } from '../model/views';
import { day, t } from '../speech';
import { act, device, sentence, state, working } from '../state';
import { Trouble } from './trouble';

export function Pairing(): JSX.Element {
  const { device: own, pairing, problem } = state.value;
  return (
    <>
      <h1>{t('pairTitle')}</h1>
      {problem === null ? null : (
        <p role="alert" class="warn">
          {sentence(problem)}
        </p>
      )}
      {own === null ? null : (
        <section>
          <h2>{t('pairMake')}</h2>
          <p>{t('pairMakeHint')}</p>
          <dl>
            <dt>{t('pairKey')}</dt>
            <dd class="long">{own.key}</dd>
            <dt>{t('pairLine')}</dt>
            <dd class="long" id="device-line">
              {own.line}
            </dd>
            <dt>{t('pairQr')}</dt>
            <dd class="long">{own.qr}</dd>
          </dl>
          <button type="button" class="main" onClick={() => save('device.pub', 'text/plain', `${own.line}\n`)}>
            {t('pairSave')}
          </button>
        </section>
      )}
      {pairing === null ? own === null ? null : <Offer /> : <Compare pairing={pairing} />}
    </>
  );
}

function Offer(): JSX.Element {
  const files = useRef<HTMLInputElement>(null);
  const pasted = useRef<HTMLTextAreaElement>(null);
  const offer = async () => {
    const given = [...(files.current?.files ?? [])];
    const bytes = await Promise.all(given.map(async (file) => new Uint8Array(await file.arrayBuffer())));
    await act(() => device().offer(bytes, pasted.current?.value ?? ''));
  };
  return (
    <form onSubmit={(event) => (event.preventDefault(), void offer())}>
      <h2>{t('pairTake')}</h2>
      <p class="hint">{t('pairTakeHint')}</p>
      <label class="field">
        <span>{t('pairFiles')}</span>
        <input ref={files} type="file" multiple />
      </label>
      <label class="field">
        <span>{t('pairPaste')}</span>
        <textarea ref={pasted} rows={4} spellcheck={false} autocomplete="off" />
      </label>
      <Trouble />
      <button type="submit" class="main" disabled={working.value}>
        {t('pairCheck')}
      </button>
    </form>
  );
}

function Compare({ pairing }: { pairing: PairingView }): JSX.Element {
  return (
    <section>
      <h2>{t('pairCompare')}</h2>
      <p class="hint">{t('pairCompareHint')}</p>
      <dl>
        <dt>{t('pairNode')}</dt>
        <dd>{pairing.node}</dd>
        <dt>{t('pairUntil')}</dt>
        <dd>{day(pairing.until)}</dd>
        <dt>{t('pairRoot')}</dt>
        <dd class="long">{pairing.root}</dd>
        <dt>{t('pairKey')}</dt>
        <dd class="long">{pairing.device}</dd>
      </dl>
      <Trouble />
      <div class="row">
        <button type="button" class="main" disabled={working.value} onClick={() => void act(() => device().confirmPairing())}>
          {t('pairAccept')}
        </button>
        <button type="button" onClick={() => location.reload()}>
          {t('pairRefuse')}
        </button>
      </div>
    </section>
  );
}
