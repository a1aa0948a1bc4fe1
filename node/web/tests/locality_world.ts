// A commune's streets and outlines for tests: Ornans as a child would draw it, in two sectors with a river between them.
import type { Outline } from '../shared/place/outline';

export const someStreets = [
  'Chemin du Château',
  'Impasse des Platanes',
  'Place Courbet',
  'Place Gustave',
  'Quai de la Loue',
  'Rue Gustave Courbet',
  'Rue de l’Église',
  'Rue des Martinets',
].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const ring = (sector: number, ...points: [number, number][]): Outline => ({
  sector,
  points: points.map(([latitude, longitude]) => ({ latitude: Math.round(latitude * 1e6), longitude: Math.round(longitude * 1e6) })),
});
export const someOutlines: Outline[] = [
  ring(0, [47.085, 6.11], [47.08, 6.15], [47.09, 6.185], [47.12, 6.19], [47.131, 6.15], [47.125, 6.115], [47.1, 6.1]),
  ring(1, [47.085, 6.11], [47.082, 6.135], [47.1, 6.142], [47.112, 6.138], [47.128, 6.13], [47.125, 6.115], [47.1, 6.1]),
  ring(2, [47.082, 6.135], [47.08, 6.15], [47.09, 6.185], [47.12, 6.19], [47.131, 6.15], [47.128, 6.13], [47.112, 6.138], [47.1, 6.142]),
];
