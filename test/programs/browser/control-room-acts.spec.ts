import { TOTP } from 'otpauth';
import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { ACT_RESULT, ACTS } from '../../../lib/web/texts/console/acts.ts';
import { APPROVALS } from '../../../lib/web/texts/console/approvals.ts';
import { TEXTS } from '../../../lib/web/texts/console/common.ts';
import { OPERATORS } from '../../../lib/web/texts/console/operators.ts';
import { TREASURY_PAGE } from '../../../lib/web/texts/console/treasury.ts';
import { USERS } from '../../../lib/web/texts/console/users.ts';
import { WALLET_ITEM } from '../../../lib/web/texts/console/wallet.ts';
import { SECURITY } from '../../../lib/web/texts/security.ts';
import { confirmed, test } from './control-room.ts';
import { expectHeading, logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { expect } from './test.ts';

test('an operator finds a user, blocks them with a reason, resets their password, and reads both in the log', async ({
  room,
  people,
}) => {
  test.slow();
  const ann = await people.register('ann');
  await ann.wallet(5);
  await room.goto('/users');
  await room.getByRole('button', { name: USERS.show }).click();
  await expect(room.getByText(`${USERS.login} ${USERS.mustNotBeEmpty}.`)).toBeVisible();
  await expectGoodLooks(room);
  await room.getByLabel(USERS.login).fill(ann.login);
  await room.getByRole('button', { name: USERS.show }).click();
  await expectHeading(room, USERS.userTitle(ann.login));
  await expect(room.getByText(USERS.active, { exact: true }).first()).toBeVisible();
  await expectGoodLooks(room);

  await room.getByRole('button', { name: ACTS['users block'].verb, exact: true }).click();
  await expect(room.getByRole('dialog').getByText(ACTS['users block'].text)).toBeVisible();
  await confirmed(room, ACTS['users block'].verb);
  await expect(room.getByRole('dialog').getByRole('alert')).toContainText('must not be empty');
  await expectGoodLooks(room, room.getByRole('dialog'));
  const reason = `a stolen phone of ${ann.login}`;
  await room.getByLabel(TEXTS.reason).fill(reason);
  await confirmed(room, ACTS['users block'].verb);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.done)).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, ACT_RESULT.close);
  await expect(room.getByText(USERS.blocked, { exact: true })).toBeVisible();
  await expect(room.getByText(USERS.noSessions)).toBeVisible();

  await room.getByRole('button', { name: ACTS['users reset-password'].verb, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill(reason);
  await confirmed(room, ACTS['users reset-password'].verb);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.codeText)).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, ACT_RESULT.close);

  await room.getByRole('button', { name: ACTS['users remove-second-factor'].verb, exact: true }).click();
  await expect(room.getByRole('dialog').getByText(ACTS['users remove-second-factor'].text)).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.getByLabel(TEXTS.reason).fill('a lost phone');
  await confirmed(room, ACTS['users remove-second-factor'].verb);
  await expect(room.getByRole('dialog').getByRole('alert')).toContainText('has no second factor');
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.keyboard.press('Escape');

  await room.goto('/operators');
  const list = room.getByRole('list', { name: OPERATORS.list });
  await expect(list.getByRole('listitem').filter({ hasText: reason })).toHaveCount(2);
  await room.goto('/users/nobody-has-this-login');
  await expect(room.getByText('there is no user "nobody-has-this-login"')).toBeVisible();
  await expectGoodLooks(room);
});

