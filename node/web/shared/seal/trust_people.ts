// Who must have signed what, for persons and their acts. `keys` are always those known beforehand.
import { equal, isZero } from '../base/bytes';
import { Failure, untrusted } from '../base/failure';
import { Tag } from '../base/tags.gen';
import { DocumentType, Errc, NoticeKind, ReviewSubject, Role } from '../base/vocabulary.gen';
import type { SignedDocument } from '../wire/container';
import {
  type Act,
  ActTarget,
  Commission,
  type Document,
  Enrolment,
  type EpochKey,
  Mandate,
  NodeAct,
  NodeActKind,
  NodeKind,
  Overlay,
  type Review,
  type Root,
} from '../wire/documents';
import type { Content } from '../wire/alert';
import { type HandedOver, decodeShown } from '../wire/handed';
import { ExerciseWindow, Forward, HandOver, Notice, NoticeCancel, ofMairie } from '../wire/notices';
import { DistinctKeys, SignatureSheet, refuseShared, slugOf } from './sheet';
import { hash256, isUsableBox, keyId } from './sodium';
import { byRoot, quorum } from './trust';

type Keys = readonly Uint8Array[];
const byMayor = "a mayor's commission in force";
const byCommander = "a commander's commission in force";

// The tag under which a role is commissioned; null for roles that nobody commissions.
function commissioningTag(role: Role): Tag | null {
  switch (role) {
    case Role.mayor:
    case Role.clerk:
    case Role.desk:
      return Tag.commission_mairie;
    case Role.commander:
    case Role.officer:
      return Tag.commission_post;
    case Role.prefect:
    case Role.auditor:
      return Tag.commission_root;
    case Role.referent:
    case Role.citizen:
      return null;
  }
}

// `office`: of the mairie or the post that the commission names, which the caller compares; ignored where root signs.
export function verifyCommission(document: SignedDocument, root: Root, office: Uint8Array): Commission {
  const sheet = new SignatureSheet(document, DocumentType.commission);
  const mairieOrPost = sheet.has(Tag.commission_mairie) ? Tag.commission_mairie : Tag.commission_post;
  const tag = sheet.has(Tag.commission_root) ? Tag.commission_root : mairieOrPost;
  if (tag === Tag.commission_root) sheet.require(tag, root.keys, quorum, byRoot);
  else sheet.one(tag, office, 'the office key');
  sheet.nothingElse();
  const commission = Commission.decode(document.bytes);
  if (commissioningTag(commission.role) !== tag)
    throw new Failure(Errc.bad_signature, 'commission: this signer cannot give such a role');
  const keys = new DistinctKeys('commission').signing('the commissioned key', commission.key);
  keys.box("the device's transport key", commission.transport);
  if (tag !== Tag.commission_root) keys.signing('the office key', office);
  keys.root(root);
  return commission;
}

export interface MandateSignatures {
  mandate: Mandate;
  nominated: boolean;
  vetted: boolean;
}
export function verifyMandate(document: SignedDocument, mayors: Keys, commanders: Keys): MandateSignatures {
  const sheet = new SignatureSheet(document, DocumentType.mandate);
  const nominated = sheet.atMostOne(Tag.mandate_nominate, mayors, byMayor);
  const vetted = sheet.atMostOne(Tag.mandate_vet, commanders, byCommander);
  refuseShared(sheet, nominated, vetted);
  if (nominated === null && vetted === null) throw sheet.refusal('mayor and commander', 'both signatures missing');
  sheet.nothingElse();
  const mandate = Mandate.decode(document.bytes);
  const keys = new DistinctKeys('mandate');
  if (!isZero(mandate.device))
    keys.signing("the referent's signing key", mandate.device).box("the referent's transport key", mandate.transport);
  if (nominated !== null) keys.signing("the mayor's key", nominated);
  if (vetted !== null) keys.signing("the commander's key", vetted);
  return { mandate, nominated: nominated !== null, vetted: vetted !== null };
}

export interface OverlaySignatures {
  overlay: Overlay;
  mairie: boolean;
  post: boolean;
}
export function verifyOverlay(document: SignedDocument, mairie: Uint8Array, post: Uint8Array): OverlaySignatures {
  const sheet = new SignatureSheet(document, DocumentType.overlay);
  const byMairie = sheet.atMostOne(Tag.overlay_mairie, [mairie], 'the mairie');
  const byPost = sheet.atMostOne(Tag.overlay_post, [post], 'the post');
  refuseShared(sheet, byMairie, byPost);
  if (byMairie === null && byPost === null) throw sheet.refusal('mairie or post', 'signature missing');
  sheet.nothingElse();
  return { overlay: Overlay.decode(document.bytes), mairie: byMairie !== null, post: byPost !== null };
}

