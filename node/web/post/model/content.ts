// An opened content in rows of words, for a screen and a page of paper. Pure; it keeps nothing.
import { streetLine } from '../../shared/place/streets';
import type { ContentView } from './views';
import type { Words as Vocabulary } from '../../shared/screen/texts';

export type RowName = 'category' | 'conduct' | 'place' | 'observed' | 'vehicle' | 'persons' | 'person';
export interface Row {
  name: RowName;
  text: string;
}
export interface PlaceWords {
  sector: string; // "secteur"
  street: string; // "rue n°"
}

type Vehicle = NonNullable<ContentView['vehicle']>;
type Person = ContentView['persons'][number];
export const placeKind = { sector: 1, point: 2, street: 3 } as const; // wire/alert.ts, without its formats

const degrees = (microdegrees: number): string => (microdegrees / 1_000_000).toFixed(6);
export const pointOf = ({ place }: ContentView): string => `${degrees(place.latitude)},${degrees(place.longitude)}`;

export function placeText(content: ContentView, words: PlaceWords, sectorName: string): string {
  const { place } = content;
  if (place.kind === placeKind.point) return pointOf(content);
  if (place.kind === placeKind.street && place.name !== '') return streetLine(place.name, place.number);
  if (place.kind === placeKind.street) return `${words.street} ${place.street}${place.number === 0 ? '' : `, ${place.number}`}`;
  return `${words.sector} ${content.sector}${sectorName === '' ? '' : ` ${sectorName}`}`;
}

const joined = (parts: readonly (string | undefined)[]): string => parts.filter((each) => each !== undefined && each !== '').join(' · ');

export const vehicleText = (vehicle: Vehicle, lists: Vocabulary): string =>
  joined([lists.VehicleType[vehicle.type], lists.Colour[vehicle.colour ?? 0], lists.VehicleMake[vehicle.make ?? 0], vehicle.plate]);
export const personText = (person: Person, lists: Vocabulary): string =>
  joined([
    lists.HeightBand[person.height],
    lists.Colour[person.upper ?? 0],
    lists.Colour[person.lower ?? 0],
    lists.Luggage[person.luggage ?? 0],
    lists.Direction[person.direction ?? 0],
  ]);

export function rowsOf(content: ContentView, lists: Vocabulary, words: PlaceWords, sectorName: string, time: (at: number) => string): Row[] {
  return [
    { name: 'category', text: lists.Category[content.category] as string },
    ...content.conducts.map((each): Row => ({ name: 'conduct', text: lists.Conduct[each] as string })),
    { name: 'place', text: placeText(content, words, sectorName) },
    { name: 'observed', text: time(content.observed) },
    ...(content.vehicle === null ? [] : [{ name: 'vehicle', text: vehicleText(content.vehicle, lists) } as const]),
    ...(content.personCount === 0 ? [] : [{ name: 'persons', text: String(content.personCount) } as const]),
    ...content.persons.map((each): Row => ({ name: 'person', text: personText(each, lists) })),
  ];
}
