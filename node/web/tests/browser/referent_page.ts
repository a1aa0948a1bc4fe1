// A referent at a browser of her own, before a commune whose documents are all signed: what the tests of her pages begin with.
import { resolve } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ContractServer } from '../contract_server';
import { World } from '../world';
import { type Opens, type Watched, isWell, looked, open } from './chromium';

const bundle = resolve(new URL('../../../../build/web/referent', import.meta.url).pathname);

export class ReferentPage {
  private constructor(
    readonly world: World,
    readonly server: ContractServer,
    private readonly seen: Watched,
  ) {}
  static async open(browser: Opens, options: Parameters<typeof World.make>[0] = {}, context: BrowserContextOptions = {}, before: (page: Page) => Promise<void> = async () => undefined): Promise<ReferentPage> {
    const world = await World.make(options);
    world.admitCard();
    world.accepting = true;
    const server = new ContractServer(world.node, bundle);
    return new ReferentPage(world, server, await open(browser, `${await server.start()}/#${world.cardText}`, context, before));
  }
  get page(): Page {
    return this.seen.page;
  }
  async close(): Promise<void> {
    await this.page.context().close();
    await this.server.stop();
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }
  text(what: string | RegExp): Locator {
    return this.page.getByText(what).first();
  }
  async enrolled(mandate: Parameters<World['grant']>[0] = {}): Promise<void> {
    await this.page.getByRole('radio').first().check();
    await this.button('Demander mon inscription').click();
    await this.text('Vos six mots').waitFor();
    await this.world.grant(mandate);
    await this.button('Où en est ma demande').click();
    await this.text('Qui écoute en ce moment').waitFor();
  }
  isWell = (where: string): Promise<void> => isWell(this.seen, where);
  // The same at both widths, in both colours and in each language.
  async isWellEverywhere(where: string): Promise<void> {
    for (const [scheme, width] of [['light', 1280], ['dark', 320], ['light', 320], ['dark', 1280]] as const) {
      await this.page.setViewportSize({ width, height: 800 });
      await this.page.emulateMedia({ colorScheme: scheme });
      for (const language of ['en', 'easy', 'fr']) {
        await this.page.getByRole('combobox').last().selectOption(language);
        await this.isWell(`${where} ${scheme} ${width} ${language}`);
        await looked(this.page, `${where}-${width}-${scheme}-${language}`);
      }
    }
  }
}
