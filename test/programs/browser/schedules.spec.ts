import { connect } from '../../../lib/cli/operator/connection.ts';
import { lambdaInvoke } from '../../../lib/local/aws/step-functions/lambda-invoke.ts';
import { SCHEDULES } from '../../../lib/web/texts/schedules.ts';
import { STATUS_TEXTS } from '../../../lib/web/texts/transfers.ts';
import { WALLETS } from '../../../lib/web/texts/wallets.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { continuePayment, field } from './pay-form.ts';
import type { RunningStack } from './stack.ts';
import { expect, test } from './test.ts';

/** Starts what is due, as each minute does. */
async function payDue({ data }: RunningStack): Promise<void> {
  connect({ stage: 'local', data });
  await lambdaInvoke(process.env.AWS_ENDPOINT_URL_SFN ?? '')('mib-local-pay_scheduled', {});
}

/** Local, as the field of a time has it: so many days from now at this time of day. */
function ahead(days: number, time = '09:00'): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}

test('a person schedules rent by the keyboard, reads the rule before paying, changes it and cancels it', async ({
  page,
  people,
}) => {
  test.slow();
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(1_000), await bob.wallet()];
  await logIn(page, ann, '/app/pay');
  await field(page, 'payee').fill(his);
  await field(page, 'amount').fill('250');
  await field(page, 'note').fill('Rent');
  await page.getByText(SCHEDULES.choice).focus();
  await page.keyboard.press('Enter');
  const when = page.getByLabel(SCHEDULES.when);
  await when.focus();
  await when.selectOption(SCHEDULES.kinds.month);
  await continuePayment(page);
  await expect(page.getByLabel(SCHEDULES.at.repeated)).toBeFocused();
  await page.getByLabel(SCHEDULES.at.repeated).fill(ahead(-1));
  await page.getByLabel(SCHEDULES.ends).selectOption(SCHEDULES.endings.after);
  await page.getByLabel(SCHEDULES.count).fill('1001');
  await continuePayment(page);
  await expect(page.getByLabel(SCHEDULES.at.repeated)).toHaveAccessibleDescription(/must be in the future/);
  await expect(page.getByLabel(SCHEDULES.count)).toHaveAccessibleDescription(/must be a whole number from 1 to 1,000/);
  await page.getByLabel(SCHEDULES.at.repeated).fill(ahead(2));
  await page.getByLabel(SCHEDULES.count).fill('12');
  const rule = page.getByText(/^Every month on .* at 09:00, 12 times\.$/);
  await expect(rule).toBeVisible();
  await expect(page.getByText(SCHEDULES.dates)).toBeVisible();
  await expectGoodLooks(page);
  await page.reload();
  await expect(rule).toBeVisible();
  await continuePayment(page);

  await expectHeading(page, SCHEDULES.check);
  await expect(rule).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SCHEDULES.submit(SCHEDULES.each('250')) }).click();
  await expectHeading(page, SCHEDULES.one);
  await expect(rule).toBeVisible();
  await expectGoodLooks(page);
  const [made] = await Array.fromAsync(ann.client.schedules(hers));
  expect(made).toMatchObject({ to_id: his, amount: '250', note: 'Rent', payments_left: 12, status: 'ACTIVE' });

  await page.getByRole('button', { name: SCHEDULES.change }).click();
  await expect(field(page, 'amount')).toBeFocused();
  await field(page, 'amount').fill('300');
  await field(page, 'note').fill('');
  await page.getByLabel(SCHEDULES.at.next).fill(ahead(3, '10:30'));
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SCHEDULES.save }).click();
  await expect(page.getByRole('button', { name: SCHEDULES.save })).toHaveCount(0);
  await expect(page.getByText(/^Every month on .* at 10:30, 12 times\.$/)).toBeVisible();
  const changed = await ann.client.scheduled(hers, made?.ScheduleID ?? '');
  expect(changed).toMatchObject({ amount: '300', next_at: new Date(ahead(3, '10:30')).toISOString() });
  expect(changed).not.toHaveProperty('note');

  await page.getByRole('button', { name: SCHEDULES.cancel }).click();
  const dialog = page.getByRole('dialog');
  await expectGoodLooks(page, dialog);
  await dialog.getByRole('button', { name: SCHEDULES.keep }).click();
  expect((await ann.client.scheduled(hers, made?.ScheduleID ?? '')).status).toBe('ACTIVE');
  await page.getByRole('button', { name: SCHEDULES.cancel }).click();
  await dialog.getByRole('button', { name: SCHEDULES.cancel }).click();
  await expect(page.getByText(SCHEDULES.status.CANCELLED, { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: SCHEDULES.cancel })).toHaveCount(0);
  expect((await ann.client.scheduled(hers, made?.ScheduleID ?? '')).status).toBe('CANCELLED');
});

