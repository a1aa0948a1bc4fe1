// The roll: every mandate of the commune as its node holds it, what its person has said since, and what is due.
import { equal, isZero, toHex } from '../../shared/base/bytes';
import { orNull } from '../../shared/base/failure';
import { Tag } from '../../shared/base/tags.gen';
import { addMonths, dayMs } from '../../shared/base/time';
import { Verb } from '../../shared/base/vocabulary.gen';
import { askAll } from '../../shared/device/session';
import { type CoverView, type Covers, type Standing, coversOf, noStanding, takeStandingItem, tieNow } from '../../shared/device/standing';
import { type SignedDocument, decodeContainer } from '../../shared/wire/container';
import { type Charter, Mandate } from '../../shared/wire/documents';
import type { Item } from '../../shared/wire/message';
import { isText } from '../../shared/wire/text';
import type { Asker } from './asker';
import { MandateState, type RollCover, type RollView } from './views';

export interface RollRow extends Standing {
  id: string;
  state: MandateState;
  mandate: Mandate; // as the node holds it; its signatures are verified where they count
  document: SignedDocument;
  name: string;
}

// As a card names a person; empty for what no node that keeps the rules hands on, such as a mark that turns the words behind it.
export function nameIn(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return isText(text) ? text : '';
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
    name: '',
    ...noStanding(),
  };
}
function takeItem(row: RollRow, item: Item): void {
  if (item.code === 7) row.name = nameIn(item.data);
  else takeStandingItem(row, item);
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

const coversOfRow = (row: RollRow, roll: readonly RollRow[], now: number): Covers => {
  const same = roll.filter((each) => equal(each.mandate.referent, row.mandate.referent)).map((each) => each.mandate.mandate);
  return coversOf(row, same, now);
};
// Of the mandate, and of whoever the person stands in for now (R5).
export function sectorsNow(row: RollRow, roll: readonly RollRow[], now: number): number[] {
  const { standsIn } = coversOfRow(row, roll, now);
  return [...new Set([...row.mandate.sectors, ...standsIn.filter((each) => each.from <= now).flatMap((each) => each.sectors)])];
}

export function rollViews(roll: readonly RollRow[], charter: Charter, trainingMonths: number, now: number): RollView[] {
  const sectorNames = (ids: readonly number[]): string[] => ids.map((id) => charter.sectors.find((each) => each.id === id)?.name ?? String(id));
  const nameOf = (mandate: string): string => roll.find((each) => each.id === mandate)?.name || mandate.slice(0, 8);
  const cover = (other: string, { sectors, from, until }: CoverView): RollCover => ({ name: nameOf(other), sectors: sectorNames(sectors), from, until });
  return roll.map((row) => {
    const { mandate } = row;
    const { away, standsIn } = coversOfRow(row, roll, now);
    return {
      id: row.id,
      referent: toHex(mandate.referent),
      name: row.name,
      state: row.state,
      sectors: sectorNames(mandate.sectors),
      sectorIds: [...mandate.sectors],
      from: mandate.from,
      until: mandate.until,
      trained: mandate.trained,
      untrained: row.state === MandateState.in_force && addMonths(mandate.trained, trainingMonths) <= now,
      tie: tieNow(mandate, row),
      stop: row.stop,
      renewalDue: renewalDue(row, roll, now),
      nominated: row.document.signatures.some((each) => each.tag === Tag.mandate_nominate),
      vetted: row.document.signatures.some((each) => each.tag === Tag.mandate_vet),
      deputy: isZero(mandate.deputy) ? '' : nameOf(toHex(mandate.deputy)),
      away: away === null ? null : cover(away.deputy, away),
      standsIn: standsIn.map((each) => cover(each.absent, each)),
    };
  });
}
// Sectors in which nobody has a mandate in force.
export const sectorsWithout = (roll: readonly RollRow[], charter: Charter): string[] =>
  charter.sectors
    .filter(({ id }) => !roll.some((row) => row.state === MandateState.in_force && row.mandate.sectors.includes(id)))
    .map((each) => each.name);
