import type { Page } from '@playwright/test';
import { LABELS } from '../../../lib/web/texts/labels.ts';
import { CONFIRM, PAY } from '../../../lib/web/texts/pay.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { confirmPayment, continuePayment, expectStatus, field } from './pay-form.ts';
import { expect, test } from './test.ts';

async function typeMetadata(page: Page, number: number, key: string, value: string): Promise<void> {
  await page.getByRole('button', { name: LABELS.add }).click();
  const group = page.getByRole('group', { name: LABELS.group(number) });
  await group.getByLabel(LABELS.key).fill(key);
  await group.getByLabel(LABELS.value).fill(value);
}

test('a person names a wallet in place, finds the name wherever the wallet is, and takes it away again', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(10);
  await logIn(page, ann, `/app/wallets/${wallet}`);
  await page.getByRole('button', { name: LABELS.change, exact: true }).click();
  const name = page.getByLabel(LABELS.name);
  await name.fill('Rent ');
  await page.getByRole('button', { name: LABELS.save }).click();
  await expect(name).toBeFocused();
  await name.fill('Rent & heating');
  await typeMetadata(page, 1, 'customer', 'c-118');
  await page.getByRole('button', { name: LABELS.save }).click();
  await expectHeading(page, 'Rent & heating');
  await expect(page.getByText('c-118')).toBeVisible();
  expect(await ann.client.wallet(wallet)).toMatchObject({ name: 'Rent & heating', metadata: { customer: 'c-118' } });

  await page.getByRole('link', { name: WALLETS.title }).first().click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Rent & heating' })).toBeVisible();
  await page.getByRole('listitem').filter({ hasText: wallet }).click();
  await page.getByRole('button', { name: LABELS.change, exact: true }).click();
  await page.getByLabel(LABELS.name).fill('');
  await page.getByRole('button', { name: LABELS.remove(1) }).click();
  await page.getByRole('button', { name: LABELS.save }).click();
  await expectHeading(page, WALLETS.titleOf(wallet));
  await expect(page.getByText(LABELS.unnamed)).toBeVisible();
  const { name: left, metadata } = await ann.client.wallet(wallet);
  expect([left, metadata]).toEqual([undefined, undefined]);
});

test('a payment has metadata, which the payer finds on it and the payee does not', async ({
  page,
  newContext,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(10), await bob.wallet()];
  await ann.client.changeWallet(hers, { name: 'Till' });
  await logIn(page, ann, '/app/pay');
  await expect(field(page, 'payer')).toContainText('Till');
  await field(page, 'payee').fill(his);
  await field(page, 'amount').fill('4');
  await page.getByText(LABELS.more).click();
  await typeMetadata(page, 1, '_order', '6735');
  await continuePayment(page);
  await expect(page.getByLabel(LABELS.key)).toBeFocused();
  await page.getByLabel(LABELS.key).fill('order');
  await page.reload();
  await expect(page.getByLabel(LABELS.value)).toHaveValue('6735');
  await page.getByRole('button', { name: PAY.continue }).click();
  await expect(page.getByText(CONFIRM.payer('4', 'Till'))).toBeVisible();
  await expect(page.getByText('6735').first()).toBeVisible();
  await confirmPayment(page, '4');
  await expectStatus(page, 'SUCCESSFUL');
  await expect(page.getByRole('heading', { name: LABELS.metadata })).toBeVisible();

  const TxID = page.url().split('/').at(-1) ?? '';
  await ann.client.waitForFinal(TxID, { walletId: hers });
  const other = await (await newContext()).newPage();
  await logIn(other, bob, `/app/wallets/${his}/transactions/${TxID}`);
  await expectStatus(other, 'SUCCESSFUL');
  await expect(other.getByText('6735')).toHaveCount(0);
});
