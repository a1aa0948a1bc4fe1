// The auditor's face in a real browser, under the project's headers: paired by files, reads and verifies, opens a review.
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fromHex } from '../../shared/base/bytes';
import { Tag } from '../../shared/base/tags.gen';
import { dayMs } from '../../shared/base/time';
import { Role } from '../../shared/base/vocabulary.gen';
import type { Signer } from '../../shared/seal/signer';
import { startSodium } from '../../shared/seal/sodium';
import { signedDraft, withSignature } from '../../shared/seal/trust';
import { encodeContainer } from '../../shared/wire/container';
import { Commission } from '../../shared/wire/documents';
import { ContractServer } from '../contract_server';
import { PublicWorld } from '../public_world';
import { type Watched, isWell as isWellIn, launch, open, picture } from './chromium';

const bundle = resolve(new URL('../../../../build/web/auditor', import.meta.url).pathname);
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
async function start(options: Parameters<typeof open>[2] = { viewport: { width: 1280, height: 900 } }): Promise<void> {
  there = await PublicWorld.make();
  there.rules();
  there.aQuarter();
  server = new ContractServer(there.world.node, bundle);
  seen = await open(browser, await server.start(), options);
  ({ page } = seen);
  await button('Enregistrer device.pub').waitFor();
}
const button = (name: string | RegExp) => page.getByRole('button', { name });
const text = (what: string | RegExp) => page.getByText(what).first();
const isWell = (where: string) => isWellIn(seen, where);

// What the holders of the root keys do with the line on the screen. The browser's clock is today's.
async function paired(): Promise<void> {
  const keys = fromHex((await page.locator('dd.long').first().innerText()).trim().replace('TOCSIN-DEVICE1:', ''));
  const value = {
    role: Role.auditor,
    commune: new Uint8Array(5),
    post: new Uint8Array(8),
    key: keys.slice(0, 32),
    transport: keys.slice(32),
    tagCommitment: new Uint8Array(32),
    from: Date.now() - dayMs,
    until: Date.now() + 300 * dayMs,
  };
  there.world.node.devices.push(value.key);
  const [first, second] = there.world.root as [Signer, Signer];
  const commission = await withSignature(await signedDraft(Commission, value, first, Tag.commission_root), second, Tag.commission_root);
  const documents = [...there.world.documents, encodeContainer(commission)].map((each) => Buffer.from(each));
  await page.locator('input[type=file]').setInputFiles(documents.map((buffer, i) => ({ name: `${i}.doc`, mimeType: 'application/octet-stream', buffer })));
  await button('Vérifier').click();
  await text('Ornans (25434)').waitFor();
  await isWell('comparing');
  await button('Tout est identique').click();
  await button('Lire et vérifier').waitFor();
}

describe('the auditor', () => {
  test.each([
    ['a desk', { viewport: { width: 1280, height: 900 } }],
    ['320 px', { viewport: { width: 320, height: 640 } }],
    ['a desk at 400 %, dark', { viewport: { width: 320, height: 256 }, colorScheme: 'dark' as const }],
  ])('pairs, reads and sees what was verified, on %s', async (where, options) => {
    await start(options);
    await isWell(`${where}: unpaired`);
    await paired();
    await button('Lire et vérifier').click();
    await text('Chaque entrée mène à la racine signée').waitFor();
    await page.getByRole('heading', { name: 'Annuaire de la préfecture' }).waitFor();
    await isWell(where);
    if (where === 'a desk') await picture(page, 'auditor');
    await page.reload();
    await button('Lire et vérifier').click();
    await text('Le même que le').waitFor();
    await page.getByLabel('Langue').selectOption('en');
    await text('The same as on').waitFor();
    await isWell(`${where}, English`);
  });

  test('a rewritten log is an alarm with both notes', async () => {
    await start();
    await paired();
    await button('Lire et vérifier').click();
    await text('Première lecture').waitFor();
    there.leaves = [];
    for (let i = 0; i < 6; i++) there.log(1, `other ${i}`);
    await button('Relire et vérifier').click();
    await page.getByRole('alert').filter({ hasText: 'JOURNAL RÉÉCRIT' }).waitFor();
    await button('Enregistrer la note d’avant').waitFor();
    await isWell('rewritten');
  });

  test('R32 a review is opened by keyboard', async () => {
    await start();
    await paired();
    await button('Lire et vérifier').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Règle (numéro)').focus();
    await page.keyboard.type('13');
    await page.keyboard.press('Enter');
    await text('Réexamen ouvert.').waitFor();
    expect(there.published.length).toBe(1);
  });
});
