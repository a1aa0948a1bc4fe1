// How a node says a mandate stands: what its person has signed since, and why it is of no use just now. Items of the roll, for
// an office and for the referent's own device alike (protocol/README.md, verbs 9 and 11).
import { ByteReader, equal, isZero, toHex } from '../base/bytes';
import { DocumentType, type Tie } from '../base/vocabulary.gen';
import { type SignedDocument, decodeContainer } from '../wire/container';
import { Deputising, type Mandate, MandateLink, TieDeclaration } from '../wire/documents';
import type { Item } from '../wire/message';

export interface Standing {
  tie: { tie: Tie; at: number } | null; // the latest since the enrolment
  deputising: { deputising: Deputising; sectors: number[] }[]; // where the person is away, or stands in; sectors of the absent one
  links: MandateLink[]; // from mandates of former phones to later ones, unverified
  stop: { rule: number; detail: number } | null; // policy's numbers
  conduct: SignedDocument | null; // the signature of the conduct charter in force, made later
}
export const noStanding = (): Standing => ({ tie: null, deputising: [], links: [], stop: null, conduct: null });

// Passes over items that are none of these; throws on one that is and cannot be read.
export function takeStandingItem(standing: Standing, item: Item): void {
  if (item.code === 2) {
    const { tie, at } = TieDeclaration.decode(decodeContainer(item.data).bytes);
    standing.tie = { tie, at };
  } else if (item.code === 3) {
    const deputising = Deputising.decode(decodeContainer(item.data).bytes);
    const read = new ByteReader(item.extra, 'sectors');
    const sectors = Array.from({ length: Math.floor(item.extra.length / 2) }, () => read.u16());
    standing.deputising.push({ deputising, sectors });
  } else if (item.code === 4 && item.data.length === 1) {
    standing.stop = { rule: Number(item.number), detail: item.data[0] as number };
  } else if (item.code === 5) {
    const document = decodeContainer(item.data);
    if (document.type === DocumentType.conduct_signature) standing.conduct = document;
  } else if (item.code === 6) {
    standing.links.push(MandateLink.decode(decodeContainer(item.data).bytes));
  }
}

// The tie that counts for a new mandate of this person.
export const tieNow = (mandate: Mandate, { tie }: Standing): Tie => (tie !== null && tie.at >= mandate.from ? tie.tie : mandate.tie);

// One statement, as it is shown: by mandates, since no device of a referent knows names.
export interface CoverView {
  absent: string;
  deputy: string;
  sectors: number[];
  from: number;
  until: number;
}
export interface Covers {
  away: CoverView | null; // somebody stands in for this person, now or later
  standsIn: CoverView[]; // this person stands in, now or later
  sequence: number; // of this person's own statements: the last one's
}
// `own`: this person's mandates as far as they are known here; mandates of former phones are found by their links.
export function coversOf(standing: Standing, own: readonly Uint8Array[], now: number): Covers {
  const mine = [...own];
  const isMine = (mandate: Uint8Array): boolean => mine.some((each) => equal(each, mandate));
  for (let known = 0; known < mine.length; known++)
    for (const { oldMandate, newMandate } of standing.links) if (equal(newMandate, mine[known] as Uint8Array) && !isMine(oldMandate)) mine.push(oldMandate);
  const covers: Covers = { away: null, standsIn: [], sequence: 0 };
  for (const { deputising, sectors } of standing.deputising) {
    const { absent, deputy, from, until, sequence } = deputising;
    const away = isMine(absent);
    if (away) covers.sequence = Math.max(covers.sequence, sequence);
    if (isZero(deputy) || until <= now) continue;
    const view = { absent: toHex(absent), deputy: toHex(deputy), sectors, from, until };
    if (away) covers.away = view;
    else covers.standsIn.push(view);
  }
  return covers;
}
