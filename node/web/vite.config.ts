// One bundle per face; nothing in it depends on the place or the time of its making.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, defineConfig } from 'vite';

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

// The service worker knows every file of its version by its hash.
function shellFiles(): Plugin {
  let publicFolder = '';
  return {
    name: 'shell-files',
    enforce: 'post',
    configResolved: (config) => void (publicFolder = config.publicDir),
    generateBundle(_, bundle) {
      const files: Record<string, string> = {};
      for (const [name, output] of Object.entries(bundle))
        if (name !== 'sw.js') files[name] = sha256(output.type === 'chunk' ? output.code : output.source);
      for (const name of existsSync(publicFolder) ? readdirSync(publicFolder) : [])
        files[name] = sha256(readFileSync(join(publicFolder, name)));
      const worker = bundle['sw.js'];
      const sorted = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
      if (worker?.type === 'chunk') worker.code = worker.code.replace('SHELL_FILES', JSON.stringify(sorted));
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [shellFiles()],
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
