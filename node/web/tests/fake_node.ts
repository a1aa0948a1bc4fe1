// The smallest node behind the smallest gateway, in one process: for the edges of a line and a session that a real pair
// reaches rarely. What it answers is each test's to say; the tunnel, the hello and the signatures are real.
import { ByteReader, ByteWriter, type Bytes, concat, equal } from '../shared/base/bytes';
import { Tag } from '../shared/base/tags.gen';
import { Errc, Verb } from '../shared/base/vocabulary.gen';
import { RecordKind, type Transport } from '../shared/device/transport';
import { type Signer, seedSigner, verify } from '../shared/seal/signer';
import { agree, makeBoxKey, signWithSeed, systemEntropy } from '../shared/seal/sodium';
import { Tunnel, tunnelKeys } from '../shared/seal/tunnel';
import { FrameKind, Outcome, Reply, Request, decodeFrame, decodeSignedRequest, encodeFrame, requestStatement } from '../shared/wire/message';

export const okay = (more: Partial<Reply> = {}): Reply => ({
  outcome: Outcome.ok,
  rule: 0,
  errc: 0,
  more: false,
  retryAfterMs: 0,
  at: 1,
  detail: '',
  data: new Uint8Array(),
  items: [],
  ...more,
});
export const failed = (errc: Errc, detail: string): Reply => okay({ outcome: Outcome.failed, errc, detail });

export interface Asked {
  request: Request;
  bytes: Uint8Array;
  signed: boolean;
  device: Uint8Array; // id of the key that signed
  counter: bigint;
  urgent: boolean;
}
// Null: says nothing, for ever.
export type Answers = (asked: Asked) => Reply | null | Promise<Reply | null>;

const record = (kind: number, rest: Uint8Array): Bytes => new ByteWriter().u32(rest.length + 1).u8(kind).raw(rest).take();

export class FakeNode implements Transport {
  readonly curve = makeBoxKey(systemEntropy);
  private readonly former: Uint8Array[] = [];
  private seed = systemEntropy(32);
  signer: Signer = seedSigner(this.seed);
  challenge: Bytes = systemEntropy(32);
  time = 1_795_381_445_000;
  devices: Uint8Array[] = []; // keys whose signed requests are believed
  asked: Asked[] = [];
  calls = 0;
  endedByDevice = 0;
  pieceBytes = 1 << 20; // the stream comes in pieces of this size
  onTheWay: Uint8Array[] | null = null; // pieces that come when a test lets them; null: at once
  onCall: () => void = () => undefined; // may throw what a gateway answers instead of a stream
  onCarry: () => { heldMs: number } | null = () => null;
  private stream: ReadableStreamDefaultController<Uint8Array> | null = null;
  private tunnel: Tunnel | null = null;

  constructor(public answers: Answers = () => okay()) {}

  // Signs with another key from now on; what is addressed to a former one is still heard.
  changeKey(seed = systemEntropy(32)): void {
    this.former.push(this.signer.publicKey);
    this.seed = seed;
    this.signer = seedSigner(this.seed);
  }

  get keys() {
    return { curve: this.curve.publicKey, signing: this.signer.publicKey };
  }

  async call(bytes: Uint8Array): Promise<ReadableStream<Uint8Array>> {
    this.calls++;
    this.onCall();
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (this.stream = controller) });
    const read = new ByteReader(bytes, 'call');
    read.u8();
    const device = read.raw(32);
    const ephemeral = makeBoxKey(systemEntropy);
    const who = { device, ephemeral: ephemeral.publicKey, node: this.curve.publicKey };
    const keys = tunnelKeys(agree(this.curve.secret, device), agree(ephemeral.secret, device), who);
    this.tunnel = new Tunnel(keys.toDevice, keys.toNode);
    this.push(record(RecordKind.session, systemEntropy(16)));
    const proof = this.tunnel.seal(new Uint8Array());
    this.push(record(RecordKind.carry, concat(Uint8Array.of(1), ephemeral.publicKey, proof)));
    return stream;
  }
  async carry(_token: Uint8Array, lane: number, sealed: Uint8Array): Promise<{ heldMs: number } | null> {
    const held = this.onCarry();
    if (held !== null) return held;
    await this.hear((this.tunnel as Tunnel).open(sealed), lane === 2);
    return null;
  }
  end(): void {
    this.endedByDevice++;
  }

  // What a test makes happen on the way down.
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += this.pieceBytes) {
      const piece = bytes.slice(at, at + this.pieceBytes);
      if (this.onTheWay === null) this.stream?.enqueue(piece);
      else this.onTheWay.push(piece);
    }
  }
  letOneCome(): void {
    const piece = this.onTheWay?.shift();
    if (piece !== undefined) this.stream?.enqueue(piece);
  }
  pushRecord(kind: number, rest: Uint8Array = new Uint8Array()): void {
    this.push(record(kind, rest));
  }
  pushFrame(kind: FrameKind, reference: number, reply: Reply): Bytes {
    const sealed = (this.tunnel as Tunnel).seal(encodeFrame({ kind, reference, bytes: Reply.encode(reply) }));
    this.pushRecord(RecordKind.carry, sealed);
    return sealed;
  }
  pushEvent(reply: Reply): void {
    this.pushFrame(FrameKind.event, 0, reply);
  }
  cut(): void {
    this.stream?.close();
    this.stream = null;
  }

  private async hear(bytes: Uint8Array, urgent: boolean): Promise<void> {
    const frame = decodeFrame(bytes);
    const signed = frame.kind === FrameKind.signedRequest ? decodeSignedRequest(frame.bytes) : null;
    const inside = signed?.bytes ?? frame.bytes;
    const asked = { request: Request.decode(inside), bytes: inside, signed: signed !== null, device: signed?.device ?? new Uint8Array(16), counter: signed?.counter ?? 0n, urgent };
    this.asked.push(asked);
    const reply = await (signed === null ? this.open(asked) : (this.judge(signed) ?? this.answers(asked)));
    if (reply !== null) this.pushFrame(FrameKind.reply, frame.reference, reply);
  }
  private open(asked: Asked): Reply | null | Promise<Reply | null> {
    return asked.request.verb === Verb.hello ? okay({ data: this.hello(asked.request.subject) }) : this.answers(asked);
  }
  private judge(signed: ReturnType<typeof decodeSignedRequest>): Reply | null {
    const covered = requestStatement(signed).subarray(2);
    const known = this.devices.some((key) => verify(key, Tag.request, covered, signed.signature));
    const ours = [this.signer.publicKey, ...this.former].some((each) => equal(signed.recipient, each));
    if (!known || !ours) return failed(Errc.bad_signature, 'not a device known here');
    if (!equal(signed.challenge, this.challenge)) return failed(Errc.expired, 'the challenge is of another period');
    return null;
  }
  private hello(device: Uint8Array): Bytes {
    const said = new ByteWriter().raw(this.challenge).u64(this.time).take();
    const tagged = new ByteWriter().u16(Tag.node_time).raw(device).raw(said).take();
    return concat(said, signWithSeed(this.seed, tagged));
  }
}
