// How a desk's browser becomes a device of its post: it believes the commission that comes back when root, record and
// office key vouch for it and a person has compared them aloud.
import { Failure, untrusted } from '../../shared/base/failure';
import { nameOf } from '../../shared/base/ids';
import { Errc, Role } from '../../shared/base/vocabulary.gen';
import { handedBack, mustBeCommissioned, spoken } from '../../shared/device/pairing';
import { type DeviceKeys, type Tools, deviceKeys, keptRoster } from '../../shared/device/profile';
import type { Roster, SavedRoster } from '../../shared/device/roster';
import { keyId } from '../../shared/seal/sodium';
import { decodeContainer } from '../../shared/wire/container';
import { Commission, type PostRecord } from '../../shared/wire/documents';

// What was verified, for the person to compare before anything is kept.
export interface Pairing {
  post: Uint8Array;
  record: PostRecord;
  role: typeof Role.officer | typeof Role.commander;
  from: number;
  until: number;
  root: string; // SHA-256 of the root document, spoken
  office: string; // key id, spoken
  device: string; // key id, spoken
  roster: SavedRoster;
  commission: Uint8Array;
}

// untrusted: nobody here vouches for it. not_found: nothing for this device among them. expired: not in force now.
export async function checkPairing(tools: Tools, containers: readonly Uint8Array[]): Promise<Pairing> {
  const handed = await handedBack(tools, containers);
  const { post, role, from, until } = handed.commission;
  if (role !== Role.officer && role !== Role.commander) throw untrusted('the commission is not one of a post');
  const record = handed.roster.record(post)?.value;
  if (record === undefined) throw untrusted('no record of this post that the root vouches for');
  await mustBeCommissioned(tools, handed, post);
  const { root, device, container: commission } = handed;
  return { post, record, role, from, until, root, device, office: spoken(keyId(record.office)), roster: handed.roster.save(), commission };
}

// After a person has compared the three.
export async function keepPairing({ store }: Tools, pairing: Pairing): Promise<void> {
  await store.write({ roster: pairing.roster, office: { post: pairing.post, commission: pairing.commission } });
}

export interface Office {
  roster: Roster;
  post: Uint8Array;
  record: PostRecord;
  commission: Commission;
  keys: DeviceKeys;
}
// Null: not paired yet.
export async function pairedOffice({ store }: Pick<Tools, 'store'>): Promise<Office | null> {
  const kept = (await store.get('office')) as { post: Uint8Array; commission: Uint8Array } | undefined;
  if (kept === undefined) return null;
  const roster = await keptRoster(store);
  const record = roster.record(kept.post)?.value;
  if (record === undefined) throw new Failure(Errc.store_damaged, `the record of ${nameOf(kept.post)} is missing in this browser`);
  const commission = Commission.decode(decodeContainer(kept.commission).bytes);
  return { roster, post: kept.post, record, commission, keys: await deviceKeys(store) };
}
