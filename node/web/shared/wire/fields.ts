// What the fields of a struct mean, described once for both directions: a format is a table of places, a shape of
// meanings, and a check of ranges. Decoding is: read, check every range, encode again, compare.
import { type Bytes, equal, isZero } from '../base/bytes';
import { Failure, malformed } from '../base/failure';
import { isInstant } from '../base/time';
import { Errc } from '../base/vocabulary.gen';
import { readStruct, writeStruct } from './canonical';
import type { Kind, Raw, RawOf, Slot, Table } from './table';

// One meaning: of a raw value of some kind. `from` throws a sentence without the field's name.
export interface Field<K extends Kind, T> {
  readonly kind: K;
  readonly from: (raw: RawOf[K], name: string) => T;
  readonly to: (value: T) => RawOf[K];
}

// For each field of the table one meaning of its kind: the compiler finds what is missing, too much, or of another kind.
export type Shape<T extends Table> = { readonly [K in keyof T['fields']]: FieldFor<T['fields'][K][0]> };
type FieldFor<K extends Kind> = K extends Kind ? { readonly kind: K; readonly from: unknown; readonly to: unknown } : never;
type ValueOfField<F> = F extends { readonly from: (raw: never, name: string) => infer T } ? T : never;
type Fixed = { readonly fixed: true };
export type ValueOf<S> = {
  -readonly [K in keyof S as S[K] extends Fixed ? never : K]: ValueOfField<S[K]>;
};

const same = <T>(value: T): T => value;

export const u8: Field<'u8', number> = { kind: 'u8', from: same, to: same };
export const u16: Field<'u16', number> = { kind: 'u16', from: same, to: same };
export const u32: Field<'u32', number> = { kind: 'u32', from: same, to: same };
export const i32: Field<'i32', number> = { kind: 'i32', from: same, to: same };
export const u64: Field<'u64', bigint> = { kind: 'u64', from: same, to: same };
export const bool: Field<'bool', boolean> = { kind: 'bool', from: same, to: same };
export const text: Field<'text', string> = { kind: 'text', from: same, to: same };
export const blob: Field<'data', Uint8Array> = { kind: 'data', from: same, to: same };
export const u16s: Field<'u16s', number[]> = { kind: 'u16s', from: (raw) => [...raw], to: same };
export const u32s: Field<'u32s', number[]> = { kind: 'u32s', from: (raw) => [...raw], to: same };

export const instant: Field<'u64', number> = {
  kind: 'u64',
  from: (raw, name) => {
    if (!isInstant(Number(raw))) throw malformed(`${name}: after the year 9999`);
    return Number(raw);
  },
  to: (value) => BigInt(value),
};

// Always in full, zero or not.
export const bytes = (size: number): Field<'data', Uint8Array> => ({
  kind: 'data',
  from: (raw, name) => sized(raw, size, name),
  to: same,
});
export const byteStrings = (size: number, count?: number): Field<'datas', Uint8Array[]> => ({
  kind: 'datas',
  from: (raw, name) => {
    if (count !== undefined && raw.length !== count) throw malformed(`${name}: not ${count} entries`);
    return raw.map((each) => sized(each, size, name));
  },
  to: same,
});
// A group of words; shorter than the group where the rest is zero, which encoding again shows.
export const words = (size: number): Field<'words', Uint8Array> => ({
  kind: 'words',
  from: (raw) => raw.slice(0, size),
  to: (value) => sized(value, size, 'a byte string'),
});

// A number of a closed list, by its table. `orZero`: zero means nothing and is null here.
export const of = <E extends number>(list: Readonly<Record<string, E>>, code: Errc = Errc.malformed): Field<'u8', E> => ({
  kind: 'u8',
  from: (raw, name) => {
    if (!Object.values(list).includes(raw as E)) throw new Failure(code, `${name}: not in the list`);
    return raw as E;
  },
  to: same,
});
export const orZero = <E extends number>(list: Readonly<Record<string, E>>): Field<'u8', E | null> => ({
  kind: 'u8',
  from: (raw, name) => (raw === 0 ? null : of(list).from(raw, name)),
  to: (value) => value ?? 0,
});

// A field that says one thing only, and is no part of the value.
export const fixed8 = (value: number, code: Errc = Errc.malformed): Field<'u8', number> & Fixed => fixed('u8', value, code);
export const fixed16 = (value: number): Field<'u16', number> & Fixed => fixed('u16', value, Errc.malformed);
export const fixed32 = (value: number): Field<'u32', number> & Fixed => fixed('u32', value, Errc.malformed);
export const magic = (eight: string): Field<'u64', bigint> & Fixed =>
  fixed('u64', [...eight].reduceRight((sum, letter) => (sum << 8n) | BigInt(letter.charCodeAt(0)), 0n), Errc.malformed);
