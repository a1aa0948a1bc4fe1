// Outlines as GeoJSON (RFC 7946): degrees east then north, WGS 84, one feature for each sector with its number as the property
// `sector`; a feature without one is the commune's own outline. What is read may come from anybody.
import { ringPointsMax, ringsMax } from '../base/limits.gen';
import { type Outline, type Spot, isInside } from './outline';

export type GeoFault = 'json' | 'kind' | 'crs' | 'sector' | 'ring' | 'position' | 'much' | 'none';
// `where`: "features[3].geometry.coordinates[0][2]"
export class GeoProblem extends Error {
  constructor(
    readonly fault: GeoFault,
    readonly where: string,
  ) {
    super(`GeoJSON: ${fault} at ${where}`);
    this.name = 'GeoProblem';
  }
}

export const geoBytesMax = 16 << 20;
const sectorMax = 999;
const million = 1_000_000;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value: Fields, name: string): unknown => (Object.hasOwn(value, name) ? value[name] : undefined);

function listAt(value: unknown, fault: GeoFault, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new GeoProblem(fault, where);
  return value as readonly unknown[];
}

// Ascending by sector, as a map has them. GeoProblem: what is wrong, and where.
export function readGeoJson(text: string): Outline[] {
  if (text.length > geoBytesMax) throw new GeoProblem('much', '');
  const found: Outline[] = [];
  readObject(parsed(text), 0, '', found);
  if (found.length === 0) throw new GeoProblem('none', '');
  return found.sort((a, b) => a.sector - b.sector);
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GeoProblem('json', '');
  }
}

// One level of each: a collection holds features, a feature a geometry.
function readObject(value: unknown, sector: number, where: string, found: Outline[]): void {
  if (!isFields(value)) throw new GeoProblem('kind', where);
  checkCrs(own(value, 'crs'), where);
  const type = own(value, 'type');
  if (type === 'FeatureCollection')
    return listAt(own(value, 'features'), 'kind', `${where}features`).forEach((each, i) => readFeature(each, `features[${i}].`, found));
  if (type === 'Feature') return readFeature(value, where, found);
  readGeometry(value, sector, where, found);
}
function readFeature(value: unknown, where: string, found: Outline[]): void {
  if (!isFields(value) || own(value, 'type') !== 'Feature') throw new GeoProblem('kind', where);
  readGeometry(own(value, 'geometry'), sectorOf(own(value, 'properties'), where), `${where}geometry.`, found);
}
function sectorOf(properties: unknown, where: string): number {
  const sector = isFields(properties) ? own(properties, 'sector') : undefined;
  if (sector === undefined || sector === null) return 0;
  if (typeof sector !== 'number' || !Number.isInteger(sector) || sector < 0 || sector > sectorMax) throw new GeoProblem('sector', `${where}properties.sector`);
  return sector;
}
function readGeometry(value: unknown, sector: number, where: string, found: Outline[]): void {
  if (!isFields(value)) throw new GeoProblem('kind', where);
  const coordinates = own(value, 'coordinates');
  const at = `${where}coordinates`;
  const polygons = own(value, 'type') === 'Polygon' ? [coordinates] : own(value, 'type') === 'MultiPolygon' ? listAt(coordinates, 'ring', at) : null;
  if (polygons === null) throw new GeoProblem('kind', where);
  polygons.forEach((rings, i) => {
    const of = polygons.length === 1 && own(value, 'type') === 'Polygon' ? at : `${at}[${i}]`;
    listAt(rings, 'ring', of).forEach((each, j) => {
      found.push({ sector, points: readRing(each, `${of}[${j}]`) });
      if (found.length > ringsMax) throw new GeoProblem('much', `${of}[${j}]`);
    });
  });
}
// Closed in the file, and not here; points that fall together at a millionth of a degree are one.
function readRing(value: unknown, where: string): Spot[] {
  const all = listAt(value, 'ring', where);
  const spots = all.map((each, i) => readPosition(each, `${where}[${i}]`));
  const [first, last] = [spots[0], spots.at(-1)];
  if (first === undefined || last === undefined || spots.length < 4 || !same(first, last)) throw new GeoProblem('ring', where);
  const ring = spots.filter((each, i) => i > 0 && !same(each, spots[i - 1] as Spot));
  if (ring.length < 3) throw new GeoProblem('ring', where);
  if (ring.length > ringPointsMax) throw new GeoProblem('much', where);
  return [ring.at(-1) as Spot, ...ring.slice(0, -1)];
}
const same = (a: Spot, b: Spot): boolean => a.latitude === b.latitude && a.longitude === b.longitude;

function readPosition(value: unknown, where: string): Spot {
  const [east, north] = listAt(value, 'position', where);
  const fits = (each: unknown, most: number): each is number => typeof each === 'number' && Math.abs(each) <= most;
  if (!fits(east, 180) || !fits(north, 90)) throw new GeoProblem('position', where);
  return { latitude: Math.round(north * million), longitude: Math.round(east * million) };
}
// Older files name their system; metres of Lambert 93 are not degrees.
function checkCrs(crs: unknown, where: string): void {
  if (crs === undefined || crs === null) return;
  const name = isFields(crs) && isFields(own(crs, 'properties')) ? own(own(crs, 'properties') as Fields, 'name') : undefined;
  if (typeof name !== 'string' || !/(CRS84|EPSG:{1,2}4326)$/.test(name)) throw new GeoProblem('crs', `${where}crs`);
}

// ---- writing

const signedArea = (points: readonly Spot[]): number =>
  points.reduce((sum, to, i) => {
    const from = points.at(i - 1) as Spot;
    return sum + (from.longitude * to.latitude - to.longitude * from.latitude) / 2;
  }, 0);
const turned = (points: readonly Spot[], left: boolean): readonly Spot[] => (signedArea(points) > 0 === left ? points : [...points].reverse());
const closed = (points: readonly Spot[]): [number, number][] =>
  [...points, points[0] as Spot].map(({ latitude, longitude }) => [longitude / million, latitude / million]);

// Rings that lie within an odd number of others are holes of the smallest that holds them; outer rings turn left.
function polygonsOf(rings: readonly (readonly Spot[])[]): [number, number][][][] {
  const holders = rings.map((ring, i) => rings.flatMap((other, j) => (j !== i && isInside(other, ring[0] as Spot) ? [j] : [])));
  const isOuter = (i: number): boolean => (holders[i] as number[]).length % 2 === 0;
  return rings.flatMap((ring, i) => {
    if (!isOuter(i)) return [];
    const depth = (holders[i] as number[]).length;
    const holes = rings.filter((_, j) => !isOuter(j) && (holders[j] as number[]).length === depth + 1 && (holders[j] as number[]).includes(i));
    return [[closed(turned(ring, true)), ...holes.map((each) => closed(turned(each, false)))]];
  });
}

export function writeGeoJson(outlines: readonly Outline[], name: (sector: number) => string): string {
  const sectors = [...new Set(outlines.map((each) => each.sector))].sort((a, b) => a - b);
  const features = sectors.map((sector) => {
    const coordinates = polygonsOf(outlines.filter((each) => each.sector === sector).map((each) => each.points));
    const geometry = coordinates.length === 1 ? { type: 'Polygon', coordinates: coordinates[0] } : { type: 'MultiPolygon', coordinates };
    return { type: 'Feature', properties: { sector, ...(name(sector) === '' ? {} : { name: name(sector) }) }, geometry };
  });
  return `${JSON.stringify({ type: 'FeatureCollection', features }, null, 1)}\n`;
}
