import { setImmediate as nextTurn } from 'node:timers/promises';
import { monotonicFactory, ulid } from 'ulid';
import { MibError } from '../../../lib/domain/errors.ts';
import type { Schedule, Timing } from '../../../lib/domain/schedule.ts';
import { newSchedule } from '../../../lib/domain/schedule-changes.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { MAX_ACTIVE, SchedulePlaces } from '../../../lib/store/schedule-places.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { changeSchedule } from '../../../lib/usecases/change-schedule.ts';
import { payScheduled } from '../../../lib/usecases/pay-scheduled.ts';
import { scheduleTransfer } from '../../../lib/usecases/schedule-transfer.ts';
import { cancelSchedule, findSchedule } from '../../../lib/usecases/schedules.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

const NOW = Date.parse('2026-11-26T08:00:00Z');
const DAY = 86_400_000;

let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());

let wallets = 0;
const started: string[] = [];
const storesOf = (transferWorkflow = { start: async ({ txId }: { txId: string }) => void started.push(txId) }) => ({
  directory: new Directory(tables.documents, tables.wallets),
  journal: new Journal(tables.documents, tables.journal),
  schedules: new Schedules(tables.documents, tables.schedules),
  places: new SchedulePlaces(tables.documents, tables.schedules),
  idempotencyKeys: new IdempotencyKeys(tables.documents, tables.idempotency),
  transferWorkflow,
});

/** A wallet of Ann. @returns its id */
async function walletOfAnn(currency?: string): Promise<string> {
  const walletId = String(++wallets);
  const entry = { walletId, owner: 'ann', shard: 0, status: 'ACTIVE', createdAt: new Date(NOW).toISOString() } as const;
  await storesOf().directory.claim({ ...entry, currency }, NOW);
  return walletId;
}

const newId = monotonicFactory();
const payment = (fromId: string) => ({ fromId, amount: 5n, credits: [{ toId: '999', amount: 5n }] });
const daily = (rrule = 'FREQ=DAILY'): Timing => ({
  repeat: { rrule, start: '2026-11-27T09:00:00', timeZone: 'Europe/Berlin' },
});

async function scheduled(timing: Timing = { executeAt: NOW + 1_000 }, fromId?: string): Promise<Schedule> {
  const from = fromId ?? (await walletOfAnn());
  const request = { userId: 'ann', payment: payment(from), timing, idempotencyKey: undefined };
  return scheduleTransfer(storesOf(), request, { now: NOW, scheduleId: ulid(NOW) });
}

const pay = (now: number, stores = storesOf()) => payScheduled(stores, { clock: () => now, newId, until: now + 1 });
const idsOf = ({ payment, scheduleId }: Schedule) => ({ userId: 'ann', walletId: payment.fromId, scheduleId });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof MibError ? error.code : Promise.reject(error)),
  );
/** The transfers of a wallet, oldest first. */
async function transfersOf(walletId: string) {
  const page = { limit: 100, order: 'asc', statuses: undefined } as const;
  return (await storesOf().journal.page({ walletId }, page)).transfers;
}

