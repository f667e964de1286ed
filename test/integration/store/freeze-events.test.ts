import fc from 'fast-check';
import { balanceOf, type ShardWallet } from '../../../lib/domain/shard-wallet.ts';
import { AwaitedFreeze } from '../../../lib/domain/user-delivery.ts';
import { CONTROLLERS, FROZEN } from '../../../lib/domain/wallet-controls.ts';
import { WalletEvent, walletEvent } from '../../../lib/domain/wallet-event.ts';
import type { Outgoing } from '../../../lib/remote/queue.ts';
import { ShardUnavailable } from '../../../lib/remote/shard-errors.ts';
import type { ShownControls } from '../../../lib/remote/shards.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { WalletEvents } from '../../../lib/store/wallet-events.ts';
import { lookAtFreeze } from '../../../lib/usecases/freeze-events.ts';
import { type ControlPorts, changeControls, closeWallet } from '../../../lib/usecases/wallet-controls.ts';
import { explored } from '../../support/environment/explored.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshId, NOW } from './shard-wallet-steps.ts';

let tables: FreshTables;
let shard: ShardControls;
let recorded: WalletEvents;
beforeAll(async () => {
  tables = await memoryTables();
  shard = new ShardControls(tables.documents, tables.shardWallets[0]);
  recorded = new WalletEvents(tables.documents, tables.walletEvents);
});
afterAll(() => tables.close());

const shownOf = (wallet: ShardWallet): ShownControls => ({
  ...wallet.controls,
  version: wallet.controls?.version ?? 0,
  balance: balanceOf(wallet).balance,
  holds: 0,
  isTreasury: false,
});

/** Where the caller stops, or what is lost. */
const FAULTS = ['none', 'before', 'queue', 'request', 'response', 'late', 'after'] as const;
type Fault = (typeof FAULTS)[number];
interface Step {
  readonly by: (typeof CONTROLLERS)[number];
  readonly change: (typeof FROZEN)[number] | 'thaw' | 'limit' | 'close';
  readonly fault: Fault;
}

/** A wallet whose changes have faults. */
class Faulty {
  readonly walletId = freshId();
  readonly looks: AwaitedFreeze[] = [];
  /** Requests that have had no response, and come later. */
  readonly late: (() => Promise<unknown>)[] = [];
  /** What the shard stored, change by change. */
  readonly happened = new Map<number, WalletEvent>();
  #n = 0;

