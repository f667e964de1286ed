import { createClient } from '../../../lib/client/index.ts';
import { SECURITY } from '../../../lib/web/texts/security.ts';
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
