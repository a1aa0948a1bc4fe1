// Absence, standing in and ties, on a referent's screen: what is signed, what the node refuses in words, and which sectors
// somebody who stands in may choose.
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fromHex } from '../../shared/base/bytes';
import { dayMs } from '../../shared/base/time';
import { DocumentType, Tie } from '../../shared/base/vocabulary.gen';
import { startSodium } from '../../shared/seal/sodium';
import { Header, splitEnvelope } from '../../shared/wire/alert';
import { Deputising, TieDeclaration } from '../../shared/wire/documents';
import { okay } from '../fake_node';
import { now } from '../world';
import { launch, tabTo } from './chromium';
import { ReferentPage } from './referent_page';

let browser: Browser;
let person: ReferentPage;
beforeAll(async () => {
  await startSodium();
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => person.close());

const other = '9f3a0011223344556677889900aabbcc';
// Days of the node's clock.
const dayIn = (days: number): string => new Date(now + days * dayMs).toISOString().slice(0, 10);
async function begin(mandate: Parameters<ReferentPage['enrolled']>[0] = {}): Promise<void> {
  person = await ReferentPage.open(browser);
  await person.enrolled(mandate);
}
async function openPage(): Promise<void> {
  await person.button('Mes données').click();
  await person.button('Absence, suppléance, lien').click();
  await person.text('Quand je suis absent').waitFor();
}
const lastSaid = (): Uint8Array => person.world.said.at(-1)?.bytes as Uint8Array;

describe('who stands in', () => {
  test('is named by a number that is typed, within the days that the rule allows, and ended', async () => {
    await begin();
    await openPage();
    const name = person.button('Désigner cette personne');
    const number = person.page.getByLabel('Numéro de mandat de cette personne');
    expect(await name.isDisabled()).toBe(true);
    await number.fill('9f3a 0011');
    await person.text('Un numéro de mandat a 32 signes').waitFor();
    await number.fill((await person.page.locator('p.number').innerText()).trim());
    await person.text('C’est votre propre numéro').waitFor();
    await number.fill(other.replace(/(.{4})/g, '$1 ').toUpperCase());
    await person.page.getByLabel('Premier jour').fill(dayIn(2));
    for (const wrong of [1, 2, 70]) {
      await person.page.getByLabel('Jour de votre retour').fill(dayIn(wrong));
      await person.text('60 jours plus tard au plus').waitFor();
      expect(await name.isDisabled(), String(wrong)).toBe(true);
    }
    await person.isWell('dates that cannot be');
    await person.page.getByLabel('Jour de votre retour').fill(dayIn(20));
    await name.click();
    await person.text('Le mandat 9f3a 0011 vous supplée : Centre').waitFor();
    const { deputy, sequence, from, until } = Deputising.decode(lastSaid());
    expect([deputy, sequence]).toEqual([fromHex(other), 1]);
    expect((until - from) / dayMs).toBeCloseTo(18, 0);
    expect(new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', timeStyle: 'short' }).format(from)).toBe('00:00');
    await person.isWellEverywhere('away');
    await person.button('Terminer la suppléance').click();
    await person.text('Plus personne ne vous supplée').waitFor();
    expect(Deputising.decode(lastSaid())).toMatchObject({ sequence: 2, deputy: new Uint8Array(16) });
  });
  test('is the person of the mandate where it names one; what the node refuses is said with its rule', async () => {
    await begin({ deputy: fromHex(other) });
    person.world.refuses = okay({ outcome: 2, rule: 5, detail: 'deputising_outside_mandate' });
    await openPage();
    expect(await person.page.getByRole('radio', { name: 'La personne que mon mandat désigne (9f3a 0011)' }).isChecked()).toBe(true);
    await person.page.getByLabel('Jour de votre retour').fill(dayIn(10));
    await person.button('Désigner cette personne').click();
    await person.text('Refusé (règle R5). La suppléance sort des dates de l’un des deux mandats.').waitFor();
    await person.isWellEverywhere('refused');
    person.world.refuses = null;
    await person.button('Désigner cette personne').click();
    await person.text('Le mandat 9f3a 0011 vous supplée').waitFor();
    expect(Deputising.decode(lastSaid()).deputy).toEqual(fromHex(other));
  });
  test('by keyboard alone', async () => {
    await begin();
    const { page } = person;
    const on = async (control: Locator, key: string) => {
      await tabTo(page, control);
      await page.keyboard.press(key);
    };
    await on(person.button('Mes données'), 'Enter');
    await on(person.button('Absence, suppléance, lien'), 'Enter');
    await person.text('Quand je suis absent').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.keyboard.press('Tab');
    await page.keyboard.type(other);
    expect(await page.getByLabel('Numéro de mandat de cette personne').inputValue()).toBe(other);
    await tabTo(page, page.getByLabel('Jour de votre retour'));
    await page.keyboard.type('12122026'); // the browser's own language says whether the day or the month comes first
    await on(person.button('Désigner cette personne'), 'Enter');
    await person.text('Le mandat 9f3a 0011 vous supplée').waitFor();
    expect(Deputising.decode(lastSaid()).deputy).toEqual(fromHex(other));
    await on(person.button('Terminer la suppléance'), 'Space');
    await person.text('Plus personne ne vous supplée').waitFor();
  });
});

test('whoever stands in chooses among those sectors too, and the alert names it', async () => {
  await begin();
  await person.world.isAway(now - dayMs, now + 5 * dayMs, [2]);
  await openPage();
  await person.text('Ces secteurs sont proposés quand vous signalez').waitFor();
  expect(await person.page.locator('.card').innerText()).toContain('Bonneille');
  await person.isWellEverywhere('stands in');
  await person.button('Accueil').click();
  await person.button('Signaler').click();
  await person.button('Dégradation').click();
  expect(await person.page.getByRole('radio', { name: 'Centre' }).isChecked()).toBe(true);
  await person.page.getByRole('radio', { name: /Bonneille · suppléance jusqu’au/ }).check();
  await person.isWell('sectors of both');
  await person.button('Le secteur suffit').click();
  await person.button('Envoyer l’alerte').click();
  await person.text('Reçue par la mairie').waitFor();
  expect(Header.decode(splitEnvelope(person.world.submitted.at(-1) as Uint8Array).header).sector).toBe(2);
});

test('a tie that bars is signed only after its consequence was read, and the screens say that the mandate has stopped', async () => {
  await begin();
  await openPage();
  const declare = person.button('Signer et déclarer');
  expect(await declare.isDisabled()).toBe(true);
  await person.page.getByRole('radio', { name: 'Autre conflit' }).check();
  await person.text('Votre mandat continue').waitFor();
  await person.page.getByRole('radio', { name: 'Élu', exact: true }).check();
  await person.text('Votre mandat s’arrête à l’instant, pour de bon').waitFor();
  expect(await declare.isDisabled()).toBe(true);
  await person.isWellEverywhere('tie');
  expect(person.world.said).toEqual([]);
  await person.page.getByRole('checkbox', { name: 'J’ai lu : mon mandat s’arrête' }).check();
  await declare.click();
  await person.text('Déclaré : la mairie et le poste le voient').waitFor();
  expect(TieDeclaration.decode(lastSaid()).tie).toBe(Tie.elected);
  await person.text('Déclaré jusqu’ici : Élu').waitFor();
  await person.isWell('stopped');
  await person.button('Accueil').click();
  await person.text('Vous ne pouvez plus envoyer d’alerte : appelez le 17. Un agent, un élu ou un candidat').waitFor();
  await person.isWellEverywhere('stopped at home');
});

test('a conduct charter that is new is signed once it was read', async () => {
  await begin({ conductCharter: new Uint8Array(32).fill(1) });
  await openPage();
  await person.text('La charte de conduite a changé').waitFor();
  const sign = person.button('Signer la charte de conduite');
  expect(await sign.isDisabled()).toBe(true);
  await person.isWellEverywhere('conduct');
  await person.page.getByRole('checkbox', { name: 'J’ai lu le texte' }).check();
  await sign.click();
  await person.text('La charte de conduite est signée.').waitFor();
  expect(await sign.count()).toBe(0);
  expect(person.world.said.map((each) => each.type)).toEqual([DocumentType.conduct_signature]);
});
