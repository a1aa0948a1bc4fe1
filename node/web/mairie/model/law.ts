// What the node shows anyone of the commune's law (verb `pending`), verified, as this page has it: each tightening with the
// document that the other office signs too.
import { toHex } from '../../shared/base/bytes';
import { Verb, limitTable } from '../../shared/base/vocabulary.gen';
import { limitsUnder, readLaw } from '../../shared/device/law';
import { changesTo } from '../../shared/device/law_view';
import type { Roster } from '../../shared/device/roster';
import { askAll } from '../../shared/device/session';
import { documentHash } from '../../shared/seal/trust';
import type { SignedDocument } from '../../shared/wire/container';
import type { Charter } from '../../shared/wire/documents';
import type { Asker } from './asker';
import type { LawView } from './views';

export interface Law {
  view: LawView;
  overlays: Map<string, SignedDocument>; // by name
}

export async function listLaw(asker: Asker, roster: Roster, charter: Charter): Promise<Law> {
  const law = readLaw(await askAll(asker, { verb: Verb.pending }), roster, charter.commune);
  const named = law.overlays.map((each) => ({ ...each, id: toHex(documentHash(each.document)) }));
  const limits = limitsUnder(law, charter);
  const without = limitsUnder({ ...law, overlays: [] }, charter);
  const keyFrom = (of: 'mairie' | 'post') => law.newKeys.find((each) => each.of === of)?.from ?? null;
  const waiting = law.waiting === null ? null : {
    sequence: law.waiting.charter.sequence,
    from: law.waiting.from,
    changes: changesTo(law, without, law.waiting.charter).map(({ reason, now, later }) => ({ limit: reason, now, later })),
  };
  const view: LawView = {
    waiting,
    tightenings: named.map(({ id, limits: tighter, reason, at, mairie, post, lapses }) => ({ id, limits: tighter, reason, at, byMairie: mairie, byPost: post, lapses })),
    renewedUntil: law.renewedUntil,
    suspension: law.suspension,
    forked: law.forked,
    mairieKeyFrom: keyFrom('mairie'),
    postKeyFrom: keyFrom('post'),
    looserRulesWait: law.rulesWait,
    limits: limitTable.map(([name]) => limits[name]),
    unverified: law.unverified,
  };
  return { view, overlays: new Map(named.map(({ id, document }) => [id, document])) };
}
