// What a device keeps and believes: its roster, its chain of alerts, its receipts, its keys.
import 'fake-indexeddb/auto';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Bytes, concat, fromHex, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { Tag } from '../shared/base/tags.gen';
import { AlertState, ClosingCode, DocumentType, Errc, Role } from '../shared/base/vocabulary.gen';
import * as entries from '../shared/device/entry';
import type { AlertEntry } from '../shared/device/entry';
import { IdbStore } from '../shared/device/idb_store';
import { Ledger } from '../shared/device/ledger';
import { Roster } from '../shared/device/roster';
import { MemoryStore, type Store } from '../shared/device/store';
import { makeKey, seedSigner, signerOf, unwrapSecret, verify, wrapSecret } from '../shared/seal/signer';
import { startSodium, systemEntropy } from '../shared/seal/sodium';
import { rootFingerprint, signedDraft, withSignature } from '../shared/seal/trust';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import { Commission, EpochKey, EpochLoss, NodeKind } from '../shared/wire/documents';
import { Receipt } from '../shared/wire/receipt';
import { vectors } from './vectors';

interface DocumentVector {
  type: keyof typeof DocumentType;
  signed_by: { seed: string; tag: Tag }[];
  container: string;
}
const documents = vectors('seal').documents as unknown as DocumentVector[];
const vectorOf = (type: string) => documents.find((each) => each.type === type) as DocumentVector;
const containerOf = (type: string): Bytes => fromHex(vectorOf(type).container);
const founding = ['rules', 'post_record', 'charter', 'commission', 'epoch_key'].map(containerOf);

beforeAll(startSodium);

describe('a roster', () => {
  let roster: Roster;
  beforeEach(async () => {
    const root = containerOf('root');
    roster = await Roster.fromCard(root, await rootFingerprint(decodeContainer(root)));
  });

  test('grows from its root in any order, and is the same after it was kept', () => {
    expect(roster.addAll([...founding].reverse())).toBeNull();
    const charter = roster.charters[0]?.value;
    expect(charter?.name).toBe('Ornans');
    const again = Roster.load(roster.save());
    expect(again.charter(charter?.commune as Uint8Array)?.value).toEqual(charter);
    expect(again.keysOf(Role.mayor, charter?.commune as Uint8Array).length).toBe(1);
    expect(again.epochs(charter?.post as Uint8Array).length).toBe(1);
    expect(again.save()).toEqual(roster.save());
  });
  test('a root with another fingerprint is another party', async () => {
    await expect(Roster.fromCard(containerOf('root'), systemEntropy(32))).rejects.toMatchObject({ code: Errc.untrusted });
  });
  test('what nobody believed vouches for is left out', () => {
    expect(() => roster.add(containerOf('charter'))).toThrow('no record of the post');
    roster.addAll([containerOf('charter')]);
    expect(roster.charters.length).toBe(0);
  });
  test('a root that ours does not vouch for ends it: nothing of that sender is believed', async () => {
    const root = decodeContainer(containerOf('root'));
    const bytes = root.bytes.slice();
    bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1;
    const other = await withSignature({ ...root, bytes, signatures: [] }, seedSigner(systemEntropy(32)), Tag.root_new);
    expect(() => roster.addAll([encodeContainer(other)])).toThrow(expect.objectContaining({ code: Errc.untrusted }));
  });
  test('a second key of a post for one day is a disagreement: the first stands', async () => {
    roster.addAll(founding);
    const vector = vectorOf('epoch_key');
    const first = EpochKey.decode(decodeContainer(containerOf('epoch_key')).bytes);
    const second = { ...first, key: fromHex((vectors('seal').tunnel as { device_ephemeral: { public_key: string } }).device_ephemeral.public_key) };
    const node = seedSigner(fromHex(vector.signed_by[0]?.seed as string));
    const container = encodeContainer(await signedDraft(EpochKey, second, node, Tag.epoch_key));
    expect(roster.addAll([container])?.code).toBe(Errc.conflict);
    expect(toHex(roster.epochs(first.post)[0]?.key as Uint8Array)).toBe(toHex(first.key));
  });
  test('days whose keys the post lost are forgotten, and told of', async () => {
    roster.addAll(founding);
    const { post, day } = EpochKey.decode(decodeContainer(containerOf('epoch_key')).bytes);
    const node = seedSigner(fromHex(vectorOf('epoch_key').signed_by[0]?.seed as string));
    expect(roster.isLost(post, day, 0, 0)).toBe(false);
    roster.add(encodeContainer(await signedDraft(EpochLoss, { post, lost: [day - 1, day], at: 5000 }, node, Tag.epoch_loss)));
    expect(roster.epochs(post)).toEqual([]);
    expect(roster.isLost(post, day, 4999, 4999)).toBe(true);
    expect(roster.isLost(post, day, 5000, 0)).toBe(false); // sealed after the loss
    expect(roster.isLost(post, day, 0, 5000)).toBe(false); // the post has said something since
    expect(Roster.load(roster.save()).isLost(post, day, 0, 0)).toBe(true);
  });
  test('a commission by the wrong office helps nobody', async () => {
    roster.addAll(founding);
    const before = roster.save().documents.length;
    const mayor = Commission.decode(decodeContainer(containerOf('commission')).bytes);
    const forged = await signedDraft(Commission, mayor, seedSigner(systemEntropy(32)), Tag.commission_mairie);
    expect(() => roster.add(encodeContainer(forged))).toThrow(Failure);
    expect(roster.save().documents.length).toBe(before);
  });
});

