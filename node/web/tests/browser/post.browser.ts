// The post's face in a real browser, under the project's headers, from its pairing to the end of a shift, by keyboard. Behind
// it stands a post whose documents and receipts are all signed; the gateway and the node are the smallest ones.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AlertState, HandOverReason, Role, Urgency, Verb } from '../../shared/base/vocabulary.gen';
import { Tag } from '../../shared/base/tags.gen';
import { fromHex, toHex } from '../../shared/base/bytes';
import { postId } from '../../shared/base/ids';
import { startSodium } from '../../shared/seal/sodium';
import { signedDraft } from '../../shared/seal/trust';
import { decodeContainer, encodeContainer } from '../../shared/wire/container';
import { Commission } from '../../shared/wire/documents';
import { Forward } from '../../shared/wire/notices';
import { CapFile } from '../cap';
import { ContractServer } from '../contract_server';
import { someOutlines, someStreets } from '../locality_world';
import { PostWorld } from '../post_world';
import { hostile, now } from '../world';
import { type Watched, isWell as isWellIn, isWellSmallToo as isWellSmallTooIn, launch, open, printed, tabTo } from './chromium';

const bundle = resolve(new URL('../../../../build/web/post', import.meta.url).pathname);
const dayMs = 86_400_000;
let browser: Browser;
let server: ContractServer;
let post: PostWorld;
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
async function start(options: Parameters<typeof PostWorld.make>[0] = {}, viewport = { width: 1280, height: 900 }, before?: (page: Page) => Promise<void>): Promise<void> {
  post = await PostWorld.make(options);
  server = new ContractServer(post.world.desk, bundle);
  seen = await open(browser, await server.start(), { viewport, acceptDownloads: true }, before);
  ({ page } = seen);
  await button('Enregistrer device.pub').waitFor();
}
beforeEach(() => start());

const button = (name: string | RegExp) => page.getByRole('button', { name });
const text = (what: string | RegExp) => page.getByText(what).first();
const dialog = () => page.getByRole('dialog');
// As a person presses who has seen that the act before is done: one that is under way takes no second one.
async function press(key: string): Promise<void> {
  await page.locator('main[aria-busy="false"]').waitFor();
  await page.keyboard.press(key);
}
const isWell = (where: string) => isWellIn(seen, where);
const isWellSmallToo = (where: string) => isWellSmallTooIn(seen, where);

// What the office does with the line on the screen.
async function commission(): Promise<Buffer> {
  const line = (await page.locator('dd.long').first().innerText()).trim();
  const keys = fromHex(line.replace('TOCSIN-DEVICE1:', ''));
  const zero = (size: number) => new Uint8Array(size);
  const value = {
    role: Role.officer,
    commune: zero(5),
    post: post.world.post,
    key: keys.slice(0, 32),
    transport: keys.slice(32),
    tagCommitment: zero(32),
    from: now - dayMs,
    until: now + 300 * dayMs,
  };
  post.world.desk.devices.push(value.key);
  const container = encodeContainer(await signedDraft(Commission, value, post.world.postOffice, Tag.commission_post));
  post.world.commissions.push(container);
  return Buffer.from(container);
}
async function paired(): Promise<void> {
  const documents = [...post.world.documents.map((each) => Buffer.from(each)), await commission()];
  await page.locator('input[type=file]').setInputFiles(documents.map((buffer, i) => ({ name: `${i}.doc`, mimeType: 'application/octet-stream', buffer })));
  await page.locator('textarea').fill('');
  await button('Vérifier').click();
  await button('Les trois sont identiques').waitFor();
}
async function onDuty(): Promise<void> {
  await paired();
  await button('Les trois sont identiques').click();
  await button('Prendre le service').click();
  await text(/En service/).waitFor();
  await text(/Liste à jour/).waitFor();
}
// In the page, before its first script: what sounds, in hertz.
interface Heard {
  tones: number[];
}
function countTones(): void {
  const tones: number[] = [];
  class Counted extends OscillatorNode {
    override start(when?: number): void {
      tones.push(this.frequency.value);
      super.start(when);
    }
  }
  Object.assign(globalThis, { tones, OscillatorNode: Counted });
}
const row = (i = 0) => page.locator('button.alert').nth(i);

