// What the plans use of Leaflet, and nothing else of it: lines, marks that are elements of ours, drag and pinch. None of these
// writes HTML; the one probe of the library that does is taken out when the faces are bundled (vite.config.ts).
import { LatLng } from 'leaflet/src/geo/LatLng.js';
import { LatLngBounds } from 'leaflet/src/geo/LatLngBounds.js';
import { LayerGroup } from 'leaflet/src/layer/LayerGroup.js';
import { DivIcon } from 'leaflet/src/layer/marker/DivIcon.js';
import { Marker } from 'leaflet/src/layer/marker/Marker.js';
import { Polygon } from 'leaflet/src/layer/vector/Polygon.js';
import { Polyline } from 'leaflet/src/layer/vector/Polyline.js';
import 'leaflet/src/layer/vector/Renderer.getRenderer.js';
import { Map } from 'leaflet/src/map/Map.js';
import 'leaflet/src/map/handler/Map.Drag.js';
import 'leaflet/src/map/handler/Map.TouchZoom.js';

export { DivIcon, LatLng, LatLngBounds, LayerGroup, Map, Marker, Polygon, Polyline };
