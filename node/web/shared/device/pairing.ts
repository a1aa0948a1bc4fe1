// How a browser becomes a device of an office: it makes its keys, shows what the office signs, and believes the commission
// that comes back when the documents with it vouch for it. A person compares aloud before anything is kept.
import { concat, equal, fromHex, toHex } from '../base/bytes';
import { Failure, orNull, untrusted } from '../base/failure';
import { DocumentType, Errc } from '../base/vocabulary.gen';
import { rootFingerprint } from '../seal/trust';
import { decodeContainer } from '../wire/container';
import { Commission } from '../wire/documents';
import { type DeviceKeys, type Tools, deviceKeys, makeDeviceKeys } from './profile';
import { Roster, type SavedRoster } from './roster';

const devicePrefix = 'TOCSIN-DEVICE1:';

// What `tocsin post commission --device` and `tocsin mairie commission --device` read: one line. A desk that enters alerts
// also commits to its tag key.
export const deviceLine = (keys: DeviceKeys, tagCommitment: Uint8Array = new Uint8Array()): string =>
  `${devicePrefix}${toHex(concat(keys.signer.publicKey, keys.transport, tagCommitment))}\n`;
// The same in the letters of a QR code's smaller alphabet.
export const deviceQr = (line: string): string => line.trim().toUpperCase();
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

// What came back, as far as it is the same for every office.
export interface Handed {
  roster: Roster;
  commission: Commission; // for this device; whether the roster holds it is the office's to ask
  container: Uint8Array;
  root: string; // SHA-256 of the root document, spoken
  device: string; // key id, spoken
}
export interface KeptHanded {
  roster: SavedRoster;
  commission: Uint8Array;
}

const isOf = (type: DocumentType) => (container: Uint8Array) => decodeContainer(container).type === type;

// untrusted: two roots, or one that the others do not follow. not_found: no root, or nothing for this device among them.
export async function handedBack(tools: Tools, containers: readonly Uint8Array[]): Promise<Handed> {
  const keys = await deviceKeys(tools.store);
  const [root, ...otherRoots] = containers.filter(isOf(DocumentType.root));
  if (root === undefined) throw new Failure(Errc.not_found, 'the root document is missing');
  if (otherRoots.some((each) => !equal(each, root))) throw untrusted('two different root documents');
  const roster = Roster.fromKept(root);
  const disagreement = roster.addAll(containers.filter((each) => each !== root));
  if (disagreement !== null) throw disagreement;
  const container = containers.find((each) => isOf(DocumentType.commission)(each) && isFor(each, keys));
  if (container === undefined) throw new Failure(Errc.not_found, 'no commission for this device among them');
  const commission = Commission.decode(decodeContainer(container).bytes);
  const spokenRoot = spoken(await rootFingerprint(decodeContainer(root)));
  return { roster, commission, container, root: spokenRoot, device: spoken(keys.signer.id) };
}
// The roster holds it only when the office key of that record or charter signed it.
export async function mustBeCommissioned(tools: Tools, { roster, commission }: Handed, office: Uint8Array): Promise<void> {
  const { role, key, transport, from, until } = commission;
  const own = await deviceKeys(tools.store);
  if (!roster.keysOf(role, office).some((each) => equal(each, key)) || !equal(transport, own.transport))
    throw untrusted('the commission is not signed by the office key of this office, or not for this device');
  if (tools.clock() < from || tools.clock() >= until) throw new Failure(Errc.expired, 'the commission is not in force now');
}
const isFor = (container: Uint8Array, keys: DeviceKeys): boolean =>
  orNull(() => equal(Commission.decode(decodeContainer(container).bytes).key, keys.signer.publicKey)) === true;
