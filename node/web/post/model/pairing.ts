// How a desk's browser becomes a device of its post: it makes its keys, shows what the office signs, and believes the
// commission that comes back when root, record and office key vouch for it and a person has compared them aloud.
import { concat, equal, fromHex, toHex } from '../../shared/base/bytes';
import { Failure, orNull, untrusted } from '../../shared/base/failure';
import { nameOf } from '../../shared/base/ids';
import { DocumentType, Errc, Role } from '../../shared/base/vocabulary.gen';
import { type DeviceKeys, type Tools, deviceKeys, keptRoster, makeDeviceKeys } from '../../shared/device/profile';
import { Roster, type SavedRoster } from '../../shared/device/roster';
import { keyId } from '../../shared/seal/sodium';
import { rootFingerprint } from '../../shared/seal/trust';
import { decodeContainer } from '../../shared/wire/container';
import { Commission, type PostRecord } from '../../shared/wire/documents';

const devicePrefix = 'TOCSIN-DEVICE1:';

// What `tocsin post commission --device` reads: one line.
export const deviceLine = (keys: DeviceKeys): string => `${devicePrefix}${toHex(concat(keys.signer.publicKey, keys.transport))}\n`;
// The same in the letters of a QR code's smaller alphabet.
export const deviceQr = (keys: DeviceKeys): string => deviceLine(keys).trim().toUpperCase();
// Read aloud: groups of four, as the office's own tools print a key.
export const spoken = (bytes: Uint8Array): string => (toHex(bytes).match(/.{4}/g) ?? []).join(' ');

export async function preparePairing(tools: Tools): Promise<DeviceKeys> {
  if ((await tools.store.get('mandate')) !== undefined) throw new Failure(Errc.conflict, 'this address is a referent’s: a desk has its own');
  return makeDeviceKeys(tools);
}

// What a person gave: files as they are, or text with documents in hexadecimal or base64, one after the other.
export function documentsIn(text: string): Uint8Array[] {
  const words = text.split(/\s+/).filter((each) => each !== '');
  if (words.length === 0) throw new Failure(Errc.malformed, 'no document');
  return words.map((word) => {
    const bytes = orNull(() => fromHex(word)) ?? fromBase64(word);
    if (bytes === null) throw new Failure(Errc.malformed, 'neither hexadecimal nor base64');
    return bytes;
  });
}
function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

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

const isOf = (type: DocumentType) => (container: Uint8Array) => decodeContainer(container).type === type;

// untrusted: nobody here vouches for it. not_found: nothing for this device among them. expired: not in force now.
export async function checkPairing(tools: Tools, containers: readonly Uint8Array[]): Promise<Pairing> {
  const keys = await deviceKeys(tools.store);
  const [root, ...otherRoots] = containers.filter(isOf(DocumentType.root));
  if (root === undefined) throw new Failure(Errc.not_found, 'the root document is missing');
  if (otherRoots.some((each) => !equal(each, root))) throw untrusted('two different root documents');
  const roster = Roster.fromKept(root);
  const disagreement = roster.addAll(containers.filter((each) => each !== root));
  if (disagreement !== null) throw disagreement;
  const commission = containers.find((each) => isOf(DocumentType.commission)(each) && isFor(each, keys));
  if (commission === undefined) throw new Failure(Errc.not_found, 'no commission for this device among them');
  const { post, role, from, until, key, transport } = Commission.decode(decodeContainer(commission).bytes);
  if (role !== Role.officer && role !== Role.commander) throw untrusted('the commission is not one of a post');
  const record = roster.record(post)?.value;
  if (record === undefined) throw untrusted('no record of this post that the root vouches for');
  // The roster holds it only when the office key of that record signed it.
  if (!roster.keysOf(role, post).some((each) => equal(each, key)) || !equal(transport, keys.transport))
    throw untrusted('the commission is not signed by the office key of this post, or not for this device');
  if (tools.clock() < from || tools.clock() >= until) throw new Failure(Errc.expired, 'the commission is not in force now');
  return {
    post,
    record,
    role,
    from,
    until,
    root: spoken(await rootFingerprint(decodeContainer(root))),
    office: spoken(keyId(record.office)),
    device: spoken(keys.signer.id),
    roster: roster.save(),
    commission,
  };
}
const isFor = (container: Uint8Array, keys: DeviceKeys): boolean =>
  orNull(() => equal(Commission.decode(decodeContainer(container).bytes).key, keys.signer.publicKey)) === true;

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
