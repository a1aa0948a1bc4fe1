// Going into service and leaving it; whether referents see that this post reads; whether the list is true.
import type { JSX } from 'preact';
import { play, unlockSound } from '../sound';
import { act, device, silent, state, working } from '../state';
import { day, t, time, word } from '../speech';
import { Trouble } from './parts';

// Within the click, or the browser plays nothing.
async function tryOut(): Promise<void> {
  silent.value = !(await unlockSound());
  play('alert');
}
async function begin(): Promise<void> {
  await tryOut();
  await act(() => device().beginService(), t('did_service_begun'));
}

export function OffDuty(): JSX.Element {
  const { post } = state.value;
  return (
    <>
      <h1>{t('serviceTitle')}</h1>
      {post === null ? null : <p>{t('serviceAs', { name: post.name, role: word('Role', post.role), day: day(post.until) })}</p>}
      <p>{t('serviceHint')}</p>
      <Trouble />
      <button type="button" class="main" disabled={working.value} onClick={() => void begin()}>
        {t('serviceBegin')}
      </button>
    </>
  );
}

export function ServiceBar(): JSX.Element {
  const { service, connection, listedAt, waiting } = state.value;
  const at = listedAt === null ? t('never') : time(listedAt);
  const until = service.until === null ? '' : time(service.until);
  const served = service.state === 'on';
  const online = connection === 'connected';
  return (
    <section class="bar" aria-label={t('serviceTitle')}>
      <p role="status" class={served ? 'good' : 'warn'}>
        {t(`service_${service.state}`, { time: until })}
      </p>
      <p role="status" class={online ? 'hint' : 'warn'}>
        {t(`line_${connection}`, { time: at })}
      </p>
      <p>
        <strong>{t('waiting', { count: waiting })}</strong>
      </p>
      {silent.value ? (
        <p role="alert" class="warn">
          {t('soundSilent')}
        </p>
      ) : null}
      <div class="row">
        {online ? null : (
          <button type="button" onClick={() => void device().refresh()}>
            {t('again')}
          </button>
        )}
        <button type="button" onClick={() => void tryOut()}>
          {t('soundTest')}
        </button>
        <button type="button" onClick={() => void act(() => device().leave(), t('did_service_left'))}>
          {t('serviceLeave')}
        </button>
      </div>
    </section>
  );
}
