// A node's papers beside the prefecture's directory: whether each is the newest that it knows.
import { equal } from '../../shared/base/bytes';
import { nameOf } from '../../shared/base/ids';
import type { Roster } from '../../shared/device/roster';
import { verifyDirectory } from '../../shared/seal/trust';
import { decodeContainer } from '../../shared/wire/container';
import type { DirectoryLine, DirectoryView } from './views';

interface Held {
  value: { sequence: number };
  hash: Uint8Array;
}
function compare(listed: { sequence: number; hash: Uint8Array } | null, held: Held): DirectoryLine['is'] {
  if (listed === null) return 'unlisted';
  if (held.value.sequence !== listed.sequence) return held.value.sequence > listed.sequence ? 'newer' : 'older';
  return equal(held.hash, listed.hash) ? 'same' : 'other';
}

// `container`: the file that the prefecture gave. Throws where its root has not signed it.
export function compareDirectory(roster: Roster, container: Uint8Array): DirectoryView {
  const directory = verifyDirectory(decodeContainer(container), roster.root.value);
  const posts = roster.records.map((held) => {
    const entry = directory.posts.find((each) => equal(each.post, held.value.post));
    const is = compare(entry === undefined ? null : { sequence: entry.sequence, hash: entry.record }, held);
    return { code: nameOf(held.value.post), name: held.value.name, listed: entry?.sequence ?? 0, held: held.value.sequence, is };
  });
  const communes = roster.charters.map((held) => {
    const entry = directory.communes.find((each) => equal(each.commune, held.value.commune));
    const is = compare(entry === undefined ? null : { sequence: entry.sequence, hash: entry.charter }, held);
    return { code: nameOf(held.value.commune), name: held.value.name, listed: entry?.sequence ?? 0, held: held.value.sequence, is };
  });
  return { sequence: directory.sequence, issued: directory.issued, lines: [...communes, ...posts] };
}
