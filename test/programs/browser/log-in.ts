import { expect, type Page } from '@playwright/test';
import type { Credentials } from '../../../lib/client/index.ts';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';

/** Fills in the form that the page shows, and sends it. */
export async function submitCredentials(page: Page, { login, password }: Credentials): Promise<void> {
  const form = page.getByRole('main');
  await form.getByLabel(FIELD_TEXTS.login.label).fill(login);
  await form.getByLabel(FIELD_TEXTS.password.label).fill(password);
  await form.getByRole('button', { name: /^(Log in|Create the account)$/ }).click();
}

/** Opens an address of the wallet as this person. */
export async function logIn(page: Page, credentials: Credentials, address = '/app'): Promise<void> {
  await page.goto(address);
  await expectHeading(page, WALLET.login.title);
  await submitCredentials(page, credentials);
  await expect(page).not.toHaveURL(/\/app\/login/);
}

/** Opens the menu of the person, whose name it has. */
export async function openMenu(page: Page, { login }: { login: string }): Promise<void> {
  await page.getByRole('banner').getByText(login, { exact: true }).first().click();
  await expect(page.getByText(WALLET.menu.loggedInAs)).toBeVisible();
}

/** Logs out by the menu. */
export async function logOut(page: Page, person: { login: string }): Promise<void> {
  await openMenu(page, person);
  await page.getByRole('button', { name: WALLET.menu.logOut, exact: true }).click();
  await expectHeading(page, WALLET.login.title);
}

/** Waits until the page shows this view. */
export async function expectHeading(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
}