describe('pairing', () => {
  test('keys, commission, comparison; what is not signed by the office is not believed', async () => {
    await isWell('make');
    await page.locator('textarea').fill('00');
    await button('Vérifier').click();
    await page.getByRole('alert').waitFor();
    await isWell('wrong');
    await paired();
    await isWell('compare');
    await button('Les trois sont identiques').click();
    await button('Prendre le service').waitFor();
    await isWell('off');
    await page.reload();
    await button('Prendre le service').waitFor();
  });
});

describe('a shift by keyboard', () => {
  test('from the address to the service: papers that are pasted, and keys', async () => {
    const papers = [...post.world.documents.map((each) => Buffer.from(each)), await commission()];
    await tabTo(page, page.locator('textarea'));
    await page.keyboard.insertText(papers.map((each) => each.toString('base64')).join('\n\n'));
    for (const name of ['Vérifier', 'Les trois sont identiques', 'Prendre le service']) {
      await tabTo(page, button(name));
      await page.keyboard.press('Enter');
    }
    await text(/En service/).waitFor();
  });
  test('a notice: its text chosen, and signed', async () => {
    await onDuty();
    await tabTo(page, button('Avis'));
    await press('Enter');
    await press('n');
    await dialog().getByRole('combobox').first().waitFor();
    await tabTo(page, dialog().getByRole('checkbox', { name: /Fermez portes/ }));
    await page.keyboard.press('Space');
    await tabTo(page, dialog().getByRole('button', { name: 'Signer en premier' }));
    await page.keyboard.press('Enter');
    await text('Attend la seconde signature').waitFor();
    expect(post.notices.length).toBe(1);
  });
  test('open with a reason, take, close; the content goes with Escape and is kept nowhere', async () => {
    await post.alert({ created: now - 120_000 });
    await post.alert({ created: now - 60_000, urgency: Urgency.in_progress });
    await onDuty();
    await isWell('list');
    expect(await row(0).innerText()).toMatch(/NON LUE.*EN COURS/s);
    await press('j');
    expect(await row(0).getAttribute('aria-current')).toBe('true');
    await press('p'); // not opened: nothing happens, and it is said
    await press('Escape');
    await press('Enter'); // on the row that has the focus, as from anywhere else
    await dialog().waitFor();
    await isWell('reason');
    await press('1');
    await text('AB123CD').waitFor();
    await isWell('content');
    expect(await text('Anne Exemple').isVisible()).toBe(true);
    await press('p');
    await row(0).getByText(/Prise en compte/).waitFor();
    await press('r');
    await row(0).getByText(/Rappel demandé/).waitFor();
    await press('c');
    await dialog().waitFor();
    await isWell('code');
    await press('2');
    await page.getByRole('heading', { name: /Closes/ }).waitFor();
    expect(await page.getByText('AB123CD').count()).toBe(0);
    const kept = await page.evaluate(async () => {
      const names = await indexedDB.databases();
      const dump: string[] = [];
      for (const { name } of names) {
        const database = await new Promise<IDBDatabase>((done) => {
          const asked = indexedDB.open(name as string);
          asked.onsuccess = () => done(asked.result);
        });
        const all = await new Promise<unknown[]>((done) => {
          const asked = database.transaction('items').objectStore('items').getAll();
          asked.onsuccess = () => done(asked.result);
        });
        dump.push(...all.map((each) => JSON.stringify(each)));
      }
      return dump.join('\n');
    });
    expect(kept).toContain('opened');
    expect(kept).not.toMatch(/AB123CD|Exemple/);
  });
  test('Tab, arrows, Enter and Space alone take an alert from the list to its acknowledgement', async () => {
    await post.alert({ created: now - 120_000 });
    await post.alert({ created: now - 60_000, urgency: Urgency.in_progress });
    await onDuty();
    const on = async (within: Page | Locator, name: RegExp, key: string) => {
      await tabTo(page, within.getByRole('button', { name }));
      await press(key);
    };
    await press('ArrowDown');
    await press('ArrowDown');
    expect(await row(1).getAttribute('aria-current')).toBe('true');
    await on(page, /Ouvrir/, 'Enter');
    await dialog().waitFor();
    await on(dialog(), /Évaluer/, 'Space');
    await text('AB123CD').waitFor();
    await on(page, /Prendre/, 'Enter');
    await row(1).getByText(/Prise en compte/).waitFor();
  });
  test('G puts alerts of one target together, T passes one to the supervising post, each with a reason', async () => {
    await page.context().close();
    await server.stop();
    await start({ supervising: postId('P25-000') });
    const byOne = { mandate: new Uint8Array(16).fill(7), tagKey: new Uint8Array(32).fill(7) };
    const alike = [await post.alert(byOne), await post.alert(byOne)];
    const other = await post.alert();
    await onDuty();
    await page.locator(`button.alert[data-alert="${alike[0]?.id}"]`).click();
    await press('g');
    await dialog().waitFor();
    expect(await dialog().locator('input').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).checked))).toContain(false);
    await isWellSmallToo('group');
    await press('1');
    await page.getByRole('status').filter({ hasText: 'Rapprochées' }).waitFor({ state: 'attached' });
    const asked = post.world.desk.asked.filter((each) => each.request.verb === Verb.group).map(({ request }) => [toHex(request.subject), toHex(request.data)].sort());
    expect(asked).toEqual([alike.map((each) => each.id).sort()]);
    await page.locator(`button.alert[data-alert="${other.id}"]`).click();
    await press('t'); // not opened: nothing is asked
    expect(await dialog().count()).toBe(0);
    await press('Enter');
    await press('1');
    await text('AB123CD').waitFor();
    await press('t');
    await dialog().getByText('Passer à P25-000 pour quel motif').waitFor();
    await isWellSmallToo('pass');
    await press('3');
    await page.getByRole('status').filter({ hasText: 'Passée au poste de supervision' }).waitFor({ state: 'attached' });
    const [forward] = post.forwarded.map((each) => Forward.decode(decodeContainer(each).bytes));
    expect(forward).toMatchObject({ alert: fromHex(other.id), recipient: postId('P25-000'), reason: HandOverReason.closing_time });
  });
  test('Escape takes the content off the screen', async () => {
    await post.alert();
    await onDuty();
    await press('ArrowDown');
    await button(/Ouvrir/).click();
    await dialog().getByRole('button', { name: /Évaluer/ }).click();
    await text('AB123CD').waitFor();
    await press('Escape');
    await text('AB123CD').waitFor({ state: 'detached' });
  });
  test('what comes is heard, shown, said and counted in the tab', async () => {
    await page.context().close();
    await server.stop();
    await start({}, undefined, (each) => each.addInitScript(countTones));
    const tones = () => page.evaluate(() => (globalThis as unknown as Heard).tones);
    await paired();
    await button('Les trois sont identiques').click();
    await button('Prendre le service').waitFor();
    expect(await tones()).toEqual([]);
    await button('Prendre le service').click();
    await text(/Liste à jour/).waitFor();
    await expect.poll(tones).toEqual([660, 880]); // what an alert sounds like, so that the officer knows that it does
    await post.alert();
    await row(0).waitFor();
    await expect.poll(tones).toEqual([660, 880, 660, 880]);
    await page.getByRole('status').filter({ hasText: 'Nouvelle alerte. 1 non lues.' }).waitFor({ state: 'attached' });
    await page.waitForFunction(() => document.title.startsWith('(1)')); // and stays so where a person wants no motion
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.waitForFunction(() => !document.title.startsWith('(1)'));
    await page.waitForFunction(() => document.title.startsWith('(1)'));
  });
  test('the plan has what is open in each sector, and a place only while its alert is open on this desk', async () => {
    await page.context().close();
    await server.stop();
    await start({ streets: someStreets, outlines: someOutlines });
    await post.alert();
    await post.alert({ exercise: true });
    await post.alert({ sector: 2, content: { place: { kind: 3, latitude: 0, longitude: 0, street: 5, number: 12 } } });
    await onDuty();
    await button('Secteurs').click();
    await page.getByRole('application').waitFor();
    const labels = async () => (await page.locator('.plan-label').allTextContents()).sort();
    expect(await labels()).toEqual(['1 Centre\nOuvertes : 1\nEXERCICE : 1', '2 Bonneille\nOuvertes : 1']);
    expect(await page.locator('.plan-pin').count()).toBe(0);
    expect(await page.getByRole('table').innerText()).toContain('Bonneille');
    for (const [width, colorScheme] of [[320, 'dark'], [1280, 'dark'], [1280, 'light']] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await isWell(`plan at ${width}, ${colorScheme}`);
    }
    // By keyboard: the plan moves under the arrows, and no cross is put.
    await page.getByRole('application').focus();
    const before = await page.locator('.plan-label').first().boundingBox();
    await press('ArrowRight');
    expect((await page.locator('.plan-label').first().boundingBox())?.x).toBeLessThan(before?.x ?? 0);
    expect(await page.locator('.plan-cross').count()).toBe(0);
    await page.getByRole('combobox').last().selectOption('en');
    await button('The whole commune').waitFor();
    await isWell('plan in English');
    await page.getByRole('combobox').last().selectOption('fr');

    await button('Alertes').click();
    const alerts = page.locator('button.alert');
    await alerts.filter({ hasText: 'Bonneille' }).click();
    await press('Enter');
    await press('1');
    await text('12 Rue Gustave Courbet').waitFor();
    await button('Secteurs').click();
    await text('Alerte ouverte ici : 12 Rue Gustave Courbet').waitFor();
    expect(await page.locator('.plan-pin').count()).toBe(0);
    await button('Alertes').click();
    await alerts.filter({ hasText: 'Centre' }).filter({ hasNotText: 'EXERCICE' }).click();
    await press('Enter');
    await press('1');
    await text('47.106400,6.147000').waitFor();
    await button('Secteurs').click();
    await page.locator('.plan-pin').waitFor({ state: 'attached' });
    await isWell('a place');
    await press('Escape');
    await page.locator('.plan-pin').waitFor({ state: 'detached' });
    expect(await page.locator('main').innerText()).not.toContain('47.106400');
  });
  test('the page of keys, sectors and the shift are well', async () => {
    await post.alert();
    await onDuty();
    await press('?');
    await dialog().waitFor();
    await isWell('help');
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await button('Secteurs').click();
    await page.getByRole('table').waitFor();
    await isWell('sectors');
    await button('Mon service').click();
    await page.getByRole('cell', { name: /\d\d:\d\d/ }).first().waitFor();
    await isWell('shift');
    await button('Quitter le service').click();
    await button('Prendre le service').waitFor();
    expect(post.serving.at(-1)).toBe(false);
  });
});

