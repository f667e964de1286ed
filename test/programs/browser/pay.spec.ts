import type { Page } from '@playwright/test';
import { FIELD_TEXTS, RULE_TEXTS } from '../../../lib/web/texts/fields.ts';
import { CONFIRM, PAY } from '../../../lib/web/texts/pay.ts';
import { STEPS, TRANSFER } from '../../../lib/web/texts/transfers.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { confirmPayment, continuePayment, expectStatus, field, fillPayment } from './pay-form.ts';
import { newWalletId } from './people.ts';
import { expect, test } from './test.ts';

/** A free number of a wallet on this one of two shards. */
const onShard = (shard: 0 | 1) => `${newWalletId()}${shard}`;

/** What can be done with the wallet of the page. */
const action = (page: Page, name: string) =>
  page.getByRole('navigation', { name: WALLETS.actions.label }).getByRole('link', { name });

test('two people in two browsers pay each other across two shards', async ({ page, newContext, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(1_000, onShard(0)), await bob.wallet(0n, onShard(1))];
  const bobsPage = await (await newContext()).newPage();
  await logIn(bobsPage, bob, `/app/wallets/${his}`);
  await expectHeading(bobsPage, WALLETS.titleOf(his));

  await logIn(page, ann, `/app/wallets/${hers}`);
  await action(page, WALLETS.actions.pay).click();
  await fillPayment(page, { to: his, amount: '250', reference: 'invoice 7', note: 'thank you' });
  await expect(page.getByText(CONFIRM.payer('250', hers))).toBeVisible();
  await expect(page.getByText(CONFIRM.left('1,000', '750'))).toBeVisible();
  await expect(page.getByText(CONFIRM.payee('250', his))).toBeVisible();
  await expect(page.getByText('invoice 7', { exact: true })).toBeVisible();
  await confirmPayment(page, '250');
  await expectHeading(page, TRANSFER.outgoing);
  await expectStatus(page, 'SUCCESSFUL');

  await expect(bobsPage.getByText('250').first()).toBeVisible();
  await action(bobsPage, WALLETS.actions.pay).click();
  await fillPayment(bobsPage, { to: hers, amount: '50' });
  await confirmPayment(bobsPage, '50');
  await expectStatus(bobsPage, 'SUCCESSFUL');
  expect((await ann.client.balance(hers)).balance).toBe('800');
  expect((await bob.client.balance(his)).balance).toBe('200');
});

test('the timeline has each step with its shard and its time, and the event', async ({ page, people }) => {
  const ann = await people.register('ann');
  const [from, to] = [await ann.wallet(100, onShard(0)), await ann.wallet(0n, onShard(1))];
  await logIn(page, ann, `/app/pay?from=${from}&to=${to}&amount=30`);
  await continuePayment(page);
  await confirmPayment(page, '30');
  await expectStatus(page, 'SUCCESSFUL');
  const steps = page.getByRole('listitem').filter({ has: page.getByRole('time') });
  const expected = [
    [STEPS.accepted],
    [STEPS.begun],
    [STEPS.held.debit, STEPS.shard(0, from)],
    [STEPS.held.credit, STEPS.shard(1, to)],
    [STEPS.commit],
    [STEPS.settled.debit, STEPS.shard(0, from)],
    [STEPS.settled.credit, STEPS.shard(1, to)],
    [/./],
  ];
  await expect(steps).toHaveCount(expected.length);
  for (const [index, texts] of expected.entries()) {
    for (const text of texts) await expect(steps.nth(index)).toContainText(text);
    await expect(steps.nth(index).getByRole('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
  }
  const TxID = page.url().split('/').at(-1) ?? '';
  await page.getByText('The same from a program').click();
  await page.getByRole('tab', { name: TRANSFER.event }).click();
  await expect(page.getByRole('tabpanel')).toContainText(TxID);
});

test('a payment without funds is foretold, and ends as not possible', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(10), await bob.wallet()];
  await logIn(page, ann, '/app/pay');
  await fillPayment(page, { to: his, amount: '11' });
  await expect(page.getByText(CONFIRM.tooLittle('10'))).toBeVisible();
  await page.getByRole('link', { name: CONFIRM.edit }).click();
  await expect(page.getByText(PAY.more('10'))).toBeVisible();
  await continuePayment(page);
  await confirmPayment(page, '11');
  await expectStatus(page, 'INVALID');
  await expect(page.getByText(/has not enough available\. No money has moved/).first()).toBeVisible();
  expect((await ann.client.balance(hers)).available).toBe('10');
  expect(await Array.fromAsync(bob.client.transactions(his))).toEqual([]);
});

test('a payment to a number that no wallet has ends as not possible', async ({ page, people }) => {
  const ann = await people.register('ann');
  await ann.wallet(10);
  await logIn(page, ann, '/app/pay');
  await fillPayment(page, { to: newWalletId(), amount: '1' });
  await confirmPayment(page, '1');
  await expectStatus(page, 'INVALID');
  await expect(page.getByText(/no wallet with the number of the payee/).first()).toBeVisible();
});

test('each field of a payment shows its rule before, and which one is broken after', async ({ page, people }) => {
  const ann = await people.register('ann');
  const own = await ann.wallet(10);
  await logIn(page, ann, '/app/pay');
  await expect(field(page, 'amount')).toHaveAccessibleDescription(FIELD_TEXTS.amount.hint);
  await expect(field(page, 'payee')).toHaveAccessibleDescription(FIELD_TEXTS.payee.hint);
  await fillPayment(page, { to: own, amount: '1.5' });
  await expect(field(page, 'payee')).toBeFocused();
  await expect(field(page, 'payee')).toHaveAccessibleDescription(new RegExp(RULE_TEXTS.samePayee));
  await expect(field(page, 'amount')).toHaveAccessibleDescription(/without a fraction/);
  for (const [amount, rule] of [
    ['0', /more than 0/],
    ['-5', /only digits/],
    ['1'.repeat(19), /at most 18 digits/],
    ['', /is required/],
  ] as const) {
    await fillPayment(page, { to: '42', amount, note: 'x'.repeat(257) });
    await expect(field(page, 'amount')).toHaveAccessibleDescription(rule);
    await expect(field(page, 'note')).toHaveAccessibleDescription(new RegExp(RULE_TEXTS.characters(256)));
  }
  expect(await Array.fromAsync(ann.client.transactions(own, { order: 'desc' }))).toHaveLength(1);
});

test('the wallet of another person does not pay: the page says so before anything is sent', async ({
  page,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  await ann.wallet(10);
  const his = await bob.wallet(10);
  await logIn(page, ann, `/app/pay?from=${his}&to=42&amount=1`);
  await continuePayment(page);
  await expectHeading(page, CONFIRM.title);
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.wallet_not_found?.title ?? '');
  expect((await bob.client.balance(his)).available).toBe('10');
});
