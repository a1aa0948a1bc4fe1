// Sectors as they are being drawn: what stands, and the line that is not closed yet. Each act makes a new one.
import type { Outline, Spot } from '../../shared/place/outline';

export interface Drawing {
  outlines: readonly Outline[];
  line: readonly Spot[];
}
export const emptyDrawing: Drawing = { outlines: [], line: [] };

const same = (a: Spot, b: Spot): boolean => a.latitude === b.latitude && a.longitude === b.longitude;

// Onto a corner that is there within `reach`, so that neighbours share their border to the point.
export function snapped(drawing: Drawing, spot: Spot, reach: number): Spot {
  const shrink = Math.cos((spot.latitude / 1_000_000) * (Math.PI / 180));
  const far = (each: Spot): number => Math.hypot(each.latitude - spot.latitude, (each.longitude - spot.longitude) * shrink);
  const corners = [...drawing.outlines.flatMap((each) => each.points), ...drawing.line];
  const nearest = corners.reduce<Spot | null>((best, each) => (best === null || far(each) < far(best) ? each : best), null);
  return nearest !== null && far(nearest) <= reach ? nearest : spot;
}
export function withPoint(drawing: Drawing, spot: Spot): Drawing {
  const last = drawing.line.at(-1);
  return last !== undefined && same(last, spot) ? drawing : { ...drawing, line: [...drawing.line, spot] };
}
export const withoutLast = (drawing: Drawing): Drawing => ({ ...drawing, line: drawing.line.slice(0, -1) });

// A line that comes back to its beginning does not name it twice.
const ringOf = (line: readonly Spot[]): readonly Spot[] =>
  line.length > 1 && same(line[0] as Spot, line.at(-1) as Spot) ? line.slice(0, -1) : line;
export const canClose = ({ line }: Drawing): boolean => ringOf(line).length >= 3;
export function closedAs(drawing: Drawing, sector: number): Drawing {
  if (!canClose(drawing)) return drawing;
  const outlines = [...drawing.outlines, { sector, points: ringOf(drawing.line) }].sort((a, b) => a.sector - b.sector);
  return { outlines, line: [] };
}
export const withoutSector = (drawing: Drawing, sector: number): Drawing => ({ ...drawing, outlines: drawing.outlines.filter((each) => each.sector !== sector) });
