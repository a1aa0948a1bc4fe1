// The numbers of closed quarters: tables, and the delays drawn beside their table.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Figure, FigureKind, type Figures, figure } from '../../shared/policy/figures';
import type { LawView } from '../../shared/device/law_view';
import type { CharterView } from '../model';
import { day, t, word } from '../speech';
import { Part, Table } from '../../shared/screen/parts';

const steps = [5, 11, 13] as const; // delivered, taken, closed
const bands = [1, 2, 3, 4, 5, 6, 7] as const;

function quarterName({ from }: Figures): string {
  const first = new Date(from);
  return t('quarterName', { quarter: Math.floor(first.getUTCMonth() / 3) + 1, year: first.getUTCFullYear() });
}
// Those that judge an alert, and are said in a few words; of others the number stands alone.
const rules = [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 27, 35] as const;
function ruleName(key: number): string {
  if (key === 0) return t('refusalFormat');
  const told = rules.find((each) => each === key);
  return told === undefined ? `R${key}` : `R${key} · ${t(`rule${told}`)}`;
}
const bandName = (count: number | null | undefined): string => {
  const band = bands.find((each) => each === count);
  return band === undefined ? t('tooFew') : t(`band${band}`);
};
const shown = (of: Figures, { count }: Figure): string => (count === null ? `< ${of.minimum}` : String(count));

// A bar for each step, as long as its band; the same stands in the table below.
function DelayChart({ of }: { of: Figures }): JSX.Element {
  const rows = steps.map((step) => ({ step, band: figure(of, FigureKind.delay, step)?.count ?? null }));
  const text = rows.map(({ step, band }) => `${t(`step${step}`)} : ${bandName(band)}`).join(' · ');
  return (
    <svg class="chart" viewBox="0 0 320 132" role="img" aria-label={`${t('delays')}, ${quarterName(of)}. ${text}`}>
      {rows.map(({ step, band }, i) => (
        <g key={step}>
          <text x="0" y={44 * i + 14}>
            {t(`step${step}`)}
          </text>
          <rect class="room" x="0" y={44 * i + 20} width="319" height="16" />
          {band === null ? null : <rect class="bar" x="0" y={44 * i + 20} width={(319 * band) / bands.length} height="16" />}
        </g>
      ))}
    </svg>
  );
}

function Delays({ all, newest, undo }: { all: readonly Figures[]; newest: Figures; undo: number }): JSX.Element {
  const rows = steps.map((step) => [t(`step${step}`), ...all.map((of) => bandName(figure(of, FigureKind.delay, step)?.count))] as const);
  return (
    <>
      <h3>{t('delays')}</h3>
      <p class="hint">{t('delaysHint', { minimum: newest.minimum, seconds: undo })}</p>
      <DelayChart of={newest} />
      <Table caption={t('delays')} heads={[t('what'), ...all.map(quarterName)]} rows={rows} />
    </>
  );
}

function Counted({ of, kind, caption, name }: { of: Figures; kind: FigureKind; caption: string; name(key: number): string }): JSX.Element | null {
  const found = of.figures.filter((each) => each.kind === kind);
  const total = kind === FigureKind.category ? figure(of, FigureKind.total) : null;
  if (found.length === 0) return null;
  const rows = found.map((each) => [name(each.key), shown(of, each)] as const);
  return <Table caption={caption} heads={[t('what'), t('count')]} rows={total === null ? rows : [...rows, [t('total'), shown(of, total)]]} />;
}

export function Numbers({ figures, charter, law }: { figures: readonly Figures[]; charter: CharterView; law: LawView }): JSX.Element {
  const [chosen, choose] = useState(0);
  const of = figures[chosen] ?? figures[0];
  if (of === undefined)
    return (
      <Part id="numbers" title={t('numbersTitle')}>
        <p>{t('noNumbers')}</p>
      </Part>
    );
  const { minimum } = of;
  const undo = law.limits.find((each) => each.name === 'undo_seconds')?.value ?? 0;
  const sectorName = (id: number) => charter.sectors.find((each) => each.id === id)?.name ?? String(id);
  const erased = figure(of, FigureKind.erased);
  const refused = of.figures.some((each) => each.kind === FigureKind.refused);
  return (
    <Part id="numbers" title={t('numbersTitle')}>
      <p class="hint">{t('numbersHint', { minimum })}</p>
      <label class="field">
        <span>{t('quarter')}</span>
        <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {figures.map((each, i) => (
            <option key={each.from} value={i}>
              {quarterName(each)}
            </option>
          ))}
        </select>
      </label>
      {of.from < of.since ? <p>{t('quarterPart', { day: day(of.since) })}</p> : null}
      <Counted of={of} kind={FigureKind.category} caption={t('alerts')} name={(key) => word('Category', key)} />
      <Counted of={of} kind={FigureKind.sector} caption={t('sectorsTable')} name={sectorName} />
      <Counted of={of} kind={FigureKind.outcome} caption={t('outcomes')} name={(key) => word('ClosingCode', key)} />
      <Delays all={figures} newest={of} undo={undo} />
      <h3>{t('refusals')}</h3>
      <p class="hint">{t('refusalsHint', { minimum })}</p>
      {refused ? <Counted of={of} kind={FigureKind.refused} caption={t('refusals')} name={ruleName} /> : <p>{t('noRefusals', { minimum })}</p>}
      <Counted of={of} kind={FigureKind.drift} caption={t('drift')} name={ruleName} />
      {erased === null ? null : (
        <p>
          {t('erasures')} : <strong>{shown(of, erased)}</strong>
        </p>
      )}
    </Part>
  );
}
