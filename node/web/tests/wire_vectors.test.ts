// The bytes of tests/vectors/wire.json, in both directions: what a C++ program writes is read here, and the other way.
import { describe, expect, test } from 'vitest';
import { equal, fromHex, toHex } from '../shared/base/bytes';
import { Failure } from '../shared/base/failure';
import { DocumentType } from '../shared/base/vocabulary.gen';
import { Header, decodeContent, encodeContent } from '../shared/wire/alert';
import { readStruct } from '../shared/wire/canonical';
import { cardText, parseCard } from '../shared/wire/card';
import { decodeContainer, encodeContainer } from '../shared/wire/container';
import * as documents from '../shared/wire/documents';
import type { Document } from '../shared/wire/documents';
import * as locality from '../shared/wire/locality';
import { Reply, Request, decodeFrame, decodeSignedRequest, encodeFrame, encodeSignedRequest } from '../shared/wire/message';
import * as notices from '../shared/wire/notices';
import { Receipt } from '../shared/wire/receipt';
import * as schemas from '../shared/wire/schemas.gen';
import type { Table } from '../shared/wire/table';
import { type Json, printed, read, vectors } from './vectors';

interface Vector {
  format: string;
  name: string;
  hex: string;
  fields: Record<string, Json>;
}
interface Refused {
  format: string;
  name: string;
  hex: string;
}
const file = vectors('wire') as unknown as { vectors: Vector[]; refused: Refused[]; cards: Record<string, string>[] };

interface Codec {
  decode(bytes: Uint8Array): unknown;
  encode(value: never): Uint8Array;
}
const codecs = new Map<string, Codec>();
const all = [...Object.values(documents), ...Object.values(notices), ...Object.values(locality)] as unknown[];
for (const each of all) {
  const codec = each as Document<never> | null;
  if (typeof codec === 'object' && codec !== null && 'type' in codec) codecs.set(codec.name, codec);
}
codecs.set('alert_header', Header);
codecs.set('alert_content', { decode: decodeContent, encode: encodeContent });
codecs.set('receipt', Receipt);
codecs.set('request', Request);
codecs.set('reply', Reply);
codecs.set('signed_document', { decode: decodeContainer, encode: encodeContainer });
codecs.set('client_frame', { decode: decodeFrame, encode: encodeFrame });
codecs.set('signed_request', { decode: decodeSignedRequest, encode: encodeSignedRequest });

// What only nodes say to each other: no browser reads it.
const betweenNodes = ['parcel_content', 'parcel_answers', 'carried', 'elsewhere', 'parcel_lacking'];
const ofBrowsers = file.vectors.filter((vector) => !betweenNodes.includes(vector.format));
const tables: Record<string, Table> = { alert_header: schemas.AlertHeader, alert_content: schemas.AlertContent, receipt: schemas.Receipt };

// What stands in a vector and is no part of the value: it can say one thing only.
const constant = ['version', 'suite', 'magic', 'zero', 'zero8', 'zero16', 'zero32', 'reserved', 'tag'];
const without = (fields: Record<string, Json>, names: string[]): Record<string, Json> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

function valueFields(vector: Vector): Record<string, Json> {
  const fields = without(vector.fields, constant);
  if (vector.format === 'alert_header') fields.commune = (fields.commune as string).slice(0, 10);
  if (vector.format === 'signed_document') fields.type = DocumentType[fields.type as keyof typeof DocumentType];
  if (typeof fields.counter === 'string') fields.counter = Number(fields.counter);
  return fields;
}

describe('every format of tests/vectors/wire.json', () => {
  test('each document type has its codec', () => {
    for (const name of Object.keys(DocumentType)) expect(codecs.has(name), name).toBe(true);
    expect(ofBrowsers.length).toBeGreaterThan(45);
  });
  for (const vector of ofBrowsers) {
    const codec = codecs.get(vector.format) as Codec;
    test(`${vector.format} ${vector.name}: bytes to fields to the same bytes`, () => {
      const bytes = fromHex(vector.hex);
      const value = codec.decode(bytes);
      if (vector.format !== 'alert_content') expect(printed(value)).toEqual(valueFields(vector));
      expect(toHex(codec.encode(value as never))).toBe(vector.hex);
    });
    if (vector.format === 'alert_content') continue;
    test(`${vector.format} ${vector.name}: the vector's fields to its bytes`, () => {
      const value = read(valueFields(vector), codec.decode(fromHex(vector.hex)));
      expect(toHex(codec.encode(value as never))).toBe(vector.hex);
    });
  }
  for (const vector of ofBrowsers.filter((each) => each.format in tables)) {
    test(`${vector.format} ${vector.name}: each number stands where its schema puts it`, () => {
      const raw = printed(readStruct(fromHex(vector.hex), tables[vector.format] as Table, 'it')) as Record<string, Json>;
      const zeros = ['zero', 'zero8', 'zero16', 'zero32', 'reserved'];
      for (const person of ['person0', 'person1', 'person2', 'person3'])
        if (person in raw) raw[person] = without(raw[person] as Record<string, Json>, zeros);
      expect(without(raw, zeros)).toEqual(vector.fields);
    });
  }
});

