// First run: what a mayor and the secretary decide before there is a node. It makes a file for the host, where the office key
// is made and stays, and reads the charter back, to be compared with the post and signed by all three.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Category } from '../../shared/base/vocabulary.gen';
import { save } from '../../shared/screen/save';
import { type Commune, type Found, findCommune, loadTable } from '../model/communes';
import type { CharterReading } from '../model/founding';
import { type Founding as Wish, commandsFor, faultsIn, foundingFile } from '../model/founding_file';
import { act, device, go, working } from '../state';
import { day, ofPart, t, word } from '../speech';
import { foundingTexts } from '../texts/founding';
import { Check, Field, Several, Trouble } from './parts';

const p = ofPart(foundingTexts);

const proportionate = Object.values(Category).filter((each) => each !== Category.INC && each !== Category.DEP);
const empty: Wish = { insee: '', name: '', post: '', signed: new Date().toISOString().slice(0, 10), months: 36, real: false, address: '', sectors: [], categories: proportionate };

export function Founding(): JSX.Element {
  const [wish, setWish] = useState<Wish>(empty);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<Wish>) => setWish({ ...wish, ...part });
  const faults = faultsIn(wish);
  const made = tried && faults.length === 0;
  return (
    <>
      <h1>{t('page_found')}</h1>
      <p>{p('foundHint')}</p>
      <form onSubmit={(event) => (event.preventDefault(), setTried(true))}>
        <CommuneChoice chosen={wish} choose={({ insee, name }) => set({ insee, name, sectors: [{ id: 1, name }] })} />
        <Field label={p('foundSigned')} hint={p('foundSignedHint')}>
          <input type="date" required value={wish.signed} onInput={(event) => set({ signed: event.currentTarget.value })} />
        </Field>
        <Field label={p('foundMonths')}>
          <input type="number" min={1} max={36} required value={wish.months} onInput={(event) => set({ months: Number(event.currentTarget.value) })} />
        </Field>
        <Field label={p('foundPost')} hint={p('foundPostHint')}>
          <input type="text" required autocomplete="off" aria-invalid={tried && faults.includes('post')} value={wish.post} onInput={(event) => set({ post: event.currentTarget.value.trim().toUpperCase() })} />
        </Field>
        <Field label={p('foundAddress')} hint={p('foundAddressHint')}>
          <input type="text" autocomplete="off" aria-invalid={tried && faults.includes('address')} value={wish.address} onInput={(event) => set({ address: event.currentTarget.value.trim() })} />
        </Field>
        <SectorList sectors={wish.sectors} set={(sectors) => set({ sectors })} />
        <Several legend={p('foundCategories')} all={Object.values(Category).map((each) => [each, word('Category', each)] as const)} chosen={wish.categories} change={(categories) => set({ categories: [...categories].sort((a, b) => a - b) })} />
        <p class="hint">{p('foundCategoriesHint')}</p>
        <Check label={p('foundReal')} checked={wish.real} change={(real) => set({ real })} />
        {tried && faults.length > 0 ? (
          <p role="alert" class="warn">
            {p('foundFaults', { fields: faults.map((each) => p(`fault_${each}`)).join(', ') })}
          </p>
        ) : null}
        <button type="submit" class="main">
          {p('foundMake')}
        </button>
      </form>
      {made ? <Made wish={wish} /> : null}
      <ReadBack />
    </>
  );
}

function CommuneChoice({ chosen, choose }: { chosen: Wish; choose(commune: Commune): void }): JSX.Element {
  const typed = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [failed, setFailed] = useState(false);
  const look = async () => {
    setFailed(false);
    try {
      const next = findCommune(await loadTable(), typed.current?.value ?? '');
      setFound(next);
      if (next.communes.length === 1 && !next.suggestions) choose(next.communes[0] as Commune);
    } catch {
      setFailed(true);
    }
  };
  return (
    <fieldset>
      <legend>{p('foundCommune')}</legend>
      <div class="bar">
        <Field label={p('foundName')}>
          <input ref={typed} type="text" autocomplete="off" onKeyDown={(event) => (event.key === 'Enter' ? (event.preventDefault(), void look()) : undefined)} />
        </Field>
        <button type="button" onClick={() => void look()}>
          {p('foundLook')}
        </button>
      </div>
      <p role="status" class={failed ? 'warn' : 'hint'}>
        {failed ? p('foundTable') : found === null ? '' : found.communes.length === 0 ? p('foundNone') : found.suggestions ? p('foundNear') : p('foundCount', { count: found.communes.length })}
      </p>
      {found === null || (found.communes.length === 1 && !found.suggestions)
        ? null
        : found.communes.slice(0, 12).map((each) => (
            <Check
              key={each.insee}
              kind="radio"
              name="commune"
              label={p('foundOne', { name: each.name, insee: each.insee, department: each.departmentName, population: each.population })}
              checked={chosen.insee === each.insee}
              change={() => choose(each)}
            />
          ))}
      {chosen.insee === '' ? null : (
        <p>
          <strong>{p('foundChosen', { name: chosen.name, insee: chosen.insee })}</strong>
        </p>
      )}
    </fieldset>
  );
}

