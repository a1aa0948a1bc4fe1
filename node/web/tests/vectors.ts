// tests/vectors/*.json as the tests need it: whole numbers beyond 2^53 as decimal text.
import { readFileSync } from 'node:fs';
import { fromHex, toHex } from '../shared/base/bytes';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export function vectors(name: 'wire' | 'seal'): Record<string, Json> {
  const text = readFileSync(new URL(`../../../tests/vectors/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text.replace(/: (\d{16,})(?=[,\n}])/g, ': "$1"')) as Record<string, Json>;
}

// A value as vectors print it.
export function printed(value: unknown): Json {
  if (value instanceof Uint8Array) return toHex(value);
  if (value === null || value === undefined) return 0;
  if (typeof value === 'bigint') return value > 2n ** 53n ? String(value) : Number(value);
  if (Array.isArray(value)) return value.map(printed);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, printed(v)]));
  return value as Json;
}

// The other way: what `like` has of bytes, of large numbers and of nothing decides how the text is read.
export function read(json: Json, like: unknown): unknown {
  if (like instanceof Uint8Array) return fromHex(json as string);
  if (typeof like === 'bigint') return BigInt(json as string | number);
  if (like === null) return null;
  if (Array.isArray(like)) return (json as Json[]).map((each, i) => read(each, like[i]));
  if (typeof like === 'object')
    return Object.fromEntries(Object.entries(like).map(([k, v]) => [k, read((json as Record<string, Json>)[k] ?? null, v)]));
  return json;
}
