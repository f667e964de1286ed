import type { BrowserContext, Page } from '@playwright/test';
import { OVERVIEW } from '../../../lib/web/texts/console/overview.ts';
import { expectHeading } from './log-in.ts';
import { type Program, startProgram } from './program.ts';
import type { RunningStack } from './stack.ts';
import { test as base } from './test.ts';

/** A control room that runs, and what the browser that has opened it stores. */
interface OpenRoom {
  readonly origin: string;
  readonly state: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/** Runs `npm run operator -- console` on a stack. @returns the address that it prints, and how to stop it */
export async function startControlRoom({ data }: RunningStack): Promise<{ address: string } & Pick<Program, 'stop'>> {
  const argv = ['lib/cli/operator/cli.ts', '--data', data, 'console'];
  const { ready, stop } = await startProgram(argv, /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, process.env);
  return { address: ready[0], stop };
}

/** Tests of the control room: `room` is a page of the browser that it admits, at its overview. */
export const test = base.extend<{ readonly room: Page }, { readonly openRoom: OpenRoom }>({
  openRoom: [
    async ({ stack, browser }, use) => {
      const { address, stop } = await startControlRoom(stack);
      // The address works once, so that the tests share what the browser has got for it.
      const context = await browser.newContext();
      await (await context.newPage()).goto(address);
      const state = await context.storageState();
      await context.close();
      await use({ origin: new URL(address).origin, state });
      await stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  room: async ({ openRoom: { origin, state }, newContext }, use) => {
    const context = await newContext({ baseURL: origin, storageState: state });
    const page = await context.newPage();
    await page.goto('/');
    await expectHeading(page, OVERVIEW.title);
    await use(page);
  },
});

/** Asks for a change that the control room wants confirmed, and confirms it. */
export async function confirmed(page: Page, verb: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click();
}
