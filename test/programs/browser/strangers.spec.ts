import type { Page } from '@playwright/test';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { logIn } from './log-in.ts';
import { newWalletId } from './people.ts';
import { expect, test } from './test.ts';

/** What the page says once it has loaded, without the number of the wallet. */
async function wordsOf(page: Page, address: string, walletId: string): Promise<string> {
  await page.goto(address);
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.wallet_not_found?.title ?? '');
  return (await page.getByRole('main').innerText()).replaceAll(walletId, '…');
}

test('the wallet of another person looks like one that does not exist, in every view', async ({ page, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [foreign, missing] = [await bob.wallet(10), newWalletId()];
  const [first] = await Array.fromAsync(bob.client.transactions(foreign));
  await logIn(page, ann);
  for (const view of ['', '/transactions', '/balance', '/request', `/transactions/${first?.TxID}`]) {
    const words = await wordsOf(page, `/app/wallets/${foreign}${view}`, foreign);
    expect(words).toBe(await wordsOf(page, `/app/wallets/${missing}${view}`, missing));
  }
});

test('a login leads only to an address of the wallet', async ({ page, people }) => {
  const ann = await people.register('ann');
  await logIn(page, ann, '/app/login?next=https://elsewhere.example/app');
  await expect(page).toHaveURL('/app');
});
