import { expect, type Locator, type Page } from '@playwright/test';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { CONFIRM, PAY } from '../../../lib/web/texts/pay.ts';
import { STATUS_TEXTS } from '../../../lib/web/texts/transfers.ts';
import { expectHeading } from './log-in.ts';
import type { Person } from './people.ts';

/** What a person types into the form of a payment. */
export interface TypedPayment {
  readonly to: string;
  readonly amount: string;
  readonly reference?: string;
  readonly note?: string;
}

/** Fills in the form that the page shows, and goes on to the confirmation. */
export async function fillPayment(page: Page, { to, amount, reference = '', note = '' }: TypedPayment): Promise<void> {
  await field(page, 'payee').fill(to);
  await field(page, 'amount').fill(amount);
  await field(page, 'reference').fill(reference);
  await field(page, 'note').fill(note);
  await continuePayment(page);
}

/** Goes on to the confirmation, once the wallet that pays is chosen. */
export async function continuePayment(page: Page): Promise<void> {
  await expect(field(page, 'payer')).toHaveText(/\d/);
  await page.getByRole('button', { name: PAY.continue }).click();
}

export function field(page: Page, name: 'payer' | 'payee' | 'amount' | 'reference' | 'note'): Locator {
  return page.getByLabel(new RegExp(`^${FIELD_TEXTS[name].label}\\b`));
}

/** The button of the confirmation. @param amount in the format of the person */
export function payButton(page: Page, amount: string): Locator {
  return page.getByRole('button', { name: CONFIRM.submit(amount), exact: true });
}

/** Confirms the payment that the page shows. */
export async function confirmPayment(page: Page, amount: string): Promise<void> {
  await expectHeading(page, CONFIRM.title);
  await payButton(page, amount).click();
}

/** Waits until the page shows the transfer with this status. */
export async function expectStatus(page: Page, status: keyof typeof STATUS_TEXTS): Promise<void> {
  await expect(page.getByRole('main').getByText(STATUS_TEXTS[status].label).first()).toBeVisible();
}

/** The amounts of all outgoing transfers of a wallet, once all are final. */
export async function paidFrom({ client }: Person, walletId: string): Promise<string[]> {
  const all = await Array.fromAsync(client.transactions(walletId));
  const outgoing = all.filter(({ amount }) => amount.startsWith('-'));
  for (const { TxID } of outgoing) await client.waitForFinal(TxID, { walletId });
  return outgoing.map(({ amount }) => amount);
}
