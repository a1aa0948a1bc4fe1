// Acts at a screen: one at a time, and the question that was asked meanwhile stays.
import { expect, test } from 'vitest';
import { Errc } from '../shared/base/vocabulary.gen';
import { oneAtATime } from '../shared/screen/act';
import { CallProblem } from '../shared/screen/calls';

function held(): { work: () => Promise<void>; ends(): void; fails(problem: unknown): void } {
  let ends: () => void = () => undefined;
  let fails: (problem: unknown) => void = () => undefined;
  const until = new Promise<void>((resolve, reject) => void ((ends = resolve), (fails = reject)));
  return { work: () => until, ends: () => ends(), fails: (problem) => fails(problem) };
}

test('an act that ends closes the question that it answers', async () => {
  const { act, panel, said } = oneAtATime<string>();
  panel.value = 'nominate';
  expect(await act(() => Promise.resolve(), 'signed')).toBe(true);
  expect([panel.value, said.value]).toEqual([null, 'signed']);
});

test('a question that was asked while an act was under way stays when the act ends', async () => {
  const { act, panel } = oneAtATime<string>();
  const { work, ends } = held();
  const refreshing = act(work);
  panel.value = 'nominate';
  ends();
  expect(await refreshing).toBe(true);
  expect(panel.value).toBe('nominate');
});

test('a second act while the first is under way does nothing, and a problem leaves the question open', async () => {
  const { act, panel, problem, working } = oneAtATime<string>();
  panel.value = 'close';
  const { work, fails } = held();
  const first = act(work);
  expect(working.value).toBe(true);
  expect(await act(() => Promise.reject(new Error('never begun')))).toBe(false);
  expect(problem.value).toBeNull();
  fails(new CallProblem({ kind: 'refused', rule: 9, detail: 'quota' }));
  expect(await first).toBe(false);
  expect([panel.value, problem.value, working.value]).toEqual(['close', { kind: 'refused', rule: 9, detail: 'quota' }, false]);
  expect(await act(() => Promise.reject(new Error('odd')))).toBe(false);
  expect(problem.value).toMatchObject({ kind: 'failure', code: Errc.io });
});
