// What a person waits for, measured: `make bench-page`. It starts the same server as the tests and
// ends with one line per bar. Nothing here fails when a bar is missed; the lines say so.
import base from '../playwright.config';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results',
  globalSetup: '../support/server.ts',
  fullyParallel: false,
  workers: 1,
  timeout: 600_000,
  reporter: [['dot']],
  projects: [{ name: 'benchmark' }],
  // A trace looks at the whole page at every step: it would be what is measured.
  use: {
    ...base.use,
    trace: 'off',
    // The browser that people have.
    launchOptions: { ...base.use?.launchOptions, executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' },
  },
});
