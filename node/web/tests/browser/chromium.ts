// Debian's Chromium, driven: pages with the console watched, and axe-core's verdict on one that has come to rest.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import playwright, { type Browser, type BrowserContextOptions, type BrowserType, type Locator, type Page, chromium } from 'playwright-core';
import { expect } from 'vitest';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// TOCSIN_BROWSER=firefox: Debian's Firefox ESR as it is, by WebDriver BiDi, which playwright-core has under this name.
export const inFirefox = process.env.TOCSIN_BROWSER === 'firefox';
const byBidi = (playwright as unknown as { _bidiFirefox: BrowserType })._bidiFirefox;

export type Opens = Pick<Browser, 'newContext'>;
const ours = { executablePath: process.env.TOCSIN_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] };
export const launch = (): Promise<Browser> =>
  inFirefox
    ? byBidi.launch({ executablePath: '/usr/bin/firefox-esr', firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 } })
    : chromium.launch(ours);
// Opens pages as a person's own browser does, and not in a private window. Each context is a browser, and is gone when it closes.
export const everyday: Opens = { newContext: (options) => chromium.launchPersistentContext('', { ...ours, ...options }) };

export interface Watched {
  page: Page;
  complaints: string[]; // errors of the page, and what its policy refused
}
// `before`: what the page must find, before its first script.
export async function open(browser: Opens, url: string, options: BrowserContextOptions = {}, before: (page: Page) => Promise<void> = async () => undefined): Promise<Watched> {
  // Paris is asked for by the page itself; Firefox takes no other clock from outside.
  const elsewhere: BrowserContextOptions = inFirefox ? {} : { timezoneId: 'America/New_York', reducedMotion: 'reduce' };
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 390, height: 844 }, ...elsewhere, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000); // of one wait, on a machine that does other things too
  const complaints: string[] = [];
  page.on('pageerror', (problem) => complaints.push(problem.message));
  page.on('console', (message) => {
    // A request that fails because a test took the server away says so by itself.
    if (message.type() === 'error' && !message.text().includes('ERR_')) complaints.push(message.text());
  });
  await before(page);
  await page.goto(url);
  return { page, complaints };
}

// Two frames after the last animation or change of colour: what is measured then is what stays.
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((shown) => requestAnimationFrame(shown));
    await frame();
    await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)));
    await frame();
  });
}

// The whole page, for whoever looks at it: in the folder that TOCSIN_LOOK names, where it names one.
export async function looked(page: Page, name: string): Promise<void> {
  const folder = process.env.TOCSIN_LOOK;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name.replace(/\W+/g, '-')}.png`, fullPage: true });
}

// For the README: in the folder that TOCSIN_PICTURES names, where it names one.
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TOCSIN_PICTURES;
  if (folder === undefined) return;
  await atRest(page);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${folder}/${name}.png` });
}
// Screens of a telephone beside each other, likewise: each as it was when `add` was called, whole.
export class Strip {
  private readonly shots: string[] = [];
  async add(page: Page): Promise<void> {
    if (process.env.TOCSIN_PICTURES === undefined) return;
    await atRest(page);
    this.shots.push((await page.screenshot({ fullPage: true })).toString('base64'));
  }
  async picture(browser: Browser, name: string): Promise<void> {
    if (this.shots.length === 0) return;
    const page = await browser.newPage({ viewport: { width: 900, height: 100 } });
    const images = this.shots.map((shot) => `<img style="width: 282px; border: 1px solid #bbb" src="data:image/png;base64,${shot}">`);
    await page.setContent(`<body style="margin: 0; display: inline-flex; gap: 12px; align-items: flex-start">${images.join('')}`);
    await page.locator('body').screenshot({ path: `${process.env.TOCSIN_PICTURES}/${name}.png` });
    await page.close();
  }
}

