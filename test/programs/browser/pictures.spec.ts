// The pictures in the pages. Every run compares the views with them; --update-pictures draws them again.
import type { Page } from '@playwright/test';
import { CHART } from '../../../lib/web/texts/chart.ts';
import { BREAK } from '../../../lib/web/texts/console/break.ts';
import { OVERVIEW } from '../../../lib/web/texts/console/overview.ts';
import { PENDING } from '../../../lib/web/texts/console/pending.ts';
import { TRANSFER as ROOM_TRANSFER } from '../../../lib/web/texts/console/transfer.ts';
import { LIST } from '../../../lib/web/texts/list.ts';
import { confirmed, test } from './control-room.ts';
import { logIn } from './log-in.ts';
import { moveToPast } from './move-to-past.ts';
import { expectStatus } from './pay-form.ts';
import type { Person } from './people.ts';
import { BANK } from './stack.ts';
import { expect } from './test.ts';

// One story for all pictures, in a stack of its own: the same names and numbers every time.
test.use({ ownStack: {} });
test.describe.configure({ mode: 'default', timeout: 120_000 });

const HOUR_MS = 3_600_000;
const WIDTH = 1_024;

/**
 * The part of pixels that may differ. Other fonts change up to 3 of 100, and times and ids 1. A missing
 * style sheet or a wrong theme changes more than 70.
 */
const TOLERANCE = { maxDiffPixelRatio: 0.05 };

let ann: Person;
let rent: string;

/** Compares the view with its picture, in light and dark. */
async function expectPicture(page: Page, name: string, height: number, scroll?: () => Promise<void>): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height });
  await scroll?.();
  // Nothing is under the pointer.
  await page.mouse.move(0, 0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    expect.soft(picture).toMatchSnapshot(`${name}-${colorScheme}.png`, TOLERANCE);
  }
}

test.beforeAll(async ({ people, stack }) => {
  ann = await people.register('ann', { exactly: true });
  const bob = await people.register('bob', { exactly: true });
  await ann.wallet(0n, '41');
  await bob.wallet(500_000, '42');
  for await (const { TxID } of bob.client.transactions('42'))
    await moveToPast(stack, BANK.walletId, TxID, Date.now() - 28 * 24 * HOUR_MS);
  const past: [payer: Person, from: string, to: string, amount: number, reference: string, daysAgo: number][] = [
    [bob, '42', '41', 240_000, 'salary', 26],
    [ann, '41', '42', 85_000, 'rent', 25],
    [ann, '41', '42', 12_400, 'groceries', 21],
    [ann, '41', '42', 4_990, 'phone', 18],
    [bob, '42', '41', 18_000, 'concert tickets', 15],
    [ann, '41', '42', 9_750, 'groceries', 13],
    [ann, '41', '42', 31_200, 'train', 9],
    [bob, '42', '41', 52_000, 'invoice 2031', 6],
    [ann, '41', '42', 15_300, 'groceries', 4],
    [ann, '41', '404', 6_000, 'gym', 2],
    [ann, '41', '42', 3_450, 'lunch', 1],
  ];
  for (const [{ client }, from, to, amount, reference, daysAgo] of past) {
    const { TxID } = await client.transfer({ from, to, amount: BigInt(amount), reference });
    await client.waitForFinal(TxID);
    await moveToPast(stack, from, TxID, Date.now() - daysAgo * 24 * HOUR_MS - HOUR_MS);
  }
  const { TxID } = await ann.client.transfer({
    from: '41',
    to: '42',
    amount: 85_000n,
    reference: 'rent',
    note: 'Thank you',
  });
  await ann.client.waitForFinal(TxID);
  rent = TxID;
});

test('a transfer looks like its picture', async ({ page }) => {
  await logIn(page, ann, `/app/wallets/41/transactions/${rent}`);
  await expectStatus(page, 'SUCCESSFUL');
  await expectPicture(page, 'transfer', 960);
});

test('the list of transfers looks like its picture', async ({ page }) => {
  await logIn(page, ann, '/app/wallets/41/transactions');
  await expect(page.getByText(LIST.end('12'))).toBeVisible();
  await expectPicture(page, 'transactions', 720);
});

test('the balance over time looks like its picture', async ({ page }) => {
  await logIn(page, ann, '/app/wallets/41/balance');
  await expect(page.getByText(CHART.now('62,910'))).toBeVisible();
  await expectPicture(page, 'balance', 720);
});

test('the overview of the control room looks like its picture', async ({ room }) => {
  await expect(room.getByText(OVERVIEW.books.balanced.sign, { exact: true })).toBeVisible({ timeout: 30_000 });
  await expectPicture(room, 'control-room', 960);
});

test('a transfer that waits for a shard looks like its picture, on the state machine', async ({ room, watch }) => {
  watch.allow(/\b50[0-9]\b/);
  await room.goto('/break');
  await room.getByRole('button', { name: BREAK.drill.one }).click();
  await expect(room.getByText(BREAK.watch.count(0, 1))).toBeVisible();
  const shard = room.getByRole('region', { name: BREAK.process('shard-1') });
  await shard.getByRole('button', { name: BREAK.actions.stop, exact: true }).click();
  await confirmed(room, BREAK.actions.stop);
  await expect(shard.getByText(BREAK.states.stopped)).toBeVisible();
  await room.getByRole('button', { name: BREAK.drill.one }).click();
  // The workflow asks for the hold a few times, and then decides without it.
  const why = room.getByText(PENDING.why.settle([1]));
  await expect(why).toBeVisible({ timeout: 30_000 });
  await room.getByRole('region', { name: BREAK.watched }).getByRole('link').click();
  await expect(why).toBeVisible();
  await expect(room.getByRole('img', { name: /It stands at/ })).toBeVisible();
  const drawing = room.getByRole('region', { name: ROOM_TRANSFER.graph.heading });
  await expectPicture(room, 'state-machine', 960, () =>
    drawing.evaluate((part) => scrollTo({ top: part.getBoundingClientRect().top + scrollY - 72, behavior: 'instant' })),
  );
});
