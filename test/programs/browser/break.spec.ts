// Breaks a stack of its own from the control room: Σ stays zero, and everything ends.
import type { Page } from '@playwright/test';
import { BREAK } from '../../../lib/web/texts/console/break.ts';
import { TEXTS } from '../../../lib/web/texts/console/common.ts';
import { PENDING } from '../../../lib/web/texts/console/pending.ts';
import { TRANSFER as ROOM_TRANSFER } from '../../../lib/web/texts/console/transfer.ts';
import { TRANSFER } from '../../../lib/web/texts/transfers.ts';
import { confirmed, test } from './control-room.ts';
import { logIn } from './log-in.ts';
import { expectGoodLooks } from './looks.ts';
import { confirmPayment, continuePayment, expectStatus } from './pay-form.ts';
import { expect } from './test.ts';

test.use({ ownStack: {} });
// One stack for all of them, and one fault after the other.
test.describe.configure({ mode: 'default', timeout: 120_000 });

/** What `npm start` does between a fault and the end of everything. */
const PATIENCE = { timeout: 60_000 };

const cardOf = (room: Page, process: string) => room.getByRole('region', { name: BREAK.process(process) });

/** Breaks a process, and confirms it. @param duration as the page offers it */
async function breakProcess(room: Page, process: string, fault: keyof typeof BREAK.actions, duration?: string) {
  await cardOf(room, process).getByRole('button', { name: BREAK.actions[fault], exact: true }).click();
  if (duration !== undefined) await room.getByRole('dialog').getByLabel(BREAK.duration).selectOption(duration);
  await confirmed(room, BREAK.actions[fault]);
}

/** Starts what waits again, without waiting for the sweeper, and waits until everything has ended. */
async function redriveAll(room: Page): Promise<void> {
  const redrive = room.getByRole('button', { name: BREAK.redrive });
  const ended = room.getByText(BREAK.ended.title);
  await expect(redrive.or(ended).first()).toBeVisible(PATIENCE);
  if (await redrive.isVisible()) {
    await redrive.click();
    await confirmed(room, PENDING.redrive);
  }
  await expect(ended).toBeVisible(PATIENCE);
}

test.beforeEach(async ({ room, watch }) => {
  // The control room and the API say so while a part is away.
  watch.allow(/\b50[0-9]\b/);
  await room.goto('/break');
  await expect(room.getByText(BREAK.ended.title)).toBeVisible(PATIENCE);
});

test('a payment waits for a shard that is stopped, and ends once the shard is back', async ({ room, page, people }) => {
  const ann = await people.register('ann');
  const [from, to] = [await ann.wallet(100, '7000000'), await ann.wallet(0n, '7000001')];
  await logIn(page, ann, `/app/pay?from=${from}&to=${to}&amount=30`);
  await continuePayment(page);
  await breakProcess(room, 'shard-1', 'stop');
  await expect(cardOf(room, 'shard-1').getByText(BREAK.states.stopped)).toBeVisible();
  await confirmPayment(page, '30');
  await expect(page.getByText(TRANSFER.live)).toBeVisible();
  await room.goto('/pending?shard=1');
  // For its hold at first, and after a few attempts for its settlement.
  await expect(room.getByText(PENDING.why.hold([1])).or(room.getByText(PENDING.why.settle([1])))).toBeVisible();
  await expectGoodLooks(page);
  await expectGoodLooks(room);
  const [TxID = ''] = page.url().split('/').slice(-1);
  await room.goto(`/transfers/${from}/${TxID}`);
  await expect(room.getByText(ROOM_TRANSFER.waiting)).toBeVisible();
  await expect(room.getByText(ROOM_TRANSFER.sides.states.unknown)).toBeVisible();
  await expectGoodLooks(room);

  await room.goto('/break');
  await expectGoodLooks(room);
  await cardOf(room, 'shard-1').getByRole('button', { name: BREAK.actions.start }).click();
  await expect(cardOf(room, 'shard-1').getByText(BREAK.states.running)).toBeVisible(PATIENCE);
  await room.goto('/pending');
  const none = room.getByText(PENDING.none);
  const all = room.getByLabel(PENDING.selectAll);
  await expect(all.or(none)).toBeVisible();
  if (await all.isVisible()) {
    await all.check();
    await room.getByRole('button', { name: PENDING.redriveCount(1) }).click();
    await confirmed(room, PENDING.redrive);
    await expect(room.getByText(TEXTS.job.of(1, 1))).toBeVisible(PATIENCE);
  }
  await expect(none).toBeVisible(PATIENCE);
  // If the shard was back in time the money has arrived, and otherwise it has not left.
  const { status } = await ann.client.waitForFinal(TxID, { walletId: from });
  await expectStatus(page, status);
  expect((await ann.client.balance(to)).balance).toBe(status === 'SUCCESSFUL' ? '30' : '0');
  expect((await ann.client.balance(from)).available).toBe(status === 'SUCCESSFUL' ? '70' : '100');
  await room.goto('/break');
  await expect(room.getByText(BREAK.ended.title)).toBeVisible(PATIENCE);
});

test('a transfer that was decided before the orchestrator was killed is successful', async ({ room }) => {
  await breakProcess(room, 'orchestrator', 'midTransfer', '5000');
  await room.getByRole('button', { name: BREAK.drill.one }).click();
  await expect(cardOf(room, 'orchestrator').getByText(BREAK.states.stopped)).toBeVisible();
  await expect(cardOf(room, 'orchestrator').getByText(BREAK.states.running)).toBeVisible(PATIENCE);
  await redriveAll(room);
  await expect(room.getByText(BREAK.watch.count(0, 1))).toBeVisible();
  await expect(room.getByText(TEXTS.statuses.SUCCESSFUL).first()).toBeVisible();
});

test('ten transfers end although the replies of a shard are lost', async ({ room }) => {
  // The first drill opens a wallet, for which its shard has to reply.
  await room.getByRole('button', { name: BREAK.drill.one }).click();
  await expect(room.getByText(BREAK.watch.count(0, 1))).toBeVisible();
  await breakProcess(room, 'shard-1', 'replies', '5000');
  await expect(cardOf(room, 'shard-1').getByText(BREAK.parts.replies)).toBeVisible();
  await room.getByRole('button', { name: BREAK.drill.many }).click();
  await expect(room.getByText(BREAK.watch.count(10, 1))).toBeVisible();
  await expect(cardOf(room, 'shard-1').getByText(BREAK.parts.replies)).toBeHidden(PATIENCE);
  await redriveAll(room);
  await expect(room.getByText(BREAK.watch.count(0, 11))).toBeVisible();
});
