// The only place that sees libsodium: loaded when it is first asked for, and not before. Functions here throw until
// `startSodium` has answered; that is a mistake of the program, not of its input.
import { type Bytes, concat, isZero } from '../base/bytes';
import { Failure } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';

type Sodium = typeof import('libsodium-wrappers');
let loaded: Sodium | null = null;
let loading: Promise<void> | null = null;

export function startSodium(): Promise<void> {
  loading ??= import('libsodium-wrappers').then(async (module) => {
    const sodium = 'default' in module ? (module.default as Sodium) : module;
    await sodium.ready;
    loaded = sodium;
  });
  return loading;
}

function sodium(): Sodium {
  if (loaded === null) throw new Error('startSodium was not awaited');
  return loaded;
}

// Random bytes; tests pass fixed ones.
export type Entropy = (count: number) => Bytes;
export const systemEntropy: Entropy = (count) => crypto.getRandomValues(new Uint8Array(count));

export function wipe(bytes: Uint8Array): void {
  bytes.fill(0);
}

// ---- hashes: BLAKE2b unless said otherwise

export const hash256 = (bytes: Uint8Array): Bytes => sodium().crypto_generichash(32, bytes, null) as Bytes;
export const hash128 = (bytes: Uint8Array): Bytes => sodium().crypto_generichash(16, bytes, null) as Bytes;
export const keyedHash256 = (key: Uint8Array, bytes: Uint8Array): Bytes => sodium().crypto_generichash(32, bytes, key) as Bytes;
export const keyedHash128 = (key: Uint8Array, bytes: Uint8Array): Bytes => sodium().crypto_generichash(16, bytes, key) as Bytes;
export const keyId = (publicKey: Uint8Array): Bytes => hash128(publicKey);
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}

// ---- keys

export interface BoxKey {
  secret: Uint8Array;
  publicKey: Uint8Array;
}
export const boxKeyFrom = (secret: Uint8Array): BoxKey => ({ secret, publicKey: sodium().crypto_scalarmult_base(secret) });
export const makeBoxKey = (entropy: Entropy): BoxKey => boxKeyFrom(entropy(32));
export function boxKeyFromSeed(seed: Uint8Array): BoxKey {
  const pair = sodium().crypto_box_seed_keypair(seed);
  return { secret: pair.privateKey, publicKey: pair.publicKey };
}

// Little endian and below 2^255 - 19, once the sign of Edwards is taken off.
function isReduced(key: Uint8Array, last: number): boolean {
  const top = last === 0x7f && key.subarray(1, 31).every((byte) => byte === 0xff) && (key[0] as number) >= 0xed;
  return last <= 0x7f && !top;
}
export function isUsableSigning(key: Uint8Array): boolean {
  const last = key[31] as number;
  if (!isReduced(key, last & 0x7f)) return false;
  try {
    sodium().crypto_sign_ed25519_pk_to_curve25519(key); // refuses small order and points outside the main subgroup
    return true;
  } catch {
    return false;
  }
}
export function isUsableBox(key: Uint8Array): boolean {
  // A point of small order gives zero with every scalar.
  return isReduced(key, key[31] as number) && agree(Uint8Array.of(1, ...new Uint8Array(31)), key) !== null;
}

// X25519; null for a key of small order.
export function agree(secret: Uint8Array, other: Uint8Array): Bytes | null {
  try {
    const shared = sodium().crypto_scalarmult(secret, other) as Bytes;
    return isZero(shared) ? null : shared;
  } catch {
    return null;
  }
}

// ---- signatures

export function signWithSeed(seed: Uint8Array, message: Uint8Array): Bytes {
  const pair = sodium().crypto_sign_seed_keypair(seed);
  const signature = sodium().crypto_sign_detached(message, pair.privateKey) as Bytes;
  wipe(pair.privateKey);
  return signature;
}
export const publicOfSeed = (seed: Uint8Array): Bytes => sodium().crypto_sign_seed_keypair(seed).publicKey as Bytes;
export function verifyMessage(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return sodium().crypto_sign_verify_detached(signature, message, publicKey);
  } catch {
    return false;
  }
}

// ---- sealing

const sealedOverhead = 48;

// Sealed box; its ephemeral key comes from `entropy`. To a key that is not usable: a box that nobody can open.
export function sealTo(recipient: Uint8Array, plain: Uint8Array, entropy: Entropy): Bytes {
  const ephemeral = makeBoxKey(entropy);
  const to = isUsableBox(recipient) ? recipient : makeBoxKey(entropy).publicKey;
  const nonce = sodium().crypto_generichash(24, concat(ephemeral.publicKey, to), null);
  const boxed = sodium().crypto_box_easy(plain, nonce, to, ephemeral.secret);
  wipe(ephemeral.secret);
  return concat(ephemeral.publicKey, boxed);
}
export function openSealed(key: BoxKey, sealed: Uint8Array): Bytes {
  try {
    if (sealed.length < sealedOverhead) throw new Error('too short');
    return sodium().crypto_box_seal_open(sealed, key.publicKey, key.secret) as Bytes;
  } catch {
    throw new Failure(Errc.cannot_open, 'a sealed box does not open');
  }
}

// XChaCha20-Poly1305: nonce[24] ‖ ciphertext ‖ MAC[16].
export function aeadSeal(key: Uint8Array, plain: Uint8Array, associated: Uint8Array, entropy: Entropy): Bytes {
  const nonce = entropy(24);
  return concat(nonce, sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, null, nonce, key));
}
// Of a nonce that both sides count.
export const aeadEncrypt = (key: Uint8Array, plain: Uint8Array, nonce: Uint8Array): Bytes =>
  sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(plain, null, null, nonce, key) as Bytes;
export function aeadDecrypt(key: Uint8Array, sealed: Uint8Array, nonce: Uint8Array): Bytes | null {
  try {
    return sodium().crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, null, nonce, key) as Bytes;
  } catch {
    return null;
  }
}