const commune = { seed: systemEntropy(32) };
const post = { seed: systemEntropy(32) };
const supervising = { seed: systemEntropy(32) };
const keyOf = (of: { seed: Uint8Array }) => seedSigner(of.seed).publicKey;
const issuers = () => ({ commune: [keyOf(commune)], post: [keyOf(post)], supervising: [keyOf(supervising)], ended: [] });

function entryOf(): AlertEntry {
  return {
    alert: systemEntropy(16),
    headerHash: systemEntropy(32),
    sequence: 1n,
    category: 1,
    urgency: 1,
    flags: 0,
    sector: 1,
    created: 1000,
    sent: 1000,
    envelope: systemEntropy(1536),
    withdrawal: null,
    withdrawalAnswered: false,
    contradicted: false,
    receipts: [],
  };
}

async function receiptOf(entry: AlertEntry, by: { seed: Uint8Array }, state: AlertState, number: number, more: Partial<Receipt> = {}): Promise<Bytes> {
  const signer = seedSigner(by.seed);
  const issuerKind = by === commune ? NodeKind.commune : NodeKind.post;
  const commanded = ([9, 10, 11, 12, 13, 14] as number[]).includes(state);
  const bytes = Receipt.encode({
    state,
    issuerKind,
    code: state === AlertState.closed ? ClosingCode.patrol_sent : null,
    rule: state === AlertState.refused ? 10 : 0,
    refusal: state === AlertState.violation ? 7 : null,
    flags: 0,
    number,
    at: 2000 + number,
    leaf: 1n,
    issuer: signer.id,
    headerHash: entry.headerHash,
    command: commanded ? systemEntropy(32) : new Uint8Array(32),
    ...more,
  });
  const tag = (more.issuerKind ?? issuerKind) === NodeKind.post ? Tag.receipt_post : Tag.receipt_commune;
  return concat(bytes, await signer.sign(tag, bytes));
}
async function give(entry: AlertEntry, by: { seed: Uint8Array }, state: AlertState, number: number, more: Partial<Receipt> = {}) {
  const signed = await receiptOf(entry, by, state, number, more);
  return entries.addReceipt(entry, entries.believeReceipt(signed, entry.headerHash, issuers()), signed, 3000);
}
const now = (entry: AlertEntry) => entries.standing(entry)?.receipt.state ?? null;

