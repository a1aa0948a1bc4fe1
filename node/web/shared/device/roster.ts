// What a device believes of the network, grown document by document from one root that a card or an office pinned. Every
// document is verified against what is believed already. No dates, no policy.
import { type Bytes, copy, equal, isZero } from '../base/bytes';
import { Failure, orNull, untrusted } from '../base/failure';
import { Tag } from '../base/tags.gen';
import { hourMs } from '../base/time';
import { DocumentType, Errc, Role } from '../base/vocabulary.gen';
import { slugOf } from '../seal/sheet';
import * as trust from '../seal/trust';
import { verifyCommission, verifySingle } from '../seal/trust_people';
import { type SignedDocument, decodeContainer } from '../wire/container';
import { type Charter, type Commission, type Document, EpochKey, EpochLoss, PostRecord, type Root, type Rules } from '../wire/documents';

export interface Believed<T> {
  value: T;
  hash: Uint8Array; // the document's name
  container: Uint8Array;
}
// What a store keeps: containers, and former keys of nodes and offices, which no document held says any more.
export interface SavedRoster {
  root: Uint8Array;
  documents: Uint8Array[];
  formerNodes: FormerKey[];
  formerOffices: FormerKey[];
}
interface FormerKey {
  of: Uint8Array; // commune[5] or post[8]
  key: Uint8Array;
  curve?: Uint8Array; // of a node: the transport key beside it, where that changed too
  learnt?: number; // when this device learnt that it was replaced; none: just now
}
// What comes now is believed by a former key of a node so long after this device has heard of the change.
const formerBelievedMs = 72 * hourMs;

const conflict = (message: string): Failure => new Failure(Errc.conflict, message);
const noOne = (message: string): Failure => new Failure(Errc.bad_signature, message);

export class Roster {
  private rulesHeld: Believed<Rules> | null = null;
  private recordsHeld: Believed<PostRecord>[] = [];
  private chartersHeld: Believed<Charter>[] = [];
  private commissionsHeld: Believed<Commission>[] = [];
  private epochsHeld: Believed<EpochKey>[] = [];
  private lossesHeld: Believed<EpochLoss>[] = [];
  private formerNodes: FormerKey[] = [];
  private formerOffices: FormerKey[] = []; // what they signed before is believed from this device's store alone
  private loading = false;

  private constructor(private rootHeld: Believed<Root>) {}

  // The root of this fingerprint, which a card names. untrusted: another party answers at that address.
  static async fromCard(container: Uint8Array, fingerprint: Uint8Array): Promise<Roster> {
    const document = decodeContainer(container);
    const root = await trust.verifyPinnedRoot(document, fingerprint);
    return new Roster({ value: root, hash: trust.documentHash(document), container: copy(container) });
  }
  // A root that this device has believed before, or that the person's office handed over in a file.
  static fromKept(container: Uint8Array): Roster {
    const document = decodeContainer(container);
    if (document.type !== DocumentType.root) throw untrusted('the document at the root of trust is not a root document');
    const root = trust.verifyKeptRoot(document);
    return new Roster({ value: root, hash: trust.documentHash(document), container: copy(container) });
  }
  static load(saved: SavedRoster): Roster {
    const roster = Roster.fromKept(saved.root);
    roster.formerNodes = [...saved.formerNodes];
    roster.formerOffices = [...saved.formerOffices];
    roster.loading = true;
    roster.addAll(saved.documents);
    roster.loading = false;
    return roster;
  }
  save(): SavedRoster {
    const rules = this.rulesHeld === null ? [] : [this.rulesHeld];
    const all = [...rules, ...this.recordsHeld, ...this.chartersHeld, ...this.commissionsHeld, ...this.lossesHeld, ...this.epochsHeld];
    return {
      root: this.rootHeld.container,
      documents: all.map((each) => each.container),
      formerNodes: [...this.formerNodes],
      formerOffices: [...this.formerOffices],
    };
  }

