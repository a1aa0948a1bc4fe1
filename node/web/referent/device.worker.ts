// The worker in which the referent's device lives: libsodium, keys and alerts never meet the page's own thread.
import type { Tie } from '../shared/base/vocabulary.gen';
import { IdbStore } from '../shared/device/idb_store';
import { Refused } from '../shared/device/session';
import { httpTransport } from '../shared/device/transport';
import { type Port, type Problem, failureOf, serve } from '../shared/screen/calls';
import { systemEntropy } from '../shared/seal/sodium';
import { ReferentDevice } from './device';

const problemOf = (problem: unknown): Problem =>
  problem instanceof Refused ? { kind: 'refused', rule: problem.rule, detail: problem.detail } : failureOf(problem);

const opening = IdbStore.open('tocsin').then((store) => {
  const tools = { store, transport: httpTransport(), entropy: systemEntropy, clock: Date.now, ticks: () => performance.now() };
  return new ReferentDevice(tools, (state) => push(state), problemOf);
});
const device = <T>(use: (device: ReferentDevice) => Promise<T>): Promise<T> => opening.then(use);

export const handlers = {
  start: () => device((each) => each.start()),
  enrol: (...args: Parameters<ReferentDevice['enrol']>) => device((each) => each.enrol(...args)),
  refresh: () => device((each) => each.refresh()),
  seal: (...args: Parameters<ReferentDevice['seal']>) => device((each) => each.seal(...args)),
  places: () => device((each) => each.places()),
  withdraw: (id: string) => device((each) => each.withdraw(id)),
  confirm: (id: string) => device((each) => each.confirm(id)),
  declare: (tie: Tie) => device((each) => each.declare(tie)),
  deputise: (...args: Parameters<ReferentDevice['deputise']>) => device((each) => each.deputise(...args)),
  endDeputising: () => device((each) => each.endDeputising()),
  signConduct: (seen: string) => device((each) => each.signConduct(seen)),
  learnStanding: () => device((each) => each.learnStanding()),
  confirmShown: (id: string) => device((each) => each.confirmShown(id)),
  leave: () => device((each) => each.leave()),
};
export type ReferentCalls = typeof handlers;

const push = serve(self as unknown as Port, handlers, problemOf);
