// tests/vectors/seal.json: the same keys, draws and inputs make the same bytes as the C++ programs make, and what they
// signed and sealed is verified and opened here.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Bytes, fromHex, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { Tag } from '../shared/base/tags.gen';
import { DocumentType, Verb } from '../shared/base/vocabulary.gen';
import * as alert from '../shared/seal/alert';
import { documentWords, enrolmentWords, inviteRequestSigner, inviteTransportKey } from '../shared/seal/enrolment';
import { commandHash, signRequest, verifyHello } from '../shared/seal/session';
import { verifySectorMap, verifyStreetList } from '../shared/seal/locality';
import { makeWrappedKey, seedSigner, signerOf, verify } from '../shared/seal/signer';
import * as sodium from '../shared/seal/sodium';
import * as trust from '../shared/seal/trust';
import * as people from '../shared/seal/trust_people';
import { Tunnel, joinTunnel, tunnelKeys } from '../shared/seal/tunnel';
import { Header, type Place, decodeContent } from '../shared/wire/alert';
import { type SignedDocument, decodeContainer, encodeContainer } from '../shared/wire/container';
import * as wire from '../shared/wire/documents';
import { Request, decodeSignedRequest } from '../shared/wire/message';
import { handedText, parseHandedOver, shown } from '../shared/wire/handed';
import * as notices from '../shared/wire/notices';
import { vectors } from './vectors';

interface Key {
  seed: string;
  public_key: string;
  key_id: string;
}
interface Box {
  secret: string;
  public_key: string;
}
interface AlertVector {
  device: Key;
  post_epoch: Box;
  supervising_epoch: Box | null;
  discarded_secret?: string;
  [hex: string]: string | Key | Box | null | undefined;
}
interface DocumentVector {
  type: keyof typeof DocumentType;
  signed_by: { seed: string; tag: Tag }[];
  container: string;
  document_hash: string;
}
interface File {
  keys: Key[];
  signatures: { key: Key; signatures: { tag: Tag; bytes: string; signature: string }[] };
  sealed_box: { recipient: Box; ephemeral_secret: string; plain: string; sealed: string };
  alert: AlertVector;
  alert_without_supervising_post: AlertVector;
  target_tags: { tag_key: string; targets: Record<string, string | number>[] };
  receipts: { node: Key; issuer_kind: number; signed_receipt: string }[];
  documents: DocumentVector[];
  session: { device: Key; node: Key; now_ms: number } & Record<string, string>;
  tunnel: { node_curve: Box; device_ephemeral: Box; node_ephemeral_secret: string; call: string; answer: string; frames: Record<string, string>[] };
  hand_over: { officer: Key; content: string; line: string };
  enrolment: Record<string, string> & { request_key: Key; transport_key: Box };
}
const file = vectors('seal') as unknown as File;

// Draws in their order, and no more than there are.
function drawing(...draws: string[]): sodium.Entropy {
  const left = draws.map(fromHex);
  return (count) => {
    const next = left.shift();
    expect(next?.length).toBe(count);
    return next as Bytes;
  };
}

beforeAll(sodium.startSodium);

