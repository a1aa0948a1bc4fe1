// The alert that is chosen: what may be done with it, its content while it is open, what is signed.
import type { JSX } from 'preact';
import { rowsOf } from '../model/content';
import type { AlertView, Disclosure, ReadingView } from '../model/views';
import type { ActName, WhyNot } from '../model/acts';
import { begin, current, device, state, whyNotText, working } from '../state';
import { dayAndTime, language, t, word } from '../speech';
import { marksOf, stepText } from './list';
import { later } from '../../shared/screen/later';
import { save } from '../../shared/screen/save';
import { Trouble } from './parts';

const offered: readonly { name: ActName; key: string }[] = [
  { name: 'open', key: '↵' },
  { name: 'take', key: 'P' },
  { name: 'close', key: 'C' },
  { name: 'callBack', key: 'R' },
  { name: 'group', key: 'G' },
  { name: 'pass', key: 'T' },
  { name: 'handOver', key: '' },
  { name: 'release', key: 'L' },
  { name: 'reopen', key: 'O' },
  { name: 'confirm', key: '' },
];

export function Detail(): JSX.Element {
  const alert = current.value;
  const { reading, disclosure } = state.value;
  if (alert === null) return <p class="hint">{t('chooseAlert')}</p>;
  return (
    <section class={alert.exercise ? 'detail striped' : 'detail'} aria-labelledby="chosen">
      <h2 id="chosen">
        {alert.exercise ? `${t('exercise')} · ` : ''}
        {word('Category', alert.category)}
      </h2>
      <p>
        {alert.commune} · {alert.sector} · {t('created', { time: dayAndTime(alert.created) })}
      </p>
      <Trouble />
      {reading !== null && reading.id === alert.id ? <Reading reading={reading} sector={alert.sector} /> : null}
      <Acts alert={alert} />
      {disclosure !== null && disclosure.id === alert.id ? <Disclosed disclosure={disclosure} /> : null}
      <Marks alert={alert} />
      <h3>{t('history')}</h3>
      <ol class="plain">
        {alert.steps.map((step) => (
          <li key={`${step.byPost}${step.at}${step.state}`}>
            {stepText(step)} ({t(step.byPost ? 'byPost' : 'byCommune')})
          </li>
        ))}
      </ol>
    </section>
  );
}

// What this alert is no subject of takes no room; what only has to wait is shown with the reason.
const noSubject: readonly (WhyNot | null)[] = ['notHeld', 'notClosed', 'nobodyAbove', 'notFromDesk'];

function Acts({ alert }: { alert: AlertView }): JSX.Element {
  return (
    <ul class="acts plain">
      {offered
        .filter(({ name }) => !noSubject.includes(alert.why[name]) && (name !== 'confirm' || alert.unconfirmed))
        .map(({ name, key }) => {
          const why = alert.why[name];
          return (
            <li key={name}>
              <button type="button" aria-disabled={why !== null} disabled={working.value} onClick={() => begin(name, alert)}>
                {key === '' ? null : <kbd aria-hidden="true">{key}</kbd>} {t(`act_${name}`)}
                {why === null ? null : <small class="hint"> {whyNotText(name, alert)}</small>}
              </button>
            </li>
          );
        })}
    </ul>
  );
}

function Marks({ alert }: { alert: AlertView }): JSX.Element | null {
  const all = [...marksOf(alert), ...alert.flags.map((flag) => t(`flag_${flag}`))];
  return all.length === 0 ? null : (
    <ul class="marks">
      {all.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

const rowsIn = (content: ReadingView['content'], sector: string) =>
  rowsOf(content, language.value.words, { sector: t('sector'), street: t('street') }, sector, dayAndTime);

function Rows({ rows }: { rows: ReturnType<typeof rowsIn> }): JSX.Element {
  return (
    <dl class="content">
      {rows.map((row, i) => (
        <div key={i}>
          <dt>{t(`row_${row.name}`)}</dt>
          <dd>{row.text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Reading({ reading, sector }: { reading: ReadingView; sector: string }): JSX.Element {
  const { name, telephone } = reading;
  return (
    <section class="sheet" aria-labelledby="reading">
      <h3 id="reading">{t('reading')}</h3>
      <p class="hint">{t('readingHint')}</p>
      <Rows rows={rowsIn(reading.content, sector.replace(/^\d+ ?/, ''))} />
      {name === '' && telephone === '' ? null : (
        <p>
          {t('sender')} : <bdi>{name}</bdi> · <a href={`tel:${telephone.replace(/ /g, '')}`}>{telephone}</a>
        </p>
      )}
      <button type="button" onClick={() => void device().back()}>
        {t('back')}
      </button>
    </section>
  );
}

const Proof = later(() => t('opening'))(async () => (await import('./proof')).Proof);

// R30. Files are made when they are asked for; the printed page is this sheet alone.
function Disclosed({ disclosure }: { disclosure: Disclosure }): JSX.Element {
  const { id, procedure, leaf, post, at, commune, sector, content, exercise } = disclosure;
  const name = `tocsin-${id.slice(0, 16)}`;
  const places = { sector: t('sector'), street: t('street') };
  const json = async () => save(`${name}.json`, 'application/json', (await import('../model/handover')).handOverJson(disclosure, places));
  const cap = async () => {
    const [{ handOverCap }, { capXml }] = await Promise.all([import('../model/handover'), import('../model/cap')]);
    const rows = { conduct: t('row_conduct'), place: t('row_place'), observed: t('row_observed'), vehicle: t('row_vehicle'), persons: t('row_persons'), person: t('row_person') };
    const words = { ...places, language: language.value.locale, exercise: t('exercise'), rows };
    save(`${name}.xml`, 'application/xml', capXml(handOverCap(disclosure, language.value.words, words, dayAndTime)));
  };
  return (
    <section class="sheet printed" aria-labelledby="disclosed">
      <h3 id="disclosed">{t('sheetTitle')}</h3>
      {exercise ? (
        <p class="striped">
          <strong>{t('exercise')}</strong>
        </p>
      ) : null}
      <p>{t('disclosed', { procedure, leaf })}</p>
      <dl class="content">
        <div>
          <dt>{t('sheetPost')}</dt>
          <dd>
            {post.name} ({post.id}) · {post.telephone}
          </dd>
        </div>
        <div>
          <dt>{t('sheetAt')}</dt>
          <dd>{dayAndTime(at)}</dd>
        </div>
        <div>
          <dt>{t('reason')}</dt>
          <dd>{word('HandOverReason', disclosure.reason)}</dd>
        </div>
        <div>
          <dt>{t('sheetAlert')}</dt>
          <dd>{id}</dd>
        </div>
        <div>
          <dt>{t('sheetCommune')}</dt>
          <dd>
            {commune} ({disclosure.insee}) · {sector}
          </dd>
        </div>
      </dl>
      <Rows rows={rowsIn(content, sector)} />
      <Proof />
      <p class="hint unprinted">{t('disclosedHint')}</p>
      <div class="row unprinted">
        <button type="button" onClick={() => print()}>
          {t('print')}
        </button>
        <button type="button" onClick={() => void json()}>
          {t('saveJson')}
        </button>
        <button type="button" onClick={() => void cap()}>
          {t('saveCap')}
        </button>
        <button type="button" onClick={() => void device().back()}>
          {t('back')}
        </button>
      </div>
    </section>
  );
}
