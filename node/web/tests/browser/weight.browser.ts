// What each face weighs, and how long its first usable screen takes on a processor slowed four times: figures, printed. The
// shell's weight is a promise and is asserted; times depend on the machine and are not.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSodium } from '../../shared/seal/sodium';
import { ContractServer } from '../contract_server';
import { PublicWorld } from '../public_world';
import { launch } from './chromium';

const bundles = resolve(new URL('../../../../build/web', import.meta.url).pathname);
const shellBytesMax = 30 * 1024;
const slowed = 4;
// What a person can use first on each face, without a device.
const first: Readonly<Record<string, string>> = { referent: 'main button, main textarea', post: 'main button', mairie: 'main button', public: '#charter', auditor: 'main button' };

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? filesIn(join(folder, each.name)) : [join(folder, each.name)]));
const gzipped = (file: string): number => gzipSync(readFileSync(file), { level: 9 }).length;

// The scripts that the page names, and what they import at once.
function shellOf(folder: string): string[] {
  const found = new Set<string>();
  const follow = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:import|from)\s*"(\.[^"]+\.js)"/g)) follow(resolve(file, '..', path as string));
  };
  for (const [, path] of readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/src="([^"]+\.js)"/g)) follow(join(folder, path as string));
  return [...found];
}

let browser: Browser;
beforeAll(async () => {
  await startSodium();
  browser = await launch();
});
afterAll(() => browser.close());

describe('weight and time', () => {
  for (const face of Object.keys(first).filter((each) => existsSync(join(bundles, each, 'index.html'))))
    test(face, async () => {
      const folder = join(bundles, face);
      const shell = shellOf(folder).reduce((sum, file) => sum + gzipped(file), 0);
      const whole = filesIn(folder).filter((file) => /\.(js|css|html|wasm|svg)$/.test(file)).reduce((sum, file) => sum + gzipped(file), 0);
      const there = await PublicWorld.make();
      there.rules();
      const server = new ContractServer(there.world.node, folder);
      const page = await browser.newPage({ locale: 'fr-FR' });
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
      const began = performance.now();
      await page.goto(await server.start());
      await page.locator(first[face] as string).first().waitFor();
      const took = performance.now() - began;
      process.stdout.write(`        ${face}: shell ${(shell / 1024).toFixed(1)} KB, all ${(whole / 1024).toFixed(0)} KB gzipped; first usable screen ${(took / 1000).toFixed(1)} s, processor slowed ${slowed} times\n`);
      await page.close();
      await server.stop();
      expect(shell).toBeGreaterThan(0);
      expect(shell).toBeLessThanOrEqual(shellBytesMax);
    });
});
