// What device and node say to each other through a gateway, so that it reads, changes and makes nothing
// (protocol/README.md, "Through a gateway").
import { ByteReader, ByteWriter, type Bytes, ascii, concat } from '../base/bytes';
import { Failure } from '../base/failure';
import { Errc } from '../base/vocabulary.gen';
import { type BoxKey, type Entropy, aeadDecrypt, aeadEncrypt, agree, isUsableBox, keyedHash256, makeBoxKey, wipe } from './sodium';

const version = 1;
export const tunnelOverhead = 16;

export interface Call {
  bytes: Bytes;
  ephemeral: BoxKey;
}

export function callTunnel(entropy: Entropy): Call {
  const ephemeral = makeBoxKey(entropy);
  return { bytes: new ByteWriter().u8(version).raw(ephemeral.publicKey).take(), ephemeral };
}

// Frames of one direction each, counted from 0. After a frame that does not open nothing is opened any more.
export class Tunnel {
  private sent = 0;
  private received = 0;
  private broken = false;

  constructor(
    private readonly out: Uint8Array,
    private readonly into: Uint8Array,
  ) {}

  seal(frame: Uint8Array): Bytes {
    return aeadEncrypt(this.out, frame, nonceOf(this.sent++));
  }
  open(sealed: Uint8Array): Bytes {
    const frame = this.broken ? null : aeadDecrypt(this.into, sealed, nonceOf(this.received++));
    if (frame === null) {
      this.broken = true;
      throw new Failure(Errc.cannot_open, 'what came through the gateway is not what the node sent; the line is closed');
    }
    return frame;
  }
}

// The device's end. cannot_open: who answers does not hold the node's key.
export function joinTunnel(call: Call, node: Uint8Array, answer: Uint8Array): Tunnel {
  const read = answer.length === 1 + 32 + tunnelOverhead ? new ByteReader(answer, 'tunnel') : null;
  if (read === null || read.u8() !== version) throw wrong();
  const ephemeral = read.raw(32);
  const { secret, publicKey } = call.ephemeral;
  const keys = tunnelKeys(agreed(secret, node), agreed(secret, ephemeral), { device: publicKey, ephemeral, node });
  const tunnel = new Tunnel(keys.toNode, keys.toDevice);
  try {
    if (tunnel.open(read.rest()).length > 0) throw wrong();
  } catch {
    throw wrong();
  }
  return tunnel;
}

interface Who {
  device: Uint8Array;
  ephemeral: Uint8Array;
  node: Uint8Array;
}
const agreed = (secret: Uint8Array, other: Uint8Array): Bytes | null => (isUsableBox(other) ? agree(secret, other) : null);

// Both agreements, with the node's own key and with its ephemeral one, and who took part; then a key for each direction.
export function tunnelKeys(own: Bytes | null, ephemeral: Bytes | null, who: Who): { toNode: Bytes; toDevice: Bytes } {
  if (own === null || ephemeral === null) throw wrong();
  const label = new ByteWriter().text('tocsin/v1/tunnel').raw(who.device).raw(who.ephemeral).raw(who.node).take();
  const both = keyedHash256(concat(own, ephemeral), label);
  const keys = { toNode: keyedHash256(both, ascii('to node')), toDevice: keyedHash256(both, ascii('to device')) };
  for (const secret of [own, ephemeral, both]) wipe(secret);
  return keys;
}

function nonceOf(number: number): Bytes {
  return new ByteWriter().u64(number).raw(new Uint8Array(16)).take();
}
const wrong = (): Failure => new Failure(Errc.cannot_open, 'tunnel: who answers does not hold the node’s key');
