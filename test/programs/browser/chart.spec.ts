import { CHART } from '../../../lib/web/texts/chart.ts';
import { expectBalanceOfApi } from './balance-of-api.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

test('the balance over time is that of the API, at every time that the slider or the field chooses', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(100), await ann.wallet()];
  const { TxID } = await ann.client.transfer({ from: wallet, to: other, amount: 30n });
  for await (const entry of ann.client.followStatement(wallet)) if (entry.TxID === TxID) break;
  await logIn(page, ann, `/app/wallets/${wallet}/balance?span=day`);
  await expect(page.getByText(CHART.now('70'))).toBeVisible();
  await page.getByText(CHART.table, { exact: true }).click();
  await expect(page.getByRole('cell', { name: '70', exact: true }).first()).toBeVisible();

  const slider = page.getByRole('slider', { name: CHART.slider });
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await expectBalanceOfApi(page, ann, wallet);
  await page.keyboard.press('Home');
  await expectBalanceOfApi(page, ann, wallet);
  await page.reload();
  await expectBalanceOfApi(page, ann, wallet);
  await page.getByRole('button', { name: CHART.toNow }).click();
  await expect(page.getByText(CHART.now('70'))).toBeVisible();
  await page.goto(`/app/wallets/${wallet}/balance?at=2999-01-01T00:00:00Z`);
  await expect(page.getByLabel(CHART.field)).toHaveAccessibleDescription(new RegExp(CHART.future));
  await expectGoodLooks(page);
});
