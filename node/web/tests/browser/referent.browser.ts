// The referent's face in a real browser, under the project's headers, from its card to the last receipt. Behind it stands a
// commune whose documents are all signed; the gateway and the node are the smallest ones.
import { resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AlertState, NoticeKind, Tie } from '../../shared/base/vocabulary.gen';
import { startSodium } from '../../shared/seal/sodium';
import { sectorAt } from '../../shared/place/outline';
import type { Content } from '../../shared/wire/alert';
import { ContractServer } from '../contract_server';
import { someOutlines, someStreets } from '../locality_world';
import { World, hostile, now } from '../world';
import { type Watched, Strip, isWell as isWellIn, isWellSmallToo as isWellSmallTooIn, launch, open, tabTo } from './chromium';

const bundle = resolve(new URL('../../../../build/web/referent', import.meta.url).pathname);
let browser: Browser;
let server: ContractServer;
let url: string;
let world: World;
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

async function start(options: Parameters<typeof World.make>[0] = {}, viewport = { width: 390, height: 844 }): Promise<void> {
  world = await World.make(options);
  world.admitCard();
  world.accepting = true;
  server = new ContractServer(world.node, bundle);
  url = await server.start();
  seen = await open(browser, `${url}/#${world.cardText}`, { viewport });
  ({ page } = seen);
}
beforeEach(() => start());

const button = (name: string | RegExp) => page.getByRole('button', { name });
const text = (what: string | RegExp) => page.getByText(what).first();
const isWell = (where: string) => isWellIn(seen, where);
const isWellSmallToo = (where: string) => isWellSmallTooIn(seen, where);

async function enrolled(mandate: Parameters<World['grant']>[0] = {}): Promise<void> {
  await page.getByRole('radio').first().check();
  await button('Demander mon inscription').click();
  await text('Vos six mots').waitFor();
  await world.grant(mandate);
  await button('Où en est ma demande').click();
  await text('Qui écoute en ce moment').waitFor();
}
async function where(): Promise<void> {
  await button('Signaler').click();
  await button('Véhicule suspect').click();
  await page.getByRole('checkbox').first().check();
  await button('Où est-ce').click();
}
const contentSent = (): Promise<Content> => world.contentOf(world.submitted.at(-1) as Uint8Array);
async function send(): Promise<void> {
  await button('Signaler').click();
  await button('Véhicule suspect').click();
  await page.getByRole('checkbox').first().check();
  await button('Où est-ce').click();
  await button('Le secteur suffit').click();
  await button('Envoyer l’alerte').click();
  await text('Votre alerte').waitFor();
}