  async #happens(make: () => Promise<ShardWallet>): Promise<ShownControls> {
    const wallet = await make();
    const event = walletEvent(this.walletId, wallet.controls ?? {});
    if (event) this.happened.set(event.change, event);
    return shownOf(wallet);
  }

  #ports(fault: Fault): ControlPorts {
    let adds = 0;
    let isAsked = false;
    const sent = async (make: () => Promise<ShardWallet>) => {
      isAsked = true;
      const unavailable = () => new ShardUnavailable('no response');
      if (fault === 'request') throw unavailable();
      if (fault === 'late') {
        this.late.push(() => this.#happens(make));
        throw unavailable();
      }
      const shown = await this.#happens(make);
      if (fault === 'response') throw unavailable();
      return shown;
    };
    const outcome = async <E>(response: Promise<ShownControls>, ...codes: E[]): Promise<ShownControls | E> => {
      try {
        return await response;
      } catch (error) {
        const code = codes.find((one) => error instanceof Error && 'code' in error && error.code === one);
        if (code === undefined) throw error;
        return code;
      }
    };
    const now = NOW + this.#n++;
    return {
      shards: {
        controls: async () => shownOf(await shard.get(this.walletId)),
        changeControls: ({ walletId, by, version, change }) =>
          outcome(
            sent(() => shard.change(walletId, { by, change, version }, now)),
            'wallet_closed' as const,
            'controls_changed' as const,
            'limits_by_operator' as const,
          ),
        closeWallet: ({ walletId, by, version }) =>
          outcome(
            sent(() => shard.close(walletId, { by, version }, now)),
            'controls_changed' as const,
          ),
      },
      freezes: {
        events: {
          add: async (event) => {
            adds += 1;
            if ((fault === 'before' && !isAsked && adds === 1) || (fault === 'after' && isAsked))
              throw new Error('the table gives no response');
            await recorded.add(event);
          },
        },
        looks: {
          send: async (messages) => {
            if (fault === 'queue') return new Map(messages.map((_, n) => [n, new Error('no response')]));
            this.looks.push(...messages.map(({ body }) => AwaitedFreeze.parse(body)));
            return new Map();
          },
        },
      },
    };
  }

  async run({ by, change, fault }: Step): Promise<void> {
    const ports = this.#ports(fault);
    const { walletId } = this;
    const frozen = change === 'thaw' || change === 'limit' || change === 'close' ? null : change;
    const named = change === 'limit' ? { maxPayment: BigInt(this.#n) } : { frozen };
    // The caller is told, and may ask again.
    await (change === 'close'
      ? closeWallet(ports, { walletId, by }, NOW)
      : changeControls(ports, { walletId, by, change: named }, NOW)
    ).catch(() => undefined);
  }

  /** Every request has come or never will, and every look that was queued happens. */
  async end(): Promise<void> {
    for (const come of this.late) await come().catch(() => undefined);
    const { shards, freezes } = this.#ports('none');
    for (const look of this.looks.reverse())
      await lookAtFreeze({ shards, ...freezes, now: () => NOW + 600_000, random: () => 0 }, look);
  }
}

const steps = fc.array(
  fc.record<Step>({
    by: fc.constantFrom(...CONTROLLERS),
    change: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...FROZEN, 'thaw' as const, 'limit' as const) },
      { weight: 1, arbitrary: fc.constant('close' as const) },
    ),
    fault: fc.constantFrom(...FAULTS),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('the events of a wallet', () => {
  it('are those that its shard stored, each once, whatever is lost and wherever a caller stops', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const wallet = new Faulty();
        await new ShardWallets(tables.documents, tables.shardWallets[0]).createWallet(wallet.walletId);
        for (const step of all) await wallet.run(step);
        await wallet.end();
        const ever = { since: 0, until: Number.MAX_SAFE_INTEGER };
        const found = (await Array.fromAsync(recorded.in(ever))).flatMap((event) => {
          const { data } = WalletEvent.safeParse(event);
          return data?.wallet_id === wallet.walletId ? [data] : [];
        });
        found.sort((a, b) => a.change - b.change);
        expect(found).toEqual([...wallet.happened.values()].sort((a, b) => a.change - b.change));
      }),
      { numRuns: explored({ quick: 20, full: 100 }) },
    );
  });

  it('are not announced by a change that the queue of looks does not take, and nothing changes', async () => {
    const wallet = new Faulty();
    await new ShardWallets(tables.documents, tables.shardWallets[0]).createWallet(wallet.walletId);
    await wallet.run({ by: 'operator', change: 'all', fault: 'queue' });
    expect((await shard.get(wallet.walletId)).controls).toBeUndefined();
    expect(wallet.happened.size).toBe(0);
  });
});

describe('a look at what came of a freeze', () => {
  const since = new Date(NOW).toISOString();
  const wait = (walletId: string) => ({ await_freeze: { wallet_id: walletId, version: 0, since, failures: 0 } });
  const looking = (controls: () => Promise<ShownControls>) => {
    const sent: Outgoing[] = [];
    const ports = (now: number) => ({
      shards: { controls },
      events: recorded,
      looks: {
        send: async (messages: readonly Outgoing[]) => {
          sent.push(...messages);
          return new Map<number, Error>();
        },
      },
      now: () => now,
      random: () => 0,
    });
    return { sent, ports };
  };

  it('waits while the shard gives no response, and for a day at most', async () => {
    const { sent, ports } = looking(() => Promise.reject(new ShardUnavailable('no response')));
    await lookAtFreeze(ports(NOW), wait('1'));
    expect(sent).toMatchObject([{ body: { await_freeze: { ...wait('1').await_freeze, failures: 1 } } }]);
    await expect(lookAtFreeze(ports(NOW + 86_400_000), wait('1'))).rejects.toThrow('no response for a day');
  });

  it('that comes too early and finds no change is queued again, until no request can come', async () => {
    const walletId = freshId();
    await new ShardWallets(tables.documents, tables.shardWallets[0]).createWallet(walletId);
    const { sent, ports } = looking(async () => shownOf(await shard.get(walletId)));
    await lookAtFreeze(ports(NOW + 100_000), wait(walletId));
    expect(sent).toEqual([{ body: wait(walletId), delaySeconds: 80, group: walletId }]);
    await lookAtFreeze(ports(NOW + 180_000), wait(walletId));
    expect(sent).toHaveLength(1);
  });
});