describe('what receipts say of an alert', () => {
  test('the envelope is kept until the post has it', async () => {
    const entry = entryOf();
    expect(entries.toSubmit(entry)).toBe(true);
    await give(entry, commune, AlertState.accepted, 1);
    expect(entry.envelope).not.toBeNull();
    expect(entries.toSubmit(entry)).toBe(false);
    await give(entry, post, AlertState.delivered, 1);
    expect(entry.envelope).toBeNull();
    expect(now(entry)).toBe(AlertState.delivered);
  });
  test('the post’s word counts more than the commune’s, in whatever order they come', async () => {
    const entry = entryOf();
    await give(entry, post, AlertState.taken, 3);
    await give(entry, commune, AlertState.expired, 2);
    await give(entry, post, AlertState.opened, 2);
    expect(now(entry)).toBe(AlertState.taken);
    expect(entries.isOver(entry)).toBe(false);
    await give(entry, post, AlertState.closed, 4);
    expect(entries.isOver(entry)).toBe(true);
  });
  test('of two posts the one that is further with it counts, and a no of one ends nothing while the other has it', async () => {
    const entry = entryOf();
    await give(entry, post, AlertState.violation, 1);
    expect(entries.isOver(entry)).toBe(true);
    await give(entry, supervising, AlertState.taken, 1);
    expect(now(entry)).toBe(AlertState.taken);
    expect(entries.isOver(entry)).toBe(false);
  });
  test('a mark and a wish to be called are no state', async () => {
    const entry = entryOf();
    await give(entry, post, AlertState.taken, 1);
    await give(entry, post, AlertState.call_back, 2);
    expect(now(entry)).toBe(AlertState.taken);
    expect(entries.callBackWanted(entry)).toBe(true);
    await give(entry, post, AlertState.closed, 3);
    expect(entries.callBackWanted(entry)).toBe(false);
  });
  test('the same again is no news; one issuer that says two things is shown', async () => {
    const entry = entryOf();
    const signed = await receiptOf(entry, commune, AlertState.accepted, 1);
    const receipt = entries.believeReceipt(signed, entry.headerHash, issuers());
    expect(entries.addReceipt(entry, receipt, signed, 1)).toBe(true);
    expect(entries.addReceipt(entry, receipt, signed, 2)).toBe(false);
    expect(entry.contradicted).toBe(false);
    await give(entry, commune, AlertState.refused, 2);
    expect(entry.contradicted).toBe(true);
    expect(entry.receipts.length).toBe(2);
  });
  test('nobody but the nodes of the charter is believed, each on its own side', async () => {
    const entry = entryOf();
    const stranger = { seed: systemEntropy(32) };
    const forged = await receiptOf(entry, stranger, AlertState.delivered, 1);
    expect(() => entries.believeReceipt(forged, entry.headerHash, issuers())).toThrow(expect.objectContaining({ code: Errc.bad_signature }));
    const inPostsName = await receiptOf(entry, commune, AlertState.delivered, 1, { issuerKind: NodeKind.post });
    expect(() => entries.believeReceipt(inPostsName, entry.headerHash, issuers())).toThrow(expect.objectContaining({ code: Errc.bad_signature }));
    const ofAnother = await receiptOf(entryOf(), post, AlertState.delivered, 1);
    expect(() => entries.believeReceipt(ofAnother, entry.headerHash, issuers())).toThrow(expect.objectContaining({ code: Errc.conflict }));
  });
});

// One lock manager for all stores of a test, as one browser has.
class Locks {
  private readonly turns = new Map<string, Promise<unknown>>();
  request(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const done = (this.turns.get(name) ?? Promise.resolve()).then(work);
    this.turns.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  }
}