test('an operator issues and retires money, sets a credit limit and reverses a transfer', async ({ room, people }) => {
  test.slow();
  const ann = await people.register('ann');
  const [hers, other] = [await ann.wallet(50), await ann.wallet()];
  await room.goto('/treasury');
  await expect(room.getByText(TREASURY_PAGE.alarm).first()).toBeVisible();
  const form = room.getByRole('region', { name: TREASURY_PAGE.order });
  await form.getByRole('button', { name: ACTS.issue.verb, exact: true }).click();
  await expect(form.getByText(`${TREASURY_PAGE.wallet} ${TREASURY_PAGE.walletRule}.`)).toBeVisible();
  await expectGoodLooks(room);
  await form.getByLabel(TREASURY_PAGE.wallet).fill(hers);
  await form.getByLabel(TREASURY_PAGE.amount).fill('25');
  await form.getByRole('button', { name: ACTS.issue.verb, exact: true }).click();
  await expect(room.getByRole('dialog')).toContainText(hers);
  await room.getByLabel(TEXTS.reason).fill('a first deposit');
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, ACTS.issue.verb);
  await expect(room.getByRole('dialog').getByText('SUCCESSFUL')).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, ACT_RESULT.close);
  await form.getByLabel(TREASURY_PAGE.act).selectOption('retire');
  await form.getByLabel(TREASURY_PAGE.amount).fill('5');
  await form.getByRole('button', { name: ACTS.retire.verb, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('a mistake');
  await confirmed(room, ACTS.retire.verb);
  await expect(room.getByRole('dialog').getByText('SUCCESSFUL')).toBeVisible();
  expect((await ann.client.balance(hers)).balance).toBe('70');

  await confirmed(room, ACT_RESULT.close);
  const more = room.getByRole('region', { name: TREASURY_PAGE.more });
  await more.getByLabel(TREASURY_PAGE.code).fill('jpy');
  await more.getByRole('button', { name: ACTS['treasury create'].verb }).click();
  await expect(more.getByText(`${TREASURY_PAGE.code} ${TREASURY_PAGE.codeRule}.`)).toBeVisible();
  await expectGoodLooks(room);
  await more.getByLabel(TREASURY_PAGE.code).fill('JPY');
  await more.getByRole('button', { name: ACTS['treasury create'].verb }).click();
  await room.getByLabel(TEXTS.reason).fill('a customer in Japan');
  await confirmed(room, ACTS['treasury create'].verb);
  await expect(room.getByRole('dialog').getByText(treasuryWalletId('JPY'))).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));

  await room.goto(`/wallets/${hers}`);
  await room.getByRole('link', { name: ann.login }).click();
  await expectHeading(room, USERS.userTitle(ann.login));
  await room.goto(`/wallets/${hers}`);
  await room.getByLabel(WALLET_ITEM.newLimit).fill('30');
  await room.getByRole('button', { name: ACTS['wallets set-credit-limit'].verb }).click();
  await room.getByLabel(TEXTS.reason).fill('a trusted customer');
  await confirmed(room, ACTS['wallets set-credit-limit'].verb);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.done)).toBeVisible();
  await confirmed(room, ACT_RESULT.close);
  await expectGoodLooks(room);
  await room.getByRole('button', { name: ACTS['wallets remove-approvals'].verb }).click();
  await expect(room.getByRole('dialog')).toContainText(ACTS['wallets remove-approvals'].text);
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.keyboard.press('Escape');

  const { TxID } = await ann.client.pay({ from: hers, to: other, amount: 7n });
  await room.goto(`/transfers/${hers}/${TxID}`);
  await room.getByRole('button', { name: ACTS['transfers reverse'].verb, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('paid to the wrong wallet');
  await confirmed(room, ACTS['transfers reverse'].verb);
  await expect(room.getByRole('dialog').getByText('SUCCESSFUL')).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  expect((await ann.client.balance(hers)).balance).toBe('70');
});

test('an operator spreads what a wallet receives over stripes, sees what each has, and ends it', async ({
  room,
  people,
}) => {
  test.slow();
  const ann = await people.register('ann');
  const hers = await ann.wallet(12);
  await room.goto(`/wallets/${hers}`);
  const card = room.getByRole('region', { name: WALLET_ITEM.stripes });
  await expect(card.getByText(WALLET_ITEM.noStripes)).toBeVisible();
  const set = card.getByRole('button', { name: ACTS['wallets stripe'].verb });
  for (const wrong of ['', '1', '65', 'many']) {
    await card.getByLabel(WALLET_ITEM.newStripes).fill(wrong);
    await set.click();
    await expect(card.getByText(`${WALLET_ITEM.newStripes} ${WALLET_ITEM.newStripesRule(2, 64)}.`)).toBeVisible();
  }
  await expectGoodLooks(room);
  await card.getByLabel(WALLET_ITEM.newStripes).fill('8');
  await set.click();
  await expect(room.getByRole('dialog')).toContainText(ACTS['wallets stripe'].text);
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.getByLabel(TEXTS.reason).fill('the sale begins');
  await confirmed(room, ACTS['wallets stripe'].verb);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.done)).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, ACT_RESULT.close);
  await expect(card.getByText(WALLET_ITEM.used(8, 8))).toBeVisible();

  await room.goto('/treasury');
  const form = room.getByRole('region', { name: TREASURY_PAGE.order });
  await form.getByLabel(TREASURY_PAGE.wallet).fill(hers);
  await form.getByLabel(TREASURY_PAGE.amount).fill('77');
  await form.getByRole('button', { name: ACTS.issue.verb, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('a deposit');
  await confirmed(room, ACTS.issue.verb);
  await expect(room.getByRole('dialog').getByText('SUCCESSFUL')).toBeVisible();
  expect((await ann.client.balance(hers)).balance).toBe('89');
  await room.goto(`/wallets/${hers}`);
  await card.getByText(WALLET_ITEM.eachStripe).click();
  await expect(card.getByRole('listitem')).toHaveCount(8);
  await expect(card.getByRole('listitem').filter({ hasText: '77' })).toHaveCount(1);
  await expectGoodLooks(room);

  await card.getByRole('button', { name: WALLET_ITEM.endStripes }).click();
  await expect(room.getByRole('dialog')).toContainText(WALLET_ITEM.endStripesText);
  await room.getByLabel(TEXTS.reason).fill('the sale is over');
  await expectGoodLooks(room, room.getByRole('dialog'));
  await confirmed(room, WALLET_ITEM.endStripes);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.done)).toBeVisible();
  await confirmed(room, ACT_RESULT.close);
  await expect(card.getByText(WALLET_ITEM.used(0, 8))).toBeVisible();
  await expect(card.getByRole('button', { name: WALLET_ITEM.endStripes })).toHaveCount(0);
});

