// What the node shows anyone of the commune's law: what tightens, what waits to loosen, a suspension (verb `pending`).
import { ByteReader, equal, toHex } from '../../shared/base/bytes';
import { malformed } from '../../shared/base/failure';
import { Tag } from '../../shared/base/tags.gen';
import { DocumentType, Verb, limitTable } from '../../shared/base/vocabulary.gen';
import { askAll } from '../../shared/device/session';
import { type Limits, meet, withValues } from '../../shared/policy/limits';
import { carries, documentHash } from '../../shared/seal/trust';
import { type SignedDocument, decodeContainer } from '../../shared/wire/container';
import { Charter, NodeAct, Overlay } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import type { Asker } from './asker';
import { type LawView, type LimitChoice, noLaw } from './views';

export interface Law {
  view: LawView;
  overlays: Map<string, SignedDocument>; // by name
}
export const listLaw = async (asker: Asker, charter: Charter): Promise<Law> =>
  readLaw(await askAll(asker, { verb: Verb.pending }), charter);

const column = (of: 2 | 3 | 4): Limits => Object.fromEntries(limitTable.map((row) => [row[0], row[of]])) as Limits;

export function readLaw(items: readonly Item[], charter: Charter): Law {
  const view: LawView = { ...noLaw, tightenings: [] };
  const overlays = new Map<string, SignedDocument>();
  let rules = column(3);
  for (const item of items) {
    if (!equal(item.id.subarray(0, 5), charter.commune)) continue;
    if (item.code === 5) {
      rules = withValues(rules, limitPairs(item.data));
      view.looserRulesWait = item.number !== 0n;
      continue;
    }
    take(view, overlays, item);
  }
  const local = withValues({ ...column(4), categories: charter.categories }, charter.limits);
  const tightened = view.tightenings.map((each) => withValues(column(2), each.limits));
  const limits = [rules, local, ...tightened].reduce(meet, column(2));
  return { view: { ...view, limits: limitTable.map(([name]) => limits[name]) }, overlays };
}
function take(view: LawView, overlays: Map<string, SignedDocument>, item: Item): void {
  const number = Number(item.number);
  const document = decodeContainer(item.data);
  switch (item.code) {
    case 1:
      view.waiting = { sequence: Charter.decode(document.bytes).sequence, from: number };
      return;
    case 2: {
      const { limits, reason, at } = Overlay.decode(document.bytes);
      const id = toHex(documentHash(document));
      overlays.set(id, document);
      const by = { byMairie: carries(document, Tag.overlay_mairie), byPost: carries(document, Tag.overlay_post) };
      view.tightenings.push({ id, limits, reason, at, ...by, lapses: number === 0 ? null : number });
      return;
    }
    case 3:
      view.renewedUntil = Math.max(view.renewedUntil ?? 0, number);
      return;
    case 4: {
      const { reason, at } = NodeAct.decode(document.bytes);
      const other = carries(document, Tag.node_suspend_post) ? 'post' : 'prefecture';
      view.suspension = { by: carries(document, Tag.node_suspend_mairie) ? 'mairie' : other, reason, at };
      return;
    }
    case 6:
      view.forked = true;
      return;
    case 7:
      if (document.type === DocumentType.charter) view.mairieKeyFrom = number;
      else view.postKeyFrom = number;
      return;
    default: // of a later version
      return;
  }
}
function limitPairs(data: Uint8Array): LimitChoice[] {
  if (data.length % 5 !== 0) throw malformed('the node’s list of limits is damaged');
  const read = new ByteReader(data, 'limits');
  return Array.from({ length: data.length / 5 }, () => ({ limit: read.u8(), value: read.u32() }));
}
