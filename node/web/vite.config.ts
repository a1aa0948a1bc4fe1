// One bundle per face; nothing in it depends on the place or the time of its making.
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    target: ['chrome111', 'firefox128', 'safari16.4'],
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0, // the policy of the pages allows no data: addresses for scripts or styles
  },
  worker: { format: 'es' },
});
