// The card that a mairie prints: how a device finds and checks its node. Text as a QR code holds it and a person types it.
import { ByteReader, ByteWriter, type Bytes, isZero } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';
import { isAddress } from './text';

export interface Card {
  address: string; // of the node itself, or of a gateway
  gateway: Uint8Array | null; // CURVE key of the gateway that listens there
  node: Uint8Array; // CURVE key
  rootSha256: Uint8Array;
  invitation: Uint8Array; // 16 bytes
  secret: Uint8Array; // 16 bytes
}

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: no I, L, O, U
const textMax = 1024;
const gatewayBit = 0x80;

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

export function cardText(card: Card): string {
  check(card);
  const address = new TextEncoder().encode(card.address);
  const out = new ByteWriter().u8(address.length | (card.gateway === null ? 0 : gatewayBit)).raw(address);
  if (card.gateway !== null) out.raw(card.gateway);
  const body = out.raw(card.node).raw(card.rootSha256).raw(card.invitation).raw(card.secret).take();
  const all = toBase32(new ByteWriter().raw(body).u32(crc32c(body)).take());
  return `TOCSIN1:${(all.match(/.{1,5}/g) ?? []).join('-')}`;
}

// Forgives case, spaces, hyphens and the letters I, L, O. Never repeats the card.
export function parseCard(typed: string): Card {
  if (typed.length > textMax) throw malformed('card: too long; type or scan one card only');
  const text = typed.replace(/[ \t\r\n-]/g, '').replace(/[a-z]/g, (letter) => letter.toUpperCase()).replace(/[IL]/g, '1').replace(/O/g, '0');
  if (!text.startsWith('T0CS1N1:')) {
    if (text.startsWith('T0CS1N')) throw new Failure(Errc.unsupported, 'card: of another version of the format');
    throw malformed('card: does not begin with TOCSIN1:');
  }
  const bytes = fromBase32(text.slice(8));
  const read = new ByteReader(bytes, 'card');
  const length = read.u8();
  const address = new TextDecoder().decode(read.raw(length & ~gatewayBit));
  const gateway = (length & gatewayBit) === 0 ? null : read.raw(32);
  const card = { address, gateway, node: read.raw(32), rootSha256: read.raw(32), invitation: read.raw(16), secret: read.raw(16) };
  const sum = read.u32();
  read.end();
  if (sum !== crc32c(bytes.subarray(0, -4))) throw malformed('card: the check does not come out; a character is wrong');
  check(card);
  return card;
}

function check(card: Card): void {
  if (!isAddress(card.address)) throw malformed('card.address: not tcp://host:port');
  const parts = [card.node, card.rootSha256, card.invitation, card.secret, ...(card.gateway === null ? [] : [card.gateway])];
  if (parts.some(isZero)) throw malformed('card: a key, hash, id or secret is zero');
}

// Most significant bits first; the last digit is filled up with zero bits.
function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += digits[(held >> (bits - 5)) & 31] as string;
    held &= 31;
  }
  return bits > 0 ? text + (digits[(held << (5 - bits)) & 31] as string) : text;
}

function fromBase32(text: string): Bytes {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const digit = digits.indexOf(letter);
    if (digit < 0) throw malformed('card: a character is not one of the digits and letters that cards use');
    held = ((held & 127) << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  if (bits >= 5 || (held & ((1 << bits) - 1)) !== 0) throw malformed('card: a character is missing or too many');
  return Uint8Array.from(bytes);
}
