import type { MibProblem } from '../../../lib/client/index.ts';
import { CONFIRM } from '../../../lib/web/texts/pay.ts';
import { PROBLEMS } from '../../../lib/web/texts/ui.ts';
import { expectHeading, logIn } from './log-in.ts';
import { continuePayment, paidFrom, payButton } from './pay-form.ts';
import { expect, test } from './test.ts';

test.use({ ownStack: { WRITES_PER_MINUTE: '20' } });

test('a person over the limit of requests sees when the next attempt is possible, and pays once', async ({
  page,
  people,
}) => {
  const ann = await people.register('ann');
  const [from, to] = [await ann.wallet(100), await ann.wallet()];
  const pay = () => ann.client.transfer({ from, to, amount: 1n }).catch((error: MibProblem) => error.code);
  let paid = 0;
  for (; (await pay()) !== 'too_many_requests'; paid++);
  await logIn(page, ann, `/app/pay?from=${from}&to=${to}&amount=7`);
  await continuePayment(page);
  await expectHeading(page, CONFIRM.title);
  await payButton(page, '7').click();
  await expect(page.getByRole('alert')).toContainText(PROBLEMS.too_many_requests?.title ?? '');
  await expect(page.getByRole('alert')).toContainText(/The next attempt is possible in \d+/);
  expect(await paidFrom(ann, from)).toHaveLength(paid);
});
