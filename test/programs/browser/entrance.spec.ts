import type { MibProblem } from '../../../lib/client/index.ts';
import { FIELD_TEXTS, RULE_TEXTS } from '../../../lib/web/texts/fields.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn, logOut, submitCredentials } from './log-in.ts';
import { newCredentials } from './people.ts';
import { expect, test } from './test.ts';

test('a new person registers, logs out and logs in', async ({ page }) => {
  const person = newCredentials('ann');
  await page.goto('/');
  await expect(page).toHaveURL('/app/login');
  await page.getByRole('link', { name: WALLET.login.toRegister }).click();
  await expectHeading(page, WALLET.register.title);
  await expect(page.getByText(FIELD_TEXTS.newPassword.hint)).toBeVisible();
  await submitCredentials(page, person);
  await expect(page.getByText(WALLETS.empty)).toBeVisible();
  await logOut(page, person);
  await submitCredentials(page, person);
  await expect(page.getByText(WALLETS.empty)).toBeVisible();
});

test('a field names the rule that it breaks before anything is sent', async ({ page }) => {
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
  await page.goto('/app/register');
  await submitCredentials(page, { login: 'ab', password: 'short' });
  const login = page.getByLabel(FIELD_TEXTS.newLogin.label);
  await expect(login).toBeFocused();
  await expect(login).toHaveAccessibleDescription(new RegExp(RULE_TEXTS.loginLength));
  await expect(page.getByLabel(FIELD_TEXTS.newPassword.label)).toHaveAccessibleDescription(
    new RegExp(RULE_TEXTS.passwordLength),
  );
  expect(sent).toEqual([]);
});

test('a login that is taken, and a password that only the server knows to be common, are explained', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  await page.goto('/app/register');
  await submitCredentials(page, ann);
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.login_taken?.title ?? '');
  const login = page.getByLabel(FIELD_TEXTS.newLogin.label);
  await expect(login).toHaveAccessibleDescription(`${FIELD_TEXTS.newLogin.label} ${WALLET.register.taken}.`);
  await expect(login).toBeFocused();
  await submitCredentials(page, { ...newCredentials('bob'), password: 'password123' });
  await expect(page.getByRole('alert')).toContainText('Password');
  await expect(page.getByLabel(FIELD_TEXTS.newPassword.label)).toHaveAccessibleDescription(/common/);
});

test('a wrong password is refused without a word about the login', async ({ page, people }) => {
  const ann = await people.register('ann');
  await page.goto('/app/login');
  await submitCredentials(page, { ...ann, password: 'not the password' });
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.wrong_credentials?.title ?? '');
  await submitCredentials(page, { login: newCredentials('nobody').login, password: 'not the password' });
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.wrong_credentials?.title ?? '');
});

test('after too many wrong passwords the page says when the next attempt is possible', async ({ page, people }) => {
  const ann = await people.register('ann');
  await page.goto('/app/login');
  const wrong = { login: ann.login, password: 'not the password' };
  // The first waits are so short that they can be over before the page has sent its guess.
  const longWait = async () => await ann.client.login(wrong).catch((error: MibProblem) => error.retryAfter ?? 0);
  await expect.poll(longWait, { timeout: 60_000 }).toBeGreaterThan(5);
  await submitCredentials(page, wrong);
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.too_many_attempts?.title ?? '');
  await expect(page.getByRole('alert')).toContainText(/The next attempt is possible in \d+/);
});

test('a session that the server refuses ends at the login, which leads back to the same place', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  await logIn(page, ann);
  await page.route('**/api/**', async (route) => {
    await route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer of.an.old.session' } });
  });
  await page.route('**/auth/refresh', async (route) => {
    await route.continue({ postData: JSON.stringify({ refresh_token: 'of.an.old.session' }) });
  });
  await page.goto('/app/wallets/new');
  await page.getByLabel(FIELD_TEXTS.newWallet.label).fill('7');
  await page.getByRole('button', { name: WALLETS.new.submit }).click();
  await expect(page.getByText(WALLET.login.ended)).toBeVisible();
  await expect(page.getByLabel(FIELD_TEXTS.login.label)).toHaveValue(ann.login);
  await page.unroute('**/api/**');
  await page.unroute('**/auth/refresh');
  await submitCredentials(page, ann);
  await expectHeading(page, WALLETS.new.title);
});

test('a session that is not used ends by the clock, after a warning', async ({ page, people }) => {
  const ann = await people.register('ann');
  await page.clock.install();
  await logIn(page, ann);
  // A page that asks for nothing. Each request would make the session last longer.
  await page.route('**/auth/refresh', (route) => route.abort());
  await page.clock.fastForward('23:57:00');
  await expect(page.getByText('Your session ends in 3 min', { exact: false })).toBeVisible();
  await page.clock.fastForward('03:01');
  await expect(page.getByText(WALLET.login.ended)).toBeVisible();
  await submitCredentials(page, ann);
  await expectHeading(page, WALLETS.title);
});

test('logging out in one tab logs out in all', async ({ page, context, people }) => {
  const ann = await people.register('ann');
  await logIn(page, ann);
  const second = await context.newPage();
  await second.goto('/app/wallets/new');
  await expectHeading(second, WALLETS.new.title);
  await logOut(page, ann);
  await expectHeading(second, WALLET.login.title);
});
