// One alert: the header that the commune reads, the content that only the post reads, the envelope around both.
import { type Bytes, ascii, concat, isZero } from '../base/bytes';
import { nameOf } from '../base/ids';
import * as limits from '../base/limits.gen';
import { Category, Colour, Direction, Errc, HeightBand, Luggage, Urgency, VehicleMake, VehicleType } from '../base/vocabulary.gen';
import { malformed } from '../base/failure';
import { checkCommune, checkSector } from './checks';
import { type Format, fixed16, fixed32, fixed8, format, grouped, i32, magic, of, orZero, part, u16, u32, u64, u8, words, zeros } from './fields';
import * as schemas from './schemas.gen';
import { isPlate } from './text';

export const AlertKind = { device: 1, desk: 2 } as const;
export type AlertKind = (typeof AlertKind)[keyof typeof AlertKind];
export const HeaderFlag = { exercise: 1, called17: 2, staleEpoch: 4 } as const;
const flagsAll = 7;

const id = words(16);
const hash = words(32);

export const Header = /* @__PURE__ */ format(
  'header',
  schemas.AlertHeader,
  {
    version: fixed8(1, Errc.unsupported),
    suite: fixed8(1, Errc.unsupported),
    kind: of(AlertKind, Errc.unsupported),
    category: of(Category, Errc.unsupported),
    urgency: of(Urgency, Errc.unsupported),
    flags: u8,
    sector: u16,
    commune: words(5),
    alert: id,
    mandate: id,
    sequence: u64,
    created: u32,
    expiry: u32,
    charterSequence: u32,
    postEpoch: u32,
    supervisingEpoch: u32,
    zero: fixed32(0),
    bodyHash: hash,
    wrapsHash: hash,
    previousHash: hash,
    commitment: hash,
    placeTag: id,
    plateTag: id,
    magic: magic('TOCSINv1'),
  },
  (header, is) => {
    is.that((header.flags & ~flagsAll) === 0, 'flags', 'unknown bit', Errc.unsupported);
    checkSector(is, header.sector, 'sector');
    checkCommune(is, header.commune);
    is.set(header.alert, 'alert');
    is.set(header.mandate, 'mandate');
    is.that(header.sequence >= 1n, 'sequence', 'counts from 1');
    is.that(header.created + limits.alertLifeTens === header.expiry, 'expiry', 'not created + 72 h');
    is.that(header.charterSequence >= 1, 'charterSequence', 'counts from 1');
  },
  limits.headerBytes,
);
export type Header = typeof Header extends Format<infer T> ? T : never;

export const PlaceKind = { sector: 1, point: 2, street: 3 } as const;
export type PlaceKind = (typeof PlaceKind)[keyof typeof PlaceKind];

const person = (n: 0 | 1 | 2 | 3) =>
  grouped(
    part(schemas.AlertContent.fields[`person${n}`][2], {
      height: orZero(HeightBand),
      upper: orZero(Colour),
      lower: orZero(Colour),
      luggage: orZero(Luggage),
      direction: orZero(Direction),
      zero8: fixed8(0),
      zero16: fixed16(0),
    }),
  );

const conductsAll = ((1n << 36n) - 1n) << 1n;

// As the bytes have it. People and vehicles have a shape of their own in `Content`.
const contentFormat = /* @__PURE__ */ format(
  'content',
  schemas.AlertContent,
  {
    version: fixed8(1, Errc.unsupported),
    category: of(Category),
    sector: u16,
    observed: u32,
    conducts: u64,
    alert: id,
    mandate: id,
    tagKey: hash,
    placeKind: of(PlaceKind),
    vehicleType: orZero(VehicleType),
    vehicleColour: orZero(Colour),
    vehicleMake: orZero(VehicleMake),
    personCount: u8,
    zero8: fixed8(0),
    street: u16,
    latitude: i32,
    longitude: i32,
    number: u16,
    zero16: fixed16(0),
    zero32: fixed32(0),
    plate: words(16),
    person0: person(0),
    person1: person(1),
    person2: person(2),
    person3: person(3),
    reserved: zeros(816),
    magic: magic('TOCSINa1'),
  },
  (content, is) => {
    checkSector(is, content.sector, 'sector');
    is.set(content.alert, 'alert');
    is.set(content.mandate, 'mandate');
    is.that((content.conducts & ~conductsAll) === 0n, 'conducts', 'unknown bit');
    const point = content.placeKind === PlaceKind.point;
    const street = content.placeKind === PlaceKind.street;
    is.that(Math.abs(content.latitude) <= 90_000_000, 'place.latitude', 'beyond 90 degrees');
    is.that(Math.abs(content.longitude) <= 180_000_000, 'place.longitude', 'beyond 180 degrees');
    is.that(point || (content.latitude === 0 && content.longitude === 0), 'place.latitude', 'only with a point');
    is.that(street || (content.street === 0 && content.number === 0), 'place.street', 'only with a street');
    const plate = nameOf(content.plate);
    is.that(isZero(content.plate.subarray(plate.length)), 'vehicle.plate', 'more behind its end');
    is.that(plate === '' || isPlate(plate), 'vehicle.plate', 'not 1 to 10 of A-Z and 0-9');
    const described = content.vehicleColour !== null || content.vehicleMake !== null || plate !== '';
    is.that(content.vehicleType !== null || !described, 'vehicle', 'described, but of no type');
    const all = [content.person0, content.person1, content.person2, content.person3];
    const count = all.filter((each) => each.height !== null).length;
    const empty = all.slice(count).every((each) => Object.values(each).every((value) => value === null));
    is.that(empty && all.slice(0, count).every((each) => each.height !== null), 'persons', 'one without a height');
    is.that(content.personCount <= 99, 'personCount', 'above 99');
    is.that(content.personCount >= count, 'personCount', 'fewer than are described');
  },
  limits.contentBytes,
);
type ContentFields = typeof contentFormat extends Format<infer T> ? T : never;
type PersonFields = ContentFields['person0'];

