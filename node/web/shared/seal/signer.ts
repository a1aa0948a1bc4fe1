// Who signs on this device, and how its key is kept from being copied. A signature covers `tag u16 ‖ bytes`.
import { ByteWriter, type Bytes } from '../base/bytes';
import type { Tag } from '../base/tags.gen';
import { keyId, publicOfSeed, signWithSeed, verifyMessage, wipe } from './sodium';

export interface Signer {
  readonly publicKey: Uint8Array; // 32 bytes
  readonly id: Uint8Array; // key id, 16 bytes
  sign(tag: Tag, bytes: Uint8Array): Promise<Bytes>;
}

const tagged = (tag: Tag, bytes: Uint8Array): Bytes => new ByteWriter().u16(tag).raw(bytes).take();

// False for a wrong, malleated or small-order signature or key.
export const verify = (publicKey: Uint8Array, tag: Tag, bytes: Uint8Array, signature: Uint8Array): boolean =>
  verifyMessage(publicKey, tagged(tag, bytes), signature);

// Of a seed at hand: a card's one-time key.
export function seedSigner(seed: Uint8Array): Signer {
  const publicKey = publicOfSeed(seed);
  return { publicKey, id: keyId(publicKey), sign: async (tag, bytes) => signWithSeed(seed, tagged(tag, bytes)) };
}

// What a device's store keeps of its signing key; only this browser, on this origin, can use it.
export type KeptKey =
  | { kind: 'webcrypto'; publicKey: Uint8Array; key: CryptoKey } // Ed25519, not extractable
  | { kind: 'wrapped'; publicKey: Uint8Array; seed: WrappedSecret }; // where WebCrypto has no Ed25519

// 32 bytes under an AES-GCM key that WebCrypto does not give away.
export interface WrappedSecret {
  key: CryptoKey;
  nonce: Uint8Array;
  sealed: Uint8Array;
}

export async function wrapSecret(secret: Uint8Array): Promise<WrappedSecret> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, new Uint8Array(secret));
  return { key, nonce, sealed: new Uint8Array(sealed) };
}
// The caller wipes what it gets.
export async function unwrapSecret(kept: WrappedSecret): Promise<Bytes> {
  const iv = new Uint8Array(kept.nonce);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, kept.key, new Uint8Array(kept.sealed)));
}

// A new key, the strongest kind that this browser has.
export async function makeKey(): Promise<KeptKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']).catch(() => null);
  if (pair !== null && 'privateKey' in pair) {
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    return { kind: 'webcrypto', publicKey, key: pair.privateKey };
  }
  return makeWrappedKey();
}
export async function makeWrappedKey(): Promise<KeptKey> {
  const seed = crypto.getRandomValues(new Uint8Array(32));
  const publicKey = publicOfSeed(seed);
  const wrapped = await wrapSecret(seed);
  wipe(seed);
  return { kind: 'wrapped', publicKey, seed: wrapped };
}

export function signerOf(kept: KeptKey): Signer {
  const { publicKey } = kept;
  const sign = async (tag: Tag, bytes: Uint8Array): Promise<Bytes> => {
    if (kept.kind === 'webcrypto') return new Uint8Array(await crypto.subtle.sign('Ed25519', kept.key, tagged(tag, bytes)));
    const seed = await unwrapSecret(kept.seed);
    try {
      return signWithSeed(seed, tagged(tag, bytes));
    } finally {
      wipe(seed);
    }
  };
  return { publicKey, id: keyId(publicKey), sign };
}
