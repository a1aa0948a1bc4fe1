// What the screens share: the device's state, which page is open, what is said aloud, and the calls to the worker.
import { signal } from '@preact/signals';
import { type Category, Errc } from '../shared/base/vocabulary.gen';
import { CallProblem, type Port, type Problem, callsTo } from '../shared/screen/calls';
import { ownScript } from '../shared/screen/trusted';
import { type State, nothingYet } from './device_state';
import type { ReferentCalls } from './device.worker';
import workerUrl from './device.worker?worker&url';
import { detail, t } from './speech';

export type Page =
  | { name: 'home' }
  | { name: 'what' }
  | { name: 'seen'; category: Category }
  | { name: 'where'; category: Category }
  | { name: 'street'; category: Category }
  | { name: 'plan'; category: Category }
  | { name: 'recap'; category: Category }
  | { name: 'alert'; id: string }
  | { name: 'notices' }
  | { name: 'data' }
  | { name: 'standing' };

export const state = signal<State>(nothingYet);
export const page = signal<Page>({ name: 'home' });
export const said = signal(''); // read aloud where somebody listens to the screen
export const updateReady = signal<(() => void) | null>(null);

let worker: ReferentCalls | null = null;
export function device(): ReferentCalls {
  worker ??= callsTo<ReferentCalls>(new Worker(ownScript(workerUrl), { type: 'module' }) as unknown as Port, (fresh) => {
    state.value = fresh as State;
  });
  return worker;
}

export function go(to: Page, replace = false): void {
  if (replace) history.replaceState(to, '');
  else history.pushState(to, '');
  said.value = '';
  page.value = to;
}
export function followHistory(): void {
  history.replaceState({ name: 'home' } satisfies Page, '');
  addEventListener('popstate', (event) => {
    page.value = (event.state as Page | null) ?? { name: 'home' };
  });
}

// What went wrong, for a person.
export function sentence(problem: Problem): string {
  if (problem.kind === 'refused') return detail(problem.detail) || t('refusedBy', { rule: problem.rule });
  if (problem.code === Errc.unreachable || problem.code === Errc.busy || problem.code === Errc.not_found) return t('noLine');
  if (problem.code === Errc.expired) return t('noKey');
  if (problem.code === Errc.conflict) return t('streetsChanged');
  if (problem.code === Errc.io || problem.code === Errc.store_full) return t('notKept');
  return t('failed', { why: problem.message });
}
export const problemIn = (thrown: unknown): Problem =>
  thrown instanceof CallProblem ? thrown.problem : { kind: 'failure', code: Errc.io, message: String(thrown) };
