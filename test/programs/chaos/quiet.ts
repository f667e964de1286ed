import type { Stack } from '../../../lib/local/stack.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { isFinal, type Observer } from './observer.ts';
import type { Account } from './people.ts';
import type { ShardProxy } from './shard-proxy.ts';

const SWEEPS = 2;
/** What one sweep starts has as long as its schedule leaves until the next one. */
const BETWEEN_SWEEPS_MS = 60_000;
/** The latest message is on its way for 25 s, and then the shard has 10 s to answer it. */
const LAST_MESSAGE_MS = 40_000;

/**
 * Sweeps, as the schedule does each minute, until every transfer is final.
 * @returns after how many sweeps that was, or undefined if two were not enough
 */
export async function sweepUntilFinal(
  stack: Pick<Stack, 'sweepAll'>,
  observer: Observer,
  accounts: readonly Account[],
): Promise<number | undefined> {
  for (let sweeps = 1; sweeps <= SWEEPS; sweeps++) {
    await stack.sweepAll();
    if (await becomeFinal(observer, accounts)) return sweeps;
  }
  return undefined;
}

/** Waits until all transfers of the accounts are final, as long as from one sweep to the next. @returns whether they are */
export async function becomeFinal(observer: Observer, accounts: readonly Account[]): Promise<boolean> {
  const allFinal = async () => {
    for (const account of accounts) {
      const transactions = await observer.transactions(account);
      if (!transactions?.every(isFinal)) return false;
    }
    return true;
  };
  return eventually(allFinal, { timeoutMs: BETWEEN_SWEEPS_MS, everyMs: 500 }).catch(() => false);
}

/** Waits until every message that is late has come: those, too, find everything settled. @throws Error if one never does */
export async function lastMessages(proxies: readonly ShardProxy[]): Promise<void> {
  const allCome = () => proxies.every(({ underWay }) => underWay === 0);
  await eventually(allCome, { timeoutMs: LAST_MESSAGE_MS, everyMs: 100 }).catch((cause: unknown) => {
    throw new Error('messages to the shards are still under way long after the faults', { cause });
  });
}
