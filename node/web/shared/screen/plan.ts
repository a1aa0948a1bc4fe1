// A plan of a commune drawn from its outlines alone: no tiles, no other host, nothing that moves by itself. A tap puts a
// point; so does Enter under a cross that the arrow keys move.
import { type Outline, type Spot, boxOf, middleOf } from '../place/outline';
import { DivIcon, LatLng, LatLngBounds, LayerGroup, Map, Marker, Polygon, Polyline } from './leaflet';

export interface Drawn {
  outlines: readonly Outline[];
  strong: readonly number[]; // sectors that stand out
  label(sector: number): string; // '' for none
  spot: Spot | null; // the point that was put
  line: readonly Spot[]; // what is being drawn
}
export interface Watching {
  placed(spot: Spot, reach: number): void; // reach: of a finger, in millionths of a degree of latitude
  crossAt(spot: Spot): void; // read aloud while it moves
}

const million = 1_000_000;
const onMap = ({ latitude, longitude }: Spot): LatLng => new LatLng(latitude / million, longitude / million);
const spotOf = ({ lat, lng }: LatLng): Spot => ({
  latitude: Math.round(Math.max(-90, Math.min(90, lat)) * million),
  longitude: Math.round(Math.max(-180, Math.min(180, lng)) * million),
});

const stepPx = 16;
const edgePx = 24;
const reachPx = 14;
const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-stepPx, 0], ArrowRight: [stepPx, 0], ArrowUp: [0, -stepPx], ArrowDown: [0, stepPx] };

export class Plan {
  private readonly map: Map;
  private readonly layers = new LayerGroup();
  private readonly crossMark: Marker;
  private cross: LatLng | null = null;
  private whole: LatLngBounds | null = null;

  constructor(
    container: HTMLElement,
    private readonly watching: Watching | null,
  ) {
    this.map = new Map(container, {
      zoomControl: false,
      attributionControl: false,
      zoomAnimation: false,
      fadeAnimation: false,
      markerZoomAnimation: false,
      inertia: false,
      keyboard: false,
      zoomSnap: 0.25,
      zoomDelta: 1,
      minZoom: 6,
      maxZoom: 20,
      bounceAtZoomLimits: false,
    });
    this.map.setView([46.6, 2.4], 6);
    this.layers.addTo(this.map);
    this.crossMark = mark('plan-cross', '', this.map.getCenter()).setZIndexOffset(1000);
    this.map.on('resize', () => this.showWhole());
    this.map.on('click', ({ latlng }) => {
      this.hideCross();
      this.put(latlng);
    });
    container.addEventListener('keydown', (event) => this.onKey(event));
    container.addEventListener('focus', () => watching !== null && container.matches(':focus-visible') && this.showCross());
    container.addEventListener('blur', () => this.hideCross());
  }
  remove(): void {
    this.map.remove();
  }

  draw({ outlines, strong, label, spot, line }: Drawn): void {
    this.layers.clearLayers();
    // The commune's own line first, so that sectors lie over it; rings of one sector are one shape, holes included.
    for (const sector of new Set(outlines.map((each) => each.sector)))
      this.layers.addLayer(
        new Polygon(
          outlines.filter((each) => each.sector === sector).map(({ points }) => points.map(onMap)),
          { className: sector === 0 ? 'plan-commune' : strong.includes(sector) ? 'plan-sector strong' : 'plan-sector', interactive: false, smoothFactor: 0 },
        ),
      );
    for (const sector of new Set(outlines.map((each) => each.sector))) {
      const middle = sector === 0 ? null : middleOf(outlines, sector);
      if (middle !== null && label(sector) !== '') this.layers.addLayer(mark(strong.includes(sector) ? 'plan-label strong' : 'plan-label', label(sector), onMap(middle)));
    }
    if (line.length > 0) this.layers.addLayer(new Polyline(line.map(onMap), { className: 'plan-line', interactive: false, smoothFactor: 0 }));
    for (const each of line) this.layers.addLayer(mark('plan-corner', '', onMap(each)));
    if (spot !== null) this.layers.addLayer(mark('plan-pin', '', onMap(spot)).setZIndexOffset(500));
    this.fit(outlines);
  }
  // The whole of it, when there is something else to see than before.
  private fit(outlines: readonly Outline[]): void {
    const box = boxOf(outlines);
    if (box === null) return;
    const bounds = new LatLngBounds([box.south / million, box.west / million], [box.north / million, box.east / million]);
    if (this.whole?.equals(bounds) === true) return;
    this.whole = bounds;
    this.showWhole();
  }
  showWhole(): void {
    if (this.whole !== null) this.map.fitBounds(this.whole, { padding: [8, 8], animate: false });
  }
  zoom(by: 1 | -1): void {
    const around = this.cross ?? this.map.getCenter();
    this.map.setZoomAround(around, this.map.getZoom() + by, { animate: false });
  }

  // ---- the keyboard

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = steps[event.key];
    if (step !== undefined && this.watching === null) this.map.panBy([4 * step[0], 4 * step[1]], { animate: false });
    else if (step !== undefined) this.moveCross(step);
    else if (event.key === '+' || event.key === '-') this.zoom(event.key === '+' ? 1 : -1);
    else if (event.key === 'Enter' && this.watching !== null) this.put(this.showCross());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  private put(at: LatLng): void {
    const beside = this.map.containerPointToLatLng(this.map.latLngToContainerPoint(at).add([0, reachPx]));
    this.watching?.placed(spotOf(at), Math.round(Math.abs(at.lat - beside.lat) * million));
  }
  private showCross(): LatLng {
    this.cross ??= this.map.getCenter();
    this.crossMark.setLatLng(this.cross).addTo(this.map);
    return this.cross;
  }
  private hideCross(): void {
    this.crossMark.remove();
    this.cross = null;
  }
  private moveCross([x, y]: readonly [number, number]): void {
    const at = this.map.latLngToContainerPoint(this.showCross()).add([x, y]);
    this.cross = this.map.containerPointToLatLng(at);
    this.showCross();
    this.map.panInside(this.cross, { padding: [edgePx, edgePx], animate: false });
    this.watching?.crossAt(spotOf(this.cross));
  }
}

// An element of ours that stands at a place; its text is text.
function mark(name: string, text: string, at: LatLng): Marker {
  const element = document.createElement('span');
  element.textContent = text;
  return new Marker(at, { icon: new DivIcon({ html: element, className: name, iconSize: [0, 0] }), interactive: false, keyboard: false });
}
