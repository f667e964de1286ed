import { FEE } from '../../../lib/web/texts/fee.ts';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { LIST } from '../../../lib/web/texts/list.ts';
import { PAY } from '../../../lib/web/texts/pay.ts';
import { REFUND } from '../../../lib/web/texts/refunds.ts';
import { expectHeading, logIn } from './log-in.ts';
import { confirmPayment, continuePayment, expectStatus, field } from './pay-form.ts';
import { expect, test } from './test.ts';

test('a seller refunds a part of what a buyer paid with a fee, and both find the other by links', async ({
  page,
  newContext,
  people,
}) => {
  const [ann, bob, market] = await Promise.all(['ann', 'bob', 'market'].map((name) => people.register(name)));
  if (!ann || !bob || !market) throw new Error('a user is missing');
  const [hers, his, fees] = [await ann.wallet(1_000), await bob.wallet(), await market.wallet()];
  await logIn(page, ann, '/app/pay');
  await expect(field(page, 'payer')).toHaveText(/\d/);
  await page.getByLabel(FIELD_TEXTS.payee.label, { exact: true }).fill(his);
  await page.getByText(FEE.open).click();
  await page.getByLabel(FEE.total).fill('400');
  await page.getByLabel(FEE.percent).fill('10');
  await page.getByLabel(FEE.to).fill(fees);
  await page.getByRole('button', { name: FEE.apply }).click();
  await expect(page.getByText(FEE.even)).toBeVisible();
  await expect(page.getByText(PAY.total('400'))).toBeVisible();
  await continuePayment(page);
  await confirmPayment(page, '400');
  await expectStatus(page, 'SUCCESSFUL');
  const payment = page.url().split('/').at(-1) ?? '';

  const bobs = await (await newContext()).newPage();
  await logIn(bobs, bob, `/app/wallets/${his}/transactions/${payment}`);
  await expect(bobs.getByText(REFUND.left('360'))).toBeVisible();
  await bobs.getByRole('button', { name: REFUND.open, exact: true }).click();
  const amount = bobs.getByLabel(FIELD_TEXTS.amount.label, { exact: true });
  await amount.fill('361');
  await bobs.getByRole('button', { name: REFUND.submit }).click();
  await expect(amount).toHaveAccessibleDescription(new RegExp(REFUND.tooMuch('360')));
  await amount.fill('60');
  await bobs.getByRole('button', { name: REFUND.submit }).dblclick();
  await expectHeading(bobs, REFUND.outgoing);
  await expectStatus(bobs, 'SUCCESSFUL');
  await bobs
    .getByRole('term')
    .filter({ hasText: REFUND.of })
    .locator('xpath=following-sibling::dd[1]')
    .getByRole('link')
    .click();
  await expect(bobs.getByText(REFUND.left('300'))).toBeVisible();

  await page.reload();
  await expect(page.getByText(REFUND.sum('60', '400'))).toBeVisible();
  await page.goto(`/app/wallets/${hers}/transactions`);
  await expect(page.getByRole('link', { name: LIST.refund })).toHaveCount(1);
  expect((await ann.client.balance(hers)).balance).toBe('660');
  expect((await market.client.balance(fees)).balance).toBe('40');
});
