import type { Locator, Page } from '@playwright/test';
import { FIELD_TEXTS, RULE_TEXTS } from '../../../lib/web/texts/fields.ts';
import { LIST } from '../../../lib/web/texts/list.ts';
import { CONFIRM, PAY } from '../../../lib/web/texts/pay.ts';
import { STEPS, TRANSFER } from '../../../lib/web/texts/transfers.ts';
import { expectHeading, logIn } from './log-in.ts';
import { confirmPayment, continuePayment, expectStatus, field } from './pay-form.ts';
import { newWalletId } from './people.ts';
import { expect, test } from './test.ts';

const onShard = (shard: 0 | 1) => `${newWalletId()}${shard}`;
const payee = (page: Page, number: number): Locator => page.getByRole('group', { name: PAY.payee(number) });
const to = (within: Locator | Page) => within.getByLabel(FIELD_TEXTS.payee.label, { exact: true });
const amount = (within: Locator | Page) => within.getByLabel(FIELD_TEXTS.amount.label, { exact: true });

test.use({ viewport: { width: 390, height: 844 } });

test('a person splits a payment between two others by the keyboard on a phone, and each sees their own part', async ({
  page,
  newContext,
  people,
}) => {
  const [ann, bob, eve] = await Promise.all(['ann', 'bob', 'eve'].map((name) => people.register(name)));
  if (!ann || !bob || !eve) throw new Error('a user is missing');
  const [hers, his, third] = [await ann.wallet(100, onShard(0)), await bob.wallet(0n, onShard(1)), await eve.wallet()];
  await logIn(page, ann, '/app/pay');
  // Without a wallet that pays, that field would be the first with an error.
  await expect(field(page, 'payer')).toHaveText(/\d/);
  await to(page).fill(his);
  await amount(page).fill('30');
  await page.getByRole('button', { name: PAY.add }).press('Enter');
  await expect(to(payee(page, 2))).toBeFocused();

  // The same wallet twice: the error is at its field, which has the focus.
  await page.keyboard.type(his);
  await page.keyboard.press('Tab');
  await page.keyboard.type('20');
  await expect(page.getByText(PAY.total('50'))).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(to(payee(page, 2))).toBeFocused();
  await expect(to(payee(page, 2))).toHaveAccessibleDescription(new RegExp(RULE_TEXTS.payeeTwice));

  // A payee more, which is removed again. The form is there after a reload.
  await page.getByRole('button', { name: PAY.add }).press('Enter');
  await expect(to(payee(page, 3))).toBeFocused();
  await page.getByRole('button', { name: PAY.remove(3) }).press('Enter');
  await expect(to(payee(page, 2))).toBeFocused();
  await to(payee(page, 2)).fill(third);
  await page.reload();
  await expect(to(payee(page, 2))).toHaveValue(third);
  await continuePayment(page);

  await expectHeading(page, CONFIRM.title);
  for (const text of [CONFIRM.payer('50', hers), CONFIRM.payee('30', his), CONFIRM.payee('20', third)]) {
    await expect(page.getByText(text)).toBeVisible();
  }
  await confirmPayment(page, '50');
  await expectStatus(page, 'SUCCESSFUL');
  for (const wallet of [his, third]) {
    await expect(page.getByText(STEPS.settled.credit).locator('..').filter({ hasText: wallet })).toBeVisible();
    await expect(
      page.getByRole('term').filter({ hasText: TRANSFER.to }).locator('xpath=following-sibling::dd[1]'),
    ).toContainText(wallet);
  }
  const TxID = page.url().split('/').at(-1) ?? '';

  // Each payee sees their own part, and nothing of the other.
  const evesPage = await (await newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await logIn(evesPage, eve, `/app/wallets/${third}/transactions/${TxID}`);
  await expectStatus(evesPage, 'SUCCESSFUL');
  await expect(evesPage.getByText('+20').first()).toBeVisible();
  await expect(evesPage.getByText(his)).toHaveCount(0);
  expect((await bob.client.balance(his)).balance).toBe('30');

  // The payer's list has one row, and the same payment can be made again.
  await page.getByRole('link', { name: TRANSFER.payAgain }).click();
  await expect(to(payee(page, 1))).toHaveValue(his);
  await expect(amount(payee(page, 2))).toHaveValue('20');
  await page.goto(`/app/wallets/${hers}/transactions`);
  await expect(page.getByRole('link', { name: LIST.toSeveral('2') })).toHaveCount(1);
});