describe('from a card to a mandate', () => {
  test('the numbers stand first, before any script', async () => {
    const first = await page.locator('body > *').first().innerText();
    expect(first.replace(/\s+/g, ' ')).toContain('17 112 114');
    const hrefs = await page.locator('.emergency a').evaluateAll((links) => links.map((each) => each.getAttribute('href')));
    expect(hrefs).toEqual(['tel:17', 'tel:112', 'sms:114']);
  });
  test('the card of the link is filled in and leaves the address', async () => {
    expect(await page.getByRole('textbox').inputValue()).toBe(world.cardText);
    expect(page.url()).toBe(`${url}/`);
    await isWell('card');
  });
  test('six words, then in force', async () => {
    await page.getByRole('radio').first().check();
    await button('Demander mon inscription').click();
    await text('Vos six mots').waitFor();
    expect(await page.locator('.words li').count()).toBe(6);
    await isWell('words');
    await world.grant();
    await button('Où en est ma demande').click();
    await text('Qui écoute en ce moment').waitFor();
    expect(await text('Brigade d’Ornans écoute, à toute heure').isVisible()).toBe(true);
    await isWell('home');
  });
  test('by keyboard alone, from the card of the link to the first screen', async () => {
    const on = async (control: Locator, key: string) => {
      await tabTo(page, control);
      await page.keyboard.press(key);
    };
    await on(page.getByRole('radio', { name: 'Aucun lien' }), 'Space');
    await on(button('Demander mon inscription'), 'Enter');
    await text('Vos six mots').waitFor();
    expect(world.enrolment?.tie).toBe(Tie.none);
    await world.grant();
    await on(button('Où en est ma demande'), 'Enter');
    await text('Qui écoute en ce moment').waitFor();
  });
  test('a card with a wrong character is not sent anywhere', async () => {
    await page.getByRole('textbox').fill(world.cardText.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
    await page.getByRole('radio').first().check();
    await button('Demander mon inscription').click();
    await text(/vérifiez chaque caractère/).waitFor();
    expect(world.node.calls).toBe(0);
  });
});

describe('an alert', () => {
  test('three screens, one fact, and only the states that were signed', async () => {
    const strip = new Strip();
    await enrolled();
    await strip.add(page);
    await button('Signaler').click();
    await text('Que se passe-t-il').waitFor();
    await strip.add(page);
    await button('Accueil').click();
    await send();
    await text('Reçue par la mairie').waitFor();
    expect(await text('Le poste l’a reçue').isVisible()).toBe(false);
    await isWell('alert');
    const [envelope] = world.submitted as [Uint8Array];
    expect(envelope.length).toBe(1536);
    await world.tell(envelope, 'post', AlertState.delivered, 1);
    await text('Le poste l’a reçue').waitFor();
    await strip.add(page);
    await strip.picture(browser, 'referent');
    await world.tell(envelope, 'post', AlertState.taken, 2);
    await world.tell(envelope, 'post', AlertState.closed, 3);
    await text(/Close : /).waitFor();
  });
  test('each screen on the way is well, in both colours of the screen and in every language', async () => {
    await enrolled();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [language, labels] of [
        ['fr', ['Signaler', 'Signes d’intrusion', 'Où est-ce', 'Le secteur suffit']],
        ['easy', ['Dire ce que je vois', 'Signes d’intrusion', 'C’est où', 'Le secteur suffit']],
        ['en', ['Report', 'Signs of intrusion', 'Where is it', 'The sector is enough']],
      ] as const) {
        await page.getByRole('combobox').last().selectOption(language);
        await button(labels[0]).click();
        await isWell(`what ${language} ${scheme}`);
        await button(labels[1]).click();
        await page.getByRole('checkbox').first().check();
        await isWell(`seen ${language} ${scheme}`);
        await button(labels[2]).click();
        await isWell(`where ${language} ${scheme}`);
        await button(labels[3]).click();
        await page.locator('summary').click();
        await isWell(`recap ${language} ${scheme}`);
        await button(/Accueil|Home/).click();
      }
    }
  });
  test('of danger going on is not sent before the call', async () => {
    await enrolled();
    await button('Signaler').click();
    await button('Signes d’intrusion').click();
    await page.getByRole('checkbox', { name: 'Force une porte' }).check();
    await button('Où est-ce').click();
    await button('Le secteur suffit').click();
    expect(await page.getByRole('radio', { name: 'Oui, en ce moment' }).isChecked()).toBe(true);
    expect(await button('Envoyer l’alerte').isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: 'J’ai appelé le 17' }).check();
    await button('Envoyer l’alerte').click();
    await text('Reçue par la mairie').waitFor();
    expect(world.node.asked.at(-1)?.urgent).toBe(true);
  });
  test('can be taken back while the mairie holds it', async () => {
    await enrolled();
    await send();
    await text('Reçue par la mairie').waitFor();
    await button('Annuler l’envoi').click();
    await text('Retrait demandé').waitFor();
    await isWellSmallToo('withdrawal asked');
    await world.tell(world.submitted[0] as Uint8Array, 'commune', AlertState.withdrawn, 2);
    await text('Annulée avant transmission').waitFor();
    await isWellSmallToo('withdrawn');
  });
  test('the post asks to be called: said on its screen, with the number, until the post has closed it', async () => {
    await enrolled();
    await send();
    await text('Reçue par la mairie').waitFor();
    const [envelope] = world.submitted as [Uint8Array];
    await world.tell(envelope, 'post', AlertState.delivered, 1);
    await world.tell(envelope, 'post', AlertState.call_back, 2);
    const call = page.getByRole('link', { name: 'Appeler Brigade d’Ornans' });
    await call.waitFor();
    expect(await call.getAttribute('href')).toBe('tel:+33381000000');
    await isWellSmallToo('call back');
    await button('Accueil').click();
    await text(/Le poste demande que vous le rappeliez/).waitFor();
    await isWellSmallToo('call back, first screen');
    await page.locator('button.card').click();
    await world.tell(envelope, 'post', AlertState.closed, 3);
    await text(/Close : /).waitFor();
    expect(await call.count()).toBe(0);
  });
  const inEachLanguage = async (where: string, says: readonly (readonly [string, string | RegExp])[]) => {
    for (const [language, words] of says) {
      await page.getByRole('combobox').last().selectOption(language);
      await text(words).waitFor();
      await isWellSmallToo(`${where} ${language}`);
    }
  };
  test('the node cannot take it: said on the first screen, in each language, until it has', async () => {
    await enrolled();
    world.accepting = false;
    await send();
    await button('Accueil').click();
    await inEachLanguage('trouble', [['en', 'The town hall cannot take your alert for now'], ['easy', 'La mairie ne peut pas prendre votre alerte'], ['fr', 'La mairie ne peut pas prendre votre alerte pour le moment']]);
    world.accepting = true;
    world.node.cut();
    await text('La mairie ne peut pas prendre').waitFor({ state: 'detached' });
    expect(world.submitted.length).toBe(1);
  });
  test('a clock that is wrong is told, how wrong, and in each language', async () => {
    await enrolled();
    for (const [hours, says] of [
      [25, [['en', 'The clock of this phone is 25 h behind'], ['easy', '25 h de retard'], ['fr', 'L’horloge de ce téléphone retarde de 25 h']]],
      [-25, [['en', 'The clock of this phone is 25 h ahead'], ['easy', '25 h d’avance'], ['fr', 'L’horloge de ce téléphone avance de 25 h']]],
    ] as const) {
      world.node.time = Date.now() + hours * 3_600_000;
      world.node.cut();
      await inEachLanguage(`clock ${hours} h`, says);
    }
  });
  test('an alert that the mairie’s desk has entered is confirmed by the person herself', async () => {
    await enrolled();
    await world.enteredByDesk();
    await text('Saisies à la mairie en votre nom').waitFor();
    await isWellSmallToo('entered');
    await tabTo(page, button('C’était moi'));
    await page.keyboard.press('Enter');
    await text(/Confirmée/).waitFor();
    await isWellSmallToo('confirmed');
    expect(world.confirmed.length).toBe(1);
  });
  test('made without a network waits on the phone, also over a restart, and goes out when the network is back', async () => {
    await enrolled();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await server.stop();
    await text(/Pas de liaison avec la mairie/).waitFor();
    await send();
    expect(await text('Chiffrée sur ce téléphone').isVisible()).toBe(true);
    await page.reload();
    await text(/Pas de liaison avec la mairie/).waitFor();
    expect(await text('Chiffrée sur ce téléphone').isVisible()).toBe(true);
    await isWell('offline');
    expect(world.submitted).toEqual([]);
    await button('Essayer maintenant').click();
    await server.start(Number(new URL(url).port));
    await text('Reçue par la mairie').waitFor();
    expect(world.submitted.length).toBe(1);
  });
});

