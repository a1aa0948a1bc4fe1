// The one encoding of a struct (protocol/README.md, "Encoding"): reading takes any message that stays in its bounds,
// writing makes the canonical one, and a caller that compares the two has checked that it was canonical.
import { type Bytes, copy } from '../base/bytes';
import { malformed } from '../base/failure';
import type { Raw, RawOf, Slot, Table } from './table';

const depthMax = 8;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// ---- reading

// A struct or list in the message: where it begins, in bytes.
interface Place {
  at: number;
  dataBytes: number;
  pointers: number;
}

class Message {
  private readonly view: DataView;
  private budget: number; // words that may still be read: nothing small grows large

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {
    if (bytes.length === 0 || bytes.length % 8 !== 0) throw malformed(`${what}: not whole words`);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.budget = bytes.length / 2;
  }

  root(table: Table): Raw {
    const place = this.structAt(0);
    if (place === null) throw this.wrong();
    return this.read(place, table, 1);
  }

  private wrong() {
    return malformed(`${this.what}: a pointer, size or depth is wrong`);
  }

  // Of `bytes` bytes behind the pointer at `pointer`, whose offset is given.
  private target(pointer: number, offset: number, bytes: number): number {
    const at = pointer + 8 + offset * 8;
    this.budget -= Math.max(1, Math.ceil(bytes / 8));
    if (at < 8 || at + bytes > this.bytes.length || this.budget < 0) throw this.wrong();
    return at;
  }

  private structAt(pointer: number): Place | null {
    const low = this.view.getInt32(pointer, true);
    const high = this.view.getUint32(pointer + 4, true);
    if (low === 0 && high === 0) return null;
    if ((low & 3) !== 0) throw this.wrong();
    const dataBytes = (high & 0xffff) * 8;
    const pointers = high >>> 16;
    if (dataBytes + pointers === 0) return { at: pointer, dataBytes, pointers };
    return { at: this.target(pointer, low >> 2, dataBytes + pointers * 8), dataBytes, pointers };
  }

  // Null for an empty list. `step` is the bytes of an element; a list of structs begins behind its tag.
  private listAt(pointer: number, size: number): { at: number; count: number; place: Place } | null {
    const low = this.view.getInt32(pointer, true);
    const high = this.view.getUint32(pointer + 4, true);
    if (low === 0 && high === 0) return null;
    if ((low & 3) !== 1 || (high & 7) !== size) throw this.wrong();
    const count = high >>> 3;
    if (size !== 7) {
      const at = this.target(pointer, low >> 2, count * (sizes[size] as number));
      return { at, count, place: { at, dataBytes: 0, pointers: 0 } };
    }
    const tag = this.target(pointer, low >> 2, (count + 1) * 8);
    const head = this.view.getUint32(tag, true);
    const shape = this.view.getUint32(tag + 4, true);
    const place = { at: tag + 8, dataBytes: (shape & 0xffff) * 8, pointers: shape >>> 16 };
    const elements = head >>> 2;
    if ((head & 3) !== 0 || elements * (place.dataBytes / 8 + place.pointers) !== count) throw this.wrong();
    if (count === 0 && elements > 0) throw this.wrong();
    return { at: place.at, count: elements, place };
  }

  private read(place: Place, table: Table, depth: number): Raw {
    if (depth > depthMax) throw this.wrong();
    const raw: Record<string, Raw[string]> = {};
    for (const [name, slot] of Object.entries(table.fields)) raw[name] = this.field(place, slot, depth);
    return raw;
  }

  private field(place: Place, slot: Slot, depth: number): Raw[string] {
    switch (slot[0]) {
      case 'group':
        return this.read(place, slot[2], depth);
      case 'words': {
        const made = new Uint8Array(slot[2]);
        const from = Math.min(slot[1], place.dataBytes);
        made.set(this.bytes.subarray(place.at + from, place.at + Math.min(slot[1] + slot[2], place.dataBytes)));
        return made;
      }
      case 'u8':
      case 'u16':
      case 'u32':
      case 'i32':
      case 'u64':
        return this.number(place, slot[0], slot[1]);
      case 'bool': {
        const byte = slot[1] >> 3;
        return byte < place.dataBytes && ((this.view.getUint8(place.at + byte) >> (slot[1] & 7)) & 1) === 1;
      }
      default:
        return this.pointed(place, slot, depth);
    }
  }

  // Zero where a shorter struct has no such word.
  private number(place: Place, kind: NumberKind, offset: number): number | bigint {
    if (offset >= place.dataBytes) return kind === 'u64' ? 0n : 0;
    return numbers[kind].get(this.view, place.at + offset);
  }

