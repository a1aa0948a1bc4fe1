// Numbers of a closed quarter as the node gives them, small ones masked (R20), and the yearly report that prints as a paper.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dayOf } from '../../shared/base/time';
import type { CountCell, CountsView, QuarterView } from '../model/views';
import { act, device, state, working } from '../state';
import { day, t, word } from '../speech';
import { Bars } from './chart';
import { Line } from './line';
import { Choice, Table, Trouble } from './parts';

const tables = [4, 1, 2, 3, 5, 7, 8] as const;

function keyText(table: number, key: number): string {
  switch (table) {
    case 1:
      return word('Category', key);
    case 3:
      return word('ClosingCode', key);
    case 2:
    case 5:
      return state.value.commune?.sectors.find((each) => each.id === key)?.name ?? String(key);
    case 7:
      return t('countRule', { rule: key });
    case 8:
      return key === 0 ? t('countFormat') : t('countRule', { rule: key });
    default:
      return t('countTotal');
  }
}
const shownText = ({ count, whole }: CountCell, minimum: number): string =>
  `${count === null ? `<${minimum}` : count}${whole === null ? '' : ` / ${whole}`}`;

function Quarter({ counts }: { counts: CountsView }): JSX.Element {
  const { cells, minimum } = counts;
  return (
    <>
      {counts.exercise ? <p class="striped">{t('exercise')}</p> : null}
      {counts.since > counts.from ? <p class="hint">{t('countPartly', { day: day(counts.since) })}</p> : null}
      {tables.map((table) => {
        const of = cells.filter((each) => each.table === table);
        if (of.length === 0) return null;
        const title = t(`count_${table}`);
        const bars = of.map((each) => ({ label: keyText(table, each.key), count: each.count }));
        return (
          <section key={table} class="figure">
            {table === 1 || table === 3 || table === 2 ? <Bars title={title} bars={bars} minimum={minimum} /> : null}
            <Table caption={title} columns={[t('countWhat'), t('countNumber')]} rows={of.map((each) => ({ key: String(each.key), cells: [keyText(table, each.key), shownText(each, minimum)] }))} />
          </section>
        );
      })}
      {cells.some((each) => each.table === 2 || each.table === 5) ? null : <p class="hint">{t('countNoSectors')}</p>}
    </>
  );
}

const quarterOf = (from: number): string => t('quarterOf', { number: Math.floor(new Date(from).getUTCMonth() / 3) + 1, year: new Date(from).getUTCFullYear() });

function ReportQuarter({ of }: { of: QuarterView }): JSX.Element {
  return (
    <section class="quarter">
      <h3>{quarterOf(of.from)}</h3>
      {of.counts === null ? <p>{t(of.state === 'not_closed' ? 'countNotClosed' : 'countNotCounted')}</p> : <Quarter counts={of.counts} />}
      {of.reviews.length === 0 ? (
        <p>{t('reportNoReviews')}</p>
      ) : (
        <Table
          caption={t('page_reviews')}
          columns={[t('reportRule'), t('reportOpened'), t('reportAnswered'), t('reportOverdue')]}
          rows={of.reviews.map((each) => ({ key: String(each.rule), cells: [`R${each.rule}`, each.opened, each.answered, each.overdue] }))}
        />
      )}
      {of.reviewsWhole ? null : <p class="hint">{t('reportReviewsGone')}</p>}
    </section>
  );
}

function Report({ year, quarters }: { year: number; quarters: readonly QuarterView[] }): JSX.Element {
  const { commune, roll, withoutReferent } = state.value;
  const inForce = roll.filter((each) => each.state === 1).length;
  return (
    <article class="sheet printed">
      <h2>{t('reportTitle', { year, commune: commune?.name ?? '' })}</h2>
      <p>{t('reportIntro', { post: commune?.post.name ?? '' })}</p>
      <p>{t('reportPeople', { count: inForce, sectors: commune?.sectors.length ?? 0 })}</p>
      {withoutReferent.length === 0 ? null : <p>{t('owedSectors', { names: withoutReferent.join(', ') })}</p>}
      {quarters.map((each) => (
        <ReportQuarter key={each.from} of={each} />
      ))}
      <p class="hint">{t('reportNoSum')}</p>
      <p class="hint">{t('reportPost')}</p>
      <p>{t('reportMade', { day: day(Date.now()), insee: commune?.insee ?? '' })}</p>
    </article>
  );
}

export function Counts(): JSX.Element {
  const { quarter } = state.value;
  const thisYear = new Date().getUTCFullYear();
  const [year, setYear] = useState(thisYear);
  const [report, setReport] = useState<{ year: number; quarters: QuarterView[] } | null>(null);
  const [shown, setShown] = useState<CountsView | null>(null);
  const counts = shown ?? quarter;
  const make = () => act(async () => setReport({ year, quarters: await device().report(year) }));
  const before = () => act(async () => setShown(await device().counts(dayOf(Date.UTC(new Date((counts as CountsView).from).getUTCFullYear(), new Date((counts as CountsView).from).getUTCMonth() - 3, 1)))));
  return (
    <>
      <h1 class="unprinted">{t('page_counts')}</h1>
      <div class="unprinted">
        <Line kind="office" />
        <p class="hint">{t('countsHint')}</p>
        <Trouble />
        <form onSubmit={(event) => (event.preventDefault(), void make())}>
          <Choice label={t('reportYear')} value={year} all={[0, 1, 2, 3].map((each) => [thisYear - each, String(thisYear - each)] as const)} choose={(value) => setYear(Number(value))} />
          <button type="submit" class="main" disabled={working.value}>
            {t('reportMake')}
          </button>
        </form>
      </div>
      {report === null ? null : (
        <>
          <div class="row unprinted">
            <button type="button" class="main" onClick={() => print()}>
              {t('printPdf')}
            </button>
            <button type="button" onClick={() => setReport(null)}>
              {t('reportClose')}
            </button>
          </div>
          <Report {...report} />
        </>
      )}
      {report !== null ? null : counts === null || counts.until <= counts.since ? (
        <p>{t('countNotCounted')}</p>
      ) : (
        <section>
          <h2>
            {quarterOf(counts.from)} · {t('countPeriod', { from: day(counts.from), until: day(counts.until - 1) })}
          </h2>
          <Quarter counts={counts} />
          <button type="button" disabled={working.value} onClick={() => void before()}>
            {t('countBefore')}
          </button>
        </section>
      )}
    </>
  );
}
