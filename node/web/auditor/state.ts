// What the auditor's screens share: the device's state, and one act at a time.
import { signal } from '@preact/signals';
import { Errc } from '../shared/base/vocabulary.gen';
import { CallProblem, type Handlers, type Port, type Problem, callsTo } from '../shared/screen/calls';
import { ownScript } from '../shared/screen/trusted';
import type { AuditorCalls } from './device.worker';
import workerUrl from './device.worker?worker&url';
import { type AuditorState, nothingYet } from './model/views';
import { detail, t } from './speech';

export const state = signal<AuditorState>(nothingYet);
export const problem = signal<Problem | null>(null);
export const working = signal(false);
export const said = signal('');

let worker: AuditorCalls | null = null;
export function device(): AuditorCalls {
  worker ??= callsTo<Handlers>(new Worker(ownScript(workerUrl), { type: 'module' }) as unknown as Port, (fresh) => {
    state.value = fresh as AuditorState;
  }) as unknown as AuditorCalls;
  return worker;
}

export async function act(work: () => Promise<unknown>, done = ''): Promise<void> {
  if (working.value) return;
  working.value = true;
  problem.value = null;
  said.value = '';
  try {
    await work();
    said.value = done;
  } catch (thrown) {
    problem.value = thrown instanceof CallProblem ? thrown.problem : { kind: 'failure', code: Errc.io, message: String(thrown) };
  } finally {
    working.value = false;
  }
}

export function sentence(of: Problem): string {
  if (of.kind === 'refused') return t('refused', { rule: of.rule, why: detail(of.detail) });
  const why = of.message;
  if (of.code === Errc.unreachable || of.code === Errc.busy) return t('failed_line');
  if (of.code === Errc.untrusted || of.code === Errc.bad_signature || of.code === Errc.cannot_open) return t('failed_trust', { why });
  return t('failed_other', { why });
}
