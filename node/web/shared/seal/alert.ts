// Sealing an alert on the device, and believing receipts. Nothing here opens one: a device holds no key that could.
import { ByteWriter, type Bytes, concat, equal } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { signedReceiptBytes, receiptBytes } from '../base/limits.gen';
import { Tag } from '../base/tags.gen';
import { Errc } from '../base/vocabulary.gen';
import { type Content, Header, PlaceKind, encodeContent, joinEnvelope } from '../wire/alert';
import { NodeKind } from '../wire/documents';
import { Receipt } from '../wire/receipt';
import { type Signer, verify } from './signer';
import { type Entropy, aeadSeal, hash128, hash256, keyId, keyedHash128, keyedHash256, makeBoxKey, sealTo, wipe } from './sodium';

const bodyHashAt = 88; // in a header: root pointer, then 80 bytes
const issuerKindAt = 10; // in a receipt: root pointer, version, state

export const tagCommitment = (tagKey: Uint8Array): Bytes => hash256(tagKey);

// Cells south and west of zero count downwards: -1 µ° lies in cell -1.
const cell = (microdegrees: number, size: number): number => Math.floor(microdegrees / size);

// Equal for the same target named twice by the same person, unlinkable for anybody without the tag key.
export function placeTag(tagKey: Uint8Array, { place, alert }: Pick<Content, 'place' | 'alert'>): Bytes {
  const target = new ByteWriter();
  if (place.kind === PlaceKind.point) target.text('place').i32(cell(place.latitude, 900)).i32(cell(place.longitude, 1300));
  else if (place.kind === PlaceKind.street) target.text('place').u16(place.street).u16(Math.floor(place.number / 10));
  else target.text('place none').raw(alert);
  return keyedHash128(tagKey, target.take());
}
export function plateTag(tagKey: Uint8Array, { vehicle, alert }: Pick<Content, 'vehicle' | 'alert'>): Bytes {
  const target = new ByteWriter();
  if (vehicle !== null && vehicle.plate !== '') target.text('plate').text(vehicle.plate);
  else target.text('plate none').raw(alert);
  return keyedHash128(tagKey, target.take());
}

// What the device knows of an alert beyond its content. Hashes, tags and commitment are made here.
export type HeaderDraft = Omit<Header, 'bodyHash' | 'wrapsHash' | 'commitment' | 'placeTag' | 'plateTag'>;
// Category, sector, mandate and alert id are the header's.
export type ContentDraft = Omit<Content, 'category' | 'sector' | 'mandate' | 'alert' | 'tagKey'>;

export interface Sealed {
  envelope: Bytes;
  headerHash: Bytes;
}

// Draws from `entropy`, in this order: content key[32], ephemeral key of wrap 0, where there is no supervising post the
// discarded key, ephemeral key of wrap 1, nonce of the body[24].
export async function sealAlert(
  draft: { header: HeaderDraft; content: ContentDraft },
  device: Signer,
  tagKey: Uint8Array,
  postEpoch: Uint8Array,
  supervisingEpoch: Uint8Array | null,
  entropy: Entropy,
): Promise<Sealed> {
  const { category, sector, mandate, alert } = draft.header;
  const content: Content = { ...draft.content, category, sector, mandate, alert, tagKey };
  const contentKey = entropy(32);
  const zero = new Uint8Array(32);
  const header: Header = {
    ...draft.header,
    placeTag: placeTag(tagKey, content),
    plateTag: plateTag(tagKey, content),
    commitment: keyCommitment(contentKey, alert),
    bodyHash: zero,
    wrapsHash: zero,
  };
  const first = makeWrap(header, contentKey, 0, postEpoch, entropy);
  const second = supervisingEpoch ?? makeBoxKey(entropy).publicKey;
  const wraps = concat(first, makeWrap(header, contentKey, 1, second, entropy));
  header.wrapsHash = hash256(wraps);
  const plain = encodeContent(content);
  const body = aeadSeal(contentKey, plain, bodyBinding(Header.encode(header)), entropy);
  wipe(plain);
  wipe(contentKey);
  header.bodyHash = hash256(body);
  const bytes = Header.encode(header);
  const signature = await device.sign(Tag.alert_header, bytes);
  return { envelope: joinEnvelope({ header: bytes, signature, wraps, body }), headerHash: hash256(bytes) };
}

export const headerHash = (header: Uint8Array): Bytes => hash256(header);

// The associated data of the body: the header with its body hash zeroed.
export function bodyBinding(header: Uint8Array): Bytes {
  const copy = header.slice();
  copy.fill(0, bodyHashAt, bodyHashAt + 32);
  return hash256(copy);
}
export const keyCommitment = (contentKey: Uint8Array, alert: Uint8Array): Bytes =>
  keyedHash256(contentKey, new ByteWriter().text('tocsin/v1/kc').raw(alert).take());
export const wrapBinding = (mandate: Uint8Array, alert: Uint8Array, slot: 0 | 1): Bytes =>
  hash128(new ByteWriter().raw(mandate).raw(alert).u8(slot).take());

function makeWrap(header: Header, contentKey: Uint8Array, slot: 0 | 1, to: Uint8Array, entropy: Entropy): Bytes {
  const plain = concat(contentKey, wrapBinding(header.mandate, header.alert, slot));
  const wrap = sealTo(to, plain, entropy);
  wipe(plain);
  return wrap;
}

// The receipt, if `node` signed it under the tag of the kind that it names, as the issuer it names.
export function verifyReceipt(signed: Uint8Array, node: Uint8Array): Receipt {
  if (signed.length !== signedReceiptBytes) throw malformed('receipt: not 192 bytes');
  const bytes = signed.subarray(0, receiptBytes);
  const tag = bytes[issuerKindAt] === NodeKind.post ? Tag.receipt_post : Tag.receipt_commune;
  if (!verify(node, tag, bytes, signed.subarray(receiptBytes)))
    throw new Failure(Errc.bad_signature, 'receipt: not signed by this node');
  const receipt = Receipt.decode(bytes);
  if (!equal(receipt.issuer, keyId(node))) throw new Failure(Errc.bad_signature, 'receipt: signed by another node than it names');
  return receipt;
}
