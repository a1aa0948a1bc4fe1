// Numbers of closed quarters, small ones masked by the node (R20), and the year's report: its four quarters, never a sum of
// them, from which three could be subtracted.
import { ByteReader } from '../../shared/base/bytes';
import { dayOf } from '../../shared/base/time';
import { Verb } from '../../shared/base/vocabulary.gen';
import { Refused, accept } from '../../shared/device/session';
import type { Asker } from './asker';
import type { CountCell, CountsView, QuarterView, ReviewView } from './views';

const answeredKeptMs = 366 * 86_400_000;
const rule20 = 20;

// `first`: day of the quarter's beginning; 0: the last closed one. Refused by R20: not closed yet.
export async function counts(asker: Asker, first: number): Promise<CountsView> {
  const reply = accept((await asker.ask({ verb: Verb.counts, number: BigInt(first) })).reply);
  const about = new ByteReader(reply.data, 'counts');
  const instant = (): number => Number(about.u64());
  const view = { from: instant(), until: instant(), exercise: about.u8() !== 0, since: instant(), minimum: about.u32() };
  about.end();
  const cells = reply.items.map(({ code, number, data }): CountCell => {
    const read = new ByteReader(data, 'count');
    const shown = data.length === 8 || data.length === 16;
    const count = shown ? Number(read.u64()) : null;
    return { table: code, key: Number(number), count, whole: data.length === 16 ? Number(read.u64()) : null };
  });
  return { ...view, cells };
}
const counted = ({ until, since }: CountsView): boolean => until > since;

export async function yearReport(asker: Asker, year: number, reviews: readonly ReviewView[], now: number): Promise<QuarterView[]> {
  const quarters: QuarterView[] = [];
  for (const month of [0, 3, 6, 9]) {
    const [from, until] = [Date.UTC(year, month, 1), Date.UTC(year, month + 3, 1)] as const;
    quarters.push({ from, until, ...(await quarter(asker, from, until, now)), reviews: reviewsIn(reviews, from, until), reviewsWhole: now < from + answeredKeptMs });
  }
  return quarters;
}
async function quarter(asker: Asker, from: number, until: number, now: number): Promise<Pick<QuarterView, 'state' | 'counts'>> {
  if (now < until) return { state: 'not_closed', counts: null };
  try {
    const shown = await counts(asker, dayOf(from));
    return counted(shown) ? { state: 'shown', counts: shown } : { state: 'not_counted', counts: null };
  } catch (problem) {
    if (problem instanceof Refused && problem.rule === rule20) return { state: 'not_closed', counts: null };
    throw problem;
  }
}
function reviewsIn(reviews: readonly ReviewView[], from: number, until: number): QuarterView['reviews'] {
  const rules = [...new Set(reviews.filter((each) => each.at >= from && each.at < until).map((each) => each.rule))].sort((a, b) => a - b);
  return rules.map((rule) => {
    const of = reviews.filter((each) => each.rule === rule && each.at >= from && each.at < until);
    const in_ = (state: ReviewView['state']) => of.filter((each) => each.state === state).length;
    return { rule, opened: of.length, answered: in_('answered'), overdue: in_('overdue') };
  });
}
