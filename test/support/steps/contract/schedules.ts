import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ScheduledTransfer } from '../../../../lib/api/scheduled-transfer.ts';
import { eventually } from '../../environment/eventually.ts';
import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

const DAY = 86_400_000;
const MONTHLY = { rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12', time_zone: 'America/New_York' };

/**
 * Transfers at set times.
 * @param payDue starts what is due, where a test can; elsewhere a schedule does, every minute
 */
export function schedulesContract(world: () => World, payDue: () => Promise<unknown> = async () => undefined): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  /** A day of next month, without seconds. */
  const localStart = () => `${at(40 * DAY).slice(0, 10)}T09:00`;
  const isSchedule = (response: ApiResponse, status = 200) => {
    expect(response).toMatchObject({ status });
    return ScheduledTransfer.parse(response.body);
  };

  async function pair(money?: number) {
    const { user, wallet } = await given.userWithWallet({ shard: 0, ...(money !== undefined && { money }) });
    const payee = await given.userWithWallet({ shard: world().shardCount - 1 });
    const body = (more: object) => ({ from_id: wallet, to_id: payee.wallet, amount: '30', ...more });
    const make = async (more: object) => isSchedule(await when.schedule(user, body(more)), 201);
    return { user, wallet, payee, body, make };
  }

  describe('a scheduled transfer', () => {
    it('is shown as it was made, once or by a rule, to one payee or several', async () => {
      const { user, wallet, payee, make } = await pair();
      const texts = { reference: 'INV-7', note: 'Rent', metadata: { flat: '3' } };
      const execute_at = at(DAY);
      const once = await make({ execute_at, ...texts });
      expect(once).toMatchObject({ from_id: wallet, to_id: payee.wallet, amount: '30', ...texts, status: 'ACTIVE' });
      expect(once).toMatchObject({ execute_at, next_at: execute_at, payments_left: 1, payments: [] });
      const start = localStart();
      const to = [
        { to_id: payee.wallet, amount: '20' },
        { to_id: world().treasury.walletId, amount: '5' },
      ];
      const repeat = { ...MONTHLY, start };
      const split = isSchedule(await when.schedule(user, { from_id: wallet, to, repeat }), 201);
      expect(split).toMatchObject({ to, amount: '25', payments_left: 12, repeat: { ...repeat, start: `${start}:00` } });
      expect(Date.parse(split.next_at ?? '')).toBeGreaterThan(Date.now() + 38 * DAY);
      expect(isSchedule(await when.scheduled(user, wallet, once.ScheduleID))).toEqual(once);
      const listed = z.array(ScheduledTransfer).parse((await when.schedules(user, wallet)).body);
      expect(listed).toEqual([split, once]);
    });

    it('is listed page by page, newest first', async () => {
      const { user, wallet, make } = await pair();
      expect((await when.schedules(user, wallet)).status).toBe(204);
      const made: string[] = [];
      for (let n = 1; n <= 5; n++) made.push((await make({ execute_at: at(n * DAY) })).ScheduleID);
      const pages = await when.pages(user, `/api/user/scheduled_transfers/${wallet}?limit=2`);
      const ids = pages.map(({ body }) =>
        z
          .array(ScheduledTransfer)
          .parse(body)
          .map(({ ScheduleID }) => ScheduleID),
      );
      expect(ids.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(ids.flat()).toEqual(made.toSorted().reverse());
    });

    it('is one for two requests with the same key, and another body is refused', async () => {
      const { user, body } = await pair();
      const key = randomUUID();
      const asked = body({ execute_at: at(DAY) });
      const first = isSchedule(await when.schedule(user, asked, key), 201);
      expect(isSchedule(await when.schedule(user, asked, key), 201)).toEqual(first);
      const other = await when.schedule(user, { ...asked, execute_at: at(2 * DAY) }, key);
      then.isProblem(other, 422, 'idempotency_key_reused');
    });

    it('is changed by what a patch names, and cancelled once', async () => {
      const { user, wallet, make } = await pair();
      const { ScheduleID } = await make({
        repeat: { ...MONTHLY, start: localStart() },
        note: 'Rent',
        metadata: { a: '1' },
      });
      const change = (body: object) => when.changeSchedule(user, wallet, ScheduleID, body);
      const one = isSchedule(await change({ amount: '35', note: null, metadata: { b: '2' } }));
      expect(one).toMatchObject({ amount: '35', metadata: { a: '1', b: '2' }, payments_left: 12 });
      expect(one.note).toBeUndefined();
      const two = isSchedule(await change({ repeat: { rrule: 'FREQ=WEEKLY;COUNT=4' } }));
      expect(two).toMatchObject({ next_at: one.next_at, payments_left: 4, repeat: { time_zone: MONTHLY.time_zone } });
      then.isProblem(await change({ execute_at: at(DAY) }), 400, 'invalid_input', ['execute_at']);
      then.isProblem(await change({ to_id: '1' }), 400, 'invalid_input', ['to_id']);
      const cancelled = isSchedule(await when.cancelSchedule(user, wallet, ScheduleID));
      expect(cancelled).toMatchObject({ status: 'CANCELLED', payments: [] });
      expect(cancelled.next_at).toBeUndefined();
      then.isProblem(await when.cancelSchedule(user, wallet, ScheduleID), 409, 'already_cancelled');
      then.isProblem(await change({ amount: '1' }), 409, 'already_cancelled');
    });

    it('pays at its time; one that is INVALID is reported; and then it comes too late to change', async () => {
      const { user, wallet, payee, make } = await pair(30);
      const begun = Date.now();
      await make({ execute_at: at(DAY) });
      // Still to come when the second of them arrives, however slow the stage is.
      const soon = at(200 + 10 * (Date.now() - begun));
      const made = [await make({ execute_at: soon }), await make({ execute_at: soon })];
      const done = await eventually(
        async () => {
          await payDue();
          const read = await Promise.all(made.map(({ ScheduleID }) => when.scheduled(user, wallet, ScheduleID)));
          const schedules = read.map((response) => isSchedule(response));
          return schedules.every(({ payments: [one] }) => one && /SUCCESSFUL|INVALID/.test(one.status)) && schedules;
        },
        { ...then.patience(world()), timeoutMs: 150_000 },
      );
      expect(done.map(({ status }) => status)).toEqual(['DONE', 'DONE']);
      const payments = done.flatMap((one) => one.payments);
      expect(payments.map(({ status }) => status).sort()).toEqual(['INVALID', 'SUCCESSFUL']);
      expect(payments.find(({ status }) => status === 'INVALID')?.note).toBe('not enough funds in the wallet');
      const [first] = made;
      const [payment] = done[0]?.payments ?? [];
      const transfer = then.isTransaction(await when.transaction(user, wallet, payment?.TxID ?? ''));
      expect(transfer).toMatchObject({ schedule_id: first?.ScheduleID, amount: '-30' });
      expect(transfer).not.toHaveProperty('paid_by');
      const [seen] = then.isTransactions(await when.transactions(payee.user, payee.wallet));
      expect(seen?.schedule_id).toBeUndefined();
      then.isProblem(await when.cancelSchedule(user, wallet, first?.ScheduleID ?? ''), 409, 'already_started');
      const late = await when.changeSchedule(user, wallet, first?.ScheduleID ?? '', { amount: '1' });
      then.isProblem(late, 409, 'already_started');
    }, 160_000);

    it('is not there for others, nor under another wallet', async () => {
      const { user, wallet, make } = await pair();
      const { ScheduleID } = await make({ execute_at: at(DAY) });
      const stranger = await given.userWithWallet();
      then.isProblem(await when.scheduled(stranger.user, wallet, ScheduleID), 404, 'wallet_not_found');
      then.isProblem(await when.cancelSchedule(stranger.user, wallet, ScheduleID), 404, 'wallet_not_found');
      then.isProblem(
        await when.schedule(stranger.user, { from_id: wallet, to_id: '1', amount: 1, execute_at: at(DAY) }),
        404,
        'wallet_not_found',
      );
      for (const id of [ScheduleID, 'no-id'])
        then.isProblem(await when.scheduled(stranger.user, stranger.wallet, id), 404, 'schedule_not_found');
      expect(isSchedule(await when.scheduled(user, wallet, ScheduleID)).status).toBe('ACTIVE');
    });
  });
}
