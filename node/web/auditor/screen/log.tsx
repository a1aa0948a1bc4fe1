// The log as it was verified: whether it only grew, what is in it, and the files that prove it.
import type { JSX } from 'preact';
import { Part, Table } from '../../shared/screen/parts';
import { save } from '../../shared/screen/save';
import type { LogView } from '../model/views';
import { dayAndTime, t } from '../speech';
import { act, device } from '../state';

const kinds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;
const kindName = (kind: number): string => {
  const known = kinds.find((each) => each === kind);
  return known === undefined ? t('kindOther') : t(`kind${known}`);
};

export function Log({ log }: { log: LogView }): JSX.Element {
  const { origin, size, root, note, continuity, earlier, events, latest } = log;
  const broken = continuity === 'rewritten' || continuity === 'cut';
  const name = origin.replace('/', '-');
  const saveLog = async () => save(`${name}.log`, 'text/plain', await device().logFile());
  return (
    <Part id="log" title={t('logTitle')}>
      <p class="good">{t('logFine', { size, events })}</p>
      <p class={broken ? 'warn' : 'good'} role={broken ? 'alert' : undefined}>
        {t(`log_${continuity}`, { size: earlier?.size ?? 0, at: dayAndTime(earlier?.at ?? 0) })}
      </p>
      <p class="long">{t('logRoot', { root })}</p>
      <div class="row">
        <button type="button" onClick={() => save(`${name}-${size}.note`, 'text/plain', note)}>
          {t('logNote')}
        </button>
        {broken && earlier !== null ? (
          <button type="button" onClick={() => save(`${name}-${earlier.size}-before.note`, 'text/plain', earlier.note)}>
            {t('logEarlier')}
          </button>
        ) : null}
        <button type="button" onClick={() => void act(saveLog)}>
          {t('logSave')}
        </button>
      </div>
      <p class="hint">{t('logSaveHint')}</p>
      <Table caption={t('kinds')} heads={[t('kind'), t('count')]} rows={log.kinds.map(({ kind, count }) => [kindName(kind), count] as const)} />
      <details>
        <summary>{t('latest', { count: latest.length })}</summary>
        <Table
          caption={t('latest', { count: latest.length })}
          heads={[t('index'), t('hour'), t('kind')]}
          rows={latest.map(({ index, at, kind }) => [String(index), dayAndTime(at), kindName(kind)] as const)}
        />
      </details>
    </Part>
  );
}
