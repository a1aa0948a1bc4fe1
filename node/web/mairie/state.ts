// What the screens of a mairie share: the device's state, which page and question are open, and what is said aloud.
import { computed, signal } from '@preact/signals';
import { Errc, Role } from '../shared/base/vocabulary.gen';
import { oneAtATime } from '../shared/screen/act';
import { type Handlers, type Port, type Problem, callsTo } from '../shared/screen/calls';
import { ownScript } from '../shared/screen/trusted';
import type { MairieCalls } from './device.worker';
import workerUrl from './device.worker?worker&url';
import { type MairieState, nothingYet } from './model/views';
import { detail, t } from './speech';

export const pages = ['home', 'people', 'cards', 'desk', 'announce', 'rules', 'counts', 'reviews', 'sectors', 'found'] as const;
export type Page = (typeof pages)[number];
// A question in front of the page.
export type Panel =
  | { name: 'nominate' | 'renew' | 'suspend' | 'revoke' | 'lift'; id: string }
  | { name: 'suspendNode' | 'resumeNode' | 'tighten' | 'announce' };

export const state = signal<MairieState>(nothingYet);
export const page = signal<Page>('home');
export const { panel, said, problem, working, act } = oneAtATime<Panel>();
export const isMayor = computed(() => state.value.office.person?.role === Role.mayor);

let worker: MairieCalls | null = null;
export function device(): MairieCalls {
  worker ??= callsTo<Handlers>(new Worker(ownScript(workerUrl), { type: 'module' }) as unknown as Port, (fresh) => {
    state.value = fresh as MairieState;
  }) as unknown as MairieCalls;
  return worker;
}
export function go(to: Page): void {
  problem.value = null;
  said.value = '';
  page.value = to;
}
export function ask(which: Panel | null): void {
  problem.value = null;
  panel.value = which;
}

// What went wrong, for a person.
export function sentence(of: Problem): string {
  if (of.kind === 'refused') return t('refused', { rule: of.rule, why: detail(of.detail) });
  const why = of.message;
  switch (of.code) {
    case Errc.unreachable:
    case Errc.busy:
      return t('failed_line');
    case Errc.not_found:
      return t('failed_gone', { why });
    case Errc.untrusted:
    case Errc.bad_signature:
    case Errc.cannot_open:
      return t('failed_trust', { why });
    case Errc.expired:
      return t('failed_expired', { why });
    case Errc.malformed:
    case Errc.configuration:
      return t('failed_malformed', { why });
    case Errc.io:
    case Errc.store_full:
    case Errc.store_damaged:
      return t('failed_kept');
    default:
      return t('failed_other', { why });
  }
}