describe('a scheduled payment', () => {
  it('is in the currency of the wallet that pays', async () => {
    const from = await walletOfAnn('EUR');
    await scheduled({ executeAt: NOW + 1_000 }, from);
    await pay(NOW + 2_000);
    expect(await transfersOf(from)).toMatchObject([{ currency: 'EUR' }]);
  });

  it('starts at its time and not before, as a transfer that names its schedule', async () => {
    const schedule = await scheduled();
    await pay(NOW);
    expect(await transfersOf(schedule.payment.fromId)).toEqual([]);
    await pay(NOW + 1_000);
    await pay(NOW + 2_000);
    const transfers = await transfersOf(schedule.payment.fromId);
    expect(transfers).toMatchObject([{ amount: 5n, status: 'PENDING', scheduleId: schedule.scheduleId }]);
    expect(started).toContain(transfers[0]?.txId);
    const { found } = await findSchedule(storesOf(), idsOf(schedule));
    expect(found).toMatchObject({ status: 'DONE', begun: 1, recent: [{ number: 1, txId: transfers[0]?.txId }] });
    expect(found.nextAt).toBeUndefined();
  });

  it('is made for every time that was missed, in their order, and each once', async () => {
    const schedule = await scheduled(daily('FREQ=DAILY;COUNT=4'));
    const runs = await Promise.all([pay(NOW + 10 * DAY), pay(NOW + 10 * DAY), pay(NOW + 10 * DAY)]);
    expect(runs.flatMap(({ failures }) => failures)).toEqual([]);
    await pay(NOW + 11 * DAY);
    expect(await transfersOf(schedule.payment.fromId)).toHaveLength(4);
    const { found } = await findSchedule(storesOf(), idsOf(schedule));
    expect(found).toMatchObject({ status: 'DONE', begun: 4 });
    expect(found.recent.map(({ dueAt }) => new Date(dueAt).toISOString())).toEqual(
      ['27', '28', '29', '30'].map((day) => `2026-11-${day}T08:00:00.000Z`),
    );
  });

  it('that cannot be written to the journal is made by the next run, and does not stop those of others', async () => {
    const broken = await scheduled();
    const fine = await scheduled();
    const { journal, ...stores } = storesOf();
    const create: Journal['create'] = async (transfer, now) => {
      if (transfer.fromId === broken.payment.fromId) throw new Error('no journal');
      return journal.create(transfer, now);
    };
    const { failures } = await pay(NOW + 1_000, { ...stores, journal: Object.assign(storesOf().journal, { create }) });
    expect(failures).toHaveLength(1);
    expect(await transfersOf(fine.payment.fromId)).toHaveLength(1);
    expect((await findSchedule(storesOf(), idsOf(broken))).found.starting).toBeDefined();
    await pay(NOW + 60_000);
    expect(await transfersOf(broken.payment.fromId)).toHaveLength(1);
  });

  it('does not start once the wallet has another owner, and the schedule says so', async () => {
    const schedule = await scheduled(daily());
    await storesOf().directory.adopt(schedule.payment.fromId, { from: 'ann', to: 'bob' });
    await pay(NOW + 2 * DAY);
    expect(await transfersOf(schedule.payment.fromId)).toEqual([]);
    expect((await storesOf().schedules.get(keyOf(schedule)))?.schedule).toMatchObject({
      status: 'CANCELLED',
      statusNote: 'the wallet has another owner',
    });
    const asBob = { ...idsOf(schedule), userId: 'bob' };
    expect(await codeOf(findSchedule(storesOf(), asBob))).toBe('schedule_not_found');
  });

  it('that lasts beyond the time of a run is left to the next one', async () => {
    const schedule = await scheduled(daily('FREQ=DAILY;COUNT=90'));
    const late = NOW + 200 * DAY;
    await pay(late);
    const first = (await transfersOf(schedule.payment.fromId)).length;
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThan(90);
    await pay(late);
    expect(await transfersOf(schedule.payment.fromId)).toHaveLength(90);
  });
});

const keyOf = ({ payment, scheduleId }: Schedule) => ({ from_id: payment.fromId, schedule_id: scheduleId });