describe('keys and signatures', () => {
  test('public halves and ids', () => {
    for (const key of file.keys) {
      const signer = seedSigner(fromHex(key.seed));
      expect(toHex(signer.publicKey)).toBe(key.public_key);
      expect(toHex(signer.id)).toBe(key.key_id);
      expect(sodium.isUsableSigning(signer.publicKey)).toBe(true);
    }
  });
  test('the same signature under every tag, and under no other', async () => {
    const { key, signatures } = file.signatures;
    for (const each of signatures) {
      const bytes = fromHex(each.bytes);
      const signature = await seedSigner(fromHex(key.seed)).sign(each.tag, bytes);
      expect(toHex(signature)).toBe(each.signature);
      expect(verify(fromHex(key.public_key), each.tag, bytes, signature)).toBe(true);
      const other = (each.tag === Tag.root_new ? Tag.root_old : Tag.root_new) as Tag;
      expect(verify(fromHex(key.public_key), other, bytes, signature)).toBe(false);
    }
  });
  test('a key that WebCrypto keeps signs like the seed it came from', async () => {
    const kept = await makeWrappedKey();
    const signature = await signerOf(kept).sign(Tag.request, Uint8Array.of(1, 2));
    expect(verify(kept.publicKey, Tag.request, Uint8Array.of(1, 2), signature)).toBe(true);
  });
  test('keys of small order, above the prime, or not canonical are not usable', () => {
    const zero = new Uint8Array(32);
    const one = Uint8Array.of(1, ...new Uint8Array(31));
    const prime = Uint8Array.of(0xed, ...new Uint8Array(30).fill(0xff), 0x7f);
    const abovePrime = Uint8Array.of(0xf0, ...new Uint8Array(30).fill(0xff), 0x7f);
    for (const key of [zero, one, prime, abovePrime]) {
      expect(sodium.isUsableSigning(key)).toBe(false);
      expect(sodium.isUsableBox(key)).toBe(false);
    }
    const highBit = fromHex(file.alert.post_epoch.public_key);
    expect(sodium.isUsableBox(highBit)).toBe(true);
    highBit[31] = (highBit[31] as number) | 0x80;
    expect(sodium.isUsableBox(highBit)).toBe(false);
  });
  test('a signature with S above the order, or of another byte, is refused', () => {
    const { key, signatures } = file.signatures;
    const first = signatures[0] as { tag: Tag; bytes: string; signature: string };
    const order = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
    const bytes = fromHex(first.signature);
    let s = [...bytes.subarray(32)].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + order;
    const malleated = bytes.slice();
    for (let i = 32; i < 64; i++, s >>= 8n) malleated[i] = Number(s & 0xffn);
    expect(verify(fromHex(key.public_key), first.tag, fromHex(first.bytes), malleated)).toBe(false);
  });
});

describe('boxes and tunnel', () => {
  test('a sealed box', () => {
    const { recipient, ephemeral_secret, plain, sealed } = file.sealed_box;
    const to = fromHex(recipient.public_key);
    expect(toHex(sodium.sealTo(to, fromHex(plain), drawing(ephemeral_secret)))).toBe(sealed);
    expect(toHex(sodium.openSealed(sodium.boxKeyFrom(fromHex(recipient.secret)), fromHex(sealed)))).toBe(plain);
    const other = sodium.makeBoxKey(sodium.systemEntropy);
    expect(() => sodium.openSealed(other, fromHex(sealed))).toThrow(Failure);
  });
  test('the tunnel: call, answer, frames of both directions', () => {
    const { tunnel } = file;
    const device = sodium.boxKeyFrom(fromHex(tunnel.device_ephemeral.secret));
    const node = fromHex(tunnel.node_curve.public_key);
    const call = { bytes: fromHex(tunnel.call), ephemeral: device };
    expect(toHex(device.publicKey)).toBe(tunnel.device_ephemeral.public_key);
    expect(tunnel.call.slice(2)).toBe(tunnel.device_ephemeral.public_key);
    const joined = joinTunnel(call, node, fromHex(tunnel.answer));
    for (const each of tunnel.frames) {
      expect(toHex(joined.seal(fromHex(each.frame as string)))).toBe(each.to_node);
      expect(toHex(joined.open(fromHex(each.to_device as string)))).toBe(each.frame);
    }
    // An answer by another node, a frame that comes twice, and everything after it, open nothing.
    expect(() => joinTunnel(call, device.publicKey, fromHex(tunnel.answer))).toThrow('does not hold');
    const again = joinTunnel(call, node, fromHex(tunnel.answer));
    const [first, second] = tunnel.frames.map((each) => fromHex(each.to_device as string)) as [Bytes, Bytes];
    again.open(first);
    expect(() => again.open(first)).toThrow(Failure);
    expect(() => again.open(second)).toThrow(Failure);
    // What comes after one that does not open would open by its number, and does not.
    const broken = joinTunnel(call, node, fromHex(tunnel.answer));
    expect(() => broken.open(second)).toThrow(Failure);
    expect(() => broken.open(second)).toThrow(Failure);
  });
  test('the node’s end of the vectors is made by the same agreement', () => {
    const { tunnel } = file;
    const who = {
      device: fromHex(tunnel.device_ephemeral.public_key),
      ephemeral: sodium.boxKeyFrom(fromHex(tunnel.node_ephemeral_secret)).publicKey,
      node: fromHex(tunnel.node_curve.public_key),
    };
    const own = sodium.agree(fromHex(tunnel.node_curve.secret), who.device);
    const keys = tunnelKeys(own, sodium.agree(fromHex(tunnel.node_ephemeral_secret), who.device), who);
    expect(toHex(new Tunnel(keys.toDevice, keys.toNode).seal(new Uint8Array()))).toBe(tunnel.answer.slice(66));
  });
});