  private pointed(place: Place, slot: Slot, depth: number): Raw[string] {
    const pointer = slot[1] < place.pointers ? place.at + place.dataBytes + slot[1] * 8 : -1;
    switch (slot[0]) {
      case 'struct': {
        const found = pointer < 0 ? null : this.structAt(pointer);
        return this.read(found ?? { at: 0, dataBytes: 0, pointers: 0 }, slot[2], depth + 1);
      }
      case 'text': {
        const list = pointer < 0 ? null : this.listAt(pointer, 2);
        if (list === null) return '';
        if (list.count === 0 || this.bytes[list.at + list.count - 1] !== 0) throw this.wrong();
        return this.text(this.bytes.subarray(list.at, list.at + list.count - 1));
      }
      case 'data':
        return pointer < 0 ? new Uint8Array() : this.data(pointer);
      case 'datas': {
        const list = pointer < 0 ? null : this.listAt(pointer, 6);
        return many(list?.count, (i) => this.data((list?.at ?? 0) + i * 8));
      }
      case 'u16s': {
        const list = pointer < 0 ? null : this.listAt(pointer, 3);
        return many(list?.count, (i) => this.view.getUint16((list?.at ?? 0) + i * 2, true));
      }
      case 'u32s': {
        const list = pointer < 0 ? null : this.listAt(pointer, 4);
        return many(list?.count, (i) => this.view.getUint32((list?.at ?? 0) + i * 4, true));
      }
      case 'structs': {
        const list = pointer < 0 ? null : this.listAt(pointer, 7);
        const step = list === null ? 0 : list.place.dataBytes + list.place.pointers * 8;
        const of = slot[2];
        return many(list?.count, (i) =>
          this.read({ ...(list as { place: Place }).place, at: (list?.at ?? 0) + i * step }, of, depth + 1),
        );
      }
      default:
        throw new Error('not a pointer');
    }
  }

  private data(pointer: number): Uint8Array {
    const list = this.listAt(pointer, 2);
    return list === null ? new Uint8Array() : copy(this.bytes.subarray(list.at, list.at + list.count));
  }

  private text(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch {
      throw malformed(`${this.what}: a text is not UTF-8`);
    }
  }
}

const sizes: readonly number[] = [0, 0.125, 1, 2, 4, 8, 8]; // bytes of an element by its size's number

function many<T>(count: number | undefined, make: (index: number) => T): T[] {
  return Array.from({ length: count ?? 0 }, (_, index) => make(index));
}

type NumberKind = 'u8' | 'u16' | 'u32' | 'i32' | 'u64';
const numbers: Record<
  NumberKind,
  { get(view: DataView, at: number): number | bigint; set(view: DataView, at: number, value: number | bigint): void }
> = {
  u8: { get: (v, at) => v.getUint8(at), set: (v, at, n) => v.setUint8(at, Number(n)) },
  u16: { get: (v, at) => v.getUint16(at, true), set: (v, at, n) => v.setUint16(at, Number(n), true) },
  u32: { get: (v, at) => v.getUint32(at, true), set: (v, at, n) => v.setUint32(at, Number(n), true) },
  i32: { get: (v, at) => v.getInt32(at, true), set: (v, at, n) => v.setInt32(at, Number(n), true) },
  u64: { get: (v, at) => v.getBigUint64(at, true), set: (v, at, n) => v.setBigUint64(at, BigInt(n), true) },
};

export function readStruct(bytes: Uint8Array, table: Table, what: string): Raw {
  return new Message(bytes, what).root(table);
}

// ---- writing

// What a pointer leads to, before it has a place.
type Held =
  | { kind: 'struct'; data: Uint8Array; pointers: (Held | null)[] }
  | { kind: 'list'; size: number; count: number; bytes: Uint8Array }
  | { kind: 'datas'; items: (Held | null)[] }
  | { kind: 'structs'; items: StructHeld[] };
type StructHeld = Extract<Held, { kind: 'struct' }>;

export function writeStruct(raw: Raw, table: Table): Bytes {
  const held = holdStruct(raw, table);
  const out = new Uint8Array(8 + sizeOf(held));
  const writer = new Writer(out);
  writer.place(held, 0);
  return out;
}

function holdStruct(raw: Raw, table: Table): StructHeld {
  const data = new Uint8Array(table.words * 8);
  const pointers: (Held | null)[] = Array.from({ length: table.pointers }, () => null);
  fill(raw, table, data, pointers);
  let words = table.words;
  while (words > 0 && data.subarray(words * 8 - 8, words * 8).every((byte) => byte === 0)) words--;
  while (pointers.length > 0 && pointers[pointers.length - 1] === null) pointers.pop();
  return { kind: 'struct', data: data.subarray(0, words * 8), pointers };
}

function fill(raw: Raw, table: Table, data: Uint8Array, pointers: (Held | null)[]): void {
  const view = new DataView(data.buffer);
  for (const [name, slot] of Object.entries(table.fields)) {
    const value = raw[name];
    switch (slot[0]) {
      case 'group':
        fill(value as Raw, slot[2], data, pointers);
        break;
      case 'words':
        data.set(value as Uint8Array, slot[1]);
        break;
      case 'bool': {
        const byte = slot[1] >> 3;
        if (value === true) data[byte] = (data[byte] as number) | (1 << (slot[1] & 7));
        break;
      }
      case 'u8':
      case 'u16':
      case 'u32':
      case 'i32':
      case 'u64':
        numbers[slot[0]].set(view, slot[1], value as number | bigint);
        break;
      default:
        pointers[slot[1]] = hold(value, slot);
    }
  }
}