describe('a change of a schedule', () => {
  const change = (schedule: Schedule, amount: bigint, now = NOW) =>
    changeSchedule(storesOf(), { ...idsOf(schedule), change: { amount } }, { id: ulid(), now });
  const cancel = (schedule: Schedule) => cancelSchedule(storesOf(), idsOf(schedule), { id: ulid() });

  it('comes too late once its last payment has started, and so does a cancellation', async () => {
    const schedule = await scheduled();
    await pay(NOW + 1_000);
    expect(await codeOf(change(schedule, 7n))).toBe('already_started');
    expect(await codeOf(cancel(schedule))).toBe('already_started');
    const other = await scheduled();
    await cancel(other);
    expect(await codeOf(change(other, 7n))).toBe('already_cancelled');
    expect(await codeOf(cancel(other))).toBe('already_cancelled');
  });

  it('that comes with the start of a payment wins or loses wholly', async () => {
    const results = new Set<string>();
    for (let n = 0; n < 12; n++) {
      const schedule = await scheduled();
      const late = async () => {
        for (let turn = 0; turn < n; turn++) await Promise.resolve();
        return codeOf(n % 2 === 0 ? change(schedule, 7n) : cancel(schedule));
      };
      const [code] = await Promise.all([late(), pay(NOW + 1_000)]);
      await pay(NOW + 2_000);
      const amounts = (await transfersOf(schedule.payment.fromId)).map(({ amount }) => amount);
      if (code === 'done') expect(amounts).toEqual(n % 2 === 0 ? [7n] : []);
      else expect([code, amounts]).toEqual(['already_started', [5n]]);
      results.add(code);
    }
    expect(results.size).toBeGreaterThan(0);
  });

  it('does not change a payment that has started and whose transfer is not in the journal yet', async () => {
    const schedule = await scheduled(daily());
    const failing = Object.assign(storesOf().journal, { create: () => Promise.reject(new Error('no journal')) });
    await pay(NOW + 2 * DAY, { ...storesOf(), journal: failing });
    await change(schedule, 7n, NOW + 2 * DAY);
    await pay(NOW + 2 * DAY);
    expect((await transfersOf(schedule.payment.fromId)).map(({ amount }) => amount)).toEqual([5n, 7n]);
    await cancel(schedule);
    await pay(NOW + 9 * DAY);
    expect(await transfersOf(schedule.payment.fromId)).toHaveLength(2);
  });

  it('of the rule goes on from the next payment, unless it says a start', async () => {
    const schedule = await scheduled(daily());
    await pay(NOW + 2 * DAY);
    const now = NOW + 2 * DAY;
    const rule = { repeat: { rrule: 'FREQ=WEEKLY;COUNT=3' } };
    const { found } = await changeSchedule(storesOf(), { ...idsOf(schedule), change: rule }, { id: ulid(), now });
    expect(found).toMatchObject({ left: 3, timing: { repeat: { start: '2026-11-29T09:00:00' } } });
    expect(new Date(found.nextAt ?? 0).toISOString()).toBe('2026-11-29T08:00:00.000Z');
    const past = { repeat: { start: '2026-11-01T09:00:00' } };
    const refused = changeSchedule(storesOf(), { ...idsOf(schedule), change: past }, { id: ulid(), now });
    await expect(refused).rejects.toMatchObject({ problems: [{ field: 'repeat.start' }] });
  });
});

describe('the schedules of a wallet', () => {
  it(`are at most ${MAX_ACTIVE} that are active, and one that is over makes room`, async () => {
    const from = await walletOfAnn();
    const { schedules, places } = storesOf();
    const all: Schedule[] = [];
    for (let n = 0; n < MAX_ACTIVE; n++) {
      const fields = { scheduleId: ulid(NOW), owner: 'ann', payment: payment(from), timing: daily() };
      await places.take(from, fields.scheduleId);
      all.push(await schedules.create(newSchedule(fields, NOW)));
    }
    expect(await codeOf(scheduled(daily(), from))).toBe('too_many_schedules');
    await cancelSchedule(storesOf(), idsOf(all[3] as Schedule), { id: ulid() });
    expect(await codeOf(scheduled(daily(), from))).toBe('done');
    expect(await codeOf(scheduled(daily(), from))).toBe('too_many_schedules');
  });

  it('have room for the first ones, however close together they are made', async () => {
    const { places } = storesOf();
    for (let wallet = 0; wallet < 40; wallet++) {
      const from = await walletOfAnn();
      const taken = await Promise.all(
        Array.from({ length: 6 }, async (_, n) => {
          for (let turn = 0; turn < (n * wallet) / 4; turn++) await nextTurn();
          return places.take(from, ulid(NOW));
        }),
      );
      expect(taken).toEqual(taken.map(() => ({ taken: true })));
    }
  });

  it('are one for requests with the same key, also when its time has passed', async () => {
    const from = await walletOfAnn();
    const make = (amount: bigint, now: number) =>
      scheduleTransfer(
        storesOf(),
        {
          userId: 'ann',
          payment: { ...payment(from), amount, credits: [{ toId: '9', amount }] },
          timing: { executeAt: NOW + 1_000 },
          idempotencyKey: `k${from}`,
        },
        { now, scheduleId: ulid(now) },
      );
    const first = await make(5n, NOW);
    await pay(NOW + 1_000);
    expect(await make(5n, NOW + 60_000)).toMatchObject({ scheduleId: first.scheduleId, status: 'DONE' });
    expect(await codeOf(make(6n, NOW + 60_000))).toBe('idempotency_key_reused');
  });
});
