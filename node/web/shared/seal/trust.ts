// Who must have signed what: the documents that found a scheme, and what is common to all. Signatures first, bytes after.
// Dates are not judged here: that is policy. Commissions, mandates, acts: trust_people.ts.
import { type Bytes, equal, isZero } from '../base/bytes';
import { Failure, untrusted } from '../base/failure';
import { Tag } from '../base/tags.gen';
import { DocumentType, Errc } from '../base/vocabulary.gen';
import type { SignedDocument } from '../wire/container';
import { Charter, CharterRenewal, Directory, type Document, PostRecord, RevocationList, Root, Rules } from '../wire/documents';
import { DistinctKeys, SignatureSheet } from './sheet';
import type { Signer } from './signer';
import { hash256, keyId, sha256 } from './sodium';
import { verify } from './signer';

export const quorum = 2; // of the three root keys
export const byRoot = '2 of the 3 root keys';
const byItself = '2 of its own 3 keys';

// The name of a document: the hash of its bytes, not of its signatures.
export const documentHash = (document: SignedDocument): Bytes => hash256(document.bytes);

export const draft = <T>(of: Document<T>, value: T): SignedDocument => ({ type: of.type, bytes: of.encode(value), signatures: [] });

// With one more signature; a second one by the same key under the same tag takes the place of the first.
export async function withSignature(document: SignedDocument, signer: Signer, tag: Tag): Promise<SignedDocument> {
  const signature = await signer.sign(tag, document.bytes);
  const others = document.signatures.filter((each) => each.tag !== tag || !equal(each.key, signer.id));
  return { ...document, signatures: [...others, { tag, key: signer.id, signature }] };
}
export const signedDraft = <T>(of: Document<T>, value: T, signer: Signer, tag: Tag): Promise<SignedDocument> =>
  withSignature(draft(of, value), signer, tag);

export const hasSignature = (document: SignedDocument, key: Uint8Array, tag: Tag): boolean =>
  document.signatures.some(
    (each) => each.tag === tag && equal(each.key, keyId(key)) && verify(key, tag, document.bytes, each.signature),
  );
export const carries = (document: SignedDocument, tag: Tag): boolean => document.signatures.some((each) => each.tag === tag);

export const rootFingerprint = (document: SignedDocument): Promise<Bytes> => sha256(document.bytes);

function parseRoot(document: SignedDocument): Root {
  const root = Root.decode(document.bytes);
  new DistinctKeys('root').root(root);
  return root;
}

// Sequence 1 needs 2 of its own 3 keys; a rotation also 2 of the old ones, and follows `previous` by one.
export function verifyRoot(document: SignedDocument, previous: Root | null): Root {
  const sheet = new SignatureSheet(document, DocumentType.root);
  if (previous !== null) sheet.require(Tag.root_old, previous.keys, quorum, '2 of the 3 root keys before');
  const root = parseRoot(document);
  sheet.require(Tag.root_new, root.keys, quorum, byItself);
  sheet.nothingElse();
  if (previous === null) {
    if (root.sequence !== 1 || !isZero(root.previous)) throw untrusted('root: a rotation is judged with the root before it');
  } else if (root.sequence !== previous.sequence + 1 || !equal(root.previous, hash256(Root.encode(previous)))) {
    throw untrusted('root: it does not follow the root before it');
  }
  return root;
}

// The root that a card pinned: SHA-256 of its bytes, and 2 of its own 3 keys. Who holds the hash needs no chain.
export async function verifyPinnedRoot(document: SignedDocument, fingerprint: Uint8Array): Promise<Root> {
  if (!equal(await rootFingerprint(document), fingerprint)) throw untrusted('root: it is not the one that was pinned');
  return verifyKeptRoot(document);
}
// The same where the bytes were pinned before: they come from this device's own store, or from the person's office.
export function verifyKeptRoot(document: SignedDocument): Root {
  const sheet = new SignatureSheet(document, DocumentType.root);
  const root = parseRoot(document);
  sheet.require(Tag.root_new, root.keys, quorum, byItself);
  sheet.passOver(Tag.root_old);
  sheet.nothingElse();
  return root;
}

export function verifyRules(document: SignedDocument, root: Root): Rules {
  const sheet = new SignatureSheet(document, DocumentType.rules);
  sheet.require(Tag.rules, root.keys, quorum, byRoot);
  sheet.nothingElse();
  const rules = Rules.decode(document.bytes);
  if (!isZero(rules.releaseKey)) new DistinctKeys('rules').signing('the release key', rules.releaseKey).root(root);
  return rules;
}

export function verifyDirectory(document: SignedDocument, root: Root): Directory {
  const sheet = new SignatureSheet(document, DocumentType.directory);
  sheet.require(Tag.directory, root.keys, quorum, byRoot);
  sheet.nothingElse();
  return Directory.decode(document.bytes);
}

// The root's own list of the suspensions that it has in force. Its issuer is the first of the three keys.
export function verifyRootRevocations(document: SignedDocument, root: Root): RevocationList {
  const sheet = new SignatureSheet(document, DocumentType.revocation_list);
  sheet.require(Tag.revocation_list_root, root.keys, quorum, byRoot);
  sheet.nothingElse();
  const list = RevocationList.decode(document.bytes);
  const first = root.keys[0];
  if (first === undefined || !equal(list.issuer, keyId(first))) {
    throw new Failure(Errc.bad_signature, 'revocation_list: the root signed a list that names another issuer');
  }
  return list;
}

// `supervising`: the office key of the supervising post, where the record replaces a lost one.
export function verifyPostRecord(document: SignedDocument, root: Root, supervising: Uint8Array | null = null): PostRecord {
  const sheet = new SignatureSheet(document, DocumentType.post_record);
  sheet.require(Tag.record_root, root.keys, quorum, byRoot);
  if (supervising !== null) sheet.one(Tag.record_supervising, supervising, "the supervising post's office key");
  const record = PostRecord.decode(document.bytes);
  sheet.one(Tag.record_post, record.office, "the post's office key");
  sheet.nothingElse();
  const keys = new DistinctKeys('post record').signing("the post's office key", record.office);
  keys.node("the post's node", record.node).root(root).mailboxes(record.mailboxes).gateways(record.gateways);
  return record;
}

export function verifyCharter(document: SignedDocument, root: Root, post: PostRecord): Charter {
  const sheet = new SignatureSheet(document, DocumentType.charter);
  sheet.require(Tag.charter_root, root.keys, quorum, byRoot);
  sheet.one(Tag.charter_post, post.office, "the post's office key");
  const charter = Charter.decode(document.bytes);
  sheet.one(Tag.charter_mairie, charter.office, "the mairie's office key");
  sheet.nothingElse();
  if (!equal(charter.post, post.post)) throw untrusted('charter: it names another post');
  const keys = new DistinctKeys('charter').signing("the mairie's office key", charter.office);
  keys.signing("the post's office key", post.office).node("the commune's node", charter.node);
  keys.node("the post's node", post.node).root(root).mailboxes(charter.mailboxes).gateways(charter.gateways);
  return charter;
}

export function verifyRenewal(document: SignedDocument, root: Root, mairie: Uint8Array, post: Uint8Array): CharterRenewal {
  const sheet = new SignatureSheet(document, DocumentType.charter_renewal);
  sheet.require(Tag.renewal_root, root.keys, quorum, byRoot);
  sheet.one(Tag.renewal_mairie, mairie, "the mairie's office key");
  sheet.one(Tag.renewal_post, post, "the post's office key");
  sheet.nothingElse();
  return CharterRenewal.decode(document.bytes);
}
