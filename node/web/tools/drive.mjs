// A person at a browser, for tests that are written elsewhere: one JSON command a line on stdin, one JSON answer a line.
// Usage: drive.mjs URL
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const [url] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.TOCSIN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
const page = await browser.newPage({ locale: 'fr-FR', viewport: { width: 390, height: 844 } });
page.setDefaultTimeout(120_000);
const complaints = [];
page.on('pageerror', (problem) => complaints.push(problem.message));
page.on('console', (message) => {
  if (message.type() === 'error' && !message.text().includes('ERR_')) complaints.push(message.text());
});
await page.goto(url);

const commands = {
  click: ({ name, role = 'button' }) => page.getByRole(role, { name }).first().click(),
  check: ({ name, role = 'checkbox' }) => page.getByRole(role, { name }).first().check(),
  wait: ({ text }) => page.getByText(text).first().waitFor(),
  read: ({ selector }) => page.locator(selector).first().innerText(),
  fill: ({ name, text }) => page.getByLabel(name).first().fill(text),
  files: ({ selector, paths }) => page.locator(selector).first().setInputFiles(paths),
  all: ({ selector }) => page.locator(selector).allInnerTexts(),
  fill: ({ label, value }) => page.getByLabel(label).first().fill(value),
  files: ({ selector, paths }) => page.locator(selector).first().setInputFiles(paths),
  reload: () => page.reload().then(() => undefined),
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
