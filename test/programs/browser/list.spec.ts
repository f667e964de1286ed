import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { EXPORT, FILTERS, LIST } from '../../../lib/web/texts/list.ts';
import { STATUS_TEXTS } from '../../../lib/web/texts/transfers.ts';
import { writeHistory } from './history.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { scrollToEnd } from './scroll-in-page.ts';
import { expect, test } from './test.ts';

const transfersOf = (walletId: string) => `/app/wallets/${walletId}/transactions`;
const rows = (page: Page) => page.getByRole('list', { name: LIST.label }).getByRole('listitem');
const amounts = (page: Page) => rows(page).getByText(/^[-−+]\d/);

test('filters and order live in the address, and the browser’s back button goes through them', async ({
  page,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [from, to] = [await ann.wallet(100), await bob.wallet()];
  for (const amount of ['30', '500', '20']) {
    const { TxID } = await ann.client.transfer({ from, to, amount, reference: amount === '20' ? 'tea' : 'rent' });
    await ann.client.waitForFinal(TxID);
  }
  await logIn(page, ann, transfersOf(from));
  await expect(amounts(page)).toHaveText([/20/, /500/, /30/, /100/]);
  await page.getByLabel(FILTERS.order).selectOption(FILTERS.asc);
  await expect(page).toHaveURL(`${transfersOf(from)}?order=asc`);
  await expect(amounts(page)).toHaveText([/100/, /30/, /500/, /20/]);
  await page.getByLabel(STATUS_TEXTS.INVALID.label).check();
  await expect(page).toHaveURL(`${transfersOf(from)}?status=INVALID&order=asc`);
  await expect(amounts(page)).toHaveText([/500/]);
  await page.getByLabel(STATUS_TEXTS.INVALID.label).uncheck();
  await page.getByLabel(FILTERS.reference).fill('tea');
  await page.getByRole('button', { name: FILTERS.apply }).click();
  await expect(page).toHaveURL(`${transfersOf(from)}?reference=tea&order=asc`);
  await expect(amounts(page)).toHaveText([/20/]);
  await page.reload();
  await expect(page.getByLabel(FILTERS.reference)).toHaveValue('tea');
  await expect(amounts(page)).toHaveText([/20/]);
  await page.goBack();
  await page.goBack();
  await expect(page.getByLabel(STATUS_TEXTS.INVALID.label)).toBeChecked();
  await expect(amounts(page)).toHaveText([/500/]);
  await page.goto(`${transfersOf(from)}?from=yesterday`);
  await expect(page.getByLabel(FILTERS.from)).toHaveAccessibleDescription(/must be a time/);
  await expectGoodLooks(page);
});

test('a thousand transfers scroll to their end, and no row jumps while more are read', async ({
  page,
  people,
  stack,
}) => {
  // Nearly 200 steps of two frames each. On a busy machine a frame takes long.
  test.slow();
  const ann = await people.register('ann');
  const wallet = await ann.wallet();
  await writeHistory(stack, wallet, 1_000);
  await logIn(page, ann, transfersOf(wallet));
  await expect(rows(page).first()).toBeVisible();
  const { jumps, compared } = await page.evaluate(scrollToEnd, LIST.end('1,000'));
  expect(jumps).toEqual([]);
  expect(compared).toBeGreaterThan(150);
  await expect(page.getByText(LIST.end('1,000'))).toBeVisible();
  expect(await rows(page).count()).toBeLessThan(60);
  await expect(rows(page).last()).toHaveAttribute('aria-setsize', '1000');
});

test('the way back from a transfer leads to the same row', async ({ page, people, stack }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet();
  await writeHistory(stack, wallet, 600);
  await logIn(page, ann, transfersOf(wallet));
  await rows(page).first().getByRole('link').focus();
  for (let pages = 0; pages < 12; pages++) await page.keyboard.press('PageDown');
  const row = page.getByRole('link').and(page.locator(':focus'));
  const [address, box] = [(await row.getAttribute('href')) ?? '', await row.boundingBox()];
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(address);
  await page.goBack();
  await expect(row).toHaveAttribute('href', address);
  expect((await row.boundingBox())?.y).toBeCloseTo(box?.y ?? 0, -0.5);
});

test('the CSV file has each transfer of the list, and no other', async ({ page, people, stack }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(70);
  await writeHistory(stack, wallet, 450);
  await logIn(page, ann, `${transfersOf(wallet)}?status=INVALID`);
  await page.getByText(EXPORT.title).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: EXPORT.start }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^wallet-\d+-\d{4}-\d\d-\d\d\.csv$/);
  const Rows = z.array(z.looseObject({ TxID: z.string(), amount: z.string(), status: z.string() }));
  const written = Rows.parse(parse(await readFile(await file.path(), 'utf8'), { columns: true, bom: true }));
  const listed = await Array.fromAsync(
    ann.client.transactions(wallet, { status: 'INVALID', order: 'desc', limit: 100 }),
  );
  expect(written.map(({ TxID, amount }) => [TxID, amount])).toEqual(listed.map(({ TxID, amount }) => [TxID, amount]));
  await expect(page.getByText(/The file is there: 450 transfers/)).toBeVisible();
});

test('a new transfer waits behind a button, so that nothing moves under the reader’s eyes', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(70);
  await logIn(page, ann, transfersOf(wallet));
  await expect(amounts(page)).toHaveText([/70/]);
  await people.fund(wallet, 5);
  await page.getByRole('button', { name: LIST.fresh('1') }).click();
  await expect(amounts(page)).toHaveText([/5/, /70/]);
});

test('the list looks good, empty, filtered and long', async ({ page, people, stack }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet();
  await logIn(page, ann, transfersOf(wallet));
  await expect(page.getByText(LIST.empty)).toBeVisible();
  await expectGoodLooks(page);
  await writeHistory(stack, wallet, 150);
  await page.reload();
  await expectHeading(page, LIST.title);
  await expect(rows(page).first()).toBeVisible();
  await page.getByText(EXPORT.title).click();
  await expectGoodLooks(page);
});
