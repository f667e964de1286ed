import { FIELD_TEXTS, RULE_TEXTS } from '../../../lib/web/texts/fields.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { newWalletId } from './people.ts';
import { expect, test } from './test.ts';

test('a person opens a wallet under the proposed number', async ({ page, people }) => {
  const ann = await people.register('ann');
  await logIn(page, ann);
  await page.getByRole('link', { name: WALLETS.openFirst }).click();
  const number = page.getByLabel(FIELD_TEXTS.newWallet.label);
  const proposed = await number.inputValue();
  await page.getByRole('button', { name: WALLETS.new.another }).click();
  await expect(number).not.toHaveValue(proposed);
  const chosen = await number.inputValue();
  await page.getByRole('button', { name: WALLETS.new.submit }).click();
  await expect(page).toHaveURL(`/app/wallets/${chosen}`);
  expect((await ann.client.balance(chosen)).balance).toBe('0');
});

test('a number of one’s own can be used, and one that is taken is explained at the field', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const taken = await bob.wallet();
  await logIn(page, ann, '/app/wallets/new');
  await expectHeading(page, WALLETS.new.title);
  const number = page.getByLabel(FIELD_TEXTS.newWallet.label);
  const open = page.getByRole('button', { name: WALLETS.new.submit });
  await number.fill('seven');
  await open.click();
  await expect(number).toHaveAccessibleDescription(new RegExp(RULE_TEXTS.walletId));
  await number.fill(taken);
  await open.click();
  await expect(number).toHaveAccessibleDescription(new RegExp(WALLETS.new.taken));
  const own = newWalletId();
  await number.fill(own);
  await open.click();
  await expect(page).toHaveURL(`/app/wallets/${own}`);
});

test('the list shows the balance of each wallet in the format of the person', async ({ page, people }) => {
  const ann = await people.register('ann');
  await ann.wallet(1_234_567);
  await ann.wallet(0n);
  await logIn(page, ann);
  await expect(page.getByRole('listitem').filter({ hasText: '1,234,567' })).toBeVisible();
  await expect(page.getByRole('listitem')).toHaveCount(2);
});

test('a view without a network says so, and goes on by itself when there is one', async ({
  page,
  context,
  people,
  watch,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const ann = await people.register('ann');
  const wallet = await ann.wallet(41);
  await logIn(page, ann);
  await expect(page.getByText('41', { exact: true })).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('listitem').getByRole('link').click();
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.unreachable?.title ?? '', { timeout: 20_000 });
  await context.setOffline(false);
  await expectHeading(page, WALLETS.titleOf(wallet));
  await expect(page.getByText('41', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('alert')).toBeHidden();
});