describe.each([
  ['in memory', async (): Promise<[Store, Store]> => {
    const store = new MemoryStore();
    return [store, store];
  }],
  ['in IndexedDB, two pages', async (): Promise<[Store, Store]> => {
    vi.stubGlobal('navigator', { locks: new Locks() });
    const name = toHex(systemEntropy(8));
    return [await IdbStore.open(name), await IdbStore.open(name)];
  }],
] as const)('a ledger %s', (_, open) => {
  let here: Ledger;
  let there: Ledger;
  let store: Store;
  beforeEach(async () => {
    const [one, two] = await open();
    store = one;
    [here, there] = [new Ledger(one), new Ledger(two)];
  });
  const next = async ({ sequence }: { sequence: bigint }) => ({ ...entryOf(), sequence });

  test('numbers without gaps and none twice, whichever page seals', async () => {
    await Promise.all([here.append(next), there.append(next), here.append(next), there.append(next)]);
    expect((await here.entries()).map((each) => each.sequence)).toEqual([1n, 2n, 3n, 4n]);
  });
  test('each alert names the one before', async () => {
    const first = await here.append(next);
    await there.append(async (link) => {
      expect(toHex(link.previous)).toBe(toHex(first.headerHash));
      return next(link);
    });
  });
  test('a sealing that fails leaves no gap', async () => {
    await here.append(next);
    await expect(here.append(() => Promise.reject(new Error('no key of the day')))).rejects.toThrow('no key of the day');
    expect((await there.append(next)).sequence).toBe(2n);
  });
  test('an erased alert does not give its number back', async () => {
    const entry = await here.append(next);
    await here.erase(entry.alert);
    expect(await there.find(entry.alert)).toBeNull();
    expect((await there.append(next)).sequence).toBe(2n);
  });
  test('two pages that add receipts to one alert keep both', async () => {
    const entry = await here.append(next);
    const signed = await Promise.all([receiptOf(entry, commune, AlertState.accepted, 1), receiptOf(entry, post, AlertState.delivered, 1)]);
    const add = (ledger: Ledger, bytes: Bytes) =>
      ledger.update(entry.alert, (held) => void entries.addReceipt(held, entries.believeReceipt(bytes, held.headerHash, issuers()), bytes, 1));
    await Promise.all([add(here, signed[0]), add(there, signed[1])]);
    expect((await here.find(entry.alert))?.receipts.length).toBe(2);
    expect(await here.update(systemEntropy(16), () => undefined)).toBeNull();
  });
  test('nothing is left after it was erased', async () => {
    await here.append(next);
    await store.eraseAll();
    expect(await there.entries()).toEqual([]);
  });
});

describe('keys of a device', () => {
  test('the key that WebCrypto keeps cannot be taken out, and signs', async () => {
    const kept = await makeKey();
    const bytes = systemEntropy(256);
    const signature = await signerOf(kept).sign(Tag.alert_header, bytes);
    expect(verify(kept.publicKey, Tag.alert_header, bytes, signature)).toBe(true);
    const key = kept.kind === 'webcrypto' ? kept.key : kept.seed.key;
    expect(key.extractable).toBe(false);
  });
  test('a browser without Ed25519 signs too', async () => {
    const generate = vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValueOnce(new DOMException('unknown', 'NotSupportedError'));
    const kept = await makeKey();
    generate.mockRestore();
    expect(kept.kind).toBe('wrapped');
    const signature = await signerOf(kept).sign(Tag.withdrawal, Uint8Array.of(1));
    expect(verify(kept.publicKey, Tag.withdrawal, Uint8Array.of(1), signature)).toBe(true);
  });
  test('a wrapped secret comes back, and is not what is kept', async () => {
    const secret = systemEntropy(32);
    const wrapped = await wrapSecret(secret);
    expect(toHex(wrapped.sealed)).not.toContain(toHex(secret));
    expect(toHex(await unwrapSecret(wrapped))).toBe(toHex(secret));
  });
});
