// What binds a device and its node on a line: the challenge in the node's hello, signed requests, their hashes.
import { ByteReader, ByteWriter, type Bytes } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { Tag } from '../base/tags.gen';
import { Errc } from '../base/vocabulary.gen';
import { encodeSignedRequest, requestStatement } from '../wire/message';
import { type Signer, verify } from './signer';
import { hash256 } from './sodium';

export interface Hello {
  challenge: Uint8Array;
  nodeTime: number;
}

export function verifyHello(bytes: Uint8Array, node: Uint8Array, device: Uint8Array): Hello {
  if (bytes.length !== 104) throw malformed('hello: not 104 bytes');
  const statement = new ByteWriter().raw(device).raw(bytes.subarray(0, 40)).take();
  if (!verify(node, Tag.node_time, statement, bytes.subarray(40)))
    throw new Failure(Errc.bad_signature, 'hello: not signed by this node for this device');
  const read = new ByteReader(bytes, 'hello');
  return { challenge: read.raw(32), nodeTime: Number(read.u64()) };
}

export async function signRequest(
  device: Signer,
  recipient: Uint8Array,
  challenge: Uint8Array,
  counter: bigint,
  bytes: Uint8Array,
): Promise<Bytes> {
  const unsigned = { recipient, device: device.id, challenge, counter, bytes };
  const signature = await device.sign(Tag.request, requestStatement(unsigned).subarray(2)); // the tag stands once
  return encodeSignedRequest({ ...unsigned, signature });
}

// What receipts of an officer's acts embed.
export const commandHash = (requestBytes: Uint8Array): Bytes => hash256(requestBytes);
