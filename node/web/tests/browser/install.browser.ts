// iPhone and iPad, as Chromium can say that it is one: nothing is enrolled in a tab before the person was told why, and insists.
// No such device was at hand: what their own browser does is not seen here.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSodium } from '../../shared/seal/sodium';
import { everyday, launch } from './chromium';
import { ReferentPage } from './referent_page';

let browser: Browser;
let person: ReferentPage;
beforeAll(async () => {
  await startSodium();
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => person.close());

const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15';
// What the browser says of itself besides its name.
const says = (more: Readonly<Record<string, unknown>>) => (page: Page) =>
  page.addInitScript((given) => {
    for (const [name, value] of Object.entries(given)) Object.defineProperty(navigator, name, { value, configurable: true });
  }, more);
const asks = () => person.text('Texte de la carte');
const guides = () => person.text('D’abord, installer Tocsin');

describe('in a tab of an iPhone or iPad', () => {
  test('the installation is shown in three steps with pictures, well on every screen, and the card can be taken along', async () => {
    person = await ReferentPage.open(browser, {}, { userAgent: iPhone, permissions: ['clipboard-read', 'clipboard-write'] }, says({ standalone: false }));
    await guides().waitFor();
    expect(await person.page.locator('ol.guides li').count()).toBe(3);
    expect(await person.page.locator('ol.guides svg').count()).toBe(3);
    expect(await person.page.getByRole('textbox').count()).toBe(0);
    await person.isWellEverywhere('install');
    await person.button('Copier le texte de ma carte').click();
    await person.text('Copié.').waitFor();
    expect(await person.page.evaluate(() => navigator.clipboard.readText())).toBe(person.world.cardText);
    await person.isWell('copied');
    expect(person.world.node.calls).toBe(0);
  });
  test('an iPad, which calls itself a Mac, is one', async () => {
    person = await ReferentPage.open(browser, {}, { userAgent: mac }, says({ standalone: false, platform: 'MacIntel', maxTouchPoints: 5 }));
    await guides().waitFor();
  });
  test('whoever insists is told what it means, and enrols with the card of the link', async () => {
    person = await ReferentPage.open(browser, {}, { userAgent: iPhone }, says({ standalone: false }));
    await guides().waitFor();
    expect(await person.button('Continuer dans cet onglet').count()).toBe(0);
    await person.button('Je ne peux pas installer').focus();
    await person.page.keyboard.press('Enter');
    await person.text('au moins une fois par semaine').waitFor();
    await person.isWellEverywhere('insists');
    await person.button('Continuer dans cet onglet').click();
    await asks().waitFor();
    expect(await person.page.getByRole('textbox').inputValue()).toBe(person.world.cardText);
    await person.enrolled();
    await person.page.reload();
    await person.text('Qui écoute en ce moment').waitFor(); // who is enrolled is not asked to install
  });
});

describe('elsewhere nothing is to be installed', () => {
  for (const [where, userAgent, more] of [
    ['the installed app', iPhone, { standalone: true }],
    ['a Mac without a touch screen', mac, { platform: 'MacIntel', maxTouchPoints: 0 }],
    ['another telephone', undefined, {}],
  ] as const)
    test(where, async () => {
      person = await ReferentPage.open(browser, {}, userAgent === undefined ? {} : { userAgent }, says(more));
      await asks().waitFor();
      expect(await guides().count()).toBe(0);
    });
});

interface Manifest {
  url: string;
  errors: unknown[];
  manifest: { name: string; id: string; startUrl: string; scope: string; display: string; icons: { url: string; sizes: string; type: string }[] };
}
// Width and height, as the file itself has them; null: it is no PNG.
async function pngSize(url: string): Promise<string | null> {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  return bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' ? `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}` : null;
}
test('what Chromium asks of an app that is installed is there, and it opens without a network', async () => {
  person = await ReferentPage.open(everyday);
  const { page, server } = person;
  await asks().waitFor();
  const session = await page.context().newCDPSession(page);
  expect(await session.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
  const { url, errors, manifest } = (await session.send('Page.getAppManifest')) as unknown as Manifest;
  const home = new URL('/', url).href;
  expect(errors).toEqual([]);
  expect(manifest).toMatchObject({ name: 'Tocsin, référent', id: home, startUrl: home, scope: home, display: 'kStandalone' });
  const drawn = manifest.icons.filter((each) => each.type === 'image/png');
  expect(drawn.map((each) => each.sizes).sort()).toEqual(['192x192', '512x512']);
  for (const icon of drawn) expect(await pngSize(icon.url), icon.url).toBe(icon.sizes);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await asks().waitFor();
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toBe(new URL('sw.js', home).href);
  await server.stop();
  await page.goto(manifest.startUrl);
  await asks().waitFor();
});
