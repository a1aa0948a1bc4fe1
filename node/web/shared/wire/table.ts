// How the generated tables (schemas.gen.ts) say where a field stands: kind, then offset in bytes for numbers, in bits
// for bool, the pointer's index for the rest; then the length of a byte string or what a struct or list holds.
export type Slot =
  | readonly ['u8' | 'u16' | 'u32' | 'i32' | 'u64' | 'bool', number]
  | readonly ['text' | 'data' | 'datas' | 'u16s' | 'u32s', number]
  | readonly ['words', number, number]
  | readonly ['struct' | 'structs' | 'group', number, Table];

export interface Table {
  readonly words: number; // of the data section
  readonly pointers: number;
  readonly fields: Readonly<Record<string, Slot>>;
}

export type Kind = Slot[0];

// What stands in a field before it means anything.
export interface RawOf {
  u8: number;
  u16: number;
  u32: number;
  i32: number;
  u64: bigint;
  bool: boolean;
  text: string;
  data: Uint8Array;
  datas: readonly Uint8Array[];
  u16s: readonly number[];
  u32s: readonly number[];
  words: Uint8Array;
  struct: Raw;
  structs: readonly Raw[];
  group: Raw;
}
export type RawValue = RawOf[Kind] | undefined;
export interface Raw {
  readonly [field: string]: RawValue;
}
