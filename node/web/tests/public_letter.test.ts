// The letter that a visitor's device writes: to the right controller, with its articles, and by code that can reach no node.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { abouts, departmentOf, letterOf, mailTo } from '../public/letter';
import { letters } from '../public/texts/letters';

const place = { commune: 'Ornans', insee: '25434', post: 'Brigade d’Ornans', telephone: '03 81 00 00 00' };
const typed = { name: 'Zoé Quatrebarbes', address: '3 rue du Pont\n25290 Ornans', facts: 'Le 3 novembre, à 21 h.' };
const letter = (about: (typeof abouts)[number]) => letterOf({ about, ...typed }, place, '29 novembre 2026');

describe('a letter', () => {
  test('goes to who can answer it: contents and notices to the post, mandates to the mairie, reviews to the auditor', () => {
    const to = Object.fromEntries(abouts.map((about) => [about, letter(about).to]));
    expect(to).toEqual({
      access: 'Brigade d’Ornans',
      erase: 'Brigade d’Ornans',
      referent: 'Mairie de Ornans',
      registration: 'Mairie de Ornans',
      notice: 'Brigade d’Ornans',
      measure: 'Préfecture du département 25',
      discrimination: 'Défenseur des droits',
      silence: 'Commission nationale de l’informatique et des libertés',
    });
  });
  test('has what was typed, its legal basis, and no place left to fill', () => {
    for (const about of abouts) {
      const { text } = letter(about);
      for (const part of [typed.name, typed.address, typed.facts, letters[about].law, 'Ornans', '29 novembre 2026']) expect(text, about).toContain(part);
      expect(text, about).not.toMatch(/[{}]|undefined/);
    }
    expect(letter('access').text).toContain('loi n° 78-17');
    expect(letter('registration').text).toContain('règlement (UE) 2016/679');
  });
  test('is whole without a name and without facts', () => {
    const { text } = letterOf({ about: 'notice', name: ' ', address: '', facts: '' }, place, '1er décembre 2026');
    expect(text.startsWith('Brigade d’Ornans')).toBe(true);
    expect(text).not.toContain('Les faits :');
  });
  test('departments of Corsica and overseas are named as they are', () => {
    expect(['25434', '2A004', '97411'].map(departmentOf)).toEqual(['25', '2A', '974']);
  });
  test('opens in the person’s own mail program, and an address smuggles nothing into it', () => {
    const link = mailTo(letter('erase'), ' mairie@ornans.example ');
    expect(link.startsWith('mailto:mairie@ornans.example?subject=Demande%20de%20rectification')).toBe(true);
    expect(decodeURIComponent(link)).toContain(typed.facts);
    for (const wrong of ['', 'a@b?bcc=c@d', 'a@b,c@d', 'a b@c', 'nobody'])
      expect(mailTo(letter('erase'), wrong).startsWith('mailto:?subject='), wrong).toBe(true);
  });
});

// What is typed has one way: from the form into the letter on the screen.
describe('what is typed', () => {
  const source = (name: string): string => readFileSync(resolve(new URL('../public', import.meta.url).pathname, name), 'utf8');
  const imports = (name: string): string[] => [...source(name).matchAll(/from '([^']+)'/g)].map((match) => match[1] as string);
  test('is in modules that know no way to a node', () => {
    expect(imports('letter.ts')).toEqual(['./texts/letters']);
    expect(imports('texts/letters.ts')).toEqual([]);
    expect(imports('screen/letter.tsx').sort()).toEqual(['../../shared/screen/save', '../letter', '../model', '../speech', '../state', 'preact', 'preact/hooks']);
    expect(source('screen/letter.tsx')).not.toMatch(/visit\(|fetch|localStorage|sessionStorage|indexedDB|history\.|location|sendBeacon|postMessage/);
  });
  test('the visit’s worker takes a fingerprint and nothing else', () => {
    expect(source('visit.worker.ts')).toMatch(/\{ visit: \(fingerprint: string\) => visit\.visit\(fingerprint\), compareFiles: \(\) => visit\.compareFiles\(\) \}/);
  });
});
