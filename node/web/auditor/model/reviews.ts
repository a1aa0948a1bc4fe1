// Reviews at this node (R32): those that are open, when an answer is owed, and opening one.
import { equal, fromHex, isZero, toHex } from '../../shared/base/bytes';
import { Failure, orNull } from '../../shared/base/failure';
import { communeId, timeOrderedId } from '../../shared/base/ids';
import { Tag } from '../../shared/base/tags.gen';
import { DocumentType, Errc, ReviewSubject, Verb } from '../../shared/base/vocabulary.gen';
import { type Session, accept, askAll } from '../../shared/device/session';
import type { Signer } from '../../shared/seal/signer';
import type { Entropy } from '../../shared/seal/sodium';
import { carries, signedDraft } from '../../shared/seal/trust';
import { decodeContainer, encodeContainer } from '../../shared/wire/container';
import { NodeKind, Review, ReviewAnswer } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import type { ReviewView } from './views';

const states = ['open', 'overdue', 'answered'] as const;

// Null: not a review, or an answer to another.
function readReview(item: Item): ReviewView | null {
  const document = decodeContainer(item.data);
  const state = states[item.code - 1];
  if (document.type !== DocumentType.review || state === undefined) return null;
  const review = Review.decode(document.bytes);
  const answer = item.extra.length === 0 ? null : ReviewAnswer.decode(decodeContainer(item.extra).bytes);
  if (answer !== null && !equal(answer.review, review.id)) return null;
  const by = carries(document, Tag.review_node) ? 'node' : carries(document, Tag.review_referent) ? 'referent' : 'auditor';
  return {
    id: toHex(review.id),
    rule: review.rule,
    subject: review.subject,
    about: isZero(review.about) ? '' : toHex(review.about),
    asks: review.asks === NodeKind.post ? 'post' : 'mairie',
    by,
    state,
    at: review.at,
    due: Number(item.number),
    outcome: answer?.outcome ?? 0,
  };
}

// Those not answered first, the oldest of them first.
export async function listReviews(session: Pick<Session, 'ask'>): Promise<ReviewView[]> {
  const items = await askAll(session, { verb: Verb.reviews });
  const found = items.flatMap((item) => orNull(() => readReview(item)) ?? []);
  const answered = (each: ReviewView) => (each.state === 'answered' ? 1 : 0);
  return found.sort((a, b) => answered(a) - answered(b) || a.due - b.due);
}

export interface ReviewChoice {
  insee: string;
  rule: number;
  subject: ReviewSubject;
  about: string; // mandate id or key id in hexadecimal; '' for an office
  asks: 'mairie' | 'post';
}
export async function openReview(session: Pick<Session, 'ask'>, signer: Signer, entropy: Entropy, now: number, choice: ReviewChoice): Promise<void> {
  const about = choice.subject === ReviewSubject.office ? new Uint8Array(16) : orNull(() => fromHex(choice.about.replace(/\s/g, '')));
  if (about?.length !== 16) throw new Failure(Errc.malformed, 'a mandate or an officer is named by 32 hexadecimal digits');
  const asks = choice.asks === 'post' ? NodeKind.post : NodeKind.commune;
  const review = { id: timeOrderedId(now, entropy), commune: communeId(choice.insee), rule: choice.rule, subject: choice.subject, about, asks, at: now };
  const data = encodeContainer(await signedDraft(Review, review, signer, Tag.review_auditor));
  accept((await session.ask({ verb: Verb.publish, data })).reply);
}
