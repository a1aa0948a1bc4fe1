// A browser that is no device of a mairie yet: what the office signs, what it gives back, what is compared aloud.
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { save } from '../../shared/screen/save';
import type { SeatKind, SeatView } from '../model/views';
import { act, device, go, sentence, state, working } from '../state';
import { day, t, word } from '../speech';
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

export function SeatPairing({ kind, seat }: { kind: SeatKind; seat: SeatView }): JSX.Element {
  const { device: own, pairing, problem } = seat;
  return (
    <>
      {problem === null ? null : (
        <p role="alert" class="warn">
          {sentence(problem)}
        </p>
      )}
      {own === null ? null : (
        <section>
          <h2>{t('pairMake')}</h2>
          <p>{t(kind === 'desk' ? 'pairMakeDesk' : 'pairMakeHint')}</p>
          <dl class="spoken">
            <dt>{t('pairKey')}</dt>
            <dd>{own.key}</dd>
            <dt>{t('pairLine')}</dt>
            <dd class="long">{own.line}</dd>
          </dl>
          <button type="button" class="main" onClick={() => save('device.pub', 'text/plain', own.line)}>
            {t('pairSave')}
          </button>
        </section>
      )}
      {pairing === null ? own === null ? null : <Offer kind={kind} /> : <Compare kind={kind} pairing={pairing} />}
    </>
  );
}

function Offer({ kind }: { kind: SeatKind }): JSX.Element {
  const files = useRef<HTMLInputElement>(null);
  const pasted = useRef<HTMLTextAreaElement>(null);
  const offer = async () => {
    const given = [...(files.current?.files ?? [])];
    const bytes = await Promise.all(given.map(async (file) => new Uint8Array(await file.arrayBuffer())));
    await act(() => device().offer(kind, bytes, pasted.current?.value ?? ''));
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

function Compare({ kind, pairing }: { kind: SeatKind; pairing: NonNullable<SeatView['pairing']> }): JSX.Element {
  const { name, insee, role, until } = pairing;
  return (
    <section>
      <h2>{t('pairCompare')}</h2>
      <p>
        <strong>{t('pairOf', { name, insee, role: word('Role', role), day: day(until) })}</strong>
      </p>
      <p class="hint">{t('pairCompareHint')}</p>
      <dl class="spoken">
        <dt>{t('pairRoot')}</dt>
        <dd>{pairing.root}</dd>
        <dt>{t('pairOffice')}</dt>
        <dd>{pairing.office}</dd>
        <dt>{t('pairKey')}</dt>
        <dd>{pairing.device}</dd>
      </dl>
      <Trouble />
      <div class="row">
        <button type="button" class="main" disabled={working.value} onClick={() => void act(() => device().confirmPairing(kind))}>
          {t('pairAccept')}
        </button>
        <button type="button" onClick={() => location.reload()}>
          {t('pairRefuse')}
        </button>
      </div>
    </section>
  );
}
