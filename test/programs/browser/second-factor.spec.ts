import type { Route } from '@playwright/test';
import { TOTP } from 'otpauth';
import { SECOND_FACTOR } from '../../../lib/web/texts/second-factor.ts';
import { STEP_UP } from '../../../lib/web/texts/step-up.ts';
import { PROBLEMS, UI } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { expectHeading, logIn, logOut, submitCredentials } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, expectStatus, fillPayment } from './pay-form.ts';
import { expect, test } from './test.ts';

const STEP_MS = 30_000;

const codeOf = (secret: string, at: number) => new TOTP({ secret }).generate({ timestamp: at });

test('a person adds an authenticator app, logs in with it and with a recovery code, and removes it', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  await logIn(page, ann, '/app/security');
  await page.getByRole('button', { name: SECOND_FACTOR.add }).click();
  await expect(page.getByRole('img', { name: SECOND_FACTOR.enrol.qr })).toBeVisible();
  const secret = await page.getByText(/^[A-Z2-7]{32}$/).innerText();
  await expectGoodLooks(page);
  await page.getByLabel(SECOND_FACTOR.enrol.code.label).fill('000000');
  await page.getByRole('button', { name: SECOND_FACTOR.enrol.submit }).click();
  await expect(page.getByText(STEP_UP.code.wrong)).toBeVisible();
  await page.getByLabel(SECOND_FACTOR.enrol.code.label).fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: SECOND_FACTOR.enrol.submit }).click();
  await expect(page.getByText(SECOND_FACTOR.codes.title)).toBeVisible();
  const [recoveryCode = ''] = await page.getByText(/^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/).allInnerTexts();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SECOND_FACTOR.codes.kept }).click();
  await expect(page.getByText(recoveryCode)).toHaveCount(0);

  for (const code of [codeOf(secret, Date.now() + STEP_MS), recoveryCode]) {
    await page.goto('/app');
    await logOut(page, ann);
    await submitCredentials(page, ann);
    await expectHeading(page, SECOND_FACTOR.login.title);
    await expectGoodLooks(page);
    await page.getByLabel(SECOND_FACTOR.login.code.label).fill(code);
    await page.getByRole('button', { name: SECOND_FACTOR.login.submit }).click();
    await expectHeading(page, WALLET.wallets);
  }

  await page.goto('/app/security');
  await expect(page.getByText(SECOND_FACTOR.left(9))).toBeVisible();
  await page.getByRole('button', { name: SECOND_FACTOR.remove }).click();
  await page.getByRole('button', { name: SECOND_FACTOR.remove }).click();
  await expect(page.getByRole('button', { name: SECOND_FACTOR.add })).toBeVisible();
});

test('a session that a refresh alone goes on with is asked for the password first', async ({ page, people }) => {
  const ann = await people.register('ann');
  await logIn(page, ann, '/app/security');
  const refused = {
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'step_up_required',
    detail: 'Confirm.',
  };
  const refuse = (route: Route) =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(refused) });
  await page.route('**/auth/factors/totp', refuse, { times: 1 });
  await page.getByRole('button', { name: SECOND_FACTOR.add }).click();
  const dialog = page.getByRole('dialog', { name: STEP_UP.title });
  await dialog.getByLabel(STEP_UP.password.label).fill('not the password');
  await dialog.getByRole('button', { name: STEP_UP.submit }).click();
  await expect(dialog.getByText(STEP_UP.password.wrong)).toBeVisible();
  await expectGoodLooks(page, dialog);
  await dialog.getByLabel(STEP_UP.password.label).fill(ann.password);
  await dialog.getByRole('button', { name: STEP_UP.submit }).click();
  await expect(page.getByRole('img', { name: SECOND_FACTOR.enrol.qr })).toBeVisible();
});

test('a large payment of a person with an app asks for a code, and is then made once', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(300_000), await bob.wallet()];
  await logIn(page, ann, `/app/pay?from=${hers}`);
  // The session of the page is older than the app.
  const { secret } = await ann.client.secondFactors.enrol();
  await ann.client.secondFactors.add(codeOf(secret, Date.now()));
  await fillPayment(page, { to: his, amount: '200000' });
  await confirmPayment(page, '200,000');
  const dialog = page.getByRole('dialog', { name: STEP_UP.title });
  await expectGoodLooks(page, dialog);
  await dialog.getByRole('button', { name: UI.cancel }).click();
  await expect(page.getByText(PROBLEMS.step_up_required?.title ?? '')).toBeVisible();
  await confirmPayment(page, '200,000');
  await dialog.getByLabel(STEP_UP.code.label).fill(codeOf(secret, Date.now() + STEP_MS));
  await dialog.getByRole('button', { name: STEP_UP.submit }).click();
  await expectStatus(page, 'SUCCESSFUL');
  expect((await bob.client.balance(his)).balance).toBe('200000');
});
