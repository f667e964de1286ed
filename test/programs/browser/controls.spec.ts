import type { Page } from '@playwright/test';
import { CONTROLS } from '../../../lib/web/texts/controls.ts';
import { PAY } from '../../../lib/web/texts/pay.ts';
import { noteText } from '../../../lib/web/texts/transfers.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, expectStatus, field, fillPayment } from './pay-form.ts';
import { expect, test } from './test.ts';

const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true });
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

test('a person freezes a wallet, sees it in every list, and a payment from it is not made until they lift it', async ({
  page,
  people,
}) => {
  test.slow();
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  await logIn(page, ann, `/app/wallets/${hers}`);
  await expect(page.getByText(CONTROLS.none)).toBeVisible();
  await button(page, CONTROLS.freeze).click();
  await page.getByRole('dialog').getByLabel(CONTROLS.what).selectOption(CONTROLS.whats.debits);
  await page.getByRole('dialog').getByText(UI.asCode).click();
  await expectGoodLooks(page, page.getByRole('dialog'));
  await inDialog(page, CONTROLS.freeze).click();
  await expect(button(page, CONTROLS.lift)).toBeFocused();
  await expect(page.getByText(CONTROLS.frozen.debits)).toBeVisible();
  await expect(page.getByText(CONTROLS.states.debits)).toBeVisible();
  await expectGoodLooks(page);
  expect(await ann.client.walletControls(hers)).toMatchObject({ frozen: 'debits' });

  await page.getByRole('link', { name: WALLETS.title }).first().click();
  await expect(page.getByRole('listitem').filter({ hasText: hers })).toContainText(CONTROLS.states.debits);
  await expectGoodLooks(page);
  await page.getByRole('link', { name: WALLETS.actions.pay, exact: true }).click();
  await expect(field(page, 'payer')).toContainText(CONTROLS.states.debits);
  await expect(page.getByText(CONTROLS.paysNothing.frozen)).toBeVisible();
  await expectGoodLooks(page);
  await fillPayment(page, { to: his, amount: '4' });
  await confirmPayment(page, '4');
  await expectStatus(page, 'INVALID');
  await expect(page.getByText(noteText('INVALID', 'the wallet is frozen')).first()).toBeVisible();

  await page.goto(`/app/wallets/${hers}`);
  await button(page, CONTROLS.lift).press('Enter');
  await expect(button(page, CONTROLS.freeze)).toBeFocused();
  await expect(page.getByText(CONTROLS.none)).toBeVisible();
  await expect(page.getByText(CONTROLS.states.debits)).toHaveCount(0);
  expect(await ann.client.walletControls(hers)).toMatchObject({ frozen: null });
});

test('a person limits a wallet by the keyboard, is told of a mistake at its field, and takes a limit away', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const hers = await ann.wallet(1000);
  await logIn(page, ann, `/app/wallets/${hers}`);
  await button(page, CONTROLS.change).press('Enter');
  await expect(page.getByLabel(CONTROLS.minimum)).toBeFocused();
  await page.keyboard.type('1,50');
  await page.keyboard.press('Tab');
  await page.keyboard.type('500');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2,000');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(CONTROLS.minimum)).toBeFocused();
  await expect(page.getByLabel(CONTROLS.minimum)).toHaveAccessibleDescription(/must /);
  await page.getByText(UI.asCode).first().click();
  await expectGoodLooks(page);
  await page.getByLabel(CONTROLS.minimum).fill('150');
  await page.keyboard.press('Enter');
  await expect(button(page, CONTROLS.freeze)).toBeFocused();
  await expect(page.getByText(CONTROLS.left, { exact: true })).toBeVisible();
  await expect(page.getByText('2,000')).toHaveCount(2);
  await expectGoodLooks(page);
  expect(await ann.client.walletControls(hers)).toMatchObject({
    minimum_balance: '150',
    max_payment: '500',
    max_per_day: '2000',
  });

  await button(page, CONTROLS.change).click();
  await expect(page.getByLabel(CONTROLS.maxPerDay)).toHaveValue('2,000');
  await page.getByLabel(CONTROLS.maxPerDay).fill('');
  await button(page, CONTROLS.save).click();
  await expect(button(page, CONTROLS.freeze)).toBeFocused();
  await expect(page.getByText(CONTROLS.left, { exact: true })).toHaveCount(0);
  expect(await ann.client.walletControls(hers)).toMatchObject({ max_payment: '500', max_per_day: null });
});

test('a wallet with money says how much it has instead of closing', async ({ page, people }) => {
  const ann = await people.register('ann');
  const hers = await ann.wallet(1234);
  await logIn(page, ann, `/app/wallets/${hers}`);
  await button(page, CONTROLS.close).click();
  await expect(page.getByText(CONTROLS.notEmpty('1,234'))).toBeVisible();
  await expect(inDialog(page, CONTROLS.close)).toHaveCount(0);
  await expectGoodLooks(page, page.getByRole('dialog'));
  await inDialog(page, CONTROLS.cancel).click();
  await expect(button(page, CONTROLS.close)).toBeFocused();
});

test('a wallet is closed for good, says so in every list, and is not offered to pay from', async ({ page, people }) => {
  test.slow();
  const ann = await people.register('ann');
  // In the order of the list.
  const empty = await ann.wallet(0, '1');
  const full = await ann.wallet(100, '2');
  await logIn(page, ann, `/app/wallets/${empty}`);
  await button(page, CONTROLS.close).click();
  await expectGoodLooks(page, page.getByRole('dialog'));
  await inDialog(page, CONTROLS.close).click();
  await expect(page.getByText(CONTROLS.closed)).toBeVisible();
  await expect(page.getByText(CONTROLS.states.closed, { exact: true })).toBeVisible();
  await expect(button(page, CONTROLS.freeze)).toHaveCount(0);
  await expect(page.getByRole('link', { name: WALLETS.actions.request, exact: true })).toHaveCount(0);
  await expectGoodLooks(page);
  const { closed_at } = await ann.client.balance(empty);
  expect(closed_at).toEqual(expect.any(String));

  await page.goto('/app');
  await expectHeading(page, WALLETS.title);
  await expect(page.getByRole('listitem').filter({ hasText: CONTROLS.states.closed })).toHaveCount(1);
  await expectGoodLooks(page);
  await page.goto('/app/pay');
  await expect(field(page, 'payer')).toContainText('100');
  await field(page, 'payer').click();
  const closed = page.getByRole('dialog').getByRole('button', { name: CONTROLS.states.closed });
  await expect(closed).toBeDisabled();
  await expectGoodLooks(page, page.getByRole('dialog'));
  await closed.click({ force: true });
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field(page, 'payer')).toContainText(`${WALLETS.wallet} ${full}`);

  await page.goto(`/app/pay?from=${empty}`);
  await expect(page.getByText(CONTROLS.paysNothing.closed)).toBeVisible();
  await page.goto(`/app/wallets/${empty}/request`);
  await expect(page.getByText(CONTROLS.receivesNothing.closed)).toBeVisible();
  await expectGoodLooks(page);
});

test('a person whose only wallet is closed is told to open another one before they pay', async ({ page, people }) => {
  const ann = await people.register('ann');
  await ann.client.closeWallet(await ann.wallet());
  await logIn(page, ann, '/app/pay');
  await expect(page.getByText(PAY.noWallet)).toBeVisible();
});
