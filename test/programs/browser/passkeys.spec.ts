import type { Page } from '@playwright/test';
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

  await page.goto('/app');
  await logOut(page, ann);
  await expectGoodLooks(page);
  await page.getByRole('button', { name: PASSKEYS.login }).click();
  await expectHeading(page, WALLET.wallets);
  await page.goto('/app/security');
  await expect(page.getByText(SECURITY.signIns.means.passkey)).toBeVisible();

  await page.goto('/app');
  await logOut(page, ann);
  await submitCredentials(page, ann);
  await expectHeading(page, SECOND_FACTOR.login.title);
  await expectGoodLooks(page);
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
  await expectGoodLooks(page, dialog);
  await dialog.getByRole('button', { name: PASSKEYS.confirm }).click();
  await expectStatus(page, 'SUCCESSFUL');
  expect((await bob.client.balance(his)).balance).toBe('200000');
});
