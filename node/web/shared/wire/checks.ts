// Ranges that several documents share.
import { compare, equal, isZero } from '../base/bytes';
import { isCommuneBytes, isPostBytes } from '../base/ids';
import * as limits from '../base/limits.gen';
import { type Check, bytes, instant, list, part, text, u16, u32, u8 } from './fields';
import * as schemas from './schemas.gen';
import { isAddress } from './text';

export const compareBytes = compare;

export const nodeKeys = part(schemas.NodeKeys, { signing: bytes(32), curve: bytes(32), parcel: bytes(32), log: bytes(32) });
export const mailbox = part(schemas.Mailbox, { address: text, server: bytes(32), id: bytes(16) });
export const gateway = part(schemas.Gateway, { address: text, server: bytes(32) });
export const limitValue = part(schemas.LimitValue, { limit: u8, value: u32 });
export const period = part(schemas.Period, { from: instant, until: instant });
export const openingHours = part(schemas.OpeningHours, { weekday: u8, fromMinute: u16, untilMinute: u16, day: u16 });
export const sector = part(schemas.Sector, { id: u16, name: text, border: bytes(5) });

export interface NodeKeys {
  signing: Uint8Array;
  curve: Uint8Array;
  parcel: Uint8Array;
  log: Uint8Array;
}
export interface Mailbox {
  address: string;
  server: Uint8Array;
  id: Uint8Array;
}
export interface Gateway {
  address: string;
  server: Uint8Array;
}
export interface LimitValue {
  limit: number;
  value: number;
}

export const mailboxes = list(mailbox);
export const gateways = list(gateway);
export const limitValues = list(limitValue);

export const ascends = <T>(values: readonly T[], before: (a: T, b: T) => boolean): boolean =>
  values.every((value, i) => i === 0 || before(values[i - 1] as T, value));
export const numbersAscend = (values: readonly number[]): boolean => ascends(values, (a, b) => a < b);
export const bytesAscend = (values: readonly Uint8Array[]): boolean => ascends(values, (a, b) => compare(a, b) < 0);

export function checkCommune(is: Check, id: Uint8Array, field = 'commune'): void {
  is.that(isCommuneBytes(id), field, 'not an INSEE code');
}
export function checkPost(is: Check, id: Uint8Array, field = 'post'): void {
  is.that(isPostBytes(id), field, 'not a post id');
}
export function checkSector(is: Check, id: number, field: string): void {
  is.that(id >= 1 && id <= 999, field, 'not in 1 ... 999');
}

export function checkPrevious(is: Check, value: { sequence: number; previous: Uint8Array }): void {
  is.that(value.sequence >= 1, 'sequence', 'counts from 1');
  is.that((value.sequence === 1) === isZero(value.previous), 'previous', 'zero for the first of its kind and only there');
}

export function checkLife(is: Check, from: number, until: number, msMax: number): void {
  is.that(from < until, 'until', 'not after its beginning');
  is.that(until - from <= msMax, 'until', 'longer than such a document may last');
}

export function checkLimits(is: Check, values: readonly LimitValue[]): void {
  is.that(values.length <= limits.limitValuesMax, 'limits', 'too many');
  is.that(values.every((each) => each.limit >= 1), 'limits', 'numbered from 1');
  is.that(ascends(values, (a, b) => a.limit < b.limit), 'limits', 'not ascending, or one twice');
}

export function checkMailboxes(is: Check, boxes: readonly Mailbox[]): void {
  is.that(boxes.length <= limits.mailboxesMax, 'mailboxes', 'too many');
  boxes.forEach((box, i) => {
    is.that(isAddress(box.address), 'mailboxes.address', 'not tcp://host:port');
    is.set(box.server, 'mailboxes.server');
    is.set(box.id, 'mailboxes.id');
    is.that(!boxes.slice(0, i).some((other) => equal(other.id, box.id)), 'mailboxes.id', 'one twice');
  });
}

// Set and pairwise distinct: one key never plays two parts.
export function checkKeys(is: Check, office: Uint8Array, node: NodeKeys): void {
  is.set(office, 'office');
  const keys = [node.signing, node.curve, node.parcel, node.log];
  is.that(!keys.some(isZero), 'node', 'a key is zero');
  is.that(bytesAscend([office, ...keys].sort(compare)), 'node', 'two keys are the same');
}

export function checkWays(is: Check, address: string, ways: readonly Gateway[]): void {
  is.that(address === '' || isAddress(address), 'clientAddress', 'not tcp://host:port');
  is.that(address !== '' || ways.length > 0, 'clientAddress', 'none, and no gateway either');
  is.that(ways.length <= limits.gatewaysMax, 'gateways', 'too many');
  ways.forEach((way, i) => {
    is.that(isAddress(way.address), 'gateways.address', 'not tcp://host:port');
    is.set(way.server, 'gateways.server');
    const twice = ways.slice(0, i).some((other) => other.address === way.address && equal(other.server, way.server));
    is.that(!twice, 'gateways', 'one twice');
  });
}

export function checkSectorIds(is: Check, sectors: readonly number[]): void {
  is.that(sectors.length >= 1 && sectors.length <= limits.sectorsMax, 'sectors', 'none or too many');
  is.that(numbersAscend(sectors), 'sectors', 'not ascending, or one twice');
  for (const id of sectors) checkSector(is, id, 'sectors');
}