  get root(): Believed<Root> {
    return this.rootHeld;
  }
  get rules(): Believed<Rules> | null {
    return this.rulesHeld;
  }
  get records(): readonly Believed<PostRecord>[] {
    return this.recordsHeld;
  }
  get commissions(): readonly Believed<Commission>[] {
    return this.commissionsHeld;
  }
  get charters(): readonly Believed<Charter>[] {
    return this.chartersHeld;
  }
  record(post: Uint8Array): Believed<PostRecord> | null {
    return this.recordsHeld.find((each) => equal(each.value.post, post)) ?? null;
  }
  charter(commune: Uint8Array): Believed<Charter> | null {
    return this.chartersHeld.find((each) => equal(each.value.commune, commune)) ?? null;
  }
  epochs(post: Uint8Array): EpochKey[] {
    return this.epochsHeld.map((each) => each.value).filter((each) => equal(each.post, post));
  }
  // Keys of commissions of this role, of this mairie or of this post.
  keysOf(role: Role, office: Uint8Array): Uint8Array[] {
    const of = (each: Commission) => equal(each.commune, office) || equal(each.post, office);
    return this.commissionsHeld.filter(({ value }) => value.role === role && of(value)).map(({ value }) => value.key);
  }
  // Signing keys of the node of a commune or a post, the present one first, then the former ones, oldest first: what came
  // while they counted stays verifiable for ever.
  nodeKeys(of: Uint8Array): Uint8Array[] {
    return this.keysOfNode(of, this.formersOf(of));
  }
  // Without those that this device has known for 72 hours to be replaced: what comes now is believed by these.
  nodeKeysAt(of: Uint8Array, now: number): Uint8Array[] {
    return this.keysOfNode(of, this.formersAt(of, now));
  }
  // Transport keys under which the node may still be reached besides the present one.
  formerCurvesAt(of: Uint8Array, now: number): Uint8Array[] {
    return this.formersAt(of, now).flatMap(({ curve }) => (curve === undefined ? [] : [curve]));
  }
  // When this device learnt of what has been replaced since the last call.
  learntAt(now: number): void {
    this.formerNodes = this.formerNodes.map((each) => ({ ...each, learnt: each.learnt ?? now }));
  }
  private formersOf(of: Uint8Array): FormerKey[] {
    return this.formerNodes.filter((each) => equal(each.of, of));
  }
  // A clock that stepped back further than that cannot make a former key count again.
  private formersAt(of: Uint8Array, now: number): FormerKey[] {
    return this.formersOf(of).filter(({ learnt }) => learnt === undefined || Math.abs(now - learnt) < formerBelievedMs);
  }
  private keysOfNode(of: Uint8Array, formers: readonly FormerKey[]): Uint8Array[] {
    const present = (this.charter(of) ?? this.record(of))?.value.node.signing;
    const former = formers.map((each) => each.key);
    return present === undefined ? former : [present, ...former];
  }
  // By the present key of a post's node; out of this device's own store, where it was believed, by a former one too: a
  // stolen former key makes no news.
  private keysForNews(post: Uint8Array): Uint8Array[] {
    return this.nodeKeys(post).slice(0, this.loading ? undefined : 1);
  }
  // The post has lost the key of that day since `created`, and nothing was heard of it later than that.
  isLost(post: Uint8Array, day: number, created: number, heard: number): boolean {
    return this.lossesHeld.some(
      ({ value }) => equal(value.post, post) && value.lost.includes(day) && value.at > created && value.at > heard,
    );
  }
  forgetEpochsBefore(day: number): void {
    this.epochsHeld = this.epochsHeld.filter(({ value }) => value.day >= day);
    this.lossesHeld = this.lossesHeld.filter(({ value }) => value.lost.some((each) => each >= day));
  }

