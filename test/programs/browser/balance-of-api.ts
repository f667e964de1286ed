import { expect, type Page } from '@playwright/test';
import type { Person } from './people.ts';

/** The page says what the API says of the time in its address. */
export async function expectBalanceOfApi(page: Page, { client }: Person, wallet: string): Promise<void> {
  await expect(page).toHaveURL(/[?&]at=/);
  const at = new URL(page.url()).searchParams.get('at') ?? '';
  const { balance } = await client.balanceAt(wallet, new Date(at));
  const said = new Intl.NumberFormat('en-GB').format(BigInt(balance));
  await expect(page.getByRole('status').getByText(new RegExp(`^The balance was ${said} on `))).toBeVisible();
}
