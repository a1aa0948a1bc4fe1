// Whether this page is up to date, and whether anybody reads at the post.
import type { JSX } from 'preact';
import type { SeatKind } from '../model/views';
import { act, device, sentence, state, working } from '../state';
import { t, time } from '../speech';

export function Line({ kind }: { kind: SeatKind }): JSX.Element {
  const { connection, trouble } = state.value[kind];
  const lookedAt = state.value[kind === 'office' ? 'lookedAt' : 'deskLookedAt'];
  const well = connection === 'connected' && trouble === null;
  const at = lookedAt === null ? t('never') : time(lookedAt);
  return (
    <div class="bar unprinted">
      <p class={well || connection === 'connecting' ? 'hint' : 'warn'} role="status">
        {t(`line_${connection}`, { time: at })}
        {trouble === null ? '' : ` ${sentence(trouble)}`}
      </p>
      <button type="button" disabled={working.value} onClick={() => void act(() => device().refresh())}>
        {t('again')}
      </button>
    </div>
  );
}

export function Listens(): JSX.Element | null {
  const { listening, commune } = state.value;
  if (listening === null) return null;
  const { post, now, changes, passesTo } = listening;
  const until = changes === null ? '' : t('listensUntil', { time: time(changes) });
  if (now === true) return <p class="good">{passesTo === null ? t('listensNow', { post, until }) : t('listensElsewhere', { post, other: passesTo })}</p>;
  return <p class="warn">{t(now === null ? 'listensUnknown' : 'listensNobody', { post, telephone: commune?.post.telephone ?? '' })}</p>;
}
