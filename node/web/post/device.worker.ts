// The worker in which a desk's device lives: libsodium, keys and contents that were opened never stay in the page, and its
// clock runs while the page is behind others.
import { IdbStore } from '../shared/device/idb_store';
import { Refused } from '../shared/device/session';
import { systemTimer } from '../shared/device/timer';
import { httpTransport } from '../shared/device/transport';
import { type Port, type Problem, failureOf, serve } from '../shared/screen/calls';
import { systemEntropy } from '../shared/seal/sodium';
import { DeskDevice } from './device';

const problemOf = (problem: unknown): Problem =>
  problem instanceof Refused ? { kind: 'refused', rule: problem.rule, detail: problem.detail } : failureOf(problem);

const opening = IdbStore.open('tocsin').then((store) => {
  const tools = { store, transport: httpTransport(), entropy: systemEntropy, clock: Date.now, timer: systemTimer };
  return new DeskDevice(tools, (state) => push(state), problemOf);
});
const names = [
  'start', 'offer', 'confirmPairing', 'beginService', 'leave', 'refresh', 'showClosed', 'open', 'back', 'take', 'close', 'callBack',
  'reopen', 'confirm', 'release', 'group', 'pass', 'handOver', 'writeNotice', 'signNotice', 'cancelNotice', 'shiftEntries', 'plans',
] as const;

export type DeskCalls = Pick<DeskDevice, (typeof names)[number]>;
const handlers = Object.fromEntries(
  names.map((name) => [name, (...args: never[]) => opening.then((device) => (device[name] as (...all: never[]) => Promise<unknown>).apply(device, args))]),
);
const push = serve(self as unknown as Port, handlers, problemOf);
