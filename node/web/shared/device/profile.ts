// What a device keeps under which name, and what it works with. It knows no meaning of its items but the device's keys.
import { Failure } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';
import { type KeptKey, type Signer, type WrappedSecret, makeKey, signerOf, unwrapSecret, wrapSecret } from '../seal/signer';
import { type BoxKey, type Entropy, boxKeyFrom } from '../seal/sodium';
import { Roster, type SavedRoster } from './roster';
import type { Store } from './store';
import type { Transport } from './transport';

export interface Tools {
  store: Store;
  transport: Transport;
  entropy: Entropy;
  clock: () => number; // this device's, in milliseconds
  ticks?: () => number; // milliseconds of a clock that nobody sets; none: nobody sets the other one either
}

// The keys that one device has: made once.
export interface DeviceKeys {
  signer: Signer;
  transport: Uint8Array; // public half
}

export async function makeDeviceKeys({ store, entropy }: Tools): Promise<DeviceKeys> {
  if ((await store.key('signing')) === undefined) await store.keepKey('signing', await makeKey());
  for (const name of ['transport', 'tag'])
    if ((await store.key(name)) === undefined) {
      const secret = entropy(32);
      await store.keepKey(name, await wrapSecret(secret));
      secret.fill(0);
    }
  return deviceKeys(store);
}

export async function deviceKeys(store: Store): Promise<DeviceKeys> {
  const kept = (await store.key('signing')) as KeptKey | undefined;
  if (kept === undefined) throw notEnrolled();
  const box = await withSecret(store, 'transport', (secret): BoxKey => boxKeyFrom(secret));
  return { signer: signerOf(kept), transport: box.publicKey };
}

// Lends a secret, and wipes it.
export async function withSecret<T>(store: Store, name: string, use: (secret: Uint8Array) => T | Promise<T>): Promise<T> {
  const wrapped = (await store.key(name)) as WrappedSecret | undefined;
  if (wrapped === undefined) throw notEnrolled();
  const secret = await unwrapSecret(wrapped);
  try {
    return await use(secret);
  } finally {
    secret.fill(0);
  }
}

export const notEnrolled = (): Failure => new Failure(Errc.not_found, 'this device is not enrolled');

export async function keptRoster(store: Store): Promise<Roster> {
  const saved = (await store.get('roster')) as SavedRoster | undefined;
  if (saved === undefined) throw notEnrolled();
  return Roster.load(saved);
}
export const keepRoster = (store: Store, roster: Roster): Promise<void> => store.write({ roster: roster.save() });
