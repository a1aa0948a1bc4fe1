// A plan on a page, with buttons of its own to see more or less of it.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Drawn, Plan, type Watching } from './plan';

export interface PlanWords {
  title: string;
  hint: string;
  closer: string;
  farther: string;
  whole: string;
}
// Without `watching`, it is looked at only.
export function PlanView({ words, watching, ...drawn }: Drawn & { words: PlanWords; watching: Watching | null }): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const plan = useRef<Plan | null>(null);
  const calls = useRef(watching);
  calls.current = watching;
  useEffect(() => {
    const asked: Watching | null = watching === null ? null : { placed: (spot, reach) => calls.current?.placed(spot, reach), crossAt: (spot) => calls.current?.crossAt(spot) };
    plan.current = new Plan(container.current as HTMLDivElement, asked);
    return () => plan.current?.remove();
  }, []);
  useEffect(() => plan.current?.draw(drawn));
  return (
    <>
      <p id="plan-hint" class="hint">
        {words.hint}
      </p>
      <div ref={container} class="plan" role="application" tabIndex={0} aria-label={words.title} aria-describedby="plan-hint" />
      <div class="row plan-buttons">
        <button type="button" onClick={() => plan.current?.zoom(1)} aria-label={words.closer}>
          +
        </button>
        <button type="button" onClick={() => plan.current?.zoom(-1)} aria-label={words.farther}>
          −
        </button>
        <button type="button" onClick={() => plan.current?.showWhole()}>
          {words.whole}
        </button>
      </div>
    </>
  );
}
