import type { Page } from '@playwright/test';
import { TOTP } from 'otpauth';
import { APPROVALS } from '../../../lib/web/texts/approvals.ts';
import { SHARING } from '../../../lib/web/texts/sharing.ts';
import { STEP_UP } from '../../../lib/web/texts/step-up.ts';
import { PROBLEMS, UI } from '../../../lib/web/texts/ui.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, expectStatus, fillPayment, paidFrom } from './pay-form.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

const STEP_MS = 30_000;
const { ruleIn: RULE } = APPROVALS;

test.use({ ownStack: { STEP_UP_NEW_PAYEES: 'on' } });

/** Adds an app, so that the session of the page is older than it. @returns its secret */
async function addApp({ client }: Person): Promise<string> {
  const { secret } = await client.secondFactors.enrol();
  await client.secondFactors.add(new TOTP({ secret }).generate({ timestamp: Date.now() }));
  return secret;
}

/** Gives the next code, where the page asks for one. */
async function giveCode(page: Page, secret: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: STEP_UP.title });
  await dialog.getByLabel(STEP_UP.code.label).fill(new TOTP({ secret }).generate({ timestamp: Date.now() + STEP_MS }));
  await dialog.getByRole('button', { name: STEP_UP.submit }).click();
}

test('a payment to a new payee asks for a code, is then made once, and the next one asks for none', async ({
  page,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  await logIn(page, ann, `/app/pay?from=${hers}`);
  const secret = await addApp(ann);
  await fillPayment(page, { to: his, amount: '5' });
  await confirmPayment(page, '5');
  const dialog = page.getByRole('dialog', { name: STEP_UP.title });
  await expectGoodLooks(page, dialog);
  await dialog.getByRole('button', { name: UI.cancel }).click();
  await expect(page.getByText(PROBLEMS.step_up_required?.title ?? '')).toBeVisible();
  await confirmPayment(page, '5');
  await giveCode(page, secret);
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, hers)).toEqual(['-5']);
  await page.goto(`/app/pay?from=${hers}`);
  await fillPayment(page, { to: his, amount: '7' });
  await confirmPayment(page, '7');
  await expectStatus(page, 'SUCCESSFUL');
  expect((await bob.client.balance(his)).balance).toBe('12');
});

test('sharing a wallet with a user who may pay asks for a code', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const wallet = await ann.wallet(100);
  await logIn(page, ann, `/app/wallets/${wallet}`);
  const secret = await addApp(ann);
  await page.getByLabel(SHARING.form.login).fill(bob.login);
  await page.getByLabel(SHARING.form.max).fill('30');
  await page.getByRole('button', { name: SHARING.form.submit }).click();
  await giveCode(page, secret);
  await expect(page.getByText(SHARING.pays('30'))).toBeVisible();
  await expectGoodLooks(page);
});

test('naming an approver asks for a code', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  await logIn(page, ann, `/app/wallets/${hers}`);
  const secret = await addApp(ann);
  await page.getByRole('button', { name: RULE.link }).click();
  await page.getByLabel(RULE.above).fill('20');
  await page.getByLabel(RULE.approvers).fill(his);
  await page.getByRole('button', { name: RULE.submit }).click();
  await giveCode(page, secret);
  await expect(page.getByText(`${RULE.above} 20 · ${RULE.approvers}: ${his}`)).toBeVisible();
});
