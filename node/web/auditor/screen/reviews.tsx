// Reviews: what is owed and by when, opening one; and the node's papers beside the prefecture's directory.
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ReviewSubject } from '../../shared/base/vocabulary.gen';
import { Part, Table } from '../../shared/screen/parts';
import type { DirectoryView, ReviewView } from '../model/views';
import { day, t, word } from '../speech';
import { act, device, said, state, working } from '../state';
import { Trouble } from './trouble';

const subjects = [ReviewSubject.office, ReviewSubject.mandate, ReviewSubject.officer] as const;
const rulesMax = 36;

function row({ rule, subject, about, asks, by, due, state: stands, outcome, id }: ReviewView) {
  const name = about === '' ? word('ReviewSubject', subject) : `${word('ReviewSubject', subject)} ${about.slice(0, 8)}…`;
  const standing = stands === 'answered' ? t('state_answered', { outcome: word('ReviewOutcome', outcome) }) : t(`state_${stands}`);
  return [id.slice(0, 12), `R${rule}`, name, t(`asks_${asks}`), t(`by_${by}`), day(due), standing] as const;
}

export function Reviews({ reviews }: { reviews: readonly ReviewView[] }): JSX.Element {
  return (
    <Part id="reviews" title={t('reviews')}>
      <p class="hint">{t('reviewsHint')}</p>
      {reviews.length === 0 ? (
        <p>{t('noReviews')}</p>
      ) : (
        <Table caption={t('reviews')} heads={[t('number'), t('rule'), t('about'), t('asks'), t('by'), t('due'), t('state')]} rows={reviews.map(row)} />
      )}
      <Open />
    </Part>
  );
}

function Open(): JSX.Element {
  const [subject, choose] = useState<ReviewSubject>(ReviewSubject.office);
  const form = useRef<HTMLFormElement>(null);
  const commune = state.value.node?.commune === true;
  const value = (name: string) => (form.current?.elements.namedItem(name) as HTMLInputElement | null)?.value ?? '';
  const open = () =>
    act(
      () => device().review({ insee: value('insee').toUpperCase(), rule: Number(value('rule')), subject, about: value('about'), asks: value('asks') === 'post' ? 'post' : 'mairie' }),
      t('reviewDone'),
    );
  return (
    <form ref={form} onSubmit={(event) => (event.preventDefault(), void open())}>
      <h3>{t('reviewOpen')}</h3>
      <label class="field">
        <span>{t('reviewRule')}</span>
        <input name="rule" type="number" min={1} max={rulesMax} required />
      </label>
      {commune ? null : (
        <label class="field">
          <span>{t('reviewCommune')}</span>
          <input name="insee" pattern="(\d\d|2[ABab])\d{3}" required />
        </label>
      )}
      <label class="field">
        <span>{t('about')}</span>
        <select value={subject} onChange={(event) => choose(subjects[event.currentTarget.selectedIndex] ?? ReviewSubject.office)}>
          {subjects.map((each) => (
            <option key={each} value={each}>
              {word('ReviewSubject', each)}
            </option>
          ))}
        </select>
      </label>
      {subject === ReviewSubject.office ? null : (
        <label class="field">
          <span>{t('reviewAbout')}</span>
          <input name="about" required autocomplete="off" spellcheck={false} />
        </label>
      )}
      <label class="field">
        <span>{t('asks')}</span>
        <select name="asks">
          <option value="post">{t('asks_post')}</option>
          <option value="mairie">{t('asks_mairie')}</option>
        </select>
      </label>
      <Trouble />
      <button type="submit" class="main" disabled={working.value}>
        {t('reviewSend')}
      </button>
      <p role="status">{said.value}</p>
    </form>
  );
}

export function Directory({ directory }: { directory: DirectoryView | null }): JSX.Element {
  const compare = async (file: File | undefined) => {
    if (file !== undefined) await act(async () => device().compare(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <Part id="directory" title={t('directory')}>
      <p class="hint">{t('directoryHint')}</p>
      <label class="field">
        <span>{t('directoryFile')}</span>
        <input type="file" onChange={(event) => void compare(event.currentTarget.files?.[0])} />
      </label>
      {directory === null ? null : (
        <Table
          caption={t('directoryIssued', { sequence: directory.sequence, day: day(directory.issued) })}
          heads={[t('code'), t('name'), t('listed'), t('held'), t('is')]}
          rows={directory.lines.map(({ code, name, listed, held, is }) => [code, name, listed === 0 ? '–' : listed, held, t(`is_${is}`)] as const)}
        />
      )}
    </Part>
  );
}
