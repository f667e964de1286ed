import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { sideBySide } from '../../../support/environment/side-by-side.ts';
import { Random } from '../../../support/random.ts';
import { counted, tenths, usedByOne } from '../counts.ts';
import { Percentiles, percentiles } from '../percentiles.ts';
import type { Ledger, Outcome } from './ledger.ts';

/** Transfers in a closed loop: each client sends its next one when its last one is final. */
export type Loop = z.infer<typeof Loop>;
export const Loop = z.strictObject({
  name: z.string(),
  wallets: z.int(),
  /** The number of clients. */
  concurrency: z.int(),
  /** Those that ended: fewer than planned if the time ran out. */
  transfers: z.int(),
  /** Transfers a second that have moved money. */
  perSecond: z.number(),
  /** From sending the request to the final status, in ms. */
  final: Percentiles,
  statuses: z.record(z.string(), z.int()),
  /** CPU time for each transfer that has moved money, in ms, by process. */
  cpu: z.record(z.string(), z.number()),
});

type Pair = readonly [from: string, to: string];

/** A loop starts no transfer after this time, and a transfer that takes longer counts as lost. */
const MOST_MS = 60_000;

/** Makes the transfers of the pairs, `concurrency` at a time, for at most `mostMs`. */
export async function closedLoop(
  ledger: Ledger,
  { pairs, concurrency, mostMs = MOST_MS }: { pairs: readonly Pair[]; concurrency: number; mostMs?: number },
): Promise<Omit<Loop, 'wallets'>> {
  return ledger.during(async () => {
    const before = await ledger.cpu();
    const begun = performance.now();
    const results = await sideBySide(concurrency, pairs, async ([from, to]) =>
      performance.now() - begun < mostMs ? [await outcomeOf(ledger, from, to, mostMs)] : [],
    );
    const outcomes = results.flat();
    const seconds = (performance.now() - begun) / 1_000;
    const after = await ledger.cpu();
    const moved = outcomes.filter((one) => one.moved).length;
    return {
      name: ledger.name,
      concurrency,
      transfers: outcomes.length,
      perSecond: tenths(moved / seconds),
      final: percentiles(outcomes.map(({ ms }) => ms)),
      statuses: counted(outcomes.map(({ status }) => status)),
      cpu: moved === 0 ? {} : usedByOne(before, after, moved),
    };
  });
}

/** Random pairs of different wallets. The same seed gives the same pairs of positions. */
export function randomPairs(seed: number, wallets: readonly string[], count: number): Pair[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const from = random.between(0, wallets.length - 1);
    const to = (from + random.between(1, wallets.length - 1)) % wallets.length;
    return [wallets[from] ?? '', wallets[to] ?? ''];
  });
}

/** An error is the status of its transfer: one lost connection does not end the measurement. */
async function outcomeOf(ledger: Ledger, from: string, to: string, mostMs: number): Promise<Outcome> {
  const sent = performance.now();
  const ended = new AbortController();
  const lost = { moved: false, status: `not final after ${mostMs / 1_000} s`, ms: mostMs };
  try {
    return await Promise.race([ledger.transfer(from, to), delay(mostMs, lost, { signal: ended.signal })]);
  } catch (error) {
    // What follows a colon differs from transfer to transfer.
    const [status = ''] = error instanceof Error ? error.message.split(':') : ['no response'];
    return { moved: false, status, ms: performance.now() - sent };
  } finally {
    ended.abort();
  }
}
