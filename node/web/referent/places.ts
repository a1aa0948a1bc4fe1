// Streets and outlines as the device has them, asked of it when its state says that there are others.
import { signal } from '@preact/signals';
import type { Locality } from '../shared/device/locality';
import { type Spot, sectorAt } from '../shared/place/outline';
import { change, draft, noPlace } from './draft';
import { day, t } from './speech';
import { device, state } from './state';

const none: Locality & { version: string } = { version: '/', streets: [], outlines: [] };
export const places = signal(none);

// A street is an index in a list: with another list, it has to be chosen again.
export async function learnPlaces(): Promise<void> {
  const version = state.value.places;
  if (version === places.value.version) return;
  const fresh = await device().places().catch(() => null);
  if (fresh === null) return;
  places.value = { version, ...fresh };
  if (draft.value?.place.kind === 3) change({ place: noPlace });
}

// The sector of this person's that the spot lies in; null: none of them, or no plan says.
export function ownSectorAt(spot: Spot): number | null {
  const sector = sectorAt(places.value.outlines, spot);
  return state.value.sectors.some((each) => each.id === sector) ? sector : null;
}
export const sectorName = (id: number): string => state.value.sectors.find((each) => each.id === id)?.name ?? '';
// One that is an absent referent's says until when this person stands in.
export const sectorLabel = ({ name, until }: (typeof state.value.sectors)[number]): string => (until === null ? name : `${name} · ${t('standingIn', { day: day(until) })}`);
