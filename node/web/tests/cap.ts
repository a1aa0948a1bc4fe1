// A file of the Common Alerting Protocol 1.2 as xmllint sees it: held against cap-1.2.xsd, then read.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const program = '/usr/bin/xmllint';
const schema = resolve(new URL('cap-1.2.xsd', import.meta.url).pathname);

function xmllint(xml: string, ...words: string[]): string {
  if (!existsSync(program)) throw new Error(`${program} is missing: run deploy/setup --tests`);
  const { status, stdout, stderr } = spawnSync(program, ['--nonet', ...words, '-'], { input: xml, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

export class CapFile {
  // Throws what xmllint says where it is not of the standard.
  constructor(private readonly xml: string) {
    xmllint(xml, '--noout', '--schema', schema);
  }
  // Of every element at the path below `alert`.
  all(...path: string[]): string[] {
    const found = `/*${path.map((each) => `/*[local-name()='${each}']`).join('')}`;
    const count = Number(xmllint(this.xml, '--xpath', `count(${found})`));
    return Array.from({ length: count }, (_, i) => xmllint(this.xml, '--xpath', `string((${found})[${i + 1}])`).replace(/\n$/, ''));
  }
  text(...path: string[]): string | undefined {
    return this.all(...path)[0];
  }
}
