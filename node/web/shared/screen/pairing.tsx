// A browser that is no device of an office yet: what the office signs, what it gives back, what is compared aloud.
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { pairingTexts } from './pairing_texts';
import { save } from './save';
import type { speaking } from './texts';

export interface PairingSteps {
  ofPart: ReturnType<typeof speaking>['ofPart'];
  words: { make: string; makeHint: string; take: string; takeHint: string; compareHint: string; accept: string };
  problem: string | null; // why it cannot go on
  device: { line: string; qr: string; key: string } | null;
  // What was read and verified: of whom it is, and the lines that are read aloud.
  compare: { of: string; lines: readonly (readonly [name: string, text: string])[]; device: string } | null;
  trouble: ComponentChildren; // what became of the last act
  working: boolean;
  offer(files: Uint8Array[], pasted: string): void;
  accept(): void;
}

export function PairingSteps(steps: PairingSteps): JSX.Element {
  const { problem, device, compare } = steps;
  return (
    <>
      {problem === null ? null : (
        <p role="alert" class="warn">
          {problem}
        </p>
      )}
      {device === null ? null : <Make {...steps} device={device} />}
      {compare === null ? device === null ? null : <Offer {...steps} /> : <Compare {...steps} compare={compare} />}
    </>
  );
}

function Make({ ofPart, words, device }: PairingSteps & { device: NonNullable<PairingSteps['device']> }): JSX.Element {
  const p = ofPart(pairingTexts);
  return (
    <section>
      <h2>{words.make}</h2>
      <p>{words.makeHint}</p>
      <dl class="spoken">
        <dt>{p('key')}</dt>
        <dd>{device.key}</dd>
        <dt>{p('line')}</dt>
        <dd class="long">{device.line}</dd>
        <dt>{p('qr')}</dt>
        <dd class="long">{device.qr}</dd>
      </dl>
      <button type="button" class="main" onClick={() => save('device.pub', 'text/plain', `${device.line}\n`)}>
        {p('save')}
      </button>
    </section>
  );
}

function Offer({ ofPart, words, trouble, working, offer }: PairingSteps): JSX.Element {
  const p = ofPart(pairingTexts);
  const files = useRef<HTMLInputElement>(null);
  const pasted = useRef<HTMLTextAreaElement>(null);
  const read = async () => {
    const given = [...(files.current?.files ?? [])];
    const bytes = await Promise.all(given.map(async (file) => new Uint8Array(await file.arrayBuffer())));
    offer(bytes, pasted.current?.value ?? '');
  };
  return (
    <form onSubmit={(event) => (event.preventDefault(), void read())}>
      <h2>{words.take}</h2>
      <p class="hint">{words.takeHint}</p>
      <label class="field">
        <span>{p('files')}</span>
        <input ref={files} type="file" multiple />
      </label>
      <label class="field">
        <span>{p('paste')}</span>
        <textarea ref={pasted} rows={4} spellcheck={false} autocomplete="off" />
      </label>
      {trouble}
      <button type="submit" class="main" disabled={working}>
        {p('check')}
      </button>
    </form>
  );
}

function Compare({ ofPart, words, compare, trouble, working, accept }: PairingSteps & { compare: NonNullable<PairingSteps['compare']> }): JSX.Element {
  const p = ofPart(pairingTexts);
  const lines = [...compare.lines, [p('key'), compare.device] as const];
  return (
    <section>
      <h2>{p('compare')}</h2>
      <p>
        <strong>{compare.of}</strong>
      </p>
      <p class="hint">{words.compareHint}</p>
      <dl class="spoken">
        {lines.map(([name, text]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{text}</dd>])}
      </dl>
      {trouble}
      <div class="row">
        <button type="button" class="main" disabled={working} onClick={accept}>
          {words.accept}
        </button>
        <button type="button" onClick={() => location.reload()}>
          {p('refuse')}
        </button>
      </div>
    </section>
  );
}
