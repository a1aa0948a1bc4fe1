// Reviews: questions that an office must answer in 30 days (R14, R32). The node verified what it lists.
import { equal, fromHex, toHex } from '../../shared/base/bytes';
import { Failure, orNull } from '../../shared/base/failure';
import { Tag } from '../../shared/base/tags.gen';
import { Errc, ReviewOutcome, Verb } from '../../shared/base/vocabulary.gen';
import { askAll } from '../../shared/device/session';
import { signedDraft } from '../../shared/seal/trust';
import { decodeContainer } from '../../shared/wire/container';
import { NodeKind, Review, ReviewAnswer } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import { type Asker, type OfficeTools, publish } from './asker';
import type { ReviewView } from './views';

const states = ['open', 'overdue', 'answered'] as const;

export const listReviews = async (asker: Asker): Promise<ReviewView[]> =>
  (await askAll(asker, { verb: Verb.reviews })).flatMap((item) => {
    const row = orNull(() => readRow(item));
    return row === null ? [] : [row];
  });
function readRow(item: Item): ReviewView | null {
  const document = decodeContainer(item.data);
  const review = Review.decode(document.bytes);
  const state = states[item.code - 1];
  if (state === undefined) return null;
  const tag = document.signatures[0]?.tag;
  const answer = item.extra.length === 0 ? null : ReviewAnswer.decode(decodeContainer(item.extra).bytes);
  if (answer !== null && !equal(answer.review, review.id)) return null;
  return {
    id: toHex(review.id),
    rule: review.rule,
    subject: review.subject,
    about: toHex(review.about),
    ours: review.asks === NodeKind.commune,
    opener: tag === Tag.review_node ? 'node' : tag === Tag.review_referent ? 'referent' : 'auditor',
    at: review.at,
    due: Number(item.number),
    state,
    outcome: answer?.outcome ?? null,
    answeredAt: answer?.at ?? null,
  };
}

export async function answerReview(tools: OfficeTools, row: ReviewView, outcome: ReviewOutcome): Promise<void> {
  if (!row.ours) throw new Failure(Errc.not_allowed, 'this review asks the post, not the mairie');
  // A device a little behind its node still answers after the question.
  const at = Math.max(tools.nodeNow(), row.at);
  const value: ReviewAnswer = { review: fromHex(row.id), commune: tools.commune, outcome, at };
  await publish(tools.asker, await signedDraft(ReviewAnswer, value, tools.signer, Tag.review_answer_mairie));
}
