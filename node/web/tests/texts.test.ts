// The catalogues of every face: each text that is asked for is there in each language, and none that nobody asks for.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { easy } from '../referent/texts/easy';
import { en } from '../referent/texts/en';
import { fr } from '../referent/texts/fr';
import { Category } from '../shared/base/vocabulary.gen';

const root = resolve(new URL('../referent', import.meta.url).pathname);
const sources = readdirSync(root)
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(root, name), 'utf8'));
const all = sources.join('\n');
const keys = Object.keys(fr.texts);
const languages: Readonly<Record<string, { texts: Readonly<Record<string, string>>; words: Readonly<Record<string, unknown>> }>> = { fr, en, easy };
const placeholders = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();

describe('the referent’s texts', () => {
  test('are there in every language, with the same places to fill', () => {
    for (const [name, { texts }] of Object.entries(languages)) {
      expect(Object.keys(texts).sort(), name).toEqual([...keys].sort());
      for (const key of keys) {
        expect((texts[key] as string).trim(), `${name} ${key}`).not.toBe('');
        expect(placeholders(texts[key] as string), `${name} ${key}`).toBe(placeholders((fr.texts as Record<string, string>)[key] as string));
      }
    }
  });
  test('are all asked for', () => {
    const byCategory = Object.keys(Category).map((code) => `sheet${code}`);
    const unused = keys.filter((key) => !byCategory.includes(key) && !new RegExp(`'${key}'`).test(all));
    expect(unused).toEqual([]);
    expect(byCategory.filter((key) => !keys.includes(key))).toEqual([]);
  });
  test('are not English where they should be French, nor the other way', () => {
    const same = keys.filter((key) => (fr.texts as Record<string, string>)[key] === (en.texts as Record<string, string>)[key]);
    expect([...same].sort()).toEqual(['at', 'direction', 'sms114', 'vehicleType']);
  });
  test('stand nowhere else: no sentence in a screen', () => {
    const found = sources.flatMap((source) =>
      [...source.matchAll(/>([^<>{}=;()]*\p{L}{2,}[^<>{}=;()]*)</gu)].map((match) => (match[1] as string).trim()).filter((text) => !text.includes('&&') && text !== 'Promise'),
    );
    expect(found).toEqual([]);
    expect(sources.flatMap((source) => [...source.matchAll(/(?:aria-label|title|placeholder|alt)="[^"]+"/g)].map(String))).toEqual([]);
  });
  test('every closed list has as many words as the others', () => {
    for (const list of Object.keys(fr.words))
      expect(Object.keys(en.words[list as keyof typeof en.words]).length, list).toBe(Object.keys(fr.words[list as keyof typeof fr.words]).length);
  });
});