describe('alerts and receipts', () => {
  for (const name of ['alert', 'alert_without_supervising_post'] as const)
    test(`${name}: the same envelope from the same draws`, async () => {
      const vector = file[name];
      const hex = (field: string): string => vector[field] as string;
      const content = decodeContent(fromHex(hex('content')));
      const header = Header.decode(fromHex(hex('envelope').slice(0, 512)));
      const discarded = vector.discarded_secret === undefined ? [] : [vector.discarded_secret];
      const entropy = drawing(hex('content_key'), hex('wrap_0_ephemeral_secret'), ...discarded, hex('wrap_1_ephemeral_secret'), hex('body_nonce'));
      const supervising = vector.supervising_epoch === null ? null : fromHex(vector.supervising_epoch.public_key);
      const device = seedSigner(fromHex(vector.device.seed));
      const tagKey = fromHex(hex('tag_key'));
      const epoch = fromHex(vector.post_epoch.public_key);
      const sealed = await alert.sealAlert({ header, content }, device, tagKey, epoch, supervising, entropy);
      expect(toHex(sealed.envelope)).toBe(vector.envelope);
      expect(toHex(sealed.headerHash)).toBe(vector.header_hash);
      expect(toHex(alert.tagCommitment(tagKey))).toBe(vector.tag_commitment);
      expect(toHex(header.commitment)).toBe(vector.commitment);
      expect(toHex(alert.bodyBinding(Header.encode(header)))).toBe(vector.body_binding);
      expect(toHex(alert.wrapBinding(header.mandate, header.alert, 1))).toBe(vector.wrap_1_binding);
    });
  test('target tags', () => {
    const { tag_key, targets } = file.target_tags;
    for (const each of targets) {
      const place = { kind: each.place_kind, latitude: each.latitude_udeg, longitude: each.longitude_udeg, street: each.street, number: each.number } as Place;
      const id = fromHex(each.alert as string);
      const vehicle = each.plate === '' ? null : { type: 1 as const, colour: null, make: null, plate: each.plate as string };
      expect(toHex(alert.placeTag(fromHex(tag_key), { place, alert: id }))).toBe(each.place_tag);
      expect(toHex(alert.plateTag(fromHex(tag_key), { vehicle, alert: id }))).toBe(each.plate_tag);
    }
  });
  test('receipts are believed from their issuer alone', () => {
    for (const { node, issuer_kind, signed_receipt } of file.receipts) {
      const receipt = alert.verifyReceipt(fromHex(signed_receipt), fromHex(node.public_key));
      expect(receipt.issuerKind).toBe(issuer_kind);
      const stranger = fromHex(file.keys[0]?.public_key as string);
      expect(() => alert.verifyReceipt(fromHex(signed_receipt), stranger)).toThrow('not signed by this node');
      const otherSide = fromHex(signed_receipt);
      otherSide[10] = 3 - issuer_kind;
      expect(() => alert.verifyReceipt(otherSide, fromHex(node.public_key))).toThrow(Failure);
    }
  });
});

