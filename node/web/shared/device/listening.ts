// Whether anybody reads at a post, as far as a device knows (R33): by what its desks have said, else by its hours.
import { equal, toHex } from '../base/bytes';
import { orNull } from '../base/failure';
import { Tag } from '../base/tags.gen';
import { closesAfter, inService, opensAfter } from '../policy/service';
import { verifySingle } from '../seal/trust_people';
import { decodeContainer } from '../wire/container';
import { type PostRecord, Presence } from '../wire/documents';
import type { Item } from '../wire/message';

export interface Listening {
  post: string;
  now: boolean | null; // null: not known
  changes: number | null; // when it ends or begins; null: never, or not known
  byWord: boolean; // somebody said so within the last minutes; else the opening hours say it
  passesTo: string | null; // the supervising post, where it listens and this one does not
}
export type Presences = ReadonlyMap<string, number>; // post in hexadecimal -> until when, device clock

// What the posts' own nodes have signed. `offset`: node's clock less the device's.
export function presencesIn(items: readonly Item[], posts: readonly PostRecord[], offset: number): Presences {
  const found = new Map<string, number>();
  for (const post of posts)
    for (const item of items) {
      const said = orNull(() => verifySingle(Presence, decodeContainer(item.data), post.node.signing, Tag.presence));
      if (said === null || !equal(said.post, post.post)) continue;
      const name = toHex(post.post);
      found.set(name, Math.max(said.until - offset, found.get(name) ?? 0));
    }
  return found;
}

// True: one of these posts is said to listen, with a key that is not known here.
export function bySomebodyUnknown(items: readonly Item[], posts: readonly PostRecord[]): boolean {
  return items.some(({ data }) => {
    const said = orNull(() => Presence.decode(decodeContainer(data).bytes)); // only to know whose signature to look for
    const post = posts.find((each) => said !== null && equal(each.post, said.post));
    return post !== undefined && orNull(() => verifySingle(Presence, decodeContainer(data), post.node.signing, Tag.presence)) === null;
  });
}

// `fresh`: what the desks say was asked for within the last minutes.
export function listeningOf(post: PostRecord, supervising: PostRecord | null, presences: Presences, fresh: boolean, now: number): Listening {
  const own = listeningAt(post, presences, fresh, now);
  if (own.now === true || supervising === null) return own;
  const above = listeningAt(supervising, presences, fresh, now);
  return above.now === true ? { ...above, post: own.post, passesTo: above.post } : own;
}
function listeningAt(post: PostRecord, presences: Presences, fresh: boolean, now: number): Listening {
  const known = !post.presence || fresh;
  const until = post.presence ? (presences.get(toHex(post.post)) ?? 0) : null;
  const open = inService(post.hours, until, now);
  const changes = open ? closesAfter(post.hours, now) : opensAfter(post.hours, now);
  return { post: post.name, now: known ? open : null, changes, byWord: post.presence, passesTo: null };
}
