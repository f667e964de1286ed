import type { Page } from '@playwright/test';
import { PAY } from '../../../lib/web/texts/pay.ts';
import { UI } from '../../../lib/web/texts/ui.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { logIn, openMenu } from './log-in.ts';
import { expectStatus, field, payButton } from './pay-form.ts';
import { expect, test } from './test.ts';

/** How light the page is, from 0 to 255. */
async function lightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    if (!canvas) throw new Error('there is no canvas');
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[1] ?? 0;
  });
}

test('the page is dark if the device is, unless the person chooses light, and remembers it', async ({
  page,
  context,
  people,
}) => {
  const ann = await people.register('ann');
  await page.emulateMedia({ colorScheme: 'dark' });
  await logIn(page, ann);
  await expect.poll(() => lightness(page)).toBeLessThan(60);
  const second = await context.newPage();
  await second.goto('/app');
  await openMenu(page, ann);
  await page.getByText(UI.theme.light, { exact: true }).click();
  await expect.poll(() => lightness(page)).toBeGreaterThan(200);
  await expect.poll(() => lightness(second)).toBeGreaterThan(200);
  await page.reload();
  await expect.poll(() => lightness(page)).toBeGreaterThan(200);
  await openMenu(page, ann);
  await page.getByText(UI.theme.system, { exact: true }).click();
  await expect.poll(() => lightness(page)).toBeLessThan(60);
});

test('amounts and times are in the format of the person', async ({ newContext, people }) => {
  const ann = await people.register('ann');
  const wallet = await ann.wallet(1_234_567);
  const page = await (await newContext({ locale: 'de-DE', timezoneId: 'Asia/Tokyo' })).newPage();
  await logIn(page, ann, `/app/wallets/${wallet}/transactions`);
  await expect(page.getByText(/1\.234\.567/).first()).toBeVisible();
  const { initiated_at } = (await ann.client.transactionsPage(wallet)).transactions[0] ?? {};
  const tokyo = new Intl.DateTimeFormat('de-DE', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });
  await expect(page.getByText(tokyo.format(new Date(initiated_at ?? ''))).first()).toBeVisible();
});

test('a person opens a wallet and pays on a phone, by touch', async ({ newContext, people }) => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
  const ann = await people.register('ann');
  const page = await (await newContext({ ...phone, colorScheme: 'dark' })).newPage();
  await logIn(page, ann);
  await page.getByRole('link', { name: WALLETS.openFirst }).tap();
  await page.getByRole('button', { name: WALLETS.new.submit }).tap();
  await expect(page).toHaveURL(/\/app\/wallets\/\d+$/);
  const [number = ''] = page.url().split('/').slice(-1);
  await people.fund(number, 100);
  await page.getByRole('navigation', { name: UI.navigation }).getByText(WALLET.pay).tap();
  await field(page, 'payee').fill('0');
  await field(page, 'amount').fill('12');
  await expect(field(page, 'payer')).toHaveText(/\d/);
  await page.getByRole('button', { name: PAY.continue }).tap();
  await payButton(page, '12').tap();
  await expectStatus(page, 'SUCCESSFUL');
  expect((await ann.client.balance(number)).balance).toBe('88');
});
