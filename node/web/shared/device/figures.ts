// A node's answer to `counts`, and the quarters that have one. Not signed; small numbers are masked there (R20).
import { ByteReader } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { dayOf } from '../base/time';
import { Verb } from '../base/vocabulary.gen';
import { type Figures, wasCounted } from '../policy/figures';
import type { Reply } from '../wire/message';
import { Refused, type Session, accept } from './session';

export function readFigures(reply: Pick<Reply, 'data' | 'items'>): Figures {
  const read = new ByteReader(reply.data, 'counts');
  const about = { from: Number(read.u64()), until: Number(read.u64()), exercise: read.u8() === 1, since: Number(read.u64()), minimum: read.u32() };
  read.end();
  const figures = reply.items.map(({ code, number, data }) => {
    if (data.length !== 0 && data.length !== 8 && data.length !== 16) throw malformed('counts: a number is 8 or 16 bytes');
    const value = new ByteReader(data, 'counts');
    const next = () => (value.left > 0 ? Number(value.u64()) : null);
    return { kind: code, key: Number(number), count: next(), whole: next() };
  });
  return { ...about, figures };
}
type Asks = (number: bigint) => Promise<Reply>;
export const asVisitor = (session: Pick<Session, 'askOpen'>): Asks => (number) => session.askOpen({ verb: Verb.counts, number });
export const asOffice = (session: Pick<Session, 'ask'>): Asks => async (number) => (await session.ask({ verb: Verb.counts, number })).reply;

// The last closed quarters in which the node counted, newest first; empty where it has not counted for one yet.
export async function lastQuarters(ask: Asks, most: number): Promise<Figures[]> {
  const found: Figures[] = [];
  let day = 0;
  while (found.length < most) {
    const figures = await oneQuarter(ask, day);
    if (figures === null || !wasCounted(figures)) break;
    found.push(figures);
    day = dayOf(figures.from - 1);
  }
  return found;
}
async function oneQuarter(ask: Asks, day: number): Promise<Figures | null> {
  try {
    return readFigures(accept(await ask(BigInt(day))));
  } catch (problem) {
    if (problem instanceof Refused || problem instanceof Failure) return noneOr(problem);
    throw problem;
  }
}
// A node without a charter yet has nothing to count; everything else is a problem.
function noneOr(problem: Refused | Failure): null {
  if (problem instanceof Refused && problem.rule === 20) return null;
  throw problem;
}