interface AxeResult {
  violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
}
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// What breaks WCAG 2.2 AA on the page as it stands. Runs in a world of its own where there is one: the page's policy stays as it is.
export async function violations(page: Page): Promise<string[]> {
  await atRest(page);
  const options = JSON.stringify({ runOnly: standards, resultTypes: ['violations'] });
  const run = `axe.run(document, ${options}).then(({ violations }) => JSON.stringify({ violations }))`;
  const evaluate = inFirefox ? (expression: string) => page.evaluate(expression) : await inWorldOfItsOwn(page);
  if ((await evaluate('typeof axe')) !== 'object') await evaluate(`${axe}; 'loaded'`); // lasts as long as the document
  const found = JSON.parse((await evaluate(run)) as string) as AxeResult;
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`));
}
async function inWorldOfItsOwn(page: Page): Promise<(expression: string) => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = (await session.send('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
  return async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
}

// Controls that are smaller than a thumb, but for links inside a sentence.
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, select, textarea, summary, label.check, .emergency a, input:not([type=checkbox]):not([type=radio])')]
      .filter((each) => (each as HTMLElement).offsetParent !== null)
      .filter((each) => Math.min(each.getBoundingClientRect().height, each.getBoundingClientRect().width) < 64)
      .map((each) => `${each.tagName} ${each.textContent ?? ''} ${JSON.stringify(each.getBoundingClientRect())}`),
  );

// What is wider than the screen: the page, a question in front of it, or what stands in that.
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog[open]')]
      .filter((each) => each.scrollWidth > each.clientWidth || each.getBoundingClientRect().right > innerWidth)
      .map((each) => `${each.tagName} ${each.scrollWidth} of ${each.clientWidth}`),
  );

// Questions in front of the page that say nothing to who hears the screen; axe looks at roles that are written out alone.
const nameless = (page: Page): Promise<number> => page.locator('dialog[open]:not([aria-labelledby], [aria-label])').count();

// A screen as it must be: nothing refused by its policy, nothing that axe finds, no target below a thumb, nothing cut off.
export async function isWell({ page, complaints }: Watched, where: string): Promise<void> {
  expect(complaints, where).toEqual([]);
  expect(await violations(page), where).toEqual([]);
  expect(await smallTargets(page), where).toEqual([]);
  expect(await nameless(page), `${where}: every question has a name`).toBe(0);
  expect(await cutOff(page), `${where}: as wide as the screen`).toEqual([]);
}
// The same as it stands, and on a dark telephone of 320 px; the screen is left as it was.
export async function isWellSmallToo(seen: Watched, where: string): Promise<void> {
  await isWell(seen, where);
  const { page } = seen;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await isWell(seen, `${where}, small and dark`);
  await looked(page, where);
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
}

const tabsMax = 100; // more controls than any screen has
// To this control by Tab alone, from wherever the focus is; fails where Tab does not come to it.
export async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let i = 0; i < tabsMax; i++) {
    if (await control.first().evaluate((each) => each === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${String(control)}`);
}

// A Debian program, run to its end. What it needs stands in deploy/packages.
function run(program: string, ...words: string[]): string {
  const path = `/usr/bin/${program}`;
  if (!existsSync(path)) throw new Error(`${path} is missing: run deploy/setup --tests`);
  return execFileSync(path, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
// What the page prints on A4, as a PDF: how many sheets, their text, and the QR codes that a camera finds on them.
export async function printed(page: Page): Promise<{ sheets: number; text: string; codes: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-print-'));
  try {
    const file = join(folder, 'page.pdf');
    await page.pdf({ path: file, format: 'A4' });
    const text = run('pdftotext', '-layout', file, '-');
    run('pdftoppm', '-r', '200', '-png', file, join(folder, 'sheet'));
    const sheets = readdirSync(folder).filter((name) => name.endsWith('.png'));
    const read = (name: string): string[] => {
      try {
        return run('zbarimg', '--quiet', '--raw', join(folder, name)).split('\n').filter((line) => line !== '');
      } catch {
        return []; // it ends with 4 where a sheet has no code
      }
    };
    return { sheets: sheets.length, text, codes: sheets.flatMap(read) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
