import { ulid } from 'ulid';
import { MibError } from '../../../lib/domain/errors.ts';
import type { Schedule, Timing } from '../../../lib/domain/schedule.ts';
import { newSchedule } from '../../../lib/domain/schedule-changes.ts';
import type { DirectoryEntry } from '../../../lib/store/directory.ts';
import type { Journal } from '../../../lib/store/journal/journal.ts';
import { Schedules } from '../../../lib/store/schedules.ts';
import { changeSchedule } from '../../../lib/usecases/change-schedule.ts';
import { payScheduled } from '../../../lib/usecases/pay-scheduled.ts';
import { cancelSchedule } from '../../../lib/usecases/schedules.ts';
import { memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import { currencyOf } from './currencies.ts';
import type { Faults } from './faults.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import type { SchedulePromises } from './schedule-promises.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import type { System } from './system.ts';

const OWNER = 'ann';
const DAY_MS = 86_400_000;
/** Runs of the function that starts payments, while there are faults. */
const RUNS = 7;
const PAYMENTS_AT_MOST = 3;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly database: SimulatedDatabase;
  readonly workflow: Pick<SimulatedWorkflow, 'start'>;
  readonly journal: Journal;
  readonly promises: SchedulePromises;
}

/** A schedule that is drawn, with the number of its payments. */
interface Drawn {
  readonly schedule: Schedule;
  readonly payments: number;
}

/**
 * The scheduled transfers of one schedule of the simulation: some pay once, others have missed several
 * payments. They are drawn by themselves in one plan of five, so that all other plans stay what they are.
 */
export class SimulatedSchedules {
  readonly #environment: Environment;
  readonly #random: Random;
  readonly #schedules: Schedules;
  readonly #drawn: readonly Drawn[];

  constructor(environment: Environment) {
    this.#environment = environment;
    const { plan, system, database } = environment;
    this.#random = new Random(plan.seed + 5);
    // Other writes may come between two operations.
    const documents = memoryDocuments(database.execute, () => this.#pause());
    this.#schedules = new Schedules(documents, system.schedules);
    const some = plan.seed % 5 === 0 ? this.#random.between(1, 3) : 0;
    this.#drawn = Array.from({ length: some }, () => this.#draw());
  }

  /** Writes the schedules, and lets runs, changes and cancellations come at drawn times. */
  async begin(): Promise<void> {
    if (this.#drawn.length === 0) return;
    for (const { schedule } of this.#drawn) await this.#schedules.create(schedule);
    for (let n = 0; n < RUNS; n++) {
      const at = this.#random.between(0, FAULTS_MS);
      setTimeout(() => void this.pay(), at);
      if (this.#random.chance(0.4)) setTimeout(() => void this.pay(), at + this.#random.between(0, 30));
    }
    for (const drawn of this.#drawn) {
      for (let n = this.#random.between(0, 2); n > 0; n--)
        setTimeout(() => void this.#change(drawn), this.#random.between(0, FAULTS_MS));
    }
  }

  /** One run of the function. It may die at any operation, and its workflows may not start. */
  async pay(): Promise<void> {
    if (this.#drawn.length === 0) return;
    const { journal, workflow } = this.#environment;
    const schedules = this.#schedules;
    await payScheduled(
      {
        directory: { get: owned },
        schedules: {
          due: (now, limit) => schedules.due(now, limit),
          get: (key) => schedules.get(key),
          change: (read, changed, id) => this.#mayDie(() => schedules.change(read, changed, id)),
        },
        journal: { create: (transfer, now) => this.#mayDie(() => journal.create(transfer, now)) },
        transferWorkflow: {
          start: async (run) => {
            if (!this.#happens(0.1)) workflow.start(run);
          },
        },
      },
      { clock: Date.now, newId: (now) => this.#id(now), until: Number.POSITIVE_INFINITY },
    );
  }

  /** Checks the promises that hold once nothing is in flight. */
  checkTheEnd(): void {
    const { database, system, promises } = this.#environment;
    const expected = new Map(this.#drawn.map(({ schedule, payments }) => [schedule.scheduleId, payments]));
    promises.atTheEnd(database.items(system.schedules), database.items(system.journal), expected);
  }

  #draw(): Drawn {
    const { plan } = this.#environment;
    const random = this.#random;
    const wallets = plan.funds.length;
    const from = random.between(0, wallets - 1);
    const to = (from + random.between(1, wallets - 1)) % wallets;
    const amount = BigInt(random.between(1, 30));
    const currency = currencyOf(plan, from);
    const payment = { fromId: String(from), amount, credits: [{ toId: String(to), amount }], currency };
    const payments = random.chance(0.5) ? 1 : random.between(2, PAYMENTS_AT_MOST);
    const now = payments === 1 ? Date.now() : Date.now() - (PAYMENTS_AT_MOST + 1) * DAY_MS;
    const timing = payments === 1 ? once(random.between(1, FAULTS_MS)) : missed(payments, now);
    const fields = { scheduleId: this.#id(now), owner: OWNER, payment, timing };
    return { schedule: newSchedule(fields, now), payments };
  }

  /** What the owner is told of a schedule that pays once is compared with what happens. */
  async #change({ schedule, payments }: Drawn): Promise<void> {
    const { promises, journal } = this.#environment;
    const stores = {
      directory: { get: owned, glimpse: owned },
      schedules: this.#schedules,
      journal,
    };
    const { scheduleId, payment } = schedule;
    const of = { userId: OWNER, walletId: payment.fromId, scheduleId };
    const amount = this.#random.chance(0.6) ? BigInt(this.#random.between(31, 60)) : undefined;
    try {
      if (amount === undefined) await cancelSchedule(stores, of, { id: this.#id() });
      else await changeSchedule(stores, { ...of, change: { amount } }, { id: this.#id(), now: Date.now() });
      if (payments === 1) promises.told({ schedule: scheduleId, amount });
    } catch (error) {
      if (!(error instanceof MibError)) throw error;
    }
  }

  async #mayDie<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#happens(0.12)) throw new Error('the function died before it wrote');
    const result = await operation();
    if (this.#happens(0.12)) throw new Error('the function died after it wrote');
    return result;
  }

  #happens(probability: number): boolean {
    return this.#random.chance(probability * this.#environment.plan.faults) && !this.#environment.faults.over();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.#random.between(0, 12)));
  }

  #id(now = Date.now()): string {
    return ulid(now, () => this.#random.next());
  }
}

async function owned(walletId: string): Promise<DirectoryEntry> {
  return { walletId, owner: OWNER, shard: 0, status: 'ACTIVE', createdAt: '2026-11-26T00:00:00.000Z' };
}

function once(inMs: number): Timing {
  return { executeAt: Date.now() + inMs };
}

/** One payment a day from tomorrow on, as seen from `now`. */
function missed(count: number, now: number): Timing {
  const start = new Date(now + DAY_MS).toISOString().slice(0, 19);
  return { repeat: { rrule: `FREQ=DAILY;COUNT=${count}`, start, timeZone: 'UTC' } };
}
