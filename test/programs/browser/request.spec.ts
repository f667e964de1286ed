import type { Locator } from '@playwright/test';
import { encode } from 'uqr';
import { FIELD_TEXTS } from '../../../lib/web/texts/fields.ts';
import { PAY } from '../../../lib/web/texts/pay.ts';
import { REQUEST } from '../../../lib/web/texts/request.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, continuePayment, expectStatus, field } from './pay-form.ts';
import { expect, test } from './test.ts';

test('a request for money opens the form of the payer filled in', async ({ page, newContext, people }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  await logIn(page, bob, `/app/wallets/${his}/request`);
  await page.getByLabel(FIELD_TEXTS.amount.label).fill('40');
  await page.getByLabel(FIELD_TEXTS.reference.label).fill('lunch & tea');
  const link = (await page.getByText(/^http\S+\/app\/pay\?/).textContent()) ?? '';

  const herPage = await (await newContext()).newPage();
  await logIn(herPage, ann, link);
  await expect(herPage.getByText(PAY.fromLink)).toBeVisible();
  await expect(field(herPage, 'payee')).toHaveValue(his);
  await expect(field(herPage, 'amount')).toHaveValue('40');
  await expect(field(herPage, 'reference')).toHaveValue('lunch & tea');
  await expectGoodLooks(herPage);
  await continuePayment(herPage);
  await confirmPayment(herPage, '40');
  await expectStatus(herPage, 'SUCCESSFUL');
  expect((await ann.client.balance(hers)).balance).toBe('60');
});

test('a camera sees the link in the code, in light and dark', async ({ page, people }) => {
  const bob = await people.register('bob');
  const his = await bob.wallet();
  await logIn(page, bob, `/app/wallets/${his}/request`);
  await page.getByLabel(FIELD_TEXTS.amount.label).fill('40');
  const link = (await page.getByText(/^http\S+\/app\/pay\?.*amount=40/).textContent()) ?? '';
  const code = page.getByRole('img', { name: REQUEST.code(his) });
  const { data, size } = encode(link, { ecc: 'M', border: 4 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await modulesOf(code, size)).toEqual(data);
  }
  await expectGoodLooks(page);
});

test('a link that breaks rules fills in nothing that it should not', async ({ page, people }) => {
  const ann = await people.register('ann');
  await ann.wallet(100);
  await logIn(page, ann, '/app/pay?to=forty-two&amount=1.5&reference=rent&note=%E2%80%AEevil');
  await expectHeading(page, PAY.title);
  await expect(page.getByText(PAY.brokenLink)).toBeVisible();
  await expect(field(page, 'payee')).toHaveValue('');
  await expect(field(page, 'amount')).toHaveValue('');
  await expect(field(page, 'note')).toHaveValue('');
  await expect(field(page, 'reference')).toHaveValue('rent');
});

/** Whether each module of a code is dark on the screen: the pixel in its middle. */
async function modulesOf(code: Locator, size: number): Promise<boolean[][]> {
  const shot = (await code.screenshot()).toString('base64');
  return code.evaluate(
    async (_code, { shot, size }) => {
      const bytes = Uint8Array.from(atob(shot), (character) => character.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      canvas?.drawImage(picture, 0, 0);
      const module = picture.width / size;
      const isDark = (x: number, y: number) =>
        (canvas?.getImageData(Math.floor((x + 0.5) * module), Math.floor((y + 0.5) * module), 1, 1).data[0] ?? 255) <
        128;
      return Array.from({ length: size }, (_row, y) => Array.from({ length: size }, (_cell, x) => isDark(x, y)));
    },
    { shot, size },
  );
}
