import { defineConfig } from 'vitest/config';

// A file has a browser of its own. Nothing here waits for a time: these are how long a machine may be busy with other things.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.browser.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    minWorkers: 1,
    maxWorkers: 2,
  },
});
