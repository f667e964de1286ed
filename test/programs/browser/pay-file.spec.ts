import { PAY_FILE } from '../../../lib/web/texts/pay-file.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn, logOut, submitCredentials } from './log-in.ts';
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

test('a log-out in the middle of a file leaves no amount to the next person, and no row is paid twice afterwards', async ({
  page,
  people,
}) => {
  test.slow();
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100_000), await bob.wallet()];
  const rows = Array.from({ length: 130 }, (_, n) => `${his},${n + 1},row ${n}`);
  const staff = csv('staff.csv', ['to_id,amount,note', ...rows].join('\n'));
  await logIn(page, ann, '/app/pay/file');
  await expect(page.getByText(hers).first()).toBeVisible();
  await page.getByLabel(PAY_FILE.choose).setInputFiles(staff);
  // The second batch is sent, and never arrives.
  let batches = 0;
  const second = Promise.withResolvers<void>();
  await page.route('**/transfers:batch', async (route) => {
    batches++;
    if (batches < 2) return route.continue();
    second.resolve();
  });
  await page.getByRole('button', { name: PAY_FILE.submit('130') }).press('Enter');
  await second.promise;
  await logOut(page, ann);
  await page.unroute('**/transfers:batch');
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(stored).toContain('staff.csv');
  for (const secret of [hers, his, 'row 1']) expect(stored).not.toContain(secret);

  await submitCredentials(page, bob);
  await expectHeading(page, WALLETS.title);
  await page.goto('/app/pay/file');
  await expectHeading(page, PAY_FILE.title);
  await expect(page.getByText(PAY_FILE.unfinished('staff.csv'))).toHaveCount(0);
  await logOut(page, bob);

  await submitCredentials(page, ann);
  await expectHeading(page, WALLETS.title);
  await page.goto('/app/pay/file');
  await expect(page.getByText(PAY_FILE.unfinished('staff.csv'))).toBeVisible();
  await expect(page.getByText(/100 of its rows are known to be accepted/)).toBeVisible();
  await expectGoodLooks(page);
  const file = page.getByLabel(PAY_FILE.choose);
  await expect(page.getByText(hers).first()).toBeVisible();
  await file.setInputFiles(csv('staff.csv', `to_id,amount\n${his},1\n`));
  await page.getByRole('button', { name: PAY_FILE.submit('1') }).click();
  await expect(page.getByText(PAY_FILE.otherFile('staff.csv', 100))).toBeVisible();
  await page.getByRole('button', { name: PAY_FILE.other }).click();
  // Long after the API has forgotten the keys.
  await page.evaluate(() => {
    for (const [item, value] of Object.entries(localStorage)) {
      if (!item.startsWith('mib.left-file.')) continue;
      localStorage.setItem(item, JSON.stringify({ ...JSON.parse(value), since: Date.now() - 2 * 86_400_000 }));
    }
  });
  let sent = 0;
  page.on('request', (request) => {
    if (request.url().includes('transfers:batch')) sent++;
  });
  await file.setInputFiles(staff);
  await page.getByRole('button', { name: PAY_FILE.submit('130') }).click();
  await expect(page.getByText(PAY_FILE.done)).toBeVisible({ timeout: 60_000 });
  // A request has 100 rows: these are the 30 that have no transfer.
  expect(sent).toBe(1);
  expect((await bob.client.balance(his)).balance).toBe('8515');
  await expect(page.getByText(PAY_FILE.count('130', 'SUCCESSFUL'))).toBeVisible();
});
