import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { MibError } from '../../../lib/domain/errors.ts';
import { itemIdOf, stripeFor } from '../../../lib/domain/stripes.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Random } from '../../support/random.ts';
import { inVirtualTime } from '../../support/virtual-time.ts';
import { HotStatement } from './hot-statement.ts';
import { Partitions } from './partitions.ts';
import { persistently } from './persistently.ts';

/** What came of transfers into one wallet. What is "a second" is one of virtual time. */
export type HotWallet = z.infer<typeof HotWallet>;
export const HotWallet = z.strictObject({
  /** 0: the wallet is one item. */
  stripes: z.int(),
  /** The transfers that arrived a second, in the mean. */
  rate: z.int(),
  /** How many arrived while it was counted. */
  arrived: z.int(),
  /** How many were committed meanwhile, and how many were given up. */
  committed: z.int(),
  givenUp: z.int(),
  /** The writes that a partition refused meanwhile. */
  throttled: z.int(),
  /** Write units of the wallet's items, by the transfers that were committed. */
  unitsEach: z.number(),
  /** Write units a second of the item that used the most: in the mean, and in its busiest second. */
  busiest: z.strictObject({ mean: z.int(), second: z.int() }),
  /** The largest item, in bytes. */
  largest: z.int(),
  /**
   * Of the partition of its statement: write units a second, and the largest item. `behind`: how many entries
   * were not written yet in the end; `repeated`: how many batches of the stream were not written whole.
   */
  statement: z.strictObject({
    mean: z.int(),
    second: z.int(),
    largest: z.int(),
    behind: z.int(),
    repeated: z.int(),
  }),
});

/** From the first transfer until there are as many tombstones as there will be. */
const WARM_MS = 16_000;
const COUNTED_MS = 10_000;
const SECONDS = COUNTED_MS / 1_000;
const DEADLINE_MS = 15_000;
/** From the hold to the commit: the decision, a function and a request. */
const HELD_MS = 50;
/** How often the workflow asks a shard that gives no response, and how long it waits for a full wallet. */
const ATTEMPTS = 3;
const FULL_PAUSE_MS = 2_000;
const WALLET = '7';
const AMOUNT = 5n;

/** The tables of a shard. */
export interface ShardTables {
  readonly wallets: TableDefinition;
  readonly entries: TableDefinition;
}

/** Transfers into a wallet. */
export interface Load {
  /** 0: the wallet is one item. */
  readonly stripes: number;
  /** Transfers a second. */
  readonly rate: number;
  /** What a partition takes in a second; that of DynamoDB by default. */
  readonly partition?: number;
  readonly seed?: number;
}

/**
 * Credits a wallet, by the real store, on partitions as DynamoDB has them. Transfers arrive independently of
 * one another. The same seed gives the same result. Their debits are on other wallets, and not counted.
 */
export function hotWallet(
  tables: ShardTables,
  { stripes, rate, partition: limit, seed = 1 }: Load,
): Promise<HotWallet> {
  return inVirtualTime(seed, async (pass) => {
    const statement = new HotStatement(tables.entries, limit);
    const partitions = new Partitions(tables.wallets, { limit, onWrite: (item) => statement.take(item) });
    const stores = [partitions.documents, tables.wallets.TableName] as const;
    const wallets = new ShardWallets(...stores);
    const random = new Random(seed);
    const made = wallets.createWallet(WALLET).then(async () => {
      if (stripes > 0) await new ShardStripes(...stores).make(WALLET, stripes);
    });
    await pass(1_000);
    await made;
    const begun = Date.now();
    const from = begun + WARM_MS;
    const until = from + COUNTED_MS;
    const counts = { arrived: 0, committed: 0, givenUp: 0 };
    const count = (what: keyof typeof counts) => {
      if (Date.now() >= from && Date.now() < until) counts[what] += 1;
    };
    const credit = async (txId: string) => {
      count('arrived');
      const walletId = itemIdOf({ walletId: WALLET, ...(stripes > 0 && { stripe: stripeFor(txId, stripes) }) });
      count((await transfer(wallets, { walletId, txId }, random)) ? 'committed' : 'givenUp');
    };
    let next = begun;
    // Several may arrive in one millisecond.
    const arrive = () => {
      for (; next <= Date.now() && next < until; next += (-Math.log(1 - random.next()) * 1_000) / rate)
        void credit(ulid(Date.now(), () => random.next()));
      if (next < until) setTimeout(arrive, next - Date.now());
    };
    arrive();
    await pass(WARM_MS);
    const { throttled } = partitions;
    await pass(COUNTED_MS);
    const uses = partitions.usesBetween(from / 1_000, until / 1_000);
    const [entries] = statement.partitions.usesBetween(from / 1_000, until / 1_000);
    const units = uses.reduce((sum, use) => sum + use.units, 0);
    return {
      ...{ stripes, rate, ...counts },
      throttled: partitions.throttled - throttled,
      unitsEach: Math.round((10 * units) / Math.max(1, counts.committed)) / 10,
      busiest: {
        mean: Math.round(Math.max(...uses.map((use) => use.units)) / SECONDS),
        second: Math.max(...uses.map((use) => use.mostInASecond)),
      },
      largest: Math.max(...uses.map((use) => use.largest)),
      statement: {
        mean: Math.round((entries?.units ?? 0) / SECONDS),
        second: entries?.mostInASecond ?? 0,
        largest: entries?.largest ?? 0,
        behind: statement.behind,
        repeated: statement.repeated,
      },
    };
  });
}

/** A credit from its hold to its commit, or to its end without one. @returns whether it was committed */
async function transfer(
  wallets: ShardWallets,
  { walletId, txId }: { readonly walletId: string; readonly txId: string },
  random: Random,
): Promise<boolean> {
  const reserve = {
    walletId,
    transactionId: txId,
    amount: AMOUNT,
    deadline: Date.now() + DEADLINE_MS,
    debitHeld: true,
  };
  if (await isHeld(wallets, reserve, random)) {
    await pause(HELD_MS);
    const commit = { walletId, transactionId: txId, amount: AMOUNT };
    await persistently(() => wallets.commit(commit, Date.now()), random, Number.POSITIVE_INFINITY);
    return true;
  }
  const rollback = () => wallets.rollback(walletId, txId, reserve.deadline, Date.now());
  await persistently(rollback, random, Number.POSITIVE_INFINITY);
  return false;
}

/** Asks until the deadline while the wallet is full. */
async function isHeld(
  wallets: ShardWallets,
  reserve: Parameters<ShardWallets['reserve']>[0],
  random: Random,
): Promise<boolean> {
  for (;;) {
    try {
      await persistently(() => wallets.reserve(reserve, Date.now()), random, ATTEMPTS);
      return true;
    } catch (error) {
      if (error instanceof DynamoDBServiceException) return false;
      if (!(error instanceof MibError)) throw error;
      if (error.code !== 'too_many_open_transactions') return false;
      await pause(random.next() * FULL_PAUSE_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
