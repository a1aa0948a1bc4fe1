// What a page and its worker say to each other: calls that are answered, and states that are pushed. Plain values only.
import { Failure } from '../base/failure';
import type { Errc } from '../base/vocabulary.gen';

// What a call may be refused with, as it travels.
export type Problem =
  | { kind: 'failure'; code: Errc; message: string }
  | { kind: 'refused'; rule: number; detail: string };

interface Call {
  id: number;
  name: string;
  args: unknown[];
}
type Answer = { id: number; value: unknown } | { id: number; problem: Problem } | { state: unknown };

export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
export type Handlers = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

// The worker's end. `problemOf` knows what may be thrown.
export function serve(port: Port, handlers: Handlers, problemOf: (problem: unknown) => Problem): (state: unknown) => void {
  port.addEventListener('message', ({ data }) => {
    const { id, name, args } = data as Call;
    const work = (handlers[name] ?? (() => Promise.reject(new Error(name))))(...(args as never[]));
    work.then(
      (value) => port.postMessage({ id, value } satisfies Answer),
      (problem: unknown) => port.postMessage({ id, problem: problemOf(problem) } satisfies Answer),
    );
  });
  return (state) => port.postMessage({ state } satisfies Answer);
}

// A call that ended in a problem rejects with this.
export class CallProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind === 'failure' ? problem.message : problem.detail);
  }
}

// The page's end: one function for each handler.
export function callsTo<H extends Handlers>(port: Port, state: (state: unknown) => void): H {
  const waiting = new Map<number, { done(value: unknown): void; failed(why: Error): void }>();
  let last = 0;
  port.addEventListener('message', ({ data }) => {
    const answer = data as Answer;
    if ('state' in answer) return state(answer.state);
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('problem' in answer) call?.failed(new CallProblem(answer.problem));
    else call?.done(answer.value);
  });
  const call = (name: string, args: unknown[]): Promise<unknown> =>
    new Promise((done, failed) => {
      waiting.set(++last, { done, failed });
      port.postMessage({ id: last, name, args } satisfies Call);
    });
  return new Proxy({} as H, { get: (_, name: string) => (...args: unknown[]) => call(name, args) });
}

export const failureOf = (problem: unknown): Problem =>
  problem instanceof Failure
    ? { kind: 'failure', code: problem.code, message: problem.message }
    : { kind: 'failure', code: 10, message: 'something went wrong on this device' };
