// Bytes, read and written in order, little endian; hexadecimal; comparison.
import { malformed } from './failure';

export type Bytes = Uint8Array<ArrayBuffer>;

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

export function fromHex(text: string): Bytes {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw malformed('not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

// Not for secrets: it stops at the first difference.
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// Less than zero when `a` stands before `b`.
export function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const copy = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

export const ascii = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;

export class ByteWriter {
  private parts: Uint8Array[] = [];

  raw(bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this;
  }
  text(text: string): this {
    return this.raw(ascii(text));
  }
  u8(value: number): this {
    return this.raw(Uint8Array.of(value));
  }
  u16(value: number): this {
    return this.view(2, (view) => view.setUint16(0, value, true));
  }
  u32(value: number): this {
    return this.view(4, (view) => view.setUint32(0, value, true));
  }
  i32(value: number): this {
    return this.view(4, (view) => view.setInt32(0, value, true));
  }
  u64(value: bigint | number): this {
    return this.view(8, (view) => view.setBigUint64(0, BigInt(value), true));
  }
  // Length u32, then the bytes.
  sized(bytes: Uint8Array): this {
    return this.u32(bytes.length).raw(bytes);
  }
  take(): Bytes {
    const made = concat(...this.parts);
    this.parts = [];
    return made;
  }

  private view(bytes: number, write: (view: DataView) => void): this {
    const view = new DataView(new ArrayBuffer(bytes));
    write(view);
    return this.raw(new Uint8Array(view.buffer));
  }
}

// Throws malformed when the bytes end too early; `what` names them in the message.
export class ByteReader {
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get left(): number {
    return this.bytes.length - this.at;
  }
  raw(count: number): Bytes {
    const from = this.step(count);
    return this.bytes.slice(from, from + count) as Bytes;
  }
  u8(): number {
    return this.view.getUint8(this.step(1));
  }
  u16(): number {
    return this.view.getUint16(this.step(2), true);
  }
  u32(): number {
    return this.view.getUint32(this.step(4), true);
  }
  u64(): bigint {
    return this.view.getBigUint64(this.step(8), true);
  }
  sized(): Bytes {
    return this.raw(this.u32());
  }
  rest(): Bytes {
    return this.raw(this.left);
  }
  end(): void {
    if (this.left > 0) throw malformed(`${this.what}: bytes after its end`);
  }

  private step(count: number): number {
    if (count > this.left) throw malformed(`${this.what}: cut short`);
    const from = this.at;
    this.at += count;
    return from;
  }
}
