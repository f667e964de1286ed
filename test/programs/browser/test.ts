import { type BrowserContext, type BrowserContextOptions, test as base, expect } from '@playwright/test';
import { People } from './people.ts';
import { RunningStack, STACK_VARIABLE, startStack } from './stack.ts';
import { Watch } from './watch.ts';

interface Fixtures {
  /** What the pages must not do. Checked after each test. */
  readonly watch: Watch;
  /** Opens another browser of its own, as another person has it. Its pages may call their `baseURL` only. */
  readonly newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
}

interface WorkerFixtures {
  /** A stack of these tests alone, with these variables: for tests that break it, or need limits. */
  readonly ownStack: Readonly<Record<string, string>> | undefined;
  readonly stack: RunningStack;
  readonly people: People;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  ownStack: [undefined, { option: true, scope: 'worker' }],
  stack: [
    async ({ ownStack }, use) => {
      if (!ownStack) return use(RunningStack.parse(JSON.parse(process.env[STACK_VARIABLE] ?? '{}')));
      const stack = await startStack(ownStack);
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  people: [async ({ stack }, use) => use(await People.of(stack)), { scope: 'worker' }],
  baseURL: ({ stack }, use) => use(stack.url),
  watch: [
    async ({ context, stack }, use) => {
      const watch = new Watch();
      await watch.over(context, stack.url);
      await use(watch);
      // What a page has logged arrives before its response to this.
      for (const page of context.pages()) await page.evaluate(() => undefined);
      expect(watch.findings).toEqual([]);
    },
    { auto: true },
  ],
  newContext: async ({ browser, stack, watch, contextOptions }, use) => {
    const opened: BrowserContext[] = [];
    const open = async ({ baseURL = stack.url, ...options }: BrowserContextOptions = {}) => {
      const context = await browser.newContext({ baseURL, ...contextOptions, ...options });
      opened.push(context);
      await watch.over(context, baseURL);
      return context;
    };
    await use(open);
    for (const context of opened) await context.close();
  },
});

export { expect };
