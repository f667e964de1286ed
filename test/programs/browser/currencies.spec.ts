// A stage whose currencies have decimals, one of them under a code that ISO 4217 does not have.
import { SHARDS } from '../../../lib/web/texts/console/shards.ts';
import { TRANSFER } from '../../../lib/web/texts/console/transfer.ts';
import { WALLET_ITEM } from '../../../lib/web/texts/console/wallet.ts';
import { CONTROLS } from '../../../lib/web/texts/controls.ts';
import { test } from './control-room.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { newWalletId, type People, type Person } from './people.ts';
import { expect } from './test.ts';

test.use({ ownStack: { CURRENCIES: 'EUR,POINTS:1:Points' } });

async function walletWith(people: People, { client }: Person, currency: string, money: bigint): Promise<string> {
  const id = newWalletId();
  await client.createWallet(id, { currency });
  await people.fund(id, money, currency);
  return id;
}

test('a person types limits in the decimals of the currency, and opening the form again changes none', async ({
  page,
  people,
}) => {
  test.slow();
  const ann = await people.register('ann');
  const hers = await walletWith(people, ann, 'EUR', 500_000n);
  await ann.client.changeWalletControls(hers, { max_payment: '123456' });
  await logIn(page, ann, `/app/wallets/${hers}`);
  await expect(page.getByText('€1,234.56')).toBeVisible();
  const main = page.getByRole('main');
  await main.getByRole('button', { name: CONTROLS.change }).click();
  await expect(page.getByLabel(CONTROLS.maxPayment)).toHaveValue('1,234.56');
  await page.getByLabel(CONTROLS.minimum).fill('0.5');
  await main.getByRole('button', { name: CONTROLS.save }).click();
  await expect(page.getByText('€0.50')).toBeVisible();
  await expectGoodLooks(page);
  expect(await ann.client.walletControls(hers)).toMatchObject({ minimum_balance: '50', max_payment: '123456' });
});

test('the control room shows amounts as the wallet does, and leads from a payment to its refund and back', async ({
  room,
  people,
}) => {
  test.slow();
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const from = await walletWith(people, ann, 'POINTS', 12_345n);
  const to = newWalletId();
  await bob.client.createWallet(to, { currency: 'POINTS' });
  const paid = await ann.client.pay({ from, to, amount: 200n });
  const refund = await bob.client.refund(to, paid.TxID, { amount: 55n, waitSeconds: 10 });

  await room.goto(`/transfers/${from}/${paid.TxID}`);
  await expect(room.getByRole('heading', { name: /20\.0 Points/ })).toBeVisible();
  const refunds = room.getByText(TRANSFER.refunds, { exact: true }).locator('..');
  await expect(refunds).toContainText('5.5 Points');
  await expectGoodLooks(room);
  await refunds.getByRole('link').click();
  await expect(room).toHaveURL(`/transfers/${from}/${refund.TxID}`);
  const payment = room.getByText(TRANSFER.refundOf, { exact: true }).locator('..');
  await expectGoodLooks(room);
  await payment.getByRole('link').click();
  await expect(room).toHaveURL(`/transfers/${from}/${paid.TxID}`);

  await room.goto(`/wallets/${from}`);
  await expect(room.getByText('1,220.0 Points').first()).toBeVisible();
  await expect(room.getByText('-20.0 Points')).toBeVisible();
  await room.goto('/shards');
  await expect(room.getByText(SHARDS.sum, { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await expect(room.getByText(/Points/).first()).toBeVisible();
  await expectGoodLooks(room);
});

test('an operator sees the limits of a wallet in its currency', async ({ room, people }) => {
  const ann = await people.register('ann');
  const hers = await walletWith(people, ann, 'POINTS', 100n);
  await ann.client.changeWalletControls(hers, { max_per_day: '2005' });
  await room.goto(`/wallets/${hers}`);
  await expect(room.getByText(WALLET_ITEM.limits.maxPerDay)).toBeVisible();
  await expect(room.getByText('200.5 Points')).toHaveCount(2);
});
