// Payments that hold the money first: the payer, the payee and the operator.
import type { Page } from '@playwright/test';
import { TEXTS } from '../../../lib/web/texts/console/common.ts';
import { SEARCH } from '../../../lib/web/texts/console/search.ts';
import { TRANSFER as ROOM_TRANSFER } from '../../../lib/web/texts/console/transfer.ts';
import { WALLET_ITEM } from '../../../lib/web/texts/console/wallet.ts';
import { AUTHORISATION, HOLD_FIRST, HOLDS } from '../../../lib/web/texts/holds.ts';
import { PAY } from '../../../lib/web/texts/pay.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { test } from './control-room.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { continuePayment, expectStatus, field } from './pay-form.ts';
import type { People, Person } from './people.ts';
import { expect } from './test.ts';

const fact = (page: Page, name: string) =>
  page.getByRole('term').filter({ hasText: name }).locator('xpath=following-sibling::dd[1]');
const dialog = (page: Page) => page.getByRole('dialog');

/** Ann and Bob, each with a wallet, and 42 of Ann's 100 held for Bob. */
async function held(people: People) {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  const { TxID } = await ann.client.authorise({ from: hers, to: his, amount: 42n, reference: 'room 7' });
  await listed(bob, his);
  return { ann, bob, hers, his, TxID };
}

/** Waits until the list of a wallet has what is held. */
async function listed({ client }: Person, walletId: string): Promise<void> {
  await expect.poll(async () => (await client.holdsPage(walletId)).holds.length).toBe(1);
}

test('a person holds money by the form, the payee captures a part, and both see what became of it', async ({
  page,
  newContext,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  await logIn(page, ann, '/app/pay');
  await field(page, 'payee').fill(his);
  await field(page, 'amount').fill('42');
  const until = page.getByLabel(HOLD_FIRST.until);
  await page.getByLabel(HOLD_FIRST.label).check();
  await until.fill('2020-01-01T10:00');
  await continuePayment(page);
  await expect(until).toBeFocused();
  await expect(until).toHaveAccessibleDescription(new RegExp(HOLD_FIRST.rules.range));
  // Chosen again, it is the usual time. A reload keeps it.
  await page.getByLabel(HOLD_FIRST.label).uncheck();
  await page.getByLabel(HOLD_FIRST.label).check();
  await page.reload();
  await expect(page.getByLabel(HOLD_FIRST.label)).toBeChecked();
  await continuePayment(page);
  await expectHeading(page, HOLD_FIRST.title);
  await expect(page.getByText(HOLD_FIRST.payer('42', hers))).toBeVisible();
  await page.getByRole('button', { name: HOLD_FIRST.submit('42'), exact: true }).click();
  await expectStatus(page, 'AUTHORISED');
  await expect(page.getByRole('button', { name: HOLDS.capture })).toHaveCount(0);
  const TxID = page.url().split('/').at(-1) ?? '';

  // Bob sees it in his wallet, and takes less than is held.
  await listed(bob, his);
  const bobs = await (await newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await logIn(bobs, bob, `/app/wallets/${his}`);
  await bobs.getByRole('button', { name: HOLDS.capture }).press('Enter');
  const amount = dialog(bobs).getByLabel(HOLDS.captureIn.amount);
  await expect(amount).toHaveValue('42');
  await amount.fill('43');
  await bobs.keyboard.press('Enter');
  await expect(amount).toBeFocused();
  await expect(amount).toHaveAccessibleDescription(new RegExp(HOLDS.captureIn.tooMuch));
  await amount.fill('30');
  await dialog(bobs)
    .getByRole('button', { name: HOLDS.captureIn.submit('30') })
    .click();
  await expect(dialog(bobs)).toHaveCount(0);
  await expect(bobs.getByText(HOLDS.title)).toHaveCount(0);
  expect((await bob.client.balance(his)).balance).toBe('30');

  // Ann's view follows by itself.
  await expectStatus(page, 'SUCCESSFUL');
  await expect(page.getByText('-30').first()).toBeVisible();
  await expect(fact(page, AUTHORISATION.authorised)).toHaveText('42');
  await expect(fact(page, AUTHORISATION.captured)).toHaveText('30');
  await expect(fact(page, AUTHORISATION.back)).toHaveText('12');
  await page.goto(`/app/wallets/${hers}/transactions`);
  await expect(page.getByRole('link', { name: /-30/ })).toHaveCount(1);
  expect((await ann.client.balance(hers)).available).toBe('70');
  expect(await ann.client.transaction(hers, TxID)).toMatchObject({ amount: '-42', captured: '30' });
});

test('what is reserved leads to what is held, and the payee gives it back after a question', async ({
  page,
  newContext,
  people,
}) => {
  const { ann, bob, hers, his, TxID } = await held(people);
  await logIn(page, ann, `/app/wallets/${hers}`);
  await page.getByTitle(WALLETS.reservedLink).click();
  await expectHeading(page, HOLDS.title);
  await expect(page.getByText(/^Held for wallet/)).toBeVisible();
  await expect(page.getByRole('button', { name: HOLDS.void })).toHaveCount(0);

  const bobs = await (await newContext()).newPage();
  await logIn(bobs, bob, `/app/wallets/${his}/transactions/${TxID}`);
  await bobs.getByRole('button', { name: HOLDS.void }).click();
  await dialog(bobs).getByRole('button', { name: UI.cancel }).click();
  await expect(bobs.getByRole('button', { name: HOLDS.void })).toBeFocused();
  await bobs.getByRole('button', { name: HOLDS.void }).click();
  await dialog(bobs).getByRole('button', { name: HOLDS.voidIn.submit }).click();
  await expectStatus(bobs, 'VOIDED');
  expect(await ann.client.balance(hers)).toMatchObject({ available: '100', reserved: '0' });
  await page.reload();
  await expect(page.getByText(HOLDS.none)).toBeVisible();
});

test('a payee whose capture comes too late reads why', async ({ page, people }) => {
  const { bob, his, TxID } = await held(people);
  await logIn(page, bob, `/app/wallets/${his}/holds`);
  await page.getByRole('button', { name: HOLDS.capture }).click();
  await bob.client.void(his, TxID);
  await dialog(page)
    .getByRole('button', { name: HOLDS.captureIn.submit('42') })
    .click();
  await expect(dialog(page).getByRole('alert')).toContainText('already_voided');
  expect((await bob.client.balance(his)).balance).toBe('0');
});

test('a payment to several wallets offers no hold', async ({ page, people }) => {
  const ann = await people.register('ann');
  await ann.wallet(100);
  await logIn(page, ann, '/app/pay');
  await page.getByLabel(HOLD_FIRST.label).check();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: PAY.add }).click();
  await expect(page.getByText(HOLD_FIRST.several)).toBeVisible();
  await expect(page.getByLabel(HOLD_FIRST.label)).toHaveCount(0);
});

