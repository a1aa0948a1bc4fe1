// What the screens of a desk share: the device's state, what is chosen and asked on the page, and what is said aloud.
import { computed, signal } from '@preact/signals';
import { Errc } from '../shared/base/vocabulary.gen';
import { oneAtATime } from '../shared/screen/act';
import { type Handlers, type Port, type Problem, callsTo } from '../shared/screen/calls';
import { ownScript } from '../shared/screen/trusted';
import type { DeskCalls } from './device.worker';
import workerUrl from './device.worker?worker&url';
import type { ActName } from './model/acts';
import { moved } from './model/keys';
import { type AlertView, type DeskState, nothingYet, toldWhy } from './model/views';
import { isSilent, play } from './sound';
import { detail, t } from './speech';

export type Tab = 'list' | 'notices' | 'sectors' | 'shift';
export const tabs: readonly Tab[] = ['list', 'notices', 'sectors', 'shift'];
// A question in front of the page. Those about an alert name it: the selection may move meanwhile.
export type Panel =
  | { name: 'help' }
  | { name: 'write' }
  | { name: 'open' | 'close' | 'group' | 'pass' | 'handOver' | 'release'; id: string };

export const state = signal<DeskState>(nothingYet);
export const tab = signal<Tab>('list');
export const selected = signal<string | null>(null);
export const chosenNotice = signal<string | null>(null);
export const { panel, said, problem, working, act } = oneAtATime<Panel>();
export const silent = signal(false);

const order = ['work', 'held', 'elsewhere', 'closed'] as const;
// As they stand on the screen, section by section.
export const shown = computed<AlertView[]>(() => order.flatMap((section) => state.value.alerts.filter((each) => each.section === section)));
export const current = computed<AlertView | null>(() => state.value.alerts.find((each) => each.id === selected.value) ?? null);

let worker: DeskCalls | null = null;
export function device(): DeskCalls {
  worker ??= callsTo<Handlers>(new Worker(ownScript(workerUrl), { type: 'module' }) as unknown as Port, (fresh) =>
    arrived(fresh as DeskState),
  ) as unknown as DeskCalls;
  return worker;
}

function arrived(fresh: DeskState): void {
  const before = state.value;
  state.value = fresh;
  if (fresh.sounding === null || fresh.sounding.number === before.sounding?.number) return;
  play(fresh.sounding.kind);
  silent.value = isSilent();
  said.value = t(fresh.sounding.fresh ? 'newAlert' : 'stillWaiting', { count: fresh.waiting });
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
      return t('failed_gone');
    case Errc.untrusted:
    case Errc.bad_signature:
    case Errc.cannot_open:
      return t('failed_trust');
    case Errc.expired:
      return t('failed_expired');
    case Errc.malformed:
    case Errc.configuration:
      return t('failed_malformed', { why });
    case Errc.io:
    case Errc.store_full:
    case Errc.store_damaged:
      return t('failed_kept');
    case Errc.conflict:
      return t('failed_conflict', { why });
    case Errc.unsupported:
    case Errc.too_large:
    case Errc.not_allowed:
      return t('failed_other', { why });
  }
}

export function move(step: 1 | -1): void {
  if (tab.value === 'notices') chosenNotice.value = moved(state.value.notices, chosenNotice.value, step);
  else selected.value = moved(shown.value, selected.value, step);
}

// Why not this act on that alert, in words; empty: it may be tried.
export function whyNotText(name: ActName, alert: AlertView): string {
  const why = alert.why[name];
  return why === null ? '' : t(`why_${toldWhy(why, state.value.reading?.id === alert.id)}`);
}

// Starts an act on an alert: those that need an answer first ask for it.
export function begin(name: ActName, alert: AlertView): void {
  if (alert.why[name] !== null) return void (problem.value = null, said.value = whyNotText(name, alert));
  const { id } = alert;
  selected.value = id;
  switch (name) {
    case 'take':
      return void act(() => device().take(id), t('did_taken'));
    case 'callBack':
      return void act(() => device().callBack(id), t('did_call_back'));
    case 'reopen':
      return void act(() => device().reopen(id), t('did_reopened'));
    case 'confirm':
      return void act(() => device().confirm(id), t('did_confirmed'));
    default:
      panel.value = { name, id };
  }
}
export function back(): void {
  if (panel.value !== null) panel.value = null;
  else if (state.value.reading !== null || state.value.disclosure !== null) void device().back();
  problem.value = null;
}
