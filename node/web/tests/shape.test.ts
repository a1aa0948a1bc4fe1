// The shape of the sources: which folder may import which, and what no source may hold.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(new URL('..', import.meta.url).pathname);
const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sourcesIn(`${folder}/${entry.name}`);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [`${folder}/${entry.name}`] : [];
  });
const faces = ['referent', 'post', 'mairie', 'public', 'auditor'].filter((face) => readdirSync(root).includes(face));
const sources = ['shared', ...faces].flatMap(sourcesIn);
const text = (name: string): string => readFileSync(join(root, name), 'utf8');

// Folder -> the folders that it may import besides itself. A face may import every folder of `shared`, and no other face.
const layers: Readonly<Record<string, readonly string[]>> = {
  'shared/base': [],
  'shared/words': [],
  'shared/place': ['shared/base'],
  'shared/wire': ['shared/base'],
  'shared/seal': ['shared/base', 'shared/wire'],
  'shared/policy': ['shared/base', 'shared/wire'],
  'shared/device': ['shared/base', 'shared/place', 'shared/wire', 'shared/seal', 'shared/policy'],
  'shared/screen': ['shared/base', 'shared/place', 'shared/words', 'shared/device', 'shared/policy'],
};
const folderOf = (name: string): string => (name.startsWith('shared/') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] as string));
const importsOf = (name: string): string[] =>
  [...text(name).matchAll(/\b(?:from|import)\s*\(?\s*'([^' ,]+)'/g)].map((match) => match[1] as string);

describe('the sources', () => {
  test('are there', () => expect(sources.length).toBeGreaterThan(30));
  test('each folder imports itself and what stands below it', () => {
    const wrong = sources.flatMap((name) => {
      const own = folderOf(name);
      const allowed = layers[own] ?? [...Object.keys(layers), own];
      return importsOf(name)
        .filter((path) => path.startsWith('.'))
        .map((path) => folderOf(relative(root, resolve(root, name, '..', path))))
        .filter((target) => target !== own && !allowed.includes(target))
        .map((target) => `${name}: imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });
  test('libraries have one place each', () => {
    const places: Readonly<Record<string, readonly string[]>> = { 'libsodium-wrappers': ['shared/seal/sodium.ts'], idb: ['shared/device/idb_store.ts'], uqr: ['shared/screen/qr.tsx'], leaflet: ['shared/screen/leaflet.ts', 'shared/screen/leaflet_sources.d.ts'] };
    const wrong = sources.flatMap((name) =>
      importsOf(name)
        .filter((path) => !path.startsWith('.'))
        .map((path) => path.replace(/^leaflet\/.*/, 'leaflet'))
        .filter((path) => (path in places ? !places[path]?.includes(name) : !/^(preact|@preact\/signals)/.test(path) || name.startsWith('shared/') && !name.startsWith('shared/screen')))
        .map((path) => `${name}: imports ${path}`),
    );
    expect(wrong).toEqual([]);
  });
  test('a screen has only the types of what lives in its worker: libsodium, keys and codecs stay out of the shell', () => {
    const wrong = faces.flatMap(sourcesIn).flatMap((name) => {
      if (/(worker|device|sw)\.ts$/.test(name)) return [];
      const heavy = /^import (?!type )[^;]*'\.\.\/shared\/(device|seal|wire)\/[^']+'/gm;
      return [...text(name).matchAll(heavy)].map((match) => `${name}: ${match[0]}`);
    });
    expect(wrong).toEqual([]);
  });
  for (const [what, pattern] of [
    ['no any', /(:|<|as|\|)\s*any\b/],
    ['nothing that writes HTML or runs text', /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|dangerouslySet/],
    ['nothing said to the console', /\bconsole\./],
    ['no compiler silenced', /@ts-ignore|@ts-expect-error|@ts-nocheck/],
    ['no style or handler as an attribute of text', /\sstyle=\{?["'{]/],
    ['no address of another host', /https?:\/\/(?!www\.w3\.org\/2000\/svg)/],
  ] as const)
    test(what, () => expect(sources.filter((name) => pattern.test(text(name)))).toEqual([]));
  test('each opens with what lives there', () => {
    expect(sources.filter((name) => !text(name).startsWith('//'))).toEqual([]);
  });
  test('none is longer than a page of thought', () => {
    const long = sources.filter((name) => !name.endsWith('.gen.ts') && text(name).split('\n').length > 540);
    expect(long).toEqual([]);
  });
});
