// From what was observed to an envelope in the ledger: judged as the nodes will judge it, sealed for the post on this
// device. A referent's own device and the mairie's desk do it alike (R35); only the kind differs.
import { timeOrderedId } from '../base/ids';
import { Failure } from '../base/failure';
import { alertLifeTens, epochDaysStaleMax } from '../base/limits.gen';
import { dayOf, fromTens, toTens } from '../base/time';
import { type Category, type Conduct, Errc, type Urgency } from '../base/vocabulary.gen';
import { judgeConduct, judgeExercise, judgePlate, judgeUrgency } from '../policy/content';
import { sealAlert } from '../seal/alert';
import type { Signer } from '../seal/signer';
import { AlertKind, HeaderFlag, type Person, type Place, type Vehicle, conductsMask } from '../wire/alert';
import type { Charter, EpochKey, PostRecord } from '../wire/documents';
import type { AlertEntry } from './entry';
import type { Ledger } from './ledger';
import { type Tools, withSecret } from './profile';
import type { Roster } from './roster';
import { Refused } from './session';

export interface Observation {
  category: Category;
  conducts: Conduct[];
  urgency: Urgency;
  called17: boolean;
  sector: number;
  place: Place;
  vehicle: Vehicle | null;
  personCount: number;
  persons: Person[];
  exercise: boolean;
}
export interface SealContext {
  tools: Tools;
  kind: typeof AlertKind.device | typeof AlertKind.desk;
  mandate: Uint8Array;
  charter: Charter;
  post: PostRecord;
  roster: Roster;
  signer: Signer;
  offset: number; // node's clock less the device's
}

// Durable when it answers; nothing has been sent. Refused: by the policy. expired: no key of the post for the day that this
// device's clock says, call 17.
export function sealObservation(seen: Observation, context: SealContext, ledger: Ledger): Promise<AlertEntry> {
  const refusal =
    judgeUrgency(seen.urgency, seen.called17) ??
    judgeConduct(seen.category, seen.conducts, seen.personCount) ??
    judgePlate(seen.category, seen.vehicle?.plate ?? '') ??
    judgeExercise(context.charter.exercise, seen.exercise);
  if (refusal !== null) return Promise.reject(new Refused(refusal.rule, refusal.detail));
  const pressed = context.tools.clock();
  return ledger.append((next) => sealNext(seen, context, pressed, next));
}

async function sealNext(
  seen: Observation,
  { tools, kind, mandate, charter, post, roster, signer, offset }: SealContext,
  pressed: number,
  next: { sequence: bigint; previous: Uint8Array },
): Promise<AlertEntry> {
  const created = fromTens(toTens(pressed + offset));
  const day = dayOf(created);
  const epoch = chooseEpoch(roster.epochs(charter.post), day);
  if (epoch === null) throw new Failure(Errc.expired, 'no key of the post is at hand for this day: nothing can be sealed, call 17');
  const above = chooseEpoch(roster.epochs(post.supervising), day);
  const stale = epoch.day !== day || (above !== null && above.day !== day);
  const header = {
    kind,
    category: seen.category,
    urgency: seen.urgency,
    flags:
      (seen.exercise ? HeaderFlag.exercise : 0) | (seen.called17 ? HeaderFlag.called17 : 0) | (stale ? HeaderFlag.staleEpoch : 0),
    sector: seen.sector,
    commune: charter.commune,
    alert: timeOrderedId(created, tools.entropy),
    mandate,
    sequence: next.sequence,
    previousHash: next.previous,
    created: toTens(created),
    expiry: toTens(created) + alertLifeTens,
    charterSequence: charter.sequence,
    postEpoch: epoch.day,
    supervisingEpoch: above?.day ?? 0,
  };
  const content = {
    observed: toTens(created),
    conducts: conductsMask(seen.conducts),
    place: seen.place,
    vehicle: seen.vehicle,
    personCount: seen.personCount,
    persons: seen.persons,
  };
  const { envelope, headerHash } = await withSecret(tools.store, 'tag', (tagKey) =>
    sealAlert({ header, content }, signer, tagKey, epoch.key, above?.key ?? null, tools.entropy),
  );
  return {
    alert: header.alert,
    headerHash,
    sequence: next.sequence,
    category: seen.category,
    urgency: seen.urgency,
    flags: header.flags,
    sector: seen.sector,
    created,
    sent: pressed,
    envelope,
    withdrawal: null,
    withdrawalAnswered: false,
    contradicted: false,
    receipts: [],
  };
}

// The key of `day`, or the newest before it that is not too old; never one of a later day, which the post may not hold yet.
export function chooseEpoch(held: readonly EpochKey[], day: number): EpochKey | null {
  const usable = held.filter((each) => each.day <= day && day - each.day <= epochDaysStaleMax);
  return usable.reduce<EpochKey | null>((best, each) => (best === null || each.day > best.day ? each : best), null);
}
