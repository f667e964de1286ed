import fc from 'fast-check';
import type { AuditedWallet } from '../../lib/domain/audit.ts';
import type { MovedWallet } from '../../lib/domain/wallet-move.ts';
import { type Sighting, WalletSightings } from '../../lib/domain/wallet-sightings.ts';
import { currentWallet } from '../../lib/remote/current-wallet.ts';
import type { ListedWallets } from '../../lib/remote/shard-pages.ts';
import { settledWallets } from '../../lib/usecases/settled-sightings.ts';

const SHARDS = 3;
const WALLETS = ['1', '2'];

type Item = { readonly op: number; readonly balance: bigint; readonly to?: number } | Omit<MovedWallet, 'walletId'>;

/**
 * One wallet on three shards. Each step of its move is one write, as the shards do it, and any time may
 * pass between two steps.
 */
class MovingWallet {
  readonly #items = new Map<number, Item>([[0, { op: 0, balance: 0n }]]);
  #op = 0;
  readonly #walletId: string;

  constructor(walletId: string) {
    this.#walletId = walletId;
  }

  /** How often its money has changed: its balance. */
  get balance(): bigint {
    const [, item] = this.#live() ?? this.#marked() ?? [];
    return item && 'balance' in item ? item.balance : 0n;
  }

  /** Money arrives, if a shard has the wallet live. */
  pay(): void {
    const [shard, item] = this.#live() ?? [];
    if (shard !== undefined && item && 'balance' in item)
      this.#items.set(shard, { ...item, balance: item.balance + 1n });
  }

  /** The next write of the move that has begun, or the first of one by `hop` shards. */
  move(hop: number): void {
    const [from, marked] = this.#marked() ?? [];
    const [at, live] = this.#live() ?? [];
    if (from !== undefined && marked && 'to' in marked && marked.to !== undefined) {
      const { op, to } = marked;
      if (live) this.#items.set(from, { op, to });
      else this.#items.set(to, { op, balance: this.balance });
    } else if (at !== undefined && live && 'balance' in live) {
      this.#op += 1;
      this.#items.set(at, { ...live, op: this.#op, to: (at + hop) % SHARDS });
    }
  }

