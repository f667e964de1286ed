import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { verifyReceipt } from '../../../lib/client/index.ts';
import { EXPORT, FILTERS, LIST } from '../../../lib/web/texts/list.ts';
import { CHECKS_OF_RECEIPT, FAULTS, RECEIPT, VERDICT, VERIFY } from '../../../lib/web/texts/receipts.ts';
import { ENTRY, STATEMENT } from '../../../lib/web/texts/statement.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { newWalletId, type Person } from './people.ts';
import { expect, test } from './test.ts';

/** Pays, and waits until both the payment and its entry are there. */
async function pay({ client }: Person, from: string, to: string, amount: string): Promise<string> {
  const { TxID } = await client.transfer({ from, to, amount });
  await client.waitForFinal(TxID);
  for await (const entry of client.followStatement(from)) if (entry.TxID === TxID) break;
  return TxID;
}

test('the statement has each entry with its balance, in the order that its address names', async ({ page, people }) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(1_000_000), await ann.wallet()];
  const TxID = await pay(ann, wallet, other, '250');
  await logIn(page, ann, `/app/wallets/${wallet}`);
  await page.getByRole('link', { name: WALLETS.actions.statement }).click();
  await expectHeading(page, STATEMENT.title);
  const rows = page.getByRole('list', { name: STATEMENT.label }).getByRole('listitem');
  await expect(rows).toHaveText([/Entry 2.*-250.*999,750/, /Entry 1.*\+1,000,000.*1,000,000/]);
  await expectGoodLooks(page);
  await page.getByLabel(STATEMENT.order).selectOption(FILTERS.asc);
  await expect(page).toHaveURL(`/app/wallets/${wallet}/statement?order=asc`);
  await expect(rows).toHaveText([/Entry 1/, /Entry 2/]);
  await expect(page.getByText(LIST.end('2'))).toBeVisible();
  await rows.last().getByRole('link', { name: STATEMENT.transferShort }).click();
  await expect(page).toHaveURL(`/app/wallets/${wallet}/transactions/${TxID}`);
});

test('a new entry waits behind a button, and the file has each entry', async ({ page, people }) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(100), await ann.wallet()];
  await logIn(page, ann, `/app/wallets/${wallet}/statement`);
  await expect(page.getByText(LIST.end('1'))).toBeVisible();
  await pay(ann, wallet, other, '30');
  await page.getByRole('button', { name: STATEMENT.fresh('1') }).click();
  await expect(page.getByRole('link', { name: STATEMENT.entry('2') })).toBeVisible();
  await page.getByText(EXPORT.title).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: EXPORT.start }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^statement-\d+-\d{4}-\d\d-\d\d\.csv$/);
  const Rows = z.array(z.looseObject({ seq: z.string(), balance: z.string() }));
  const written = Rows.parse(parse(await readFile(await file.path(), 'utf8'), { columns: true, bom: true }));
  expect(written.map(({ seq, balance }) => [seq, balance])).toEqual([
    ['2', '70'],
    ['1', '100'],
  ]);
});

test('an entry has its hash and the hash before, and a number without an entry says so', async ({ page, people }) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(100), await ann.wallet()];
  await pay(ann, wallet, other, '30');
  await logIn(page, ann, `/app/wallets/${wallet}/statement`);
  await page.getByRole('link', { name: STATEMENT.entry('2') }).click();
  await expectHeading(page, STATEMENT.entry('2'));
  for await (const { hash } of ann.client.statement(wallet)) await expect(page.getByTitle(hash)).toBeVisible();
  await expect(page.getByText(ENTRY.newest)).toBeVisible();
  await expect(page.getByRole('link', { name: ENTRY.newer })).toHaveCount(0);
  await expectGoodLooks(page);
  await page.getByRole('link', { name: ENTRY.older }).click();
  await expect(page.getByText(ENTRY.first)).toBeVisible();
  await page.getByRole('link', { name: ENTRY.newer }).click();
  await expectHeading(page, STATEMENT.entry('2'));
  await page.goto(`/app/wallets/${wallet}/statement/3`);
  await expect(page.getByText(ENTRY.missing)).toBeVisible();
  await page.goto(`/app/wallets/${other}/statement/x`);
  await expect(page.getByText(ENTRY.missing)).toBeVisible();
});

test('the receipt of an entry is verified in the browser, and by somebody without an account', async ({
  page,
  people,
  newContext,
}) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(100), await ann.wallet()];
  await pay(ann, wallet, other, '30');
  await logIn(page, ann, `/app/wallets/${wallet}/statement/2`);
  await page.getByRole('button', { name: RECEIPT.get }).click();
  await expect(page.getByText(VERDICT.good)).toBeVisible();
  const checks = page.getByRole('list', { name: VERDICT.label });
  await expect(checks.getByText(CHECKS_OF_RECEIPT.chain)).toBeVisible();
  await expectGoodLooks(page);
  const { receipt } = await ann.client.receipt(wallet, { seq: 2 });

  const stranger = await (await newContext()).newPage();
  await stranger.goto('/app/receipts');
  await expectHeading(stranger, VERIFY.title);
  await stranger.getByLabel(VERIFY.field, { exact: true }).fill(receipt);
  await stranger.getByRole('button', { name: VERIFY.submit }).click();
  await expect(stranger.getByText(VERDICT.good)).toBeVisible();
  await expect(stranger.getByText('-30', { exact: true })).toBeVisible();
  await expectGoodLooks(stranger);
  const [head, payload, signature] = receipt.split('.');
  const forged = Buffer.from(payload ?? '', 'base64url')
    .toString()
    .replace('-30', '-40');
  await stranger
    .getByLabel(VERIFY.field, { exact: true })
    .fill([head, Buffer.from(forged).toString('base64url'), signature].join('.'));
  await stranger.getByRole('button', { name: VERIFY.submit }).click();
  await expect(stranger.getByText(VERDICT.bad)).toBeVisible();
  await expect(stranger.getByText(FAULTS.wrong_signature ?? '')).toBeVisible();
  await expectGoodLooks(stranger);
});

test('the receipt of a transfer is downloaded as the text that was verified', async ({ page, people }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(100);
  const { TxID } = await ann.client.transfer({ from: wallet, to: newWalletId(), amount: 777n });
  await ann.client.waitForFinal(TxID);
  await logIn(page, ann, `/app/wallets/${wallet}/transactions/${TxID}`);
  await page.getByRole('button', { name: RECEIPT.get }).click();
  await expect(page.getByText(VERDICT.good)).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: RECEIPT.download }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  const verified = await verifyReceipt(file, await ann.client.publishedKeys());
  expect(verified).toMatchObject({ kind: 'transfer', transfer: { TxID, status: 'INVALID' } });
});

test('a browser without Ed25519 says that it cannot verify, and not that the receipt is wrong', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(100);
  // The stream writes the entry after the balance has changed.
  for await (const { seq } of ann.client.followStatement(wallet)) if (seq === 1) break;
  await page.addInitScript(() => {
    crypto.subtle.importKey = () => Promise.reject(new DOMException('no Ed25519', 'NotSupportedError'));
  });
  await logIn(page, ann, `/app/wallets/${wallet}/statement/1`);
  await page.getByRole('button', { name: RECEIPT.get }).click();
  await expect(page.getByText(VERDICT.unsupported)).toBeVisible();
});
