// What the page shares: what the visit's worker says, and its two calls.
import { signal } from '@preact/signals';
import { Errc } from '../shared/base/vocabulary.gen';
import { type Handlers, type Port, type Problem, callsTo } from '../shared/screen/calls';
import { ownScript } from '../shared/screen/trusted';
import { type PublicState, nothingYet } from './model';
import { t } from './speech';
import type { VisitCalls } from './visit.worker';
import workerUrl from './visit.worker?worker&url';

export const state = signal<PublicState>(nothingYet);
export const letterOpen = signal(false);

let worker: VisitCalls | null = null;
export function visit(): VisitCalls {
  worker ??= callsTo<Handlers>(new Worker(ownScript(workerUrl), { type: 'module' }) as unknown as Port, (fresh) => {
    state.value = fresh as PublicState;
  }) as unknown as VisitCalls;
  return worker;
}
// `#root=HEX` in a link that somebody trusted gave; nothing else of an address is read.
export const fingerprintIn = (hash: string): string => /^#root=([0-9a-fA-F]{64})$/.exec(hash)?.[1] ?? '';

export function sentence(of: Problem): string {
  const why = of.kind === 'failure' ? of.message : of.detail;
  if (of.kind === 'refused') return t('failed_other', { why });
  if (of.code === Errc.unreachable || of.code === Errc.busy || of.code === Errc.not_found) return t('failed_line');
  if (of.code === Errc.untrusted || of.code === Errc.bad_signature || of.code === Errc.cannot_open) return t('failed_trust', { why });
  return t('failed_other', { why });
}
