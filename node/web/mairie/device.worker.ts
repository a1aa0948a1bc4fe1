// The worker in which a mairie's devices live: libsodium and keys never meet the page's own scripts.
import { IdbStore } from '../shared/device/idb_store';
import { Refused } from '../shared/device/session';
import { systemTimer } from '../shared/device/timer';
import { httpTransport } from '../shared/device/transport';
import { type Port, type Problem, failureOf, serve } from '../shared/screen/calls';
import { systemEntropy } from '../shared/seal/sodium';
import { MairieDevice } from './device';

const problemOf = (problem: unknown): Problem =>
  problem instanceof Refused ? { kind: 'refused', rule: problem.rule, detail: problem.detail } : failureOf(problem);

const opening = Promise.all([IdbStore.open('tocsin'), IdbStore.open('tocsin-desk')]).then(([store, deskStore]) => {
  const tools = { transport: httpTransport(), entropy: systemEntropy, clock: Date.now, ticks: () => performance.now(), timer: systemTimer };
  return new MairieDevice({ ...tools, store }, { ...tools, store: deskStore }, (state) => push(state), problemOf);
});
const names = [
  'start', 'offer', 'confirmPairing', 'refresh', 'invite', 'forgetCards', 'nominate', 'renew', 'actOnMandate', 'suspendNode', 'signResumption',
  'tighten', 'joinOverlay', 'withdrawOverlay', 'announce', 'cancelAnnouncement', 'counts', 'report', 'answerReview', 'enter', 'places', 'readCharter', 'outlines',
] as const;

export type MairieCalls = Pick<MairieDevice, (typeof names)[number]>;
const handlers = Object.fromEntries(
  names.map((name) => [name, (...args: never[]) => opening.then((device) => (device[name] as (...all: never[]) => Promise<unknown>).apply(device, args))]),
);
const push = serve(self as unknown as Port, handlers, problemOf);
