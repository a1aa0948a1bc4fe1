// What leaves the network when a content is handed over to a procedure (R30): the officer's signed statement and the content
// it is about, without who sent it. One line of text, to stand in a file of any kind or in a QR code (protocol/README.md).
import { concat, fromHex, isZero, toHex } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { Category, Errc } from '../base/vocabulary.gen';
import { type Content, decodeContent, encodeContent } from './alert';
import { type SignedDocument, decodeContainer, encodeContainer } from './container';

export const shownContentBytes = 152;
const fieldsAt = 8; // after the root pointer
const [senderFrom, senderUntil] = [32, 80] as const; // mandate and tag key
const handedPrefix = 'TOCSIN-HANDOVER1:';
const paperPrefix = 'TOCSIN-PAPER1:';
const lineMax = 2 * (128 * 1024);

export interface HandedOver {
  statement: SignedDocument;
  content: Uint8Array; // shownContentBytes
}

// The fields of a content before its reserve (offsets 0 … 151), mandate and tag key zero.
export function shown(content: Content): Uint8Array {
  return encodeContent(content).slice(fieldsAt, fieldsAt + shownContentBytes).fill(0, senderFrom, senderUntil);
}

export function decodeShown(bytes: Uint8Array): Content {
  if (bytes.length !== shownContentBytes) throw malformed('hand-over: the content has another length');
  if (!isZero(bytes.subarray(senderFrom, senderUntil))) throw malformed('hand-over: the content says who sent it');
  const ones = (size: number): Uint8Array => new Uint8Array(size).fill(1);
  const place = { kind: 1, latitude: 0, longitude: 0, street: 0, number: 0 } as const;
  const about = { category: Category.VEH, sector: 1, conducts: 0n, observed: 0, vehicle: null, personCount: 0, persons: [] };
  // The reserve and the last word of any content.
  const whole = encodeContent({ ...about, place, mandate: ones(16), alert: ones(16), tagKey: ones(32) }).slice();
  whole.set(bytes, fieldsAt);
  const content = decodeContent(whole.fill(1, fieldsAt + senderFrom, fieldsAt + senderUntil));
  return { ...content, mandate: new Uint8Array(16), tagKey: new Uint8Array(32) };
}

export const handedText = ({ statement, content }: HandedOver): string => handedPrefix + toHex(concat(encodeContainer(statement), content));
export const paperText = (container: Uint8Array): string => paperPrefix + toHex(container);

// In either case of letters.
export function parseHandedOver(line: string): HandedOver {
  if (!line.startsWith(handedPrefix)) throw malformed(`hand-over: does not begin with ${handedPrefix}`);
  if (line.length > lineMax) throw new Failure(Errc.too_large, 'hand-over: longer than one can be');
  const bytes = fromHex(line.slice(handedPrefix.length).toLowerCase());
  if (bytes.length <= shownContentBytes) throw malformed('hand-over: it ends early');
  return { statement: decodeContainer(bytes.slice(0, -shownContentBytes)), content: bytes.slice(-shownContentBytes) };
}
