import { APPROVALS } from '../../../lib/web/texts/approvals.ts';
import { STATUS_TEXTS } from '../../../lib/web/texts/transfers.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect, test } from './test.ts';

const { ruleIn: RULE } = APPROVALS;

test('an owner sets a rule, an approver approves one payment, and the owner withdraws another', async ({
  page,
  newContext,
  people,
}) => {
  const [ann, bob] = [await people.register('ann'), await people.register('bob')];
  const [hers, his] = [await ann.wallet(100), await bob.wallet()];
  await logIn(page, ann, `/app/wallets/${hers}`);
  await page.getByRole('button', { name: RULE.link }).click();
  await page.getByLabel(RULE.above).fill('20');
  await page.getByLabel(RULE.approvers).fill(hers);
  await page.getByRole('button', { name: RULE.submit }).click();
  await expect(page.getByText('must be the wallet of another user').first()).toBeVisible();
  await page.getByLabel(RULE.approvers).fill(his);
  await expectGoodLooks(page);
  await page.getByRole('button', { name: RULE.submit }).click();
  await expect(page.getByText(`${RULE.above} 20 · ${RULE.approvers}: ${his}`)).toBeVisible();

  const first = await ann.client.transfer({ from: hers, to: his, amount: 30n, reference: 'room 7' });
  const second = await ann.client.transfer({ from: hers, to: his, amount: 40n });
  await page.goto(`/app/wallets/${hers}/transactions/${first.TxID}`);
  await expect(page.getByText(STATUS_TEXTS.AWAITING.label).first()).toBeVisible();
  await expectGoodLooks(page);
  await page.getByRole('link', { name: APPROVALS.transfer.link }).click();
  await expectHeading(page, APPROVALS.title);
  await expect(page.getByRole('button', { name: APPROVALS.withdraw })).toHaveCount(2);

  const approver = await (await newContext()).newPage();
  await logIn(approver, bob, '/app/approvals');
  const row = approver.getByRole('listitem').filter({ hasText: 'room 7' });
  await expectGoodLooks(approver);
  await row.getByRole('button', { name: APPROVALS.approve }).click();
  await expect(row).toHaveCount(0);
  expect(await bob.client.balance(his)).toMatchObject({ balance: '30' });

  await page.reload();
  await page.getByRole('button', { name: APPROVALS.withdraw }).click();
  await expect(page.getByText(APPROVALS.none)).toBeVisible();
  await expectGoodLooks(page);
  await page.goto(`/app/wallets/${hers}/transactions/${second.TxID}`);
  await expect(page.getByText(STATUS_TEXTS.REJECTED.label).first()).toBeVisible();
  await expect(page.getByText(APPROVALS.transfer.rejected)).toBeVisible();

  // A higher amount waits for the approver.
  await page.goto(`/app/wallets/${hers}`);
  await page.getByRole('button', { name: RULE.link }).click();
  await page.getByLabel(RULE.above).fill('500');
  await page.getByRole('button', { name: RULE.submit }).click();
  await expect(page.getByText('A change waits')).toBeVisible();
  await approver.reload();
  await expect(approver.getByText(APPROVALS.newRule('500', his))).toBeVisible();
  await approver.getByRole('button', { name: APPROVALS.approve }).click();
  await expect(approver.getByText(APPROVALS.none)).toBeVisible();
  expect(await ann.client.approvals.rule(hers)).toMatchObject({ approval_above: '500', change: null });
});
