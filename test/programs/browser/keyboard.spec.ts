import type { Locator, Page } from '@playwright/test';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { CONFIRM, PAY } from '../../../lib/web/texts/pay.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading } from './log-in.ts';
import { expectStatus, field, payButton } from './pay-form.ts';
import { newCredentials, newWalletId } from './people.ts';
import { expect, test } from './test.ts';

const MOST_STOPS = 40;

/** Moves the focus to the element by the Tab key alone. The element must show that it has the focus. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element).toBeVisible();
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    await page.keyboard.press('Tab');
    if (await element.evaluate((one) => one === document.activeElement)) break;
  }
  await expect(element).toBeFocused();
  const outline = await element.evaluate((one) => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow);
  expect(outline).not.toBe('nonenone');
}

test('a person gets from the registration to a first payment by the keyboard alone', async ({ page, people }) => {
  const person = newCredentials('ann');
  const payee = await (await people.register('bob')).wallet();
  await page.goto('/app/register');
  await expectHeading(page, WALLET.register.title);
  await tabTo(page, page.getByRole('link', { name: UI.skip }));
  await tabTo(page, page.getByLabel(FIELD_TEXTS.newLogin.label));
  await page.keyboard.type(person.login);
  await tabTo(page, page.getByLabel(FIELD_TEXTS.newPassword.label));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');

  await tabTo(page, page.getByRole('link', { name: WALLETS.openFirst }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel(FIELD_TEXTS.newWallet.label));
  const number = newWalletId();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await expectHeading(page, WALLETS.titleOf(number));
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await people.fund(number, 100);

  await tabTo(page, page.getByRole('navigation', { name: WALLETS.actions.label }).getByText(WALLETS.actions.pay));
  await page.keyboard.press('Enter');
  await expect(field(page, 'payer')).toHaveText(/\d/);
  await tabTo(page, field(page, 'payer'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: PAY.picker.title })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field(page, 'payer')).toBeFocused();
  await tabTo(page, field(page, 'payee'));
  await page.keyboard.type(payee);
  await tabTo(page, field(page, 'amount'));
  await page.keyboard.type('5');
  await page.keyboard.press('Enter');
  await expectHeading(page, CONFIRM.title);
  await tabTo(page, payButton(page, '5'));
  await page.keyboard.press('Enter');
  await expectStatus(page, 'SUCCESSFUL');
});