// A reply of 8 KiB with so many items, whose data is each time the same 4,000 bytes.
function pointingAtOneText(items: number): Uint8Array {
  const reply = new Uint8Array(8 * 1024);
  const view = new DataView(reply.buffer);
  view.setUint32(4, 0x00030002, true); // two data words, three pointers
  reply[8] = 1;
  view.setUint32(40, 1, true);
  view.setUint32(44, items * 8 + 7, true);
  view.setUint32(48, items << 2, true);
  view.setUint32(52, 0x00010000, true); // an item: one pointer, no data words
  for (let i = 0; i < items; i++) {
    const at = 56 + i * 8;
    view.setUint32(at, ((items - i - 1) << 2) | 1, true);
    view.setUint32(at + 4, 4000 * 8 + 2, true);
  }
  return reply;
}

describe('what must be refused', () => {
  for (const refused of file.refused)
    test(`${refused.format} ${refused.name}`, () => {
      expect(() => (codecs.get(refused.format) as Codec).decode(fromHex(refused.hex))).toThrow(Failure);
    });

  // No byte of a message is without meaning: each that changes makes another value or a refusal, never the same one.
  for (const vector of ofBrowsers.filter((each) => ['charter', 'reply', 'root', 'notice'].includes(each.format)))
    test(`${vector.format} ${vector.name}: a changed bit is another value, or refused`, () => {
      const codec = codecs.get(vector.format) as Codec;
      const original = fromHex(vector.hex);
      for (let bit = 0; bit < original.length * 8; bit += 3) {
        const bytes = original.slice();
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        let value: unknown;
        try {
          value = codec.decode(bytes);
        } catch (problem) {
          expect(problem).toBeInstanceOf(Failure);
          continue;
        }
        expect(equal(codec.encode(value as never), bytes)).toBe(true);
      }
    });
  test('a reply cut anywhere', () => {
    const bytes = fromHex((ofBrowsers.find((each) => each.format === 'reply') as Vector).hex);
    for (let size = 0; size < bytes.length; size++) expect(() => Reply.decode(bytes.slice(0, size))).toThrow(Failure);
  });
  test('a small message that points at the same bytes again and again is not read out', () => {
    expect(() => Reply.decode(pointingAtOneText(3))).toThrow('not its one encoding');
    expect(() => Reply.decode(pointingAtOneText(100))).toThrow('a pointer, size or depth is wrong');
  });
});

describe('cards', () => {
  for (const vector of file.cards)
    test(`of ${vector.address}`, () => {
      const card = parseCard(vector.text as string);
      expect(card.address).toBe(vector.address);
      expect(toHex(card.gateway ?? new Uint8Array(32))).toBe(vector.gateway);
      for (const name of ['node', 'rootSha256', 'invitation', 'secret'] as const) expect(toHex(card[name])).toBe(vector[name]);
      expect(cardText(card)).toBe(vector.text);
    });
  const text = file.cards[0]?.text as string;
  test('forgive case, spaces, line breaks, hyphens, and I, L, O', () => {
    const typed = text.toLowerCase().replace(/-/g, ' \n').replace(/0/g, 'o').replace(/1(?=[^:])/g, 'l');
    expect(cardText(parseCard(typed))).toBe(text);
  });
  test('one wrong character is found, and the message repeats nothing of the card', () => {
    for (let at = 8; at < text.length; at++) {
      if (text[at] === '-') continue;
      const wrong = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1);
      let said = '';
      try {
        parseCard(wrong);
      } catch (problem) {
        said = (problem as Failure).message;
      }
      expect(said).toMatch(/^card/);
      expect(said).not.toContain(text.slice(8, 20));
    }
  });
  test('another version is said to be one', () => {
    expect(() => parseCard('TOCSIN2:AAAA')).toThrow('of another version');
  });
});
