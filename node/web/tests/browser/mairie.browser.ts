// The mairie's face in a real browser, under the project's headers: from its pairing to a card on paper, a nomination, a
// report as a PDF and an alert entered at the desk. Behind it stands a commune whose documents and receipts are all signed.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromHex } from '../../shared/base/bytes';
import { dayOf } from '../../shared/base/time';
import { AlertState, DocumentType, Role, Tie } from '../../shared/base/vocabulary.gen';
import { startSodium } from '../../shared/seal/sodium';
import { parseCard } from '../../shared/wire/card';
import { decodeContainer } from '../../shared/wire/container';
import * as wire from '../../shared/wire/documents';
import { readGeoJson, writeGeoJson } from '../../shared/place/geojson';
import { type Outline, sectorAt } from '../../shared/place/outline';
import { MandateState } from '../../mairie/model/views';
import { ContractServer } from '../contract_server';
import { someOutlines, someStreets } from '../locality_world';
import { MairieWorld } from '../mairie_world';
import { hostile, hostilePerson, now, turning } from '../world';
import { type Watched, isWell as isWellIn, isWellSmallToo as isWellSmallTooIn, launch, looked, open, picture, printed, tabTo } from './chromium';

const bundle = resolve(new URL('../../../../build/web/mairie', import.meta.url).pathname);
const dayMs = 86_400_000;
let browser: Browser;
let server: ContractServer;
let world: MairieWorld;
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
async function start(options: Parameters<typeof MairieWorld.make>[0] = {}, viewport = { width: 1280, height: 900 }): Promise<void> {
  world = await MairieWorld.make(options);
  server = new ContractServer(world.world.node, bundle);
  seen = await open(browser, await server.start(), { viewport, acceptDownloads: true });
  ({ page } = seen);
  await button('Enregistrer device.pub').waitFor();
}
beforeEach(() => start());

