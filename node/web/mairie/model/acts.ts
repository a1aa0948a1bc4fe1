// What a mayor does alone and at once: on a mandate (R22), on the node (R23), on limits (R24).
import { equal, fromHex, toHex } from '../../shared/base/bytes';
import { Failure, malformed, orNull } from '../../shared/base/failure';
import { timeOrderedId } from '../../shared/base/ids';
import { Tag } from '../../shared/base/tags.gen';
import { hourMs } from '../../shared/base/time';
import { type ActReason, DocumentType, Errc, Verb } from '../../shared/base/vocabulary.gen';
import { askAll } from '../../shared/device/session';
import { documentHash, draft, signedDraft, withSignature } from '../../shared/seal/trust';
import { type SignedDocument, decodeContainer, encodeContainer } from '../../shared/wire/container';
import { Act, ActKind, ActTarget, NodeAct, NodeActKind, Overlay, OverlayWithdrawal } from '../../shared/wire/documents';
import { type OfficeTools, publish } from './asker';
import { charterOf } from './seat';
import type { LimitChoice } from './views';

export async function actOnMandate(tools: OfficeTools, kind: ActKind, mandate: string, reason: ActReason, hours: number): Promise<void> {
  const at = tools.nodeNow();
  const value: Act = {
    id: timeOrderedId(at, tools.entropy),
    kind,
    target: ActTarget.mandate,
    subject: fromHex(mandate),
    commune: tools.commune,
    reason,
    at,
    until: kind === ActKind.suspend ? at + hours * hourMs : 0,
  };
  await publish(tools.asker, await signedDraft(Act, value, tools.signer, Tag.act_mairie));
}

async function latestNodeAct({ asker, commune }: OfficeTools): Promise<NodeAct | null> {
  let latest: NodeAct | null = null;
  for (const item of await askAll(asker, { verb: Verb.documents, code: DocumentType.node_act })) {
    const act = orNull(() => NodeAct.decode(decodeContainer(item.data).bytes));
    if (act === null || !equal(act.commune, commune)) continue;
    // A resumption answers the suspension of the same sequence, so it is the later of the two.
    const later = latest === null || act.sequence > latest.sequence || (act.sequence === latest.sequence && act.kind === NodeActKind.resume);
    if (later) latest = act;
  }
  return latest;
}

export async function suspendNode(tools: OfficeTools, reason: ActReason): Promise<void> {
  const charter = tools.roster.charter(tools.commune);
  if (charter === null) throw new Failure(Errc.not_found, 'no charter of this commune is held here');
  const latest = await latestNodeAct(tools);
  const value: NodeAct = {
    kind: NodeActKind.suspend,
    commune: tools.commune,
    charter: charter.hash,
    sequence: (latest?.sequence ?? 0) + 1,
    reason,
    at: tools.nodeNow(),
  };
  await publish(tools.asker, await signedDraft(NodeAct, value, tools.signer, Tag.node_suspend_mairie));
}

// The statement that all three sign: made here from the suspension in force, or the file that others signed already. It
// goes from hand to hand; whoever signs last hands it to the node.
export async function signResumption(tools: OfficeTools, reason: ActReason, byOthers: Uint8Array | null): Promise<{ file: Uint8Array; complete: boolean }> {
  const document = await withSignature(byOthers === null ? await newResumption(tools, reason) : readResumption(tools, byOthers), tools.signer, Tag.node_resume_mairie);
  const count = (tag: Tag): number => document.signatures.filter((each) => each.tag === tag).length;
  const complete = count(Tag.node_resume_root) >= 2 && count(Tag.node_resume_mairie) >= 1 && count(Tag.node_resume_post) >= 1;
  if (complete) await publish(tools.asker, document);
  return { file: encodeContainer(document), complete };
}
async function newResumption(tools: OfficeTools, reason: ActReason): Promise<SignedDocument> {
  const latest = await latestNodeAct(tools);
  if (latest === null || latest.kind !== NodeActKind.suspend) throw new Failure(Errc.not_found, 'the node is not suspended');
  return draft(NodeAct, { ...latest, kind: NodeActKind.resume, reason, at: tools.nodeNow() });
}
function readResumption(tools: OfficeTools, container: Uint8Array): SignedDocument {
  const document = decodeContainer(container);
  const act = document.type === DocumentType.node_act ? NodeAct.decode(document.bytes) : null;
  if (act === null || act.kind !== NodeActKind.resume || !equal(act.commune, tools.commune)) throw malformed('the file is not a resumption of this commune');
  return document;
}

// At once, alone; answers the overlay's name.
export async function tighten(tools: OfficeTools, limits: readonly LimitChoice[], reason: ActReason): Promise<string> {
  const charter = tools.roster.charter(charterOf(tools).commune);
  if (charter === null) throw new Failure(Errc.not_found, 'no charter of this commune is held here');
  const value: Overlay = {
    commune: tools.commune,
    charter: charter.hash,
    limits: [...limits].sort((a, b) => a.limit - b.limit),
    reason,
    at: tools.nodeNow(),
  };
  const document = await signedDraft(Overlay, value, tools.signer, Tag.overlay_mairie);
  await publish(tools.asker, document);
  return toHex(documentHash(document));
}
// The other office's tightening does not lapse any more.
export const joinOverlay = async (tools: OfficeTools, overlay: SignedDocument): Promise<void> =>
  void (await publish(tools.asker, await withSignature(overlay, tools.signer, Tag.overlay_mairie)));
// Within its first hour, by an office that signed it.
export async function withdrawOverlay(tools: OfficeTools, overlay: string): Promise<void> {
  const value: OverlayWithdrawal = { commune: tools.commune, overlay: fromHex(overlay), at: tools.nodeNow() };
  await publish(tools.asker, await signedDraft(OverlayWithdrawal, value, tools.signer, Tag.overlay_withdrawal_mairie));
}
