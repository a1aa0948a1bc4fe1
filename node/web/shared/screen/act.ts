// What a person does at a screen, one act at a time: whether one is under way, what went wrong, what is said, and the
// question that it answers.
import { type Signal, signal } from '@preact/signals';
import { Errc } from '../base/vocabulary.gen';
import { CallProblem, type Problem } from './calls';

export interface Acts<Panel> {
  readonly panel: Signal<Panel | null>; // the question in front of the page
  readonly said: Signal<string>; // read aloud where somebody listens to the screen
  readonly problem: Signal<Problem | null>;
  readonly working: Signal<boolean>;
  act(work: () => Promise<unknown>, done?: string): Promise<boolean>;
}

export function oneAtATime<Panel>(): Acts<Panel> {
  const panel = signal<Panel | null>(null);
  const said = signal('');
  const problem = signal<Problem | null>(null);
  const working = signal(false);
  return {
    panel,
    said,
    problem,
    working,
    // The second press while the first is under way does nothing. The question that was open at the first is answered when
    // it ends; one that was asked meanwhile stays.
    async act(work, done = '') {
      if (working.value) return false;
      const answered = panel.value;
      working.value = true;
      problem.value = null;
      try {
        await work();
        if (panel.value === answered) panel.value = null;
        said.value = done;
        return true;
      } catch (thrown) {
        problem.value = thrown instanceof CallProblem ? thrown.problem : { kind: 'failure', code: Errc.io, message: String(thrown) };
        return false;
      } finally {
        working.value = false;
      }
    },
  };
}
