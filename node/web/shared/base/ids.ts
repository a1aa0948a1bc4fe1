// Communes and posts by their names, and the ids that sort by time.
import { ascii, type Bytes } from './bytes';
import { malformed } from './failure';

const insee = /^(\d\d|2A|2B)\d{3}$/;
const post = /^P(\d\d|2A|2B|9[78]\d)-\d{3}$/;

export const isInsee = (text: string): boolean => insee.test(text);
export const isPostId = (text: string): boolean => post.test(text);

// The text before the first zero byte; of ids whose bytes were checked.
export function nameOf(id: Uint8Array): string {
  const end = id.indexOf(0);
  return String.fromCharCode(...(end < 0 ? id : id.subarray(0, end)));
}

export const isCommuneBytes = (id: Uint8Array): boolean => isInsee(nameOf(id)) && restIsZero(id);
export const isPostBytes = (id: Uint8Array): boolean => isPostId(nameOf(id)) && restIsZero(id);

export function communeId(text: string): Bytes {
  if (!isInsee(text)) throw malformed('not an INSEE code: five digits, or 2A, 2B and three digits');
  return ascii(text);
}
export function postId(text: string): Bytes {
  if (!isPostId(text)) throw malformed('not a post: P25-014');
  const id = new Uint8Array(8);
  id.set(ascii(text));
  return id;
}

// Milliseconds u48 big endian, then 80 random bits.
export function timeOrderedId(now: number, random: (count: number) => Uint8Array): Bytes {
  const id = new Uint8Array(16);
  const view = new DataView(id.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  id.set(random(10), 6);
  return id;
}

function restIsZero(id: Uint8Array): boolean {
  const end = id.indexOf(0);
  return end < 0 || id.subarray(end).every((byte) => byte === 0);
}
