// Sectors as lines on the earth: which one a point lies in, and what a plan has to show. Millionths of a degree, WGS 84.
export interface Spot {
  latitude: number;
  longitude: number;
}
// A closed line whose first point is not repeated. Sector 0 is the commune itself.
export interface Outline {
  sector: number;
  points: readonly Spot[];
}
export interface Box {
  south: number;
  west: number;
  north: number;
  east: number;
}

// Whether a line from the spot to the east crosses the ring oddly often.
export function isInside(points: readonly Spot[], { latitude, longitude }: Spot): boolean {
  let inside = false;
  points.forEach((to, i) => {
    const from = points.at(i - 1) as Spot;
    if (from.latitude > latitude === to.latitude > latitude) return;
    const crossing = from.longitude + ((latitude - from.latitude) / (to.latitude - from.latitude)) * (to.longitude - from.longitude);
    if (longitude < crossing) inside = !inside;
  });
  return inside;
}

// What lies within an odd number of a sector's rings is that sector; where drawings overlap, the lowest number. Null: none.
export function sectorAt(outlines: readonly Outline[], spot: Spot): number | null {
  const odd = new Set<number>();
  for (const { sector, points } of outlines)
    if (sector !== 0 && isInside(points, spot)) {
      if (odd.has(sector)) odd.delete(sector);
      else odd.add(sector);
    }
  return odd.size === 0 ? null : Math.min(...odd);
}

export function boxOf(outlines: readonly Outline[]): Box | null {
  let box: Box | null = null;
  for (const { points } of outlines)
    for (const { latitude, longitude } of points) {
      box ??= { south: latitude, west: longitude, north: latitude, east: longitude };
      box.south = Math.min(box.south, latitude);
      box.north = Math.max(box.north, latitude);
      box.west = Math.min(box.west, longitude);
      box.east = Math.max(box.east, longitude);
    }
  return box;
}

const linesAcross = 16;
// Where a name stands within a sector: the middle of the widest stretch that lies inside it, on a few lines from west to east.
export function middleOf(outlines: readonly Outline[], sector: number): Spot | null {
  const rings = outlines.filter((each) => each.sector === sector);
  const box = boxOf(rings);
  if (box === null) return null;
  let best: Spot = { latitude: (box.south + box.north) / 2, longitude: (box.west + box.east) / 2 };
  let widest = 0;
  for (let line = 1; line < linesAcross; line++) {
    const latitude = box.south + ((box.north - box.south) * line) / linesAcross;
    const crossings = rings.flatMap(({ points }) => crossingsOf(points, latitude)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from, to] = [crossings[i] as number, crossings[i + 1] as number];
      // Of stretches that are about as wide, the one nearer to the middle.
      const worth = (to - from) * (1 - Math.abs(line / linesAcross - 0.5));
      if (worth <= widest) continue;
      widest = worth;
      best = { latitude, longitude: (from + to) / 2 };
    }
  }
  return best;
}
function crossingsOf(points: readonly Spot[], latitude: number): number[] {
  return points.flatMap((to, i) => {
    const from = points.at(i - 1) as Spot;
    if (from.latitude > latitude === to.latitude > latitude) return [];
    return [from.longitude + ((latitude - from.latitude) / (to.latitude - from.latitude)) * (to.longitude - from.longitude)];
  });
}
