// Notices to referents: what waits, what is out, one key to sign second, one key to cancel; and the page that writes one.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CancelReason, Category, NoticeAdvice, NoticeKind } from '../../shared/base/vocabulary.gen';
import type { NoticeChoice } from '../device';
import { NoticeState, asksCategory, asksEnded, asksFacts, postTemplates } from '../../shared/policy/notice_state';
import type { NoticeView } from '../model/views';
import { onNotice } from '../commands';
import { fromLocal } from '../../shared/policy/local_time';
import { act, chosenNotice, device, panel, state, working } from '../state';
import { dayAndTime, t, word } from '../speech';
import { Question, Trouble } from './parts';

export function Notices(): JSX.Element {
  const { notices } = state.value;
  return (
    <section aria-label={t('tab_notices')}>
      <Trouble />
      <button type="button" class="main" onClick={() => (panel.value = { name: 'write' })}>
        {t('noticeNew')}
      </button>
      {notices.length === 0 ? <p>{t('noticeNone')}</p> : null}
      <ul class="plain">
        {notices.map((notice) => (
          <li key={notice.id}>
            <Notice notice={notice} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateText(notice: NoticeView): string {
  const why = notice.cancelled === null ? '' : word('CancelReason', notice.cancelled.reason);
  return t(`notice_${notice.state}`, { until: dayAndTime(notice.until), why });
}

function Notice({ notice }: { notice: NoticeView }): JSX.Element {
  const here = chosenNotice.value === notice.id;
  const live = notice.state <= NoticeState.open;
  return (
    <article class={`card ${notice.exercise ? 'striped' : ''}`} aria-current={here ? 'true' : undefined} onFocusIn={() => (chosenNotice.value = notice.id)}>
      <h2>
        {notice.exercise ? `${t('exercise')} · ` : ''}
        {word('NoticeKind', notice.kind)}
        {notice.category === null ? '' : ` · ${word('Category', notice.category)}`}
      </h2>
      <p>
        {notice.commune} · {notice.sectors.join(', ')}
      </p>
      {notice.factsFrom === 0 ? null : <p>{t('noticeFacts', { from: dayAndTime(notice.factsFrom), until: dayAndTime(notice.factsUntil) })}</p>}
      <ul>
        {notice.advice.map((each) => (
          <li key={each}>{word('NoticeAdvice', each)}</li>
        ))}
      </ul>
      <p>
        <strong>{stateText(notice)}</strong>
      </p>
      <Far notice={notice} />
      {notice.state !== NoticeState.waits ? null : notice.signedHere ? <p class="hint">{t('noticeMine')}</p> : <p class="hint">{t('noticeSignHint')}</p>}
      <div class="row">
        {notice.state === NoticeState.waits && !notice.signedHere ? (
          <button type="button" disabled={working.value} onClick={() => onNotice('sign', notice.id)}>
            {t('noticeSign')}
          </button>
        ) : null}
        {live ? (
          <>
            <button type="button" class="main danger" title={t('noticeCancelHint')} disabled={working.value} onClick={() => onNotice('cancel', notice.id)}>
              {t('noticeCancel')}
            </button>
            <button type="button" disabled={working.value} onClick={() => void act(() => device().cancelNotice(notice.id, CancelReason.over), t('did_notice_cancelled'))}>
              {t('noticeOver')}
            </button>
          </>
        ) : null}
      </div>
    </article>
  );
}

function Far({ notice }: { notice: NoticeView }): JSX.Element | null {
  const far = notice.howFar;
  if (far === null || notice.state === NoticeState.waits) return null;
  if (far.rule !== 0) return <p class="warn">{t('noticeRefused', { rule: far.rule })}</p>;
  if (!notice.answered) return <p class="hint">{t('noticeNotAnswered')}</p>;
  return (
    <p>
      {t('noticeFar', { shown: far.shown, addressed: far.addressed })}
      {notice.cancelled === null ? '' : ` · ${t('noticeFarCancel', { shown: far.cancelShown })}`}
    </p>
  );
}

// What a person chooses; nothing of it is typed but times.
export function Write(): JSX.Element {
  const { communes, notices, exercise } = state.value;
  const [wish, setWish] = useState<NoticeChoice>({
    kind: NoticeKind.prevention,
    insee: communes[0]?.insee ?? '',
    sectors: [],
    category: null,
    advice: [],
    ends: null,
    factsFrom: 0,
    factsUntil: 0,
    hours: 0,
    exercise,
  });
  const set = (part: Partial<NoticeChoice>) => setWish({ ...wish, ...part });
  const flip = (list: number[], value: number) => (list.includes(value) ? list.filter((each) => each !== value) : [...list, value]);
  const commune = communes.find((each) => each.insee === wish.insee);
  const most = commune?.hours[wish.kind] ?? 0;
  const ended = notices.filter((each) => each.state === NoticeState.open && each.kind !== NoticeKind.end_of_alert);
  return (
    <Question title={t('noticeNew')} hint={t('noticeWriteHint')}>
      <form onSubmit={(event) => (event.preventDefault(), void act(() => device().writeNotice(wish), t('did_notice_written')))}>
        <Choice label={t('noticeKind')} value={wish.kind} all={postTemplates.map((kind) => [kind, word('NoticeKind', kind)])} choose={(kind) => set({ kind: Number(kind) as NoticeKind, category: null, ends: null })} />
        <Choice label={t('noticeCommune')} value={wish.insee} all={communes.map((each) => [each.insee, each.name])} choose={(insee) => set({ insee, sectors: [] })} />
        <Ticks legend={t('noticeSectors')} all={(commune?.sectors ?? []).map(({ id, name }) => [id, `${id} ${name}`])} ticked={wish.sectors} flip={(id) => set({ sectors: flip(wish.sectors, id) })} />
        {asksCategory(wish.kind) ? (
          <Choice
            label={t('noticeCategory')}
            value={wish.category ?? 0}
            all={[[0, ''], ...Object.values(Category).filter((each) => each !== Category.DIS).map((each) => [each, word('Category', each)] as const)]}
            choose={(category) => set({ category: (Number(category) || null) as Category | null })}
          />
        ) : null}
        {asksEnded(wish.kind) ? (
          <Choice label={t('noticeEnds')} value={wish.ends ?? ''} all={[['', ''], ...ended.map((each) => [each.id, `${word('NoticeKind', each.kind)} · ${dayAndTime(each.written)}`] as const)]} choose={(ends) => set({ ends: ends === '' ? null : ends })} />
        ) : null}
        {asksFacts(wish.kind) === 'never' ? null : (
          <>
            <When label={t('noticeFrom')} change={(factsFrom) => set({ factsFrom })} needed={asksFacts(wish.kind) === 'always'} />
            <When label={t('noticeUntil')} change={(factsUntil) => set({ factsUntil })} needed={asksFacts(wish.kind) === 'always'} />
          </>
        )}
        <Ticks legend={t('noticeAdvice')} all={Object.values(NoticeAdvice).map((each) => [each, word('NoticeAdvice', each)])} ticked={wish.advice} flip={(each) => set({ advice: flip(wish.advice, each) })} />
        <label class="field">
          <span>{t('noticeHours', { most })}</span>
          <input type="number" min={1} max={most} value={wish.hours === 0 ? most : wish.hours} onInput={(event) => set({ hours: Number(event.currentTarget.value) })} />
        </label>
        <label class="check">
          <input type="checkbox" checked={wish.exercise || commune?.exercise === true} disabled={commune?.exercise === true} onChange={(event) => set({ exercise: event.currentTarget.checked })} />
          <span>{t('noticeExercise')}</span>
        </label>
        <button type="submit" class="main" disabled={working.value}>
          {t('noticeWrite')}
        </button>
      </form>
    </Question>
  );
}

interface ChoiceProps {
  label: string;
  value: string | number;
  all: readonly (readonly [string | number, string])[];
  choose(value: string): void;
}
function Choice({ label, value, all, choose }: ChoiceProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {all.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
interface TicksProps {
  legend: string;
  all: readonly (readonly [number, string])[];
  ticked: readonly number[];
  flip(value: number): void;
}
function Ticks({ legend, all, ticked, flip }: TicksProps): JSX.Element {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {all.map(([value, text]) => (
        <label key={value} class="check">
          <input type="checkbox" checked={ticked.includes(value)} onChange={() => flip(value)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
// As a clock on the wall in Paris shows it, wherever this computer thinks it is.
function When({ label, needed, change }: { label: string; needed: boolean; change(at: number): void }): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input type="datetime-local" required={needed} onInput={(event) => change(fromLocal(event.currentTarget.value))} />
    </label>
  );
}