test('the list of what is held and its questions look good', async ({ page, people }) => {
  const { bob, his } = await held(people);
  await logIn(page, bob, `/app/wallets/${his}/holds`);
  for (const name of [HOLDS.capture, HOLDS.void]) {
    await page.getByRole('button', { name }).click();
    await dialog(page).getByText(UI.asCode).click();
    await expectGoodLooks(page, dialog(page));
    await page.keyboard.press('Escape');
  }
  await expectGoodLooks(page);
});

test('a held payment looks good: in the wallet, on its own page, and captured', async ({ page, people }) => {
  const { bob, his, TxID } = await held(people);
  await logIn(page, bob, `/app/wallets/${his}`);
  await expect(page.getByRole('button', { name: HOLDS.capture })).toBeVisible();
  await expectGoodLooks(page);
  await page.goto(`/app/wallets/${his}/transactions/${TxID}`);
  await expectStatus(page, 'AUTHORISED');
  await expectGoodLooks(page);
  await bob.client.capture(his, TxID, { amount: 30n });
  await expectStatus(page, 'SUCCESSFUL');
  await expectGoodLooks(page);
});

test('an operator sees a held payment as held until a time, not as stuck, and finds it', async ({ room, people }) => {
  const { hers, his, TxID } = await held(people);
  await room.getByRole('searchbox', { name: SEARCH.label }).first().fill(TxID);
  await room.keyboard.press('Enter');
  await expect(room).toHaveURL(`/transfers/${hers}/${TxID}`);
  await expect(room.getByText(TEXTS.authorised, { exact: true }).first()).toBeVisible();
  await expect(room.getByText(/^It is held until/)).toBeVisible();
  await expect(room.getByRole('button', { name: ROOM_TRANSFER.redrive })).toHaveCount(0);
  await expectGoodLooks(room);
  await room.goto(`/wallets/${hers}`);
  await expect(room.getByText(WALLET_ITEM.noHolds)).toBeVisible();
  await expect(room.getByText(`${WALLET_ITEM.authorised} (1)`)).toBeVisible();
  await expectGoodLooks(room);
  await room.goto('/pending');
  await expect(room.getByText(his)).toHaveCount(0);
});
