// The worker in which the auditor's device lives: keys, libsodium and codecs stay out of the page.
import { IdbStore } from '../shared/device/idb_store';
import { Refused } from '../shared/device/session';
import { httpTransport, servedNode } from '../shared/device/transport';
import { type Port, type Problem, failureOf, serve } from '../shared/screen/calls';
import { systemEntropy } from '../shared/seal/sodium';
import { AuditorDevice } from './device';

const problemOf = (problem: unknown): Problem =>
  problem instanceof Refused ? { kind: 'refused', rule: problem.rule, detail: problem.detail } : failureOf(problem);

const opening = IdbStore.open('tocsin').then((store) => {
  const tools = { store, transport: httpTransport(), entropy: systemEntropy, clock: Date.now, servedNode: () => servedNode() };
  return new AuditorDevice(tools, (state) => push(state), problemOf);
});
const names = ['start', 'offer', 'confirmPairing', 'read', 'logFile', 'review', 'compare'] as const;

export type AuditorCalls = Pick<AuditorDevice, (typeof names)[number]>;
const handlers = Object.fromEntries(
  names.map((name) => [name, (...args: never[]) => opening.then((device) => (device[name] as (...all: never[]) => Promise<unknown>).apply(device, args))]),
);
const push = serve(self as unknown as Port, handlers, problemOf);
