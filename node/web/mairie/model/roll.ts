// The roll: every mandate of the commune as its node holds it, what its person has said since, and what is due.
import { ByteReader, equal, toHex } from '../../shared/base/bytes';
import { orNull } from '../../shared/base/failure';
import { Tag } from '../../shared/base/tags.gen';
import { addMonths, dayMs } from '../../shared/base/time';
import { DocumentType, Tie, Verb } from '../../shared/base/vocabulary.gen';
import { askAll } from '../../shared/device/session';
import { verifySingle } from '../../shared/seal/trust_people';
import { type SignedDocument, decodeContainer } from '../../shared/wire/container';
import { type Charter, ConductSignature, Deputising, Mandate, TieDeclaration } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import type { Asker } from './asker';
import { MandateState, type RollView } from './views';

export interface RollRow {
  id: string;
  state: MandateState;
  mandate: Mandate; // as the node holds it; its signatures are verified where they count
  document: SignedDocument;
  tie: { tie: Tie; at: number } | null; // declared since
  deputising: { deputising: Deputising; sectors: number[] }[];
  stop: { rule: number; detail: number } | null;
  conduct: SignedDocument | null; // the signature of the conduct charter in force, made later
  name: string;
}

export const listRoll = async (asker: Asker): Promise<RollRow[]> => readRoll(await askAll(asker, { verb: Verb.mandates }));

export function readRoll(items: readonly Item[]): RollRow[] {
  const rows = items.flatMap((item) => {
    const row = item.code === 0 ? orNull(() => readRow(item)) : null;
    return row === null ? [] : [row];
  });
  for (const row of rows) for (const item of items) if (toHex(item.id) === row.id) orNull(() => takeItem(row, item));
  return rows.sort((a, b) => a.name.localeCompare(b.name, 'fr') || (a.id < b.id ? -1 : 1));
}
function readRow(item: Item): RollRow {
  const document = decodeContainer(item.data);
  const mandate = Mandate.decode(document.bytes);
  const state = Number(item.number);
  const known = (Object.values(MandateState) as number[]).includes(state);
  return {
    id: toHex(mandate.mandate),
    state: known ? (state as MandateState) : MandateState.waiting,
    mandate,
    document,
    tie: null,
    deputising: [],
    stop: null,
    conduct: null,
    name: '',
  };
}
function takeItem(row: RollRow, item: Item): void {
  if (item.code === 2) {
    const { tie, at } = TieDeclaration.decode(decodeContainer(item.data).bytes);
    row.tie = { tie, at };
  } else if (item.code === 3) {
    const deputising = Deputising.decode(decodeContainer(item.data).bytes);
    const read = new ByteReader(item.extra, 'sectors');
    const sectors = Array.from({ length: Math.floor(item.extra.length / 2) }, () => read.u16());
    row.deputising.push({ deputising, sectors });
  } else if (item.code === 4 && item.data.length === 1) {
    row.stop = { rule: Number(item.number), detail: item.data[0] as number };
  } else if (item.code === 5) {
    const document = decodeContainer(item.data);
    if (document.type === DocumentType.conduct_signature) row.conduct = document;
  } else if (item.code === 7) {
    row.name = new TextDecoder().decode(item.data);
  }
}

export const renewalDueBeforeMs = 30 * dayMs;
// In force, 30 days or less from its end, and nothing on the roll follows it for the same person.
export function renewalDue(row: RollRow, roll: readonly RollRow[], now: number): boolean {
  if (row.state !== MandateState.in_force || now < row.mandate.until - renewalDueBeforeMs) return false;
  return !roll.some(
    (other) =>
      equal(other.mandate.referent, row.mandate.referent) &&
      other.mandate.until > row.mandate.until &&
      (other.state === MandateState.in_force || other.state === MandateState.waiting),
  );
}
// The tie that counts for a new mandate of this person.
export const tieNow = ({ mandate, tie }: RollRow): Tie => (tie !== null && tie.at >= mandate.from ? tie.tie : mandate.tie);
export const signedConduct = (row: RollRow, conductCharter: Uint8Array): boolean => {
  const { conduct, mandate } = row;
  const signed = conduct === null ? null : orNull(() => verifySingle(ConductSignature, conduct, mandate.device, Tag.conduct_signature));
  return signed !== null && equal(signed.conductCharter, conductCharter);
};

export function rollViews(roll: readonly RollRow[], charter: Charter, trainingMonths: number, now: number): RollView[] {
  return roll.map((row) => {
    const { mandate } = row;
    const away = row.deputising.find(({ deputising: { absent, until, deputy } }) => equal(absent, mandate.referent) && until > now && deputy.some((each) => each !== 0));
    return {
      id: row.id,
      referent: toHex(mandate.referent),
      name: row.name,
      state: row.state,
      sectors: mandate.sectors.map((id) => charter.sectors.find((each) => each.id === id)?.name ?? String(id)),
      sectorIds: [...mandate.sectors],
      from: mandate.from,
      until: mandate.until,
      trained: mandate.trained,
      untrained: row.state === MandateState.in_force && addMonths(mandate.trained, trainingMonths) <= now,
      tie: tieNow(row),
      stop: row.stop,
      renewalDue: renewalDue(row, roll, now),
      nominated: row.document.signatures.some((each) => each.tag === Tag.mandate_nominate),
      vetted: row.document.signatures.some((each) => each.tag === Tag.mandate_vet),
      awayUntil: away?.deputising.until ?? null,
    };
  });
}
// Sectors in which nobody has a mandate in force.
export const sectorsWithout = (roll: readonly RollRow[], charter: Charter): string[] =>
  charter.sectors
    .filter(({ id }) => !roll.some((row) => row.state === MandateState.in_force && row.mandate.sectors.includes(id)))
    .map((each) => each.name);
