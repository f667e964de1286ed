import { TOTP } from 'otpauth';
import { SECOND_FACTOR } from '../../../lib/web/texts/second-factor.ts';
import { SECURITY } from '../../../lib/web/texts/security.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { expectHeading, logIn, logOut, openMenu, submitCredentials } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

test.use({ ownStack: { SECOND_FACTOR: 'required' } });

const codeOf = (secret: string, at: number) => new TOTP({ secret }).generate({ timestamp: at });

test('a person without a second factor is led to adding one, and then to where they wanted to go', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  await logIn(page, ann, '/app/wallets/new');
  await expectHeading(page, SECURITY.title);
  await expect(page.getByText(SECOND_FACTOR.required.title)).toBeVisible();
  await expect(page.getByRole('link', { name: WALLET.pay })).toHaveCount(0);
  await expect(page.getByText(SECURITY.password.title)).toHaveCount(0);
  await expectGoodLooks(page);
  await page.goto('/app/pay');
  await expectHeading(page, SECURITY.title);
  await openMenu(page, ann);
  await expectGoodLooks(page);
  await page.goto('/app/wallets/new');
  await expectHeading(page, SECURITY.title);

  await page.getByRole('button', { name: SECOND_FACTOR.add }).click();
  const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText();
  await page.getByLabel(SECOND_FACTOR.enrol.code.label).fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: SECOND_FACTOR.enrol.submit }).click();
  await expect(page.getByText(SECOND_FACTOR.codes.title)).toBeVisible();
  await expect(page.getByText(SECOND_FACTOR.required.done)).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SECOND_FACTOR.codes.kept }).click();

  await page.getByRole('button', { name: SECOND_FACTOR.remove }).click();
  await page.getByRole('button', { name: SECOND_FACTOR.remove }).click();
  await expect(page.getByText(PROBLEMS.last_factor?.title ?? '')).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('link', { name: SECOND_FACTOR.required.goOn }).click();
  await expect(page).toHaveURL(/\/app\/wallets\/new$/);
  await page.goto('/app');
  await expectHeading(page, WALLET.wallets);
});

test('a person who has to add a second factor logs out, and is asked again at the next login', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  await logIn(page, ann);
  await expectHeading(page, SECURITY.title);
  await logOut(page, ann);
  await submitCredentials(page, ann);
  await expectHeading(page, SECURITY.title);
  await expect(page.getByText(SECOND_FACTOR.required.title)).toBeVisible();
});