const button = (name: string | RegExp) => page.getByRole('button', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const text = (what: string | RegExp) => page.getByText(what).first();
const dialog = () => page.getByRole('dialog');
const isWell = (where: string) => isWellIn(seen, where);
const isWellSmallToo = (where: string) => isWellSmallTooIn(seen, where);

// What the office does with the line on the screen.
async function commission(role: Role): Promise<Buffer> {
  const line = (await page.locator('dd.long').first().innerText()).trim();
  const keys = fromHex(line.replace('TOCSIN-DEVICE1:', ''));
  const commitment = role === Role.desk ? keys.slice(64) : new Uint8Array(32);
  return Buffer.from(await world.commissionFor(role, keys.slice(0, 32), keys.slice(32, 64), commitment));
}
async function paired(role: Role = Role.mayor): Promise<void> {
  const documents = [...world.world.documents.map((each) => Buffer.from(each)), await commission(role)];
  await page.locator('input[type=file]').setInputFiles(documents.map((buffer, i) => ({ name: `${i}.doc`, mimeType: 'application/octet-stream', buffer })));
  await button('Vérifier').click();
  await button('Les trois sont identiques').waitFor();
  await isWell('compare');
  await button('Les trois sont identiques').click();
}
async function atHome(): Promise<void> {
  await paired();
  await heading('Où en est la commune').waitFor();
  await text(/À jour depuis/).waitFor();
}

describe('a mairie in Chromium', () => {
  test('pairing, then a home that says what is owed', async () => {
    await world.holds('Jeanne Petit', { until: now + 10 * dayMs });
    await world.applies('Marie Nouvelle');
    await isWell('make');
    await atHome();
    await text(/1 inscription\(s\) attendent/).waitFor();
    expect(await text(/Secteurs sans référent : Bonneille/).isVisible()).toBe(true);
    await isWell('home');
    await picture(page, 'mairie');
    await page.reload();
    await heading('Où en est la commune').waitFor();
  });

  test('a card on paper: the code holds the card, one card a page, and nothing else is printed', async () => {
    await atHome();
    await button('Invitations').click();
    await page.getByRole('textbox', { name: /Nom de la personne/ }).fill('Jeanne Petit');
    await button('Faire la carte').click();
    const card = page.locator('.sheet');
    await card.waitFor();
    await isWell('card');
    const typed = await page.locator('p.typed').innerText();
    expect(parseCard(typed).invitation).toEqual(world.invited[0]?.id);
    await page.emulateMedia({ media: 'print' });
    expect(await card.isVisible()).toBe(true);
    expect(await page.locator('svg.qr').isVisible()).toBe(true);
    expect(await button('Faire la carte').isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
    const paper = await printed(page);
    expect(paper.codes).toEqual([typed]);
    expect(paper.sheets).toBe(1);
  });

  test('a card by keyboard alone, from the first page', async () => {
    await atHome();
    const on = (name: string) => tabTo(page, button(name));
    await on('Invitations');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('textbox', { name: /Nom de la personne/ }));
    await page.keyboard.type('Jeanne Petit');
    await on('Faire la carte');
    await page.keyboard.press('Enter');
    await page.locator('.sheet').waitFor();
    expect(world.invited.map((each) => each.name)).toEqual(['Jeanne Petit']);
  });

  test('a nomination by keyboard alone, after the six words', async () => {
    await world.applies('Marie Nouvelle');
    await atHome();
    const on = async (control: Locator, key: string) => {
      await tabTo(page, control);
      await page.keyboard.press(key);
    };
    await on(button('Référents'), 'Enter');
    await on(button('Nommer…'), 'Enter');
    await dialog().waitFor();
    await isWell('nominate');
    expect(await dialog().locator('.words li').count()).toBe(6);
    expect(await dialog().getByRole('button', { name: 'Signer la nomination' }).isDisabled()).toBe(true);
    await on(dialog().getByRole('checkbox', { name: /six mots sont les mêmes/ }), 'Space');
    await tabTo(page, dialog().getByLabel(/Jour de la formation/));
    await page.keyboard.type('10102026'); // the browser's own language says whether the day or the month comes first
    await on(dialog().getByRole('button', { name: 'Signer la nomination' }), 'Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(wire.Mandate.decode(world.published_(DocumentType.mandate)?.bytes as Uint8Array).trained).toBe(Date.UTC(2026, 9, 10));
    await text('Attend l’entretien au poste').waitFor();
    await isWell('people');
  });

  test('ties and absences stand on the roll, and a nomination may name who stands in', async () => {
    const jeanne = await world.holds('Jeanne Petit', { sectors: [2], tie: Tie.other });
    const paul = await world.holds('Paul Grand', { deputy: jeanne.mandate });
    await world.isAway(jeanne, paul, now - dayMs, now + 20 * dayMs);
    await world.applies('Marie Nouvelle', Tie.other);
    await atHome();
    await button('Référents').first().click();
    await text('A déclaré : Autre conflit d’intérêts').waitFor();
    await text(/Absent du .* : Paul Grand supplée \(Bonneille\)/).waitFor();
    await text(/Supplée Jeanne Petit du .* \(Bonneille\)/).waitFor();
    await text('Seul suppléant désigné : Jeanne Petit').waitFor();
    await isWell('roll');
    await button('Nommer…').click();
    await dialog().getByText('A déclaré : Autre conflit d’intérêts').waitFor();
    await dialog().getByRole('checkbox', { name: /six mots sont les mêmes/ }).check();
    await dialog().getByLabel(/Jour de la formation/).fill('2026-11-02');
    await dialog().getByLabel('Suppléant, en cas d’absence').selectOption({ label: 'Paul Grand · Centre' });
    for (const [scheme, width] of [['dark', 320], ['light', 1280]] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      await isWell(`deputy ${scheme} ${width}`);
    }
    await dialog().getByRole('button', { name: 'Signer la nomination' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(wire.Mandate.decode(world.published_(DocumentType.mandate)?.bytes as Uint8Array).deputy).toEqual(paul.mandate);
  });

  test('sectors are drawn on a plan, by touch and by keyboard, and saved as a file; nothing is sent', async () => {
    await page.context().close();
    await server.stop();
    await start({ outlines: someOutlines });
    await atHome();
    await button('Secteurs').click();
    await page.getByRole('application').waitFor(); // the plan in force
    expect((await page.locator('.plan-label').allTextContents()).sort()).toEqual(['1 Centre', '2 Bonneille']);
    for (const [width, colorScheme] of [[320, 'dark'], [1280, 'light']] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await isWell(`plan at ${width}`);
    }
    await page.locator('input[type=file]').setInputFiles({ name: 'x.geojson', mimeType: 'application/geo+json', buffer: Buffer.from('{"type":"Point"}') });
    await text('Ce n’est pas un ensemble de polygones').waitFor();
    await isWell('a wrong file');
    const outline = writeGeoJson(someOutlines.slice(0, 1), () => '');
    await page.locator('input[type=file]').setInputFiles({ name: 'x.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(outline) });
    await page.locator('.plan-label').first().waitFor({ state: 'detached' });
    const asked = world.world.node.asked.length;
    const touch = async (x: number, y: number) => {
      const { width, height } = (await page.getByRole('application').boundingBox()) as { width: number; height: number };
      await page.getByRole('application').click({ position: { x: width * x, y: height * y } });
    };
    for (const [x, y] of [[0.45, 0.4], [0.45, 0.6], [0.6, 0.6], [0.7, 0.7]] as const) await touch(x, y);
    await text('Coins posés : 4').waitFor();
    expect(await button('Enregistrer le fichier').isDisabled()).toBe(true);
    await button('Enlever le dernier coin').click();
    await text('Coins posés : 3').waitFor();
    await button('Fermer le secteur').click();
    await page.locator('.plan-label', { hasText: '1 Centre' }).waitFor({ state: 'attached' });
    // The neighbour by keyboard; its first corner, near one that is there, is that one.
    await page.getByLabel('Secteur à dessiner').selectOption('2');
    await touch(0.45, 0.6);
    await text('Coins posés : 1').waitFor();
    await page.getByRole('application').focus();
    const cornerBy = async (key: string, count: number) => {
      for (let i = 0; i < 5; i++) await page.keyboard.press(key);
      await page.keyboard.press('Enter');
      await text(`Coins posés : ${count}`).waitFor();
    };
    await cornerBy('ArrowRight', 2);
    await cornerBy('ArrowDown', 3);
    await isWell('drawing');
    await button('Fermer le secteur').click();
    const [download] = await Promise.all([page.waitForEvent('download'), button('Enregistrer le fichier').click()]);
    expect(download.suggestedFilename()).toBe('secteurs-25434.geojson');
    const drawn = readGeoJson(readFileSync(await download.path(), 'utf8'));
    expect(drawn.map((each) => each.sector)).toEqual([0, 1, 2]);
    const [, centre, neighbour] = drawn as [Outline, Outline, Outline];
    expect(centre.points.length).toBe(3);
    expect(neighbour.points.some((each) => centre.points.some((other) => other.latitude === each.latitude && other.longitude === each.longitude))).toBe(true);
    await text('tocsin mairie import-map secteurs-25434.geojson --insee 25434 --out 25434.map').waitFor();
    await button('Effacer ce secteur').click();
    await page.locator('.plan-label', { hasText: '2 Bonneille' }).waitFor({ state: 'detached' });
    await page.getByRole('combobox').last().selectOption('en');
    await text('Nothing is sent').waitFor();
    await isWell('plan in English');
    expect(world.world.node.asked.slice(asked).filter(({ request }) => request.data.length > 0)).toEqual([]);
  });
  test('limits, announcements, reviews and sectors are well, and the node is not suspended by a slip', async () => {
    await world.review(world.world.commander);
    await atHome();
    await button('Limites').click();
    await button('Resserrer une limite').click();
    await dialog().waitFor();
    await isWell('tighten');
    await dialog().getByLabel(/Nouvelle valeur/).fill('2');
    await dialog().getByRole('button', { name: 'Signer et resserrer' }).click();
    await text(/Resserré par la mairie/).waitFor();
    await isWell('rules');
    await button('Annonces').click();
    await button('Nouvelle annonce').click();
    await dialog().waitFor();
    await isWell('announce');
    await dialog().getByRole('button', { name: 'Signer et annoncer' }).click();
    await text(/Affichée jusqu/).waitFor();
    await isWell('announcements');
    await button('Annuler : envoyée par erreur').click();
    await text(/ANNULÉE/).waitFor();
    await button('Réexamens').click();
    await button('Signer la réponse').waitFor();
    await isWell('reviews');
    await button('Secteurs').click();
    await text('Rien à montrer').waitFor();
    await page.getByRole('table').waitFor();
    await isWell('sectors');
    await button('Accueil').click();
    await button('Suspendre le nœud').click();
    expect(await dialog().getByRole('button', { name: 'Suspendre le nœud' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(world.published_(DocumentType.node_act)).toBeUndefined();
  });

  test('every question about a mandate, and what its answer signs', async () => {
    await world.holds('Jeanne Petit', { until: now + 10 * dayMs });
    await world.holds('Paul Grand', {}, MandateState.suspended);
    await atHome();
    await button('Référents').first().click();
    for (const [asks, answer, kind] of [
      ['Renouveler…', 'Signer le renouvellement', null],
      ['Suspendre…', 'Suspendre', wire.ActKind.suspend],
      ['Lever la suspension…', 'Lever la suspension', wire.ActKind.lift],
      ['Retirer…', 'Retirer le mandat', wire.ActKind.revoke],
    ] as const) {
      await button(asks).first().click();
      await dialog().waitFor();
      await isWellSmallToo(asks);
      await dialog().getByRole('button', { name: answer, exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
      const signed = world.published_(kind === null ? DocumentType.mandate : DocumentType.act)?.bytes as Uint8Array;
      if (kind === null) expect(wire.Mandate.decode(signed).until).toBeGreaterThan(now + 10 * dayMs);
      else expect(wire.Act.decode(signed).kind).toBe(kind);
    }
  });
  test('the node is suspended and its resumption is begun, each after a question', async () => {
    await atHome();
    await button('Suspendre le nœud').click();
    await dialog().waitFor();
    await isWellSmallToo('suspend the node');
    await dialog().getByRole('checkbox', { name: /Je suspends/ }).check();
    await dialog().getByRole('button', { name: 'Suspendre le nœud' }).click();
    await text(/Suspendu par la mairie le/).waitFor();
    await isWellSmallToo('suspended');
    await button('Reprendre le nœud').click();
    await dialog().waitFor();
    await isWellSmallToo('resume');
    const [download] = await Promise.all([page.waitForEvent('download'), dialog().getByRole('button', { name: 'Signer la reprise' }).click()]);
    const made = wire.NodeAct.decode(decodeContainer(readFileSync(await download.path())).bytes);
    expect([made.kind, made.sequence]).toEqual([wire.NodeActKind.resume, 1]);
    expect(wire.NodeAct.decode(world.published_(DocumentType.node_act)?.bytes as Uint8Array).kind).toBe(wire.NodeActKind.suspend);
  });

  test('the yearly report: charts with their tables, and the same figures in its PDF', async () => {
    const first = Date.UTC(new Date().getUTCFullYear(), 0, 1);
    world.counted[dayOf(first)] = world.quarter(first, [
      { code: 4, number: 0, count: 42 },
      { code: 1, number: 1, count: 37 },
      { code: 1, number: 2, count: null },
    ]);
    await atHome();
    await button('Chiffres et rapport').click();
    await button('Faire le rapport annuel').click();
    await heading(/Rapport annuel/).waitFor();
    await isWell('report');
    expect(await page.locator('svg.chart').first().getAttribute('aria-label')).toContain('Alertes par catégorie');
    expect(await page.getByRole('table', { name: 'Alertes par catégorie' }).innerText()).toMatch(/Véhicule suspect\s+37\s+Démarchage suspect\s+<5/);
    const { text: paper } = await printed(page);
    expect(paper).toMatch(/Rapport annuel \d{4}/);
    expect(paper).toMatch(/Véhicule suspect\s+37/);
    expect(paper).toMatch(/Aucune somme de l’année/);
    expect(paper).not.toMatch(/Faire le rapport|Langue/);
  });

  test('an alert for a referent on the telephone, step by step, shown unconfirmed', async () => {
    await world.holds('Jeanne Petit');
    await button('Saisie au guichet').click();
    await paired(Role.desk);
    await button('Saisir l’alerte').click();
    await button('Jeanne Petit').click();
    await isWell('what');
    await button('Véhicule suspect').click();
    await page.getByRole('checkbox', { name: 'Passe et repasse lentement' }).check();
    await isWell('seen');
    await button('Suite').click();
    await button('Centre').click();
    await isWell('recap');
    await button('Envoyer au poste').click();
    await text('Reçue par la mairie').waitFor();
    expect(await text(/Non confirmée/).isVisible()).toBe(true);
    await world.answers(world.entered[0] as Uint8Array, AlertState.delivered);
    await text('Arrivée au poste').waitFor();
    await isWell('entered');
  });

  describe('where, at the desk', () => {
    async function toWhere(): Promise<void> {
      await page.context().close();
      await server.stop();
      await start({ streets: someStreets, outlines: someOutlines });
      await world.holds('Jeanne Petit', { sectors: [1, 2] });
      await button('Saisie au guichet').click();
      await paired(Role.desk);
      await button('Saisir l’alerte').click();
      await button('Jeanne Petit').click();
      await button('Véhicule suspect').click();
      await page.getByRole('checkbox', { name: 'Passe et repasse lentement' }).check();
      await button('Suite').click();
    }
    const everywhere = async (where: string) => {
      for (const [scheme, width] of [['light', 1280], ['dark', 320], ['dark', 1280], ['light', 320]] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: scheme });
        await isWell(`${where} ${scheme} ${width}`);
        await looked(page, `${where}-${width}-${scheme}`);
      }
    };
    const sent = async () => {
      await button('Envoyer au poste').click();
      await text('Reçue par la mairie').waitFor();
      return world.world.contentOf(world.entered[0] as Uint8Array);
    };

    test('a street and a house, from the commune’s list', async () => {
      await toWhere();
      await button('Dans une rue').click();
      await page.getByLabel('Secteur').selectOption({ label: 'Bonneille' });
      await page.getByRole('searchbox').fill('EGLISE');
      await text('Rues trouvées : 1').waitFor();
      await page.getByRole('radio', { name: 'Rue de l’Église' }).check();
      await page.getByLabel('Numéro de la maison').fill('0');
      expect(await button('Suite').isDisabled()).toBe(true);
      await page.getByLabel('Numéro de la maison').fill('12');
      await everywhere('desk-street');
      await button('Suite').click();
      expect(await page.locator('section.card').innerText()).toContain('Bonneille · 12 Rue de l’Église');
      await isWell('recap of a street');
      expect((await sent()).place).toEqual({ kind: 3, latitude: 0, longitude: 0, street: someStreets.indexOf('Rue de l’Église'), number: 12 });
    });
    test('a point on the plan, by keyboard; the sector follows from it, and may be changed', async () => {
      await toWhere();
      await button('Sur le plan').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await text(/Point posé. Secteur : /).waitFor();
      await everywhere('desk-plan');
      await page.getByLabel('Secteur').selectOption({ label: 'Bonneille' });
      await text('Point posé. Secteur : Bonneille').waitFor();
      await button('Suite').click();
      expect(await page.locator('section.card').innerText()).toContain('Bonneille · Point sur le plan');
      const { place } = await sent();
      expect(place.kind).toBe(2);
      expect(sectorAt(someOutlines, place)).not.toBeNull();
    });
    test('the sector alone is enough, also after a street was looked for', async () => {
      await toWhere();
      await button('Dans une rue').click();
      await button('Le secteur seul').click();
      await everywhere('desk-sector');
      await button('Bonneille').click();
      expect((await sent()).place.kind).toBe(1);
    });
  });

  test('first start by keyboard alone: a commune, its post, the file that the prefecture is given', async () => {
    const on = async (control: Locator, key: string) => {
      await tabTo(page, control);
      await page.keyboard.press(key);
    };
    await on(button('Premier démarrage'), 'Enter');
    await tabTo(page, page.getByRole('textbox', { name: /Nom ou code INSEE/ }));
    await page.keyboard.type('ornans');
    await on(button('Chercher'), 'Enter');
    await text('Ornans, code INSEE 25434').waitFor();
    await tabTo(page, page.getByRole('textbox', { name: /Code du poste/ }));
    await page.keyboard.type('p25-014');
    await on(button('Préparer le fichier'), 'Enter');
    await heading('Fichier 25434.founding').waitFor();
  });

  test('first start: a commune by its typed name, a file without a key, a charter read back', async () => {
    await button('Premier démarrage').first().click();
    await page.getByRole('textbox', { name: /Nom ou code INSEE/ }).fill('ornans');
    await button('Chercher').click();
    await text('Ornans, code INSEE 25434').waitFor();
    await page.getByRole('textbox', { name: /Code du poste/ }).fill('p25-014');
    await isWell('founding');
    await button('Préparer le fichier').click();
    await heading('Fichier 25434.founding').waitFor();
    expect(await page.locator('pre').innerText()).toContain('insee: 25434\nname: Ornans\npost: P25-014\n');
    await isWell('made');
    const charter = world.world.documents.find((each) => each[0] === DocumentType.charter) as Uint8Array;
    await page.getByLabel('Fichier de la charte').setInputFiles({ name: '25434.charter', mimeType: 'application/octet-stream', buffer: Buffer.from(charter) });
    await button('Lire').click();
    await text('Signatures de la préfecture : 2 sur 2').waitFor();
    expect(await page.locator('ol.words li').count()).toBe(6);
    await isWell('read');
  });

  describe('names that nobody would give', () => {
    beforeEach(async () => {
      await page.context().close();
      await server.stop();
      await start(hostile, { width: 320, height: 640 });
    });
    const shows = async (where: string, ...names: string[]) => {
      for (const name of names) await expect.poll(() => page.locator('body').innerText(), { message: where, timeout: 60_000 }).toContain(name);
      expect(await page.locator('body').innerText(), where).not.toContain(turning.charAt(0));
      await isWell(where);
    };
    test('are text, within their column, on cards, roll and questions', async () => {
      const other = await world.holds('Paul Grand');
      const away = await world.holds(hostilePerson, { until: now + 10 * dayMs, deputy: other.mandate });
      await world.isAway(away, other, now - dayMs, now + 20 * dayMs);
      await world.holds(turning, {}, MandateState.suspended);
      await world.applies(hostilePerson);
      await world.applies(turning);
      await atHome();
      await shows('home', hostile.communeName, hostile.postName, hostilePerson);
      await button('Référents').first().click();
      await shows('roll', hostile.sectorName, hostilePerson);
      for (const asks of ['Nommer…', 'Renouveler…', 'Suspendre…', 'Lever la suspension…', 'Retirer…']) {
        for (let i = 0; i < (await button(asks).count()); i++) {
          await button(asks).nth(i).click();
          await dialog().waitFor();
          await shows(`${asks} ${i}`);
          await page.keyboard.press('Escape');
          await dialog().waitFor({ state: 'detached' });
        }
      }
      await button('Invitations').click();
      await page.getByRole('textbox', { name: /Nom de la personne/ }).fill(hostilePerson);
      await button('Faire la carte').click();
      await page.locator('.sheet').waitFor();
      const written = hostilePerson.slice(0, 60); // as much as its field takes
      await shows('card', hostile.communeName, written);
      await page.getByRole('textbox', { name: /Nom de la personne/ }).fill(turning.replace(/\n/g, ''));
      await button('Faire la carte').click();
      await page.getByRole('alert').waitFor();
      expect(world.invited.map((each) => each.name)).toEqual([written]);
    });
    test('at the desk, from the choice of a person to what was entered', async () => {
      await world.holds(hostilePerson);
      await world.holds(turning);
      await button('Saisie au guichet').click();
      await paired(Role.desk);
      await button('Saisir l’alerte').click();
      await shows('who', hostilePerson);
      await button(hostilePerson).click();
      await shows('what', hostilePerson);
      await button('Véhicule suspect').click();
      await page.getByRole('checkbox', { name: 'Passe et repasse lentement' }).check();
      await button('Suite').click();
      await shows('where', hostile.sectorName);
      await button(hostile.sectorName).click();
      await shows('recap', hostile.sectorName);
      await button('Envoyer au poste').click();
      await text('Reçue par la mairie').waitFor();
      await shows('entered', hostile.sectorName);
    });
    test('in the wizard: what is typed, what its file says, and the charter that is read back', async () => {
      await button('Premier démarrage').first().click();
      const typed = page.getByRole('textbox', { name: /Nom ou code INSEE/ });
      await typed.fill(hostilePerson);
      await button('Chercher').click();
      await text(/Aucune commune/).waitFor();
      await typed.fill('ornans');
      await button('Chercher').click();
      await page.getByRole('textbox', { name: /Code du poste/ }).fill('p25-014');
      await page.getByRole('textbox', { name: 'Secteur 1' }).fill(turning.replace(/\n/g, ''));
      await button('Préparer le fichier').click();
      await page.getByRole('alert').filter({ hasText: 'les secteurs' }).waitFor();
      await page.getByRole('textbox', { name: 'Secteur 1' }).fill(hostile.sectorName.slice(0, 60));
      await heading('Fichier 25434.founding').waitFor();
      expect(await page.locator('pre').innerText()).toContain(`sector 1: ${hostile.sectorName.slice(0, 60)}\n`);
      await shows('made');
      const charter = world.world.documents.find((each) => each[0] === DocumentType.charter) as Uint8Array;
      await page.getByLabel('Fichier de la charte').setInputFiles({ name: '25434.charter', mimeType: 'application/octet-stream', buffer: Buffer.from(charter) });
      await button('Lire').click();
      await text('Signatures de la préfecture : 2 sur 2').waitFor();
      await shows('read', hostile.communeName, hostile.sectorName);
    });
  });

  test.each([
    ['320 px', 640],
    ['a desk at 400 %', 256],
  ])('%s, dark, English, in exercise', async (_, height) => {
    await page.context().close();
    await server.stop();
    await start({ exercise: true }, { width: 320, height });
    await world.holds('Jeanne Petit', { until: now + 10 * dayMs });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await isWell('pairing');
    await atHome();
    await page.getByRole('combobox').last().selectOption('en');
    await text('EXERCISE').waitFor();
    await isWell('home');
    for (const name of ['Referents', 'Invitations', 'Announcements', 'Limits', 'Figures and report', 'First start']) {
      await page.locator('nav').getByRole('button', { name }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await isWell(name);
    }
  });
});
