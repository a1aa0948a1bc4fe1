// The questions that an act asks first, and the page of keys.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ClosingCode, GroupReason, HandOverReason, OpenReason } from '../../shared/base/vocabulary.gen';
import { keyboard } from '../model/keys';
import { isProcedureNumber } from '../../shared/base/procedure';
import { later } from '../../shared/screen/later';
import type { AlertView } from '../model/views';
import { act, device, panel, shown, state, working } from '../state';
import { dayAndTime, t, word } from '../speech';
import { Answers, Question } from './parts';

type List = 'OpenReason' | 'ClosingCode' | 'GroupReason' | 'HandOverReason';
const Write = later(() => t('opening'))(async () => (await import('./notices')).Write);
const answers = (list: List, values: readonly number[]) => values.map((each) => [each, word(list, each)] as const);

export function Panels(): JSX.Element | null {
  const open = panel.value;
  if (open === null) return null;
  if (open.name === 'help') return <Help />;
  if (open.name === 'write') return <Write />;
  const alert = state.value.alerts.find((each) => each.id === open.id);
  if (alert === undefined) return null;
  switch (open.name) {
    case 'open':
      return (
        <Question title={t('askOpen')} hint={t('askOpenHint')}>
          <Answers all={answers('OpenReason', Object.values(OpenReason))} choose={(reason) => void act(() => device().open(alert.id, reason as OpenReason), t('did_opened'))} />
        </Question>
      );
    case 'close':
      return (
        <Question title={t('askClose')} hint={t('askCloseHint')}>
          <Answers all={answers('ClosingCode', Object.values(ClosingCode))} choose={(code) => void act(() => device().close(alert.id, code as ClosingCode), t('did_closed'))} />
        </Question>
      );
    case 'pass':
      return (
        <Question title={t('askPass', { post: state.value.post?.supervising ?? '' })} hint={t('askPassHint')}>
          <Answers all={answers('HandOverReason', Object.values(HandOverReason).filter((each) => each !== HandOverReason.procedure))} choose={(reason) => void act(() => device().pass(alert.id, reason as HandOverReason), t('did_passed_on'))} />
        </Question>
      );
    case 'group':
      return <Group alert={alert} />;
    case 'handOver':
      return <HandOver alert={alert} />;
    case 'release':
      return (
        <Question title={t('askRelease')} hint={t('askReleaseHint')}>
          <button type="button" class="main" disabled={working.value} onClick={() => void act(() => device().release(alert.id), t('act_release'))}>
            {t('act_release')}
          </button>
        </Question>
      );
  }
}

// Those that may be of one target are ticked already; a person decides.
function Group({ alert }: { alert: AlertView }): JSX.Element {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(alert.alike));
  const others = shown.value.filter((each) => each.id !== alert.id && each.exercise === alert.exercise && each.why.group === null);
  const toggle = (id: string) => setTicked(new Set(ticked.has(id) ? [...ticked].filter((each) => each !== id) : [...ticked, id]));
  const ids = [alert.id, ...others.map((each) => each.id).filter((id) => ticked.has(id))];
  return (
    <Question title={t('askGroup')} hint={t('askGroupHint')}>
      {others.map((each) => (
        <label key={each.id} class="check">
          <input type="checkbox" checked={ticked.has(each.id)} onChange={() => toggle(each.id)} />
          <span>
            {word('Category', each.category)} · {each.commune} · {each.sector} · {dayAndTime(each.created)}
          </span>
        </label>
      ))}
      {ids.length < 2 ? null : <Answers all={answers('GroupReason', Object.values(GroupReason))} choose={(reason) => void act(() => device().group(ids, reason as GroupReason), t('did_grouped'))} />}
    </Question>
  );
}

function HandOver({ alert }: { alert: AlertView }): JSX.Element {
  const [procedure, setProcedure] = useState('');
  const [reason, setReason] = useState<HandOverReason>(HandOverReason.procedure);
  const fits = isProcedureNumber(procedure);
  return (
    <Question title={t('askHandOver')} hint={t('askHandOverHint')}>
      <form onSubmit={(event) => (event.preventDefault(), void act(() => device().handOver(alert.id, reason, procedure), t('did_handed_over')))}>
        <label class="field">
          <span>{t('procedure')}</span>
          <input value={procedure} autocomplete="off" aria-describedby="procedure-hint" onInput={(event) => setProcedure(event.currentTarget.value.toUpperCase().trim())} />
        </label>
        <p id="procedure-hint" class="hint">
          {t('procedureHint')}
        </p>
        <label class="field">
          <span>{t('reason')}</span>
          <select value={reason} onChange={(event) => setReason(Number(event.currentTarget.value) as HandOverReason)}>
            {Object.values(HandOverReason).map((each) => (
              <option key={each} value={each}>
                {word('HandOverReason', each)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="main" disabled={!fits || working.value}>
          {t('confirm')}
        </button>
      </form>
    </Question>
  );
}

function Help(): JSX.Element {
  return (
    <Question title={t('helpTitle')} hint={t('helpHint')}>
      <table>
        <tbody>
          {keyboard.map(({ command, keys }) => (
            <tr key={command}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{t(`key_${command}`)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <kbd>1 … 9</kbd>
            </th>
            <td>{t('key_choice')}</td>
          </tr>
        </tbody>
      </table>
    </Question>
  );
}