// What a single signature can be about, by the document's type: its tags, and what else must fit.
interface Single {
  tags: readonly Tag[];
  fits?: (value: never, tag: Tag, key: Uint8Array) => boolean;
}
const issuedBySigner = (value: { issuer: Uint8Array }, _: Tag, key: Uint8Array): boolean => equal(value.issuer, keyId(key));
const singles: Readonly<Partial<Record<DocumentType, Single>>> = {
  [DocumentType.overlay]: { tags: [Tag.overlay_mairie, Tag.overlay_post] },
  [DocumentType.overlay_withdrawal]: { tags: [Tag.overlay_withdrawal_mairie, Tag.overlay_withdrawal_post] },
  [DocumentType.act]: {
    tags: [Tag.act_mairie, Tag.act_post, Tag.act_office],
    fits: (act: Act, tag) => (act.target === ActTarget.commission) === (tag === Tag.act_office),
  },
  [DocumentType.node_act]: {
    tags: [Tag.node_suspend_mairie, Tag.node_suspend_post],
    fits: (act: NodeAct) => act.kind === NodeActKind.suspend,
  },
  [DocumentType.revocation_list]: { tags: [Tag.revocation_list_node], fits: issuedBySigner },
  [DocumentType.freshness]: { tags: [Tag.freshness], fits: issuedBySigner },
  [DocumentType.presence]: { tags: [Tag.presence] },
  [DocumentType.epoch_key]: { tags: [Tag.epoch_key], fits: (epoch: EpochKey) => isUsableBox(epoch.key) },
  [DocumentType.epoch_loss]: { tags: [Tag.epoch_loss] },
  [DocumentType.mandate_link]: { tags: [Tag.mandate_link] },
  [DocumentType.mandate_in_force]: { tags: [Tag.mandate_in_force] },
  [DocumentType.withdrawal]: { tags: [Tag.withdrawal] },
  [DocumentType.review]: {
    tags: [Tag.review_auditor, Tag.review_referent, Tag.review_node],
    fits: (review: Review, tag) =>
      tag === Tag.review_auditor || (review.subject === ReviewSubject.mandate && review.asks === NodeKind.post),
  },
  [DocumentType.review_answer]: { tags: [Tag.review_answer_post, Tag.review_answer_mairie] },
  [DocumentType.tie_declaration]: { tags: [Tag.tie_declaration] },
  [DocumentType.deputising]: { tags: [Tag.deputising] },
  [DocumentType.conduct_signature]: { tags: [Tag.conduct_signature] },
  [DocumentType.notice_display]: { tags: [Tag.notice_display] },
};

// Exactly one signature, by `key` under `tag`. Whom the key speaks for is the caller's to compare.
export function verifySingle<T>(of: Document<T>, document: SignedDocument, key: Uint8Array, tag: Tag): T {
  const single = singles[of.type];
  const sheet = new SignatureSheet(document, of.type);
  sheet.one(tag, key, 'its one signatory');
  sheet.nothingElse();
  const value = of.decode(document.bytes);
  const fits = single?.fits ?? (() => true);
  if (single?.tags.includes(tag) !== true || !fits(value as never, tag, key))
    throw untrusted(`${slugOf(of.type)}: this signature, issuer or key does not belong to such a statement`);
  return value;
}

function nodeAct(document: SignedDocument, kind: NodeActKind): NodeAct {
  const act = NodeAct.decode(document.bytes);
  if (act.kind !== kind) throw untrusted('node act: a suspension and a resumption are signed under different tags');
  return act;
}

export function verifyNodeSuspension(document: SignedDocument, root: Root, mayors: Keys, commanders: Keys): NodeAct {
  const sheet = new SignatureSheet(document, DocumentType.node_act);
  const mayor = sheet.atMostOne(Tag.node_suspend_mairie, mayors, byMayor);
  const commander = sheet.atMostOne(Tag.node_suspend_post, commanders, byCommander);
  if (sheet.has(Tag.node_suspend_root) || (mayor === null && commander === null))
    sheet.require(Tag.node_suspend_root, root.keys, quorum, 'a mayor, a commander, or 2 of the 3 root keys');
  refuseShared(sheet, mayor, commander);
  sheet.nothingElse();
  return nodeAct(document, NodeActKind.suspend);
}

