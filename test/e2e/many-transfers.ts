import { randomInt } from 'node:crypto';
import { sideBySide } from '../support/environment/side-by-side.ts';
import { clientOf } from '../support/steps/client.ts';
import { given as givenSteps } from '../support/steps/given.ts';
import type { User, World } from '../support/steps/world.ts';
import { IS_REMOTE } from './running-world.ts';

const WALLETS = IS_REMOTE ? 20 : 6;
const TRANSFERS = IS_REMOTE ? 100 : 20;
const CONCURRENCY = 8;
const MONEY = 100;

/** Many concurrent transfers, some of them without funds. No money is created or lost. */
export function manyTransfers(world: () => World): void {
  const given = givenSteps(world);

  it(`neither creates nor loses money in ${TRANSFERS} concurrent transfers between ${WALLETS} wallets`, async () => {
    const { walletId } = world().treasury;
    const treasury = await given.treasury();
    const issuedBefore = await balance(treasury, walletId);
    const user = await given.user();
    const wallets = await collect(WALLETS, (n) => given.wallet(user, { shard: n % world().shardCount, money: MONEY }));

    const ends = await collect(TRANSFERS, () => {
      const from = randomInt(WALLETS);
      const to = (from + 1 + randomInt(WALLETS - 1)) % WALLETS;
      const amount = randomInt(1, MONEY);
      return given.transfer(user, { from: wallets[from] ?? '', to: wallets[to] ?? '', amount });
    });
    const statuses = new Set(ends.map((end) => end.status));
    expect([...statuses].filter((status) => status !== 'SUCCESSFUL' && status !== 'INVALID')).toEqual([]);
    expect(statuses).toContain('SUCCESSFUL');

    const balances = await collect(WALLETS, (n) => balance(user, wallets[n] ?? ''));
    const issued = issuedBefore - (await balance(treasury, walletId));
    expect(balances.reduce((sum, each) => sum + each, 0n)).toBe(issued);
    expect(balances.filter((each) => each < 0n)).toEqual([]);
    expect(issued).toBe(BigInt(WALLETS * MONEY));
    for (const [n, wallet] of wallets.entries()) {
      const all = await Array.fromAsync(clientOf(world(), user).transactions(wallet));
      const happened = all.filter((transaction) => transaction.status === 'SUCCESSFUL');
      expect(happened.reduce((sum, transaction) => sum + BigInt(transaction.amount), 0n)).toBe(balances[n]);
    }
  }, 120_000);

  async function balance(owner: User, wallet: string): Promise<bigint> {
    const { balance, reserved } = await clientOf(world(), owner).balance(wallet);
    expect(reserved).toBe('0');
    return BigInt(balance);
  }
}

/** Runs a job `count` times, a few at a time. */
function collect<T>(count: number, job: (n: number) => Promise<T>): Promise<T[]> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return sideBySide(CONCURRENCY, numbers, job);
}
