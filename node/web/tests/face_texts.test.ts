// The catalogues of the public page and of the auditor: each text that is asked for is there in each language, none is
// unused, and no sentence stands in a screen.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en as auditorEn } from '../auditor/texts/en';
import { fr as auditorFr } from '../auditor/texts/fr';
import { en as publicEn } from '../public/texts/en';
import { fr as publicFr } from '../public/texts/fr';

const root = resolve(new URL('..', import.meta.url).pathname);
const placeholders = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
const sourcesOf = (face: string): string[] =>
  [face, join(face, 'screen')].flatMap((folder) => readdirSync(join(root, folder)).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(root, folder, name), 'utf8')));

interface Spoken {
  texts: Readonly<Record<string, string>>;
  words: Readonly<Record<string, object>>;
}
describe.each([
  ['public', publicFr as Spoken, publicEn as Spoken],
  ['auditor', auditorFr as Spoken, auditorEn as Spoken],
])('the texts of %s', (face, fr, en) => {
  const sources = sourcesOf(face);
  const all = sources.join('\n');
  const keys = Object.keys(fr.texts);
  test('are there in both languages, with the same places to fill', () => {
    expect(Object.keys(en.texts).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      expect((en.texts[key] as string).trim(), key).not.toBe('');
      expect(placeholders(en.texts[key] as string), key).toBe(placeholders(fr.texts[key] as string));
    }
    for (const list of Object.keys(fr.words)) expect(Object.keys(en.words[list] as object).length, list).toBe(Object.keys(fr.words[list] as object).length);
  });
  test('are all asked for', () => {
    // `step${step}` asks for every text that begins so.
    const begun = [...all.matchAll(/t\(\s*`(\w+)\$\{/g)].map((match) => match[1] as string);
    const unused = keys.filter((key) => !new RegExp(`'${key}'`).test(all) && !begun.some((each) => key.startsWith(each)));
    expect(unused).toEqual([]);
  });
  test('stand nowhere else: no sentence in a screen', () => {
    const found = sources.flatMap((source) => [...source.matchAll(/>([^<>{}=;()]*\p{L}{2,}[^<>{}=;()]*)</gu)].map((match) => (match[1] as string).trim()).filter((text) => text !== 'Promise'));
    expect(found).toEqual([]);
    expect(sources.flatMap((source) => [...source.matchAll(/(?:aria-label|title|placeholder|alt)="[^"]+"/g)].map(String))).toEqual([]);
  });
});