describe('session and enrolment', () => {
  test('hello and signed request', async () => {
    const { session } = file;
    const device = seedSigner(fromHex(session.device.seed));
    const node = fromHex(session.node.public_key);
    const hello = verifyHello(fromHex(session.hello as string), node, device.id);
    expect(hello.nodeTime).toBe(session.now_ms);
    expect(toHex(hello.challenge)).toBe(session.challenge);
    const bytes = fromHex(session.request as string);
    expect(Request.decode(bytes).verb).toBe(Verb.status);
    const signed = await signRequest(device, node, hello.challenge, BigInt(session.counter as string), bytes);
    expect(toHex(signed)).toBe(session.signed_request);
    expect(toHex(commandHash(bytes))).toBe(session.command_hash);
    expect(toHex(decodeSignedRequest(signed).bytes)).toBe(session.request);
    expect(() => verifyHello(fromHex(session.hello as string), device.publicKey, device.id)).toThrow('not signed by this node');
  });
  test('one-time keys of a card, and the six words', () => {
    const { enrolment } = file;
    const secret = fromHex(enrolment.card_secret as string);
    expect(toHex(inviteRequestSigner(secret).publicKey)).toBe(enrolment.request_key.public_key);
    expect(toHex(inviteTransportKey(secret).secret)).toBe(enrolment.transport_key.secret);
    const hex = (field: string) => fromHex(enrolment[field] as string);
    const about = { invitation: hex('invitation'), device: hex('device'), transport: hex('transport'), tagCommitment: hex('tag_commitment') };
    expect(enrolmentWords(about, hex('root_hash'), hex('charter_hash'), hex('post_office'))).toBe(enrolment.words);
    expect(documentWords(hex('charter_hash'))).toBe(enrolment.charter_words);
  });
});

describe('a hand-over (R30)', () => {
  test('is its officer’s, of that content, and says nothing of who sent the alert', () => {
    const { officer, content: sealed, line } = file.hand_over;
    const content = decodeContent(fromHex(sealed));
    const officers = [fromHex(officer.public_key)];
    const handed = parseHandedOver(line);
    expect(handedText(handed)).toBe(line);
    expect(toHex(handed.content)).toBe(toHex(shown(content)));
    const verified = people.verifyHandedOver(handed, officers);
    expect(verified.statement.procedure).toBe('00421/2026');
    expect(verified.content).toEqual({ ...content, mandate: new Uint8Array(16), tagKey: new Uint8Array(32) });
    const other = handed.content.slice();
    other[2] = (other[2] as number) ^ 1;
    expect(() => people.verifyHandedOver({ ...handed, content: other }, officers)).toThrow('not the one that was signed');
    expect(() => people.verifyHandedOver(handed, [fromHex(file.keys[0]?.public_key as string)])).toThrow(Failure);
    expect(() => parseHandedOver(line.slice(0, -1))).toThrow(Failure);
    expect(() => parseHandedOver(line.slice(0, 300))).toThrow(Failure);
  });
});

