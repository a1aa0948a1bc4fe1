// Outlines as GeoJSON: the same when they come back, what is hostile refused with its place; and a drawing, act by act.
import { describe, expect, test } from 'vitest';
import { ringPointsMax, ringsMax } from '../shared/base/limits.gen';
import { GeoProblem, geoBytesMax, readGeoJson, writeGeoJson } from '../shared/place/geojson';
import { type Outline, sectorAt } from '../shared/place/outline';
import { SectorMap, pack } from '../shared/wire/locality';
import { canClose, closedAs, emptyDrawing, snapped, withPoint, withoutLast, withoutSector } from '../mairie/model/drawing';
import { communeId } from '../shared/base/ids';
import { someOutlines } from './locality_world';

const spot = (latitude: number, longitude: number) => ({ latitude, longitude });
const box = (sector: number, south: number, west: number, size: number): Outline => ({
  sector,
  points: [spot(south, west), spot(south, west + size), spot(south + size, west + size), spot(south + size, west)],
});
const nameless = () => '';
const problem = (text: string): [string, string] => {
  try {
    readGeoJson(text);
  } catch (thrown) {
    if (thrown instanceof GeoProblem) return [thrown.fault, thrown.where];
    throw thrown;
  }
  return ['read', ''];
};
const ring = [[6.1, 47.1], [6.2, 47.1], [6.2, 47.2], [6.1, 47.1]];
const feature = (geometry: unknown, properties: unknown = { sector: 1 }) => ({ type: 'Feature', properties, geometry });
const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });
const polygon = (coordinates: unknown) => ({ type: 'Polygon', coordinates });

// What a map says of a point, whatever way its rings turn and wherever they begin.
const saysTheSame = (a: readonly Outline[], b: readonly Outline[]): void => {
  for (let latitude = 47_075_000; latitude < 47_135_000; latitude += 3_001)
    for (let longitude = 6_090_000; longitude < 6_200_000; longitude += 3_001) expect(sectorAt(a, spot(latitude, longitude))).toBe(sectorAt(b, spot(latitude, longitude)));
};

