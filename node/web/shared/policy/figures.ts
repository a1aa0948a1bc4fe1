// The numbers of one closed quarter: what they are about, and how a screen finds them (protocol/README.md, "counts"; R20).
export const FigureKind = {
  category: 1,
  sector: 2,
  outcome: 3,
  total: 4,
  unfoundedInSector: 5,
  describingPersons: 6,
  drift: 7,
  refused: 8,
  delay: 9, // by state; the count is a band
  erased: 10,
  referents: 11,
} as const;
export type FigureKind = (typeof FigureKind)[keyof typeof FigureKind];

// The last minute of each band of a delay, the last but one; what is longer is the last band.
export const delayBandMinutes: readonly number[] = [1, 5, 15, 60, 240, 1440];

export interface Figure {
  kind: number;
  key: number;
  count: number | null; // null: masked
  whole: number | null; // of a share
}
export interface Figures {
  from: number;
  until: number;
  exercise: boolean;
  since: number; // when the node began to count; 0: not known
  minimum: number; // smaller numbers are masked
  figures: Figure[];
}

export const figure = (of: Figures, kind: FigureKind, key = 0): Figure | null => of.figures.find((each) => each.kind === kind && each.key === key) ?? null;
// Whether the node counted at all in that quarter.
export const wasCounted = ({ until, since }: Figures): boolean => until > since;