describe('held, handed over, told to referents', () => {
  test('a held alert stands apart; the first officer’s release is noted', async () => {
    await post.alert({ held: true });
    await onDuty();
    await page.getByRole('heading', { name: /À part/ }).waitFor();
    await press('j');
    await press('l');
    await dialog().waitFor();
    await isWellSmallToo('release');
    await dialog().getByRole('button', { name: 'Libérer' }).click();
    await row(0).getByText(/Votre accord est noté/).waitFor();
    await isWellSmallToo('held');
  });
  test('the second officer’s release takes it to the others', async () => {
    const alert = await post.alert({ held: true });
    post.releasedElsewhere(alert);
    await onDuty();
    await press('j');
    await press('l');
    await dialog().getByRole('button', { name: 'Libérer' }).click();
    await row(0).getByText(/^Vérifiée, remise dans la liste/).waitFor();
    expect(await page.getByRole('heading', { name: /À part/ }).count()).toBe(0);
    await isWellSmallToo('released');
  });
  test('to a procedure: two files and a sheet that prints alone', async () => {
    const alert = await post.alert();
    await post.sign(alert, AlertState.opened, new Uint8Array(32).fill(1), {}, false);
    await onDuty();
    await press('j');
    await button('Verser à une procédure').click();
    await page.getByRole('textbox', { name: 'Numéro de la procédure' }).fill('00421/2026');
    await isWell('procedure');
    await button('Confirmer').click();
    await text(/journal n° 41/).waitFor();
    await isWell('sheet');
    const saved = async (name: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
      return readFileSync(await download.path(), 'utf8');
    };
    const json = JSON.parse(await saved('Fichier JSON')) as { proof: string };
    expect(json).toMatchObject({ schema: 1, leaf: 41, recipient: 'procedure:00421/2026' });
    const cap = await saved('Fichier CAP 1.2');
    expect(cap).toContain('<scope>Private</scope><addresses>procedure:00421/2026</addresses>');
    expect(new CapFile(cap).all('info', 'parameter', 'value')).toContain(json.proof);
    await page.getByRole('img', { name: 'Code de ce qui est signé' }).waitFor();
    const paper = await printed(page);
    expect(paper.codes).toEqual([json.proof.toUpperCase()]);
    expect(paper.text).toContain('tocsin audit hand-over');
    await page.emulateMedia({ media: 'print' });
    expect(await text('AB123CD').isVisible()).toBe(true);
    expect(await row(0).isVisible()).toBe(false);
    expect(await button('Imprimer').isVisible()).toBe(false);
    expect(seen.complaints).toEqual([]);
  });
  test('a notice is written, waits for another officer, and is cancelled by one key', async () => {
    await onDuty();
    await button('Avis').click();
    await press('n');
    await dialog().getByRole('combobox').first().waitFor();
    await isWell('write');
    await dialog().getByRole('checkbox', { name: /Fermez portes/ }).check();
    await dialog().getByRole('button', { name: 'Signer en premier' }).click();
    await text('Attend la seconde signature').waitFor();
    await isWell('notices');
    expect(post.notices.length).toBe(1);
    await press('j');
    await press('x');
    await text(/ANNULÉ : Envoyé par erreur/).waitFor();
    await isWellSmallToo('cancelled');
  });
});

