// What a mairie's page works out by itself: communes by the names people type, the wizard's file, the code on a card, which
// limit is tighter, and its catalogues.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limitTable } from '../shared/base/vocabulary.gen';
import { distance, findCommune, fold, readTable } from '../mairie/model/communes';
import { type Founding, commandsFor, faultsIn, foundingFile } from '../mairie/model/founding_file';
import { cardInQr, isPageAddress } from '../mairie/model/qr';
import { qrPicture } from '../shared/screen/qr';
import { isTighter } from '../mairie/model/tighter';
import { en } from '../mairie/texts/en';
import { fr } from '../mairie/texts/fr';
import vectors from './communes.gen.json';

const face = resolve(new URL('../mairie', import.meta.url).pathname);
const table = readTable(readFileSync(join(face, 'public/communes.txt'), 'utf8'), readFileSync(join(face, 'public/departments.txt'), 'utf8'));

describe('communes', () => {
  test('the browser finds what the command line finds', () => {
    for (const { typed, codes, suggestions } of vectors.found) {
      const found = findCommune(table, typed);
      expect([typed, found.communes.map((each) => each.insee), found.suggestions]).toEqual([typed, codes, suggestions]);
    }
  });
  test('names are compared as the command line compares them', () => {
    for (const { text, folded } of vectors.folded) expect([text, fold(text)]).toEqual([text, folded]);
  });
  test('the distance of two names stops where it is too far', () => {
    expect(distance('ornans', 'ornan', 2)).toBe(1);
    expect(distance('ornans', 'paris', 2)).toBe(3);
  });
});

const wish: Founding = {
  insee: '25434',
  name: 'Ornans',
  post: 'P25-014',
  signed: '2026-11-29',
  months: 36,
  real: false,
  address: '',
  sectors: [
    { id: 1, name: 'Centre' },
    { id: 2, name: 'Bonneille' },
  ],
  categories: [1, 3],
};

describe('the wizard', () => {
  test('writes what the command line reads, and no key', () => {
    expect(foundingFile(wish)).toBe(
      'tocsin-founding 1\ninsee: 25434\nname: Ornans\npost: P25-014\nsigned: 2026-11-29\nmonths: 36\nreal: no\ncategories: VEH INT\nsector 1: Centre\nsector 2: Bonneille\n',
    );
  });
  test('says what is missing, field by field', () => {
    expect(faultsIn(wish)).toEqual([]);
    expect(faultsIn({ ...wish, insee: '', post: 'brigade', months: 40, address: 'http://x', sectors: [], categories: [] })).toEqual(['insee', 'post', 'months', 'address', 'sectors', 'categories']);
    expect(faultsIn({ ...wish, sectors: [{ id: 1, name: 'a' }, { id: 1, name: 'b' }] })).toEqual(['sectors']);
    expect(faultsIn({ ...wish, sectors: [{ id: 1, name: 'a\nkey: value' }] })).toEqual(['sectors']); // no line of its own
    expect(faultsIn({ ...wish, sectors: [{ id: 1, name: 'a\u202eb' }] })).toEqual(['sectors']); // the host refuses it too
  });
  test('names the commands that end with a node that runs', () => {
    const commands = commandsFor({ ...wish, address: 'tcp://ornans.example:7601' });
    expect(commands[0]).toContain('--client-address tcp://ornans.example:7601 --client-listen tcp://0.0.0.0:7601 --mailbox-address tcp://ornans.example:7602 --mailbox-listen tcp://0.0.0.0:7602');
    expect(commands.at(-1)).toBe('tocsin node run --config /var/lib/tocsin/25434/node.toml');
  });
});

describe('the code on a card', () => {
  const card = `TOCSIN1:${'ABCDE-'.repeat(52)}ABC`;
  test('is one path of square modules inside its quiet border', () => {
    const { size, path } = qrPicture(card);
    expect(size).toBeGreaterThan(50);
    expect(path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
    const columns = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].flatMap(([, x, , width]) => [Number(x), Number(x) + Number(width)]);
    expect(Math.min(...columns)).toBe(4);
    expect(Math.max(...columns)).toBe(size - 4);
  });
  test('opens the referents’ page where its address is known', () => {
    expect(cardInQr(card, '')).toBe(card);
    const address = new URL('https' + ':' + '//referents.example/');
    expect(cardInQr(card, address.href.slice(0, -1))).toBe(`${address.href}#${card}`);
    expect(isPageAddress(address.href)).toBe(true);
    expect(isPageAddress('referents.example')).toBe(false);
    expect(isPageAddress(`${address.href}x?y`)).toBe(false);
  });
});

test('a limit is tighter in the sense of its own order, and never past its floor', () => {
  const number = (name: string) => limitTable.findIndex((row) => row[0] === name) + 1;
  expect(isTighter(number('alerts_per_day'), 2, 5)).toBe(true);
  expect(isTighter(number('alerts_per_day'), 5, 5)).toBe(false);
  expect(isTighter(number('same_target_count'), 1, 3)).toBe(false); // a first report is never held
  expect(isTighter(number('mask_minimum'), 6, 5)).toBe(true);
  expect(isTighter(number('mask_minimum'), 4, 5)).toBe(false);
});

describe('the mairie’s texts', () => {
  const files = [...readdirSync(face), ...readdirSync(join(face, 'screen')).map((name) => `screen/${name}`)].filter((name) => /\.tsx?$/.test(name));
  const sources = files.map((name) => readFileSync(join(face, name), 'utf8'));
  const all = sources.join('\n');
  const keys = Object.keys(fr.texts) as (keyof typeof fr.texts)[];
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();

  test('are there in both languages, with the same places to fill', () => {
    expect(Object.keys(en.texts)).toEqual(keys);
    for (const key of keys) expect(places(en.texts[key]), key).toBe(places(fr.texts[key]));
  });
  test('are all asked for', () => {
    const prefixes = [...all.matchAll(/t\(`([A-Za-z]+_)\$\{/g)].map((match) => match[1] as string);
    const named = new Set([...all.matchAll(/'([A-Za-z]+[A-Za-z0-9_]*)'/g)].map((match) => match[1]));
    const byKind = ['suspend', 'lift', 'revoke'].flatMap((kind) => [kind, `${kind}Title`, `${kind}Hint`]);
    const unused = keys.filter((key) => !named.has(key) && !byKind.includes(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });
  test('stand nowhere else: no sentence in a screen', () => {
    const found = sources.flatMap((source) =>
      [...source.matchAll(/>([^<>{}=;()]*\p{L}{2,}[^<>{}=;()]*)<\//gu)].map((match) => (match[1] as string).trim()).filter((text) => !text.includes('&&')),
    );
    expect(found).toEqual([]);
    expect(sources.flatMap((source) => [...source.matchAll(/(?:aria-label|title|placeholder|alt)="[^"]+"/g)].map(String))).toEqual([]);
  });
});
