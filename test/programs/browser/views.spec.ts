import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

test('the page of the wallet is without findings of axe and of the layout', async ({ page }) => {
  await page.goto('/app');
  await expect(page.getByRole('main')).toBeVisible();
  await expectGoodLooks(page);
});