export interface Vehicle {
  type: VehicleType;
  colour: Colour | null;
  make: VehicleMake | null;
  plate: string; // empty: not seen
}
export interface Person {
  height: HeightBand;
  upper: Colour | null;
  lower: Colour | null;
  luggage: Luggage | null;
  direction: Direction | null;
}
export interface Place {
  kind: PlaceKind;
  latitude: number; // millionths of a degree; 0 unless a point
  longitude: number;
  street: number; // index in the commune's list; 0 unless a street
  number: number; // of the house; 0: none
}
export interface Content {
  category: Category;
  sector: number;
  observed: number; // tens
  conducts: bigint; // bit n: conduct n
  alert: Uint8Array;
  mandate: Uint8Array;
  tagKey: Uint8Array;
  place: Place;
  vehicle: Vehicle | null;
  personCount: number;
  persons: Person[]; // described, at most 4
}

export const conductsMask = (conducts: readonly number[]): bigint =>
  conducts.reduce((mask, conduct) => mask | (1n << BigInt(conduct)), 0n);
export const conductsIn = (mask: bigint): number[] =>
  Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n);

const nobody: PersonFields = { height: null, upper: null, lower: null, luggage: null, direction: null };

export function encodeContent(content: Content): Bytes {
  if (content.persons.length > limits.personsMax) throw malformed('content.persons: more than are described');
  const { vehicle, place, persons, ...rest } = content;
  const plate = new Uint8Array(16);
  plate.set(ascii(vehicle?.plate ?? '').subarray(0, 16));
  return contentFormat.encode({
    ...rest,
    placeKind: place.kind,
    latitude: place.latitude,
    longitude: place.longitude,
    street: place.street,
    number: place.number,
    vehicleType: vehicle?.type ?? null,
    vehicleColour: vehicle?.colour ?? null,
    vehicleMake: vehicle?.make ?? null,
    plate,
    person0: persons[0] ?? nobody,
    person1: persons[1] ?? nobody,
    person2: persons[2] ?? nobody,
    person3: persons[3] ?? nobody,
  });
}

export function decodeContent(bytes: Uint8Array): Content {
  if (bytes.length !== limits.contentBytes) throw malformed('content: not 984 bytes');
  const read = contentFormat.decode(bytes);
  const { alert, category, conducts, mandate, observed, personCount, sector, tagKey } = read;
  const all = [read.person0, read.person1, read.person2, read.person3];
  return {
    category,
    sector,
    observed,
    conducts,
    alert,
    mandate,
    tagKey,
    place: {
      kind: read.placeKind,
      latitude: read.latitude,
      longitude: read.longitude,
      street: read.street,
      number: read.number,
    },
    vehicle:
      read.vehicleType === null
        ? null
        : { type: read.vehicleType, colour: read.vehicleColour, make: read.vehicleMake, plate: nameOf(read.plate) },
    personCount,
    persons: all.flatMap((each) => (each.height === null ? [] : [{ ...each, height: each.height }])),
  };
}

export interface Envelope {
  header: Uint8Array; // 256 bytes
  signature: Uint8Array;
  wraps: Uint8Array; // both
  body: Uint8Array;
}
export function splitEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length !== limits.envelopeBytes) throw malformed('envelope: not 1536 bytes');
  const wraps = limits.headerBytes + 64;
  const body = wraps + 2 * limits.wrapBytes;
  return {
    header: bytes.slice(0, limits.headerBytes),
    signature: bytes.slice(limits.headerBytes, wraps),
    wraps: bytes.slice(wraps, body),
    body: bytes.slice(body),
  };
}
export const joinEnvelope = (parts: Envelope): Bytes => concat(parts.header, parts.signature, parts.wraps, parts.body);
