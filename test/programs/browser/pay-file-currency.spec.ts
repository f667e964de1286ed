import { PAY_FILE } from '../../../lib/web/texts/pay-file.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { newWalletId } from './people.ts';
import { expect, test } from './test.ts';

test.use({ ownStack: { CURRENCIES: 'EUR' } });

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a person pays amounts with decimals in euros, and not a file whose amounts could be cents', async ({
  page,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(10_000, newWalletId(), 'EUR'), await bob.wallet(0, newWalletId(), 'EUR')];
  await logIn(page, ann, '/app/pay/file');
  await expect(page.getByText(hers).first()).toBeVisible();
  const file = page.getByLabel(PAY_FILE.choose);
  await file.setInputFiles(csv('cents.csv', `to_id,amount\n${his},1234\n`));
  await expect(page.getByText(/is required beside amount/)).toBeVisible();
  await expectGoodLooks(page);
  await file.setInputFiles(csv('euros.csv', `to_id,amount,currency\n${his},12.34,EUR\n${his},0.66,EUR\n`));
  await expect(page.getByText(/2 payments from wallet .*, €13\.00 in all/)).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: PAY_FILE.submit('2') }).click();
  await expect(page.getByText(PAY_FILE.done)).toBeVisible({ timeout: 60_000 });
  expect((await bob.client.balance(his)).balance).toBe('1300');
});
