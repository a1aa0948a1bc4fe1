// A document with its signatures: `type u16 ‖ length u32 ‖ bytes ‖ n u8 ‖ n × (tag u16 ‖ key id[16] ‖ signature[64])`.
import { ByteReader, ByteWriter, type Bytes, compare } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { containerBytesMax, documentBytesMax, signaturesMax } from '../base/limits.gen';
import { DocumentType, Errc } from '../base/vocabulary.gen';
import { ascends } from './checks';

export interface DocumentSignature {
  tag: number;
  key: Uint8Array; // id of the signing key
  signature: Uint8Array;
}
export interface SignedDocument {
  type: DocumentType;
  bytes: Uint8Array; // what is signed and hashed, as received
  signatures: DocumentSignature[];
}

const order = (a: DocumentSignature, b: DocumentSignature): number => compare(a.key, b.key) || a.tag - b.tag;
const isType = (type: number): type is DocumentType => (Object.values(DocumentType) as number[]).includes(type);

export function encodeContainer(document: SignedDocument): Bytes {
  const signatures = [...document.signatures].sort(order);
  check(document.bytes.length, signatures);
  const out = new ByteWriter().u16(document.type).sized(document.bytes).u8(signatures.length);
  for (const each of signatures) out.u16(each.tag).raw(each.key).raw(each.signature);
  return out.take();
}

export function decodeContainer(container: Uint8Array): SignedDocument {
  if (container.length > containerBytesMax) throw new Failure(Errc.too_large, 'document: larger than any');
  const read = new ByteReader(container, 'document');
  const type = read.u16();
  const bytes = read.sized();
  const count = read.u8();
  if (!isType(type)) throw new Failure(Errc.unsupported, 'document.type: unknown');
  const signatures: DocumentSignature[] = [];
  for (let i = 0; i < count; i++) signatures.push({ tag: read.u16(), key: read.raw(16), signature: read.raw(64) });
  read.end();
  check(bytes.length, signatures);
  return { type, bytes, signatures };
}

function check(size: number, signatures: readonly DocumentSignature[]): void {
  if (size > documentBytesMax) throw new Failure(Errc.too_large, 'document.bytes: above the limit');
  if (signatures.length > signaturesMax) throw malformed('document.signatures: too many');
  if (!ascends(signatures, (a, b) => order(a, b) < 0)) throw malformed('document.signatures: not ascending, or one twice');
}
