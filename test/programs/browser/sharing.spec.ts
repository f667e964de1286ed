import { SHARING } from '../../../lib/web/texts/sharing.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

test('an owner shares a wallet, and its member sees it, pays from it and leaves it', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const wallet = await ann.wallet(100n);
  await logIn(page, ann, `/app/wallets/${wallet}`);
  await expect(page.getByText(SHARING.none)).toBeVisible();
  await page.getByLabel(SHARING.form.login).fill('nobody-at-all');
  await page.getByRole('button', { name: SHARING.form.submit }).click();
  await expect(page.getByText(SHARING.form.unknown)).toBeVisible();
  await page.getByLabel(SHARING.form.login).fill(bob.login);
  await page.getByLabel(SHARING.form.max).fill('30');
  await page.getByRole('button', { name: SHARING.form.submit }).click();
  await expect(page.getByText(SHARING.pays('30'))).toBeVisible();
  await expectGoodLooks(page);

  expect(await bob.client.wallet(wallet)).toMatchObject({ shared: { max_per_day: '30' } });
  await page.evaluate(() => localStorage.clear());
  await logIn(page, bob);
  await expectHeading(page, WALLETS.title);
  await expect(page.getByRole('heading', { name: SHARING.shared.title })).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('link', { name: wallet }).click();
  await expect(page.getByText(SHARING.shared.pays('30'))).toBeVisible();
  await expect(page.getByRole('heading', { name: SHARING.title, exact: true })).toHaveCount(0);
  await expect(page.getByRole('link', { name: WALLETS.actions.pay, exact: true }).first()).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SHARING.shared.leave }).click();
  await page.getByRole('dialog').getByRole('button', { name: SHARING.shared.leave, exact: true }).click();
  await expectHeading(page, WALLETS.title);
  await expect(page.getByRole('heading', { name: SHARING.shared.title })).toHaveCount(0);
});
