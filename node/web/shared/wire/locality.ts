// What a commune's charter names of its places: its streets, by whose index an alert says one, and the outlines of its sectors.
import { compare } from '../base/bytes';
import { ringPointsMax, ringsMax, streetsMax } from '../base/limits.gen';
import * as c from './checks';
import { type Value, document } from './documents';
import { blob, bytes, list, part, text, u16 } from './fields';
import * as schemas from './schemas.gen';
import { isText } from './text';

const commune = bytes(5);
const street = /* @__PURE__ */ part(schemas.Street, { name: text });
const ring = /* @__PURE__ */ part(schemas.Ring, { sector: u16, points: blob });

export const StreetList = /* @__PURE__ */ document(
  'street_list',
  schemas.StreetList,
  { commune, streets: list(street) },
  ({ commune: of, streets }, is) => {
    c.checkCommune(is, of);
    is.that(streets.length > 0, 'streets', 'none');
    is.that(streets.length <= streetsMax, 'streets', 'too many');
    for (const { name } of streets) is.that(isText(name), 'streets.name', 'not a name');
    const names = streets.map(({ name }) => new TextEncoder().encode(name));
    is.that(c.ascends(names, (a, b) => compare(a, b) < 0), 'streets', 'not ascending, or one twice');
  },
);
export type StreetList = Value<typeof StreetList>;

// Millionths of a degree, WGS 84.
export interface MapPoint {
  latitude: number;
  longitude: number;
}
const pointBytes = 8;

export function pack(points: readonly MapPoint[]): Uint8Array {
  const packed = new DataView(new ArrayBuffer(points.length * pointBytes));
  points.forEach((point, i) => {
    packed.setInt32(i * pointBytes, point.latitude, true);
    packed.setInt32(i * pointBytes + 4, point.longitude, true);
  });
  return new Uint8Array(packed.buffer);
}

export function pointsOf(points: Uint8Array): MapPoint[] {
  const packed = new DataView(points.buffer, points.byteOffset, points.length);
  return Array.from({ length: Math.floor(points.length / pointBytes) }, (_, i) => ({
    latitude: packed.getInt32(i * pointBytes, true),
    longitude: packed.getInt32(i * pointBytes + 4, true),
  }));
}

const same = (a: MapPoint, b: MapPoint): boolean => a.latitude === b.latitude && a.longitude === b.longitude;
const onEarth = (point: MapPoint): boolean => Math.abs(point.latitude) <= 90_000_000 && Math.abs(point.longitude) <= 180_000_000;

// A ring is a closed line whose first point is not repeated; what lies within an odd number of a sector's rings is that
// sector. Sector 0 is the commune itself.
export const SectorMap = /* @__PURE__ */ document(
  'sector_map',
  schemas.SectorMap,
  { commune, rings: list(ring) },
  ({ commune: of, rings }, is) => {
    c.checkCommune(is, of);
    is.that(rings.length > 0, 'rings', 'none');
    is.that(rings.length <= ringsMax, 'rings', 'too many');
    is.that(c.ascends(rings, (a, b) => a.sector <= b.sector), 'rings', 'not ascending by sector');
    for (const { sector, points: packed } of rings) {
      if (sector !== 0) c.checkSector(is, sector, 'rings.sector');
      const count = packed.length / pointBytes;
      is.that(Number.isInteger(count) && count >= 3 && count <= ringPointsMax, 'rings.points', 'not 3 ... 4096 points of 8 bytes');
      const points = pointsOf(packed);
      is.that(points.every(onEarth), 'rings.points', 'not on the earth');
      is.that(c.ascends(points, (a, b) => !same(a, b)), 'rings.points', 'a point twice in a row');
      is.that(!same(points[0] as MapPoint, points.at(-1) as MapPoint), 'rings.points', 'the first again at the end');
    }
  },
);
export type SectorMap = Value<typeof SectorMap>;
