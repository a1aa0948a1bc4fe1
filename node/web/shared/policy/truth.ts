// What a screen may say (R33), and when an alert must be gone (R26): never better than what is known.
import { dayMs, hourMs } from '../base/time';
import { AlertState, Urgency } from '../base/vocabulary.gen';
import type { Limits } from './limits';

export const Truth = { waiting: 1, received: 2, notReceivedCall17: 3 } as const;
export type Truth = (typeof Truth)[keyof typeof Truth];

// All instants on the device's clock.
export interface TruthFacts {
  sent: number; // when the person pressed "send"
  accepted: number | null; // verified receipt of the commune's node
  delivered: number | null; // verified receipt of the post
  expired: boolean; // verified `expired` of the commune, and nothing of the post
  urgency: Urgency;
}

// When the commune hands an ordinary alert on; until then it can be taken back.
export const holdEnds = (accepted: number, urgency: Urgency, limits: Limits): number =>
  urgency === Urgency.in_progress ? accepted : accepted + limits.undo_seconds * 1000;

// When waiting ends if nothing arrives; null once delivered or expired.
export function truthChangesAt(facts: TruthFacts, limits: Limits): number | null {
  if (facts.delivered !== null || facts.expired) return null;
  if (facts.accepted === null) return facts.sent + limits.accepted_within_seconds * 1000;
  return holdEnds(facts.accepted, facts.urgency, limits) + limits.delivered_within_seconds * 1000;
}

export function truth(facts: TruthFacts, limits: Limits, now: number): Truth {
  if (facts.delivered !== null) return Truth.received;
  const steppedBack = now < facts.sent || (facts.accepted !== null && now < facts.accepted);
  if (facts.expired || steppedBack) return Truth.notReceivedCall17;
  return now < (truthChangesAt(facts, limits) as number) ? Truth.waiting : Truth.notReceivedCall17;
}

const ends: readonly AlertState[] = [AlertState.refused, AlertState.withdrawn, AlertState.expired, AlertState.violation];
const changes: readonly AlertState[] = [
  AlertState.taken,
  AlertState.call_back,
  AlertState.closed,
  AlertState.reopened,
  AlertState.released,
];

// `history` is not empty.
export function eraseAt(history: readonly { state: AlertState; at: number }[], limits: Limits): number {
  const among = (states: readonly AlertState[]) => history.filter((each) => states.includes(each.state)).map((each) => each.at);
  const first = Math.min(...history.map((each) => each.at));
  const ended = among(ends);
  const arrived = among([AlertState.delivered, AlertState.held]).length > 0;
  const taken = among([AlertState.taken]).length > 0;
  const atMost = first + limits.keep_at_most_days * dayMs;
  if (ended.length > 0 && !arrived) return Math.min(atMost, Math.max(...ended) + limits.keep_ended_hours * hourMs);
  if (!taken) return Math.min(atMost, first + limits.keep_not_taken_days * dayMs);
  return Math.min(atMost, Math.max(...among(changes)) + limits.keep_taken_days * dayMs);
}
