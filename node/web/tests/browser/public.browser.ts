// The public page in a real browser, under the project's headers: what is shown, on every width, by keyboard; and that
// nothing which is typed leaves the page.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Tag } from '../../shared/base/tags.gen';
import { dayOf, weekdayOf } from '../../shared/base/time';
import { startSodium } from '../../shared/seal/sodium';
import { ContractServer } from '../contract_server';
import { PublicWorld, pinned } from '../public_world';
import { type Watched, isWell as isWellIn, isWellSmallToo as isWellSmallTooIn, launch, open, picture } from './chromium';

const bundle = resolve(new URL('../../../../build/web/public', import.meta.url).pathname);
let browser: Browser;
let server: ContractServer;
let there: PublicWorld;
let seen: Watched;
let page: Page;

beforeAll(async () => {
  await startSodium();
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  await page.context().close();
  await server.stop();
});

async function visit(prepare: () => Promise<void> | void = () => undefined, options: Parameters<typeof open>[2] = {}, hash = '', founding: Parameters<typeof PublicWorld.make>[0] = {}): Promise<void> {
  there = await PublicWorld.make(founding);
  there.rules();
  there.aQuarter();
  await prepare();
  server = new ContractServer(there.world.node, bundle);
  const files = new Map(['index.html', 'icon.svg'].map((name) => [name, new Uint8Array(readFileSync(resolve(bundle, name)))]));
  const { manifest, signature } = await there.bundle(files);
  server.files.set('/manifest', manifest).set('/manifest.sig', signature);
  seen = await open(browser, `${await server.start()}/${hash === 'pinned' ? `#root=${await pinned(there.world)}` : hash}`, options);
  ({ page } = seen);
}
const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const text = (what: string | RegExp) => page.getByText(what).first();
const shown = () => heading('Les limites').waitFor();

const isWell = (where: string) => isWellIn(seen, where);
const isWellSmallToo = (where: string) => isWellSmallTooIn(seen, where);

describe('the public page', () => {
  test.each([
    ['a telephone of 320 px', { viewport: { width: 320, height: 640 } }],
    ['a desk', { viewport: { width: 1280, height: 900 } }],
    ['a desk at 400 %', { viewport: { width: 320, height: 256 } }],
    ['a dark screen', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
  ])('is whole and well on %s', async (where, options) => {
    await visit(undefined, options);
    await shown();
    for (const name of ['Qui écoute', 'La charte', 'Les nombres', 'Vérifier vous-même', 'Réclamer, exercer ses droits']) await heading(name).waitFor();
    await text('Brigade d’Ornans lit les alertes').waitFor();
    await page.getByRole('img', { name: /Prise en compte : 15 minutes ou moins/ }).waitFor();
    await page.getByRole('button', { name: 'Écrire une lettre' }).click();
    await page.getByLabel('Votre nom et prénom').waitFor();
    await isWell(where);
    if (where === 'a desk') await picture(page, 'public');
    await page.getByLabel('Langue').selectOption('en');
    await heading('The limits').waitFor();
    await isWell(`${where}, English`);
  });

  test('small numbers are masked in table and chart alike', async () => {
    await visit();
    await shown();
    const row = page.getByRole('row', { name: /Démarchage suspect/ });
    expect(await row.innerText()).toContain('< 5');
    expect(await page.getByRole('row', { name: /^Total/ }).innerText()).toContain('< 5');
    await page.getByRole('img', { name: /Close : trop peu d’alertes/ }).waitFor();
  });

  test('dates on which the post is closed or open otherwise stand below its hours, those that are over do not', async () => {
    const today = dayOf(Date.now());
    const of = (day: number, fromMinute: number, untilMinute: number) => ({ weekday: weekdayOf(day), fromMinute, untilMinute, day });
    const weekly = { weekday: 1, fromMinute: 480, untilMinute: 720, day: 0 };
    await visit(undefined, {}, '', { hours: [weekly, of(today - 9, 0, 0), of(today + 9, 0, 0), of(today + 10, 600, 660)] });
    await shown();
    const rows = page.getByRole('table', { name: 'Jours particuliers' }).getByRole('row');
    expect((await rows.allInnerTexts()).slice(1).map((each) => each.replace(/.*(?=fermé|10:00)/, '').trim())).toEqual(['fermé', '10:00\t11:00']);
    expect((await page.getByRole('table', { name: 'Ses heures d’ouverture' }).getByRole('row').allInnerTexts()).slice(1)).toEqual(['Lundi\t08:00\t12:00']);
    await isWellSmallToo('dates of its own');
  });

  test('a suspension stands above everything, and says to call 17', async () => {
    await visit(() => there.suspended(there.world.mayor, Tag.node_suspend_mairie, 6));
    await text(/Suspendu par la mairie .* Appelez le 17/).waitFor();
    expect(await page.getByText('Le dispositif est en vigueur.').count()).toBe(0);
    await isWellSmallToo('suspended');
  });

  test('the root of the link is compared, and another one shows nothing', async () => {
    await visit(undefined, {}, 'pinned');
    await text('Identique à celle du lien').waitFor();
    await page.context().close();
    await server.stop();
    await visit(undefined, {}, `#root=${'ab'.repeat(32)}`);
    await text('Ce que montre ce nœud n’est pas signé').waitFor();
    expect(await heading('La charte').count()).toBe(0);
    await isWellSmallToo('another root');
  });

  test('the files served can be compared with the signed manifest', async () => {
    await visit();
    await shown();
    await text('Signé par la clé de publication').waitFor();
    await page.getByRole('button', { name: 'Comparer les fichiers servis' }).click();
    await text('Les fichiers servis sont ceux du manifeste.').waitFor();
    server.files.set('/icon.svg', new TextEncoder().encode('<svg/>'));
    await page.getByRole('button', { name: 'Comparer les fichiers servis' }).click();
    await text('Un fichier servi n’est pas celui du manifeste').waitFor();
    await isWellSmallToo('another file');
  });

  test('a letter is written with the keyboard alone, and nothing that was typed leaves the page', async () => {
    const name = 'Zoé Quatrebarbes-Canari';
    const facts = 'Canari jaune, le trois novembre';
    await visit();
    await text('Signé par la clé de publication').waitFor(); // the visit's last question was answered
    await expect.poll(() => there.world.node.endedByDevice).toBe(1);
    await page.getByRole('button', { name: 'Écrire une lettre' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Votre nom et prénom').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const before = server.bodies.length;
    await page.keyboard.press('Tab');
    await page.getByLabel('À quel sujet ?').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
    await page.keyboard.type('3 rue du Pont');
    await page.keyboard.press('Tab');
    await page.keyboard.type(facts);
    const letter = page.getByRole('region', { name: 'La lettre' });
    expect(await letter.innerText()).toContain(facts);
    expect(await letter.innerText()).toContain('Demande de rectification ou d’effacement');
    const mail = (await page.getByRole('link', { name: 'Ouvrir dans ma messagerie' }).getAttribute('href')) ?? '';
    expect(decodeURIComponent(mail)).toContain(name);
    await isWell('the letter');

    // Nothing asked, nothing kept, nothing in the address; neither in the clear nor in what the tunnel opened at the node.
    expect(asked).toEqual([]);
    expect(server.bodies.length).toBe(before);
    const inside = there.world.node.asked.map((each) => Buffer.from(each.bytes).toString('latin1'));
    expect(inside.length).toBeGreaterThan(3);
    expect(inside.filter((each) => /Canari|Quatrebarbes/i.test(each))).toEqual([]);
    const kept = await page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: (await indexedDB.databases()).length,
      cookie: document.cookie,
      address: location.href,
    }));
    expect(kept).toMatchObject({ local: {}, session: {}, databases: 0, cookie: '' });
    expect(kept.address).not.toMatch(/Canari|Quatrebarbes/);
    await page.getByRole('button', { name: 'Effacer', exact: true }).click();
    expect(await letter.innerText()).not.toContain(facts);
  });

  test('without its node it says so, and reads again when asked', async () => {
    await visit(() => {
      there.world.node.onCall = () => {
        throw new Error('not now');
      };
    });
    await page.getByRole('alert').waitFor();
    await isWellSmallToo('no node');
    there.world.node.onCall = () => undefined;
    await page.getByRole('button', { name: 'Relire' }).click();
    await shown();
  });
});
