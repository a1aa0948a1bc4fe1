// An opened content as a file has it: short names from the closed lists instead of words.
import { type PlaceWords, placeText } from './content';
import type { ContentView } from './views';
import { iso, slug } from './vocabulary';

// As `tocsin post` writes it: short names, no words.
export function recordOf(content: ContentView, words: PlaceWords): Record<string, unknown> {
  const set = (list: Parameters<typeof slug>[0], name: string, value: number | null) => (value === null ? {} : { [name]: slug(list, value) });
  const { vehicle } = content;
  return {
    category: slug('Category', content.category),
    sector: content.sector,
    conducts: content.conducts.map((each) => slug('Conduct', each)),
    place: placeText(content, words, ''),
    observed: iso(content.observed),
    person_count: content.personCount,
    persons: content.persons.map((person) => ({
      ...set('HeightBand', 'height', person.height),
      ...set('Colour', 'upper', person.upper),
      ...set('Colour', 'lower', person.lower),
      ...set('Luggage', 'luggage', person.luggage),
      ...set('Direction', 'direction', person.direction),
    })),
    ...(vehicle === null
      ? {}
      : {
          vehicle: {
            type: slug('VehicleType', vehicle.type),
            ...set('Colour', 'colour', vehicle.colour),
            ...set('VehicleMake', 'make', vehicle.make),
            ...(vehicle.plate === '' ? {} : { plate: vehicle.plate }),
          },
        }),
  };
}
