// Whether the scheme holds, who reads, what was signed.
import type { JSX } from 'preact';
import { dayMs } from '../../shared/base/time';
import { FigureKind, figure } from '../../shared/policy/figures';
import { wallDay } from '../../shared/policy/service';
import type { LawView } from '../../shared/device/law_view';
import type { CharterView, PostView } from '../model';
import { day, t, word } from '../speech';
import { state } from '../state';
import { Part, Table } from '../../shared/screen/parts';

export function Standing({ charter, law, now }: { charter: CharterView; law: LawView; now: number }): JSX.Element {
  const { suspension } = law;
  const wrong = [
    ...(suspension === null ? [] : [t('suspended', { by: t(`by_${suspension.by}`), day: day(suspension.at), reason: word('ActReason', suspension.reason) })]),
    ...(law.forked ? [t('forked')] : []),
    ...(now < charter.from ? [t('notYet', { day: day(charter.from) })] : []),
    ...(now >= charter.until ? [t('ended', { day: day(charter.until) })] : []),
  ];
  return (
    <>
      {wrong.length === 0 ? <p class="good">{t('inForce')}</p> : null}
      {wrong.map((each) => (
        <p key={each} class="warn">
          {each}
        </p>
      ))}
      {law.nextRules !== 0 && law.nextRules < now ? <p class="warn">{t('rulesLate', { day: day(law.nextRules) })}</p> : null}
    </>
  );
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

export function Listening({ post, now }: { post: PostView; now: number }): JSX.Element {
  const { name, telephone, hours, supervising, supervisingTelephone } = post;
  const weekly = hours.flatMap(({ weekday, fromMinute, untilMinute, day: date }) => {
    const known = weekdays.find((each) => each === weekday);
    return date !== 0 || known === undefined ? [] : [[t(`weekday${known}`), clock(fromMinute), clock(untilMinute)] as const];
  });
  const dated = hours
    .filter((each) => each.day !== 0 && each.day >= wallDay(now))
    .map((each) => {
      const closed = each.untilMinute === 0;
      const spell = closed ? ([t('closedDate'), ''] as const) : ([clock(each.fromMinute), clock(each.untilMinute)] as const);
      return [day(each.day * dayMs + dayMs / 2), ...spell] as const;
    });
  const heads = [t('weekday'), t('opens'), t('closes')];
  return (
    <Part id="listening" title={t('listeningTitle')}>
      <p>
        <strong>{t('listeningWho', { name, telephone })}</strong>
      </p>
      {weekly.length === 0 ? <p>{t(dated.length === 0 ? 'listeningAlways' : 'listeningAlwaysBut')}</p> : <Table caption={t('listeningHours')} heads={heads} rows={weekly} />}
      {dated.length === 0 ? null : <Table caption={t('listeningDates')} heads={heads} rows={dated} />}
      {supervising === '' ? null : <p>{t('listeningAbove', { name: supervising, telephone: supervisingTelephone })}</p>}
      {post.tells ? <p class="hint">{t('listeningLive')}</p> : null}
    </Part>
  );
}

function Referents(): JSX.Element | null {
  const [newest] = state.value.figures;
  const found = newest === undefined ? null : figure(newest, FigureKind.referents);
  if (newest === undefined || found === null) return null;
  return (
    <div>
      <dt>{t('referentsNow')}</dt>
      <dd>{found.count ?? t('referentsFew', { minimum: newest.minimum })}</dd>
    </div>
  );
}

export function Charter({ charter }: { charter: CharterView }): JSX.Element {
  const { sequence, from, until, renewed, population, rootSignatures, mairieKey, postKey, sectors, categories } = charter;
  return (
    <Part id="charter" title={t('charterTitle')}>
      <dl class="facts">
        <div>
          <dt>{t('charterNumber')}</dt>
          <dd>{sequence}</dd>
        </div>
        <div>
          <dt>{t('charterFrom')}</dt>
          <dd>{day(from)}</dd>
        </div>
        <div>
          <dt>{t('charterUntil')}</dt>
          <dd>
            {day(until)} {renewed ? t('charterRenewed') : ''}
          </dd>
        </div>
        <div>
          <dt>{t('signedBy')}</dt>
          <dd>{t('signedRoot', { count: rootSignatures })}</dd>
          <dd class="long">{t('signedMairie', { key: mairieKey })}</dd>
          <dd class="long">{t('signedPost', { key: postKey })}</dd>
        </div>
        {population === 0 ? null : (
          <div>
            <dt>{t('inhabitants')}</dt>
            <dd>{population}</dd>
          </div>
        )}
        <Referents />
      </dl>
      <h3>{t('sectors')}</h3>
      <ul>
        {sectors.map(({ id, name, border }) => (
          <li key={id}>{border === '' ? name : t('sectorBorder', { name, border })}</li>
        ))}
      </ul>
      <h3>{t('categories')}</h3>
      <ul>
        {categories.map((each) => (
          <li key={each}>{word('Category', each)}</li>
        ))}
      </ul>
      <p class="hint">{t('categoriesHint')}</p>
    </Part>
  );
}
