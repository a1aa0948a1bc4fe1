// The catalogues of parts that are fetched later, of every face: in each language of their face, with the same places to fill,
// and no text that their part does not ask for.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deskTexts } from '../mairie/texts/desk';
import { foundingTexts } from '../mairie/texts/founding';
import { planTexts } from '../mairie/texts/plan';
import { installTexts } from '../referent/texts/install';
import { standingTexts } from '../referent/texts/standing';
import { pairingTexts } from '../shared/screen/pairing_texts';

const root = resolve(new URL('..', import.meta.url).pathname);
const placeholders = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
type Catalogues = Readonly<Record<string, Readonly<Record<string, string>>>> & { readonly fr: Readonly<Record<string, string>> };
const parts: readonly (readonly [string, string, Catalogues, readonly string[]])[] = [
  ['mairie/texts/desk', 'mairie/screen/desk*', deskTexts, ['fr', 'en']],
  ['mairie/texts/founding', 'mairie/screen/founding', foundingTexts, ['fr', 'en']],
  ['mairie/texts/plan', 'mairie/screen/plan', planTexts, ['fr', 'en']],
  ['shared/screen/pairing_texts', 'shared/screen/pairing', pairingTexts, ['fr', 'en']],
  ['referent/texts/install', 'referent/install', installTexts, ['fr', 'easy', 'en']],
  ['referent/texts/standing', 'referent/standing', standingTexts, ['fr', 'easy', 'en']],
];

// Of a screen; `name*`: of all whose names begin so.
function sourcesOf(screen: string): string {
  const [folder, name] = [join(root, dirname(screen)), basename(screen)];
  const is = (file: string) => (name.endsWith('*') ? file.startsWith(name.slice(0, -1)) : file === `${name}.tsx`);
  return readdirSync(folder).filter(is).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

test('every catalogue of a part is looked at here', () => {
  const alone = ['fr.ts', 'easy.ts', 'en.ts', 'letters.ts'];
  const faces = ['referent', 'post', 'mairie', 'public', 'auditor'];
  const there = faces.flatMap((face) => readdirSync(join(root, face, 'texts')).filter((name) => !alone.includes(name)).map((name) => `${face}/texts/${name.slice(0, -3)}`));
  expect(there.sort()).toEqual(parts.map(([name]) => name).filter((name) => !name.startsWith('shared')).sort());
});
describe.each(parts)('%s', (_, screen, catalogues, languages) => {
  const keys = Object.keys(catalogues.fr);
  test('is there in every language, with the same places to fill', () => {
    expect(Object.keys(catalogues).sort()).toEqual([...languages].sort());
    for (const language of languages) {
      const texts = catalogues[language] as Readonly<Record<string, string>>;
      expect(Object.keys(texts).sort(), language).toEqual([...keys].sort());
      for (const key of keys) {
        expect((texts[key] as string).trim(), `${language} ${key}`).not.toBe('');
        expect(placeholders(texts[key] as string), `${language} ${key}`).toBe(placeholders(catalogues.fr[key] as string));
      }
    }
  });
  test('is not French where it should be English', () => {
    const same = keys.filter((key) => catalogues.fr[key] === catalogues.en?.[key]);
    expect(same).toEqual(same.filter((key) => sameInBoth.includes(key)));
  });
  test('is asked for, all of it', () => {
    const source = sourcesOf(screen);
    const begun = [...source.matchAll(/\bp\(\s*`(\w+)\$\{/g)].map((match) => match[1] as string);
    const unused = keys.filter((key) => !new RegExp(`'${key}'`).test(source) && !begun.some((each) => key.startsWith(each)));
    expect(unused).toEqual([]);
  });
});
const sameInBoth: readonly string[] = ['commune'];