// Who verifies what, with the keys that signed in the vectors.
function verifyAsItsReader(document: SignedDocument, keys: { tag: Tag; key: Uint8Array }[], world: World): unknown {
  const by = (...tags: Tag[]) => keys.filter((each) => tags.includes(each.tag)).map((each) => each.key);
  const first = keys[0] as { tag: Tag; key: Uint8Array };
  switch (document.type) {
    case DocumentType.root:
      return trust.verifyRoot(document, null);
    case DocumentType.rules:
      return trust.verifyRules(document, world.root);
    case DocumentType.directory:
      return trust.verifyDirectory(document, world.root);
    case DocumentType.post_record:
      return trust.verifyPostRecord(document, world.root);
    case DocumentType.charter:
      return trust.verifyCharter(document, world.root, world.record);
    case DocumentType.charter_renewal:
      return trust.verifyRenewal(document, world.root, by(Tag.renewal_mairie)[0] as Uint8Array, by(Tag.renewal_post)[0] as Uint8Array);
    case DocumentType.commission:
      return people.verifyCommission(document, world.root, first.key);
    case DocumentType.mandate:
      return people.verifyMandate(document, by(Tag.mandate_nominate), by(Tag.mandate_vet));
    case DocumentType.overlay:
      return people.verifyOverlay(document, by(Tag.overlay_mairie)[0] as Uint8Array, by(Tag.overlay_post)[0] as Uint8Array);
    case DocumentType.node_act:
      return keys.length === 1
        ? people.verifyNodeSuspension(document, world.root, by(Tag.node_suspend_mairie), [])
        : people.verifyResumption(document, world.root, by(Tag.node_resume_mairie), by(Tag.node_resume_post));
    case DocumentType.revocation_list:
      return first.tag === Tag.revocation_list_root
        ? trust.verifyRootRevocations(document, world.root)
        : people.verifySingle(wire.RevocationList, document, first.key, first.tag);
    case DocumentType.enrolment:
      return people.verifyEnrolment(document, by(Tag.enrolment_invite)[0] as Uint8Array);
    case DocumentType.notice:
      return people.verifyNotice(document, by(Tag.notice_post, Tag.notice_mairie));
    case DocumentType.notice_cancel:
      return people.verifyNoticeCancel(document, by(Tag.notice_cancel));
    case DocumentType.exercise_window:
      return people.verifyExerciseWindow(document, by(Tag.exercise_window));
    case DocumentType.forward:
      return people.verifyForward(document, by(Tag.forward_officer), by(Tag.forward_post)[0] as Uint8Array);
    case DocumentType.hand_over:
      return people.verifyHandOver(document, by(Tag.hand_over));
    case DocumentType.street_list:
      return verifyStreetList(document, world.charter);
    case DocumentType.sector_map:
      return verifySectorMap(document, world.charter);
    case DocumentType.desk_confirmation:
      return people.onlySigner(wire.DeskConfirmation, document, Tag.desk_confirmation, by(Tag.desk_confirmation), 'x');
    default: {
      const all = [...Object.values(wire), ...Object.values(notices)] as unknown[];
      const codec = all.find((each) => (each as { type?: number } | null)?.type === document.type) as wire.Document<unknown>;
      return people.verifySingle(codec, document, first.key, first.tag);
    }
  }
}
interface World {
  charter: wire.Charter;
  root: wire.Root;
  record: wire.PostRecord;
}

describe('documents', () => {
  let world: World;
  beforeAll(() => {
    const of = (type: string) => decodeContainer(fromHex((file.documents.find((each) => each.type === type) as DocumentVector).container));
    world = { root: trust.verifyRoot(of('root'), null), record: wire.PostRecord.decode(of('post_record').bytes), charter: wire.Charter.decode(of('charter').bytes) };
  });
  const keysOf = (vector: DocumentVector) =>
    vector.signed_by.map((each) => ({ tag: each.tag, key: sodium.publicOfSeed(fromHex(each.seed)) }));

  file.documents.forEach((vector, i) => {
    const name = `${vector.type} (${i + 1}), signed under ${vector.signed_by.map((each) => each.tag).join(', ')}`;
    test(`${name}: believed, and signed anew to the same bytes`, async () => {
      const document = decodeContainer(fromHex(vector.container));
      expect(document.type).toBe(DocumentType[vector.type]);
      expect(toHex(trust.documentHash(document))).toBe(vector.document_hash);
      verifyAsItsReader(document, keysOf(vector), world);
      let anew: SignedDocument = { ...document, signatures: [] };
      for (const each of vector.signed_by) anew = await trust.withSignature(anew, seedSigner(fromHex(each.seed)), each.tag);
      expect(toHex(encodeContainer(anew))).toBe(vector.container);
    });
    test(`${name}: not with a byte changed, a signature missing, or one too many`, async () => {
      const keys = keysOf(vector);
      const refused = (document: SignedDocument) => {
        expect(() => verifyAsItsReader(document, keys, world)).toThrow(Failure);
      };
      const document = decodeContainer(fromHex(vector.container));
      const bytes = document.bytes.slice();
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1;
      refused({ ...document, bytes });
      const extra = await trust.withSignature(document, seedSigner(fromHex(file.keys[1]?.seed as string)), Tag.parcel);
      refused(extra);
      // A mandate, an overlay or a notice may still lack one of two.
      const mayLack = ['mandate', 'overlay', 'notice'].includes(vector.type);
      if (!mayLack || document.signatures.length === 1)
        document.signatures.forEach((each, missing) => {
          if (document.signatures.filter((other) => other.tag === each.tag).length === 3) return; // 2 of the 3 are enough
          refused({ ...document, signatures: document.signatures.filter((_, at) => at !== missing) });
        });
      if (document.signatures.length > 0) refused({ ...document, signatures: [] });
    });
  });
});
