// The browser tests: they start the release server on a database of its own and drive it as a
// person would. `make test` runs them; `npx playwright test --config end2end` runs them alone, after
// `make build`.
import { defineConfig, devices } from '@playwright/test';

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } };

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  globalSetup: './support/server.ts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A machine under load may miss a moment; what fails twice has failed.
  retries: 1,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    ...desktop,
    // Only a second try is recorded: recording each first one would take a tenth of the whole run.
    trace: 'on-first-retry',
    // While something fades in, its colours are between two states, and contrast is measured wrongly. Tests of
    // motion ask for it themselves.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.CHROMIUM_SHELL ?? process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        // Chromium as root refuses its sandbox.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'with JavaScript', grepInvert: /@without-javascript/ },
    {
      name: 'without JavaScript',
      grep: /@without-javascript/,
      use: { javaScriptEnabled: false },
    },
    // How a page looks: its colours in the dark, its layout on a phone.
    { name: 'dark', grep: /@look/, use: { colorScheme: 'dark' } },
    { name: 'narrow', grep: /@look/, use: { viewport: { width: 390, height: 800 } } },
  ],
});
