// What the mairie may tell referents: meetings and natural or technical risks, nothing else (R16); and what the post tells them.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CancelReason, NoticeAdvice, NoticeKind, RiskKind, Venue } from '../../shared/base/vocabulary.gen';
import { fromLocal } from '../../shared/policy/local_time';
import { NoticeState, asksRisk, asksVenue, mairieTemplates } from '../../shared/policy/notice_state';
import type { AnnouncementChoice } from '../device';
import type { AnnouncementView } from '../model/views';
import { act, ask, device, state, working } from '../state';
import { dayAndTime, t, word } from '../speech';
import { Line } from './line';
import { Choice, Field, Question, Several, Trouble } from './parts';

export function Announcements(): JSX.Element {
  const { announcements } = state.value;
  return (
    <>
      <h1>{t('page_announce')}</h1>
      <Line kind="office" />
      <p class="hint">{t('announceHint')}</p>
      <button type="button" class="main" onClick={() => ask({ name: 'announce' })}>
        {t('announceNew')}
      </button>
      <Trouble />
      {announcements.length === 0 ? <p>{t('announceNone')}</p> : null}
      <ul class="plain">
        {announcements.map((each) => (
          <li key={each.id}>
            <Announcement of={each} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Announcement({ of }: { of: AnnouncementView }): JSX.Element {
  const names = { 1: 'announce_waits', 2: 'announce_open', 3: 'announce_cancelled', 4: 'announce_over' } as const;
  const why = of.cancelled === null ? '' : word('CancelReason', of.cancelled.reason);
  return (
    <article class={`card ${of.exercise ? 'striped' : ''}`}>
      <h2>
        {of.exercise ? `${t('exercise')} · ` : ''}
        {word('NoticeKind', of.kind)}
        {of.risk === null ? '' : ` · ${word('RiskKind', of.risk)}`}
        {of.venue === null ? '' : ` · ${word('Venue', of.venue)}`}
      </h2>
      <p>
        {t(of.own ? 'announceOwn' : 'announcePost')} · {of.sectors.join(', ')}
      </p>
      {of.factsFrom === 0 ? null : <p>{t('announceWhen', { from: dayAndTime(of.factsFrom), until: dayAndTime(of.factsUntil) })}</p>}
      <ul>
        {of.advice.map((each) => (
          <li key={each}>{word('NoticeAdvice', each)}</li>
        ))}
      </ul>
      <p>
        <strong>{t(names[of.state], { until: dayAndTime(of.until), why })}</strong>
        {of.shown === null ? '' : ` · ${t('announceShown', { shown: of.shown.shown, addressed: of.shown.addressed })}`}
        {of.shown === null || of.cancelled === null ? '' : ` · ${t('announceShownCancel', { shown: of.shown.cancelShown })}`}
      </p>
      {of.own && of.state <= NoticeState.open ? (
        <div class="row">
          <button type="button" class="main danger" disabled={working.value} onClick={() => void act(() => device().cancelAnnouncement(of.id, CancelReason.mistake), t('did_cancelled'))}>
            {t('cancelMistake')}
          </button>
          <button type="button" disabled={working.value} onClick={() => void act(() => device().cancelAnnouncement(of.id, CancelReason.over), t('did_cancelled'))}>
            {t('cancelOver')}
          </button>
        </div>
      ) : null}
    </article>
  );
}

export function Announce(): JSX.Element {
  const { commune } = state.value;
  const [wish, setWish] = useState<AnnouncementChoice>({ kind: NoticeKind.risk, risk: RiskKind.flood, venue: null, sectors: [], advice: [], factsFrom: 0, factsUntil: 0, hours: 0 });
  const set = (part: Partial<AnnouncementChoice>) => setWish({ ...wish, ...part });
  const kind = (value: NoticeKind) => set({ kind: value, risk: asksRisk(value) ? RiskKind.flood : null, venue: asksVenue(value) ? Venue.town_hall : null });
  const most = commune?.noticeHours ?? 0;
  const meeting = wish.kind === NoticeKind.meeting;
  const ready = !meeting || (wish.factsFrom > 0 && wish.factsUntil > wish.factsFrom);
  return (
    <Question title={t('announceNew')} hint={t('announceAskHint')} send={t('announceSend')} ready={ready} submit={() => void act(() => device().announce(wish), t('did_announced'))}>
      <Choice label={t('announceKind')} value={wish.kind} all={mairieTemplates.map((each) => [each, word('NoticeKind', each)] as const)} choose={(value) => kind(Number(value) as NoticeKind)} />
      {asksRisk(wish.kind) ? <Choice label={t('announceRisk')} value={wish.risk ?? 0} all={Object.values(RiskKind).map((each) => [each, word('RiskKind', each)] as const)} choose={(value) => set({ risk: Number(value) as RiskKind })} /> : null}
      {asksVenue(wish.kind) ? <Choice label={t('announceVenue')} value={wish.venue ?? 0} all={Object.values(Venue).map((each) => [each, word('Venue', each)] as const)} choose={(value) => set({ venue: Number(value) as Venue })} /> : null}
      {meeting ? (
        <>
          <Field label={t('announceFrom')}>
            <input type="datetime-local" required onInput={(event) => set({ factsFrom: fromLocal(event.currentTarget.value) })} />
          </Field>
          <Field label={t('announceUntil')}>
            <input type="datetime-local" required onInput={(event) => set({ factsUntil: fromLocal(event.currentTarget.value) })} />
          </Field>
        </>
      ) : null}
      <Several legend={t('announceSectors')} all={(commune?.sectors ?? []).map((each) => [each.id, each.name] as const)} chosen={wish.sectors} change={(sectors) => set({ sectors })} />
      <Several legend={t('announceAdvice')} all={Object.values(NoticeAdvice).map((each) => [each, word('NoticeAdvice', each)] as const)} chosen={wish.advice} change={(advice) => set({ advice })} />
      <Field label={t('announceHours', { most })}>
        <input type="number" min={1} max={most} value={most} onInput={(event) => set({ hours: Number(event.currentTarget.value) })} />
      </Field>
    </Question>
  );
}
