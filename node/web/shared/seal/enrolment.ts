// The one-time keys of a card and the six words that are compared at the interview.
import { ByteWriter, ascii } from '../base/bytes';
import type { Enrolment } from '../wire/documents';
import { type Signer, seedSigner } from './signer';
import { type BoxKey, boxKeyFromSeed, hash256, keyedHash256 } from './sodium';
import { wordsFr } from './words_fr.gen';

export const inviteRequestSigner = (secret: Uint8Array): Signer => seedSigner(keyedHash256(secret, ascii('tocsin/v1/enrol/sign')));
export const inviteTransportKey = (secret: Uint8Array): BoxKey => boxKeyFromSeed(keyedHash256(secret, ascii('tocsin/v1/enrol/box')));

// Root, charter and office key are what this side verified itself, never what the other one says.
export function enrolmentWords(
  enrolment: Pick<Enrolment, 'invitation' | 'device' | 'transport' | 'tagCommitment'>,
  root: Uint8Array,
  charter: Uint8Array,
  postOffice: Uint8Array,
): string {
  const bytes = new ByteWriter().text('tocsin/v1/words').raw(enrolment.invitation).raw(enrolment.device);
  bytes.raw(enrolment.transport).raw(enrolment.tagCommitment).raw(root).raw(charter).raw(postOffice);
  return sixWords(bytes.take());
}

// The six words of a document's name: read on the telephone by those who are about to sign the same bytes.
export const documentWords = (hash: Uint8Array): string => sixWords(new ByteWriter().text('tocsin/v1/document-words').raw(hash).take());

function sixWords(of: Uint8Array): string {
  const bits = [...hash256(of)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const list = wordsFr.trim().split(' ');
  return Array.from({ length: 6 }, (_, i) => list[parseInt(bits.slice(i * 11, i * 11 + 11), 2)]).join(' ');
}
