import { CHART } from '../../../lib/web/texts/chart.ts';
import { writeStatement } from '../../support/seeded-statement.ts';
import { expectBalanceOfApi } from './balance-of-api.ts';
import { logIn } from './log-in.ts';
import { orchestratorTables, shardTables } from './tables.ts';
import { expect, test } from './test.ts';

// The entries are written into the tables, so that the books do not balance.
test.use({ ownStack: {} });

test('the chart of a wallet with 1,100 entries has each of the newest, and the balance at times before', async ({
  page,
  people,
  stack,
}) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet();
  const [directory, shard] = [orchestratorTables(stack), shardTables(stack, wallet)];
  await writeStatement({ directory, shard }, wallet, 1_100);
  for (const { documents } of [directory, shard]) documents.destroy();
  await logIn(page, ann, `/app/wallets/${wallet}/balance?span=all`);
  await expect(page.getByText(CHART.now('5,500'))).toBeVisible();
  await expect(page.getByText(/^There are too many entries to draw each of them/)).toBeVisible();
  await page.getByRole('slider', { name: CHART.slider }).focus();
  for (const key of ['Home', 'PageUp']) {
    await page.keyboard.press(key);
    await expectBalanceOfApi(page, ann, wallet);
  }
});
