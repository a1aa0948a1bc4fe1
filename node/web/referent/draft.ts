// The alert that is being made: nothing of it is kept, and nothing leaves the page before "send".
import { signal } from '@preact/signals';
import { Category, type Conduct, Urgency } from '../shared/base/vocabulary.gen';
import type { Observation } from '../shared/device/sealing';
import { suggestsDanger } from '../shared/policy/content';

// What the pictogram itself says was observed; in the other categories the person says what.
const implied: Readonly<Partial<Record<Category, Conduct>>> = {
  [Category.DEG]: 18,
  [Category.VOL]: 19,
  [Category.DEP]: 23,
  [Category.DIS]: 27,
};
export const noPlace: Observation['place'] = { kind: 1, latitude: 0, longitude: 0, street: 0, number: 0 };

export const draft = signal<Observation | null>(null);
export const metres = signal(0); // how exact a position is

export function begin(category: Category, sector: number, exercise: boolean): Observation {
  const conduct = implied[category];
  metres.value = 0;
  draft.value = {
    category,
    conducts: conduct === undefined ? [] : [conduct],
    urgency: Urgency.ordinary,
    called17: false,
    sector,
    place: noPlace,
    vehicle: null,
    personCount: 0,
    persons: [],
    exercise,
  };
  return draft.value;
}
export function change(more: Partial<Observation>): void {
  if (draft.value !== null) draft.value = { ...draft.value, ...more };
}
// Danger is proposed as soon as what was ticked means it; the person may say otherwise.
export function toggle(conduct: Conduct, on: boolean): void {
  const before = draft.value?.conducts ?? [];
  const conducts = on ? [...before, conduct] : before.filter((each) => each !== conduct);
  const danger = suggestsDanger(conducts);
  change({ conducts, urgency: danger ? Urgency.in_progress : Urgency.ordinary });
}