function hold(value: Raw[string], slot: Slot): Held | null {
  switch (slot[0]) {
    case 'struct':
      return holdStruct(value as Raw, slot[2]);
    case 'text':
      return value === '' ? null : bytesHeld(new TextEncoder().encode((value as string) + '\0'));
    case 'data':
      return bytesHeld(value as Uint8Array);
    case 'datas': {
      const items = (value as RawOf['datas']).map(bytesHeld);
      return items.length === 0 ? null : { kind: 'datas', items };
    }
    case 'structs': {
      const items = (value as RawOf['structs']).map((item) => holdStruct(item, slot[2]));
      return items.length === 0 ? null : { kind: 'structs', items };
    }
    case 'u16s':
    case 'u32s':
      return numbersHeld(value as readonly number[], slot[0] === 'u16s' ? 2 : 4);
    default:
      throw new Error('not a pointer');
  }
}

function bytesHeld(bytes: Uint8Array): Held | null {
  return bytes.length === 0 ? null : { kind: 'list', size: 2, count: bytes.length, bytes };
}

function numbersHeld(values: readonly number[], bytes: 2 | 4): Held | null {
  if (values.length === 0) return null;
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  values.forEach((value, i) => {
    if (bytes === 2) view.setUint16(i * 2, value, true);
    else view.setUint32(i * 4, value, true);
  });
  return { kind: 'list', size: bytes === 2 ? 3 : 4, count: values.length, bytes: new Uint8Array(view.buffer) };
}

const whole = (bytes: number): number => Math.ceil(bytes / 8) * 8;

// Of all elements of a list: the largest.
function stride(items: readonly StructHeld[]): { dataBytes: number; pointers: number } {
  return {
    dataBytes: Math.max(...items.map((item) => item.data.length)),
    pointers: Math.max(...items.map((item) => item.pointers.length)),
  };
}

function sizeOf(held: Held | null): number {
  if (held === null) return 0;
  const children = (items: readonly (Held | null)[]) => items.reduce((sum, item) => sum + sizeOf(item), 0);
  switch (held.kind) {
    case 'struct':
      return held.data.length + held.pointers.length * 8 + children(held.pointers);
    case 'list':
      return whole(held.bytes.length);
    case 'datas':
      return held.items.length * 8 + children(held.items);
    case 'structs': {
      const { dataBytes, pointers } = stride(held.items);
      return 8 + held.items.length * (dataBytes + pointers * 8) + children(held.items.flatMap((item) => item.pointers));
    }
  }
}

// Objects in the order of the pointers that lead to them, depth first, without gaps.
class Writer {
  private readonly view: DataView;
  private next = 8;

  constructor(private readonly out: Uint8Array) {
    this.view = new DataView(out.buffer);
  }

  place(held: Held | null, pointer: number): void {
    if (held === null) return;
    const at = this.next;
    const offset = (at - pointer - 8) / 8;
    switch (held.kind) {
      case 'struct':
        this.struct(held, pointer, offset);
        break;
      case 'list':
        this.pointer(pointer, (offset << 2) | 1, held.count * 8 + held.size);
        this.out.set(held.bytes, at);
        this.next += whole(held.bytes.length);
        break;
      case 'datas':
        this.pointer(pointer, (offset << 2) | 1, held.items.length * 8 + 6);
        this.next += held.items.length * 8;
        held.items.forEach((item, i) => this.place(item, at + i * 8));
        break;
      case 'structs':
        this.structs(held.items, pointer, offset);
        break;
    }
  }

  private pointer(at: number, low: number, high: number): void {
    this.view.setInt32(at, low, true);
    this.view.setUint32(at + 4, high, true);
  }

  private struct(held: StructHeld, pointer: number, offset: number): void {
    const at = this.next;
    const empty = held.data.length + held.pointers.length === 0;
    this.pointer(pointer, (empty ? -1 : offset) << 2, held.data.length / 8 + held.pointers.length * 0x10000);
    this.out.set(held.data, at);
    this.next += held.data.length + held.pointers.length * 8;
    held.pointers.forEach((child, i) => this.place(child, at + held.data.length + i * 8));
  }

  private structs(items: readonly StructHeld[], pointer: number, offset: number): void {
    const { dataBytes, pointers } = stride(items);
    const step = dataBytes + pointers * 8;
    const first = this.next + 8;
    this.pointer(pointer, (offset << 2) | 1, ((items.length * step) / 8) * 8 + 7);
    this.pointer(this.next, items.length << 2, dataBytes / 8 + pointers * 0x10000);
    this.next = first + items.length * step;
    items.forEach((item, i) => this.out.set(item.data, first + i * step));
    items.forEach((item, i) => {
      item.pointers.forEach((child, p) => this.place(child, first + i * step + dataBytes + p * 8));
    });
  }
}
