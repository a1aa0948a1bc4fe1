// The numbers of closed quarters side by side, and the limits that change.
import type { JSX } from 'preact';
import type { LawView } from '../../shared/device/law_view';
import { type Figure, FigureKind, type Figures, delayBandMinutes } from '../../shared/policy/figures';
import { Part, Table } from '../../shared/screen/parts';
import { day, t, word } from '../speech';

const named = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

function nameOf({ kind, key }: Figure): string {
  const known = named.find((each) => each === kind) ?? FigureKind.total;
  const list = { [FigureKind.category]: 'Category', [FigureKind.outcome]: 'ClosingCode', [FigureKind.delay]: 'AlertState' } as const;
  const of = known in list ? list[known as keyof typeof list] : null;
  return t(`figure${known}`, { name: of === null ? key : word(of, key) });
}
function valueOf(of: Figures, found: Figure | undefined): string {
  if (found === undefined) return '–';
  if (found.count === null) return `< ${of.minimum}`;
  if (found.whole !== null) return t('share', { part: found.count, whole: found.whole });
  if (found.kind !== FigureKind.delay) return String(found.count);
  const minutes = delayBandMinutes[found.count - 1];
  return minutes === undefined ? t('bandLong') : t('band', { minutes });
}

export function Numbers({ figures }: { figures: readonly Figures[] }): JSX.Element {
  const quarter = ({ from }: Figures) => t('quarterName', { quarter: Math.floor(new Date(from).getUTCMonth() / 3) + 1, year: new Date(from).getUTCFullYear() });
  const rows = new Map<string, Figure>();
  for (const of of figures) for (const each of of.figures) rows.set(`${String(each.kind).padStart(2, '0')} ${String(each.key).padStart(4, '0')}`, each);
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  const cells = (row: Figure) => figures.map((of) => valueOf(of, of.figures.find((each) => each.kind === row.kind && each.key === row.key)));
  return (
    <Part id="numbers" title={t('numbers')}>
      {figures.length === 0 ? (
        <p>{t('noNumbers')}</p>
      ) : (
        <>
          <Table caption={t('numbers')} heads={[t('what'), ...figures.map(quarter)]} rows={sorted.map((row) => [nameOf(row), ...cells(row)] as const)} />
          <button type="button" onClick={() => print()}>
            {t('print')}
          </button>
        </>
      )}
    </Part>
  );
}

export function Pending({ law }: { law: LawView }): JSX.Element {
  const lines = [
    ...(law.suspension === null ? [] : [t('pendingSuspended', { day: day(law.suspension.at), reason: word('ActReason', law.suspension.reason) })]),
    ...(law.forked ? [t('pendingForked')] : []),
    ...(law.waiting === null
      ? []
      : [t('pendingWaits', { sequence: law.waiting.sequence, day: day(law.waiting.from), changes: law.waiting.changes.map(({ name, now, later }) => `${name} ${now} → ${later}`).join(', ') })]),
    ...law.overlays.map(({ at, reason, changes }) =>
      t('pendingOverlay', { day: day(at), reason: word('ActReason', reason), changes: changes.map(({ name, value }) => `${name} ${value}`).join(', ') }),
    ),
    ...(law.unverified === 0 ? [] : [t('pendingUnverified', { count: law.unverified })]),
  ];
  return (
    <Part id="pending" title={t('pending')}>
      {lines.length === 0 ? (
        <p>{t('pendingNone')}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Part>
  );
}
