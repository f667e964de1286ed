import { createClient } from '../../../lib/client/index.ts';
import { KEYS } from '../../../lib/web/texts/keys.ts';
import { SECURITY } from '../../../lib/web/texts/security.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

test('a person makes a key, a program uses it, and the person revokes it', async ({ page, people, baseURL }) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(100n), await ann.wallet()];
  await logIn(page, ann, '/app/security');
  await expectHeading(page, SECURITY.title);
  await page.getByRole('link', { name: KEYS.link }).click();
  await expectHeading(page, KEYS.title);
  await expect(page.getByText(KEYS.empty)).toBeVisible();

  await page.getByLabel(KEYS.make.name).fill('The shop');
  await page.getByRole('button', { name: KEYS.make.submit }).click();
  await expect(page.getByText(KEYS.make.none)).toBeVisible();
  const ofWallet = page.getByRole('group', { name: wallet, exact: true });
  await ofWallet.getByLabel(KEYS.make.max).fill('much');
  await page.getByRole('button', { name: KEYS.make.submit }).click();
  await expect(ofWallet.getByLabel(KEYS.make.max)).toHaveAttribute('aria-invalid', 'true');
  await ofWallet.getByLabel(KEYS.make.max).fill('30');
  await ofWallet.getByLabel(KEYS.make.reads).check();
  await page.getByText(UI.asCode).first().click();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: KEYS.make.submit }).click();
  const secret = page.getByRole('status').locator('code');
  await expect(secret).toHaveText(/^mib_key_/);
  await expect(page.getByRole('button', { name: KEYS.revokeOf('The shop') })).toBeVisible();
  await expectGoodLooks(page);

  const token = await secret.textContent();
  const program = createClient({ baseUrl: baseURL ?? '', token: token ?? '' });
  expect(await program.balance(wallet)).toMatchObject({ balance: '100' });
  await program.transfer({ from: wallet, to: other, amount: 30n });
  await expect(program.transfer({ from: wallet, to: other, amount: 1n })).rejects.toMatchObject({
    code: 'spending_limit_exceeded',
  });
  await expect(program.balance(other)).rejects.toMatchObject({ code: 'key_scope' });

  await page.getByRole('button', { name: KEYS.revokeOf('The shop') }).click();
  await expect(page.getByText(KEYS.empty)).toBeVisible();
  await expect(program.balance(wallet)).rejects.toMatchObject({ code: 'unauthenticated' });
});
