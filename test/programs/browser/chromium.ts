import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

/** The names of the browser's program in distributions. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** How to get a browser, in one line. */
export const NO_BROWSER =
  'no Chromium is found: install it (Debian: apt-get install chromium; others: npx playwright install chromium), or name its program in CHROMIUM_PATH';

/**
 * Finds the browser: CHROMIUM_PATH, else Debian's or another distribution's, else the one that
 * Playwright has installed.
 * @returns the path of the program; undefined if there is none
 */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  const named = env.CHROMIUM_PATH || undefined;
  if (named !== undefined) return isProgram(named) ? path.resolve(named) : undefined;
  return [...PROGRAMS, chromium.executablePath()].find(isProgram);
}

function isProgram(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
