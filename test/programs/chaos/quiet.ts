import type { Transaction } from '../../../lib/api/transaction.ts';
import type { Stack } from '../../../lib/local/stack.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { isAuthorised, isFinal, type Observer } from './observer.ts';
import { SOON_MS } from './orders.ts';
import type { Account } from './people.ts';
import type { ShardProxy } from './shard-proxy.ts';

const SWEEPS = 2;
/** Held payments expire within a minute, or a day later. */
const LONG_MS = 600_000;
/** How many of what is not final are looked for. */
const SHOWN = 5;
/**
 * The interval of the sweeper's schedule: the time that restarted transfers have until the next
 * sweep.
 */
const BETWEEN_SWEEPS_MS = 60_000;
/** The latest message is in flight for 25 s, and then the shard has 10 s to respond. */
const LAST_MESSAGE_MS = 40_000;

/**
 * Sweeps, as the schedule does each minute, until every transfer is final.
 * @returns the number of sweeps; undefined if two were not enough
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

/**
 * Waits up to one interval until all transfers of the accounts are final, but those that are held.
 * @returns whether they are
 */
export async function becomeFinal(observer: Observer, accounts: readonly Account[]): Promise<boolean> {
  const allFinal = async () => (await unfinishedOf(observer, accounts)).length === 0;
  return eventually(allFinal, { timeoutMs: BETWEEN_SWEEPS_MS, everyMs: 500 }).catch(() => false);
}

/**
 * Sweeps until all transfers of the accounts are final, but those that are held for long. What was held
 * last has to expire before, and only a sweep ends it.
 * @throws Error that names those that are not final
 */
export async function restAfterHolds(
  stack: Pick<Stack, 'sweepAll'>,
  observer: Observer,
  accounts: readonly Account[],
): Promise<void> {
  let unfinished: readonly string[] = [];
  const swept = async () => {
    unfinished = await unfinishedOf(observer, accounts);
    if (unfinished.length === 0) return true;
    await stack.sweepAll();
    return false;
  };
  await eventually(swept, { timeoutMs: SOON_MS + SWEEPS * BETWEEN_SWEEPS_MS, everyMs: 2_000 }).catch(
    (cause: unknown) => {
      throw new Error(`not final at the end: ${unfinished.join('; ')}`, { cause });
    },
  );
}

/** Some transfers that are not at rest, and wallets that could not be read; none if all are at rest. */
async function unfinishedOf(observer: Observer, accounts: readonly Account[]): Promise<string[]> {
  // What expires soon is final soon. Then nothing changes any more while the end is read.
  const isAtRest = (one: Transaction) =>
    isFinal(one) || (isAuthorised(one) && Date.parse(one.expires_at ?? '') > Date.now() + LONG_MS);
  const found: string[] = [];
  for (const account of accounts) {
    const transactions = await observer.transactions(account);
    if (!transactions) found.push(`wallet ${account.walletId} has no response`);
    for (const one of transactions ?? [])
      if (!isAtRest(one))
        found.push(`${one.TxID} of wallet ${account.walletId}: ${one.status} ${one.note} ${one.expires_at ?? ''}`);
    if (found.length >= SHOWN) break;
  }
  return found;
}

/**
 * Waits until every late message has arrived. Those, too, find everything settled.
 * @throws Error if one does not arrive
 */
export async function lastMessages(proxies: readonly ShardProxy[]): Promise<void> {
  const allArrived = () => proxies.every(({ inFlight }) => inFlight === 0);
  await eventually(allArrived, { timeoutMs: LAST_MESSAGE_MS, everyMs: 100 }).catch((cause: unknown) => {
    throw new Error('messages to the shards are still in flight long after the faults', { cause });
  });
}
