// Why something failed. A refusal by the policy is an answer, not a failure.
import { Errc } from './vocabulary.gen';

// `message` is for a person or a log: what is wrong and where; no personal data, no secret, no card.
export class Failure extends Error {
  constructor(
    readonly code: Errc,
    message: string,
    readonly retryAfterMs = 0, // with busy
  ) {
    super(message);
    this.name = 'Failure';
  }
}

export const malformed = (message: string): Failure => new Failure(Errc.malformed, message);
export const untrusted = (message: string): Failure => new Failure(Errc.untrusted, message);
export const unreachable = (message: string): Failure => new Failure(Errc.unreachable, message);

// What `attempt` answers, or null where it fails with a Failure. Mistakes of the program pass.
export function orNull<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (problem) {
    if (problem instanceof Failure) return null;
    throw problem;
  }
}

export function codeOf(problem: unknown): Errc | 0 {
  return problem instanceof Failure ? problem.code : 0;
}
