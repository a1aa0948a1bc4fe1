// The worker in which a visit lives: libsodium and codecs stay out of the page, and what a visitor types stays out of here.
import { unreachable } from '../shared/base/failure';
import { Refused } from '../shared/device/session';
import { httpTransport, servedNode } from '../shared/device/transport';
import { type Port, type Problem, failureOf, serve } from '../shared/screen/calls';
import { systemEntropy } from '../shared/seal/sodium';
import { Visit } from './visit.device';

const problemOf = (problem: unknown): Problem =>
  problem instanceof Refused ? { kind: 'refused', rule: problem.rule, detail: problem.detail } : failureOf(problem);

async function fetchFile(path: string): Promise<Uint8Array> {
  const answer = await fetch(`/${path}`, { credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer' });
  if (answer.status !== 200) throw unreachable(`${path} is not served here`);
  return new Uint8Array(await answer.arrayBuffer());
}

const tools = { transport: httpTransport(), entropy: systemEntropy, clock: Date.now, servedNode: () => servedNode(), fetchFile };
const visit = new Visit(tools, (state) => push(state), problemOf);

export type VisitCalls = Pick<Visit, 'visit' | 'compareFiles'>;
const push = serve(
  self as unknown as Port,
  { visit: (fingerprint: string) => visit.visit(fingerprint), compareFiles: () => visit.compareFiles() },
  problemOf,
);
