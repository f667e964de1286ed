// Every view in every look: no findings of axe, no faults of the layout.
import { CONFIRM, PAY } from '../../../lib/web/texts/pay.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn, openMenu } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { continuePayment, expectStatus, field } from './pay-form.ts';
import { expect, test } from './test.ts';

test('the login and the registration look good', async ({ page }) => {
  await page.goto('/app/login');
  await expectHeading(page, WALLET.login.title);
  await expectGoodLooks(page);
  await page.goto('/app/register');
  await page.getByRole('button', { name: WALLET.register.submit }).click();
  await page.getByText(UI.asCode).click();
  await expectGoodLooks(page);
});

test('the wallets look good, and so does the menu', async ({ page, people }) => {
  const ann = await people.register('ann');
  await ann.wallet(1_234_567);
  await ann.wallet(89n, '9'.repeat(512));
  await logIn(page, ann);
  await expect(page.getByText('1,234,567')).toBeVisible();
  await expectGoodLooks(page);
  await openMenu(page, ann);
  await expectGoodLooks(page, page.getByRole('banner'));
});

test('a person without wallets, a new wallet and an address that leads nowhere look good', async ({ page, people }) => {
  await logIn(page, await people.register('ann'));
  await expect(page.getByText(WALLETS.empty)).toBeVisible();
  await expectGoodLooks(page);
  await page.goto('/app/wallets/new');
  await expectHeading(page, WALLETS.new.title);
  await page.getByText(UI.asCode).click();
  await expectGoodLooks(page);
  await page.goto('/app/nowhere/at/all');
  await expectHeading(page, UI.notFound.title);
  await expectGoodLooks(page);
});

test('a payment looks good: the form, its mistakes, the choice of a wallet and the confirmation', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  for (let wallets = 0; wallets < 9; wallets++) await ann.wallet();
  const from = await ann.wallet(1_000_000_000_000n, '8'.repeat(200));
  await logIn(page, ann, '/app/pay');
  await page.getByRole('button', { name: PAY.add }).click();
  await continuePayment(page);
  await expectGoodLooks(page);
  await field(page, 'payer').click();
  await expectGoodLooks(page, page.getByRole('dialog'));
  await page.goto(`/app/pay?from=${from}&to=${'7'.repeat(512)}&amount=999999999999&note=${'w'.repeat(256)}`);
  await continuePayment(page);
  await expectHeading(page, CONFIRM.title);
  await expectGoodLooks(page);
});

test('a wallet looks good', async ({ page, people }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(1_234_567);
  await logIn(page, ann, `/app/wallets/${wallet}`);
  await expect(page.getByText('1,234,567').first()).toBeVisible();
  await expectGoodLooks(page);
});

test('a transfer looks good, done, impossible and split', async ({ page, people }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(1_234_567);
  await logIn(page, ann);
  const others = [await ann.wallet(0n, '9'.repeat(500)), '0'];
  const split = others.map((to_id) => ({ to_id, amount: '500000' }));
  for (const paid of [{ to: '0', amount: '7' }, { to: '0', amount: '9999999' }, { to: split }]) {
    const { TxID } = await ann.client.transfer({ from: wallet, ...paid, reference: 'r'.repeat(64) });
    const { status } = await ann.client.waitForFinal(TxID);
    await page.goto(`/app/wallets/${wallet}/transactions/${TxID}`);
    await expectStatus(page, status);
    await page.getByText(UI.asCode).click();
    await expectGoodLooks(page);
  }
});
