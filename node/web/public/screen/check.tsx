// What a visitor can compare with elsewhere: root, log, code.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { save } from '../../shared/screen/save';
import type { LogView, WebView } from '../model';
import { t } from '../speech';
import { state, visit } from '../state';
import { Part } from '../../shared/screen/parts';

function Log({ log }: { log: LogView }): JSX.Element {
  return (
    <>
      <h3>{t('logTitle')}</h3>
      <p>{t('logLine', { origin: log.origin, size: log.size })}</p>
      <p class="long">{log.root}</p>
      <button type="button" onClick={() => save(`${log.origin.replace('/', '-')}-${log.size}.note`, 'text/plain', log.note)}>
        {t('logKeep')}
      </button>
      <p class="hint">{t('logUse')}</p>
    </>
  );
}

function Web({ web }: { web: WebView }): JSX.Element {
  const [working, work] = useState(false);
  const compare = async () => {
    work(true);
    await visit().compareFiles().finally(() => work(false));
  };
  return (
    <>
      <p class="long">{t('webLine', { hash: web.manifest, files: web.files })}</p>
      {web.signed ? <p class="good">{t('webSigned', { key: web.releaseKey })}</p> : <p class="warn">{t('webUnsigned')}</p>}
      <button type="button" disabled={working} onClick={() => void compare()}>
        {t('webCompare')}
      </button>
      <p role="status">{web.same === null ? '' : t(web.same ? 'webSame' : 'webOther')}</p>
    </>
  );
}

export function Checks(): JSX.Element {
  const { root, compared, log, web } = state.value;
  return (
    <Part id="check" title={t('checkTitle')}>
      <p>{t('checkHint')}</p>
      <h3>{t('rootTitle')}</h3>
      <p class="long">{root}</p>
      {compared === true ? <p class="good">{t('rootSame')}</p> : <p class="hint">{t('rootHint')}</p>}
      {log === null ? null : <Log log={log} />}
      <h3>{t('webTitle')}</h3>
      {web === null ? <p>{t('webNone')}</p> : <Web web={web} />}
      <p class="hint">{t('webOutside')}</p>
    </Part>
  );
}
