// The audit log as anybody checks it: the tree of RFC 6962 over its leaves, and the signed note over size and root.
import { type Bytes, concat, equal, toHex } from '../base/bytes';
import { malformed, untrusted } from '../base/failure';
import { keyedHash256, sha256, verifyMessage } from './sodium';

export const leafBytes = 37; // kind u8 ‖ hour u32 ‖ salted hash[32]
const saltBytes = 32;
const noteBytesMax = 8192;
const originBytesMax = 120;

// The roots of the complete subtrees, largest first: all that is needed to go on.
export interface TreeEdge {
  size: number;
  roots: readonly Bytes[];
}
export const emptyEdge: TreeEdge = { size: 0, roots: [] };

export const leafHash = (leaf: Uint8Array): Promise<Bytes> => sha256(concat(Uint8Array.of(0), leaf));
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(concat(Uint8Array.of(1), left, right));

export async function append(edge: TreeEdge, leaf: Uint8Array): Promise<TreeEdge> {
  const roots = [...edge.roots];
  let hash = await leafHash(leaf);
  for (let size = edge.size; size % 2 === 1; size = (size - 1) / 2) hash = await nodeHash(roots.pop() as Bytes, hash);
  return { size: edge.size + 1, roots: [...roots, hash] };
}

export async function rootOf({ roots }: TreeEdge): Promise<Bytes> {
  const [last, ...larger] = [...roots].reverse();
  if (last === undefined) return sha256(new Uint8Array());
  let root = last;
  for (const each of larger) root = await nodeHash(each, root);
  return root;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
}
function base64Of(text: string): Bytes | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
const utf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('checkpoint: not text');
  }
};

// A C2SP signed note by `logKey`; other signers' lines are passed over.
export async function verifyCheckpoint(note: Uint8Array, logKey: Uint8Array): Promise<Checkpoint> {
  if (note.length > noteBytesMax) throw malformed('checkpoint: too long');
  const parts = /^([^\n]+)\n(0|[1-9][0-9]{0,14})\n([^\n]+)\n\n((?:— [^\n]+\n)+)$/u.exec(utf8(note));
  if (parts === null) throw malformed('checkpoint: not a signed note of a log');
  const [, origin, size, root, signatures] = parts as unknown as [string, string, string, string, string];
  if (new TextEncoder().encode(origin).length > originBytesMax || /[\s+\p{Cc}]/u.test(origin)) throw malformed('checkpoint: its origin');
  const hash = base64Of(root);
  if (hash?.length !== 32) throw malformed('checkpoint: the root is 32 bytes');
  const encoded = new TextEncoder();
  const keyHash = (await sha256(concat(encoded.encode(`${origin}\n`), Uint8Array.of(1), logKey))).subarray(0, 4);
  const statement = encoded.encode(`${origin}\n${size}\n${root}\n`);
  const prefix = `— ${origin} `;
  for (const line of signatures.trimEnd().split('\n')) {
    if (!line.startsWith(prefix)) continue;
    const signed = base64Of(line.slice(prefix.length));
    if (signed?.length !== 68 || !equal(signed.subarray(0, 4), keyHash)) continue;
    if (verifyMessage(logKey, statement, signed.subarray(4))) return { origin, size: Number(size), root: hash };
  }
  throw untrusted(`checkpoint: not signed by the log key ${toHex(logKey).slice(0, 16)}…`);
}

export interface Leaf {
  kind: number;
  at: number; // start of its hour
}
export function readLeaf(leaf: Uint8Array): Leaf {
  if (leaf.length !== leafBytes) throw malformed('a leaf of the log is 37 bytes');
  const view = new DataView(leaf.buffer, leaf.byteOffset);
  return { kind: leaf[0] as number, at: view.getUint32(1, true) * 3_600_000 };
}
// The event beside a leaf, with its salt in front, is the one that was logged.
export const isEventOf = (leaf: Uint8Array, salted: Uint8Array): boolean =>
  salted.length > saltBytes - 1 && equal(keyedHash256(salted.subarray(0, saltBytes), salted.subarray(saltBytes)), leaf.subarray(5));