export function SectorList({ sectors, set }: { sectors: Wish['sectors']; set(sectors: Wish['sectors']): void }): JSX.Element {
  const next = Math.max(0, ...sectors.map((each) => each.id)) + 1;
  return (
    <fieldset>
      <legend>{p('foundSectors')}</legend>
      <p class="hint">{p('foundSectorsHint')}</p>
      {sectors.map((sector, i) => (
        <div class="bar" key={sector.id}>
          <Field label={t('sectorNumber', { id: sector.id })}>
            <input type="text" maxLength={60} required value={sector.name} onInput={(event) => set(sectors.map((each, at) => (at === i ? { ...each, name: event.currentTarget.value } : each)))} />
          </Field>
          <button type="button" onClick={() => set(sectors.filter((_, at) => at !== i))}>
            {p('sectorRemove', { id: sector.id })}
          </button>
        </div>
      ))}
      <button type="button" onClick={() => set([...sectors, { id: next, name: '' }])}>
        {p('sectorAdd')}
      </button>
    </fieldset>
  );
}

function Made({ wish }: { wish: Wish }): JSX.Element {
  const file = foundingFile(wish);
  return (
    <section class="card">
      <h2>{p('foundFile', { name: `${wish.insee}.founding` })}</h2>
      <p>{p('foundFileHint')}</p>
      <pre class="typed" tabIndex={0} aria-label={p('foundFile', { name: `${wish.insee}.founding` })}>
        {file}
      </pre>
      <button type="button" class="main" onClick={() => save(`${wish.insee}.founding`, 'text/plain', file)}>
        {p('foundSave')}
      </button>
      <h3>{p('foundCommands')}</h3>
      <ol class="typed">
        {commandsFor(wish).map((each) => (
          <li key={each}>
            <code>{each}</code>
          </li>
        ))}
      </ol>
      <p>{p('foundCompare')}</p>
    </section>
  );
}

function ReadBack(): JSX.Element {
  const [charter, setCharter] = useState<CharterReading | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const read = async () => {
    const given = file.current?.files?.[0];
    if (given === undefined) return;
    setCharter(null);
    await act(async () => setCharter(await device().readCharter(new Uint8Array(await given.arrayBuffer()))));
  };
  return (
    <section>
      <h2>{p('readTitle')}</h2>
      <p class="hint">{p('readHint')}</p>
      <Field label={p('readFile')}>
        <input ref={file} type="file" />
      </Field>
      <Trouble />
      <button type="button" disabled={working.value} onClick={() => void read()}>
        {p('readShow')}
      </button>
      {charter === null ? null : <Charter of={charter} />}
    </section>
  );
}

function Charter({ of }: { of: CharterReading }): JSX.Element {
  const complete = of.mairie && of.post_signed && of.root >= 2;
  return (
    <article class="card">
      <h3>{t('readCharter', { name: of.name, insee: of.insee, sequence: of.sequence })}</h3>
      <p>{p(of.exercise ? 'readExercise' : 'readReal', { from: day(of.from), until: day(of.until), post: of.post })}</p>
      <p>
        {p('foundSectors')} : {of.sectors.join(', ')}
      </p>
      <p>{t('charterCategories', { names: of.categories.map((each) => word('Category', each)).join(', ') })}</p>
      <h4>{p('readWords')}</h4>
      <ol class="words">
        {of.words.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ol>
      <p class="hint">{p('readWordsHint')}</p>
      <ul>
        <li>{p(of.mairie ? 'signedMairie' : 'unsignedMairie')}</li>
        <li>{p(of.post_signed ? 'signedPost' : 'unsignedPost')}</li>
        <li>{p('signedRoot', { count: of.root })}</li>
      </ul>
      <p class={complete ? 'good' : ''}>{p(complete ? 'readComplete' : 'readMissing')}</p>
      {complete ? (
        <button type="button" class="main" onClick={() => go('home')}>
          {t('pairTitle')}
        </button>
      ) : null}
    </article>
  );
}
