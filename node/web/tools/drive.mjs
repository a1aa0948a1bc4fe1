// A person at a browser, for tests that are written elsewhere: one JSON command a line on stdin, one JSON answer a line.
// Usage: drive.mjs URL [CLOCK]   CLOCK: how many milliseconds the clock of the page and of its worker is ahead
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const waitMs = 300_000; // of one wait, on a machine that does other things too
const [url, clock] = process.argv.slice(2);
let ahead = Number(clock ?? 0);
const browser = await chromium.launch({
  executablePath: process.env.TOCSIN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce', acceptDownloads: true, serviceWorkers: clock === undefined ? 'allow' : 'block' });
// Before the first line of theirs: a wrong clock of the computer, which Chromium cannot be started with.
const wrongClock = () => `{
  const [own, Own] = [Date.now, Date];
  self.ahead = ${ahead};
  self.Date = class extends Own {
    constructor(...given) { super(...(given.length === 0 ? [own() + self.ahead] : given)); }
    static now() { return own() + self.ahead; }
  };
}\n`;
if (clock !== undefined)
  await context.route(/\/assets\/[^/]*\.js$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (/\/(index|device\.worker)-/.test(route.request().url()) ? wrongClock() : '') + (await answer.text()) });
  });
const complaints = [];
let page;

async function tab() {
  page = await context.newPage();
  page.setDefaultTimeout(waitMs);
  page.on('pageerror', (problem) => complaints.push(problem.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('ERR_')) complaints.push(message.text());
  });
  await page.goto(url);
}
await tab();

const commands = {
  click: ({ name, role = 'button' }) => page.getByRole(role, { name }).first().click(),
  check: ({ name, role = 'checkbox' }) => page.getByRole(role, { name }).first().check(),
  press: async ({ key }) => {
    await page.locator('main:not([aria-busy="true"])').waitFor(); // an act that is under way takes no second one
    await page.keyboard.press(key);
  },
  choose: ({ selector }) => page.locator(selector).first().click(),
  // A field by what stands beside it, or by a selector.
  fill: ({ label, selector, value }) => (selector === undefined ? page.getByLabel(label) : page.locator(selector)).first().fill(value),
  pick: ({ label, value }) => page.getByRole('combobox', { name: label, exact: true }).first().selectOption({ label: value }).then(() => undefined),
  files: ({ selector, paths }) => page.locator(selector).first().setInputFiles(paths),
  wait: ({ text, state = 'visible' }) => page.getByText(text).first().waitFor({ state }),
  waitFor: ({ selector, state = 'visible' }) => page.locator(selector).first().waitFor({ state }),
  read: ({ selector }) => page.locator(selector).first().innerText(),
  all: ({ selector }) => page.locator(selector).allInnerTexts(),
  go: ({ to }) => page.goto(to).then(() => undefined),
  // As when the computer's network comes back: the page asks at once what it would ask later.
  online: () => page.evaluate(() => void dispatchEvent(new Event('online'))),
  reload: () => page.reload().then(() => undefined),
  tab,
  // Where the person stands, and that the page may know.
  stand: async ({ latitude, longitude }) => {
    await context.grantPermissions(['geolocation'], { origin: new URL(url).origin });
    await context.setGeolocation({ latitude, longitude, accuracy: 8 });
  },
  // The n-th tab comes to the front, from 0.
  front: ({ number }) => {
    page = context.pages()[number];
    return page.bringToFront();
  },
  // Everything that the browser keeps for this address, as when it makes room for others.
  evict: async () => {
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: new URL(url).origin, storageTypes: 'all' });
    await session.detach();
  },
  // What is saved when `name` is clicked.
  save: async ({ name, to }) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).first().click()]);
    await download.saveAs(to);
  },
  picture: ({ to, width, height, scheme }) =>
    page
      .setViewportSize({ width, height })
      .then(() => page.emulateMedia({ colorScheme: scheme ?? 'light' }))
      .then(() => page.screenshot({ path: to }))
      .then(() => undefined),
  pdf: ({ to }) => page.pdf({ path: to, format: 'A4' }).then(() => undefined),
  size: ({ width, height }) => page.setViewportSize({ width, height }),
  wide: () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  // The clock is set, or steps, while the person looks at the page. Answers what it is then, to the page and to each of its workers.
  clock: ({ ms }) => {
    ahead = ms;
    return Promise.all([page, ...page.workers()].map((each) => each.evaluate((to) => ((self.ahead = to), Date.now()), ms)));
  },
  pid: () => process.pid,
  complaints: async () => complaints,
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    const value = await commands[command.do](command);
    console.log(JSON.stringify({ ok: true, value: value ?? null }));
  } catch (problem) {
    console.log(JSON.stringify({ ok: false, value: String(problem), page: await page.locator('body').innerText() }));
  }
}
await browser.close();
