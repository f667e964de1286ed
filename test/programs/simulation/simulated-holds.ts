import { ulid } from 'ulid';
import { MibError } from '../../../lib/domain/errors.ts';
import type { DirectoryEntry } from '../../../lib/store/directory.ts';
import type { IdempotencyKeys } from '../../../lib/store/idempotency.ts';
import type { Captures } from '../../../lib/store/journal/captures.ts';
import type { Journal } from '../../../lib/store/journal/journal.ts';
import { captureTransfer, voidTransfer } from '../../../lib/usecases/capture.ts';
import { Waits } from '../../../lib/usecases/waits.ts';
import { Random } from '../../support/random.ts';
import { currencyOf } from './currencies.ts';
import type { Faults } from './faults.ts';
import type { HoldPromises } from './hold-promises.ts';
import type { Plan } from './plan.ts';
import type { PlannedHold, PlannedRequest } from './planned-holds.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import type { WrittenItems } from './written-items.ts';

const ASKED_AGAIN_MS = 700;
/** What a client hears that asks too early. */
const TOO_EARLY: readonly string[] = ['transaction_not_found', 'not_authorised', 'capture_in_progress'];

interface Environment {
  readonly plan: Plan;
  readonly faults: Faults;
  readonly database: Pick<SimulatedDatabase, 'stripesOf'>;
  readonly journal: Journal;
  readonly captures: Captures;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly workflow: Pick<SimulatedWorkflow, 'start'>;
  readonly promises: HoldPromises;
  readonly written: WrittenItems;
}

interface Begun {
  readonly planned: PlannedHold;
  readonly txId: string;
  readonly expiresAt: number;
  starts: number;
}

/** The transfers of one schedule that are captured by their payees, and the requests of these. */
export class SimulatedHolds {
  readonly #environment: Environment;
  readonly #begun: readonly Begun[];

  constructor(environment: Environment) {
    this.#environment = environment;
    const ids = new Random(environment.plan.seed + 7);
    this.#begun = environment.plan.holds.map((planned) => {
      const at = Date.now() + planned.at;
      return { planned, txId: ulid(at, () => ids.next()), expiresAt: at + planned.expiresInMs, starts: 0 };
    });
  }

  /** The payments that their payees may refund. */
  get toRefund(): { readonly payeeId: string; readonly txId: string; readonly percent: number }[] {
    return this.#begun.flatMap(({ planned: { to, refunded }, txId }) =>
      refunded === undefined ? [] : [{ payeeId: String(to), txId, percent: refunded }],
    );
  }

  /** When the last of them has expired, in ms since 1970. */
  get lastExpiry(): number {
    return Math.max(0, ...this.#begun.map(({ expiresAt }) => expiresAt));
  }

  begin(): void {
    for (const begun of this.#begun) {
      const { planned } = begun;
      setTimeout(() => void this.#accept(begun), planned.at);
      for (const at of planned.again) setTimeout(() => this.#start(begun), planned.at + at);
      for (const request of planned.requests) setTimeout(() => void this.#ask(begun, request), planned.at + request.at);
    }
  }

  async #accept(begun: Begun): Promise<void> {
    const { planned, txId } = begun;
    const amount = BigInt(planned.amount);
    const transfer = {
      txId,
      fromId: String(planned.from),
      amount,
      credits: [{ toId: String(planned.to), amount }],
      currency: currencyOf(this.#environment.plan, planned.from),
      manual: true,
      expiresAt: new Date(begun.expiresAt).toISOString(),
    };
    await this.#environment.journal.create(transfer, Date.now());
    if (!planned.startLost) this.#start(begun);
  }

  #start(begun: Begun): void {
    const { planned, txId } = begun;
    const diesAfter = planned.dies[begun.starts++];
    this.#environment.workflow.start({
      fromId: String(planned.from),
      txId,
      queuedMs: planned.queuedMs,
      ...(diesAfter !== undefined && { diesAfter }),
    });
  }

  /** A client asks until it hears how the transfer stands, or the faults are over. */
  async #ask(begun: Begun, request: PlannedRequest, isUnknown = false): Promise<void> {
    const { faults, promises, plan, written } = this.#environment;
    const again = (unknown: boolean) => {
      if (!faults.over()) setTimeout(() => void this.#ask(begun, request, unknown), ASKED_AGAIN_MS);
    };
    const now = faults.reading(plan.skewMs);
    // A transfer that is unknown to its payee stays so until the payee has a row of it.
    if (isUnknown && written.countOf(String(begun.planned.to), begun.txId) === 0) return again(true);
    try {
      await this.#request(begun, request, now);
      if (request.percent === undefined) promises.toldVoided(begun.txId);
    } catch (error) {
      if (error instanceof MibError && !TOO_EARLY.includes(error.code)) return;
      again(error instanceof MibError && error.code === 'transaction_not_found');
    }
  }

  #request(begun: Begun, { percent, startLost }: PlannedRequest, now: number): Promise<unknown> {
    const { journal, captures, idempotencyKeys, database } = this.#environment;
    const stripes = database.stripesOf(String(begun.planned.to));
    const get = async (walletId: string) => ({ ...OWNED, walletId, ...(stripes !== undefined && { stripes }) });
    const stores = {
      directory: { get, glimpse: get },
      idempotencyKeys,
      journal,
      captures,
      waits: new Waits(),
      workflow: {
        start: async () => {
          if (!startLost) this.#start(begun);
        },
        runToEnd: async () => true,
      },
    };
    const of = { userId: OWNED.owner, walletId: String(begun.planned.to), txId: begun.txId, idempotencyKey: undefined };
    if (percent === undefined) return voidTransfer(stores, of, now);
    const amount = BigInt(Math.max(1, Math.floor((begun.planned.amount * percent) / 100)));
    return captureTransfer(stores, { ...of, amount }, now);
  }
}

const OWNED = {
  owner: 'ann',
  shard: 0,
  status: 'ACTIVE',
  createdAt: '2026-11-26T00:00:00.000Z',
} as const satisfies Omit<DirectoryEntry, 'walletId'>;
