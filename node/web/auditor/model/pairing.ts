// How an auditor's browser becomes a device of the prefecture's auditor at one node: the root signs its commission, and a
// person compares root and device aloud before anything is kept.
import { equal, isZero } from '../../shared/base/bytes';
import { Failure, untrusted } from '../../shared/base/failure';
import { nameOf } from '../../shared/base/ids';
import { Errc, Role } from '../../shared/base/vocabulary.gen';
import { type Handed, handedBack, mustBeCommissioned } from '../../shared/device/pairing';
import { type DeviceKeys, type Tools, deviceKeys, keptRoster } from '../../shared/device/profile';
import type { Roster, SavedRoster } from '../../shared/device/roster';
import { decodeContainer } from '../../shared/wire/container';
import { type Charter, Commission, type PostRecord } from '../../shared/wire/documents';

const byRoot = new Uint8Array(5); // a commission of no commune and no post
export type Place = { charter: Charter; record: null } | { charter: null; record: PostRecord };

export const codeOf = ({ charter, record }: Place): string => (charter === null ? nameOf(record.post) : nameOf(charter.commune));
export const nameIn = ({ charter, record }: Place): string => (charter === null ? record.name : charter.name);
export const nodeOf = ({ charter, record }: Place) => (charter === null ? record.node : charter.node);

// The name of it, which stays when its node changes all its keys.
const idOf = ({ charter, record }: Place): Uint8Array => (charter === null ? record.post : charter.commune);

export interface Pairing {
  handed: Handed;
  roster: SavedRoster;
  place: Place;
}

// `curve`: of the node that this address leads to; a charter or a record among the documents must name it.
export async function checkPairing(tools: Tools, containers: readonly Uint8Array[], curve: Uint8Array): Promise<Pairing> {
  const handed = await handedBack(tools, containers);
  const { role, commune, post } = handed.commission;
  if (role !== Role.auditor || !isZero(commune) || !isZero(post)) throw untrusted('the commission is not an auditor’s');
  await mustBeCommissioned(tools, handed, byRoot);
  return { handed, roster: handed.roster.save(), place: placeOf(handed.roster, curve) };
}

// not_found: no charter and no record of the node here is among what the root vouches for.
export function placeOf(roster: Roster, curve: Uint8Array): Place {
  const charter = roster.charters.find((each) => equal(each.value.node.curve, curve))?.value;
  if (charter !== undefined) return { charter, record: null };
  const record = roster.records.find((each) => equal(each.value.node.curve, curve))?.value;
  if (record !== undefined) return { charter: null, record };
  throw new Failure(Errc.not_found, 'no charter and no record among the documents names the node of this address');
}

export async function keepPairing({ store }: Tools, { roster, handed, place }: Pairing): Promise<void> {
  await store.write({ roster, auditor: { commission: handed.container, of: idOf(place) } });
}

export interface Auditor {
  roster: Roster;
  of: Uint8Array; // commune[5] or post[8]
  commission: Commission;
  keys: DeviceKeys;
}
// As the newest charter or record held says.
export function placeIn({ roster, of }: Pick<Auditor, 'roster' | 'of'>): Place {
  const charter = roster.charter(of)?.value;
  if (charter !== undefined) return { charter, record: null };
  const record = roster.record(of)?.value;
  if (record !== undefined) return { charter: null, record };
  throw new Failure(Errc.store_damaged, 'the charter or the record of this node is missing in this browser');
}

// Null: not paired yet.
export async function pairedAuditor({ store }: Pick<Tools, 'store'>): Promise<Auditor | null> {
  const kept = (await store.get('auditor')) as { commission: Uint8Array; of: Uint8Array } | undefined;
  if (kept === undefined) return null;
  const roster = await keptRoster(store);
  const commission = Commission.decode(decodeContainer(kept.commission).bytes);
  return { roster, of: kept.of, commission, keys: await deviceKeys(store) };
}
