// One bundle per face; nothing in it depends on the place or the time of its making.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Plugin, defineConfig } from 'vite';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );

// A face's service worker, where it has one, knows every file of its version by its hash: written when all the others are.
function shellFiles(): Plugin {
  return {
    name: 'shell-files',
    writeBundle({ dir = '' }) {
      const worker = join(dir, 'sw.js');
      if (!existsSync(worker)) return;
      const others = filesIn(dir).filter((file) => file !== worker).sort();
      const hashes = Object.fromEntries(others.map((file) => [relative(dir, file), sha256(readFileSync(file))]));
      writeFileSync(worker, readFileSync(worker, 'utf8').replace('SHELL_FILES', JSON.stringify(hashes)));
    },
  };
}

// Leaflet asks old browsers what they can draw by writing HTML as soon as it is loaded, which the policy of the pages forbids.
// Every browser that a bundle is made for draws SVG: the question is answered beforehand. A version that asks otherwise does
// not build.
const probe = /var inlineSvg = [\s\S]*?\}\)\(\);[\s\S]*?var vml = [\s\S]*?\}\(\)\);/;
function withoutProbe(): Plugin {
  return {
    name: 'without-probe',
    enforce: 'pre',
    transform(code, id) {
      if (!/leaflet\/src\/core\/Browser\.js$/.test(id)) return null;
      if (!probe.test(code)) this.error('Leaflet’s probe for SVG is another one: look at what it writes');
      return { code: code.replace(probe, 'var inlineSvg = true, vml = false;'), map: null };
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [shellFiles(), withoutProbe()],
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    target: ['chrome111', 'firefox128', 'safari16.4'],
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0, // the policy of the pages allows no data: addresses for scripts or styles
    rollupOptions: {
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  worker: { format: 'es' },
});