describe('small screens, exercise, another language', () => {
  test.each([
    ['320 px', 640],
    ['a desk at 400 %', 256],
  ])('%s, dark, English, all striped', async (_, height) => {
    await page.context().close();
    await server.stop();
    await start({ exercise: true }, { width: 320, height });
    await post.alert({ exercise: true, urgency: Urgency.in_progress });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await isWell('pairing');
    await onDuty();
    await page.getByRole('combobox').last().selectOption('en');
    await text('EXERCISE').waitFor();
    await isWell('list');
    await press('j');
    await press('Enter');
    await dialog().waitFor();
    await isWell('reason');
    await dialog().getByRole('button').first().click();
    await text('AB123CD').waitFor();
    await isWell('content');
    await button('Sectors').click();
    await page.getByRole('table').waitFor();
    await isWell('sectors');
  });
  test('names that nobody would give are text, within their column, on every screen', async () => {
    await page.context().close();
    await server.stop();
    await start({ ...hostile, supervising: postId('P25-000') }, { width: 320, height: 640 });
    post.registered = `\u202e<b>${'é'.repeat(80)}\0+33 6 00 00 00 00`; // a mark that turns what follows, and no name of a document
    await post.alert({ created: now - 120_000 });
    await post.alert();
    await post.alert({ held: true });
    await paired();
    await isWell('pairing');
    await button('Les trois sont identiques').click();
    await isWell('off duty');
    await button('Prendre le service').click();
    await text(/Liste à jour/).waitFor();
    await row(0).waitFor();
    expect(await row(0).innerText()).toContain(hostile.communeName);
    await isWell('list');
    await press('j');
    await press('Enter');
    await dialog().getByRole('button', { name: /Évaluer/ }).click();
    await text('AB123CD').waitFor();
    await isWell('content');
    const spoken = await page.getByRole('link', { name: '+33 6 00 00 00 00' }).boundingBox();
    expect(spoken?.width).toBeGreaterThan(0); // the number stays a number to call
    const asks = async (key: string, where: string) => {
      await press(key);
      await dialog().waitFor();
      await isWell(where);
    };
    await asks('g', 'group');
    expect(await dialog().innerText()).toContain(hostile.communeName);
    await press('Escape');
    await asks('t', 'pass');
    await press('Escape');
    await button('Verser à une procédure').click();
    await page.getByRole('textbox', { name: 'Numéro de la procédure' }).fill('00421/2026');
    await isWell('procedure');
    await button('Confirmer').click();
    await text(/journal n° 41/).waitFor();
    await page.getByRole('img', { name: 'Code de ce qui est signé' }).waitFor();
    for (const name of Object.values(hostile)) expect(await page.locator('.sheet.printed').innerText()).toContain(name);
    await isWell('sheet');
    await row(2).click();
    await asks('l', 'held');
    await press('Escape');
    await button('Secteurs').click();
    await page.getByRole('table').waitFor();
    await isWell('sectors');
    await button('Avis').click();
    await press('n');
    await dialog().getByRole('combobox').first().waitFor();
    await isWell('write');
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });
  test('a lost line is said, and the list stands with its time', async () => {
    await post.alert();
    await onDuty();
    server.refuse = (answer) => answer.destroy();
    server.cutAll();
    post.world.desk.cut();
    await text(/LIAISON PERDUE/).waitFor();
    expect(await row(0).isVisible()).toBe(true);
    await isWellSmallToo('line lost');
    await button('Réessayer').click();
    server.refuse = null;
    await text(/Liste à jour/).waitFor();
  });
});
