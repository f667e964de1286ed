import { PAY_FILE } from '../../../lib/web/texts/pay-file.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a person mends a file, pays it, loses the tab in between and goes on: each row is paid once', async ({
  page,
  people,
}) => {
  test.slow();
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100_000), await bob.wallet()];
  await logIn(page, ann, '/app/pay/file');
  await expectHeading(page, PAY_FILE.title);
  const file = page.getByLabel(PAY_FILE.choose);
  await expect(page.getByText(hers).first()).toBeVisible();
  await file.setInputFiles(csv('staff.csv', `to_id,amount,note\n${his},0,a\nx,2,b\n`));
  await expect(page.getByText(PAY_FILE.problems('2'))).toBeVisible();
  await expectGoodLooks(page);

  const rows = Array.from({ length: 130 }, (_, n) => `${his},${n + 1},row ${n}`);
  await file.setInputFiles(csv('staff.csv', ['to_id,amount,note', ...rows].join('\n')));
  await expect(page.getByText(/130 payments from wallet .*, 8,515 in all/)).toBeVisible();
  await expectGoodLooks(page);

  // The second batch arrives, and its response does not.
  let batches = 0;
  await page.route('**/transfers:batch', async (route) => {
    batches++;
    if (batches === 2) {
      await route.fetch();
      await page.close();
      return;
    }
    await route.continue();
  });
  const closed = page.waitForEvent('close');
  await page.getByRole('button', { name: PAY_FILE.submit('130') }).press('Enter');
  await closed;

  const again = await page.context().newPage();
  await again.goto('/app/pay/file');
  await expect(again.getByText(PAY_FILE.unfinished('staff.csv'))).toBeVisible();
  await expect(again.getByText(PAY_FILE.accepted('100', '130'))).toBeVisible();
  await expectGoodLooks(again);
  await again.getByRole('button', { name: PAY_FILE.goOn }).click();
  await expect(again.getByText(PAY_FILE.done)).toBeVisible({ timeout: 60_000 });
  await expect(again.getByText(PAY_FILE.count('130', 'SUCCESSFUL'))).toBeVisible();
  await expectGoodLooks(again);
  const download = again.waitForEvent('download');
  await again.getByRole('button', { name: PAY_FILE.download }).click();
  expect((await download).suggestedFilename()).toBe('payments-result.csv');
  expect((await bob.client.balance(his)).balance).toBe('8515');
  await again.getByRole('button', { name: PAY_FILE.other }).click();
  await expect(again.getByText(PAY_FILE.unfinished('staff.csv'))).toHaveCount(0);
});