  // Believes one more document. conflict: an older issue than the one held, or another of the same sequence. untrusted or
  // bad_signature: nobody who is believed vouches for it. The same again is no error.
  add(container: Uint8Array): void {
    const document = decodeContainer(container);
    const kept = copy(container);
    switch (document.type) {
      case DocumentType.root:
        return this.addRoot(document, kept);
      case DocumentType.rules:
        return this.addRules(document, kept);
      case DocumentType.post_record:
        return this.addRecord(document, kept);
      case DocumentType.charter:
        return this.addCharter(document, kept);
      case DocumentType.commission:
        return this.addCommission(document, kept);
      case DocumentType.epoch_loss:
        return this.addLoss(document, kept);
      case DocumentType.epoch_key:
        return this.addEpoch(document, kept);
      default: // every other type says nothing of whom to believe
        throw new Failure(Errc.unsupported, `a ${slugOf(document.type)} says nothing of whom to believe`);
    }
  }
  // As many as can be believed, in any order; the others are left out. untrusted: a root that is not ours came, believe
  // none of this sender. Answers the first disagreement, if there was one: the newer issue stands, all else was added.
  addAll(containers: readonly Uint8Array[]): Failure | null {
    let left = [...containers];
    let disagreement: Failure | null = null;
    for (let before = -1; before !== left.length; ) {
      before = left.length;
      left = left.filter((container) => {
        try {
          this.add(container);
          return false;
        } catch (problem) {
          if (!(problem instanceof Failure) || problem.code === Errc.untrusted) throw problem;
          if (problem.code !== Errc.conflict) return true;
          disagreement ??= problem;
          return false;
        }
      });
    }
    return disagreement;
  }

  private addRoot(document: SignedDocument, container: Bytes): void {
    const hash = trust.documentHash(document);
    if (equal(hash, this.rootHeld.hash)) return;
    try {
      this.rootHeld = { value: trust.verifyRoot(document, this.rootHeld.value), hash, container };
    } catch (problem) {
      throw untrusted(`a root that ours does not vouch for came: ${(problem as Error).message}`);
    }
  }

  private addRules(document: SignedDocument, container: Bytes): void {
    const value = trust.verifyRules(document, this.rootHeld.value);
    const hash = trust.documentHash(document);
    const held = this.rulesHeld;
    if (held !== null && !equal(held.hash, hash) && value.sequence <= held.value.sequence)
      throw conflict('rules older than those held here came: nothing was changed');
    this.rulesHeld = { value, hash, container };
  }

  // A record that replaces a lost office key bears the supervising post's signature too.
  verifyRecord(document: SignedDocument): PostRecord {
    const root = this.rootHeld.value;
    const claim = PostRecord.decode(document.bytes);
    const held = this.record(claim.post);
    if (!trust.carries(document, Tag.record_supervising)) {
      if (held !== null && !equal(held.value.office, claim.office) && held.value.sequence < claim.sequence)
        throw noOne("the post's office key was changed without the supervising post");
      return trust.verifyPostRecord(document, root);
    }
    const supervising = this.record(held?.value.supervising ?? claim.supervising);
    if (supervising === null) throw noOne('no record of the supervising post that replaced an office key');
    return trust.verifyPostRecord(document, root, supervising.value.office);
  }

  private addRecord(document: SignedDocument, container: Bytes): void {
    const value = this.verifyRecord(document);
    const fresh = { value, hash: trust.documentHash(document), container };
    const old = replaceOlder(this.recordsHeld, fresh, (held) => equal(held.post, value.post), 'a post record');
    if (old !== null) this.rememberFormer(value.post, old, value);
  }

  private addCharter(document: SignedDocument, container: Bytes): void {
    const records = this.recordsHeld.map((each) => each.value);
    // Root has signed a charter as well: one that a former office key of the post signed still stands.
    const former = this.formerOffices.flatMap(({ of, key }) => {
      const held = this.record(of);
      return held === null ? [] : [{ ...held.value, office: key }];
    });
    const value = firstBelieved(
      [...records, ...former],
      (record) => trust.verifyCharter(document, this.rootHeld.value, record),
      'no record of the post that this charter names',
    );
    const fresh = { value, hash: trust.documentHash(document), container };
    const old = replaceOlder(this.chartersHeld, fresh, (held) => equal(held.commune, value.commune), 'a charter');
    if (old !== null) this.rememberFormer(value.commune, old, value);
  }

  private rememberFormer(of: Uint8Array, old: Charter | PostRecord, fresh: Charter | PostRecord): void {
    const moved = !equal(old.node.curve, fresh.node.curve);
    if (!equal(old.node.signing, fresh.node.signing)) this.formerNodes.push({ of, key: old.node.signing, ...(moved ? { curve: old.node.curve } : {}) });
    if (!equal(old.office, fresh.office)) this.formerOffices.push({ of, key: old.office });
  }