test('the wallet shows what is scheduled, and which payment was not made and why', async ({ page, people, stack }) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(10), await bob.wallet()];
  const common = { from: hers, to: his };
  const soon = new Date(Date.now() + 1_500);
  const { ScheduleID } = await ann.client.schedule({ ...common, amount: '11', executeAt: soon });
  const repeat = { rrule: 'FREQ=MONTHLY;BYDAY=-1FR', start: ahead(2), time_zone: 'Asia/Tokyo' };
  await ann.client.schedule({ ...common, amount: '5', note: 'Gym', repeat });
  await expect
    .poll(async () => {
      await payDue(stack);
      return (await ann.client.scheduled(hers, ScheduleID)).payments[0]?.status;
    })
    .toBe('INVALID');
  await logIn(page, ann, `/app/wallets/${hers}`);
  await expectHeading(page, WALLETS.titleOf(hers));
  await expect(
    page.getByText(/By the rule FREQ=MONTHLY;BYDAY=-1FR at 09:00 in the time zone Asia\/Tokyo/),
  ).toBeVisible();
  await page.getByText(SCHEDULES.ended(1)).click();
  const ended = page.getByRole('link').filter({ hasText: STATUS_TEXTS.INVALID.label }).filter({ hasText: /^11/ });
  await expect(ended).toContainText(/not enough available/);
  await expectGoodLooks(page);
  await ended.click();
  await expectHeading(page, SCHEDULES.one);
  const payment = page.getByRole('listitem').filter({ hasText: STATUS_TEXTS.INVALID.label });
  await expect(payment).toContainText(/not enough available/);
  await expectGoodLooks(page);
  await payment.getByRole('link').click();
  await page.getByRole('link', { name: SCHEDULES.one }).click();
  await expectHeading(page, SCHEDULES.one);
});

test('a person pays every second week on the days they choose, and sees the dates before it is scheduled', async ({
  page,
  people,
}) => {
  test.slow();
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(1_000), await bob.wallet()];
  await logIn(page, ann, '/app/pay');
  await field(page, 'payee').fill(his);
  await field(page, 'amount').fill('25');
  await page.getByText(SCHEDULES.choice).click();
  await page.getByLabel(SCHEDULES.when).selectOption(SCHEDULES.kinds.week);
  const interval = page.getByLabel(SCHEDULES.interval.week);
  await interval.fill('0');
  await page.getByLabel(SCHEDULES.at.repeated).fill(ahead(2));
  await continuePayment(page);
  await expect(interval).toBeFocused();
  await expect(interval).toHaveAccessibleDescription(/must be a whole number from 1 to 99/);
  await interval.fill('2');
  const day = (name: string) => page.getByRole('checkbox', { name });
  await day('Monday').press('Space');
  await day('Friday').press('Space');
  const rule = page.getByText('Every 2 weeks on Monday and Friday at 09:00, until you cancel it.');
  await expect(rule).toBeVisible();
  await expect(page.getByLabel(SCHEDULES.at.from)).toHaveValue(ahead(2));
  const dates = page.getByRole('listitem').filter({ has: page.locator('time') });
  await expect(dates).toHaveCount(3);
  const [first = ''] = await dates
    .locator('time')
    .evaluateAll((times) => times.map((one) => one.getAttribute('datetime')));
  await expectGoodLooks(page);
  await continuePayment(page);
  await expect(rule).toBeVisible();
  await page.getByRole('button', { name: SCHEDULES.submit(SCHEDULES.each('25')) }).click();
  await expectHeading(page, SCHEDULES.one);
  await expect(rule).toBeVisible();
  const [made] = await Array.fromAsync(ann.client.schedules(hers));
  expect(made).toMatchObject({ repeat: { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR' }, next_at: first });

  await page.getByRole('button', { name: SCHEDULES.change }).click();
  await expect(day('Monday')).toBeChecked();
  await expect(interval).toHaveValue('2');
  await day('Monday').uncheck();
  await interval.fill('3');
  await expectGoodLooks(page);
  await page.getByRole('button', { name: SCHEDULES.save }).click();
  await expect(page.getByText('Every 3 weeks on Friday at 09:00, until you cancel it.')).toBeVisible();
});
