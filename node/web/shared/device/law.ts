// What tightens a commune's limits, what waits to loosen them, and what stopped the scheme: the answer to `pending`, each
// document verified by what the device believes. What nobody here vouches for is counted and not used.
import { equal } from '../base/bytes';
import { malformed, orNull } from '../base/failure';
import { type ActReason, DocumentType, Role } from '../base/vocabulary.gen';
import { type Limits, knownLimits, meet } from '../policy/limits';
import { verifyCharter, verifyRenewal } from '../seal/trust';
import { type OverlaySignatures, verifyNodeSuspension, verifyOverlay } from '../seal/trust_people';
import { type SignedDocument, decodeContainer } from '../wire/container';
import type { Charter, PostRecord } from '../wire/documents';
import type { LimitValue } from '../wire/checks';
import type { Item } from '../wire/message';
import type { Roster } from './roster';

const Pending = { charter: 1, overlay: 2, renewal: 3, suspension: 4, rules: 5, forked: 6, officeKey: 7 } as const;

export interface Law {
  agreed: LimitValue[]; // the prefecture's limits that count here
  rulesWait: boolean; // the newest are looser, and wait for a charter
  waiting: { charter: Charter; from: number } | null;
  overlays: { document: SignedDocument; limits: LimitValue[]; reason: ActReason; at: number; mairie: boolean; post: boolean; lapses: number | null }[];
  renewedUntil: number | null;
  suspension: { by: 'mairie' | 'post' | 'prefecture'; reason: ActReason; at: number } | null;
  forked: boolean; // two charters of one number: neither holds
  newKeys: { of: 'mairie' | 'post'; from: number }[];
  unverified: number;
}

export function readLaw(items: readonly Item[], roster: Roster, commune: Uint8Array): Law {
  const law: Law = { agreed: [], rulesWait: false, waiting: null, overlays: [], renewedUntil: null, suspension: null, forked: false, newKeys: [], unverified: 0 };
  for (const item of items) {
    if (!equal(item.id.subarray(0, 5), commune)) continue;
    if (!takes(law, item, roster, commune)) law.unverified++;
  }
  return law;
}

function takes(law: Law, item: Item, roster: Roster, commune: Uint8Array): boolean {
  if (item.code === Pending.rules) {
    law.rulesWait = item.number === 1n;
    law.agreed = orNull(() => pairs(item.data)) ?? [];
    return law.agreed.length > 0;
  }
  return orNull(() => signed(law, item, roster, commune)) === true;
}

// Throws a Failure, or answers false, where a signature that it needs is not there.
function signed(law: Law, item: Item, roster: Roster, commune: Uint8Array): boolean {
  const document = decodeContainer(item.data);
  const charter = roster.charter(commune)?.value;
  const record = charter === undefined ? undefined : roster.record(charter.post)?.value;
  if (charter === undefined || record === undefined) return false;
  const root = roster.root.value;
  const number = Number(item.number);
  const mayors = roster.keysOf(Role.mayor, commune);
  const commanders = roster.keysOf(Role.commander, charter.post);
  switch (item.code) {
    case Pending.charter:
      law.waiting = { charter: verifyCharter(document, root, record), from: number };
      return true;
    case Pending.overlay: {
      const found = overlayBy(document, mayors, commanders);
      if (found === null) return false;
      const { overlay, mairie, post } = found;
      law.overlays.push({ document, limits: overlay.limits, reason: overlay.reason, at: overlay.at, mairie, post, lapses: number === 0 ? null : number });
      return true;
    }
    case Pending.renewal:
      law.renewedUntil = Math.max(law.renewedUntil ?? 0, verifyRenewal(document, root, charter.office, record.office).until);
      return true;
    case Pending.suspension: {
      const { reason, at } = verifyNodeSuspension(document, root, mayors, commanders);
      const [by] = document.signatures;
      law.suspension = { by: by?.tag === 20 ? 'mairie' : by?.tag === 21 ? 'post' : 'prefecture', reason, at };
      return true;
    }
    case Pending.forked:
      law.forked = verifyCharter(document, root, record).sequence === charter.sequence;
      return law.forked;
    case Pending.officeKey:
      law.newKeys.push({ of: officeNamed(document, roster, record), from: number });
      return true;
    default:
      return false;
  }
}

// Whose key the paper names: a charter the mairie's, a post's record the post's.
function officeNamed(document: SignedDocument, roster: Roster, record: PostRecord): 'mairie' | 'post' {
  if (document.type !== DocumentType.charter) return (roster.verifyRecord(document), 'post');
  return (verifyCharter(document, roster.root.value, record), 'mairie');
}

// By one mayor's commission, one commander's, or both: which of them is found by trying.
function overlayBy(document: SignedDocument, mayors: readonly Uint8Array[], commanders: readonly Uint8Array[]): OverlaySignatures | null {
  const nobody = new Uint8Array(32);
  for (const mayor of [...mayors, nobody])
    for (const commander of [...commanders, nobody]) {
      const found = orNull(() => verifyOverlay(document, mayor, commander));
      if (found !== null) return found;
    }
  return null;
}

function pairs(data: Uint8Array): LimitValue[] {
  if (data.length % 5 !== 0) throw malformed('pending: pairs of a limit and a value');
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Array.from({ length: data.length / 5 }, (_, i) => ({ limit: view.getUint8(5 * i), value: view.getUint32(5 * i + 1, true) }));
}

// ceiling ⊓ rules ⊓ charter ⊓ overlays.
export function limitsUnder(law: Pick<Law, 'agreed' | 'overlays'>, charter: Charter): Limits {
  return law.overlays.reduce((limits, { limits: tighter }) => meet(limits, knownLimits(law.agreed, charter, tighter)), knownLimits(law.agreed, charter, null));
}
