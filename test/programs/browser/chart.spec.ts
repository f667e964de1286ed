import type { Page } from '@playwright/test';
import { CHART } from '../../../lib/web/texts/chart.ts';
import { writeHistory } from './history.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

/** The page says what the API says of the time in its address. */
async function expectBalanceOfApi(page: Page, { client }: Person, wallet: string): Promise<void> {
  await expect(page).toHaveURL(/[?&]at=/);
  const at = new URL(page.url()).searchParams.get('at') ?? '';
  const { balance } = await client.balanceAt(wallet, new Date(at));
  await expect(page.getByRole('status').getByText(new RegExp(`^The balance was ${balance} on `))).toBeVisible();
}

test('the balance over time is that of the API, at every time that the slider or the field chooses', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const [wallet, other] = [await ann.wallet(100), await ann.wallet()];
  const { TxID } = await ann.client.transfer({ from: wallet, to: other, amount: 30n });
  await ann.client.waitForFinal(TxID);
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

test('the chart of a wallet with 1,500 transfers draws, and looks good', async ({ page, people, stack }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(100);
  await writeHistory(stack, wallet, 1_500);
  await logIn(page, ann, `/app/wallets/${wallet}/balance?span=week`);
  await expect(page.getByText(CHART.now('100'))).toBeVisible();
  await expect(page.getByRole('slider', { name: CHART.slider })).toBeVisible();
  await expectGoodLooks(page);
});
