// Builds the faces into build/web, twice and in two places: the same files must come out. Prints what each weighs,
// gzipped, and fails where a shell is heavier than its budget. With --quick: once.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const here = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const out = resolve(here, '../../build/web');
const shellBytesMax = 30 * 1024; // JavaScript of a face before anything lazy, gzipped
const faces = ['referent', 'post', 'mairie', 'public', 'auditor'].filter((face) => existsSync(join(here, face, 'index.html')));

const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

// Path -> SHA-256: what a signature over a bundle would cover.
function manifest(folder) {
  const paths = filesIn(folder).filter((file) => !file.endsWith('files.json'));
  return Object.fromEntries(
    paths.map((file) => [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

// A face that opens without a network has a service worker; a desk needs its node anyhow.
function inputsOf(folder) {
  const sw = join(folder, 'sw.ts');
  return { index: join(folder, 'index.html'), ...(existsSync(sw) ? { sw } : {}) };
}

async function bundle(root, face, into) {
  await build({
    root: join(root, face),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: {
      outDir: into,
      emptyOutDir: true,
      rollupOptions: { input: inputsOf(join(root, face)) },
    },
  });
  const listed = manifest(into);
  writeFileSync(join(into, 'files.json'), `${JSON.stringify(listed, null, 1)}\n`);
  return listed;
}

// The scripts that index.html names, and what they import at once.
function shellOf(folder) {
  const found = new Set();
  const follow = (file) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, path] of text.matchAll(/(?:import|from)\s*"(\.[^"]+\.js)"/g)) follow(resolve(file, '..', path));
  };
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const [, path] of page.matchAll(/(?:src|href)="([^"]+\.js)"/g)) follow(join(folder, path));
  return [...found];
}

let failed = 0;
let passed = 0;
const check = (holds, what) => {
  if (holds) passed++;
  else failed++;
  console.log(`${holds ? 'ok  ' : 'FAIL'}  ${what}`);
};

const elsewhere = mkdtempSync(join(tmpdir(), 'tocsin-web-'));
try {
  if (!process.argv.includes('--quick'))
    cpSync(here, elsewhere, { recursive: true, filter: (path) => !path.includes('node_modules') });
  for (const face of faces) {
    const folder = join(out, face);
    const listed = await bundle(here, face, folder);
    if (!process.argv.includes('--quick')) {
      if (!existsSync(join(elsewhere, 'node_modules'))) symlinkSync(join(here, 'node_modules'), join(elsewhere, 'node_modules'));
      const again = await bundle(elsewhere, face, join(elsewhere, 'out', face));
      check(JSON.stringify(listed) === JSON.stringify(again), `${face}: built elsewhere, the same files come out`);
    }
    const shell = shellOf(folder);
    const weight = shell.reduce((sum, file) => sum + gzipped(file), 0);
    check(shell.length > 0 && weight <= shellBytesMax, `${face}: its shell is ${kilobytes(weight)} of JavaScript, at most 30`);
    const inPage = readFileSync(join(folder, 'index.html'), 'utf8');
    if (existsSync(join(folder, 'sw.js'))) {
      const inWorker = readFileSync(join(folder, 'sw.js'), 'utf8');
      const unknown = Object.entries(listed).filter(([path, hash]) => path !== 'sw.js' && !inWorker.includes(`${path}":"${hash}"`));
      check(unknown.length === 0, `${face}: its service worker knows every file as it is`);
    }
    check(!/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/.test(inPage), `${face}: no script or style stands in its page`);
    for (const file of filesIn(folder).filter((each) => /\.(js|css|html)$/.test(each) && statSync(each).size > 1024))
      console.log(`        ${relative(folder, file)} ${kilobytes(gzipped(file))}${shell.includes(file) ? ' (shell)' : ''}`);
  }
} finally {
  rmSync(elsewhere, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