test('a user reads among their sign-ins that an operator has removed their second factor', async ({
  room,
  page,
  people,
}) => {
  test.slow();
  const ann = await people.register('ann');
  const { secret } = await ann.client.secondFactors.enrol();
  await ann.client.secondFactors.add(new TOTP({ secret }).generate());
  await room.goto(`/users/${ann.login}`);
  await room.getByRole('button', { name: ACTS['users remove-second-factor'].verb, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('a lost phone');
  await confirmed(room, ACTS['users remove-second-factor'].verb);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.done)).toBeVisible();
  await logIn(page, ann, '/app/security');
  const line = page.getByRole('listitem').filter({ hasText: SECURITY.signIns.events.second_factor_removal });
  await expect(line.getByText(SECURITY.signIns.results.succeeded)).toBeVisible();
  await expect(line.getByText(SECURITY.sessions.unknown)).toHaveCount(0);
  await expectGoodLooks(page);
});

/** A request for a second operator, as the server has it. No command waits on a local stack. */
const waiting = {
  id: '01KB0V2N6P8Q4R5S6T7V8W9X0Y',
  state: 'waiting',
  command: 'wallets set-credit-limit',
  arguments: { wallet: '41', amount: '5000' },
  reason: 'case 7',
  requested_by: 'arn:aws:sts::123456789012:assumed-role/Operators/ann.of.the.night.shift',
  requested_at: '2026-11-27T09:00:00.000Z',
  expires_at: '2026-11-28T09:00:00.000Z',
};

test('what waits for a second operator says who asked and why, and only another identity can approve it', async ({
  room,
}) => {
  const me = 'arn:aws:sts::123456789012:assumed-role/Operators/bob';
  const requests = [
    { ...waiting, own: false, approved_here: false },
    { ...waiting, id: '01KB0V2N6P8Q4R5S6T7V8W9X0Z', reason: 'my own', own: true, approved_here: false },
    {
      ...waiting,
      id: '01KB0V2N6P8Q4R5S6T7V8W9X10',
      reason: 'case 6',
      state: 'rejected',
      decided_by: me,
      decided_at: '2026-11-27T09:30:00.000Z',
      detail: 'too much',
      own: false,
      approved_here: false,
    },
  ];
  await room.route('**/api/approvals', (route) => route.fulfill({ json: { me, requests, command: 'approvals' } }));
  await room.route('**/api/acts', (route) => route.fulfill({ json: { results: [], waits: waiting } }));
  await room.goto('/approvals');
  await expectHeading(room, APPROVALS.title);
  const row = room.getByRole('listitem').filter({ hasText: 'case 7' });
  await expect(row).toContainText(waiting.requested_by);
  const own = room.getByRole('listitem').filter({ hasText: 'my own' });
  await expect(own).toContainText(APPROVALS.own);
  await expect(own.getByRole('button', { name: ACTS.approve.verb })).toHaveCount(0);
  await expect(own.getByRole('button', { name: APPROVALS.withdraw })).toBeVisible();
  await expect(room.getByText('too much')).toBeVisible();
  await expectGoodLooks(room);
  await row.getByRole('button', { name: ACTS.approve.verb }).click();
  await expect(room.getByRole('dialog')).toContainText('wallet=41 amount=5000');
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.keyboard.press('Escape');

  await room.goto('/treasury');
  const form = room.getByRole('region', { name: TREASURY_PAGE.order });
  await form.getByLabel(TREASURY_PAGE.wallet).fill('41');
  await form.getByLabel(TREASURY_PAGE.amount).fill('5000');
  await form.getByRole('button', { name: ACTS.issue.verb, exact: true }).click();
  await room.getByLabel(TEXTS.reason).fill('a large deposit');
  await confirmed(room, ACTS.issue.verb);
  await expect(room.getByRole('dialog').getByText(ACT_RESULT.waits)).toBeVisible();
  await expectGoodLooks(room, room.getByRole('dialog'));
  await room.getByRole('link', { name: ACT_RESULT.toApprovals }).click();
  await expectHeading(room, APPROVALS.title);
});
