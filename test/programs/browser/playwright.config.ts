import path from 'node:path';
import { defineConfig } from '@playwright/test';

const PICTURES = path.resolve(import.meta.dirname, '../../../docs/pictures');

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  outputDir: process.env.MIB_BROWSER_RESULTS ?? '',
  // A test fails at its first failure: a second try would hide a race.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  snapshotPathTemplate: path.join(PICTURES, '{arg}{ext}'),
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    contextOptions: { locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    // A trace takes as long as the test. Where nobody can run the test again it is worth that.
    trace: process.env.CI === undefined ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '',
      // Chromium has no sandbox as root, nor on machines of CI that allow no user namespaces.
      chromiumSandbox: process.getuid?.() !== 0 && process.env.CI === undefined,
    },
  },
});