  private addCommission(document: SignedDocument, container: Bytes): void {
    const present = [
      ...this.chartersHeld.map(({ value }) => ({ of: value.commune, key: value.office })),
      ...this.recordsHeld.map(({ value }) => ({ of: value.post, key: value.office })),
    ];
    // What a former office key signed is believed if it was believed before, not when it comes now.
    const offices = this.loading ? [...present, ...this.formerOffices] : present;
    const value = firstBelieved(
      offices,
      ({ of, key }) => {
        const commission = verifyCommission(document, this.rootHeld.value, key);
        const byRoot = isZero(commission.commune) && isZero(commission.post);
        // The office that signed must be the one that the commission names.
        if (!byRoot && !equal(of, commission.commune) && !equal(of, commission.post))
          throw noOne('commission: signed by another office than it names');
        return commission;
      },
      'no office that this commission could come from is known here',
    );
    const hash = trust.documentHash(document);
    if (!this.commissionsHeld.some((each) => equal(each.hash, hash))) this.commissionsHeld.push({ value, hash, container });
  }

  // The post's keys of those days, as held here, give way to what it publishes after its loss.
  private addLoss(document: SignedDocument, container: Bytes): void {
    const hash = trust.documentHash(document);
    const verify = (): EpochLoss => this.byPost(EpochLoss, document, Tag.epoch_loss, 'no record of the post that says it lost its keys');
    if (renewed(this.lossesHeld, hash, container, verify)) return;
    const value = verify();
    this.epochsHeld = this.epochsHeld.filter((each) => !equal(each.value.post, value.post) || !value.lost.includes(each.value.day));
    this.lossesHeld.push({ value, hash, container });
  }

  private addEpoch(document: SignedDocument, container: Bytes): void {
    const hash = trust.documentHash(document);
    const verify = (): EpochKey => this.byPost(EpochKey, document, Tag.epoch_key, 'no record of the post that this epoch key names');
    if (renewed(this.epochsHeld, hash, container, verify)) return;
    const value = verify();
    if (this.epochsHeld.some((each) => equal(each.value.post, value.post) && each.value.day === value.day))
      throw conflict('a second epoch key for one day came: the first is kept; tell the post');
    this.epochsHeld.push({ value, hash, container });
  }

  private byPost<T extends { post: Uint8Array }>(of: Document<T>, document: SignedDocument, tag: Tag, none: string): T {
    const keys = this.recordsHeld.flatMap(({ value: { post } }) => this.keysForNews(post).map((key) => ({ post, key })));
    return firstBelieved(keys, ({ post, key }) => ofPost(verifySingle(of, document, key, tag), post), none);
  }
}

// The same bytes are held already: kept from now on as a newer key of the same node has signed them, if one has.
function renewed<T>(held: readonly Believed<T>[], hash: Uint8Array, container: Bytes, verify: () => T): boolean {
  const same = held.find((each) => equal(each.hash, hash));
  if (same !== undefined && orNull(verify) !== null) same.container = container;
  return same !== undefined;
}

function ofPost<T extends { post: Uint8Array }>(value: T, post: Uint8Array): T {
  if (!equal(value.post, post)) throw noOne('signed by another post than it names');
  return value;
}

// What the first of `candidates` vouches for; else why the last one does not.
function firstBelieved<C, T>(candidates: readonly C[], verify: (candidate: C) => T, none: string): T {
  let last = noOne(none);
  for (const candidate of candidates) {
    try {
      return verify(candidate);
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem;
      last = new Failure(Errc.bad_signature, problem.message);
    }
  }
  throw last;
}

// Puts `fresh` in the place of the one that is the same, if it is newer, and answers what stood there. The same again is
// no news.
function replaceOlder<T extends { sequence: number }>(
  held: Believed<T>[],
  fresh: Believed<T>,
  same: (value: T) => boolean,
  what: string,
): T | null {
  const at = held.findIndex((each) => same(each.value));
  const old = held[at];
  if (old === undefined) {
    held.push(fresh);
    return null;
  }
  if (equal(old.hash, fresh.hash)) return null;
  if (fresh.value.sequence <= old.value.sequence)
    throw conflict(`${what} of sequence ${fresh.value.sequence} came, and ${old.value.sequence} is held here: nothing was changed`);
  held[at] = fresh;
  return old.value;
}
