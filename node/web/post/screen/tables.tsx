// What is open by sector, and what this desk did.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { later } from '../../shared/screen/later';
import type { ShiftView } from '../model/views';
import { device, state } from '../state';
import { t, time, word } from '../speech';

const CommuneMap = later(() => t('opening'))(async () => (await import('./map')).CommuneMap);

export function Sectors(): JSX.Element {
  return (
    <section aria-label={t('tab_sectors')}>
      <p class="hint">{t('sectorsHint')}</p>
      {/[^,/]/.test(state.value.places) ? <CommuneMap /> : null}
      <div class="wide" tabIndex={0} role="region" aria-label={t('sectorsTitle')}>
        <table>
          <caption>{t('sectorsTitle')}</caption>
          <thead>
            <tr>
              {(['commune', 'sector', 'open', 'unread', 'inProgress', 'held'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`col_${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {state.value.sectors.map((row) => (
              <tr key={`${row.commune}${row.sector}${row.exercise}`}>
                <td>{row.commune}</td>
                <th scope="row">
                  {row.exercise ? `${t('exercise')} · ` : ''}
                  {row.sector} {row.name}
                </th>
                <td>{row.open}</td>
                <td>{row.unread}</td>
                <td>{row.inProgress}</td>
                <td>{row.held}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function codeText({ act, code }: ShiftView): string {
  switch (act) {
    case 'opened':
      return word('OpenReason', code);
    case 'closed':
      return word('ClosingCode', code);
    case 'grouped':
      return word('GroupReason', code);
    case 'passed_on':
    case 'handed_over':
      return word('HandOverReason', code);
    case 'notice_written':
    case 'notice_signed':
      return word('NoticeKind', code);
    case 'notice_cancelled':
      return word('CancelReason', code);
    default:
      return '';
  }
}

export function Shift(): JSX.Element {
  const [entries, setEntries] = useState<ShiftView[]>([]);
  useEffect(() => void device().shiftEntries().then(setEntries), []);
  return (
    <section aria-label={t('tab_shift')}>
      <p class="hint">{t('shiftHint')}</p>
      {entries.length === 0 ? (
        <p>{t('shiftNone')}</p>
      ) : (
        <div class="wide" tabIndex={0} role="region" aria-label={t('shiftTitle')}>
          <table>
            <caption>{t('shiftTitle')}</caption>
            <thead>
              <tr>
                {(['time', 'act', 'subject', 'code'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`col_${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {entries.map((entry, i) => (
                <tr key={i}>
                  <td>{time(entry.at)}</td>
                  <th scope="row">{t(`did_${entry.act}`)}</th>
                  <td>{entry.subject.slice(0, 16)}</td>
                  <td>{codeText(entry)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
