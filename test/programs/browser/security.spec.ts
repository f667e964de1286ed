import { createClient } from '../../../lib/client/index.ts';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { SECURITY } from '../../../lib/web/texts/security.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { expectHeading, logIn, openMenu } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

test('a person sees their sessions, ends one, and changes the password', async ({ page, people }) => {
  const ann = await people.register('ann');
  await logIn(page, ann, '/app/security');
  await expectHeading(page, SECURITY.title);
  const rows = page.getByRole('listitem').filter({ hasText: SECURITY.sessions.begun });
  await expect(rows.filter({ hasText: SECURITY.sessions.here })).toHaveCount(1);
  await expectGoodLooks(page);
  const others = await rows.count();
  await page.getByRole('button', { name: SECURITY.sessions.end }).first().click();
  await expect(rows).toHaveCount(others - 1);

  await page.getByLabel(SECURITY.password.current.label).fill('not the password');
  await page.getByLabel(SECURITY.password.next.label).fill('twenty-one grey herons');
  await page.getByRole('button', { name: SECURITY.password.submit }).click();
  await expect(page.getByText(SECURITY.password.wrong)).toBeVisible();
  await page.getByLabel(SECURITY.password.current.label).fill(ann.password);
  await page.getByRole('button', { name: SECURITY.password.submit }).click();
  await expect(page.getByText(SECURITY.password.done).first()).toBeVisible();
  await expect(rows).toHaveCount(1);

  const signIns = page.getByRole('listitem').filter({ hasText: SECURITY.signIns.results.wrong_password });
  await expect(signIns.filter({ hasText: SECURITY.signIns.events.password_change })).toHaveCount(1);
  await expectGoodLooks(page);

  await page.getByRole('button', { name: SECURITY.sessions.everywhere }).click();
  await page.getByRole('button', { name: SECURITY.everywhere.submit }).click();
  await expectHeading(page, WALLET.login.title);
});

test('logging out ends the session at the API', async ({ page, people, baseURL }) => {
  const ann = await people.register('ann');
  await logIn(page, ann);
  const stored = await page.evaluate(() => localStorage.getItem('mib.session'));
  await openMenu(page, ann);
  const ended = page.waitForResponse((response) => response.url().endsWith('/auth/logout'));
  await page.getByRole('button', { name: WALLET.menu.logOut }).click();
  expect((await ended).status()).toBe(204);
  await expectHeading(page, WALLET.login.title);
  const { refreshToken } = JSON.parse(stored ?? '{}');
  const refreshed = await createClient({ baseUrl: baseURL ?? '' }).routes.POST('/auth/refresh', {
    body: { refresh_token: String(refreshToken) },
  });
  expect(refreshed.response.status).toBe(401);
});

test('a person with a code for a new password finds its form from the login, and reads what is wrong', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  await page.goto('/app/login');
  await page.getByRole('link', { name: WALLET.login.toReset }).click();
  await expectHeading(page, WALLET.reset.title);
  await page.getByRole('button', { name: WALLET.reset.submit }).click();
  await expect(page.getByText(WALLET.reset.missing)).toBeVisible();
  await page.getByLabel(FIELD_TEXTS.login.label).fill(ann.login);
  await page.getByLabel(WALLET.reset.code.label).fill('7Q2KD-X0M4R-9TB3H-ZC8VA-1NWEP-64TGK');
  await page.getByLabel(FIELD_TEXTS.newPassword.label).fill('twenty-one grey herons');
  await page.getByRole('button', { name: WALLET.reset.submit }).click();
  await expect(page.getByText(PROBLEMS.wrong_reset_code?.title ?? '')).toBeVisible();
  await expectGoodLooks(page);
});

test('a person deletes their account for good, with the password, and only without open wallets', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet();
  const { account: TEXT } = SECURITY;
  await logIn(page, ann, '/app/security');
  await page.getByRole('button', { name: TEXT.open }).click();
  await expectGoodLooks(page, page.getByRole('dialog'));
  const submit = page.getByRole('button', { name: TEXT.submit });
  await page.getByLabel(TEXT.password.label).fill(ann.password);
  await submit.click();
  await expect(page.getByText(TEXT.notSure)).toBeVisible();
  await page.getByLabel(TEXT.sure).check();
  await submit.click();
  await expect(page.getByText('1 wallet is not closed.')).toBeVisible();
  await expectGoodLooks(page, page.getByRole('dialog'));

  await ann.client.closeWallet(wallet);
  await page.getByLabel(TEXT.password.label).fill('not the password');
  await submit.click();
  await expect(page.getByText(SECURITY.password.wrong)).toBeVisible();
  await page.getByLabel(TEXT.password.label).fill(ann.password);
  await submit.click();
  await expectHeading(page, WALLET.login.title);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(ann.login);
  const { login, password } = ann;
  await expect(ann.client.login({ login, password })).rejects.toMatchObject({ code: 'wrong_credentials' });
});