  /** What the shard says of it in a list. */
  listed(shard: number): ListedWallets {
    const item = this.#items.get(shard);
    if (!item) return { wallets: [], moved: [] };
    const { op } = item;
    if (!('balance' in item)) return { wallets: [], moved: [{ walletId: this.#walletId, op, to: item.to }] };
    const { balance, to } = item;
    const wallet: AuditedWallet = { walletId: this.#walletId, balance, creditLimit: 0n, holds: [] };
    const moves = { ...(op > 0 && { op }), ...(to !== undefined && { moving: { op, to } }) };
    return { wallets: [{ ...wallet, ...moves }], moved: [] };
  }

  #live() {
    return [...this.#items].find(([, item]) => 'balance' in item && item.to === undefined);
  }

  #marked() {
    return [...this.#items].find(([, item]) => 'balance' in item && item.to !== undefined);
  }
}

/** A page of one wallet, or something that happens to a wallet. */
type Step = { readonly wallet: number } & (
  | { readonly act: 'read'; readonly shard: number }
  | { readonly act: 'pay' }
  | { readonly act: 'move'; readonly hop: number }
);
const wallet = fc.nat({ max: WALLETS.length - 1 });
const move = fc.record({ wallet, act: fc.constant('move' as const), hop: fc.integer({ min: 1, max: SHARDS - 1 }) });
const pay = fc.record({ wallet, act: fc.constant('pay' as const) });
const read = fc.record({ wallet, act: fc.constant('read' as const), shard: fc.nat({ max: SHARDS - 1 }) });
const steps = fc.array(fc.oneof(move, pay, read), { maxLength: 40 });
const happenings = fc.array(fc.oneof(move, pay), { maxLength: 20 });

/** How an audit makes wallets of what the pages say. */
type Rule = (sightings: WalletSightings, seen: readonly Sighting[], shards: Reads) => Promise<readonly AuditedWallet[]>;
type Reads = Parameters<typeof settledWallets>[0];

/**
 * An audit while wallets move: each page is read once, in any order, and things happen before, between and
 * after the pages.
 * @returns whether it counts each wallet once, as it was at a time since the audit began
 */
async function isTrue(rule: Rule, [before, during, later]: readonly (readonly Step[])[]): Promise<boolean> {
  const all = WALLETS.map((walletId) => new MovingWallet(walletId));
  const happen = (step: Step | undefined) => {
    if (step?.act === 'pay') all[step.wallet]?.pay();
    if (step?.act === 'move') all[step.wallet]?.move(step.hop);
  };
  for (const step of before ?? []) happen(step);
  const startedWith = all.map(({ balance }) => balance);
  const sightings = new WalletSightings();
  const seen: Sighting[] = [];
  const done = new Set<string>();
  const page = (shard: number, which: number) => {
    if (done.has(`${shard} ${which}`)) return;
    done.add(`${shard} ${which}`);
    const listed = all[which]?.listed(shard) ?? { wallets: [], moved: [] };
    sightings.add(shard, listed);
    seen.push(...listed.wallets.map((one) => ({ shard, wallet: one })));
  };
  for (const step of during ?? []) {
    if (step.act === 'read') page(step.shard, step.wallet);
    else happen(step);
  }
  for (const which of all.keys()) for (let shard = 0; shard < SHARDS; shard++) page(shard, which);
  const left = [...(later ?? [])];
  const listed = async (walletId: string, shard: number) => {
    happen(left.shift());
    return all[WALLETS.indexOf(walletId)]?.listed(shard) ?? { wallets: [], moved: [] };
  };
  const counted = await rule(sightings, seen, {
    listed,
    current: (walletId, _clock, first = 0) =>
      currentWallet({ look: (shard) => listed(walletId, shard), named: async () => undefined }, walletId, first),
  });
  return all.every(({ balance }, which) => {
    const found = counted.filter(({ walletId }) => walletId === WALLETS[which]);
    const [one] = found;
    return (
      found.length === 1 && one !== undefined && one.balance >= (startedWith[which] ?? 0n) && one.balance <= balance
    );
  });
}

const property = (rule: Rule) => fc.asyncProperty(fc.tuple(happenings, steps, happenings), (all) => isTrue(rule, all));

describe('The wallets of an audit while wallets move', () => {
  it('are each there once, as they were at a time since it began', () =>
    fc.assert(
      property((sightings, _, shards) => settledWallets(shards, sightings, () => 0)),
      { numRuns: 3_000 },
    ));

  const byId = (seen: readonly Sighting[]) => [...Map.groupBy(seen, ({ wallet: { walletId } }) => walletId).values()];
  const opOf = ({ wallet: { op = 0 } }: Sighting) => op;
  const BROKEN: Readonly<Record<string, Rule>> = {
    'counts each sighting': async (_, seen) => seen.map((one) => one.wallet),
    'takes the sighting with the smaller number': async (_, seen) =>
      byId(seen).flatMap((ofOne) => ofOne.toSorted((a, b) => opOf(a) - opOf(b))[0]?.wallet ?? []),
    'prefers the marked wallet at the same number': async (_, seen) =>
      byId(seen).flatMap((ofOne) => {
        const top = Math.max(...ofOne.map(opOf));
        const newest = ofOne.filter((one) => opOf(one) === top);
        return (newest.find((one) => one.wallet.moving) ?? newest[0])?.wallet ?? [];
      }),
    'does not read a wallet again that no page had': async (sightings) => sightings.wallets(),
    'reads again only what no page had, and not what its tombstone outdates': async (sightings, _, shards) => {
      const known = sightings.wallets();
      const lost = sightings.lost().filter(({ walletId }) => !known.some((one) => one.walletId === walletId));
      const found = await Promise.all(lost.map(({ walletId, shard }) => shards.current(walletId, () => 0, shard)));
      return [...known, ...found.flatMap((one) => one ?? [])];
    },
  };
  it.each(Object.entries(BROKEN))('are not with a rule that is broken: it %s', async (_, rule) => {
    expect((await fc.check(property(rule), { numRuns: 20_000, seed: 18 })).failed).toBe(true);
  });

  it('of a version without numbers are each counted, and one that two shards have is there twice', async () => {
    const live = (walletId: string, balance: bigint): AuditedWallet => ({
      walletId,
      balance,
      creditLimit: 0n,
      holds: [],
    });
    const pages = [[live('1', 5n), live('2', 7n)], [live('2', 9n)]];
    const sightings = new WalletSightings();
    for (const [shard, wallets] of pages.entries()) sightings.add(shard, { wallets, moved: [] });
    const shards: Reads = {
      listed: async (walletId, shard) => ({
        wallets: (pages[shard] ?? []).filter((one) => one.walletId === walletId),
        moved: [],
      }),
      current: () => Promise.reject(new Error('nothing is to be read again')),
    };
    const wallets = await settledWallets(shards, sightings, () => 0);
    expect(wallets.map(({ walletId, balance }) => [walletId, balance]).sort()).toEqual([
      ['1', 5n],
      ['2', 7n],
      ['2', 9n],
    ]);
  });
});