describe('where it is', () => {
  const map = () => page.getByRole('application');
  async function startMapped(viewport?: { width: number; height: number }, more: Parameters<typeof World.make>[0] = {}): Promise<void> {
    await page.context().close();
    await server.stop();
    await start({ streets: someStreets, outlines: someOutlines, ...more }, viewport);
    await enrolled({ sectors: [1, 2] });
  }
  // The middle of a sector, as it stands on the screen: its name is written there.
  async function middleOf(name: string): Promise<{ x: number; y: number }> {
    const box = await page.locator('.plan-label span', { hasText: name }).boundingBox();
    if (box === null) throw new Error(`${name} is not on the plan`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  test('without lists and maps: position and sector, as ever', async () => {
    await enrolled();
    await where();
    expect(await button('Dans une rue').count()).toBe(0);
    expect(await button('Sur le plan').count()).toBe(0);
    expect(await button('Ma position').isVisible()).toBe(true);
  });
  test('a position that comes after the person has chosen the sector changes nothing', async () => {
    await enrolled();
    await page.evaluate(() => {
      const late = (found: PositionCallback) => addEventListener('late', () => found({ coords: { latitude: 47.1, longitude: 6.14, accuracy: 9 } } as GeolocationPosition));
      Object.defineProperty(navigator.geolocation, 'getCurrentPosition', { value: late });
    });
    await where();
    await button('Ma position').click();
    await button('Le secteur suffit').click();
    await text('Relire et envoyer').waitFor();
    await page.evaluate(() => void dispatchEvent(new Event('late')));
    await button('Envoyer l’alerte').click();
    await text('Reçue par la mairie').waitFor();
    expect((await contentSent()).place).toEqual({ kind: 1, latitude: 0, longitude: 0, street: 0, number: 0 });
  });
  test('in a street: found by a part of its name, with a house; the recap says it and the post gets it', async () => {
    await startMapped({ width: 320, height: 568 });
    await where();
    await button('Dans une rue').click();
    await text('Dans quelle rue').waitFor();
    await isWell('street at 320');
    expect(await page.getByRole('radio').count()).toBe(someStreets.length);
    await page.getByRole('searchbox').fill('EGLISE');
    await text('Rues trouvées : 1').waitFor();
    expect(await page.getByRole('radio').count()).toBe(1);
    expect(await button('Continuer').isDisabled()).toBe(true);
    await page.getByRole('radio', { name: 'Rue de l’Église' }).check();
    for (const wrong of ['0', '-3', 'douze', '65536', '1.5']) {
      await page.getByLabel('Numéro de la maison').fill(wrong);
      expect(await button('Continuer').isDisabled(), wrong).toBe(true);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await isWell('a house that cannot be, dark');
    await page.getByLabel('Numéro de la maison').fill('12');
    await button('Continuer').click();
    expect(await page.locator('main').innerText()).toContain('12 Rue de l’Église');
    await button('Envoyer l’alerte').click();
    await text('Reçue par la mairie').waitFor();
    expect((await contentSent()).place).toEqual({ kind: 3, latitude: 0, longitude: 0, street: someStreets.indexOf('Rue de l’Église'), number: 12 });
  });
  test('in a street by keyboard alone', async () => {
    await startMapped();
    await where();
    await button('Dans une rue').focus();
    await page.keyboard.press('Enter');
    await text('Dans quelle rue').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('place');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await text('Relire et envoyer').waitFor();
    expect(await page.locator('main').innerText()).toContain('Place Gustave');
  });
  test('on the plan: a touch puts the point, the sector follows from it, and may be changed', async () => {
    await startMapped();
    await where();
    await button('Sur le plan').click();
    await map().waitFor();
    for (const [scheme, width] of [['light', 1280], ['dark', 390], ['light', 320]] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      await isWell(`plan ${scheme} ${width}`);
    }
    expect(await button('Continuer').isDisabled()).toBe(true);
    const bonneille = await middleOf('Bonneille');
    await page.mouse.click(bonneille.x, bonneille.y);
    await text('Point posé. Secteur : Bonneille').waitFor();
    expect(await page.getByLabel('Secteur').inputValue()).toBe('2');
    const centre = await middleOf('Centre');
    await page.mouse.click(centre.x, centre.y);
    await text('Point posé. Secteur : Centre').waitFor();
    expect(await page.getByLabel('Secteur').inputValue()).toBe('1');
    await isWell('a point');
    await page.getByLabel('Secteur').selectOption('2');
    await text('Point posé. Secteur : Bonneille').waitFor();
    await button('Continuer').click();
    expect(await page.locator('main').innerText()).toContain('Secteur : Bonneille · Point sur le plan');
    await button('Envoyer l’alerte').click();
    await text('Reçue par la mairie').waitFor();
    const { place, sector } = await contentSent();
    expect(sector).toBe(2);
    expect(sectorAt(someOutlines, place)).toBe(1);
  });
  test('outside every sector the person is told, and the sector stays', async () => {
    await startMapped();
    await where();
    await button('Sur le plan').click();
    const box = await map().boundingBox();
    if (box === null) throw new Error('no plan');
    await page.mouse.click(box.x + 6, box.y + 6);
    await text('hors de vos secteurs').waitFor();
    expect(await page.getByLabel('Secteur').inputValue()).toBe('1');
    await isWell('outside');
  });
  const soon = { timeout: 60_000 };
  test('on the plan by keyboard alone: arrows move a cross, Enter puts the point; the buttons and keys go closer and back', async () => {
    await startMapped();
    await where();
    await button('Sur le plan').focus();
    await page.keyboard.press('Enter');
    await map().waitFor();
    while ((await page.evaluate(() => document.activeElement?.getAttribute('role'))) !== 'application') await page.keyboard.press('Tab');
    await page.locator('.plan-cross').waitFor({ state: 'attached' });
    const at = async () => (await page.locator('.plan-cross').boundingBox()) as { x: number; y: number };
    const before = await at();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect.poll(async () => Math.round((await at()).x - before.x), soon).toBe(16);
    await expect.poll(async () => Math.round((await at()).y - before.y), soon).toBe(16);
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowRight'); // past the edge: the plan goes with it
    const box = (await map().boundingBox()) as { x: number; width: number };
    await text('Croix : hors de vos secteurs').waitFor({ state: 'attached' });
    expect((await at()).x).toBeLessThan(box.x + box.width);
    for (let i = 0; i < 64; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('+');
    await page.keyboard.press('-');
    await page.keyboard.press('Enter');
    await page.locator('.plan-pin').waitFor({ state: 'attached' });
    await text('Point posé').waitFor();
    const wide = async () => (await middleOf('Bonneille')).x - (await middleOf('Centre')).x;
    const whole = await wide();
    await button('Voir de plus près').click();
    await expect.poll(wide, soon).toBeGreaterThan(whole * 1.9);
    await button('Toute la commune').click();
    await expect.poll(async () => Math.abs((await wide()) - whole), soon).toBeLessThan(2);
    await isWell('after the keys');
  });
  test('a position says its sector', async () => {
    await startMapped();
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 47.1, longitude: 6.17, accuracy: 8 });
    await where();
    await button('Sur le plan').waitFor();
    await button('Ma position').click();
    await text('Relire et envoyer').waitFor();
    expect(await page.locator('main').innerText()).toContain('Secteur : Bonneille · Position à 8 m près');
  });
  test('streets and plan are there without a network', async () => {
    await startMapped();
    await where();
    await button('Sur le plan').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await server.stop();
    await page.reload();
    await text(/Pas de liaison avec la mairie/).waitFor();
    await where();
    await button('Dans une rue').click();
    await page.getByRole('radio', { name: 'Quai de la Loue' }).waitFor();
    await button('Retour').click();
    await button('Sur le plan').click();
    await page.locator('path.plan-sector').first().waitFor({ state: 'attached' });
    expect(await page.locator('path.plan-sector').count()).toBe(2);
  });
  test('names that nobody would give stay text on the plan and in the list', async () => {
    const streets = [hostile.sectorName, hostile.communeName].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    await startMapped({ width: 320, height: 568 }, { ...hostile, streets });
    await where();
    await button('Dans une rue').click();
    await text('Dans quelle rue').waitFor();
    expect(await page.getByRole('radio').count()).toBe(2);
    await isWell('hostile streets');
    await button('Retour').click();
    await button('Sur le plan').click();
    await map().waitFor();
    await isWell('hostile plan');
    expect(await page.locator('.plan-label').first().innerText()).toContain('"onfocus=alert(1)');
  });
});

describe('what surrounds it', () => {
  test('a notice is shown with its advice and confirmed', async () => {
    await enrolled();
    world.notices = [await world.notice([world.officer, world.commander], { kind: NoticeKind.burglary_series, advice: 2n, factsFrom: now - 3_600_000, factsUntil: now })];
    world.node.pushEvent({ outcome: 1, rule: 0, errc: 0, more: false, retryAfterMs: 0, at: 1, detail: '', data: new Uint8Array(), items: world.notices });
    await button('Avis (1)').click();
    await text('Ce qu’on vous demande').waitFor();
    await isWell('notices');
    while (world.shown.length === 0) await new Promise((go) => setImmediate(go));
  });
  test('my data, and leaving: nothing is kept', async () => {
    await enrolled();
    await send();
    await button('Accueil').click();
    await button('Mes données').click();
    await text(/Aujourd’hui : 1 sur/).waitFor();
    await isWell('data');
    await button('Effacer ce téléphone').click();
    await button('Oui, tout effacer').click();
    await text('Votre carte').waitFor();
    const left = await page.evaluate(async () => {
      const request = indexedDB.open('tocsin');
      const database = await new Promise<IDBDatabase>((done) => (request.onsuccess = () => done(request.result)));
      const store = database.transaction(['items', 'keys']);
      const count = (name: string) => new Promise<number>((done) => (store.objectStore(name).count().onsuccess = (event) => done((event.target as IDBRequest<number>).result)));
      return [await count('items'), await count('keys')];
    });
    expect(left).toEqual([0, 0]);
  });
  test('the key that signs cannot be taken out of the browser', async () => {
    await enrolled();
    const kept = await page.evaluate(async () => {
      const request = indexedDB.open('tocsin');
      const database = await new Promise<IDBDatabase>((done) => (request.onsuccess = () => done(request.result)));
      const get = database.transaction('keys').objectStore('keys').get('signing');
      const key = await new Promise<{ kind: string; key: CryptoKey }>((done) => (get.onsuccess = () => done(get.result as { kind: string; key: CryptoKey })));
      const taken = await crypto.subtle.exportKey('pkcs8', key.key).then(() => true, () => false);
      return [key.kind, key.key.extractable, taken];
    });
    expect(kept).toEqual(['webcrypto', false, false]);
  });
  test('in an exercise every screen says so, and it is striped', async () => {
    await page.context().close();
    await server.stop();
    await start({ exercise: true });
    await enrolled();
    expect(await page.locator('.exercise').innerText()).toContain('EXERCICE');
    await send();
    expect(await page.locator('article.striped').count()).toBe(1);
    await isWell('exercise');
  });
  test.each([
    ['the smallest screen', 568],
    ['a desk at 400 %', 256],
  ])('on %s nothing is cut off', async (_, height) => {
    await page.context().close();
    await server.stop();
    await start({}, { width: 320, height });
    await text('Votre carte').waitFor();
    await isWell('card');
    await enrolled();
    await isWell('home');
    await button('Signaler').click();
    await isWell('what');
    await button('Véhicule suspect').click();
    await page.getByRole('checkbox').first().check();
    await isWell('seen');
    await button('Où est-ce').click();
    await isWell('where');
    await button('Le secteur suffit').click();
    await isWell('recap');
    await button('Envoyer l’alerte').click();
    await text('Reçue par la mairie').waitFor();
    await isWell('alert');
  });
  test('names that nobody would give are text, within their column, on every screen', async () => {
    await page.context().close();
    await server.stop();
    await start(hostile, { width: 320, height: 568 });
    await enrolled();
    expect(await page.locator('main').innerText()).toContain(hostile.postName);
    await isWell('home');
    await button('Signaler').click();
    await button('Véhicule suspect').click();
    await page.getByRole('checkbox').first().check();
    await button('Où est-ce').click();
    await isWell('where');
    await button('Le secteur suffit').click();
    await isWell('recap');
    await button('Envoyer l’alerte').click();
    await text('Reçue par la mairie').waitFor();
    expect(await page.locator('article').innerText()).toContain(hostile.sectorName);
    await isWell('alert');
    await button('Accueil').click();
    world.notices = [await world.notice([world.officer, world.commander])];
    world.node.pushEvent({ outcome: 1, rule: 0, errc: 0, more: false, retryAfterMs: 0, at: 1, detail: '', data: new Uint8Array(), items: world.notices });
    await button('Avis (1)').click();
    await text('Ce qu’on vous demande').waitFor();
    await isWell('notices');
  });
  test('by keyboard alone, from the first screen to an alert that is sent', async () => {
    await enrolled();
    const on = async (role: 'button' | 'checkbox' | 'radio', name: string, key: string) => {
      await tabTo(page, page.getByRole(role, { name }));
      await page.keyboard.press(key);
    };
    const focused = () => page.evaluate(() => document.activeElement?.tagName);
    await on('button', 'Signaler', 'Enter');
    await text('Que se passe-t-il').waitFor();
    expect(await focused()).toBe('H1');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Véhicule suspect');
    await on('button', 'Signes d’intrusion', 'Enter');
    await text('Qu’avez-vous observé').waitFor();
    expect(await focused()).toBe('H1');
    await on('checkbox', 'Force une porte', 'Space');
    await on('button', 'Où est-ce', 'Enter');
    await on('button', 'Le secteur suffit', 'Enter');
    await text('Relire et envoyer').waitFor();
    const danger = page.getByRole('radio', { name: 'Oui, en ce moment' });
    await on('radio', 'Oui, en ce moment', 'ArrowDown');
    expect(await danger.isChecked()).toBe(false);
    await page.keyboard.press('ArrowUp');
    expect(await danger.isChecked()).toBe(true);
    await on('checkbox', 'J’ai appelé le 17', 'Space');
    await on('button', 'Envoyer l’alerte', 'Enter');
    await text('Reçue par la mairie').waitFor();
    expect(world.node.asked.at(-1)?.urgent).toBe(true);
  });
});