export const zeros = (size: number): Field<'words', Uint8Array> & Fixed => ({
  kind: 'words',
  fixed: true,
  from: (raw, name) => {
    if (!isZero(raw)) throw malformed(`${name}: must be zero`);
    return raw;
  },
  to: () => new Uint8Array(size),
});
function fixed<K extends 'u8' | 'u16' | 'u32' | 'u64'>(kind: K, value: RawOf[K], code: Errc): Field<K, RawOf[K]> & Fixed {
  return {
    kind,
    fixed: true,
    from: (raw, name) => {
      if (raw !== value) throw new Failure(code, `${name}: ${value === 0 ? 'must be zero' : 'unknown'}`);
      return raw;
    },
    to: () => value,
  };
}

// A part: a struct inside, or a group of fields of the same data section.
export interface Part<T> {
  readonly table: Table;
  readonly read: (raw: Raw, name: string) => T;
  readonly write: (value: T) => Raw;
}
export function part<const T extends Table, const S extends Shape<T>>(table: T, shape: S): Part<ValueOf<S>> {
  return { table, read: (raw, name) => readShape(raw, shape, name), write: (value) => writeShape(value, shape) };
}
export const inside = <T>(of: Part<T>): Field<'struct', T> => ({ kind: 'struct', from: of.read, to: of.write });
export const grouped = <T>(of: Part<T>): Field<'group', T> => ({ kind: 'group', from: of.read, to: of.write });
export const list = <T>(of: Part<T>): Field<'structs', T[]> => ({
  kind: 'structs',
  from: (raw, name) => raw.map((each) => of.read(each, name)),
  to: (values) => values.map(of.write),
});

// One format: its bytes and its values. `check` is asked before writing and after reading.
export interface Format<T> {
  readonly name: string;
  readonly encode: (value: T) => Bytes;
  readonly decode: (bytes: Uint8Array) => T;
  readonly check: (value: T) => void;
}
export function format<const T extends Table, const S extends Shape<T>>(
  name: string,
  table: T,
  shape: S,
  check: (value: ValueOf<S>, is: Check) => void,
  bytesMax: number,
): Format<ValueOf<S>> {
  const checked = (value: ValueOf<S>) => check(value, new Check(name));
  const encode = (value: ValueOf<S>): Bytes => {
    const raw = writeShape(value, shape);
    // Whatever is written must also be read: lists, lengths and fixed fields are looked at here too.
    checked(readShape<S>(raw, shape, name));
    return writeStruct(raw, table);
  };
  const decode = (from: Uint8Array): ValueOf<S> => {
    if (from.length > bytesMax) throw new Failure(Errc.too_large, `${name}: above its limit`);
    const value = readShape<S>(readStruct(from, table, name), shape, name);
    checked(value);
    if (!equal(writeStruct(writeShape(value, shape), table), from)) throw malformed(`${name}: not its one encoding`);
    return value;
  };
  return { name, encode, decode, check: checked };
}

// Collects nothing: the first rule that does not hold is thrown, with the name of its field.
export class Check {
  constructor(private readonly what: string) {}

  that(holds: boolean, field: string, rule: string, code: Errc = Errc.malformed): void {
    if (!holds) throw new Failure(code, `${this.what}.${field}: ${rule}`);
  }
  set(id: Uint8Array, field: string): void {
    this.that(!isZero(id), field, 'must not be zero');
  }
}

function sized(raw: Uint8Array, size: number, name: string): Uint8Array {
  if (raw.length !== size) throw malformed(`${name}: not ${size} bytes`);
  return raw;
}

interface AnyField {
  readonly from: (raw: unknown, name: string) => unknown;
  readonly to: (value: unknown) => unknown;
}

function readShape<S>(raw: Raw, shape: S, what: string): ValueOf<S> {
  const value: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(shape as Record<string, AnyField>)) {
    const read = field.from(raw[name], `${what}.${name}`);
    if (!('fixed' in field)) value[name] = read;
  }
  return value as ValueOf<S>;
}

function writeShape<S>(value: ValueOf<S>, shape: S): Raw {
  const raw: Record<string, Raw[string]> = {};
  for (const [name, field] of Object.entries(shape as Record<string, AnyField>))
    raw[name] = field.to((value as Record<string, unknown>)[name]) as Raw[string];
  return raw;
}

export type { Slot };
