import { ulid } from 'ulid';
import type { IssuingLimits, TreasuryOrder } from '../../../lib/domain/issuing.ts';
import { dayOf } from '../../../lib/domain/spending.ts';
import type { Status, Transfer } from '../../../lib/domain/transfer.ts';
import { IssuingStore } from '../../../lib/store/issuing.ts';
import type { NewTransfer } from '../../../lib/store/journal/journal.ts';
import { carryOut, type OrderPorts } from '../../../lib/usecases/treasury-order.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { Random } from '../../support/random.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const DAY_MS = 86_400_000;
const LIMITS: IssuingLimits = { aDay: 100n, aloneADay: 60n, alarmAbove: 1n };
const LONG = AbortSignal.timeout(1_000_000);

let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());

/** A journal in memory, whose transfers end as the run of their order says. */
class MemoryJournal {
  readonly transfers = new Map<string, Transfer>();
  readonly #ends: (txId: string) => Status;

  constructor(ends: (txId: string) => Status) {
    this.#ends = ends;
  }

  async create(transfer: NewTransfer): Promise<{ created: boolean; status: Status }> {
    const created = !this.transfers.has(transfer.txId);
    const initiatedAt = new Date(NOW).toISOString();
    if (created) this.transfers.set(transfer.txId, { ...transfer, status: 'PENDING', note: '', initiatedAt });
    return { created, status: 'PENDING' };
  }

  get = async (_wallet: string, txId: string): Promise<Transfer | undefined> => this.transfers.get(txId);

  runToEnd = async ({ txId }: { txId: string }): Promise<boolean> => {
    const transfer = this.transfers.get(txId);
    if (transfer) this.transfers.set(txId, { ...transfer, status: this.#ends(txId) });
    return true;
  };
}

class Crash extends Error {}

/** The same object, whose calls crash before they begin or after they have ended. */
function crashing<T extends object>(target: T, draw: () => 'before' | 'after' | 'never'): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        const when = draw();
        if (when === 'before') throw new Crash();
        const result: unknown = await Reflect.apply(member, object, given);
        if (when === 'after') throw new Crash();
        return result;
      };
    },
  });
}

describe('orders that crash anywhere, are repeated, and run beside one another', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
    'issue once each, and never more than the limits of a day (seed %d)',
    async (seed) => {
      const random = new Random(seed);
      const currency = `C${seed}`;
      const failing = new Set<string>();
      const journal = new MemoryJournal((txId) => (failing.has(txId) ? 'INVALID' : 'SUCCESSFUL'));
      const store = new IssuingStore(tables.documents, tables.issuing);
      const orders = Array.from({ length: 8 }, (_, n) => {
        const order: TreasuryOrder = {
          act: 'issue',
          walletId: String(n),
          amount: BigInt(random.between(1, 40)),
          currency,
        };
        return { order, key: `${seed}-${n}`, approved: random.chance(0.5), fails: random.chance(0.25) };
      });
      const attempt = async ({ order, key, approved, fails }: (typeof orders)[number]) => {
        const draw = () => (random.chance(0.75) ? 'never' : random.chance(0.5) ? 'before' : 'after');
        const txId = ulid(NOW);
        const ports: OrderPorts = {
          issuing: crashing(store, draw),
          journal: crashing(
            {
              get: journal.get,
              create: async (transfer: NewTransfer) => {
                if (fails) failing.add(transfer.txId);
                return journal.create(transfer);
              },
            },
            draw,
          ),
          workflow: { runToEnd: journal.runToEnd },
        };
        // Some repeats are of the next day.
        const now = NOW + (random.chance(0.3) ? DAY_MS : 0);
        try {
          return await carryOut(ports, order, { key, limits: LIMITS, approved, txId, now }, LONG);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          return 'crashed';
        }
      };
      const waves = Array.from({ length: 4 }, () => orders.flatMap((one) => [one, one]));
      for (const wave of waves) await Promise.all(wave.map(attempt));

      const successful = [...journal.transfers.values()].filter(({ status }) => status === 'SUCCESSFUL');
      const wallets = successful.map(({ credits }) => credits[0]?.toId);
      expect(new Set(wallets).size).toBe(wallets.length);
      const sum = successful.reduce((total, { amount }) => total + amount, 0n);
      const days = await Promise.all([NOW, NOW + DAY_MS].map((at) => store.day({ day: dayOf(at), currency })));
      const counted = days.reduce((total, { issued }) => total + issued, 0n);
      for (const { issued, alone } of days)
        expect([issued <= LIMITS.aDay, alone <= LIMITS.aloneADay]).toEqual([true, true]);
      // A crash leaves less to issue, and never more.
      expect(sum).toBeLessThanOrEqual(counted);
    },
  );
});