export function verifyResumption(document: SignedDocument, root: Root, mayors: Keys, commanders: Keys): NodeAct {
  const sheet = new SignatureSheet(document, DocumentType.node_act);
  sheet.require(Tag.node_resume_root, root.keys, quorum, byRoot);
  const mayor = sheet.exactlyOne(Tag.node_resume_mairie, mayors, byMayor);
  refuseShared(sheet, mayor, sheet.exactlyOne(Tag.node_resume_post, commanders, byCommander));
  sheet.nothingElse();
  return nodeAct(document, NodeActKind.resume);
}

export function verifyEnrolment(document: SignedDocument, requestKey: Uint8Array): Enrolment {
  const sheet = new SignatureSheet(document, DocumentType.enrolment);
  sheet.one(Tag.enrolment_invite, requestKey, "the card's one-time key");
  const enrolment = Enrolment.decode(document.bytes);
  sheet.one(Tag.enrolment_device, enrolment.device, 'the new device key');
  sheet.nothingElse();
  const keys = new DistinctKeys('enrolment').signing("the card's one-time key", requestKey);
  keys.signing("the device's signing key", enrolment.device).box("the device's transport key", enrolment.transport);
  return enrolment;
}

// ---- notices, windows, what is passed on

const byOffice = 'a commission of the office that issues it';
export const noticeTag = (kind: NoticeKind): Tag => (ofMairie(kind) ? Tag.notice_mairie : Tag.notice_post);

export function verifyNotice(document: SignedDocument, keys: Keys): { notice: Notice; signers: Uint8Array[] } {
  const sheet = new SignatureSheet(document, DocumentType.notice);
  const tag = sheet.has(Tag.notice_mairie) ? Tag.notice_mairie : Tag.notice_post;
  const signers = sheet.take(tag, keys, byOffice);
  if (signers.length === 0) throw sheet.refusal(byOffice, 'signature missing');
  if (signers.length > 2) throw sheet.refusal(byOffice, 'more than two signatures');
  sheet.nothingElse();
  const notice = Notice.decode(document.bytes);
  if (noticeTag(notice.kind) !== tag) throw untrusted("notice: it is signed as another office's");
  return { notice, signers };
}

export function verifyNoticeCancel(document: SignedDocument, keys: Keys): { cancel: NoticeCancel; signer: Uint8Array } {
  const { value, signer } = onlySigner(NoticeCancel, document, Tag.notice_cancel, keys, byOffice);
  return { cancel: value, signer };
}
export const verifyExerciseWindow = (document: SignedDocument, commanders: Keys): ExerciseWindow =>
  onlySigner(ExerciseWindow, document, Tag.exercise_window, commanders, "a commander's commission of the post").value;

// One signature under that tag, by one of the keys: desk confirmations are by a device or by a commission of the post.
export function onlySigner<T>(of: Document<T>, document: SignedDocument, tag: Tag, keys: Keys, who: string) {
  const sheet = new SignatureSheet(document, of.type);
  const signer = sheet.exactlyOne(tag, keys, who);
  sheet.nothingElse();
  return { value: of.decode(document.bytes), signer };
}

// `node`: the post's, null before it has signed.
export function verifyForward(document: SignedDocument, officers: Keys, node: Uint8Array | null): Forward {
  const sheet = new SignatureSheet(document, DocumentType.forward);
  sheet.exactlyOne(Tag.forward_officer, officers, "an officer's commission of the post");
  if (node !== null) sheet.one(Tag.forward_post, node, "the post's node");
  sheet.nothingElse();
  return Forward.decode(document.bytes);
}

export const verifyHandOver = (document: SignedDocument, officers: Keys): HandOver =>
  onlySigner(HandOver, document, Tag.hand_over, officers, "an officer's commission of the post").value;

// The whole of what was handed over: the statement as above, and the content that it names.
export function verifyHandedOver(handed: HandedOver, officers: Keys): { statement: HandOver; content: Content } {
  const statement = verifyHandOver(handed.statement, officers);
  if (!equal(hash256(handed.content), statement.content)) throw untrusted('hand_over: the content is not the one that was signed');
  const content = decodeShown(handed.content);
  if (!equal(content.alert, statement.alert)) throw untrusted('hand_over: the content is of another alert');
  return { statement, content };
}
