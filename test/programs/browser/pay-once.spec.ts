// One key for one intent: a stale form never pays twice.
import type { Page } from '@playwright/test';
import { CONFIRM } from '../../../lib/web/texts/pay.ts';
import { TRANSFER } from '../../../lib/web/texts/transfers.ts';
import { PROBLEMS, UI } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { expectHeading, logIn, logOut, openMenu } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, continuePayment, expectStatus, fillPayment, paidFrom, payButton } from './pay-form.ts';
import type { People } from './people.ts';
import { expect, test } from './test.ts';

const ACCEPT = '**/api/user/do_transaction';

/** A person at the confirmation of a payment of 7. */
async function atConfirmation(page: Page, people: People) {
  const ann = await people.register('ann');
  const [from, to] = [await ann.wallet(100), await ann.wallet()];
  await logIn(page, ann, `/app/pay?from=${from}&to=${to}&amount=7`);
  await continuePayment(page);
  await expectHeading(page, CONFIRM.title);
  return { ann, from, to };
}

test('a double click pays once', async ({ page, people }) => {
  const { ann, from } = await atConfirmation(page, people);
  await payButton(page, '7').dblclick();
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7']);
});

test('the back button after a payment does not lead to a form that pays again', async ({ page, people }) => {
  const { ann, from, to } = await atConfirmation(page, people);
  await confirmPayment(page, '7');
  await expectStatus(page, 'SUCCESSFUL');
  await page.goBack();
  await expect(payButton(page, '7')).toBeHidden();
  await page.goto(`/app/pay?from=${from}&to=${to}&amount=7`);
  await continuePayment(page);
  await expect(page.getByText(CONFIRM.paid.title)).toBeVisible();
  await expect(payButton(page, '7')).toBeHidden();
  expect(await paidFrom(ann, from)).toEqual(['-7']);
  await page.getByRole('button', { name: CONFIRM.paid.again }).click();
  await confirmPayment(page, '7');
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7', '-7']);
});

test('a payment whose response is lost is sent again after a reload, and is paid once', async ({
  page,
  people,
  watch,
}) => {
  const { ann, from } = await atConfirmation(page, people);
  watch.allow(/ERR_FAILED/);
  let arrived = 0;
  await page.route(ACCEPT, async (route) => {
    await route.fetch();
    arrived++;
    await route.abort();
  });
  await payButton(page, '7').click();
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.unreachable?.title ?? '', { timeout: 20_000 });
  expect(arrived).toBeGreaterThan(0);
  await page.unroute(ACCEPT);
  await page.reload();
  await expect(page.getByText(CONFIRM.sent.title)).toBeVisible();
  await page.getByRole('button', { name: CONFIRM.sent.submit }).click();
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7']);
});

test('a log-out while the result of a payment is not known asks first, and can be called off', async ({
  page,
  people,
  watch,
}) => {
  const { ann, from } = await atConfirmation(page, people);
  watch.allow(/ERR_FAILED/);
  await page.route(ACCEPT, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await payButton(page, '7').click();
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.unreachable?.title ?? '', { timeout: 20_000 });
  await page.unroute(ACCEPT);
  await openMenu(page, ann);
  await page.getByRole('button', { name: WALLET.menu.logOut }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(WALLET.leave.title)).toBeVisible();
  await expectGoodLooks(page, dialog);
  await dialog.getByRole('button', { name: WALLET.leave.stay }).click();
  await page.reload();
  await page.getByRole('button', { name: CONFIRM.sent.submit }).click();
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7']);
  await logOut(page, ann);
});

test('a reload in the middle of a payment pays once', async ({ page, people }) => {
  const { ann, from, to } = await atConfirmation(page, people);
  const sent = page.waitForRequest(ACCEPT);
  await payButton(page, '7').click();
  await sent;
  await page.reload();
  await page.goto(`/app/pay?from=${from}&to=${to}&amount=7`);
  await continuePayment(page);
  const again = page.getByRole('button', { name: CONFIRM.sent.submit });
  await expect(again.or(page.getByText(CONFIRM.paid.title))).toBeVisible();
  if (await again.isVisible()) {
    await again.click();
    await expectHeading(page, TRANSFER.outgoing);
  }
  expect(await paidFrom(ann, from)).toEqual(['-7']);
});

test('two tabs with the same payment pay once', async ({ page, context, people }) => {
  const { ann, from, to } = await atConfirmation(page, people);
  const second = await context.newPage();
  await second.goto(`/app/pay?from=${from}&to=${to}&amount=7`);
  await continuePayment(second);
  await expectHeading(second, CONFIRM.title);
  // A tab that sees the payment of the other one has no button any more.
  await Promise.allSettled([page, second].map((tab) => payButton(tab, '7').click({ timeout: 2_000 })));
  for (const tab of [page, second]) {
    await expect(
      tab.getByText(CONFIRM.paid.title).or(tab.getByRole('heading', { name: TRANSFER.outgoing })),
    ).toBeVisible();
  }
  expect(await paidFrom(ann, from)).toEqual(['-7']);
});

test('a payment without a network is sent once there is one, and is paid once', async ({
  page,
  context,
  people,
  watch,
}) => {
  const { ann, from } = await atConfirmation(page, people);
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await payButton(page, '7').click();
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.unreachable?.title ?? '', { timeout: 20_000 });
  await expect(page.getByRole('main').getByRole('button', { name: UI.retry })).toBeVisible();
  await expect(page.getByRole('button', { name: CONFIRM.sent.submit })).toHaveCount(0);
  await context.setOffline(false);
  await expectStatus(page, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7']);
});

test('a second browser of the same person pays as a payment of its own', async ({ page, newContext, people }) => {
  const { ann, from, to } = await atConfirmation(page, people);
  await confirmPayment(page, '7');
  await expectStatus(page, 'SUCCESSFUL');
  const other = await (await newContext()).newPage();
  await logIn(other, ann, `/app/pay?from=${from}&to=${to}`);
  await fillPayment(other, { to, amount: '7' });
  await confirmPayment(other, '7');
  await expectStatus(other, 'SUCCESSFUL');
  expect(await paidFrom(ann, from)).toEqual(['-7', '-7']);
});
