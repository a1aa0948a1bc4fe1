// Bars with their numbers beside them. A masked number has an open, dashed bar as long as it may be at most; the table that
// stands with a chart says the same without it.
import type { JSX } from 'preact';
import { t } from '../speech';

export interface Bar {
  label: string;
  count: number | null; // null: masked
}
const rowHeight = 28;
const labelWidth = 300;
const barWidth = 220;

export function Bars({ title, bars, minimum }: { title: string; bars: readonly Bar[]; minimum: number }): JSX.Element {
  const most = Math.max(minimum, ...bars.map((each) => each.count ?? 0));
  const width = (count: number) => Math.max(2, Math.round((count / most) * barWidth));
  return (
    <svg class="chart" viewBox={`0 0 ${labelWidth + barWidth + 60} ${bars.length * rowHeight}`} role="img" aria-label={t('chartOf', { title })}>
      {bars.map(({ label, count }, i) => {
        const y = i * rowHeight;
        const length = width(count ?? minimum - 1);
        return (
          <g key={label}>
            <text x={labelWidth - 8} y={y + 19} text-anchor="end">
              {label.length > 38 ? `${label.slice(0, 37)}…` : label}
            </text>
            <rect class={count === null ? 'masked' : 'bar'} x={labelWidth} y={y + 5} width={length} height={18} />
            <text x={labelWidth + length + 6} y={y + 19}>
              {count === null ? `<${minimum}` : count}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
