import type { Page } from '@playwright/test';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { PASSKEYS } from '../../../lib/web/texts/passkeys.ts';
import { SECOND_FACTOR } from '../../../lib/web/texts/second-factor.ts';
import { SECURITY } from '../../../lib/web/texts/security.ts';
import { STEP_UP } from '../../../lib/web/texts/step-up.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { expectHeading, logIn, logOut, submitCredentials } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, expectStatus, fillPayment } from './pay-form.ts';
import { expect, test } from './test.ts';

const WRONG_PASSKEY = {
  type: 'about:blank',
  title: 'Unprocessable Content',
  status: 422,
  code: 'wrong_passkey',
  detail: 'Wrong.',
};

/** Gives the page an authenticator that recognizes its user at once, as a phone does by a finger. */
async function authenticatorOf(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return {
    /** The person touches it at each request that begins from now on, as if they had chosen a passkey there. */
    choose: () => session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true }),
    /** The person touches it at no request that begins from now on. */
    wait: () => session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false }),
    /** From now on it takes the person for another. */
    forget: () => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false }),
  };
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByLabel(PASSKEYS.name.label, { exact: true }).fill(name);
  await page.getByRole('button', { name: PASSKEYS.add }).click();
  await expect(page.getByRole('button', { name: PASSKEYS.removeOf(name) })).toBeVisible();
}

test('a person adds a passkey, logs in with it in place of the password and after it, and removes it', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const authenticator = await authenticatorOf(page);
  await logIn(page, ann, '/app/security');
  await page.getByRole('button', { name: PASSKEYS.add }).click();
  await expect(page.getByText(`${PASSKEYS.name.label} ${PASSKEYS.name.missing}.`)).toBeVisible();
  await addPasskey(page, 'My phone');
  await expect(page.getByText(SECOND_FACTOR.codes.title)).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SECOND_FACTOR.codes.kept }).click();

  await authenticator.wait();
  await page.goto('/app');
  await logOut(page, ann);
  await expectGoodLooks(page);
  await authenticator.choose();
  await page.getByRole('button', { name: PASSKEYS.login }).click();
  await expectHeading(page, WALLET.wallets);
  await page.goto('/app/security');
  await expect(page.getByText(SECURITY.signIns.means.passkey)).toBeVisible();

  await authenticator.wait();
  await page.goto('/app');
  await logOut(page, ann);
  await submitCredentials(page, ann);
  await expectHeading(page, SECOND_FACTOR.login.title);
  await expect(page.getByText(SECOND_FACTOR.login.recoveryCode.hint)).toBeVisible();
  await expect(page.getByText(SECOND_FACTOR.login.code.hint)).toHaveCount(0);
  await expectGoodLooks(page);
  await authenticator.choose();
  await page.getByRole('button', { name: PASSKEYS.login }).click();
  await expectHeading(page, WALLET.wallets);

  await page.goto('/app/security');
  await page.getByRole('button', { name: PASSKEYS.removeOf('My phone') }).click();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: PASSKEYS.surely('My phone') }).click();
  await expect(page.getByText(PASSKEYS.none)).toBeVisible();

  await authenticator.forget();
  await page.goto('/app');
  await logOut(page, ann);
  await page.getByRole('button', { name: PASSKEYS.login }).click();
  await expect(page.getByText(PROBLEMS.passkey_refused?.title ?? '')).toBeVisible();
  await submitCredentials(page, ann);
  await expectHeading(page, WALLET.wallets);
});

test('a person chooses a passkey in the list of the login field, and is logged in', async ({ page, people }) => {
  const ann = await people.register('ann');
  const authenticator = await authenticatorOf(page);
  await logIn(page, ann, '/app/security');
  await addPasskey(page, 'My phone');
  await page.goto('/app');
  await authenticator.wait();
  const offered = page.waitForResponse('**/auth/login/passkey/options');
  await logOut(page, ann);
  await expect(page.getByRole('textbox', { name: FIELD_TEXTS.login.label })).toHaveAttribute(
    'autocomplete',
    'username webauthn',
  );
  expect((await offered).status()).toBe(200);
  await authenticator.choose();
  await page.reload();
  await expectHeading(page, WALLET.wallets);
  await page.goto('/app/security');
  // The offer may have begun after the choice, so that the page of before the reload has logged in, too.
  await expect(page.getByText(SECURITY.signIns.means.passkey).first()).toBeVisible();
});

test('a chosen passkey that the API refuses leaves the form, with the reason', async ({ page, people }) => {
  const ann = await people.register('ann');
  const authenticator = await authenticatorOf(page);
  await logIn(page, ann, '/app/security');
  await addPasskey(page, 'My phone');
  await authenticator.wait();
  await page.goto('/app');
  await page.route('**/auth/login/passkey', (route) =>
    route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(WRONG_PASSKEY) }),
  );
  await logOut(page, ann);
  await authenticator.choose();
  await page.reload();
  await expect(page.getByText(PROBLEMS.wrong_passkey?.title ?? '')).toBeVisible();
  await expectGoodLooks(page);
});

test('a large payment of a person with a passkey asks for it, and is then made once', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(300_000), await bob.wallet()];
  await authenticatorOf(page);
  await logIn(page, ann, '/app/security');
  await addPasskey(page, 'My phone');
  // Ten minutes later.
  const refused = {
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'step_up_required',
    detail: 'Confirm.',
  };
  await page.route(
    '**/api/user/do_transaction',
    (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(refused) }),
    { times: 1 },
  );
  await page.goto(`/app/pay?from=${hers}`);
  await fillPayment(page, { to: his, amount: '200000' });
  await confirmPayment(page, '200,000');
  const dialog = page.getByRole('dialog', { name: STEP_UP.title });
  await expect(dialog.getByRole('button', { name: PASSKEYS.confirm })).toBeVisible();
  await expect(dialog.getByText(STEP_UP.recoveryCode.hint)).toBeVisible();
  await expectGoodLooks(page, dialog);
  await dialog.getByRole('button', { name: PASSKEYS.confirm }).click();
  await expectStatus(page, 'SUCCESSFUL');
  expect((await bob.client.balance(his)).balance).toBe('200000');
});
