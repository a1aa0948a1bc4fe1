// The form that writes a letter on this device. What is typed lives in this component and in the letter on the screen, and
// goes with them: nothing of it is given to the visit's worker, to storage or to the address.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { save } from '../../shared/screen/save';
import { type Typed, abouts, letterOf, mailTo } from '../letter';
import type { CharterView, PostView } from '../model';
import { day, t } from '../speech';
import { state } from '../state';

const empty: Typed = { about: 'access', name: '', address: '', facts: '' };

export function LetterForm(): JSX.Element | null {
  const { charter, post } = state.value;
  return charter === null || post === null ? null : <Form charter={charter} post={post} />;
}

function Form({ charter, post }: { charter: CharterView; post: PostView }): JSX.Element {
  const [typed, type] = useState<Typed>(empty);
  const [mail, setMail] = useState('');
  const place = { commune: charter.commune, insee: charter.insee, post: post.name, telephone: post.telephone };
  const letter = letterOf(typed, place, day(Date.now()));
  const change = (part: Partial<Typed>) => type({ ...typed, ...part });
  return (
    <form onSubmit={(event) => event.preventDefault()} autocomplete="off">
      <label class="field">
        <span>{t('letterAbout')}</span>
        <select value={typed.about} onChange={(event) => change({ about: abouts[event.currentTarget.selectedIndex] ?? 'access' })}>
          {abouts.map((about) => (
            <option key={about} value={about}>
              {t(`about_${about}`)}
            </option>
          ))}
        </select>
      </label>
      <p>
        <strong>{t('letterTo', { to: letter.to })}</strong> {t('letterWhy', { why: t(`why_${typed.about}`) })}
      </p>
      <label class="field">
        <span>{t('letterName')}</span>
        <input value={typed.name} autocomplete="name" onInput={(event) => change({ name: event.currentTarget.value })} />
      </label>
      <label class="field">
        <span>{t('letterAddress')}</span>
        <textarea rows={3} value={typed.address} autocomplete="street-address" onInput={(event) => change({ address: event.currentTarget.value })} />
      </label>
      <label class="field">
        <span>{t('letterFacts')}</span>
        <small class="hint">{t('letterFactsHint')}</small>
        <textarea rows={6} value={typed.facts} onInput={(event) => change({ facts: event.currentTarget.value })} />
      </label>
      <label class="field">
        <span>{t('letterMail')}</span>
        <small class="hint">{t('letterMailHint')}</small>
        <input type="email" value={mail} onInput={(event) => setMail(event.currentTarget.value)} />
      </label>
      <h3>{t('letterPreview')}</h3>
      <div class="printed sheet" lang="fr" tabIndex={0} role="region" aria-label={t('letterPreview')}>
        {letter.text}
      </div>
      <div class="row">
        <button type="button" class="main" onClick={() => print()}>
          {t('letterPrint')}
        </button>
        <a class="button" href={mailTo(letter, mail)}>
          {t('letterSend')}
        </a>
        <button type="button" onClick={() => save('lettre.txt', 'text/plain;charset=utf-8', letter.text)}>
          {t('letterSave')}
        </button>
        <button type="button" class="quiet" onClick={() => (type(empty), setMail(''))}>
          {t('letterErase')}
        </button>
      </div>
    </form>
  );
}
