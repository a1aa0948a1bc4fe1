// The oldest Node that runs these tests keeps what browsers have as globals in a module.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto as Crypto;
