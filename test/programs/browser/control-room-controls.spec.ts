import { TEXTS } from '../../../lib/web/texts/console/common.ts';
import { WALLET_ITEM } from '../../../lib/web/texts/console/wallet.ts';
import { CONTROLS } from '../../../lib/web/texts/controls.ts';
import { confirmed, test } from './control-room.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect } from './test.ts';

test('an operator freezes a wallet, its owner reads so and cannot lift it, and the operator lifts it', async ({
  page,
  room,
  people,
}) => {
  test.slow();
  const ann = await people.register('ann');
  const hers = await ann.wallet(100);
  await ann.client.changeWalletControls(hers, { frozen: 'credits', max_payment: '50', max_per_day: '70' });
  await room.goto(`/wallets/${hers}`);
  await expect(room.getByText(WALLET_ITEM.frozenBadge.credits)).toBeVisible();
  await room.getByRole('button', { name: WALLET_ITEM.freeze, exact: true }).click();
  await room.getByLabel(WALLET_ITEM.what).selectOption(WALLET_ITEM.frozen.debits);
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, WALLET_ITEM.freeze);
  await expect(
    room
      .getByRole('dialog')
      .getByText(/reason/i)
      .last(),
  ).toBeVisible();
  await expect(room.getByRole('dialog')).toBeVisible();
  await room.getByLabel(TEXTS.reason).fill('a stolen phone, case 7');
  await confirmed(room, WALLET_ITEM.freeze);
  await expect(room.getByRole('dialog')).toHaveCount(0);
  await expect(room.getByText('a stolen phone, case 7')).toBeVisible();
  await expect(room.getByText(WALLET_ITEM.frozenBadge.all, { exact: true })).toBeVisible();
  await expectGoodLooks(room);

  await logIn(page, ann, `/app/wallets/${hers}`);
  await expect(page.getByText(CONTROLS.byOperator.debits)).toBeVisible();
  await expect(page.getByText(CONTROLS.operatorDetail)).toBeVisible();
  await expect(page.getByText('case 7')).toHaveCount(0);
  await expectGoodLooks(page);

  await room.getByRole('button', { name: WALLET_ITEM.unfreeze, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('found again');
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, WALLET_ITEM.unfreeze);
  await expect(room.getByText(WALLET_ITEM.frozenBadge.credits)).toBeVisible();
  // The page of its owner learns it by itself.
  await expect(page.getByText(CONTROLS.byOperator.debits)).toHaveCount(0);
  await expect(page.getByText(CONTROLS.frozen.credits)).toBeVisible();
});

test('an operator is told why a wallet with money is not closed, and closes it once it is empty', async ({
  room,
  people,
}) => {
  test.slow();
  const ann = await people.register('ann');
  const [hers, other] = [await ann.wallet(7), await ann.wallet()];
  await room.goto(`/wallets/${hers}`);
  const close = async () => {
    await room.getByRole('button', { name: WALLET_ITEM.close, exact: true }).click();
    await room.getByLabel(TEXTS.reason).fill('the owner asked for it');
    await confirmed(room, WALLET_ITEM.close);
  };
  await close();
  await expect(room.getByRole('dialog').getByText(/a balance of 7/)).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.keyboard.press('Escape');
  const { TxID } = await ann.client.pay({ from: hers, to: other, amount: 7n });
  await close();
  await expect(room.getByText(WALLET_ITEM.closed, { exact: true })).toBeVisible();
  await expect(room.getByRole('button', { name: WALLET_ITEM.freeze, exact: true })).toHaveCount(0);
  await expectGoodLooks(room);
  expect((await ann.client.balance(hers)).closed_at).toEqual(expect.any(String));
  await room.goto(`/transfers/${hers}/${TxID}`);
  await expect(room.getByRole('region', { name: new RegExp(hers) })).toContainText(WALLET_ITEM.closed);
  await expectGoodLooks(room);
});
