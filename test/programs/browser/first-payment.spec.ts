import { banner } from '../../../lib/local/banner.ts';
import { CONFIRM } from '../../../lib/web/texts/pay.ts';
import { STATUS_TEXTS } from '../../../lib/web/texts/transfers.ts';
import { WALLET } from '../../../lib/web/texts/wallet.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, submitCredentials } from './log-in.ts';
import { continuePayment } from './pay-form.ts';
import { newCredentials } from './people.ts';
import { BANK } from './stack.ts';
import { expect, test } from './test.ts';

test('the addresses that npm start prints lead to a first payment', async ({ page, newContext, stack }) => {
  const treasury = { ...BANK, password: stack.treasuryPassword };
  const printed = banner({ url: stack.url, shardUrls: [], endpoints: {}, treasury }, { seconds: 0 });
  const [register = '', pay = ''] = printed.split('\n').filter((line) => line.startsWith('http'));
  const begun = performance.now();

  const person = newCredentials('newcomer');
  await page.goto(register);
  await expectHeading(page, WALLET.register.title);
  await submitCredentials(page, person);
  await page.getByRole('button', { name: WALLETS.new.submit }).click();
  const number = new URL(pay).searchParams.get('to') ?? '';
  await expect(page).toHaveURL(`/app/wallets/${number}`);

  const other = await (await newContext()).newPage();
  await other.goto(pay);
  await expectHeading(other, WALLET.login.title);
  await submitCredentials(other, treasury);
  await continuePayment(other);
  await expectHeading(other, CONFIRM.title);
  await other.getByRole('button', { name: CONFIRM.submit('10,000') }).click();
  await expect(other.getByText(STATUS_TEXTS.SUCCESSFUL.detail).first()).toBeVisible();

  await expect(page.getByRole('main').getByText('10,000').first()).toBeVisible();
  console.log(`first payment in the browser: 5 clicks, ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
});
