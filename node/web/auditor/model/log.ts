// A node's log, read whole and computed again: every leaf to the root of the signed checkpoint, every event shown to its
// leaf, and the root that this browser verified before to the same leaves.
import { equal, toHex } from '../../shared/base/bytes';
import { Failure, untrusted } from '../../shared/base/failure';
import { Errc, Verb } from '../../shared/base/vocabulary.gen';
import { type Session, accept, askAll } from '../../shared/device/session';
import { append, emptyEdge, isEventOf, readLeaf, rootOf, verifyCheckpoint } from '../../shared/seal/log';
import type { Continuity, LogView } from './views';

const latestMax = 200;

// What a browser keeps between visits: the last checkpoint that it verified.
export interface Kept {
  size: number;
  root: Uint8Array;
  at: number; // of that visit
  note: string;
}
export interface ReadLog {
  view: LogView;
  kept: Kept; // to be kept when the log only grew
  file: string; // what `tocsin audit verify` reads
}
type Asks = Pick<Session, 'ask'>;

// untrusted: a leaf is missing, or the root is another than was signed.
export async function readLog(session: Asks, logKey: Uint8Array, earlier: Kept | null, now: number): Promise<ReadLog> {
  // The checkpoint first: leaves that come meanwhile are above its size and are left out.
  const note = accept((await session.ask({ verb: Verb.checkpoint })).reply).data;
  const checkpoint = await verifyCheckpoint(note, logKey);
  const items = (await askAll(session, { verb: Verb.log })).slice(0, checkpoint.size);
  const lines = ['tocsin-log 1', `log-key ${toHex(logKey)}`, `checkpoint ${toHex(note)}`];
  const kinds = new Map<number, number>();
  const latest: LogView['latest'] = [];
  let edge = emptyEdge;
  let before: Uint8Array | null = earlier?.size === 0 ? earlier.root : null;
  let events = 0;
  for (const [index, { number, data, extra }] of items.entries()) {
    if (number !== BigInt(index)) throw untrusted(`leaf ${index} is missing in the node's log`);
    const leaf = readLeaf(data);
    if (extra.length > 0 && !isEventOf(data, extra)) throw untrusted(`leaf ${index}: the event shown is not the one that was logged`);
    events += extra.length > 0 ? 1 : 0;
    kinds.set(leaf.kind, (kinds.get(leaf.kind) ?? 0) + 1);
    latest.unshift({ index, ...leaf });
    latest.length = Math.min(latest.length, latestMax);
    lines.push(extra.length > 0 ? `leaf ${toHex(data)} ${toHex(extra)}` : `leaf ${toHex(data)}`);
    edge = await append(edge, data);
    if (edge.size === earlier?.size) before = await rootOf(edge);
  }
  if (edge.size !== checkpoint.size) throw new Failure(Errc.untrusted, `the log has ${edge.size} leaves, and ${checkpoint.size} were signed`);
  if (!equal(await rootOf(edge), checkpoint.root)) throw untrusted('the leaves do not lead to the root that was signed');
  const text = new TextDecoder().decode(note);
  return {
    view: {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: toHex(checkpoint.root),
      note: text,
      continuity: continuity(earlier, checkpoint.size, before),
      earlier: earlier === null ? null : { size: earlier.size, at: earlier.at, note: earlier.note },
      kinds: [...kinds].sort(([a], [b]) => a - b).map(([kind, count]) => ({ kind, count })),
      events,
      latest,
    },
    kept: { size: checkpoint.size, root: checkpoint.root, at: now, note: text },
    file: `${lines.join('\n')}\n`,
  };
}

function continuity(earlier: Kept | null, size: number, before: Uint8Array | null): Continuity {
  if (earlier === null) return 'first';
  if (size < earlier.size) return 'cut';
  if (before === null || !equal(before, earlier.root)) return 'rewritten';
  return size === earlier.size ? 'same' : 'grew';
}
