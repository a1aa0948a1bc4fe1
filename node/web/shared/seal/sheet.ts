// What documents are checked with: the signatures under one, ticked off one tag at a time, and the keys that one names.
// Each throws the first thing that is wrong.
import { equal, toHex } from '../base/bytes';
import { Failure, malformed, untrusted } from '../base/failure';
import type { Tag } from '../base/tags.gen';
import { DocumentType, Errc } from '../base/vocabulary.gen';
import type { Gateway, Mailbox, NodeKeys } from '../wire/checks';
import type { SignedDocument } from '../wire/container';
import type { Root } from '../wire/documents';
import { verify } from './signer';
import { isUsableBox, isUsableSigning, keyId } from './sodium';

export const slugOf = (type: DocumentType): string =>
  (Object.keys(DocumentType) as (keyof typeof DocumentType)[]).find((name) => DocumentType[name] === type) ?? 'document';

export class SignatureSheet {
  private readonly left: SignedDocument['signatures'];

  constructor(
    private readonly document: SignedDocument,
    type: DocumentType,
  ) {
    if (document.type !== type) throw malformed(`expected ${slugOf(type)}: another document`);
    this.left = [...document.signatures];
  }

  has(tag: Tag): boolean {
    return this.document.signatures.some((each) => each.tag === tag);
  }
  // Ticks off every signature under `tag`, and answers whose they are: members of `keys`, each once.
  take(tag: Tag, keys: readonly Uint8Array[], who: string): Uint8Array[] {
    const signedBy: Uint8Array[] = [];
    for (const signature of this.left.filter((each) => each.tag === tag)) {
      const key = keys.find((each) => equal(keyId(each), signature.key));
      if (key === undefined) throw this.refusal(who, 'signed by a key that is not theirs');
      if (signedBy.some((each) => equal(each, key))) throw this.refusal(who, 'one key signed twice');
      if (!verify(key, tag, this.document.bytes, signature.signature)) throw this.refusal(who, 'the signature is wrong');
      signedBy.push(key);
    }
    this.passOver(tag);
    return signedBy;
  }
  require(tag: Tag, keys: readonly Uint8Array[], needed: number, who: string): void {
    if (this.take(tag, keys, who).length < needed) throw this.refusal(who, 'signature missing');
  }
  one(tag: Tag, key: Uint8Array, who: string): void {
    this.require(tag, [key], 1, who);
  }
  // None, or one of `keys`.
  atMostOne(tag: Tag, keys: readonly Uint8Array[], who: string): Uint8Array | null {
    const signedBy = this.take(tag, keys, who);
    if (signedBy.length > 1) throw this.refusal(who, 'more than one signature');
    return signedBy[0] ?? null;
  }
  exactlyOne(tag: Tag, keys: readonly Uint8Array[], who: string): Uint8Array {
    const signer = this.atMostOne(tag, keys, who);
    if (signer === null) throw this.refusal(who, 'signature missing');
    return signer;
  }
  passOver(tag: Tag): void {
    for (let i = this.left.length - 1; i >= 0; i--) if (this.left[i]?.tag === tag) this.left.splice(i, 1);
  }
  nothingElse(): void {
    const other = this.left[0];
    if (other !== undefined) throw this.refusal(`tag ${other.tag}`, 'a signature that nobody asked for');
  }
  refusal(who: string, what: string): Failure {
    return new Failure(Errc.bad_signature, `${slugOf(this.document.type)}: ${who}: ${what}`);
  }
}

// One key never signs for two.
export function refuseShared(sheet: SignatureSheet, a: Uint8Array | null, b: Uint8Array | null): void {
  if (a !== null && b !== null && equal(a, b)) throw sheet.refusal('two signatories', 'one key signed for both');
}

// Keys that a document names or that stand beside it: each usable, no two the same.
export class DistinctKeys {
  private readonly names = new Map<string, string>();

  constructor(private readonly document: string) {}

  signing(what: string, key: Uint8Array): this {
    return this.add(what, key, isUsableSigning(key));
  }
  box(what: string, key: Uint8Array): this {
    return this.add(what, key, isUsableBox(key));
  }
  root(root: Root): this {
    for (const key of root.keys) this.signing('a root key', key);
    return this;
  }
  node(whose: string, node: NodeKeys): this {
    this.signing(`${whose} signing key`, node.signing).box(`${whose} transport key`, node.curve);
    return this.box(`${whose} parcel key`, node.parcel).signing(`${whose} log key`, node.log);
  }
  mailboxes(mailboxes: readonly Mailbox[]): this {
    if (!mailboxes.every((each) => isUsableBox(each.server))) throw this.refusal("a mailbox's server key is not a usable key");
    return this;
  }
  gateways(gateways: readonly Gateway[]): this {
    const keys = new Map(gateways.map((each) => [toHex(each.server), each.server]));
    for (const key of keys.values()) this.box('a gateway', key);
    return this;
  }

  private add(what: string, key: Uint8Array, usable: boolean): this {
    if (!usable) throw this.refusal(`${what} is not a usable key`);
    const other = this.names.get(toHex(key));
    if (other !== undefined) throw this.refusal(`${other} and ${what} must be different keys`);
    this.names.set(toHex(key), what);
    return this;
  }
  private refusal(what: string): Failure {
    return untrusted(`${this.document}: ${what}`);
  }
}