describe('outlines as GeoJSON', () => {
  test('are the same when they come back, and make a map', () => {
    const text = writeGeoJson(someOutlines, (sector) => (sector === 0 ? '' : `Secteur ${sector}`));
    const back = readGeoJson(text);
    expect(back.map(({ sector, points }) => [sector, points.length])).toEqual(someOutlines.map(({ sector, points }) => [sector, points.length]));
    saysTheSame(back, someOutlines);
    expect(readGeoJson(writeGeoJson(back, nameless))).toEqual(back);
    const value = { commune: communeId('25434'), rings: back.map(({ sector, points }) => ({ sector, points: pack(points) })) };
    expect(SectorMap.decode(SectorMap.encode(value))).toEqual(value);
    const [, first] = (JSON.parse(text) as { features: { properties: unknown; geometry: { type: string } }[] }).features;
    expect(first).toMatchObject({ type: 'Feature', properties: { sector: 1, name: 'Secteur 1' }, geometry: { type: 'Polygon' } });
  });
  test('outer rings turn left and holes right; islands in holes and parts apart are polygons of their own', () => {
    const outlines = [box(1, 0, 0, 1000), box(1, 200, 200, 600), box(1, 400, 400, 200), box(1, 5000, 5000, 100)].map((each, i) => (i % 2 === 0 ? each : { ...each, points: [...each.points].reverse() }));
    const text = writeGeoJson(outlines, nameless);
    const { geometry } = (JSON.parse(text) as { features: [{ geometry: { type: string; coordinates: [number, number][][][] } }] }).features[0];
    expect(geometry.type).toBe('MultiPolygon');
    expect(geometry.coordinates.map((each) => each.length)).toEqual([2, 1, 1]);
    const area = (points: [number, number][]) => points.slice(1).reduce((sum, [x, y], i) => sum + ((points[i] as [number, number])[0] * y - x * (points[i] as [number, number])[1]), 0);
    for (const [outer, ...holes] of geometry.coordinates) {
      expect(area(outer as [number, number][])).toBeGreaterThan(0);
      for (const hole of holes) expect(area(hole)).toBeLessThan(0);
    }
    const back = readGeoJson(text);
    for (const [at, sector] of [[100, 1], [300, null], [500, 1], [5050, 1], [3000, null]] as const) expect(sectorAt(back, spot(at, at))).toBe(sector);
  });
  test('a single geometry, a single feature, heights and a file of before RFC 7946 are read', () => {
    expect(readGeoJson(JSON.stringify(polygon([ring])))).toEqual([{ sector: 0, points: [spot(47_100_000, 6_100_000), spot(47_100_000, 6_200_000), spot(47_200_000, 6_200_000)] }]);
    expect(readGeoJson(JSON.stringify(feature(polygon([ring.map((each) => [...each, 350])]), { sector: 7, nom: 'x' })))[0]?.sector).toBe(7);
    expect(readGeoJson(JSON.stringify(feature(polygon([ring]), null)))[0]?.sector).toBe(0);
    expect(problem(JSON.stringify({ ...polygon([ring]), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } } }))[0]).toBe('read');
  });
  test.each([
    ['{', 'json', ''],
    ['null', 'kind', ''],
    ['[]', 'kind', ''],
    ['{"type":"Topology"}', 'kind', ''],
    ['{"type":"FeatureCollection"}', 'kind', 'features'],
    [collection(), 'none', ''],
    [collection(polygon([ring])), 'kind', 'features[0].'],
    [collection(feature(null)), 'kind', 'features[0].geometry.'],
    [collection(feature({ type: 'Point', coordinates: [6, 47] })), 'kind', 'features[0].geometry.'],
    [collection(feature({ type: 'GeometryCollection', geometries: [polygon([ring])] })), 'kind', 'features[0].geometry.'],
    [collection(feature(polygon([ring]), { sector: '1' })), 'sector', 'features[0].properties.sector'],
    [collection(feature(polygon([ring])), feature(polygon([ring]), { sector: 1000 })), 'sector', 'features[1].properties.sector'],
    [collection(feature(polygon([ring]), { sector: 1.5 })), 'sector', 'features[0].properties.sector'],
    [collection(feature(polygon([ring]), { sector: -1 })), 'sector', 'features[0].properties.sector'],
    [collection(feature(polygon('x'))), 'ring', 'features[0].geometry.coordinates'],
    [collection(feature(polygon([ring.slice(0, 3)]))), 'ring', 'features[0].geometry.coordinates[0]'],
    [collection(feature(polygon([[...ring.slice(0, 3), [6.3, 47.1]]]))), 'ring', 'features[0].geometry.coordinates[0]'],
    [collection(feature(polygon([ring, [[6, 47], [6, 47], [6, 47], [6, 47]]]))), 'ring', 'features[0].geometry.coordinates[1]'],
    [collection(feature(polygon([[[6.1, 47.1], [700_000, 6_600_000], [6.2, 47.2], [6.1, 47.1]]]))), 'position', 'features[0].geometry.coordinates[0][1]'],
    [collection(feature(polygon([[[6.1, 47.1], ['6', 47], [6.2, 47.2], [6.1, 47.1]]]))), 'position', 'features[0].geometry.coordinates[0][1]'],
    [collection(feature({ type: 'MultiPolygon', coordinates: [[ring], [[[6.1], ...ring]]] })), 'position', 'features[0].geometry.coordinates[1][0][0]'],
    ['{"type":"Polygon","coordinates":[[[6,47],[1e999,47],[6,48],[6,47]]]}', 'position', 'coordinates[0][1]'],
    [JSON.stringify({ ...polygon([ring]), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::2154' } } }), 'crs', 'crs'],
    ['{"__proto__":{"type":"Polygon","coordinates":[]}}', 'kind', ''],
  ])('%s is refused', (text, fault, where) => expect(problem(text)).toEqual([fault, where]));
  test('more than a map may hold is refused before it is kept', () => {
    const many = Array.from({ length: ringsMax + 1 }, () => ring);
    expect(problem(JSON.stringify(polygon(many)))).toEqual(['much', `coordinates[${ringsMax}]`]);
    const long = Array.from({ length: ringPointsMax + 1 }, (_, i) => [6 + i / 10_000, 47]);
    expect(problem(JSON.stringify(polygon([[...long, long[0]]])))).toEqual(['much', 'coordinates[0]']);
    expect(problem(' '.repeat(geoBytesMax + 1))[0]).toBe('much');
  });
});

describe('a drawing', () => {
  const line = [spot(0, 0), spot(0, 100), spot(100, 100)];
  const drawn = line.reduce(withPoint, emptyDrawing);
  test('closes from three points on, undoes the last, and deletes a sector', () => {
    expect(canClose(withoutLast(drawn))).toBe(false);
    expect(closedAs(withoutLast(drawn), 1)).toEqual(withoutLast(drawn));
    const one = closedAs(drawn, 2);
    expect(one).toEqual({ outlines: [{ sector: 2, points: line }], line: [] });
    const two = closedAs(line.reduce(withPoint, one), 1);
    expect(two.outlines.map((each) => each.sector)).toEqual([1, 2]);
    expect(withoutSector(two, 2).outlines.map((each) => each.sector)).toEqual([1]);
    expect(withoutLast(emptyDrawing)).toEqual(emptyDrawing);
  });
  test('the first point touched again at the end is not there twice, nor one that is touched twice in a row', () => {
    expect(withPoint(drawn, spot(100, 100))).toEqual(drawn);
    expect(closedAs(withPoint(drawn, spot(0, 0)), 1).outlines[0]?.points).toEqual(line);
    expect(canClose([spot(0, 0), spot(0, 9), spot(0, 0)].reduce(withPoint, emptyDrawing))).toBe(false);
  });
  test('a touch near a corner is that corner, so that borders are shared', () => {
    const one = closedAs(drawn, 1);
    expect(snapped(one, spot(3, 97), 10)).toEqual(spot(0, 100));
    expect(snapped(one, spot(30, 97), 10)).toEqual(spot(30, 97));
    expect(snapped(emptyDrawing, spot(3, 97), 10)).toEqual(spot(3, 97));
  });
});
